"""What keeps `policy.immediate`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext_lazy as _

from legation.kernel import clock
from legation.promises import Control, Finding, Proof, Site, hours, register
from legation.publishing.policy.models import PolicyVersion
from legation.publishing.policy.services import languages

AT_ONCE = dt.timedelta(seconds=1)


@register
class TheRevisionIsEverywhere(Control):
    """Each language's home page and policy page name the version in force."""

    promise = "policy.immediate"
    name = "revision-everywhere"
    proof = Proof.OUTSIDER
    every = hours(1)
    valid_for = hours(6)
    how = _("Compare the version at the foot of any page with the newest entry of the policy's feed.")

    def check(self, site: Site) -> Finding:
        version = PolicyVersion.objects.in_force()
        if version is None or version.published_at is None:
            return Finding.bad("No policy is in force.")
        if version.announced_at is None or version.announced_at - version.published_at > AT_ONCE:
            return Finding.bad(f"Version {version.number} was not announced within a second.")
        mark = f'data-policy-version="{version.number}"'.encode()
        for language in languages():
            for path in (f"/{language}/", f"/{language}/policy/"):
                answer = site.get(path)
                if answer.status != 200 or mark not in answer.body:
                    return Finding.bad(f"{path} does not name version {version.number}.")
        return Finding.good(f"Version {version.number} stands on the pages of {len(languages())} languages.")

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """A version that went past the service: no page was told of it, and a language is missing."""
        number = (PolicyVersion.objects.order_by("-number").values_list("number", flat=True).first() or 0) + 1
        current = PolicyVersion.objects.in_force()
        planted = PolicyVersion.objects.create(
            number=number, sources=current.sources if current else {}, published_at=clock.now()
        )
        try:
            yield
        finally:
            planted.delete()
