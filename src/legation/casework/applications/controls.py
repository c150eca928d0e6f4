"""What keeps `applications` true: nothing sent is lost, no unscanned file is opened, forms answer."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.accounts.probe import PROBE
from legation.casework.applications import retention
from legation.casework.applications.models import Application, OnlineService
from legation.casework.cases.models import Case, State
from legation.kernel import clock
from legation.kernel.errors import NotPermitted
from legation.ledger.models import LedgerMention
from legation.mail.models import OutgoingMail
from legation.privacy.gateway import Reader
from legation.privacy.models import Subject
from legation.promises import Control, Finding, Proof, Site, hours, register
from legation.questions.models import Attachment, Draft, FormDefinition
from legation.questions.services import attachments
from legation.questions.services.forms import in_force

LATEST = 1000
GOES_WITHIN = dt.timedelta(days=2)
LONG_AGO = dt.timedelta(days=365 * 100)


@register
class NothingSentIsLost(Control):
    """Follows the latest forms that were sent to their case, their record and their mail."""

    promise = "applications"
    name = "applications.kept"
    every = hours(6)
    valid_for = hours(24)
    how = _("Apply for a service: you get a mail at once, and its number leads to your case.")

    def check(self, site: Site) -> Finding:
        sent = Draft.objects.filter(submitted_at__isnull=False).order_by("-submitted_at")[:LATEST]
        numbers = {draft.reference for draft in sent}
        known = set(Case.objects.filter(number__in=numbers).values_list("number", flat=True))
        latest = list(Application.objects.select_related("case")[:LATEST])
        people = {application.case.subject_id for application in latest}
        recorded = set(
            LedgerMention.objects.filter(
                record__action="application.submitted", subject_id__in=people
            ).values_list("subject_id", flat=True)
        )
        mailed = set(OutgoingMail.objects.filter(subject_id__in=people).values_list("subject_id", flat=True))
        expired = numbers - known - self._expired(numbers - known)
        if expired:
            return Finding.bad(f"{len(expired)} forms that were sent have no case.")
        if missing := len(people - recorded):
            return Finding.bad(f"{missing} applications have no ledger record.")
        fresh = {a.case.subject_id for a in latest if a.submitted_at > clock.now() - dt.timedelta(days=30)}
        if missing := len(fresh - mailed):
            return Finding.bad(f"{missing} applicants were sent no mail.")
        if not latest:
            return Finding.unclear("Nobody has applied for anything yet.")
        return Finding.good(f"Each of {len(latest)} applications has its case, its record and its mail.")

    def _expired(self, numbers: set[str]) -> set[str]:
        """Those that nobody confirmed within seven days: their person was erased, as promised."""
        rows = Draft.objects.filter(reference__in=numbers, subject__erased_at__isnull=False)
        return set(rows.values_list("reference", flat=True))

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        form = FormDefinition.objects.first()
        if form is None:
            raise LookupError("sabotage needs a form")
        lost = Draft.objects.create(
            secret_hash=secrets.token_hex(32),
            subject=Subject.objects.create(),
            form=form,
            purpose=form.slug,
            language="en",
            submitted_at=clock.now(),
            reference="LG-0000-000000-0",
        )
        try:
            yield
        finally:
            lost.delete()


@register
class OnlyScannedFilesAreOpened(Control):
    """Plants a file in quarantine in a transaction that is undone, and tries to open it as staff."""

    promise = "applications"
    name = "applications.scanned"
    every = hours(6)
    valid_for = hours(24)
    how = _("We plant a file that was not scanned and try to open it as an officer; it must be refused.")

    def check(self, site: Site) -> Finding:
        unscanned = Attachment.objects.filter(state=Attachment.State.CLEAN, scanned_at=None).count()
        if unscanned:
            return Finding.bad(f"{unscanned} files count as clean though nobody scanned them.")
        with transaction.atomic():
            opened = self._try_to_open()
            transaction.set_rollback(True)
        if opened:
            return Finding.bad(f"A file that was {opened} could be opened.")
        clean = Attachment.objects.filter(state=Attachment.State.CLEAN).count()
        waiting = Attachment.objects.filter(state=Attachment.State.QUARANTINED).count()
        return Finding.good(
            f"{clean} files were scanned and clean; {waiting} wait, and nobody can open them."
        )

    def _try_to_open(self) -> str:
        person = Subject.objects.create()
        for state in (Attachment.State.QUARANTINED, Attachment.State.REFUSED):
            planted = Attachment.objects.create(
                subject=person,
                question="photo",
                filename="planted.jpg",
                file_key="00" * 32,
                content_type="image/jpeg",
                size=1,
                state=state,
            )
            try:
                attachments.read_by_staff(Reader(person.pk), PROBE, planted)
            except NotPermitted:
                continue
            except OSError:
                return str(state)
            return str(state)
        return ""

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        planted = Attachment.objects.create(
            subject=Subject.objects.create(),
            question="photo",
            filename="planted.jpg",
            file_key="00" * 32,
            content_type="image/jpeg",
            size=1,
            state=Attachment.State.CLEAN,
        )
        try:
            yield
        finally:
            planted.delete()


@register
class EveryOnlineServiceCanBeAppliedFor(Control):
    """Opens the first page of each service in each language of its form."""

    promise = "applications"
    name = "applications.pages"
    proof = Proof.OUTSIDER
    every = hours(6)
    valid_for = hours(24)
    how = _("Open the address of a service with apply/ behind it, in each language: it must answer 200.")

    def check(self, site: Site) -> Finding:
        services = list(OnlineService.objects.open())
        if not services:
            return Finding.unclear("No service can be applied for yet.")
        count = 0
        for service in services:
            form = in_force(service.slug)
            for language in form.definition.languages if form else ("en",):
                status = site.get(f"/{language}/services/{service.slug}/apply/").status
                if status != 200:
                    return Finding.bad(f"{service.slug} in {language} answered {status}.")
                count += 1
        return Finding.good(f"{count} first pages of {len(services)} services answered.")

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        broken = OnlineService.objects.create(slug="without-a-form")
        try:
            yield
        finally:
            broken.delete()


@register
class AnswersGoWhenTheirTimeIsOver(Control):
    """Opens what applications of ended cases hold: nothing whose time was over two days ago may be there."""

    promise = "privacy.minimum"
    name = "applications.retention"
    every = hours(12)
    valid_for = hours(36)
    how = _(
        "Download the copy of your information after the time that the form names is over: the answers are gone."
    )

    def check(self, site: Site) -> Finding:
        held, looked = retention.still_held(GOES_WITHIN)
        if held:
            return Finding.bad(f"{held} applications hold answers or files whose time is over.")
        if not Application.objects.exists():
            return Finding.unclear("Nobody has applied for anything yet.")
        return Finding.good(
            f"Nothing is kept too long: the time of {looked} applications, or of single answers of them, is over."
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """A case that ended long ago and whose answers were forgotten."""
        application = Application.objects.select_related("case").filter(answers__isnull=False).first()
        if application is None:
            raise LookupError("sabotage needs an application")
        case = application.case
        rows = Case.objects.filter(pk=case.pk)
        rows.update(state=State.CLOSED, ended_at=clock.now() - LONG_AGO)
        try:
            yield
        finally:
            rows.update(state=case.state, ended_at=case.ended_at)
