"""The door of the editor: whatever an address names must be the person's own, else it is not there.

Wagtail checks rights view by view, and some views check none. Here each argument of each address is
looked up before the view runs. An argument of an unknown kind opens nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from django.apps import apps
from django.http import HttpRequest
from django.urls import ResolverMatch
from wagtail.models import Page, Revision, TaskState, UploadedFile, WorkflowState

from legation.accounts.models import User
from legation.publishing.models import SiteDocument, SiteImage
from legation.publishing.reach.people import (
    links_to_page,
    own_documents,
    own_images,
    reaches_page,
)

Check = Callable[[User, str], bool]

# Rooms of the editor in which the whole installation is set up: nobody of one office works there.
CLOSED = frozenset(
    {
        "wagtailadmin_collections",
        "wagtailadmin_workflows",
        "wagtailredirects",
        "wagtailsites",
        "wagtailsnippets",
        "wagtailusers_groups",
        "wagtailusers_users",
    }
)
# For nobody: acts on pages by the API, which no screen uses and which know no second person; and a deliberate fault.
CLOSED_ROUTES = frozenset({"wagtailadmin_api:pages:action", "wagtailadmin_error_test"})


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _image(user: User, text: str) -> bool:
    return own_images(user).filter(pk=_number(text) or 0).exists()


def _document(user: User, text: str) -> bool:
    return own_documents(user).filter(pk=_number(text) or 0).exists()


def _page(user: User, text: str) -> bool:
    return reaches_page(user, _number(text))


def _page_or_root(user: User, text: str) -> bool:
    return text == "root" or _page(user, text)


def _linkable(user: User, text: str) -> bool:
    return links_to_page(user, _number(text))


def _chosen(user: User, text: str) -> bool:
    return text != str(Page.get_first_root_node().pk) and _linkable(user, text)


def _revision(user: User, text: str) -> bool:
    if text in ("live", "earliest", "latest"):
        return True
    revision = Revision.objects.filter(pk=_number(text)).first()
    return revision is not None and _page(user, revision.object_id)


def _task_state(user: User, text: str) -> bool:
    state = TaskState.objects.filter(pk=_number(text)).select_related("workflow_state").first()
    return state is not None and _page(user, state.workflow_state.object_id)


def _workflow_state(user: User, text: str) -> bool:
    state = WorkflowState.objects.filter(pk=_number(text)).first()
    return state is not None and _page(user, state.object_id)


def _upload(user: User, text: str) -> bool:
    return UploadedFile.objects.filter(pk=_number(text), uploaded_by_user=user).exists()


def _harmless(user: User, text: str) -> bool:
    """A word such as the name of a kind, or a number that Wagtail looks up among the person's own."""
    return True


KINDS: dict[str, Check] = {
    "page_id": _page,
    "parent_page_id": _page,
    "page_to_move_id": _page,
    "destination_id": _page,
    "image_id": _image,
    "document_id": _document,
    "doc_id": _document,
    "uploaded_file_id": _upload,
    "revision_id": _revision,
    "task_state_id": _task_state,
    "workflow_state_id": _workflow_state,
    "task_id": _harmless,  # beside the page for which it is asked
    "session_id": _harmless,  # looked up among the person's own
    "content_type_app_name": _harmless,
    "content_type_model_name": _harmless,
    "app_label": _harmless,
    "app_name": _harmless,
    "model_name": _harmless,
    "action": _harmless,
    "action_name": _harmless,
    "filter_spec": _harmless,
}
# Where the same name means something else.
OF_ROUTES: dict[tuple[str, str], Check] = {
    ("wagtailadmin_api:pages:detail", "pk"): _page,
    ("wagtailadmin_api:images:detail", "pk"): _image,
    ("wagtailadmin_api:documents:detail", "pk"): _document,
    ("wagtaildocs_chooser:chosen", "pk"): _document,
    ("wagtailimages_chooser:chosen", "pk"): _image,
    ("wagtailadmin_choose_page_child", "parent_page_id"): _linkable,
    ("wagtailadmin_editing_sessions:ping", "object_id"): _page,
}
WITHOUT_NAMES: dict[str, tuple[Check, ...]] = {
    "wagtailadmin_pages:revisions_compare": (_page, _revision, _revision),
}
# What forms and queries name. Wagtail's forms repeat the titles of what they refuse.
FIELDS: dict[tuple[str, str], Check] = {
    ("wagtailadmin_choose_page_chosen_multiple", "id"): _chosen,
    ("wagtailadmin_choose_page", "target_pages[]"): _linkable,
    ("wagtailadmin_choose_page_child", "target_pages[]"): _linkable,
    ("wagtaildocs_chooser:chosen_multiple", "id"): _document,
    ("wagtailimages_chooser:chosen_multiple", "id"): _image,
    ("wagtailadmin_pages:copy", "new_parent_page"): _page,
    ("wagtailadmin_pages:set_page_position", "position"): _harmless,
    ("wagtailadmin_pages:move", "new_parent_page"): _page,
    ("wagtailadmin_api:pages:find", "id"): _page,
    ("wagtailadmin_api:images:find", "id"): _image,
    ("wagtailadmin_api:documents:find", "id"): _document,
    ("wagtailadmin_api:pages:listing", "child_of"): _page_or_root,
    ("wagtailadmin_api:pages:listing", "descendant_of"): _page_or_root,
    ("wagtailadmin_api:pages:listing", "ancestor_of"): _page,
    ("wagtailadmin_api:pages:listing", "translation_of"): _page,
}
IN_BULK: dict[object, Check] = {Page: _page, SiteImage: _image, SiteDocument: _document}


def is_open(request: HttpRequest, user: User, match: ResolverMatch) -> bool:
    """Whether everything that the request names is the person's own."""
    if CLOSED.intersection(match.namespaces):
        return False
    return _arguments(user, match) and _fields(request, user, match)


def check_for(route: str, argument: str) -> Check | None:
    """How an argument of a route is looked up; None for one of an unknown kind."""
    return OF_ROUTES.get((route, argument)) or KINDS.get(argument)


def _arguments(user: User, match: ResolverMatch) -> bool:
    for name, value in match.kwargs.items():
        check = check_for(match.view_name, name)
        if check is None or not check(user, str(value)):
            return False
    unnamed = WITHOUT_NAMES.get(match.view_name, ())
    if match.kwargs or not match.args:
        return True
    return len(unnamed) == len(match.args) and all(
        check(user, value) for check, value in zip(unnamed, match.args, strict=True)
    )


def _fields(request: HttpRequest, user: User, match: ResolverMatch) -> bool:
    if match.view_name == "wagtail_bulk_action":
        return _bulk(request, user, match)
    for (route, name), check in FIELDS.items():
        if route == match.view_name and not _all(request, user, name, check):
            return False
    return True


def _bulk(request: HttpRequest, user: User, match: ResolverMatch) -> bool:
    try:
        model = apps.get_model(match.kwargs["app_label"], match.kwargs["model_name"])
    except LookupError:
        return False
    check = IN_BULK.get(model)
    if check is None or not _all(
        request, user, "id", lambda person, text: text == "all" or check(person, text)
    ):
        return False
    return all(_all(request, user, name, _page) for name in ("parentId", "chooser"))


def _all(request: HttpRequest, user: User, name: str, check: Check) -> bool:
    """Whether every value of the field passes; an empty one names nothing."""
    values = [*request.GET.getlist(name), *request.POST.getlist(name)]
    return all(value == "" or check(user, value) for value in values)
