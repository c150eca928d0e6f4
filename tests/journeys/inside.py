"""What a journey finds already there: put into the running demonstration beside it, not through its pages."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.running import Running

# As the site's own user, so that nothing is left in its folder that it may not read.
BEGIN = """
import json, os, pathlib, secrets, sys
from legation.cli.supervisor.account import act_as_owner
act_as_owner(pathlib.Path(os.environ["LEGATION_DATA"]))
import django
django.setup()
given = json.loads(sys.argv[1])
"""
CASE = """
from legation.casework.appointments.services import link_of
from legation.casework.cases.models import Kind, Matter
from legation.casework.cases.services import Opening, open_case
from legation.offices.models import Office
for language, email in given["writers"].items():
    case, secret = open_case(Opening(kind=Kind.APPLICATION, matter=Matter.APPLICATION, language=language,
        name="王小明", email=email, submission=secrets.token_hex(8), words="", reference="passport-renewal",
        office=Office.objects.get(slug="london")))
    found[language] = dict(number=case.number, secret=secret, link=link_of(case))
"""
SUSPENDED = """
from legation.accounts.models import SuspensionReason, User
from legation.accounts.standing.services import suspend
member = User.objects.create(email=f"suspended.{secrets.token_hex(4)}@example.org", name="林美玲")
row = suspend(User.objects.get(email=given["by"]), member, SuspensionReason.ATTACK, 14)
found["suspended"] = dict(user=member.pk, secret=row.secret)
"""

# Everybody on the list of a survey but whoever answers in a browser; afterwards what became of it.
ANSWERS = """
from legation.surveys.access.models import Invitation
from legation.surveys.access.queries import token_of_invitation
from legation.surveys.models import Survey
from legation.surveys.results.services.publishing import publish_results
from legation.surveys.services import settle, take
survey = Survey.objects.get(slug=given["survey"])
people = list(Invitation.objects.filter(survey=survey).order_by("pk"))[1:]
took = [take(survey, answers, token_of_invitation(survey, person)).value
    for answers, person in zip(given["answers"], people, strict=True)]
settle(survey)
publish_results(survey)
survey.refresh_from_db()
found["answers"] = dict(took=sorted(set(took)), settled=survey.settled, published=survey.published_count)
"""


def put(running: Running, *whats: str, **given: object) -> dict[str, Any]:
    """Run some of the texts above beside the site; what they found, by name."""
    program = "\n".join([BEGIN, "found = {}", *whats, "print(json.dumps(found))"])
    done = subprocess.run(
        [sys.executable, "-c", program, json.dumps(given)],
        env={**running.environment, "DJANGO_SETTINGS_MODULE": "legation.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
