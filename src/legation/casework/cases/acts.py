"""What staff may do with a case beyond answering it: each with its form, its words and when it is offered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.cases import act_forms as forms
from legation.casework.cases import services
from legation.casework.cases.forms import DeskForm
from legation.casework.cases.models import Case, Event, State, Transfer
from legation.casework.cases.permissions import may_approve, may_handle
from legation.casework.cases.services.steps import STEPS

Text = str | Promise


@dataclass(frozen=True)
class DeskAct:
    """One thing that staff do: its form, how it runs, and the event by which it is known afterwards; `asked`
    is the event where it first has to be granted by somebody else. `done`: whether the person did it before to the
    case of this number, and doing it again would change nothing, however long ago."""

    form: type[DeskForm]
    run: Callable[[Case, User, DeskForm], object]
    event: Event
    asked: Event | None = None
    done: Callable[[User, str], bool] | None = None


@dataclass(frozen=True)
class Offered:
    """An act below the case: a summary that opens its form. `when` says whether it leads on from here."""

    act: DeskAct
    step: str
    title: Text
    button: Text
    hint: Text = ""
    when: Callable[[Case, User], bool] = lambda case, user: may_handle(user, case)


def _consult(case: Case, user: User, form: DeskForm) -> object:
    why = form.cleaned_data["words-pause"]
    return services.consult(case, form.text, actor=user, why_paused=why, revision=form.revision_seen)


def _move(case: Case, user: User, form: DeskForm) -> object:
    assert isinstance(form, forms.MoveForm)
    return services.move(case, form.office, form.text, actor=user, revision=form.revision_seen)


def _offer(case: Case, user: User, form: DeskForm) -> object:
    data = form.cleaned_data
    to = services.Destination(data["body"], data["address"], data["parts"], form.text)
    return services.offer_transfer(case, to, actor=user, revision=form.revision_seen)


def _merge(case: Case, user: User, form: DeskForm) -> object:
    assert isinstance(form, forms.MergeForm)
    return services.merge(case, form.leader, actor=user, revision=form.revision_seen)


def _extend(case: Case, user: User, form: DeskForm) -> object:
    days = form.cleaned_data["days"]
    return services.extend(case, days, form.text, actor=user, revision=form.revision_seen)


def _put(case: Case, user: User, form: DeskForm) -> object:
    assert isinstance(form, forms.PartForm)
    question = services.Question(form.office, form.text, form.cleaned_data["day"], form.cleaned_data["unit"])
    return services.put(case, question, actor=user, revision=form.revision_seen)


def _drop_part(case: Case, user: User, form: DeskForm) -> object:
    part = int(form.cleaned_data["part"])
    return services.drop_part(case, part, form.text, actor=user, revision=form.revision_seen)


def _prioritise(case: Case, user: User, form: DeskForm) -> object:
    priority = form.cleaned_data["priority"]
    return services.prioritise(case, priority, form.text, actor=user, revision=form.revision_seen)


def _person(*, may_read: bool) -> Callable[[Case, User, DeskForm], object]:
    def run(case: Case, user: User, form: DeskForm) -> object:
        assert isinstance(form, forms.ColleagueForm)
        return services.name_reader(
            case, form.person, may_read=may_read, actor=user, revision=form.revision_seen
        )

    return run


def _give(case: Case, user: User, form: DeskForm) -> object:
    assert isinstance(form, forms.ColleagueForm)
    return services.assign(case, form.person, actor=user, revision=form.revision_seen)


def _plain(service: Callable[..., object]) -> Callable[[Case, User, DeskForm], object]:
    return lambda case, user, form: service(case, actor=user, revision=form.revision_seen)


def _with_text(service: Callable[..., object], **more: object) -> Callable[[Case, User, DeskForm], object]:
    return lambda case, user, form: service(case, form.text, actor=user, revision=form.revision_seen, **more)


def _has_transfer(*states: str) -> Callable[[Case, User], bool]:
    return lambda case, user: may_handle(user, case) and case.transfers.filter(state__in=states).exists()


def _decides_on_time(case: Case, user: User) -> bool:
    row = case.extensions.filter(until=None, refused_at=None).first()
    return row is not None and row.proposed_by_id != user.pk and may_approve(user, case)


def _swapped(rule: Callable[[User, Case], bool]) -> Callable[[Case, User], bool]:
    return lambda case, user: rule(user, case)


_handles, _approves = _swapped(may_handle), _swapped(may_approve)
_ASKED, _AGREED = Transfer.State.ASKED, Transfer.State.AGREED

MORE: dict[str, Offered] = {
    "send-on": Offered(
        DeskAct(DeskForm, _plain(services.send_on), Event.TRANSFERRED),
        "transferred",
        _("Send it on: the person agreed"),
        _("Send it now"),
        _("What stands above goes to the body by e-mail, the person is told, and the case is over."),
        _has_transfer(_AGREED),
    ),
    "drop-transfer": Offered(
        DeskAct(forms.DropTransferForm, _with_text(services.drop_transfer), Event.DROPPED),
        "dropped",
        _("Do not send it on after all"),
        _("Keep it here"),
        when=_has_transfer(_ASKED, _AGREED),
    ),
    "grant-time": Offered(
        DeskAct(DeskForm, _plain(services.grant_extension), Event.EXTENDED),
        "extended",
        _("Grant the time that was asked for"),
        _("Grant it and tell the person"),
        when=_decides_on_time,
    ),
    "refuse-time": Offered(
        DeskAct(forms.RefuseTimeForm, _with_text(services.refuse_extension), Event.KEPT),
        "extended",
        _("Do not grant more time"),
        _("Keep the time as it is"),
        when=_decides_on_time,
    ),
    "inform": Offered(
        DeskAct(forms.InformForm, _with_text(services.inform), Event.INFORMED),
        "informed",
        _("The other authority answered, or we wait no longer"),
        _("Go on with the case"),
        when=_handles,
    ),
    "consult": Offered(
        DeskAct(forms.ConsultForm, _consult, Event.CONSULTED),
        "consulted",
        _("Wait for another authority"),
        _("Wait, and tell the person"),
        _("Ask without naming the person. What names them leaves only as a disclosure or at their own wish."),
        _handles,
    ),
    "extend": Offered(
        DeskAct(forms.ExtendForm, _extend, Event.EXTENDED, Event.LENGTHENED),
        "extended",
        _("Take more time"),
        _("Extend the time"),
        _(
            "The person is told why. A second time, or for longer than the class itself has, a supervisor grants it."
        ),
        lambda case, user: case.is_running and may_handle(user, case) and not _waits_for_time(case),
    ),
    "part": Offered(
        DeskAct(forms.PartForm, _put, Event.PARTED),
        "parted",
        _("Let another unit answer a part"),
        _("Ask the unit"),
        _(
            "The unit sees your question and nothing else; its answer is for you, and the person gets one answer."
        ),
        _handles,
    ),
    "drop-part": Offered(
        DeskAct(forms.DropPartForm, _drop_part, Event.PART_DROPPED),
        "part-closed",
        _("A part is not needed any more"),
        _("Drop the part"),
        when=lambda case, user: bool(services.open_parts(case)) and may_handle(user, case),
    ),
    "move": Offered(
        DeskAct(forms.MoveForm, _move, Event.MOVED),
        "moved",
        _("Pass it to another office of the ministry"),
        _("Pass it on"),
        _("Clock and history go with it, and the person is told."),
        _handles,
    ),
    "offer-transfer": Offered(
        DeskAct(forms.TransferForm, _offer, Event.OFFERED),
        "offered",
        _("Send it to a competent body outside, if the person wishes"),
        _("Ask the person"),
        _("The person sees to whom and what, and decides. Nothing leaves before."),
        _handles,
    ),
    "merge": Offered(
        DeskAct(forms.MergeForm, _merge, Event.MERGED),
        "merged",
        _("It repeats another case: handle both together"),
        _("Join them"),
        _("Only for the same person. The other case leads and is answered once; this can be undone."),
        _handles,
    ),
    "unmerge": Offered(
        DeskAct(forms.UnmergeForm, _with_text(services.unmerge), Event.UNMERGED),
        "unmerged",
        _("Handle it by itself again"),
        _("Part them"),
        _("State and clock are then as they were before."),
        _handles,
    ),
    "priority": Offered(
        DeskAct(forms.PriorityForm, _prioritise, Event.PRIORITISED),
        "prioritised",
        _("Change the priority"),
        _("Change the priority"),
        when=_handles,
    ),
    "give": Offered(
        DeskAct(forms.ColleagueForm, _give, Event.ASSIGNED),
        "assigned",
        _("Give it to a colleague"),
        _("Give it"),
        when=_handles,
    ),
    "guard": Offered(
        DeskAct(forms.GuardForm, _with_text(services.guard, sensitive=True), Event.GUARDED),
        "guarded",
        _("Only for those who need to know"),
        _("Mark it"),
        _(
            "Then only its officer, those whom you name and the supervisors can open it; tries of others are recorded."
        ),
        lambda case, user: not case.is_sensitive and may_approve(user, case),
    ),
    "unguard": Offered(
        DeskAct(forms.UnguardForm, _with_text(services.guard, sensitive=False), Event.UNGUARDED),
        "guarded",
        _("Lift the mark: the whole office may open it again"),
        _("Lift the mark"),
        when=lambda case, user: case.is_sensitive and may_approve(user, case),
    ),
    "reader": Offered(
        DeskAct(forms.ReaderForm, _person(may_read=True), Event.READERS),
        "guarded",
        _("Let a colleague open it"),
        _("Name the colleague"),
        when=lambda case, user: case.is_sensitive and may_approve(user, case),
    ),
    "drop-reader": Offered(
        DeskAct(forms.DropReaderForm, _person(may_read=False), Event.READERS),
        "guarded",
        _("A colleague no longer needs to open it"),
        _("Take it back"),
        when=lambda case, user: case.readers.exists() and may_approve(user, case),
    ),
    "interest": Offered(
        DeskAct(
            forms.InterestForm,
            _with_text(services.declare_interest),
            Event.INTEREST,
            done=services.has_declared,
        ),
        "interest",
        _("I have a conflict of interest"),
        _("Declare it"),
        _("You can then neither open this case nor decide in it; it goes to somebody else."),
        _handles,
    ),
}


def _waits_for_time(case: Case) -> bool:
    return case.extensions.filter(until=None, refused_at=None).exists()


def more_acts(case: Case, user: User) -> list[dict[str, Any]]:
    """The acts that lead on from here for this person, each with its empty form."""
    state, found = State(case.state), []
    for name, more in MORE.items():
        if state in STEPS[more.step] and more.when(case, user):
            form = more.act.form(initial={"revision": case.revision}, auto_id=f"id_{name}_%s")
            if isinstance(form, forms.CaseForm):
                form.fit(case, user)
            if form.has_choice:
                found.append(_shown(name, more, form))
    return found


def _shown(name: str, more: Offered, form: DeskForm) -> dict[str, Any]:
    return {"name": name, "title": more.title, "button": more.button, "hint": more.hint, "form": form}


def with_form(acts: list[dict[str, Any]], name: str, form: DeskForm) -> list[dict[str, Any]]:
    """The same with the form that was sent in its place."""
    return [{**one, "form": form} if one["name"] == name else one for one in acts]
