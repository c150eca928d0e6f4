from __future__ import annotations

import pytest

from legation.accounts.models import User
from legation.casework.cases.models import Case, State
from legation.casework.mailbox import demonstration
from legation.offices.models import Office

pytestmark = [pytest.mark.django_db]


def test_the_samples_load_once(london: Office, officer: User, supervisor: User) -> None:
    for _time in range(2):
        demonstration.load()
    states = dict(Case.objects.values_list("language", "state"))
    assert states == {"en": State.OPEN, "zh-hant": State.PROPOSED}
    assert all(Case.objects.values_list("is_demonstration", flat=True))
