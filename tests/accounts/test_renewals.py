"""Roles end: who is told, who renews, and what somebody else has to look at every 90 days."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from legation.accounts.models import Grant, Role, User
from legation.accounts.staff import renewals, reviews, services
from legation.accounts.staff.tasks import remind
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.mail.models import OutgoingMail
from legation.offices.models import Office
from legation.privacy.gateway import deliver
from tests.accessibility import assert_valid_html
from tests.conftest import make_staff

pytestmark = pytest.mark.django_db
YEAR = Grant.MAX_TERM
DAY = dt.timedelta(days=1)


def mailed(title: str) -> list[str]:
    rows = OutgoingMail.objects.filter(title=title).select_related("subject")
    return sorted(deliver(row, ["recipient"])["recipient"] for row in rows)


def test_holder_and_administrator_are_reminded_twice(administrator: User, officer: User) -> None:
    administrator.grants.update(expires_at=clock.now() + 2 * YEAR)  # not the subject here
    until = officer.grants.get().expires_at
    remind()
    assert mailed("A role of yours ends soon") == []
    for days, count in ((29, 1), (28, 1), (6, 2), (5, 2)):
        with clock.at(until - days * DAY):
            remind()
        assert mailed("A role of yours ends soon") == [officer.email] * count
        assert mailed("Roles that end soon") == [administrator.email] * count


def test_an_ordinary_role_is_renewed_by_one(client: Client, administrator: User, officer: User) -> None:
    client.force_login(administrator)
    old = officer.grants.get()
    with clock.at(clock.now() + 1 * DAY):
        renewals.renew(administrator, old, YEAR)
        new = officer.grants.in_force().get()
        assert new != old, "held once, by the new grant"
        assert new.expires_at > old.expires_at
        assert (new.role, new.office, new.clearance) == (old.role, old.office, old.clearance)
        with pytest.raises(Conflict):
            renewals.renew(administrator, old, YEAR)
    assert client.post(f"/staff/grants/{new.pk}/renew/").status_code == 302


def test_a_powerful_role_is_renewed_by_two(
    administrator: User, privacy_officer: User, supervisor: User
) -> None:
    old = supervisor.grants.get()
    new = renewals.renew(administrator, old, YEAR)
    assert supervisor.grants.in_force().get() == old, "the old one counts until the second person's yes"
    with pytest.raises(Conflict):
        renewals.renew(administrator, old, YEAR)
    with pytest.raises(NotPermitted):
        services.approve(administrator, new)
    services.approve(privacy_officer, new)
    assert supervisor.grants.in_force().get() == new


def test_nobody_renews_their_own_nor_another_offices(
    administrator: User, officer: User, london: Office
) -> None:
    with pytest.raises(NotPermitted):
        renewals.renew(administrator, administrator.grants.get(), YEAR)
    tokyo = Office.objects.create(slug="tokyo", country="JP", region="asia-pacific", time_zone="Asia/Tokyo")
    local = make_staff("local@example.org", Role.ADMINISTRATOR, tokyo)
    with pytest.raises(NotPermitted):
        renewals.renew(local, officer.grants.get(), YEAR)
    with pytest.raises(Conflict):
        renewals.renew(administrator, officer.grants.get(), 2 * YEAR)


def test_a_role_that_was_withdrawn_does_not_come_back_by_its_renewal(
    administrator: User, privacy_officer: User, supervisor: User
) -> None:
    new = renewals.renew(administrator, supervisor.grants.get(), YEAR)
    services.revoke(privacy_officer, supervisor.grants.in_force().get())
    with pytest.raises(Conflict):
        services.approve(privacy_officer, new)
    assert not supervisor.grants.in_force().exists()


def test_reviews_are_due_after_90_days_and_done_with_one_click(
    client: Client, administrator: User, officer: User, editor: User
) -> None:
    client.force_login(administrator)
    assert "Overdue" not in client.get("/staff/reviews/").content.decode()
    Grant.objects.update(starts_at=clock.now() - 91 * DAY)
    page = client.get("/staff/reviews/").content.decode()
    assert "3 reviews are overdue." in page
    assert "Somebody else must review a role of yours." in page
    assert_valid_html(page)
    remind()
    remind()
    assert mailed("Reviews of roles are overdue") == [administrator.email]
    keep, drop = officer.grants.get(), editor.grants.get()
    client.post("/staff/reviews/", {"grant": keep.pk, "decision": "keep"})
    client.post("/staff/reviews/", {"grant": drop.pk, "decision": "withdraw"})
    assert not editor.grants.in_force().exists()
    assert list(reviews.overdue()) == [administrator.grants.get()]
    assert keep.reviews.get().reviewer == administrator
    with pytest.raises(NotPermitted):
        reviews.review(administrator, administrator.grants.get(), keep=True)
    for number in ("", "x", "9" * 30, str(drop.pk + 1000)):
        assert client.post("/staff/reviews/", {"grant": number, "decision": "keep"}).status_code == 404


def test_an_office_reviews_its_own_alone(client: Client, officer: User, london: Office) -> None:
    tokyo = Office.objects.create(slug="tokyo", country="JP", region="asia-pacific", time_zone="Asia/Tokyo")
    local = make_staff("local@example.org", Role.ADMINISTRATOR, tokyo)
    client.force_login(local)
    assert officer.email not in client.get("/staff/reviews/").content.decode()
    answer = client.post("/staff/reviews/", {"grant": officer.grants.get().pk, "decision": "withdraw"})
    assert answer.status_code == 404
    assert officer.grants.in_force().exists()
