"""The base of every page, and the one gate: what is not Public is nowhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.lookups import Exact
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Locale, Page, PageManager, PagePermissionTester, PageViewRestriction
from wagtail.query import PageQuerySet
from wagtail.search import index

from legation.kernel import clock
from legation.kernel.classification import Classification
from legation.offices.models import Office
from legation.publishing.blocks import BODY
from legation.publishing.pages import fallback, reading
from legation.publishing.pages.forms import ClearedPageForm
from legation.publishing.ports import survey_changes
from legation.publishing.search_words import segmented
from legation.publishing.visibility import condition, within_clearance
from legation.web.caching import keep

OFFICE_DEPTH = 4  # root, home, index of offices, office

# Each says when something that may be shown on any page changes next: alerts, for instance.
PUBLICATION_CHECKS: list[
    Callable[[Any, Any, Any], None]
] = []  # page, person, text; may raise PermissionDenied
# Who publishes whatever their office, because they approved this very text: page, text, person.
APPROVALS: list[Callable[[Any, Any, Any], bool]] = []
# Who publishes just now; None while the clock does.
publishing_now: ContextVar[Any] = ContextVar("publishing_now", default=None)
CHANGES: list[Callable[[], dt.datetime | None]] = []
# Whether whoever is in the editor may know the page's unpublished title; filled in from above.
KNOWS_DRAFT: list[Callable[[Any], bool]] = []


class NothingAllowed(PagePermissionTester):
    """The answer to every question about a page that somebody may not see."""

    def __getattribute__(self, name: str) -> Any:
        return _never if name.startswith("can_") else super().__getattribute__(name)


def _never(*args: object, **kwargs: object) -> bool:
    return False


class SitePageQuerySet(PageQuerySet):
    """Reads of pages."""

    def published(self) -> Any:
        """THE gate. Live, Public, past the embargo, open to everybody, and so is every page above.

        Everything public goes through it: addresses, listings, search, feeds, sitemap, link notice.
        """
        below = [models.Q(path__startswith=path) for path in reading.closed_paths(_closed_to_the_public)]
        rows = self.filter(is_open())
        return rows.exclude(reduce(or_, below)) if below else rows

    def visible_to(self, user: Any) -> Any:
        """What a member of staff may know of: see `visibility`. A page below a hidden one is hidden too."""
        closed = parents(SitePage.objects.exclude(within_clearance(user, "page")))
        below = [models.Q(path__startswith=path) for path in closed.values_list("path", flat=True)]
        rows = self.filter(condition(user, "page"))
        return rows.exclude(reduce(or_, below)) if below else rows

    def in_language(self, language: str | None = None) -> Any:
        """Those in one language (default: the active one)."""
        code = language or translation.get_language()
        return self.in_locale(Locale.objects.filter(language_code=code).values("pk")[:1])

    def in_locale(self, locale: Any) -> Any:
        """Those of a locale (its primary key). A database that went by the index of locales would look
        through all pages of a language for a few of one kind."""
        return self.filter(Exact(Unindexed(models.F("locale_id")), locale))

    def few(self) -> Any:
        """The same rows, for kinds of which there are few: begins at their own small table, where a
        database that does not know how small it is would begin at that of all pages."""
        return self.filter(pk__in=self.model._base_manager.order_by().values("pk"))


class Unindexed(models.Func):
    """The same number, but out of reach of the indexes: `+column` is so in SQLite and PostgreSQL."""

    template = "+%(expressions)s"
    arity = 1
    output_field = models.IntegerField()


def parents(rows: Any) -> Any:
    """Those with pages below. Written so that a database finds them by the index `publishing_parents`,
    which holds them alone: most pages have none below."""
    return rows.extra(where=["wagtailcore_page.numchild > 0"])  # a text of ours


def _closed_to_the_public() -> list[str]:
    """Where a page is closed, or kept for some (Wagtail's restrictions), and has all below it closed too."""
    hidden = parents(SitePage.objects.exclude(is_open())).values_list("path", flat=True)
    # In two steps: a database that knows how few restrictions there are looks through all pages instead.
    kept = list(PageViewRestriction.objects.values_list("page_id", flat=True))
    return [*hidden, *(Page.objects.filter(pk__in=kept).values_list("path", flat=True) if kept else ())]


def is_open() -> models.Q:
    """The condition of the gate on one page, without the pages above it."""
    past = models.Q(embargo_until=None) | models.Q(embargo_until__lte=clock.now())
    return models.Q(live=True, classification=Classification.PUBLIC) & past


class SitePage(Page):
    """A page with a classification. Nothing is Public before somebody makes it so.

    `office` is the office below whose page it lies, kept up to date when a page is saved or moved.
    """

    classification = models.CharField(
        _("classification"), max_length=12, choices=Classification, default=Classification.INTERNAL
    )
    embargo_until = models.DateTimeField(_("embargo until"), null=True, blank=True)
    review_by = models.DateField(_("review by"), null=True, blank=True)
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    summary = models.CharField(_("summary in one sentence"), max_length=300, blank=True)
    body = StreamField(BODY, blank=True, verbose_name=_("text"))

    objects = PageManager.from_queryset(SitePageQuerySet)()

    base_form_class = ClearedPageForm

    class Meta:
        indexes: ClassVar = [
            # Of the embargoed alone: where all pages stood in it, SQLite would find the open ones by it.
            models.Index(
                fields=["embargo_until"],
                name="publishing_embargo",
                condition=models.Q(embargo_until__isnull=False),
            )
        ]

    is_creatable = False
    search_auto_update = False  # the service indexes in the same transaction, no worker needed
    allowed_http_methods: ClassVar = ["GET", "HEAD", "OPTIONS"]
    template = "publishing/plain_page.html"
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    settings_panels: ClassVar = [
        FieldPanel("classification"),
        FieldPanel("embargo_until"),
        FieldPanel("review_by"),
        *Page.settings_panels,
    ]
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("searched_title", boost=4),
        index.SearchField("searched_text"),
        index.FilterField("classification"),
        index.FilterField("embargo_until"),
        index.FilterField("office"),
    ]

    def save(self, *args: object, **kwargs: object) -> None:
        self.office = self.office_above()
        self.placed()
        super().save(*args, **kwargs)

    def placed(self) -> None:
        """Note what follows from where the page is, before it is saved; its office is known."""

    def publish(self, revision: Any, user: Any = None, **kwargs: Any) -> Any:
        """Raises PermissionDenied when this person may not publish this text."""
        if user is not None:
            for check in PUBLICATION_CHECKS:
                check(self, user, revision)
            if any(approved(self, revision, user) for approved in APPROVALS):
                kwargs["skip_permission_checks"] = True
        token = publishing_now.set(user)
        try:
            return super().publish(revision, user=user, **kwargs)
        finally:
            publishing_now.reset(token)

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """Nothing at all is allowed on a page that the person may not see."""
        if self.pk and not SitePage.objects.visible_to(user).filter(pk=self.pk).exists():
            return NothingAllowed(user, self)
        return PagePermissionTester(user, self)

    def get_admin_display_title(self) -> str:
        """The newest title; the published one for whoever may only link to the page."""
        if all(knows(self) for knows in KNOWS_DRAFT):
            return str(super().get_admin_display_title())
        return self.title

    def office_above(self) -> Office | None:
        """The office of the nearest page above that has one of its own."""
        steps = [self.path[:end] for end in range(len(self.path) - self.steplen, 0, -self.steplen)]
        above = SitePage.objects.filter(path__in=steps).exclude(office=None).order_by("-depth").first()
        return above.office if above else None

    @property
    def is_published(self) -> bool:
        """Whether the page itself is open; `route` asks each page on the way down."""
        return SitePage.objects.filter(is_open(), pk=self.pk).exists()

    @property
    def is_within_gate(self) -> bool:
        """Whether the public may see the page: it and every page above it."""
        return SitePage.objects.published().filter(pk=self.pk).exists()

    @property
    def language(self) -> str:
        """The code of the page's language."""
        return str(self.locale.language_code)

    @property
    def office_name(self) -> str:
        """The office's name in the page's language; empty outside an office."""
        return self.office.text(self.language).name if self.office else ""

    @property
    def described(self) -> str:
        """One sentence for those who find the page elsewhere, such as in a search engine; may be empty."""
        if self.summary or not self.office:
            return self.summary
        return f"{self.title} – {self.office_name}" if self.title != self.office_name else ""

    @property
    def office_page_url(self) -> str:
        """The address of its office's page in the same language; empty outside an office."""
        if self.office is None:
            return ""
        path = self.path[: OFFICE_DEPTH * self.steplen]
        page = SitePage.objects.published().filter(path=path, office=self.office).first()
        return page.url if page else ""

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        if not self.is_published:
            raise Http404
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        asked = fallback.asked_language(request)
        if own := self.address_in(asked):
            return HttpResponseRedirect(own)
        response: TemplateResponse = super().serve(request, *args, **kwargs)
        if not request.GET and not self.get_view_restrictions().exists():
            surveys = [survey_changes(slug) for slug in self.surveys()]
            moments = [self.shown_until(), *surveys, *(change() for change in CHANGES)]
            lists = {"offices"} if asked else set()  # any new page may take its place
            keep(response, self.tags() | lists, until=min((at for at in moments if at), default=None))
        return response

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        crumbs, translations = self.crumbs(), self.addresses()
        context |= {
            "translations": translations,
            "x_default": fallback.default_language(self, translations),
            "crumbs": crumbs,
            "origin": settings.LEGATION_ORIGIN,
            **fallback.context(self, request, crumbs),
        }
        return context

    def tags(self) -> set[str]:
        """What the page depends on: itself in every language, its office, alerts, the policy's version."""
        others = self.get_translations(inclusive=True).values_list("pk", flat=True)
        office = {f"office:{self.office.slug}"} if self.office else set()
        surveys = {"surveys"} if self.surveys() else set()
        return {"policy", "alerts", *office, *surveys, *(f"page:{pk}" for pk in others)}

    def surveys(self) -> list[str]:
        """The surveys in its text."""
        return [str(block.value) for block in self.body if block.block_type == "survey"]

    def shown_until(self) -> dt.datetime | None:
        """The first moment at which something shown changes by itself; None when nothing will."""
        return None

    def addresses(self) -> list[tuple[str, str, str]]:
        """(code, native name, address) of the page in each language in which it is published."""
        rows = SitePage.objects.published().filter(translation_key=self.translation_key)
        found = {page.language: page.url for page in rows.select_related("locale")}
        return [(code, name, found[code]) for code, name in settings.LANGUAGES if found.get(code)]

    def address_in(self, language: str) -> str:
        """The address of the page in this language; empty where it is not published in it."""
        found = {code: url for code, _name, url in self.addresses()} if language else {}
        return found.get(language, "")

    def crumbs(self) -> list[tuple[str, str]]:
        """(title, address) from the home page down; empty for the home page itself."""
        above = SitePage.objects.published().ancestor_of(self).order_by("depth")
        return [*((page.title, page.url) for page in above), (self.title, "")] if above else []

    def plain_text(self) -> str:
        """Every word of the page, for the search."""
        from wagtail.rich_text import get_text_for_indexing  # noqa: PLC0415  # needs loaded apps

        parts = [self.summary, *(get_text_for_indexing(str(block.value)) for block in self.texts())]
        return "\n".join(part for part in parts if part)

    def texts(self) -> Iterable[Any]:
        """The blocks of the body that hold text."""
        return (block for block in self.body if block.block_type != "image")

    def html_sources(self) -> str:
        """Rich text as it is stored, in which links to other websites are looked for."""
        return " ".join(str(block.value.source) for block in self.body if block.block_type == "text")

    def further_links(self) -> list[str]:
        """Addresses on other websites that the page shows outside its rich text."""
        return []

    def searched_title(self) -> str:
        """The title with pairs of Chinese signs set apart."""
        return segmented(self.title)

    def searched_text(self) -> str:
        """The text with pairs of Chinese signs set apart."""
        return segmented(self.plain_text())


class OutboundLink(models.Model):
    """An address on another website that a page shows; the notice before leaving accepts no other."""

    page = models.ForeignKey(SitePage, on_delete=models.CASCADE, related_name="outbound_links")
    url = models.CharField(max_length=2000)
    digest = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["page", "digest"], name="one_link_a_page")]

    def __str__(self) -> str:
        return self.url
