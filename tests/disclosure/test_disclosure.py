"""Data leaves on one of three grounds, by two people, in the least amount, and the person learns of it."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.test import Client

from legation.accounts.models import User
from legation.disclosure import queries, services
from legation.disclosure.models import Disclosure, Ground, State
from legation.kernel import clock
from legation.kernel.errors import Conflict, LegationError, NotPermitted
from legation.privacy.models import ReadReceipt

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def proposed(officer: User, member: User, **changes: object) -> Disclosure:
    values: dict[str, object] = {
        "ground": Ground.AUTHORITY,
        "recipient": "District court",
        "request_reference": "A-1",
        "reasons": "Article 1",
        "source": "member",
        "reference": member.email,
        "fields": ["name"],
    }
    return services.propose(officer, **{**values, **changes})  # type: ignore[arg-type]  # mixed values


def test_one_person_alone_discloses_nothing(privacy_officer: User, member: User) -> None:
    row = proposed(privacy_officer, member)
    with pytest.raises(NotPermitted):
        services.decide(row.pk, privacy_officer, approve=True)
    with pytest.raises(Conflict):
        services.deliver(row.pk, privacy_officer)
    assert not ReadReceipt.objects.filter(subject=member.subject, purpose="disclosure").exists()


def test_exactly_the_approved_fields_leave_once_and_the_person_sees_it(
    privacy_officer: User, second_privacy_officer: User, member: User
) -> None:
    row = proposed(privacy_officer, member)
    services.decide(row.pk, second_privacy_officer, approve=True)
    content = json.loads(services.deliver(row.pk, privacy_officer))
    assert content["data"] == {"name": "Member 王小明"}
    with pytest.raises(Conflict):
        services.deliver(row.pk, privacy_officer)
    assert list(queries.of(member.subject)) == [row]
    assert ReadReceipt.objects.visible().get(subject=member.subject, purpose="disclosure").manner == "export"


def test_the_register_keeps_no_address_that_was_typed(
    privacy_officer: User, second_privacy_officer: User, member: User
) -> None:
    row = proposed(privacy_officer, member, reference=f" {member.email.upper()} ")
    assert member.email not in str(Disclosure.objects.values().get()).lower()
    services.decide(row.pk, second_privacy_officer, approve=True)
    member.email = "moved@example.org"
    member.save()
    assert json.loads(services.deliver(row.pk, privacy_officer))["data"] == {"name": "Member 王小明"}


def test_a_sealed_investigation_shows_on_the_day_its_seal_ends(
    privacy_officer: User, second_privacy_officer: User, member: User
) -> None:
    seal = clock.today() + dt.timedelta(days=30)
    row = proposed(privacy_officer, member, ground=Ground.LAW_ENFORCEMENT, sealed_until=seal)
    services.decide(row.pk, second_privacy_officer, approve=True)
    services.deliver(row.pk, second_privacy_officer)
    assert not queries.of(member.subject).exists()
    assert not ReadReceipt.objects.visible().filter(subject=member.subject).exists()
    with clock.at(clock.now() + dt.timedelta(days=30)):
        assert queries.of(member.subject).exists()
        assert ReadReceipt.objects.visible().filter(subject=member.subject).exists()
    assert queries.totals()[Ground.LAW_ENFORCEMENT] == 1


def test_only_an_investigation_is_sealed_and_only_known_fields_leave(
    privacy_officer: User, member: User
) -> None:
    with pytest.raises(LegationError):
        proposed(privacy_officer, member, sealed_until=clock.today() + dt.timedelta(days=3))
    with pytest.raises(LegationError):
        proposed(privacy_officer, member, fields=["password"])
    with pytest.raises(LegationError):
        proposed(privacy_officer, member, reference="nobody@example.org")


def test_the_desk_belongs_to_privacy_officers(client: Client, officer: User, privacy_officer: User) -> None:
    assert client.get("/staff/disclosures/").status_code == 302
    client.force_login(officer)
    assert client.get("/staff/disclosures/").status_code in (302, 403)


def test_a_refused_disclosure_stays_refused(
    privacy_officer: User, second_privacy_officer: User, member: User
) -> None:
    row = proposed(privacy_officer, member)
    services.decide(row.pk, second_privacy_officer, approve=False)
    with pytest.raises(Conflict):
        services.decide(row.pk, second_privacy_officer, approve=True)
    assert Disclosure.objects.get(pk=row.pk).state == State.REFUSED
