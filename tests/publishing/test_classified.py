"""Every upload passes the same gate; a second person clears it; only what is Public and shown is served."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from wagtail.models import Collection, UploadedFile

from legation.accounts.models import Role, User
from legation.edge.bulletin import bulletin_file
from legation.kernel import clock
from legation.kernel.classification import Classification
from legation.ledger.models import LedgerRecord
from legation.offices.models import Office
from legation.publishing.clearance import services
from legation.publishing.clearance.abandoned import forget_abandoned
from legation.publishing.editors import sync_everybody
from legation.publishing.models import SiteDocument, SiteImage
from legation.publishing.uploads.cleaning import hidden_in
from legation.publishing.uploads.refusals import Refused
from tests.conftest import make_staff
from tests.defence.conftest import clamd_socket, scanner
from tests.publishing import samples
from tests.publishing.conftest import Joint

__all__ = ["clamd_socket", "scanner"]
NAME = samples.NAME.encode()
# Wagtail leaves the spooled file of a new size of an image to the garbage collector.
pytestmark = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"
)


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def everything_stored(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def london_files() -> Collection:
    found: Collection = Collection.objects.get(name="london")
    return found


@pytest.fixture
def desk(joint: Joint, editor: User, publisher: User, media: Path) -> Client:
    sync_everybody()
    client = Client()
    client.force_login(editor)
    return client


def send(desk: Client, way: str, name: str, content: bytes, **more: str) -> Any:
    """Upload in one of Wagtail's ways."""
    kind = "images" if way.startswith("image") else "docs"
    values = {
        "title": "A file",
        "collection": str(london_files().pk),
        "classification": "internal",
        "tags": "",
        "focal_point_x": "",
        **more,
    }
    if way.endswith("multiple"):
        return desk.post(
            reverse(f"wagtail{kind}:add_multiple"),
            {"title": "A file", "collection": values["collection"], "files[]": upload(name, content)},
        )
    if way.endswith("chooser"):
        prefix = "image-chooser-upload-" if kind == "images" else "document-chooser-upload-"
        named: dict[str, Any] = {f"{prefix}{key}": value for key, value in values.items()}
        named[f"{prefix}file"] = upload(name, content)
        return desk.post(reverse(f"wagtail{kind}_chooser:create"), named)
    return desk.post(reverse(f"wagtail{kind}:add"), {**values, "file": upload(name, content)})


WAYS = ["image", "image multiple", "image chooser", "document", "document multiple", "document chooser"]


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_uploading_stores_clean_bytes_only(desk: Client, media: Path, way: str) -> None:
    is_image = way.startswith("image")
    name, content = (
        ("a.jpg", samples.picture(hidden=True)) if is_image else ("a.pdf", samples.pdf(hidden=True))
    )
    response = send(desk, way, name, content, bears_no_marking="on")
    assert response.status_code in (200, 302), response.content
    stored = [file for file in media.rglob("*") if file.is_file()]
    assert stored, response.content
    assert NAME not in everything_stored(media)
    assert all(hidden_in(file.name, file.read_bytes()) == [] for file in stored)
    if way.endswith("multiple"):
        waiting = UploadedFile.objects.get()
        step = response.json()
        assert step["success"]
        assert "secrecy marking" in step["form"]
        kind, word = ("images", "image") if is_image else ("docs", "document")
        prefix = f"uploaded-{word}-{waiting.pk}"
        values = {
            f"{prefix}-title": "A file",
            f"{prefix}-collection": london_files().pk,
            f"{prefix}-classification": "internal",
            f"{prefix}-tags": "",
            f"{prefix}-bears_no_marking": "on",
        }
        done = desk.post(
            reverse(f"wagtail{kind}:create_multiple_from_uploaded_{word}", args=[waiting.pk]), values
        )
        assert done.json()["success"], done.content
    row: Any = (SiteImage if is_image else SiteDocument).objects.get(title="A file")
    assert row.classification == "internal"
    assert NAME not in everything_stored(media)


@pytest.mark.parametrize("way", WAYS)
def test_a_marked_file_is_refused_and_leaves_no_byte(desk: Client, media: Path, way: str) -> None:
    if way.startswith("image"):
        name, content = "SECRET_a.jpg", samples.picture()
    else:
        name, content = "a.pdf", samples.pdf("SECRET\nthe meeting of\nsome people\nthere")
    response = send(desk, way, name, content, bears_no_marking="on")
    said = response.json()["error_message"] if way.endswith("multiple") else response.content.decode()
    assert "national secrecy marking" in said
    assert everything_stored(media) == b""
    assert not SiteDocument.objects.filter(title="A file").exists()
    assert not SiteImage.objects.filter(title="A file").exists()
    assert not UploadedFile.objects.exists()
    assert LedgerRecord.objects.filter(action="file.refused").count() == 1


def test_without_the_tick_nothing_is_taken(desk: Client, media: Path) -> None:
    response = send(desk, "document", "a.pdf", samples.pdf())
    assert "confirm that it bears no secrecy marking" in response.content.decode()
    assert not SiteDocument.objects.filter(title="A file").exists()


def test_code_cannot_store_what_is_not_clean_either(joint: Joint, media: Path) -> None:
    row = SiteDocument.objects.create(
        title="x", file=ContentFile(samples.docx(hidden=True), name="a.docx"), classification="public"
    )
    assert NAME not in everything_stored(media)
    assert row.file.name
    with pytest.raises(Refused):
        SiteDocument.objects.create(title="x", file=ContentFile(b"\xd0\xcf", name="a.doc"))


def public_document(uploader: User, **more: Any) -> SiteDocument:
    row: SiteDocument = SiteDocument.objects.create(
        file=ContentFile(samples.pdf("Marker"), name="form.pdf"),
        uploaded_by_user=uploader,
        collection=london_files(),
        **{"title": "Form", "classification": "public", **more},
    )
    return row


def test_a_replaced_file_waits_for_clearance_again(
    desk: Client, editor: User, publisher: User, media: Path
) -> None:
    row = public_document(publisher)
    values = {
        "title": "Form",
        "collection": str(row.collection_id),
        "classification": "public",
        "tags": "",
        "bears_no_marking": "on",
        "file": upload("new.pdf", samples.pdf(hidden=True)),
    }
    assert desk.post(reverse("wagtaildocs:edit", args=[row.pk]), values).status_code == 302
    row.refresh_from_db()
    assert (row.classification, row.uploaded_by_user, row.asked_by) == ("internal", editor, editor)
    assert NAME not in everything_stored(media)
    assert Client().get(row.url).status_code == 404


@pytest.mark.usefixtures("media", "scanner")
def test_asking_clearing_and_refusing(
    desk: Client, editor: User, publisher: User, settings: Settings
) -> None:
    assert send(desk, "document", "a.pdf", samples.pdf(), bears_no_marking="on", asks="on").status_code == 302
    row = SiteDocument.objects.get(title="A file")
    assert row.asked_by == editor
    assert desk.get(reverse("clearance_list")).status_code == 403
    second = Client()
    second.force_login(publisher)
    page = second.get(reverse("clearance_list"))
    assert b"A file" in page.content
    decide = reverse("clearance_decide", args=["file", row.pk])
    assert second.post(decide, {"decision": "refuse", f"file-{row.pk}-reason": ""}).status_code == 422
    assert (
        second.post(decide, {"decision": "refuse", f"file-{row.pk}-reason": "Names a person."}).status_code
        == 302
    )
    row.refresh_from_db()
    assert (row.classification, row.refusal) == ("internal", "Names a person.")
    assert b"Names a person." in desk.get(reverse("wagtaildocs:edit", args=[row.pk])).content
    assert second.post(decide, {"decision": "clear"}).status_code == 409
    services.ask(editor, row)
    place, settings.LEGATION_CLAMD = settings.LEGATION_CLAMD, "/nowhere"
    away = second.post(decide, {"decision": "clear"})
    assert away.status_code == 409
    assert b"scanner is away" in away.content
    settings.LEGATION_CLAMD = place
    assert second.post(decide, {"decision": "clear"}).status_code == 302
    row.refresh_from_db()
    assert row.classification == "public"
    actions = set(LedgerRecord.objects.values_list("action", flat=True))
    assert {"file.clearance-asked", "file.clearance-refused", "file.classified"} <= actions
    assert second.post(reverse("clearance_decide", args=["page", 1]), {}).status_code == 404


def test_nobody_clears_their_own_and_the_duty_desk_stands_in(
    joint: Joint, publisher: User, london: Office, media: Path, scanner: Path
) -> None:
    sync_everybody()
    row = public_document(publisher, classification="internal")
    services.ask(publisher, row)
    assert not services.may_clear(publisher, row)
    ministry = Office.objects.create(slug="desk", country="TW", languages=["en"], is_duty_desk=True)
    duty = make_staff("duty@example.org", Role.PUBLISHER, ministry)
    elsewhere = Office.objects.create(slug="paris", country="FR", languages=["en"])
    assert services.may_clear(duty, row)
    assert not services.may_clear(make_staff("paris@example.org", Role.PUBLISHER, elsewhere), row)
    services.clear(duty, row)
    row.refresh_from_db()
    assert row.classification == "public"


def test_a_file_is_served_only_while_everything_allows_it(joint: Joint, publisher: User, media: Path) -> None:
    sync_everybody()
    row = public_document(publisher)
    addresses = [row.url, f"/media/{row.file.name}"]

    def statuses() -> set[int]:
        found = set()
        for address in addresses:
            response = joint.client.get(address)
            found.add(response.status_code)
            response.close()
        return found

    assert statuses() == {200}
    link = f'<a linktype="document" id="{row.pk}">the form</a>'
    page = joint.news("With a file", link, live=False)
    assert statuses() == {404}
    page.live = True
    page.save()
    assert statuses() == {200}
    assert row.url.encode() in joint.client.get(page.url).content
    row.embargo_until = clock.now() + dt.timedelta(hours=1)
    row.save()
    assert statuses() == {404}
    body = joint.client.get(page.url).content
    assert row.url.encode() not in body
    assert b"the form" in body
    with clock.at(row.embargo_until):
        assert statuses() == {200}
    page.classification = "internal"
    page.save()
    with clock.at(row.embargo_until):
        assert statuses() == {404}


def test_small_public_files_are_kept_with_their_tags_and_withdrawn(
    joint: Joint,
    publisher: User,
    media: Path,
    own_data: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    sync_everybody()
    row = public_document(publisher)
    page = joint.news("With a file", f'<a linktype="document" id="{row.pk}">the form</a>')
    response = joint.client.get(row.url)
    assert {f"file:{row.pk}", f"page:{page.pk}"} <= set(response.headers["Legation-Tags"].split())
    response.close()
    for change in ("internal", "public"):
        with django_capture_on_commit_callbacks(execute=True):
            row.classification = change
            row.save()
        lines = [json.loads(line) for line in bulletin_file(own_data).read_text().splitlines()]
        assert {"change": "withdraw", "tags": [f"file:{row.pk}"]} in lines
    before = bulletin_file(own_data).read_text().count(f'"withdraw", "tags": ["{row.tag}"]')
    with django_capture_on_commit_callbacks(execute=True):
        SiteDocument.objects.get(pk=row.pk).delete()
    assert bulletin_file(own_data).read_text().count(f'"withdraw", "tags": ["{row.tag}"]') == before + 1


def test_staff_see_pictures_that_are_not_public_and_nobody_keeps_them(
    desk: Client, joint: Joint, editor: User, media: Path
) -> None:
    row = SiteImage.objects.create(
        title="x", file=ContentFile(samples.picture(), name="a.jpg"), collection=london_files()
    )
    address = f"/media/{row.file.name}"
    assert joint.client.get(address).status_code == 404
    response = desk.get(address)
    assert response.status_code == 200
    assert "Legation-Tags" not in response.headers
    response.close()
    SiteImage.objects.update(classification="restricted")
    assert desk.get(address).status_code == 404


def test_a_picture_on_a_page_shows_only_while_public(joint: Joint, media: Path) -> None:
    image = SiteImage.objects.create(
        title="x",
        file=ContentFile(samples.picture(), name="a.jpg"),
        alternative="Heron",
        classification="public",
    )
    page = joint.news("With a picture")
    page.body = [("image", image)]
    page.save()
    body = joint.client.get(page.url).content
    assert b"Heron" in body
    rendition = image.renditions.get()
    response = joint.client.get(f"/media/{rendition.file.name}")
    assert (response.status_code, hidden_in("a.jpg", response.getvalue())) == (200, [])
    image.classification = "internal"
    image.save()
    assert b"Heron" not in joint.client.get(page.url).content
    assert joint.client.get(f"/media/{rendition.file.name}").status_code == 404


def test_a_draft_that_closes_a_page_closes_it_at_once(joint: Joint, editor: User) -> None:
    sync_everybody()
    page = joint.news("Plover report")
    assert joint.client.get(page.url).status_code == 200
    page.classification = "restricted"
    page.save_revision(user=editor)
    assert joint.client.get(page.url).status_code == 404
    assert LedgerRecord.objects.filter(action="page.classified").exists()
    page.classification = "public"
    page.save_revision(user=editor)
    assert joint.client.get(page.url).status_code == 404


def test_the_form_of_a_page_offers_no_more_than_the_clearance(joint: Joint, editor: User) -> None:
    cleared = make_staff(
        "cleared@example.org",
        Role.EDITOR,
        Office.objects.get(slug="london"),
        clearance=Classification.RESTRICTED,
    )
    sync_everybody()
    page = joint.news("Plover report", classification="internal")
    for person, offered in ((editor, False), (cleared, True)):
        client = Client()
        client.force_login(person)
        form = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content
        assert (b'value="restricted"' in form) is offered


def test_nothing_of_a_closed_page_or_its_files_is_at_any_public_address(
    joint: Joint, publisher: User, media: Path
) -> None:
    """A marker word in the page, its picture's description and its file's name, looked for everywhere."""
    sync_everybody()
    mark = "Zugunruhe"
    picture = ContentFile(samples.picture(), name=f"{mark}.jpg")
    image = SiteImage.objects.create(title=mark, file=picture, alternative=mark, classification="public")
    file = public_document(publisher, title=mark)
    page = joint.news(f"{mark} report", f'{mark} <a linktype="document" id="{file.pk}">file</a>')
    page.body = [*page.body.raw_data, {"type": "image", "value": image.pk}]
    page.save()
    joint.client.get(page.url)
    rendition = image.renditions.get()
    addresses = [
        page.url,
        f"/zh-hant{page.url.removeprefix('/en')}",
        f"/ar{page.url.removeprefix('/en')}",
        "/en/",
        "/zh-hant/",
        "/en/news/",
        "/en/offices/london/",
        "/en/offices/london/news/",
        "/en/feed.atom",
        "/en/feed.atom?office=london",
        f"/en/search/?q={mark}",
        "/sitemap.xml",
        f"/media/{image.file.name}",
        f"/media/{rendition.file.name}",
        f"/media/{file.file.name}",
        file.url,
    ]

    def shown() -> list[str]:
        found = []
        for address in addresses:
            response = joint.client.get(address, follow=True)
            body = response.getvalue() if response.streaming else response.content
            body = body.replace(f'value="{mark}"'.encode(), b"").replace(b"q=" + mark.encode(), b"")
            said = mark.encode() in body or page.url.encode() in body or response.streaming
            found += [address] if response.status_code == 200 and said else []
        return found

    assert len(shown()) >= 11, shown()
    for closed in ({"classification": "internal"}, {"classification": "restricted"}, {"live": False}):
        page.classification, page.live = "public", True
        for name, value in closed.items():
            setattr(page, name, value)
        page.save()
        left = [address for address in shown() if "search" not in address]
        assert left == [], (closed, left)
    page.classification, page.live = "public", True
    page.embargo_until = clock.now() + dt.timedelta(days=1)
    page.save()
    assert [address for address in shown() if "search" not in address] == []


def test_an_upload_that_nobody_completes_is_deleted(desk: Client, media: Path) -> None:
    send(desk, "document multiple", "a.pdf", samples.pdf())
    assert forget_abandoned() == 0
    with clock.at(clock.now() + dt.timedelta(days=2)):
        assert forget_abandoned() == 1
    assert everything_stored(media) == b""
    assert not UploadedFile.objects.exists()
