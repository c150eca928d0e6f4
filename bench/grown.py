"""A site with many pages, and what one publication and one uncached reading cost there.

Started by `bench.publishing`, once a size, with a data folder of its own: told `measure` on its
input, it prints one line of figures. CPU time is measured: a busy machine does not change it much.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402  # after the set-up
from django.test import Client  # noqa: E402
from wagtail.search.index import insert_or_update_object  # noqa: E402

from legation.publishing.models import NewsIndexPage, NewsPage, PlainPage, SitePage  # noqa: E402

TIMES, SECTION = 9, 50
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TABLES = ("wagtailcore_page", "publishing_sitepage")


def grow(size: int) -> NewsPage:
    """Add pages until there are about `size`: half of them news in one list, half pages of text in
    sections of fifty. Returns one of the news."""
    index = NewsIndexPage.objects.filter(locale__language_code="en", office=None).get()
    pattern = index.add_child(instance=_page(NewsPage, "pattern"))
    missing = size - SitePage.objects.count()
    with transaction.atomic():
        _copy(pattern, index, missing // 2, "publishing_newspage")
        for number in range(missing // 2 // SECTION):
            section = index.get_parent().add_child(instance=_page(PlainPage, f"section-{number}"))
            first = section.add_child(instance=_page(PlainPage, "first"))
            _copy(first, section, SECTION - 2, "publishing_plainpage")
    return NewsPage.objects.get(pk=pattern.pk)


def _page(kind: type[SitePage], slug: str) -> Any:
    body = [("text", "<p>Some words about the work of the office. </p>" * 12)]
    return kind(title=f"Page {slug}", slug=slug, summary="One sentence.", body=body, classification="public")


def _copy(pattern: Any, parent: Any, count: int, table: str) -> None:
    """Rows like the pattern's, written as they are stored: as many pages cannot be saved one by one."""
    newest = _highest("wagtailcore_page", "id")
    steps = list(_steps(count + 1))[1:]
    own = [
        {
            "id": newest + number,
            "page_ptr_id": newest + number,
            "sitepage_ptr_id": newest + number,
            "path": parent.path + step,
            "slug": f"page-{newest + number}",
            "url_path": f"{parent.url_path}page-{newest + number}/",
            "translation_key": uuid.uuid4().hex,
            "latest_revision_id": None,
            "live_revision_id": None,
        }
        for number, step in enumerate(steps, start=1)
    ]
    for name, key in (*zip(TABLES, ("id", "page_ptr_id"), strict=True), (table, "sitepage_ptr_id")):
        _insert(name, {key: pattern.pk}, own)
    entries = _highest("wagtailsearch_indexentry", "id")
    for number, row in enumerate(own, start=1):
        row["object_id"], row["id"] = str(row["id"]), entries + number
    _insert("wagtailsearch_indexentry", {"object_id": str(pattern.pk)}, own)
    _ = type(parent).objects.filter(pk=parent.pk).update(numchild=parent.numchild + count)


def _highest(table: str, column: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max({column}), 0) FROM {table}")  # noqa: S608  # names of ours
        return int(cursor.fetchone()[0])


def _insert(table: str, of: dict[str, Any], own: list[dict[str, Any]]) -> None:
    ((key, value),) = of.items()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE {key} = %s", [value])  # noqa: S608
        columns = [column[0] for column in cursor.description]
        pattern = dict(zip(columns, cursor.fetchone(), strict=True))
        rows = [[row.get(name, pattern[name]) for name in columns] for row in own]
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)  # noqa: S608


def _steps(count: int) -> Iterator[str]:
    """The last steps of the paths of siblings, as treebeard counts them."""
    for number in range(1, count + 1):
        text, rest = "", number
        for _ in range(4):
            rest, sign = divmod(rest, 36)
            text = SIGNS[sign] + text
        yield text


def cost(act: Callable[[], object]) -> float:
    """Milliseconds of CPU time, the median of some times."""
    seen = []
    for _ in range(TIMES):
        begun = time.process_time()
        act()
        seen.append((time.process_time() - begun) * 1000)
    return statistics.median(seen)


class Grown:
    """What is measured on a grown site."""

    def __init__(self, page: NewsPage) -> None:
        self.page, self.client = page, Client(headers={"host": "localhost"})
        self.list = page.get_parent().url

    def publish(self) -> None:
        """One publication, as the editor does it."""
        page = NewsPage.objects.get(pk=self.page.pk)
        page.summary = f"One sentence of {time.monotonic_ns()}."
        page.save_revision().publish()

    def read(self, address: str) -> Callable[[], object]:
        """One reading that no cache answers."""

        def act() -> None:
            answer = self.client.get(address, secure=True)
            assert answer.status_code == 200, (address, answer.status_code)

        return act

    def measure(self) -> dict[str, float]:
        """Milliseconds of each."""
        return {
            "publishing a page": cost(self.publish),
            "reading a page anew": cost(self.read(self.page.url)),
            "reading the list anew": cost(self.read(self.list)),
            "reading the home page anew": cost(self.read("/en/")),
            "reading an office anew": cost(self.read("/en/offices/london/")),
            "reading the feed anew": cost(self.read("/en/feed.atom")),
        }


def main() -> None:
    """One line a measurement."""
    grown = Grown(grow(int(sys.argv[1])))
    insert_or_update_object(grown.page)
    grown.measure()  # warm
    sys.stdout.write(json.dumps({"size": SitePage.objects.count()}) + "\n")
    sys.stdout.flush()
    for line in sys.stdin:
        if line.strip() == "measure":
            sys.stdout.write(json.dumps(grown.measure()) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
