"""The forms of the acts beyond answering."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.cases.forms import DeskForm, no_turning, words
from legation.casework.cases.models import Case, Priority
from legation.casework.cases.numbers import read_number
from legation.casework.cases.queues import visible_case
from legation.casework.cases.services.extending import MOST_DAYS
from legation.casework.cases.services.guarding import colleagues
from legation.casework.cases.services.transferring import PARTS
from legation.offices.models import Office
from legation.web.forms import PartedDateField


class CaseForm(DeskForm):
    """A form whose choices depend on the case and on who acts: call `fit` before showing or checking it."""

    case: Case
    user: User

    def fit(self, case: Case, user: User) -> None:
        """Fill in the choices."""
        self.case, self.user = case, user


class ConsultForm(DeskForm):
    """Whom we ask what, and whether the clock must stand still."""

    text_field = "words-body"
    is_sent = True
    text_label = _("Which authority, and what we asked it; the person reads this")
    rows = 3

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        hint = _("Leave it empty, and our time runs on. The person reads the reason.")
        self.fields["words-pause"] = words(
            _("Why our clock must stand still meanwhile"), hint=hint, rows=2, required=False
        )


class InformForm(DeskForm):
    """What came of asking."""

    text_field = "words-informed"
    text_label = _("What the authority said, for colleagues only")
    rows = 3


class OfficeChoice(CaseForm):
    """A choice of another office."""

    def fit(self, case: Case, user: User) -> None:
        super().fit(case, user)
        rows = Office.objects.prefetch_related("texts").filter(texts__isnull=False).distinct()
        names = [(one.slug, one.text().name) for one in rows if self.takes(one)]
        self.fields["office"] = forms.ChoiceField(
            label=_("Office"), choices=[("", "–"), *sorted(names, key=lambda pair: pair[1])]
        )
        self.order_fields(["revision", "office"])

    def takes(self, office: Office) -> bool:
        """Whether the office is offered."""
        return True

    @property
    def office(self) -> Office:
        """The office that was chosen. Only after `is_valid()`."""
        return Office.objects.get(slug=self.cleaned_data["office"])


class MoveForm(OfficeChoice):
    """Where the case goes, and why."""

    text_field = "words-move"
    is_sent = True
    text_label = _("Why this office; the person reads this")
    rows = 3

    def takes(self, office: Office) -> bool:
        here = self.case.office
        return office != here if here else not office.is_duty_desk


class PartForm(OfficeChoice):
    """What a unit is asked, and by when."""

    text_field = "words-part"
    text_label = _("Question to the unit: all that it needs to know, and no more")
    rows = 4

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = forms.CharField(
            label=_("Unit, such as the passport section"),
            required=False,
            max_length=80,
            validators=[no_turning],
        )
        self.fields["day"] = PartedDateField(label=_("Answer needed by"))


class DropPartForm(CaseForm):
    """Which part, and why."""

    text_field = "words-drop"
    text_label = _("Why, for colleagues only")
    rows = 2

    def fit(self, case: Case, user: User) -> None:
        super().fit(case, user)
        rows = case.parts.filter(answered_at=None, dropped_at=None).select_related("office")
        names = [(str(row.pk), " · ".join(filter(None, [row.office.slug, row.unit]))) for row in rows]
        self.fields["part"] = forms.ChoiceField(label=_("Part"), choices=names)
        self.order_fields(["revision", "part"])


class TransferForm(DeskForm):
    """To whom, and what."""

    text_field = "words-note"
    is_sent = True
    text_label = _("What we write to the body; the person sees it")
    rows = 3
    body = forms.CharField(label=_("The competent body"), max_length=200, validators=[no_turning])
    address = forms.EmailField(
        label=_("Its e-mail address"),
        max_length=254,
        widget=forms.EmailInput({"dir": "ltr", "autocomplete": "off"}),
    )
    parts = forms.MultipleChoiceField(
        label=_("What it would get, in the words of the person"),
        choices=list(PARTS.items()),
        initial=["words", "name", "email"],
        widget=forms.CheckboxSelectMultiple(),
    )


class DropTransferForm(DeskForm):
    """Why it is not sent."""

    text_field = "words-kept"
    is_sent = True
    text_label = _("Why; the person reads this")
    rows = 2


class MergeForm(CaseForm):
    """The number of the case that leads."""

    number = forms.CharField(
        label=_("Number of the leading case"),
        max_length=60,
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_number(self) -> str:
        number = read_number(self.cleaned_data["number"])
        if number is None or visible_case(self.user, number) is None:
            raise ValidationError(_("There is no case of this number that you may open. Check the number."))
        return number

    @property
    def leader(self) -> Case:
        """The leading case. Only after `is_valid()`."""
        return Case.objects.get(number=self.cleaned_data["number"])


class UnmergeForm(DeskForm):
    """Why they are parted."""

    text_field = "words-unmerge"
    text_label = _("Why, for colleagues only")
    rows = 2


class ExtendForm(DeskForm):
    """How many days more, and why."""

    text_field = "words-extend"
    is_sent = True
    text_label = _("Why we need it; the person reads this")
    rows = 3
    days = forms.IntegerField(label=_("Working days more"), min_value=1, max_value=MOST_DAYS)


class RefuseTimeForm(DeskForm):
    """Why not."""

    text_field = "words-refuse"
    text_label = _("Why, for colleagues only")
    rows = 2


class PriorityForm(DeskForm):
    """Which, and why."""

    text_field = "words-priority"
    text_label = _("Why, for colleagues only")
    rows = 2
    priority = forms.TypedChoiceField(
        label=_("Priority"),
        choices=Priority.choices,
        coerce=lambda value: Priority(int(value)),
        widget=forms.RadioSelect(),
    )


class GuardForm(DeskForm):
    """Why only some may know."""

    text_field = "words-guard"
    text_label = _("Why, for colleagues only")
    rows = 2


class UnguardForm(GuardForm):
    """Why all of the office may know again."""

    text_field = "words-unguard"


class InterestForm(DeskForm):
    """What kind of conflict it is."""

    text_field = "words-interest"
    text_label = _("What kind of conflict, in a few words for the supervisor")
    rows = 2


class ColleagueForm(CaseForm):
    """Somebody of the office."""

    def fit(self, case: Case, user: User) -> None:
        super().fit(case, user)
        self.people = {str(one.pk): one for one in self.offered()}
        names = [(key, one.get_full_name()) for key, one in self.people.items()]
        self.fields["person"] = forms.ChoiceField(label=_("Colleague"), choices=[("", "–"), *names])

    def offered(self) -> list[User]:
        """Who can be chosen."""
        return [one for one in colleagues(self.case, but=self.user) if one.pk != self.case.assignee_id]

    @property
    def has_choice(self) -> bool:
        return bool(self.people)

    @property
    def person(self) -> User:
        """Who was chosen. Only after `is_valid()`."""
        return self.people[self.cleaned_data["person"]]


class ReaderForm(ColleagueForm):
    """Who may open it from now on."""

    def offered(self) -> list[User]:
        named = set(self.case.readers.values_list("user", flat=True))
        return [one for one in super().offered() if one.pk not in named]


class DropReaderForm(ColleagueForm):
    """Who may not any more."""

    def offered(self) -> list[User]:
        return [row.user for row in self.case.readers.select_related("user")]


class PartAnswerForm(forms.Form):
    """A unit's answer to its part."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.fields["words-answer"] = words(_("Answer"), rows=8)

    @property
    def text(self) -> str:
        """What was written. Only after `is_valid()`."""
        return str(self.cleaned_data["words-answer"])
