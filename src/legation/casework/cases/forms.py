"""What people and staff may send about a case."""

from __future__ import annotations

import re
from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from legation.casework.cases.models import Ground, Outcome, Rating
from legation.casework.cases.numbers import read_number

LONGEST = 10_000
# Signs that turn the direction of the text around them: refused in short fields, where they only mislead.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def no_turning(value: str) -> None:
    """Raises ValidationError for invisible signs that turn the direction of writing."""
    if TURNING.search(value):
        raise ValidationError(_("Remove the invisible signs that change the direction of writing."))


def no_blanks(value: str) -> None:
    """Raises ValidationError while a text still has a place in double brackets that nobody filled in."""
    if blank := re.search(r"\[\[[^\]]{0,60}\]{0,2}|\]\]", value):
        raise ValidationError(
            _("Fill in what stands in double brackets, or take it out: %(blank)s"), params={"blank": blank[0]}
        )


def words(label: object, *, hint: object = "", rows: int = 10, required: bool = True) -> forms.CharField:
    """A free-text field of people; its name on the form begins with `words-`."""
    field = forms.CharField(
        label=label,  # type: ignore[arg-type]  # a lazy text
        help_text=hint,  # type: ignore[arg-type]  # a lazy text
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": rows, "dir": "auto"}),
        error_messages={
            "max_length": _("Shorten the text to %(limit_value)d signs; it has %(show_value)d."),
            "null_characters_not_allowed": _("Remove the signs that cannot be shown (null characters)."),
        },
    )
    field.widget.attrs.pop("maxlength", None)  # browsers would cut a long text without a word
    return field


class FollowForm(forms.Form):
    """Number and secret; that they belong together is checked by the view."""

    number = forms.CharField(
        label=_("Number"),
        help_text=_("Such as LG-2026-7K3M9Q-C. It is in our e-mail to you."),
        max_length=60,
        widget=forms.TextInput(
            {"dir": "ltr", "autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
    )
    secret = forms.CharField(
        label=_("Secret"),
        help_text=_("Twelve letters and digits, from the same e-mail."),
        max_length=60,
        widget=forms.TextInput(
            {"dir": "ltr", "autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
    )

    def clean_number(self) -> str:
        number = read_number(self.cleaned_data["number"])
        if number is None:
            raise ValidationError(_("This is not a case number: a letter or digit is wrong or missing."))
        return number


class SupplementForm(forms.Form):
    """The person's answer to a question of ours."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.fields["words-supplement"] = words(_("Your answer"), rows=6)


class RatingForm(forms.Form):
    """Whether the answer helped."""

    rating = forms.ChoiceField(
        label=_("Did our answer help?"), choices=Rating, widget=forms.RadioSelect(), required=True
    )


class ReopenForm(forms.Form):
    """Why the ministry should look again."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.fields["words-reopen"] = words(_("What should we look at again?"), rows=6)


class DeskForm(forms.Form):
    """Every form of the desk carries the revision of the case that its page showed."""

    text_field: ClassVar[str] = ""
    text_label: ClassVar[object] = ""
    rows: ClassVar[int] = 6
    is_sent: ClassVar[bool] = False  # to the person: nothing may be left to fill in
    revision = forms.IntegerField(widget=forms.HiddenInput(), min_value=0, max_value=10**6)

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("auto_id", f"id_{type(self).__name__.removesuffix('Form').lower()}_%s")
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        if self.text_field:
            self.fields[self.text_field] = words(self.text_label, rows=self.rows)
            if self.is_sent:
                self.fields[self.text_field].validators.append(no_blanks)

    @property
    def has_choice(self) -> bool:
        """Whether there is anything to choose from."""
        return True

    @property
    def revision_seen(self) -> int:
        """The revision that the page showed. Only after `is_valid()`."""
        return int(self.cleaned_data["revision"])

    @property
    def text(self) -> str:
        """What was written. Only after `is_valid()`."""
        return str(self.cleaned_data[self.text_field])


class NoteForm(DeskForm):
    """An internal note."""

    text_field = "words-note"
    text_label = _("Note, for colleagues only")
    rows = 3


class AskForm(DeskForm):
    """A question to the person."""

    text_field = "words-question"
    is_sent = True
    text_label = _("Question to the person")
    rows = 4


class ReplyForm(DeskForm):
    """A draft answer."""

    text_field = "words-reply"
    is_sent = True
    text_label = _("Answer")
    rows = 12


class DespiteForm(ReplyForm):
    """A draft answer while a unit has not answered its part: with a reason."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words-despite"] = _despite()


def _despite() -> forms.CharField:
    """The field for why an answer does not wait for the units."""
    hint = _("A unit has not answered its part yet. For colleagues only.")
    return words(_("Why you do not wait for the unit"), hint=hint, rows=2)


class DecisionForm(ReplyForm):
    """A draft decision of an application, with its reasons."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[(one, one.label) for one in (Outcome.GRANTED, Outcome.PARTLY, Outcome.REFUSED)],
        widget=forms.RadioSelect(),
    )
    text_label = _("Reasons, as the applicant will read them")


class DecisionDespiteForm(DecisionForm):
    """A draft decision while a unit has not answered its part: with a reason."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words-despite"] = _despite()


class ReturnForm(DeskForm):
    """Why a draft goes back."""

    text_field = "words-return"
    text_label = _("What should change?")
    rows = 3


class RejectForm(DeskForm):
    """The ground and its explanation."""

    ground = forms.ChoiceField(label=_("Ground"), choices=Ground)
    text_field = "words-explanation"
    is_sent = True
    text_label = _("Explanation to the person: what they can do instead")
    rows = 4
