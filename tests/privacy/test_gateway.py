"""What an attacker among the staff, or on the command line, can and cannot open; what the person sees."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth
from django.core.cache import cache
from django.test import Client
from typer.testing import CliRunner

from legation.accounts.limits.models import Attempts
from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import reader
from legation.accounts.staff.reading import held_by
from legation.accounts.standing.services import REVIEW, look_up
from legation.casework.cases.models import Case, Kind, Matter, State
from legation.casework.cases.purposes import ANSWER, APPROVE, LOOK_BACK
from legation.cli.main import app
from legation.kernel import clock
from legation.kernel.errors import NotPermitted
from legation.ledger.models import LedgerMention, LedgerRecord
from legation.ledger.services import opened
from legation.offices.models import Office
from legation.privacy import gateway
from legation.privacy.models import Manner, ReadReceipt, Subject
from legation.privacy.operators import REPAIR, Proof, operating
from legation.privacy.receipts import digest
from tests.conftest import TOTP_SECRET, make_person

pytestmark = pytest.mark.django_db


def letter(office: Office, state: State = State.OPEN) -> Case:
    number = f"T-{uuid.uuid4().hex[:12]}"
    return Case.objects.create(
        number=number,
        secret_hash=number,
        submission_hash=number,
        token_hash=number,
        kind=Kind.LETTER,
        matter=Matter.QUESTION,
        office=office,
        subject=Subject.objects.create(),
        language="en",
        state=state,
        name="王小明",
        email="w@example.org",
        words="A question",
        confirmed_at=clock.now(),
    )


def last_detail(action: str = "personal.read") -> Any:
    return opened(LedgerRecord.objects.filter(action=action).latest("pk"))


def test_a_purpose_serves_only_those_whose_work_it_is(officer: User, editor: User, london: Office) -> None:
    case = letter(london)
    for wrong in (editor, make_person("member2@example.org")):
        with pytest.raises(NotPermitted):
            gateway.read(reader(wrong, london), ANSWER, [case], ["words"], reference=case.number)
    read = gateway.read(reader(officer, london), ANSWER, [case], ["words"], reference=case.number)
    assert read == [{"words": "A question"}]
    assert ReadReceipt.objects.filter(subject=case.subject).count() == 1


def test_a_task_opens_its_own_rows_and_only_while_it_is_open(officer: User, london: Office) -> None:
    case, other = letter(london), letter(london)
    acting = reader(officer, london)
    for purpose in (APPROVE, LOOK_BACK, REVIEW):
        with pytest.raises(NotPermitted):
            gateway.read(acting, purpose, [case], ["words"], reference=case.number)
    for rows, reference in (([case, other], case.number), ([officer], case.number), ([case], "")):
        with pytest.raises(NotPermitted):
            gateway.read(acting, ANSWER, rows, ["name"], reference=reference)
    Case.objects.filter(pk=case.pk).update(state=State.CLOSED, ended_at=clock.now())
    with pytest.raises(NotPermitted):
        gateway.read(acting, ANSWER, [case], ["words"], reference=case.number)
    gateway.read(acting, LOOK_BACK, [case], ["words"], reference=case.number)
    assert [receipt.purpose for receipt in ReadReceipt.objects.all()] == [LOOK_BACK]


def test_an_offices_supervisor_reads_no_member_with_whom_it_has_no_dealings(
    supervisor: User, administrator: User, member: User
) -> None:
    with pytest.raises(NotPermitted):
        gateway.read(reader(supervisor), REVIEW, [member], ["name"])
    assert gateway.read(reader(administrator), REVIEW, [member], ["name"])


def test_a_forged_account_lends_nobody_a_role(officer: User, london: Office) -> None:
    case, thief = letter(london), make_person("thief@example.org")
    forged = gateway.Reader(thief.subject_id, "london", account=officer)
    with pytest.raises(NotPermitted):
        gateway.read(forged, ANSWER, [case], ["words"], reference=case.number)


def test_a_purpose_that_nobody_declared_opens_nothing(member: User, administrator: User) -> None:
    with pytest.raises(NotPermitted):
        gateway.read(reader(administrator), "curiosity", [member], ["name"])
    with pytest.raises(NotPermitted):
        gateway.search(reader(administrator), "curiosity", "email", member.email, [member.subject])


def test_a_list_is_one_record_of_all_in_it_and_few_queries(
    privacy_officer: User, django_assert_max_num_queries: Any
) -> None:
    rule = held_by(Role.PRIVACY_OFFICER)
    gateway.purpose("test.list", "to test", may=rule)
    people = [User.objects.create_user(f"p{number}@example.org", name=f"P{number}") for number in range(50)]
    rows = list(User.objects.filter(pk__in=[person.pk for person in people]).order_by("pk"))
    with django_assert_max_num_queries(12):
        read = gateway.read(reader(privacy_officer), "test.list", rows, ["name", "email"])
    assert read[7] == {"name": "P7", "email": "p7@example.org"}
    detail = last_detail()["detail"]
    assert LedgerRecord.objects.filter(action="personal.read").count() == 1
    assert detail["persons_digest"] == digest(detail["salt"], [person.subject_id for person in people])
    assert detail["persons_digest"] != digest(detail["salt"], [person.subject_id for person in people[1:]])
    receipts = ReadReceipt.objects.filter(purpose="test.list", manner=Manner.LIST)
    assert receipts.values("subject").distinct().count() == 50


def test_a_sealed_read_commits_to_its_person_and_names_nobody(member: User, privacy_officer: User) -> None:
    gateway.purpose("test.sealed", "to test", may=held_by(Role.PRIVACY_OFFICER))
    until = clock.today() + dt.timedelta(days=3)
    gateway.read(reader(privacy_officer), "test.sealed", [member], ["name"], visible_from=until)
    told = last_detail()
    assert told["about"] == []
    assert str(member.subject_id) not in str(told)
    assert told["detail"]["persons_digest"] == digest(told["detail"]["salt"], [member.subject_id])
    record = LedgerRecord.objects.get(action="personal.read")
    assert not LedgerMention.objects.filter(record=record, subject_id=member.subject_id).exists()


def test_a_search_is_on_record_hit_or_miss(client: Client, member: User, administrator: User) -> None:
    assert look_up(administrator, "nobody@example.org") is None
    missed = last_detail("personal.searched")
    assert missed["about"] == []
    assert missed["detail"]["looked_for"]
    assert "nobody" not in str(missed)
    assert look_up(administrator, "Member@Example.org") == member
    assert last_detail("personal.searched")["about"] == [str(member.subject_id)]
    client.force_login(member)
    page = client.get("/en/account/readings/").content.decode()
    assert "An officer of the ministry searched for you to decide whether services must be denied." in page


def test_the_person_sees_within_a_minute_who_read_for_what(
    client: Client, member: User, officer: User, london: Office
) -> None:
    case = letter(london)
    Case.objects.filter(pk=case.pk).update(member=member)
    staff = Client()
    staff.force_login(officer)
    assert staff.get(f"/staff/cases/{case.number}/").status_code == 200
    client.force_login(member)
    page = client.get("/en/account/readings/").content.decode()
    assert "An officer of Office in London read your information to answer you." in page
    assert case.number in page
    assert ReadReceipt.objects.count() == 1, "one opening is one line"


def test_members_have_no_name_outside_the_gateway(member: User, officer: User) -> None:
    assert "王小明" not in member.get_full_name() + str(member)
    assert "member@example.org" not in member.get_full_name() + str(member)
    assert officer.get_full_name() == "officer@example.org"


def test_a_secret_that_is_not_the_cases_opens_nothing(london: Office) -> None:
    case = letter(london)
    for given, kept in (("b", "a"), ("", "")):
        with pytest.raises(NotPermitted):
            gateway.by_secret(case.subject, given, kept)
    theirs = gateway.by_secret(case.subject, "a", "a")
    assert gateway.own(theirs, case, ["words"]) == {"words": "A question"}
    with pytest.raises(NotPermitted):
        gateway.own(theirs, letter(london), ["words"])


def code() -> str:
    Attempts.objects.all().delete()  # where it is noted that a code has served
    return str(
        auth.format_hotp_value(auth.hotp_value(TOTP_SECRET, next(auth.yield_hotp_counters_from_time())))
    )


def test_an_operator_reads_only_within_a_recorded_command(member: User, administrator: User) -> None:
    outside = gateway.Reader(administrator.subject_id, by_command=True)
    with pytest.raises(NotPermitted):
        gateway.read(outside, REPAIR, [member], ["name"])
    with operating("test", Proof("administrator@example.org"), REPAIR) as acting:
        gateway.read(acting, REPAIR, [member], ["name"])
    assert last_detail("operator.command")["actor"] == str(administrator.subject_id)
    assert ReadReceipt.objects.get(subject=member.subject).manner == Manner.COMMAND
    for name, purpose in (("member@example.org", REPAIR), ("administrator@example.org", "curiosity")):
        with pytest.raises(NotPermitted), operating("test", Proof(name), purpose):
            raise AssertionError("it must not begin")


def test_a_powerful_command_needs_two_people_who_prove_themselves(
    administrator: User, security_officer: User
) -> None:
    cache.clear()
    one, two = Proof(administrator.email, code()), Proof(security_officer.email, code())
    for first, second in (
        (one, None),
        (one, one),
        (Proof(one.name, "000000"), two),
        (one, Proof(two.name, "000000")),
    ):
        cache.clear()  # a code serves once
        Attempts.objects.all().delete()
        with (
            pytest.raises(NotPermitted),
            operating("test", first, REPAIR, second=second, powerful=True),
        ):
            raise AssertionError("it must not begin")
    assert not LedgerRecord.objects.filter(action="operator.command").exists()
    cache.clear()
    Attempts.objects.all().delete()
    with operating("test", one, REPAIR, second=two, powerful=True):
        pass
    assert last_detail("operator.command")["detail"]["second"] == str(security_officer.subject_id)
    assert last_detail("operator.command-ended")["detail"]["outcome"] == "done"


def test_the_shell_opens_for_nobody_alone(administrator: User) -> None:
    asked = [
        "manage",
        "--operator",
        administrator.email,
        "--purpose",
        REPAIR,
        "shell",
        "-c",
        "print(7 * 191)",
    ]
    cache.clear()
    answer = CliRunner().invoke(app, asked, input=f"{code()}\n")
    assert isinstance(answer.exception, NotPermitted)
    assert "1337" not in answer.output
    assert isinstance(CliRunner().invoke(app, ["manage", "dumpdata"]).exception, NotPermitted)
