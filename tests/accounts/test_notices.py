"""What the owner of an account is told by mail, so that a theft does not stay unseen."""

from __future__ import annotations

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from legation.accounts.models import User
from legation.ledger.models import LedgerRecord
from legation.mail.models import OutgoingMail
from legation.privacy.gateway import deliver
from tests.accounts.journeys import PASSWORD, code, last_link, last_mail, sign_in, token
from tests.conftest import TOTP_SECRET

pytestmark = pytest.mark.django_db
ADDRESS, PROVE, EXPORT = "/en/account/email/", "/en/account/reauthenticate/", "/en/account/export/"
CHANGED = "Your e-mail address was changed"


@pytest.fixture
def owner(member: User) -> User:
    member.set_password(PASSWORD)
    member.save()
    return member


def told(title: str, owner: User) -> dict[str, str]:
    """Each notice of that title: to whom, and what it says. All are kept as the owner's."""
    rows = OutgoingMail.objects.filter(title=title)
    assert {row.subject for row in rows} <= {owner.subject}
    found = [deliver(row, ["recipient", "text"]) for row in rows]
    return {one["recipient"]: one["text"] for one in found}


@pytest.mark.parametrize("kind", ["json", "html"])
def test_a_copy_of_ones_information_is_told_of(client: Client, member: User, kind: str) -> None:
    title = "A copy of your information was taken"
    client.force_login(member)
    assert client.get(EXPORT).status_code == 200
    assert not told(title, member), "looking at the page takes no copy"
    assert client.get(f"{EXPORT}?format={kind}", REMOTE_ADDR="192.0.2.44").status_code == 200
    text = told(title, member)[member.email]
    assert "192.0.2.44" in text
    assert "/en/account/password/reset/" in text, "what to do when it was somebody else"


def test_what_was_typed_survives_the_question_whether_it_is_you(client: Client, owner: User) -> None:
    sign_in(client, owner.email)
    given = {"email": "second@example.org", "action_add": "1"}
    answer = client.post(ADDRESS, {**given, **token(client, ADDRESS)})
    place = str(answer["Location"])
    assert place.startswith(PROVE)
    assert not OutgoingMail.objects.exists(), "nothing is sent before that"
    proof = {"next": ADDRESS, **token(client, place)}
    assert client.post(PROVE, {"password": "wrong-wrong-12", **proof}).status_code == 422
    answer = client.post(PROVE, {"password": PASSWORD, **proof})
    assert answer["Location"] == ADDRESS
    page = client.get(ADDRESS).content.decode()
    assert "Waiting for you to follow the link" in page
    assert "second@example.org" in page
    confirmation = last_mail("Confirm")
    assert deliver(confirmation, ["recipient"])["recipient"] == "second@example.org"


def test_the_old_and_the_new_address_hear_of_the_change(client: Client, member: User) -> None:
    old = member.email
    client.force_login(member)
    client.post(ADDRESS, {"email": "second@example.org", "action_add": "1"})
    assert not told(CHANGED, member), "it counts when the link is followed"
    path = last_link("Confirm")
    client.post(path, token(client, path))
    texts = told(CHANGED, member)
    assert set(texts) == {old, "second@example.org"}
    assert "This is the address of your account from now on." in texts["second@example.org"]
    assert "Your e-mail address was changed." in texts[old]
    assert "/en/account/password/reset/" in texts[old]


def test_a_used_recovery_code_is_told_of_and_a_code_of_the_app_is_not(owner: User) -> None:
    title = "A recovery code was used"
    TOTP.activate(owner, TOTP_SECRET)
    spare = RecoveryCodes.activate(owner).get_unused_codes()[0]
    for shown, notices in ((code(TOTP_SECRET), 0), (spare, 1)):
        client = Client()
        place = str(sign_in(client, owner.email)["Location"])
        answer = client.post(place, {"code": shown, **token(client, place)})
        assert answer["Location"] == "/en/account/"
        assert len(told(title, owner)) == notices
    assert LedgerRecord.objects.filter(action="member.recovery-code-used").count() == 1
