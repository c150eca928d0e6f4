"""What one publication and one reading cost does not grow with the number of pages. `make bench` measures it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from legation.publishing.models import HelpPage, NewsIndexPage, NewsPage, OfficePage, ServicePage, SitePage
from legation.publishing.pages.base import is_open, parents
from legation.publishing.pages.news import NEWS_A_PAGE, newest, next_embargo
from tests.publishing.conftest import Joint


@pytest.mark.django_db
def test_hidden_parents_are_found_by_the_index_that_holds_parents_alone() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses by what it knows of the table")
    plan = parents(SitePage.objects.exclude(is_open())).values_list("path", flat=True).explain()
    assert "publishing_parents" in plan


def test_a_publication_reads_no_other_pages_entries_in_the_search_index(joint: Joint) -> None:
    page = joint.news("First", "words")
    page.save_revision().publish()
    with CaptureQueriesContext(connection) as seen:
        page.save_revision().publish()
    assert not [query["sql"] for query in seen.captured_queries if "AVG(" in query["sql"]]


def _plan(rows: object) -> str:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses by what it knows of the table")
    return str(rows.explain())  # type: ignore[attr-defined]  # a query set


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("office", "name"), [(None, "publishing_news_everywhere"), (7, "publishing_news_of_office")]
)
def test_the_newest_news_are_read_in_the_order_of_an_index(office: int | None, name: str) -> None:
    plan = _plan(newest("en", office)[:NEWS_A_PAGE])
    assert name in plan
    assert "TEMP B-TREE" not in plan  # else all news would be sorted


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [HelpPage, OfficePage, ServicePage])
def test_a_kind_of_few_pages_is_read_without_looking_at_the_others(kind: type[SitePage]) -> None:
    plan = _plan(kind.objects.published().few().in_language("en"))
    assert "SCAN publishing_sitepage" not in plan
    assert "wagtailcore_page_locale" not in plan


@pytest.mark.django_db
def test_the_next_embargo_is_found_among_the_embargoed() -> None:
    with CaptureQueriesContext(connection) as seen:
        next_embargo(NewsPage.objects)
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses by what it knows of the table")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {seen.captured_queries[-1]['sql']}")
        assert "publishing_embargo" in str(cursor.fetchall())


def test_the_gate_asks_once_for_a_reading_what_is_closed(joint: Joint) -> None:
    with CaptureQueriesContext(connection) as seen:
        assert joint.client.get("/en/offices/london/", secure=True).status_code == 200
    assert len([query for query in seen.captured_queries if "numchild > 0" in query["sql"]]) == 1


def test_a_page_closed_between_two_readings_closes_what_lies_below(joint: Joint) -> None:
    page = joint.news("First", "words")
    assert joint.client.get(page.url, secure=True).status_code == 200
    page.get_parent().specific.unpublish()
    assert joint.client.get(page.url, secure=True).status_code == 404


def test_a_long_list_is_counted_no_further_than_it_is_shown(joint: Joint) -> None:
    for number in range(NEWS_A_PAGE * 4):
        joint.news(f"Number {number}")
    address = NewsIndexPage.objects.get(locale__language_code="en", office__slug="london").url
    first, last = (joint.client.get(f"{address}{query}", secure=True) for query in ("", "?page=5"))
    assert [first.context["page_obj"].paginator.num_pages, last.context["page_obj"].number] == [3, 5]
    assert b'rel="next"' in first.content
    assert b'rel="next"' not in last.content
    beyond = joint.client.get(f"{address}?page=99999", secure=True)
    assert beyond.context["page_obj"].number == 5


def test_news_that_moves_stands_in_the_lists_of_its_new_place(joint: Joint) -> None:
    page = joint.news("Moving", "words")
    assert (page.listed_language, page.listed_office) == ("en", page.office_id)
    page.move(NewsIndexPage.objects.get(locale__language_code="en", office=None), pos="last-child")
    moved = NewsPage.objects.get(pk=page.pk)
    assert (moved.listed_language, moved.listed_office) == ("en", 0)
