"""A draft is shown to whoever has the link, for a time, and never kept."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from legation.accounts.models import User
from legation.kernel import clock
from legation.kernel.errors import Conflict, LegationError
from legation.ledger.models import LedgerRecord
from legation.publishing.editorial import previews
from legation.publishing.editorial.models import PreviewLink
from legation.publishing.models import NewsPage
from tests.publishing.conftest import Joint


def draft(joint: Joint, editor: User, **fields: str) -> NewsPage:
    page = joint.news("Plover report", "First words", live=False, **fields)
    page.body = [("text", "<p>Newer words</p>")]
    page.save_revision(user=editor)
    return page


def path_of(address: str) -> str:
    return address.removeprefix("https://localhost:8443")


def test_made_at_the_desk_seen_by_anybody_closed_again(joint: Joint, editor: User) -> None:
    page = draft(joint, editor, classification="internal")
    desk = Client()
    desk.force_login(editor)
    answer = desk.post(reverse("editorial_page_previews", args=[page.pk]), {"days": 3})
    found = re.search(r"https://[^\"]+(/en/preview/[\w-]{43}/)", answer.text)
    assert found is not None
    path = found.group(1)
    shown = joint.client.get(path)
    assert shown.status_code == 200
    assert "Newer words" in shown.text
    assert "Preview, not published" in shown.text
    assert '<meta name="robots" content="noindex, nofollow">' in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert "noindex" in shown.headers["X-Robots-Tag"]
    assert "Legation-Tags" not in shown.headers
    assert not shown.cookies
    link = PreviewLink.objects.get()
    assert (link.views, link.made_by) == (1, editor)
    assert path.split("/")[3] not in desk.get(reverse("editorial_previews")).text
    assert desk.post(reverse("editorial_preview_revoke", args=[link.pk])).status_code == 302
    over = joint.client.get(path)
    assert over.status_code == 410
    assert "no longer open" in over.text
    actions = LedgerRecord.objects.filter(action__startswith="preview.").values_list("action", flat=True)
    assert sorted(actions) == ["preview.made", "preview.revoked"]


def test_it_closes_by_itself(joint: Joint, editor: User) -> None:
    link, address = previews.make(draft(joint, editor), editor, days=1)
    with clock.at(link.expires_at - dt.timedelta(seconds=1)):
        assert joint.client.get(path_of(address)).status_code == 200
    with clock.at(link.expires_at):
        assert joint.client.get(path_of(address)).status_code == 410


def test_never_a_restricted_page(joint: Joint, editor: User) -> None:
    page = draft(joint, editor)
    _link, address = previews.make(page, editor, days=1)
    page.classification = "restricted"
    page.save_revision(user=editor)
    assert joint.client.get(path_of(address)).status_code == 410
    with pytest.raises(LegationError):
        previews.make(page, editor, days=1)


def test_at_most_two_weeks_and_only_ones_own_pages(joint: Joint, editor: User, officer: User) -> None:
    page = draft(joint, editor)
    with pytest.raises(Conflict):
        previews.make(page, editor, days=15)
    desk = Client()
    desk.force_login(editor)
    assert desk.post(reverse("editorial_page_previews", args=[page.pk]), {"days": 15}).status_code == 422
    elsewhere = reverse("editorial_page_previews", args=[joint.home().pk])
    assert desk.post(elsewhere, {"days": 3}).status_code == 404
    desk.force_login(officer)
    assert desk.get(reverse("editorial_previews")).status_code == 403
    assert joint.client.get("/en/preview/guess/").status_code == 404


def test_every_kind_of_page_says_that_it_is_a_preview(joint: Joint, publisher: User) -> None:
    for page in (joint.news("News").get_parent(), joint.news("News").get_parent().get_parent()):
        _link, address = previews.make(page.specific, publisher, days=1)
        assert "Preview, not published" in joint.client.get(path_of(address)).text
