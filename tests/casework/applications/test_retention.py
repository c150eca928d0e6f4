"""Answers and files go when their form says, not before, and nothing else goes with them."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.test import Client

from legation.casework.applications import retention
from legation.casework.applications.models import Application
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
