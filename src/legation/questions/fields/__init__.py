"""The field that asks each kind of question, what is stored of its value, and how that is shown again."""

from legation.questions.fields.countries import countries
from legation.questions.fields.making import field_for, kept
from legation.questions.fields.showing import shown

__all__ = ["countries", "field_for", "kept", "shown"]
