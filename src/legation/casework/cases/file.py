"""A case as the desk sees it: opened for a purpose, with what may be done next."""

from __future__ import annotations

from typing import Any

from legation.accounts.models import User
from legation.accounts.staff.permissions import reader
from legation.casework.cases import forms
from legation.casework.cases.acts import more_acts
from legation.casework.cases.kinds import desk_panels, pages_of
from legation.casework.cases.life import life_of
from legation.casework.cases.models import Case, Kind, State
from legation.casework.cases.parts import replacements, shown_letter, start_text, starts_for
from legation.casework.cases.permissions import desk_of, may_approve, may_handle
from legation.casework.cases.purposes import purpose_for
from legation.casework.cases.services.steps import STEPS
from legation.casework.cases.services.units import open_parts
from legation.casework.cases.timeline import timeline_of
from legation.mail.queries import trouble
from legation.privacy.gateway import read_parts


def open_file(case: Case, user: User, start: str = "") -> dict[str, Any]:
    """Everything on the case page. Each opening leaves one record and a receipt that the person sees."""
    replies = list(case.replies.select_related("case__subject", "proposed_by", "approved_by"))
    entries = list(case.entries.select_related("case__subject", "actor"))
    shown = replacements(case)
    written = [entry for entry in entries if entry.body is not None and entry not in shown]
    struck = [entry for entry in entries if entry in shown]
    letter, letter_field = shown_letter(case)
    opened, words, texts, bodies, rests = read_parts(
        reader(user, desk_of(case)),
        purpose_for(user, case),
        [
            ([case], ["name", "email"]),
            ([letter], [letter_field]),
            ([shown.get(reply, reply) for reply in replies], ["text"]),
            (written, ["body"]),
            ([shown[entry] for entry in struck], ["text"]),
        ],
        reference=case.number,
    )
    opened[0]["words"] = words[0][letter_field]
    pages, panels = pages_of(case.kind), desk_panels(case, user)
    return {
        "case": case,
        "opened": opened[0],
        "is_mine": case.assignee == user,
        "events": timeline_of(
            case,
            entries,
            {row.pk: body["body"] for row, body in zip(written, bodies, strict=True)}
            | {row.pk: rest["text"] for row, rest in zip(struck, rests, strict=True)},
        ),
        "replies": [
            {"reply": reply, "text": text["text"], "is_mine": reply.proposed_by == user}
            for reply, text in zip(replies, texts, strict=True)
        ],
        "forms": _offered(case, user, start_text(case, user, start, opened[0]["name"]) if start else ""),
        "starts": starts_for(case, user),
        "start": start,
        **life_of(case, user),
        "more": more_acts(case, user),
        "trouble": trouble(case.subject),
        "panels": panels,
        "beside": any(panel.get("beside") for panel in panels),
        "kind_template": pages.desk_template,
        **pages.desk_context(case, user),
    }


def reply_form(case: Case) -> type[forms.DeskForm]:
    """The form of a draft: applications are decided rather than answered, and who does not wait for a unit
    says why."""
    waits = open_parts(case) > 0
    if case.kind == Kind.APPLICATION:
        return forms.DecisionDespiteForm if waits else forms.DecisionForm
    return forms.DespiteForm if waits else forms.ReplyForm


def _offered(case: Case, user: User, begun: str) -> dict[str, forms.DeskForm]:
    """The forms of the acts that lead on from here for this person."""
    state = State(case.state)
    first = {"revision": case.revision}
    offered: dict[str, forms.DeskForm] = {}
    if state in STEPS["assigned"] and case.assignee != user:
        offered["assign"] = forms.DeskForm(initial=first, auto_id="id_assign_%s")
    if state in STEPS["proposed"]:
        form = reply_form(case)
        offered["reply"] = form(initial={**first, "words-reply": begun})
        offered["ask"] = forms.AskForm(initial=first)
    if state in STEPS["approved"] and may_approve(user, case):
        offered["approve"] = forms.DeskForm(initial=first, auto_id="id_approve_%s")
        offered["return"] = forms.ReturnForm(initial=first)
    offered["note"] = forms.NoteForm(initial=first)
    if state in STEPS["marked"] and may_handle(user, case):
        offered["unsafe"] = forms.DeskForm(initial=first, auto_id="id_unsafe_%s")
    if state in STEPS["rejected"] and may_approve(user, case):
        offered["reject"] = forms.RejectForm(initial=first)
    if state in STEPS["closed"]:
        offered["close"] = forms.DeskForm(initial=first, auto_id="id_close_%s")
    return offered
