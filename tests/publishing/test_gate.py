"""What is above Public, under embargo, or below such a page is nowhere."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from legation.edge.bulletin import bulletin_file
from legation.kernel import clock
from legation.publishing.models import NewsPage, OfficePage, SiteDocument
from tests.publishing import samples
from tests.publishing.conftest import Joint


def places(joint: Joint, page: NewsPage) -> list[str]:
    """Where the page shows."""
    title = page.title.encode()
    addresses = [
        page.url,
        "/en/",
        "/en/news/",
        "/en/offices/london/",
        "/en/offices/london/news/",
        "/en/feed.atom",
        "/en/search/?q=Plover",
    ]
    shown = []
    for address in addresses:
        response = joint.client.get(address)
        body = response.content.replace(b"<mark>", b"").replace(b"</mark>", b"")
        if response.status_code == 200 and title in body:
            shown.append(address)
    if page.url.encode() in joint.client.get("/sitemap.xml").content:
        shown.append("/sitemap.xml")
    return shown


def test_internal_is_nowhere_and_public_is_everywhere(joint: Joint) -> None:
    page = joint.news("Plover report", "Text", classification="internal")
    assert places(joint, page) == []
    page.classification = "public"
    page.save()
    assert len(places(joint, page)) == 8
    page.classification = "restricted"
    page.save()
    assert places(joint, page) == []


def test_an_embargo_ends_by_the_clock(joint: Joint) -> None:
    ends = clock.now() + dt.timedelta(hours=1)
    page = joint.news("Plover report", embargo_until=ends)
    assert places(joint, page) == []
    response = joint.client.get("/en/offices/london/news/")
    assert int(response.headers["Legation-Expires"]) <= int(ends.timestamp())
    with clock.at(ends):
        assert len(places(joint, page)) == 8


def test_what_lies_below_an_internal_page_is_hidden_too(joint: Joint) -> None:
    page = joint.news("Plover report")
    office = OfficePage.objects.get(locale__language_code="en")
    office.classification = "internal"
    office.save()
    assert places(joint, NewsPage.objects.get(pk=page.pk)) == []


def test_a_restricted_view_stays_out_of_lists(joint: Joint) -> None:
    page = joint.news("Plover report")
    page.view_restrictions.create(restriction_type="login")
    assert [place for place in places(joint, page) if place != page.url] == []


def test_a_restriction_withdraws_what_is_kept(
    joint: Joint, own_data: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    page = joint.news("Plover report")
    with django_capture_on_commit_callbacks(execute=True):
        page.view_restrictions.create(restriction_type="login")
    withdrawn = json.loads(bulletin_file(own_data).read_text().splitlines()[-1])
    assert withdrawn["change"] == "withdraw"
    assert f"page:{page.pk}" in withdrawn["tags"]


@pytest.mark.django_db
def test_changes_are_announced_and_a_reclassification_withdraws(
    joint: Joint, own_data: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        page = joint.news("Plover report")
    with django_capture_on_commit_callbacks(execute=True):
        page.classification = "internal"
        page.save()
    lines = [json.loads(line) for line in bulletin_file(own_data).read_text().splitlines()]
    updated, withdrawn = lines[0], lines[-1]
    assert updated["change"] == "update"
    assert withdrawn["change"] == "withdraw"
    assert {f"page:{page.pk}", "office:london", "offices"} <= set(withdrawn["tags"])


def test_a_file_is_served_only_while_it_is_public(joint: Joint, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    document = SiteDocument.objects.create(title="Form", file=ContentFile(samples.pdf(), name="form.pdf"))
    addresses = [f"/media/{document.file.name}", document.url]
    for address in addresses:
        assert joint.client.get(address).status_code == 404
    document.classification = "public"
    document.save()
    for address in addresses:
        response = joint.client.get(address)
        assert response.status_code == 200
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.getvalue().startswith(b"%PDF-1.")
        response.close()
    assert joint.client.get("/media/%00").status_code == 404
    assert joint.client.get("/media/../legation.sqlite3").status_code == 404
