"""Staff without clearance do not see what is Restricted: nowhere in the editor, in no chooser, by no address."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection

from legation.accounts.models import Grant, Role, User
from legation.accounts.staff.permissions import clearance_of
from legation.accounts.staff.services import approve, propose
from legation.kernel.classification import Classification
from legation.offices.models import Office
from legation.publishing.editors import sync_everybody
from legation.publishing.models import NewsPage, SiteDocument, SiteImage
from tests.conftest import make_person, make_staff
from tests.publishing.conftest import Joint

MARK = "Kingfisher"
TITLE = re.compile(rb"Kingfisher (report|picture|file)")


@pytest.fixture
def cleared(london: Office) -> User:
    return make_staff("cleared@example.org", Role.EDITOR, london, clearance=Classification.RESTRICTED)


def test_restricted_needs_a_second_person_like_a_powerful_role(
    administrator: User, privacy_officer: User, london: Office
) -> None:
    person = make_person("new@example.org")
    plain = propose(
        administrator, person, Role.EDITOR, office=london, language="", term=dt.timedelta(days=30)
    )
    assert not plain.awaits_approval
    assert clearance_of(User.objects.get(pk=person.pk)) == Classification.INTERNAL
    more = propose(
        administrator,
        person,
        Role.EDITOR,
        office=london,
        language="",
        term=dt.timedelta(days=30),
        clearance=Classification.RESTRICTED,
    )
    assert more.awaits_approval
    assert clearance_of(User.objects.get(pk=person.pk)) == Classification.INTERNAL
    approve(privacy_officer, more)
    assert clearance_of(User.objects.get(pk=person.pk)) == Classification.RESTRICTED
    Grant.objects.filter(user=person).update(expires_at=more.starts_at)
    assert clearance_of(User.objects.get(pk=person.pk)) == Classification.PUBLIC


def editor_places(page: NewsPage) -> list[str]:
    """Every place of the editor in which a page could show."""
    parent = page.get_parent()
    edit = [
        reverse(f"wagtailadmin_pages:{name}", args=[page.pk])
        for name in ("edit", "history", "delete", "copy", "move", "usage", "view_draft", "unpublish")
    ]
    search, chooser = reverse("wagtailadmin_pages:search"), reverse("wagtailadmin_choose_page_search")
    return [
        *edit,
        reverse("wagtailadmin_explore", args=[parent.pk]),
        f"{search}?q={MARK}",
        reverse("wagtailadmin_choose_page_child", args=[parent.pk]),
        f"{chooser}?q={MARK}",
        f"/staff/editor/api/main/pages/?child_of={parent.pk}&for_explorer=1",
        reverse("wagtailadmin_reports:site_history"),
        reverse("wagtailadmin_reports:aging_pages"),
        reverse("wagtailadmin_home"),
    ]


def places_that_show(person: User, addresses: list[str]) -> list[str]:
    client = Client()
    client.force_login(person)
    shown = []
    for address in addresses:
        response = client.get(address)
        assert response.status_code in (200, 302, 403, 404), (address, response.status_code)
        if response.status_code == 200 and TITLE.search(response.content):
            shown.append(address)
    return shown


def test_a_restricted_page_shows_nowhere_in_the_editor(joint: Joint, editor: User, cleared: User) -> None:
    sync_everybody()
    page = joint.news(f"{MARK} report", "Text", classification="restricted")
    page.save_revision(user=cleared)
    child_of_it = places_that_show(cleared, editor_places(page))
    assert len(child_of_it) >= 6, child_of_it
    assert places_that_show(editor, editor_places(page)) == []
    page.classification = "internal"
    page.save()
    assert len(places_that_show(editor, editor_places(page))) >= 6


def test_restricted_images_and_files_show_nowhere(joint: Joint, editor: User, cleared: User) -> None:
    sync_everybody()
    collection = Collection.objects.get(name="london")
    image = SiteImage(title=f"{MARK} picture", width=1, height=1, file="x.png", collection=collection)
    image.classification = "restricted"
    image.save()
    file = SiteDocument.objects.create(
        title=f"{MARK} file", file="x.pdf", classification="restricted", collection=collection
    )
    addresses = [
        reverse("wagtaildocs:index"),
        reverse("wagtaildocs:edit", args=[file.pk]),
        reverse("wagtaildocs_chooser:choose"),
        reverse("wagtaildocs_chooser:chosen", args=[file.pk]),
        reverse("wagtailimages:edit", args=[image.pk]),
        reverse("wagtailimages_chooser:chosen", args=[image.pk]),
    ]
    assert places_that_show(editor, addresses) == []
    assert len(places_that_show(cleared, addresses[:4])) >= 3
    assert not SiteImage.objects.visible_to(editor).exists()
    assert SiteImage.objects.visible_to(cleared).exists()
