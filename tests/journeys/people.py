"""What the people of a journey do again and again: sign in, read their mail, fill in a page."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Page

from tests.running import Running, wait_for

NUMBER = re.compile(r"LG-\d{4}-\w+-\w")
SECRET = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


@dataclass(frozen=True)
class Mail:
    """One message of the demonstration's outbox."""

    subject: str
    text: str
    links: list[str]


def letters_to(running: Running, address: str) -> list[Mail]:
    """Newest first."""
    rows = json.loads(running.get("/demo/outbox.json").body)
    return [Mail(row["subject"], row["text"], row["links"]) for row in rows if row["to"] == address]


def newest_mail(running: Running, address: str, *, after: int = 0) -> Mail:
    """The newest message once there are more than `after`."""
    found: list[Mail] = wait_for(
        lambda: letters if len(letters := letters_to(running, address)) > after else None,
        15,
        f"mail to {address}",
    )
    return found[0]


def secret_of(running: Running, address: str) -> str:
    """The secret of the newest case, as the person finds it in their mail."""
    found = [SECRET.search(mail.text) for mail in letters_to(running, address)]
    return next(match[0] for match in found if match)


def account(running: Running, role: str, office: str = "") -> dict[str, str]:
    """The demonstration account of a role."""
    return next(
        row
        for row in running.credentials()
        if row["role"] == role and (not office or row["office"] == office)
    )


def sign_in(page: Page, credentials: dict[str, str], language: str = "en") -> None:
    """From any page: to the sign-in page, through the second factor where there is one."""
    page.goto(f"/{language}/account/login/")
    page.fill("[name=login]", credentials["email"])
    page.fill("[name=password]", credentials["password"])
    page.press("[name=password]", "Enter")
    page.wait_for_load_state()
    if secret := credentials["totp_secret"]:
        _show_code(page, secret)
        if page.locator("main [name=code][aria-invalid=true]").count():
            # A code opens once, and another journey has just used this one.
            time.sleep(30.5 - time.time() % 30)
            _show_code(page, secret)


def _show_code(page: Page, secret: str) -> None:
    page.fill("[name=code]", fresh_code(secret))
    page.press("[name=code]", "Enter")
    page.wait_for_load_state()


def fresh_code(secret: str) -> str:
    """The code of this half minute, not in its last second."""
    while time.time() % 30 > 28:
        time.sleep(0.5)
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def fill(page: Page, **answers: str) -> None:
    """Fill in fields by name; `__` in a name stands for a hyphen."""
    for name, text in answers.items():
        field = page.locator(f"main [name='{name.replace('__', '-')}']").first
        kind = field.get_attribute("type")
        if kind == "radio":
            page.locator(f"main [name='{name.replace('__', '-')}'][value='{text}']").check()
        elif kind == "checkbox":
            field.check()
        elif field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)


def press(page: Page, words: str) -> None:
    """Press the button that says so, and wait for the page that follows."""
    page.locator("main").get_by_role("button", name=words).first.click()
    page.wait_for_load_state()
