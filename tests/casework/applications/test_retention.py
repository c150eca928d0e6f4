"""Answers and files go when their form says, not before, and nothing else goes with them."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.test import Client

from legation.accounts.models import User
from legation.assurance.inside import InsideSite
from legation.casework.applications import retention
from legation.casework.applications.controls import AnswersGoWhenTheirTimeIsOver
from legation.casework.applications.models import Application, Correction
from legation.casework.cases.models import Case, State
from legation.kernel import clock
from legation.ledger.models import LedgerRecord
from legation.offices.models import Office
from legation.privacy.gateway import deliver
from legation.questions.models import Attachment, FormDefinition
from tests.casework.applications.conftest import photo
from tests.questions.forms import family_form
from tests.questions.journey import CHILD, MONEY, YOU, add, begin, offer_family_form, post

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def ended(client: Client, london: Office) -> Case:
    """A case that was closed now; home is kept 30 days, the portrait of a child 60, all of it 400."""
    offer_family_form()
    form = family_form()
    form["steps"][1]["questions"][-1]["retention"] = 60
    FormDefinition.objects.filter(slug="family").update(source=form)
    draft = begin(client)
    post(client, f"{draft}you/", YOU)
    add(client, draft, {**CHILD, "portrait": photo()})
    post(client, f"{draft}money/", MONEY)
    assert post(client, f"{draft}check/", {})[0] == 302
    case = Case.objects.order_by("-pk")[0]
    Case.objects.filter(pk=case.pk).update(state=State.CLOSED, ended_at=clock.now())
    return case


def answers(case: Case) -> dict[str, object] | None:
    row = Application.objects.select_related("case__subject").get(case=case)
    text = deliver(row, ["answers"])["answers"]
    return json.loads(text) if text else None


def after(days: float) -> int:
    with clock.at(clock.now() + dt.timedelta(days=days)):
        return retention.erase_due()


def test_each_answer_goes_on_its_day_and_the_rest_on_theirs(
    ended: Case,
) -> None:
    assert after(29.9) == 0
    assert "home" in (answers(ended) or {})
    assert after(30.1) == 1
    left = answers(ended) or {}
    assert "home" not in left
    assert {"full-name", "children", "income"} <= left.keys()
    assert after(60.1) == 1
    assert not Attachment.objects.filter(reference=ended.number).exists()
    assert "portrait" not in json.dumps(answers(ended))
    assert "Ling" in json.dumps(answers(ended))
    assert after(399.9) == 0
    assert after(400.1) == 1
    assert answers(ended) is None
    assert after(1000) == 0
    assert LedgerRecord.objects.filter(action="answers.erased").count() == 3


def test_a_case_that_goes_on_keeps_everything(ended: Case) -> None:
    Case.objects.filter(pk=ended.pk).update(state=State.ASSIGNED, ended_at=None)
    assert after(5000) == 0
    assert "home" in (answers(ended) or {})


def test_a_form_that_says_nothing_keeps_as_the_data_map_says(ended: Case) -> None:
    form = family_form()
    del form["retention"]
    del form["steps"][0]["questions"][6]["retention"]
    FormDefinition.objects.filter(slug="family").update(source=form)
    assert after(365 * 5 - 1) == 0
    assert after(365 * 5 + 1) == 1
    assert answers(ended) is None


def test_the_versions_that_a_correction_keeps_go_on_the_same_days(ended: Case, officer: User) -> None:
    both = json.dumps({"home": {"line1": "1 Road"}, "full-name": "王小明"})
    row = Correction.objects.create(
        case=ended,
        questions=["home", "full-name"],
        earlier_answers=both,
        later_answers=both,
        state=Correction.State.MADE,
        asked_by=officer,
        until=clock.now(),
    )

    def versions() -> dict[str, str]:
        return deliver(
            Correction.objects.select_related("case__subject").get(pk=row.pk),
            ["earlier_answers", "later_answers"],
        )

    assert after(30.1) == 1
    for text in versions().values():
        assert json.loads(text) == {"full-name": "王小明"}
    assert after(400.1) == 2
    assert not any(versions().values())


def test_what_was_corrected_after_a_case_was_reopened_has_its_days_anew(ended: Case) -> None:
    assert after(30.1) == 1
    row = Application.objects.select_related("case__subject").get(case=ended)
    row.answers = json.dumps({**(answers(ended) or {}), "home": {"line1": "2 Road"}})
    row.save()
    Case.objects.filter(pk=ended.pk).update(ended_at=clock.now() + dt.timedelta(days=40))
    assert after(69.9) == 0
    assert "home" in (answers(ended) or {})
    assert after(70.1) == 1
    assert "home" not in (answers(ended) or {})


def test_an_answer_before_the_form_goes_where_every_step_repeats(ended: Case) -> None:
    form = family_form()
    form["steps"] = [step for step in form["steps"] if "repeat" in step]
    form["steps"][0]["questions"] = form["steps"][0]["questions"][:1]
    form["eligibility"] = [
        {
            "id": "abroad-now",
            "kind": "choice",
            "label": dict.fromkeys(form["languages"], "Abroad?"),
            "choices": [{"value": "yes", "label": dict.fromkeys(form["languages"], "Yes")}],
            "retention": 10,
        }
    ]
    FormDefinition.objects.filter(slug="family").update(source=form)
    row = Application.objects.select_related("case__subject").get(case=ended)
    row.answers = json.dumps({"abroad-now": "yes", "children": []})
    row.save()
    assert after(10.1) == 1
    assert answers(ended) == {"children": []}


def test_the_control_looks_at_what_is_there(ended: Case, inside: InsideSite) -> None:
    """Not at what was noted as erased: a planted answer, version or file of one question turns it red."""
    control = AnswersGoWhenTheirTimeIsOver()

    def kept(days: float) -> bool | None:
        with clock.at(clock.now() + dt.timedelta(days=days)):
            return control.check(inside).kept

    assert kept(31.9) is True, "it has two days to go"
    assert kept(32.1) is False
    assert after(30.1) == 1
    assert kept(32.1) is True
    assert kept(62.1) is False, "the portrait of the child is a file"
    assert after(60.1) == 1
    assert kept(62.1) is True
    row = Application.objects.select_related("case__subject").get(case=ended)
    row.answers = json.dumps({**(answers(ended) or {}), "home": {"line1": "2 Road"}})
    row.save()
    assert kept(62.1) is False
    assert kept(402.1) is False
    assert after(400.1) == 1
    assert kept(402.1) is True
