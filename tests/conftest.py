"""One data folder of its own for the whole run, and the fixed cast."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

os.environ["LEGATION_DATA"] = tempfile.mkdtemp(prefix="legation-tests-")
Path(os.environ["LEGATION_DATA"]).chmod(0o755)

import hypothesis  # noqa: E402
import pytest  # noqa: E402  # the data folder is named before Django reads its settings
from allauth.account.internal.flows.login import record_authentication  # noqa: E402
from allauth.account.models import EmailAddress  # noqa: E402
from allauth.mfa.models import Authenticator  # noqa: E402
from allauth.mfa.totp.internal.auth import TOTP  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth.signals import user_logged_in  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.test import override_settings  # noqa: E402
from django.utils import translation  # noqa: E402
from pytest_django import DjangoDbBlocker, Settings  # noqa: E402

from legation.accounts.members.terms import accept  # noqa: E402
from legation.accounts.models import Grant, Role, User  # noqa: E402
from legation.assurance.inside import InsideSite  # noqa: E402
from legation.defence.malware import disarming  # noqa: E402
from legation.kernel import clock  # noqa: E402
from legation.kernel.classification import Classification  # noqa: E402
from legation.offices.models import Office, OfficeText, OpeningHours, Region  # noqa: E402
from legation.privacy import gateway  # noqa: E402
from legation.surveys.holding import HOLDING  # noqa: E402
from tests import template, workshop  # noqa: E402
from tests.running import own_site, running  # noqa: E402, F401  # fixtures for all

# No speed is asserted: a busy machine is no fault.
hypothesis.settings.register_profile("site", deadline=None)
hypothesis.settings.load_profile("site")

STORM_SECONDS = 3 * 60 * 60
TOTP_SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_test_environment: None) -> Iterator[None]:
    """The tables of an earlier run, if none has changed since."""
    held = template.fill()
    yield
    if held:
        held.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """As ever; afterwards kept for the next run."""
    with django_db_blocker.unblock():
        template.keep()


@pytest.fixture(scope="session", autouse=True)
def _light_passwords() -> Iterator[None]:
    """Hashing takes a fifth of a second on the site; `tests/accounts/test_passwords.py` is about that."""
    with override_settings(PASSWORD_HASHERS=["tests.passwords.LightArgon2", *settings.PASSWORD_HASHERS[1:]]):
        yield


@pytest.fixture(scope="session", autouse=True)
def _each_file_is_disarmed_once() -> Iterator[None]:
    """The demonstration's photo alone is sent in by a hundred tests; `tests/defence` asks the real workshop."""
    with mock.patch.object(disarming, "_work", workshop.remembered):
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever uses the database uses both: the site never has the one without the other."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker is None and not {"db", "transactional_db"} & set(getattr(item, "fixturenames", ())):
            continue
        asked = dict(marker.kwargs) if marker else {}
        item.add_marker(pytest.mark.django_db(**{"databases": ["default", HOLDING], **asked}), append=False)


class Order:
    """Whoever asks the running site comes last: it works beside the tests as long as it runs. A storm takes
    the time that it takes."""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            if item.get_closest_marker("storm"):
                item.add_marker(pytest.mark.timeout(STORM_SECONDS))
        items.sort(key=lambda item: "running" in getattr(item, "fixturenames", ()))


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Order())


@pytest.fixture(autouse=True)
def _forced_sign_ins_have_their_factor() -> Iterator[None]:
    """`client.force_login(officer)` counts as signed in with the second factor; real sign-ins do not."""

    def remember(sender: object, request: HttpRequest, user: User, **kwargs: object) -> None:
        if type(request) is HttpRequest and user.is_staff:
            record_authentication(request, user, "mfa", type=Authenticator.Type.TOTP)

    user_logged_in.connect(remember)
    yield
    user_logged_in.disconnect(remember)


@pytest.fixture(autouse=True)
def _purposes_end_with_their_test() -> Iterator[None]:
    """Some refuse nobody, and a control tries every purpose that there is. Those of the product stay: the first
    test that asks for a page is the one that loads them."""
    yield
    for code in [code for code in gateway.PURPOSES if code.startswith("test")]:
        del gateway.PURPOSES[code], gateway.RULES[code]


@pytest.fixture(autouse=True)
def _each_test_begins_in_english() -> Iterator[None]:
    """The language of the last request stays active in its thread: it must not be the next test's."""
    yield
    translation.deactivate()


@pytest.fixture
def london(db: None) -> Office:
    """An office with texts in its two languages and opening hours."""
    office = Office.objects.create(
        slug="london",
        country="GB",
        region=Region.EUROPE,
        time_zone="Europe/London",
        languages=["en", "zh-hant"],
        serves=["GB", "IE"],
        phone="+44 20 7946 0000",
        duty_phone="+44 7700 900000",
        email="london@example.org",
        is_demonstration=True,
    )
    for language, name, city in (
        ("en", "Office in London", "London"),
        ("zh-hant", "駐倫敦辦事處", "倫敦"),
    ):
        OfficeText.objects.create(
            office=office, language=language, name=name, city=city, address="1 Example Street"
        )
    for weekday in range(5):
        OpeningHours.objects.create(office=office, weekday=weekday, opens=dt.time(9), closes=dt.time(17))
    return office


@pytest.fixture
def inside(db: None) -> InsideSite:
    """The site, asked in this process as a visitor would ask."""
    return InsideSite()


@pytest.fixture
def own_data(settings: Settings, tmp_path: Path) -> Path:
    """A data folder of the test's own, for the log, the bulletin and backups."""
    settings.LEGATION_DATA = tmp_path / "data"
    settings.LEGATION_BACKUP_URL = str(tmp_path / "backup")
    return tmp_path / "data"


@pytest.fixture
def member(db: None) -> User:
    """Registered, verified, terms accepted; signs in with `client.force_login`."""
    return make_person("member@example.org", name="Member 王小明")


@pytest.fixture
def editor(london: Office) -> User:
    return make_staff("editor@example.org", Role.EDITOR, london)


@pytest.fixture
def publisher(london: Office) -> User:
    return make_staff("publisher@example.org", Role.PUBLISHER, london)


@pytest.fixture
def translator(london: Office) -> User:
    return make_staff("translator@example.org", Role.TRANSLATOR, None, language="zh-hant")


@pytest.fixture
def officer(london: Office) -> User:
    return make_staff("officer@example.org", Role.CASE_OFFICER, london)


@pytest.fixture
def supervisor(london: Office) -> User:
    return make_staff("supervisor@example.org", Role.SUPERVISOR, london)


@pytest.fixture
def privacy_officer(db: None) -> User:
    return make_staff("privacy@example.org", Role.PRIVACY_OFFICER)


@pytest.fixture
def second_privacy_officer(db: None) -> User:
    return make_staff("privacy2@example.org", Role.PRIVACY_OFFICER)


@pytest.fixture
def security_officer(db: None) -> User:
    return make_staff("security@example.org", Role.SECURITY_OFFICER)


@pytest.fixture
def administrator(db: None) -> User:
    return make_staff("administrator@example.org", Role.ADMINISTRATOR)


def make_person(email: str, *, name: str = "", **extra: object) -> User:
    """An account with a verified address and the terms accepted, and no password (argon2 is slow)."""
    user = User.objects.create_user(email, None, name=name or email, language="en", **extra)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    accept(user)
    return user


def make_staff(
    email: str,
    role: Role,
    office: Office | None = None,
    *,
    language: str = "",
    clearance: Classification = Classification.INTERNAL,
) -> User:
    """A member of staff with a grant in force and a second factor."""
    user = make_person(email, is_staff=True)
    TOTP.activate(user, TOTP_SECRET)
    Grant.objects.create(
        user=user,
        role=role,
        office=office,
        language=language,
        clearance=clearance,
        expires_at=clock.now() + Grant.MAX_TERM,
    )
    return user
