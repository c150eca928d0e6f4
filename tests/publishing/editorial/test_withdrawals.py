"""A page is taken off with a reason; its address says so or leads on; it can come back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from legation.accounts.models import Role, User
from legation.edge.bulletin import bulletin_file
from legation.ledger.models import LedgerRecord
from legation.publishing.editorial.models import Withdrawal
from legation.publishing.editors import sync_everybody
from legation.publishing.models import NewsPage
from tests.conftest import make_staff
from tests.publishing.conftest import Joint


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def withdraw(user: User, page: NewsPage, **answers: object) -> int:
    data = {"reason": "wrong", "explanation": "The fee is another.", "pages": [page.pk], **answers}
    return desk(user).post(reverse("editorial_withdraw", args=[page.pk]), data).status_code


def test_the_address_says_when_and_why(
    joint: Joint,
    publisher: User,
    own_data: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    page = joint.news("Fees")
    assert joint.client.get(page.url).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert withdraw(publisher, page) == 302
    answer = joint.client.get(page.url)
    assert answer.status_code == 410
    assert "Something on it was wrong" in answer.text
    assert "The fee is another." in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    lines = [json.loads(line) for line in bulletin_file(own_data).read_text().splitlines()]
    assert any(line["change"] == "withdraw" and f"page:{page.pk}" in line["tags"] for line in lines)
    assert LedgerRecord.objects.filter(action="page.withdrawn").count() == 1


def test_visitors_are_led_to_another_page_of_this_site_only(joint: Joint, publisher: User) -> None:
    page, other = joint.news("Fees"), joint.news("New fees")
    assert withdraw(publisher, page, redirect_to="https://elsewhere.example/") == 422
    assert withdraw(publisher, page, redirect_to=page.url) == 422
    assert withdraw(publisher, page, redirect_to="/en/offices/nowhere/") == 422
    assert withdraw(publisher, page, redirect_to=other.url) == 302
    answer = joint.client.get(page.url)
    assert (answer.status_code, answer.headers["Location"]) == (301, other.url)
    other.unpublish()
    assert joint.client.get(page.url).status_code == 410


def test_a_reason_is_required_and_nothing_typed_is_lost(joint: Joint, publisher: User) -> None:
    page = joint.news("Fees")
    data = {"reason": "", "explanation": "Typed with care", "pages": [page.pk]}
    answer = desk(publisher).post(reverse("editorial_withdraw", args=[page.pk]), data)
    assert answer.status_code == 422
    assert "Typed with care" in answer.text
    assert joint.client.get(page.url).status_code == 200


def test_every_language_that_one_chooses(joint: Joint, publisher: User) -> None:
    page = joint.news("Fees")
    chinese = joint.news("費用", language="zh-hant", translation_key=page.translation_key)
    form = desk(publisher).get(reverse("editorial_withdraw", args=[page.pk])).text
    assert form.count('name="pages"') == 2
    assert form.count("checked") == 2
    assert withdraw(publisher, page, pages=[page.pk, chinese.pk]) == 302
    answer = joint.client.get(chinese.url)
    assert answer.status_code == 410
    assert 'lang="zh-Hant"' in answer.text


def test_restored_by_the_desk_and_by_publishing_again(joint: Joint, publisher: User) -> None:
    page = joint.news("Fees", "Ten pounds")
    withdraw(publisher, page)
    row = Withdrawal.objects.get()
    assert desk(publisher).post(reverse("editorial_restore", args=[row.pk])).status_code == 302
    answer = joint.client.get(page.url)
    assert answer.status_code == 200
    assert "Ten pounds" in answer.text
    assert LedgerRecord.objects.filter(action="page.restored").count() == 1
    withdraw(publisher, page)
    page.save_revision().publish()
    assert joint.client.get(page.url).status_code == 200
    assert not Withdrawal.objects.in_force().exists()


def test_what_lies_below_is_gone_too(joint: Joint, publisher: User) -> None:
    page = joint.news("Fees")
    parent = page.get_parent().specific
    withdraw(publisher, parent)
    assert joint.client.get(page.url).status_code == 410


def test_only_publishers_of_the_office(joint: Joint, editor: User, publisher: User) -> None:
    page = joint.news("Fees")
    assert withdraw(editor, page) == 403
    elsewhere = joint.home()
    assert desk(publisher).get(reverse("editorial_withdraw", args=[elsewhere.pk])).status_code == 404
    assert desk(editor).get(reverse("editorial_withdrawn")).status_code == 200
    withdraw(publisher, page)
    row = Withdrawal.objects.get()
    assert desk(editor).post(reverse("editorial_restore", args=[row.pk])).status_code == 403
    assert "Fees" in desk(editor).get(reverse("editorial_withdrawn")).text


def test_the_home_page_stays(joint: Joint) -> None:
    central = make_staff("central@example.org", Role.PUBLISHER)
    home = joint.home()
    assert withdraw(central, home, pages=[home.pk]) == 422
    assert joint.client.get("/en/").status_code == 200


@pytest.mark.parametrize("route", ["wagtailadmin_pages:unpublish", "wagtailadmin_pages:delete"])
def test_the_editor_asks_for_the_reason_too(joint: Joint, publisher: User, route: str) -> None:
    page = joint.news("Fees")
    sync_everybody()
    answer = desk(publisher).post(reverse(route, args=[page.pk]))
    assert answer.status_code == 302
    if route.endswith("unpublish"):
        assert answer.headers["Location"] == reverse("editorial_withdraw", args=[page.pk])
    assert joint.client.get(page.url).status_code == 200
