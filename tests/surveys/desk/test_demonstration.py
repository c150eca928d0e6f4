"""The surveys of the demonstration: made as people make them, and made once."""

from __future__ import annotations

import pytest

from legation.accounts.models import Role, User
from legation.mail.models import OutgoingMail
from legation.offices.models import Office
from legation.surveys.access.models import InvitationList
from legation.surveys.desk import demonstration
from legation.surveys.desk.models import SurveyPlan
from legation.surveys.models import Survey
from tests.conftest import make_staff

pytestmark = [pytest.mark.django_db]


def test_it_shows_each_way_of_answering_and_is_loaded_once(
    london: Office, editor: User, publisher: User, administrator: User, member: User
) -> None:
    make_staff("second@example.org", Role.ADMINISTRATOR)
    for _twice in range(2):
        demonstration.load()
    found = {row.slug: (row.access, row.settled, row.is_open) for row in Survey.objects.all()}
    assert found == {
        "recommend": ("anyone", 148, True),
        "website": ("members", 26, True),
        "national-day": ("tokens", 12, True),
    }
    assert Survey.objects.get(slug="recommend").published_count == 148
    listed = InvitationList.objects.get()
    assert (listed.count, listed.answered, listed.bounced, listed.state) == (30, 12, 2, "sent")
    assert OutgoingMail.objects.filter(language="zh-hant").count() == 15
    assert SurveyPlan.objects.get(survey=None).submitted_at is not None


def test_without_people_it_makes_nothing(london: Office) -> None:
    demonstration.load()
    assert not Survey.objects.exists()
