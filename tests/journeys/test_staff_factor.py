"""Staff's first sign-in: no desk before the second factor is set up, and from then on asked for."""

from __future__ import annotations

import re

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.inside import put
from tests.journeys.people import fill, fresh_code
from tests.running import Running

pytestmark = pytest.mark.browser
PASSWORD = "violet harbour ladder 47"
# An editor of London for each language, who never signed in.
EDITOR = """
from allauth.account.models import EmailAddress
from legation.accounts.members.terms import accept
from legation.accounts.models import Grant, Role, User
from legation.kernel import clock
from legation.offices.models import Office
user = User.objects.create(email=given["email"], name="林美玲", is_staff=True, language=given["language"])
user.set_password(given["password"])
user.save()
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
accept(user)
Grant.objects.create(user=user, role=Role.EDITOR, office=Office.objects.get(slug="london"),
    granted_by=User.objects.get(email=given["by"]), expires_at=clock.now() + Grant.MAX_TERM)
"""


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize(("language", "locale"), [("en", "en-GB"), ("zh-hant", "zh-TW"), ("ar", "ar-SA")])
def test_the_first_sign_in_sets_the_factor_up(
    running: Running, visit: Visit, language: str, locale: str, script: bool
) -> None:
    email = f"new.editor.{language}.{int(script)}@example.org"
    by = next(row["email"] for row in running.credentials() if row["role"] == "administrator")
    put(running, EDITOR, email=email, language=language, password=PASSWORD, by=by)
    page = visit(f"/{language}/account/login/", script=script, locale=locale, width=390)

    def send(**answers: str) -> None:
        fill(page, **answers)
        page.locator("main form button").first.click()
        page.wait_for_load_state()

    send(login=email, password=PASSWORD)
    page.goto("/staff/editorial/")
    if "reauthenticate" in page.url:
        send(password=PASSWORD)
    assert "/2fa/totp/activate/" in page.url, "the desk leads to the set-up"
    assert page.get_attribute("html", "lang") == {"zh-hant": "zh-Hant"}.get(language, language)
    secret = page.inner_text("#totp-secret").strip()
    send(code="000000")
    assert page.locator("main [aria-invalid=true]").count() == 1
    assert page.inner_text("#totp-secret").strip() == secret, "a mistyped code does not begin anew"
    send(code=fresh_code(secret))
    codes = re.findall(r"\b\d{8}\b", page.inner_text("main"))
    assert len(codes) == 10
    page.goto("/staff/editorial/")
    assert page.url.endswith("/staff/editorial/")

    page.goto(f"/{language}/account/logout/")
    send()
    page.goto(f"/{language}/account/login/")
    send(login=email, password=PASSWORD)
    page.goto("/staff/editorial/")
    assert not page.url.endswith("/staff/editorial/"), "the password alone opens no desk"
    send(code=codes[0])
    page.goto("/staff/editorial/")
    assert page.url.endswith("/staff/editorial/")
