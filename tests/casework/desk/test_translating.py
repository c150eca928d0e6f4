"""A translation stands beside the letter, for colleagues only, and no version is lost."""

from __future__ import annotations

import pytest

from legation.accounts.models import Role, User
from legation.casework.cases.views import view_path
from legation.casework.desk.translating.models import Translation
from legation.offices.models import Office
from legation.privacy.models import ReadReceipt
from tests.casework.desk.conftest import SignIn
from tests.casework.writing import open_letter
from tests.conftest import make_staff

pytestmark = pytest.mark.django_db


def test_a_translation_is_written_improved_and_kept_inside(
    sign_in: SignIn, officer: User, london: Office
) -> None:
    case, _secret = open_letter(london, language="ar", words="متى يفتح المكتب؟")
    desk, path = sign_in(officer), f"/staff/cases/{case.number}/translation/"
    first = {"language": "en", "seen": "0", "words-translation": "When does the office open?"}
    assert desk.post(path, first).status_code == 302
    page = desk.get(f"/staff/cases/{case.number}/").content.decode()
    assert "When does the office open?" in page
    assert "متى يفتح المكتب؟" in page
    assert ReadReceipt.objects.filter(purpose="case.translation").exists()
    stale = desk.post(path, {**first, "words-translation": "On an old page."})
    assert stale.status_code == 409
    assert "On an old page." in stale.content.decode()
    assert (
        desk.post(path, {**first, "seen": "1", "words-translation": "When will it open?"}).status_code == 302
    )
    page = desk.get(f"/staff/cases/{case.number}/").content.decode()
    assert "When will it open?" in page
    assert "When does the office open?" not in page
    assert Translation.objects.count() == 2
    assert "When will it open?" not in desk.get(view_path(case)).content.decode()


def test_bad_input_and_strangers_are_refused(
    *, sign_in: SignIn, officer: User, editor: User, london: Office, paris: Office
) -> None:
    case, _secret = open_letter(london)
    path = f"/staff/cases/{case.number}/translation/"
    values = {"language": "zh-hant", "seen": "0", "words-translation": "何時開放？"}
    for bad in (
        {"language": "xx"},
        {"words-translation": " "},
        {"words-translation": "x" * 10_001},
        {"seen": "-1"},
    ):
        assert sign_in(officer).post(path, {**values, **bad}).status_code == 422
    assert (
        sign_in(make_staff("p@example.org", Role.CASE_OFFICER, paris)).post(path, values).status_code == 404
    )
    assert sign_in(editor).post(path, values).status_code == 403
    assert not Translation.objects.exists()
