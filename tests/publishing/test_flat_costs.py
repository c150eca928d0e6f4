"""What one publication costs does not grow with the number of pages. `make bench` measures it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from legation.publishing.models import SitePage
from legation.publishing.pages.base import is_open, parents
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
