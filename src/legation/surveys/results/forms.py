"""What staff choose on the page of results; all of it stands in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from legation.questions.definition import Definition
from legation.surveys.results.partitions import labels, part_name
from legation.surveys.results.selecting import Axis, Selection, axes, line_value
from legation.web.forms import PartedDateField

ONLY = "only-"


class SelectionForm(forms.Form):
    """Whose answers are counted, and which two questions stand against each other."""

    first = PartedDateField(label=_("From this day"), required=False)
    last = PartedDateField(label=_("To this day"), required=False)
    rows = forms.ChoiceField(label=_("Lines of the cross-table"), required=False)
    columns = forms.ChoiceField(label=_("Columns of the cross-table"), required=False)

    def __init__(self, definition: Definition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.axes = axes(definition)
        listed = [("", _("None")), *((axis.key, axis.label) for axis in self.axes.values())]
        for side in ("rows", "columns"):
            self.fields[side].choices = listed  # type: ignore[attr-defined]  # both are choice fields
        for axis in self.axes.values():
            self.fields[ONLY + axis.key] = forms.MultipleChoiceField(
                label=axis.label,
                required=False,
                choices=_options(axis),
                widget=forms.CheckboxSelectMultiple,
            )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first."))
        rows, columns = found.get("rows"), found.get("columns")
        if bool(rows) != bool(columns):
            self.add_error(
                "columns" if rows else "rows",
                _("A cross-table needs two questions: choose the other one too."),
            )
        elif rows and rows == columns:
            self.add_error("columns", _("Choose two different questions."))
        return found

    def only(self) -> list[forms.BoundField]:
        """The fields by which answers are chosen, a question each."""
        return [self[ONLY + key] for key in self.axes]

    def selection(self) -> Selection:
        """What was chosen, once it is valid."""
        found = self.cleaned_data
        wanted = {key: frozenset(found[ONLY + key]) for key in self.axes if found[ONLY + key]}
        return Selection(wanted, found["first"], found["last"], found["rows"], found["columns"])


def _options(axis: Axis) -> list[tuple[str, str]]:
    return [
        (
            line_value(partition, value),
            part_name(partition)
            if partition.part == line_value(partition, value)
            else labels(partition)[value],
        )
        for partition, value in axis.lines
    ]
