"""Roles become rights in the editor: each office's people reach their own pages, images and files."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
)

from legation.accounts.models import Grant, Role, User
from legation.offices.models import Office
from legation.publishing.models import HomePage, OfficePage
from legation.publishing.signatures.workflow import ensure_workflow

WRITING = ("add", "change")
PUBLISHING = ("add", "change", "publish", "lock", "unlock")
# Wagtail asks for the rights on its own models, whatever stands in their place.
FILES = ("add_image", "change_image", "choose_image")
DOCUMENTS = ("add_document", "change_document", "choose_document")
RIGHTS = {
    Role.EDITOR: ("Editors", WRITING),
    Role.TRANSLATOR: ("Translators", WRITING),
    Role.PUBLISHER: ("Publishers", PUBLISHING),
    Role.ADMINISTRATOR: ("Administrators", PUBLISHING),
}


@transaction.atomic
def sync_person(user: User) -> None:
    """Give the person the groups of their grants in force, and take away the others of ours."""
    ensure_workflow()
    grants = [grant for grant in user.grants.in_force() if grant.role in RIGHTS]
    wanted = {_group(grant) for grant in grants} if user.is_active and user.is_staff else set()
    ours = tuple(f"{title} of " for title, _rights in RIGHTS.values())
    held = {group for group in user.groups.all() if group.name.startswith(ours)}
    user.groups.remove(*(held - wanted))
    user.groups.add(*(wanted - held))


def sync_everybody() -> None:
    """For grants that began or ended by the clock."""
    people = User.objects.filter(is_staff=True, grants__role__in=list(RIGHTS)).distinct()
    for user in people:
        sync_person(user)


def _group(grant: Grant) -> Group:
    """The group of a role for an office or for all, limited to a language where the grant is."""
    title, rights = RIGHTS[Role(grant.role)]
    place = grant.office.slug if grant.office else "all offices"
    language = f" in {grant.language}" if grant.language else ""
    group, _made = Group.objects.get_or_create(name=f"{title} of {place}{language}")
    group.permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    )
    for page in _pages(grant.office, grant.language):
        for right in rights:
            permission = Permission.objects.get(
                content_type__app_label="wagtailcore", codename=f"{right}_page"
            )
            GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
    collection = _collection(grant.office)
    for permission in Permission.objects.filter(
        codename__in=FILES + DOCUMENTS, content_type__app_label__startswith="wagtail"
    ):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=permission
        )
    return group


def _pages(office: Office | None, language: str) -> list[Page]:
    """The tops of the trees that belong to the office (None: every home page)."""
    rows = OfficePage.objects.filter(of=office) if office else HomePage.objects.all()
    if language:
        rows = rows.filter(locale__language_code=language)
    return [page.page_ptr for page in rows]


def _collection(office: Office | None) -> Collection:
    root: Collection = Collection.get_first_root_node()
    if office is None:
        return root
    found: Collection | None = root.get_children().filter(name=office.slug).first()
    return found or root.add_child(name=office.slug)
