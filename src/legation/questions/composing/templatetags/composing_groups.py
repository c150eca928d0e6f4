"""Picks some of the texts of a page."""

from __future__ import annotations

from django import template

from legation.questions.composing.texts_form import Group, TextsForm

register = template.Library()


@register.simple_tag
def groups_of(form: TextsForm, *prefixes: str) -> list[Group]:
    """The texts whose key begins with one of the prefixes."""
    return list(form.groups(*prefixes))
