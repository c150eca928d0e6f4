"""An editor at the composer's pages, as a browser without script would use them."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.test import Client

from legation.questions.composing.models import FormDraft, Source


class Fields(HTMLParser):
    """The fields of every form of a page, with what they hold."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self._area, self._select = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        name = held.get("name", "")
        if tag == "input" and name and "disabled" not in held:
            if held.get("type") in ("checkbox", "radio"):
                if "checked" in held:
                    self.found.setdefault(name, []).append(held.get("value", "on"))
            elif held.get("type") != "file":
                self.found.setdefault(name, []).append(held.get("value", ""))
        elif tag == "textarea":
            self._area = name
            self.found[name] = [""]
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in held:
            self.found.setdefault(self._select, []).append(held.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.found[self._area][0] += data.removeprefix("\n") if not self.found[self._area][0] else data


def fields(html: str) -> dict[str, list[str]]:
    """What a browser would send back of the page."""
    parser = Fields()
    parser.feed(html)
    return parser.found


def save(client: Client, path: str, changes: dict[str, Any], status: int = 302) -> Any:
    """Open the page, change some fields, send all of them."""
    page = client.get(path)
    assert page.status_code == 200, path
    return send(client, path, {**fields(page.content.decode()), **changes}, status)


def send(client: Client, path: str, data: dict[str, Any], status: int = 302) -> Any:
    """Send the fields."""
    answer = client.post(path, data)
    assert answer.status_code == status, answer.content.decode()
    return answer


def source_of(slug: str) -> Source:
    """The draft as it is stored."""
    return FormDraft.objects.get(form__slug=slug).source


def revision(slug: str) -> int:
    """The revision of the draft."""
    return FormDraft.objects.get(form__slug=slug).revision
