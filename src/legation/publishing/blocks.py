"""What the body of a page is made of."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from legation.kernel import clock
from legation.offices import queries
from legation.publishing.ports import survey_choices

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]

BODY = [
    ("heading", blocks.CharBlock(max_length=160, template="publishing/blocks/heading.html")),
    ("text", blocks.RichTextBlock(features=TEXT_FEATURES)),
    ("image", ImageChooserBlock(template="publishing/blocks/image.html")),
    (
        "survey",
        blocks.ChoiceBlock(
            choices=survey_choices, label=_("survey"), icon="form", template="publishing/blocks/survey.html"
        ),
    ),
]
STEPS = [
    (
        "step",
        blocks.StructBlock(
            [("title", blocks.CharBlock(max_length=160)), ("text", blocks.TextBlock(required=False))]
        ),
    )
]


def _countries() -> list[tuple[str, str]]:
    return queries.countries(get_language() or "en")


COUNTRIES = [("country", blocks.ChoiceBlock(choices=_countries, label=_("country")))]
ASSEMBLY = [
    (
        "place",
        blocks.StructBlock(
            [
                ("name", blocks.CharBlock(max_length=120, label=_("place"))),
                ("address", blocks.TextBlock(required=False, label=_("address"))),
                (
                    "note",
                    blocks.CharBlock(required=False, max_length=200, label=_("when, and how to get there")),
                ),
            ]
        ),
    )
]
PHONES = [
    (
        "phone",
        blocks.StructBlock(
            [
                ("label", blocks.CharBlock(max_length=80, label=_("whose"))),
                ("number", blocks.CharBlock(max_length=40, label=_("number"))),
            ]
        ),
    )
]
UPDATES = [
    (
        "update",
        blocks.StructBlock(
            [
                ("at", blocks.DateTimeBlock(default=clock.now, label=_("when"))),
                ("text", blocks.TextBlock(label=_("text"))),
            ]
        ),
    )
]
