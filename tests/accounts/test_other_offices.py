"""A role counts for its office: whoever holds it elsewhere is refused at the addresses of London's things."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from wagtail.models import Collection

from legation.accounts.models import Grant, Role, User
from legation.casework.cases.models import Case, Kind, Matter
from legation.casework.cases.services import Opening, open_case
from legation.kernel import clock
from legation.offices.models import Office
from legation.publishing.editors import sync_everybody
from legation.publishing.models import SiteDocument, SitePage
from legation.questions.services.forms import publish
from legation.surveys import demonstration as surveys_shown
from legation.surveys.models import Survey
from legation.surveys.services import open_survey
from tests.conftest import make_staff
from tests.publishing import samples
from tests.publishing.conftest import Joint, joint  # noqa: F401  # a fixture of another folder

pytestmark = pytest.mark.django_db

ROLES = (Role.CASE_OFFICER, Role.SUPERVISOR, Role.PUBLISHER, Role.ADMINISTRATOR)
DESK_ACTS = ("assign", "note", "ask", "reply", "return", "approve", "reject", "close")


@pytest.fixture
def tokyo(db: None) -> Office:
    return Office.objects.create(slug="tokyo", country="JP", time_zone="Asia/Tokyo", languages=["en"])


@pytest.fixture
def londons_case(london: Office, member: User) -> Case:
    opening = Opening(
        kind=Kind.LETTER,
        matter=Matter.QUESTION,
        language="en",
        name="王小明",
        email=member.email,
        submission="one letter",
        office=london,
        subject=member.subject,
        member=member,
    )
    return open_case(opening)[0]


@pytest.mark.parametrize("role", ROLES)
def test_the_things_of_london_are_closed_to_tokyo(
    role: Role, london: Office, tokyo: Office, londons_case: Case, member: User
) -> None:
    theirs, ours = Client(), Client()
    theirs.force_login(make_staff("tokyo@example.org", role, tokyo))
    ours.force_login(make_staff("london@example.org", role, london))
    number = londons_case.number
    addresses = [
        reverse("case_desk_show", args=[number]),
        *(reverse("case_desk_act", args=[number, act]) for act in DESK_ACTS),
        reverse("office_desk", args=[london.slug]),
        reverse("staff_member", args=[member.pk]),
        reverse("staff_member_suspend", args=[member.pk]),
    ]
    before = Case.objects.values().get()
    for address in addresses:
        for method in ("GET", "POST"):
            answer = theirs.generic(method, address, content_type="application/x-www-form-urlencoded")
            assert answer.status_code in (403, 404, 405), f"{method} {address}"
    assert Case.objects.values().get() == before
    opened = [ours.get(address).status_code for address in addresses]
    assert 200 in opened, "the role opens something of its own office, or the refusals above say nothing"


def test_an_administrator_of_tokyo_decides_nothing_about_londons_grants(
    london: Office, tokyo: Office, editor: User
) -> None:
    theirs = Client()
    theirs.force_login(make_staff("tokyo@example.org", Role.ADMINISTRATOR, tokyo))
    grant = Grant.objects.get(user=editor)
    for route in ("staff_grant_approve", "staff_grant_revoke"):
        theirs.post(reverse(route, args=[grant.pk]))
    assert editor.grants.in_force().exists()
    assert editor.email not in theirs.get("/staff/grants/").content.decode()


@pytest.fixture
def londons_survey(london: Office) -> Survey:
    form = publish("how-did-we-do", surveys_shown._form("how-did-we-do"))
    closes = clock.now() + dt.timedelta(days=7)
    survey = open_survey("how-did-we-do", form, closes_at=closes, public_results=False)
    survey.office = london
    survey.save()
    return survey


@pytest.fixture
def londons_file(joint: Joint, settings: Settings, tmp_path: Path) -> SiteDocument:  # noqa: F811
    settings.MEDIA_ROOT = tmp_path
    root = Collection.get_first_root_node()
    own = root.get_children().filter(name="london").first() or root.add_child(name="london")
    content = ContentFile(samples.pdf(), name="london.pdf")
    author = make_staff("author@example.org", Role.EDITOR, Office.objects.get(slug="london"))
    return SiteDocument.objects.create(
        title="London",
        file=content,
        collection=own,
        uploaded_by_user=author,
        asked_by=author,
        asked_at=clock.now(),
    )


@pytest.fixture
def londons(londons_file: SiteDocument, londons_survey: Survey) -> tuple[SiteDocument, Survey]:
    return londons_file, londons_survey


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLISHER, Role.SUPERVISOR, Role.ADMINISTRATOR])
def test_pages_files_and_surveys_of_london_are_closed_to_tokyo(
    role: Role,
    joint: Joint,  # noqa: F811
    london: Office,
    tokyo: Office,
    londons: tuple[SiteDocument, Survey],
) -> None:
    londons_file, londons_survey = londons
    page = joint.news("London only", live=False)
    page.save_revision(user=londons_file.uploaded_by_user)
    theirs, ours = Client(), Client()
    theirs.force_login(make_staff("tokyo@example.org", role, tokyo))
    ours.force_login(make_staff("london@example.org", role, london))
    sync_everybody()
    of_page = [
        reverse(name, args=[page.pk])
        for name in (
            "editorial_changes",
            "editorial_page_previews",
            "editorial_withdraw",
            "editorial_mark_checked",
            "editorial_source_changes",
        )
    ]
    addresses = [
        *of_page,
        reverse("editorial_translate", args=[page.pk, "zh-hant"]),
        reverse("clearance_decide", args=["file", londons_file.pk]),
        reverse("survey_desk_results", args=[londons_survey.slug]),
    ]
    given = {
        "action": "approve",
        "decision": "clear",
        "reason": "x",
        "revision": str(page.latest_revision_id),
    }
    before = list(SitePage.objects.order_by("pk").values_list("pk", "live", "latest_revision"))
    for address in addresses:
        for answer in (theirs.get(address), theirs.post(address, given)):
            # A page that all staff may read leads back to the list, with the reason.
            sent_back = answer.headers.get("Location", "").startswith(reverse("editorial_translations"))
            assert sent_back or answer.status_code in (403, 404, 405), f"{answer.status_code} {address}"
            assert "London only" not in answer.content.decode()
    assert list(SitePage.objects.order_by("pk").values_list("pk", "live", "latest_revision")) == before
    assert SiteDocument.objects.get(pk=londons_file.pk).classification == londons_file.classification
    lists = [theirs.get(reverse(name)) for name in ("editorial_queue", "clearance_list", "survey_desk")]
    assert not any("London only" in one.content.decode() for one in lists if one.status_code == 200)
    opened = [ours.get(address).status_code for address in addresses]
    assert 200 in opened, "the role opens something of its own office, or the refusals above say nothing"
