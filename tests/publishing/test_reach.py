"""Every address of the editor, asked by an editor of London: nothing of another office is in any answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings
from wagtail.admin.models import EditingSession
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Page, TaskState, UploadedFile

from legation.accounts.models import Role, User
from legation.kernel import clock
from legation.offices.models import Office, OfficeText, Region
from legation.publishing.editors import sync_everybody
from legation.publishing.models import (
    NewsIndexPage,
    NewsPage,
    OfficeIndexPage,
    OfficePage,
    SiteDocument,
    SiteImage,
)
from legation.publishing.reach.routes import check_for
from tests.conftest import make_staff
from tests.publishing import samples
from tests.publishing.conftest import Joint

SECRET = "Zanzibarquill"
SLUG = "qqsecretslug"
EDITOR = "staff/editor/"


@dataclass
class Foreign:
    """What another office keeps to itself, and what names it in addresses."""

    page: NewsPage
    ids: dict[str, list[str]] = field(default_factory=dict)


@pytest.fixture
def foreign(joint: Joint, settings: Settings, tmp_path: Path) -> Foreign:
    """Tokyo with a draft, a published page with a secret draft, an image, a file, and all that hangs on them."""
    settings.MEDIA_ROOT = tmp_path
    tokyo = Office.objects.create(
        slug="tokyo",
        country="JP",
        region=Region.ASIA_PACIFIC,
        time_zone="Asia/Tokyo",
        languages=["en"],
        serves=["JP"],
        phone="1",
        duty_phone="1",
        email="t@example.org",
    )
    OfficeText.objects.create(office=tokyo, language="en", name="Office in Tokyo", city="Tokyo", address="1")
    index = OfficeIndexPage.objects.get(locale__language_code="en")
    top = OfficePage(title="Tokyo", slug="tokyo", of=tokyo, classification="public")
    index.add_child(instance=top)
    news = NewsIndexPage(title="News", slug="news", classification="public")
    top.add_child(instance=news)
    author = make_staff(f"author.{SECRET}@example.org", Role.EDITOR, tokyo)
    second = make_staff(f"second.{SECRET}@example.org", Role.PUBLISHER, tokyo)
    sync_everybody()
    collection = Collection.objects.get(name="tokyo")
    image = SiteImage.objects.create(
        title=f"Image {SECRET}",
        file=get_test_image_file(filename=f"{SECRET}.png"),
        collection=collection,
        uploaded_by_user=author,
    )
    image.tags.add(f"{SECRET}-tag")
    document = SiteDocument.objects.create(
        title=f"File {SECRET}",
        file=ContentFile(samples.pdf(), name=f"{SECRET}.pdf"),
        collection=collection,
        uploaded_by_user=author,
    )
    document.tags.add(f"{SECRET}-word")
    page = NewsPage(
        title=f"Draft {SECRET}",
        slug=SLUG,
        live=False,
        owner=author,
        locked=True,
        locked_by=second,
        locked_at=clock.now(),
        body=[("text", f"<p>{SECRET}</p>")],
    )
    news.add_child(instance=page)
    revision = page.save_revision(user=author, log_action=True)
    shown = NewsPage(title="Shown", slug="shown", classification="public")
    news.add_child(instance=shown)
    for public in (shown, news, top):
        public.title = f"New title {SECRET}"
        public.save_revision(user=author, log_action=True)
    workflow = page.get_workflow()
    assert workflow is not None
    state = workflow.start(page, author)
    task = TaskState.objects.get()
    upload = UploadedFile.objects.create(
        file=ContentFile(b"x", name=f"{SECRET}.bin"), uploaded_by_user=author
    )
    session = EditingSession.objects.create(user=author, content_object=page, last_seen_at=clock.now())
    pages = [str(page.pk)]
    return Foreign(
        page,
        {
            "page": pages,
            "shown": [str(shown.pk)],
            "image": [str(image.pk)],
            "document": [str(document.pk)],
            "revision": [str(revision.pk)],
            "task_state": [str(task.pk)],
            "task": [str(task.task_id)],
            "workflow_state": [str(state.pk)],
            "workflow": [str(workflow.pk)],
            "upload": [str(upload.pk)],
            "session": [str(session.pk)],
            "collection": [str(collection.pk)],
            "user": [str(author.pk)],
            "group": [str(author.groups.get().pk)],
            "site": ["1"],
            "redirect": ["1"],
        },
    )


# Every name of an argument in the addresses of the editor, and what it names. A new one must be added.
ARGUMENTS = {
    "page_id": "page",
    "page_pk": "page",
    "parent_page_id": "page",
    "page_to_move_id": "page",
    "destination_id": "page",
    "image_id": "image",
    "document_id": "document",
    "doc_id": "document",
    "uploaded_file_id": "upload",
    "revision_id": "revision",
    "task_state_id": "task_state",
    "task_id": "task",
    "workflow_state_id": "workflow_state",
    "workflow_pk": "workflow",
    "session_id": "session",
    "collection_id": "collection",
    "redirect_id": "redirect",
    "object_id": "page",
}
WORDS = {
    "content_type_app_name": ["publishing"],
    "content_type_model_name": ["newspage"],
    "app_label": ["publishing", "wagtailcore"],
    "app_name": ["taggit"],
    "model_name": ["newspage", "page", "siteimage", "sitedocument", "tag"],
    "action": ["delete", "move", "publish", "unpublish", "add_to_collection", "add_tags"],
    "action_name": ["approve", "reject", "copy", "delete", "publish", "unpublish", "move"],
    "filter_spec": ["original"],
    "uidb64": ["x"],
    "token": ["x"],
}
OF_NAMESPACES = {
    ("wagtailadmin_api", "pages"): "page",
    ("wagtailadmin_api", "images"): "image",
    ("wagtailadmin_api", "documents"): "document",
    ("wagtailadmin_collections",): "collection",
    ("wagtailadmin_workflows",): "workflow",
    ("wagtailsites",): "site",
    ("wagtailusers_users",): "user",
    ("wagtailusers_groups",): "group",
    ("wagtaildocs_chooser",): "document",
    ("wagtailimages_chooser",): "image",
}


def routes() -> Iterator[tuple[str, tuple[str, ...], URLPattern]]:
    """Every address below the editor: its pattern, its namespaces, its view."""

    def walk(patterns: list[Any], prefix: str, spaces: tuple[str, ...]) -> Iterator[Any]:
        for pattern in patterns:
            shape = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                below = (*spaces, pattern.namespace) if pattern.namespace else spaces
                yield from walk(pattern.url_patterns, shape, below)
            else:
                yield shape, spaces, pattern

    for shape, spaces, pattern in walk(get_resolver().url_patterns, "", ()):
        if shape.startswith(EDITOR):
            yield shape, spaces, pattern


def addresses(foreign: Foreign, kind: str = "page") -> list[str]:
    """Each route with the other office's numbers in it. Fails for an argument that nobody knows."""
    found = []
    for shape, spaces, _pattern in routes():
        found.extend(_filled(shape, spaces, {**foreign.ids, "page": foreign.ids[kind]}))
    number = foreign.ids[kind][0]
    return [address for address in found if kind == "page" or number in re.findall(r"\d+", address)]


def _filled(shape: str, spaces: tuple[str, ...], ids: dict[str, list[str]]) -> list[str]:
    text = shape.replace("^", "").replace("$", "")
    if text.endswith(".*/"):  # whatever else: Wagtail answers 404
        return ["/" + text.replace(".*/", "nowhere/")]
    if r"(\d+)/revisions/compare" in text:
        revision = ids["revision"][0]
        base = f"/{EDITOR}pages/{ids['page'][0]}/revisions/compare"
        return [f"{base}/{revision}...live/", f"{base}/earliest...latest/", f"{base}/live...{revision}/"]
    assert "(" not in text, f"an address of an unknown shape: {shape}"
    options = ["/" + text]
    for name in re.findall(r"<(?:\w+:)?(\w+)>", text):
        if name == "pk":
            assert spaces in OF_NAMESPACES, f"{shape}: what does its number name?"
            values = ids[OF_NAMESPACES[spaces]]
        else:
            assert name in ARGUMENTS or name in WORDS, f"{shape}: an argument of an unknown kind, {name}"
            values = ids[ARGUMENTS[name]] if name in ARGUMENTS else WORDS[name]
        options = [re.sub(rf"<(?:\w+:)?{name}>", value, option) for option in options for value in values]
    return options


def queries(foreign: Foreign, address: str) -> list[dict[str, Any]]:
    """What is asked of each address: nothing, searches for the secret, and its numbers in every field."""
    page, image = foreign.ids["page"][0], foreign.ids["image"][0]
    document = foreign.ids["document"][0]
    if re.search(r"/\d+/", address) or "chooser/chosen/" in address:
        return [{}]
    return [
        {},
        {"q": SECRET, "term": SECRET[:4], "search": SECRET, "title": SECRET},
        {"id": [page], "target_pages[]": [page], "parentId": page, "child_of": page, "multiple": "1"},
        {"id": [image], "collection_id": foreign.ids["collection"][0], "tag": f"{SECRET}-tag"},
        {"id": [document]},
        {"id": "all", "parentId": page},
    ]


def leaks(answer: Any) -> str:
    """What the answer says of the secret that the asker did not say, with the words around it."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    said = " ".join([body.decode("utf-8", "replace"), *(f"{k}: {v}" for k, v in answer.headers.items())])
    said = re.sub(rf'value=\\?"{SECRET}\\?"', "", said)
    answer.close()
    said = re.sub(rf"(q|search|title|term|tag)=[^&\"\s]*{SECRET}[^&\"\s]*", "", said)
    said = re.sub(rf"(“|&quot;|\"|<em>)?{SECRET}(”|&quot;|\"|</em>)", "", said)
    found = re.search(rf".{{0,60}}({SECRET}|{SLUG}).{{0,60}}", said, re.IGNORECASE | re.DOTALL)
    return found.group() if found else ""


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLISHER])
def test_no_address_shows_anything_of_another_office(
    joint: Joint, foreign: Foreign, london: Office, role: Role
) -> None:
    person = make_staff("walker@example.org", role, london)
    sync_everybody()
    client = Client(raise_request_exception=False)
    client.force_login(person)
    shown, opened = [], 0
    for kind in ("page", "shown"):
        for address in addresses(foreign, kind):
            for query in queries(foreign, address)[: 2 if role == Role.PUBLISHER else None]:
                answer = client.get(address, query)
                leak = ""
                opened += answer.status_code == 200
                if answer.status_code >= 500 or (leak := leaks(answer)):
                    shown.append(f"{answer.status_code} {address} {query} {leak}")
                if answer.status_code == 404 and not query:
                    break  # the address itself is closed
    assert shown == [], "\n".join(shown)
    assert opened > 100
    assert client.get(f"/{EDITOR}").status_code == 200


def test_no_act_reaches_another_office(joint: Joint, foreign: Foreign, london: Office) -> None:
    person = make_staff("walker@example.org", Role.PUBLISHER, london)
    sync_everybody()
    client = Client(raise_request_exception=False)
    client.force_login(person)
    own = joint.news("Own", live=False)
    before = _state(foreign)
    accepted = []
    for kind in ("page", "shown"):
        for address in addresses(foreign, kind):
            posted = {"title": "x", "slug": "x", "new_title": "x", "new_slug": "x", "action-publish": "1"}
            posted |= {
                "new_parent_page": str(own.get_parent().pk),
                "collection": "1",
                "is_editing": "1",
                "external-link-chooser-url": "/",
            }
            if address.endswith("/logout/"):
                continue
            answer = client.post(address, posted)
            if answer.status_code >= 500 or leaks(answer):
                accepted.append(f"{answer.status_code} {address} {leaks(answer)}")
    assert accepted == [], "\n".join(accepted)
    assert _state(foreign) == before
    into = {"new_title": "x", "new_slug": "x", "new_parent_page": str(foreign.page.get_parent().pk)}
    for name, values in (("copy", into), ("move", into)):
        answer = client.post(f"/{EDITOR}pages/{own.pk}/{name}/", values)
        assert answer.status_code in (403, 404), name
        assert not leaks(answer), name
    target = f"/{EDITOR}pages/{own.pk}/move/{foreign.page.get_parent().pk}/confirm/"
    assert client.post(target).status_code in (403, 404)
    bulk = f"/{EDITOR}bulk/wagtailcore/page/move/?id={own.pk}"
    assert client.post(bulk, {"chooser": str(foreign.page.get_parent().pk)}).status_code in (403, 404)
    for action in ("delete", "publish", "unpublish", "move"):
        answer = client.get(f"/{EDITOR}bulk/wagtailcore/page/{action}/?id={own.pk}&id={foreign.page.pk}")
        assert answer.status_code == 404
    assert _state(foreign) == before
    assert Page.objects.get(pk=own.pk).get_parent().pk == own.get_parent().pk


def _state(foreign: Foreign) -> Any:
    pages = Page.objects.filter(path__startswith=foreign.page.path[:16])
    return (
        list(
            pages.order_by("path").values_list(
                "path", "title", "draft_title", "live", "locked", "latest_revision"
            )
        ),
        list(SiteImage.objects.values_list("pk", "title", "collection", "file_size")),
        list(SiteDocument.objects.values_list("pk", "title", "collection")),
        list(TaskState.objects.values_list("pk", "status")),
        list(UploadedFile.objects.values_list("pk")),
        list(User.objects.filter(email__contains=SECRET).values_list("email", "is_active")),
    )


def test_an_editor_still_reaches_what_is_their_own(joint: Joint, foreign: Foreign, editor: User) -> None:
    sync_everybody()
    joint.client.force_login(editor)
    own = joint.news("Own draft", live=False)
    public = foreign.ids["shown"][0]
    shown = {
        f"/{EDITOR}": 200,
        f"/{EDITOR}pages/{own.pk}/edit/": 200,
        f"/{EDITOR}pages/{own.get_parent().pk}/": 200,
        f"/{EDITOR}choose-page/{own.get_parent().pk}/": 200,
        f"/{EDITOR}choose-page/chosen-multiple/?id={own.pk}": 200,
        f"/{EDITOR}choose-page/chosen-multiple/?id={public}": 200,
        f"/{EDITOR}choose-page/chosen-multiple/?id={foreign.page.pk}": 404,
        f"/{EDITOR}api/main/pages/{own.pk}/": 200,
        f"/{EDITOR}images/add/": 200,
        f"/{EDITOR}documents/add/": 200,
    }
    for address, status in shown.items():
        assert joint.client.get(address).status_code == status, address
    listed = joint.client.get(f"/{EDITOR}choose-page/{own.get_parent().pk}/").content.decode()
    assert "Own draft" in listed
    found = joint.client.get(f"/{EDITOR}choose-page/search/?q=Shown").content.decode()
    assert "Shown" in found
    assert SECRET not in found


def test_a_link_to_what_is_not_published_shows_nothing(joint: Joint, foreign: Foreign, editor: User) -> None:
    sync_everybody()
    link = f'<a linktype="page" id="{foreign.page.pk}">guess</a> <a linktype="page" id="{foreign.ids["shown"][0]}">ok</a>'
    page = joint.news("Linked", link)
    public = joint.client.get(page.url).content.decode()
    assert SLUG not in public
    assert "/tokyo/news/shown/" in public
    joint.client.force_login(editor)
    form = joint.client.get(f"/{EDITOR}pages/{page.pk}/edit/").content.decode()
    assert SLUG not in form
    assert "/tokyo/news/shown/" in form


def test_an_address_with_an_argument_of_an_unknown_kind_opens_nothing() -> None:
    assert check_for("wagtailadmin_new:thing", "thing_id") is None
    named = {name for shape, _spaces, _view in routes() for name in re.findall(r"<(?:\w+:)?(\w+)>", shape)}
    assert named - {"pk"} <= set(ARGUMENTS) | set(WORDS)
