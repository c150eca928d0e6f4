"""The demonstration's desk can be loaded again and again, and each part can be seen."""

from __future__ import annotations

import pytest

from legation.accounts.models import Role, User
from legation.casework.cases.models import Case
from legation.casework.desk.demonstration import load
from legation.casework.desk.opinions.models import Opinion
from legation.casework.desk.redaction.models import Redaction
from legation.casework.desk.replying.models import ReplyTemplate
from legation.casework.desk.replying.queries import LANGUAGES
from legation.ledger.models import LedgerRecord
from legation.offices.models import Office
from tests.casework.desk.conftest import SignIn
from tests.conftest import make_staff

pytestmark = pytest.mark.django_db


def test_it_loads_once_and_stays(
    *, sign_in: SignIn, officer: User, supervisor: User, london: Office, ministry: Office
) -> None:
    make_staff("duty@example.org", Role.SUPERVISOR, ministry)
    load()
    before = LedgerRecord.objects.count()
    load()
    assert LedgerRecord.objects.count() == before
    assert (Redaction.objects.count(), Opinion.objects.count()) == (1, 1)
    whole = [
        one
        for one in ReplyTemplate.objects.all()
        if one.in_force and one.in_force.texts.keys() == LANGUAGES.keys()
    ]
    assert len(whole) >= 4, "a handful in every language"
    page = sign_in(officer).get(f"/staff/cases/{Case.objects.get().number}/").content.decode()
    assert "Placeholder" not in page
    assert "At the counter" in page
