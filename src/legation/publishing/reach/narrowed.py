"""Views of Wagtail that ask nobody's rights, narrowed to what is the person's own."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse, JsonResponse
from taggit.models import Tag, TaggedItem
from wagtail.admin import filters
from wagtail.admin.views.chooser import ParentPageColumn, SearchView
from wagtail.admin.views.pages.listing import GenericPageFilterSet, PageFilterSet
from wagtail.admin.views.reports.audit_logging import LogEntriesView, SiteHistoryReportFilterSet
from wagtail.admin.views.reports.locked_pages import LockedPagesReportFilterSet
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.admin.views.reports.workflows import WorkflowReportFilterSet
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.images.views import chooser
from wagtail.log_actions import registry
from wagtail.models import PageLogEntry, WorkflowState

from legation.accounts.models import User
from legation.publishing.models import SiteDocument, SiteImage
from legation.publishing.reach.people import in_the_editor, own_documents, own_images, own_pages

TAGS = 10


class OwnImages(ImagesAdminAPIViewSet):
    """Images by the editor's API."""

    def get_queryset(self) -> QuerySet[SiteImage]:
        return super().get_queryset() & own_images(self.request.user)


class OwnDocuments(DocumentsAdminAPIViewSet):
    """Files by the editor's API."""

    def get_queryset(self) -> QuerySet[SiteDocument]:
        return super().get_queryset() & own_documents(self.request.user)


def own_tags(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Words already given to the person's own images and files."""
    user: Any = request.user
    term = request.GET.get("term", "").replace("\0", "")
    found: QuerySet[Tag] = Tag.objects.none()
    for rows in (own_images(user), own_documents(user)) if term else ():
        kind = ContentType.objects.get_for_model(rows.model)
        items = TaggedItem.objects.filter(content_type=kind, object_id__in=rows.values("pk"))
        found = found | Tag.objects.filter(name__istartswith=term, pk__in=items.values("tag"))
    return JsonResponse(list(found.order_by("name").values_list("name", flat=True)[:TAGS]), safe=False)


class OwnTypesUsage(PageTypesUsageReportView):
    """How many pages of each kind there are; the newest is named only where it is one's own."""

    def decorate_paginated_queryset(self, page_types: Any) -> Any:
        page_types = super().decorate_paginated_queryset(page_types)
        own = set(own_pages(self.request.user).values_list("pk", flat=True))
        for item in page_types:
            if item.last_edited_page_id not in own:
                item.last_edited_page = None
        return page_types


class OwnHistoryFilter(SiteHistoryReportFilterSet):
    """Names only who did something with what the person may see."""

    def get_users_queryset(self) -> QuerySet[User]:
        """Those who stand in the entries that the person may read."""
        known = {
            number
            for kind in registry.get_log_entry_models()
            for number in kind.objects.viewable_by_user(self.request.user).get_user_ids()
        }
        return User.objects.filter(pk__in=known - {None}).order_by("email")


class OwnHistory(LogEntriesView):
    """What was done in the editor."""

    filterset_class = OwnHistoryFilter


def popular_own_tags(model: Any, count: int = TAGS) -> QuerySet[Tag]:
    """Words given to images or files, those of the person's own alone."""
    user = in_the_editor.get()
    own: Any = {SiteImage: own_images, SiteDocument: own_documents}[model]
    rows = own(user) if user else model.objects.none()
    kind = ContentType.objects.get_for_model(model)
    items = TaggedItem.objects.filter(content_type=kind, object_id__in=rows.values("pk"))
    popular = items.values("tag").annotate(given=Count("pk")).order_by("-given")
    return Tag.objects.filter(pk__in=[row["tag"] for row in popular[:count]]).order_by("name")


class OwnParentColumn(ParentPageColumn):
    """The page above, as its own kind, which keeps an unpublished title to itself."""

    def get_value(self, instance: Any) -> Any:
        """The page above."""
        return instance.get_parent().specific_deferred


class OwnSearch(SearchView):
    """The search of the chooser of pages."""

    @property
    def columns(self) -> list[Any]:
        """Wagtail's, with one of ours."""
        return [
            OwnParentColumn("parent", label=column.label) if isinstance(column, ParentPageColumn) else column
            for column in super().columns
        ]


# In place of Wagtail's own, for everybody who does not work for all offices.
INSTEAD: dict[str, Any] = {
    "wagtailadmin_tag_autocomplete": own_tags,
    "wagtailadmin_tag_model_autocomplete": own_tags,
    "wagtailadmin_choose_page_search": OwnSearch.as_view(),
    "wagtailadmin_reports:page_types_usage": OwnTypesUsage.as_view(),
    "wagtailadmin_reports:page_types_usage_results": OwnTypesUsage.as_view(results_only=True),
    "wagtailadmin_reports:site_history": OwnHistory.as_view(),
    "wagtailadmin_reports:site_history_results": OwnHistory.as_view(results_only=True),
}
for _module in (filters, chooser):
    _module.popular_tags_for_model = popular_own_tags


def _owners(request: HttpRequest) -> QuerySet[User]:
    return _people(own_pages(_person(request)).values("owner"))


def _editors(request: HttpRequest) -> QuerySet[User]:
    entries = PageLogEntry.objects.filter(page__in=own_pages(_person(request)), action="wagtail.edit")
    return _people(entries.values("user"))


def _lockers(request: HttpRequest) -> QuerySet[User]:
    return _people(own_pages(_person(request)).values("locked_by"))


def _submitters(request: HttpRequest) -> QuerySet[User]:
    numbers = own_pages(_person(request)).annotate(text=Cast("pk", CharField())).values("text")
    return _people(WorkflowState.objects.filter(object_id__in=numbers).values("requested_by"))


def _people(numbers: Any) -> QuerySet[User]:
    return User.objects.filter(pk__in=numbers).order_by("email")


def _person(request: HttpRequest) -> Any:
    return request.user


# Wagtail's lists of people to filter by name everybody; these name those of one's own pages.
FILTERS: tuple[tuple[Any, str, Any], ...] = (
    (PageFilterSet, "owner", _owners),
    (PageFilterSet, "edited_by", _editors),
    (GenericPageFilterSet, "owner", _owners),
    (GenericPageFilterSet, "edited_by", _editors),
    (LockedPagesReportFilterSet, "locked_by", _lockers),
    (WorkflowReportFilterSet, "requested_by", _submitters),
)
for _filters, _name, _rows in FILTERS:
    _filters.base_filters[_name].queryset = _rows
