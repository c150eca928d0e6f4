"""A translation older than its source is known, shown and made up for."""

from __future__ import annotations

import datetime as dt

from django.test import Client
from django.urls import reverse

from legation.accounts.models import User
from legation.kernel import clock
from legation.ledger.models import LedgerRecord
from legation.publishing.editorial import translations
from legation.publishing.editorial.translations import State
from legation.publishing.models import NewsPage, SitePage
from tests.publishing.conftest import Joint

NOTICE = "This translation is older than its source"


def pair(joint: Joint) -> tuple[NewsPage, NewsPage]:
    """Source and translation, published at one moment three days ago."""
    moment = clock.now() - dt.timedelta(days=3)
    source = joint.news("Fees", last_published_at=moment)
    target = joint.news(
        "費用", language="zh-hant", translation_key=source.translation_key, last_published_at=moment
    )
    return source, target


def changed(page: NewsPage, ago: dt.timedelta = dt.timedelta(days=1)) -> None:
    SitePage.objects.filter(pk=page.pk).update(last_published_at=clock.now() - ago)


def states(user: User, source: NewsPage) -> dict[str, State]:
    rows = translations.board(SitePage.objects.all(), source.office, user)
    row = next(row for row in rows if row.source.pk == source.pk)
    return {cell.language: cell.state for cell in row.cells}


def test_stale_then_marked_as_up_to_date(joint: Joint, editor: User) -> None:
    source, target = pair(joint)
    assert states(editor, source) == {"en": State.SOURCE, "zh-hant": State.CURRENT}
    assert 'hreflang="en">' not in joint.client.get(target.url).text.partition("<main")[2].partition("<h1")[0]
    changed(source)
    assert states(editor, source)["zh-hant"] is State.STALE
    notice = translations.newer_source(target)
    assert notice is not None
    assert notice.pk == source.pk
    assert f'href="{source.url}" hreflang="en"' in joint.client.get(target.url).text
    assert NOTICE not in joint.client.get(source.url).text
    client = Client()
    client.force_login(editor)
    board = client.get(reverse("editorial_translations"), {"office": "london"}).text
    assert reverse("editorial_mark_checked", args=[target.pk]) in board
    assert client.post(reverse("editorial_mark_checked", args=[target.pk])).status_code == 302
    assert states(editor, source)["zh-hant"] is State.CURRENT
    assert translations.newer_source(target) is None
    assert LedgerRecord.objects.filter(action="translation.checked").count() == 1


def test_what_the_source_changed_meanwhile(joint: Joint, editor: User) -> None:
    source, target = pair(joint)
    source = NewsPage.objects.get(pk=source.pk)
    first = source.save_revision()
    type(first).objects.filter(pk=first.pk).update(created_at=clock.now() - dt.timedelta(days=4))
    source.title = "Other fees"
    source.save_revision().publish()
    client = Client()
    client.force_login(editor)
    shown = client.get(reverse("editorial_source_changes", args=[target.pk])).text
    assert "<ins>Other" in shown
    assert client.get(reverse("editorial_source_changes", args=[source.pk])).status_code == 404


def test_missing_draft_and_a_new_translation(joint: Joint, editor: User, translator: User) -> None:
    source = joint.news("Fees")
    assert states(editor, source)["zh-hant"] is State.MISSING
    client = Client()
    client.force_login(translator)
    assert client.post(reverse("editorial_translate", args=[source.pk, "ja"])).status_code == 302
    assert states(editor, source) == {"en": State.SOURCE, "zh-hant": State.MISSING}
    answer = client.post(reverse("editorial_translate", args=[source.pk, "zh-hant"]))
    page = SitePage.objects.get(translation_key=source.translation_key, locale__language_code="zh-hant")
    assert answer.headers["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert not page.live
    assert states(editor, source)["zh-hant"] is State.DRAFT
    client.post(reverse("editorial_translate", args=[source.pk, "zh-hant"]))
    assert SitePage.objects.filter(translation_key=source.translation_key).count() == 2


def test_a_translator_acts_in_their_language_only(joint: Joint, translator: User, officer: User) -> None:
    source, target = pair(joint)
    changed(source)
    client = Client()
    client.force_login(translator)
    assert client.post(reverse("editorial_mark_checked", args=[source.pk])).status_code == 404
    assert client.post(reverse("editorial_mark_checked", args=[target.pk])).status_code == 302
    client.force_login(officer)
    assert client.get(reverse("editorial_translations")).status_code == 403


def test_filters(joint: Joint, editor: User) -> None:
    source, _target = pair(joint)
    client = Client()
    client.force_login(editor)
    address = reverse("editorial_translations")
    assert "費用" not in client.get(address, {"language": "en"}).text
    assert source.title in client.get(address).text
    assert source.title not in client.get(address, {"open": "1"}).text
    assert client.get(address, {"office": "tokyo"}).status_code == 404
    assert client.get(address, {"office": "joint"}).status_code == 404


def test_after_thirty_days_the_control_counts_it(joint: Joint) -> None:
    source, target = pair(joint)
    changed(source)
    assert translations.lagging(clock.now() - dt.timedelta(days=30)) == []
    with clock.at(clock.now() + dt.timedelta(days=40)):
        found = translations.lagging(clock.now() - dt.timedelta(days=30))
    assert [page.pk for page in found] == [target.pk]
