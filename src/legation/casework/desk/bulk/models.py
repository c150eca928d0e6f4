"""What was done with many cases at once, and how each stood before."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.cases.models import Case
from legation.kernel import clock

UNDO_WITHIN = dt.timedelta(minutes=15)


class Bulk(models.Model):
    """One press of the button. `whole`: all or none was asked."""

    class Act(models.TextChoices):
        """What was done."""

        ASSIGN = "assign", _("Give to an officer")
        PRIORITY = "priority", _("Set the priority")
        CLOSE = "close", _("Close what is answered")

    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    act = models.CharField(max_length=10, choices=Act)
    officer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    whole = models.BooleanField(default=False)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.act} {self.pk}"

    @property
    def may_be_undone(self) -> bool:
        """Within its time, once, when it did anything."""
        in_time = clock.now() < self.at + UNDO_WITHIN
        return (
            in_time and self.undone_at is None and self.items.filter(outcome=BulkItem.Outcome.DONE).exists()
        )


class BulkItem(models.Model):
    """One case of it. `before` holds the fields that the act changed, as they were; `revision` is that of the
    case after the act: as long as it stands, nothing else has happened to the case."""

    class Outcome(models.TextChoices):
        """What came of it, for one case."""

        DONE = "done", _("Done")
        REFUSED = "refused", _("Not done")
        UNDONE = "undone", _("Undone")
        KEPT = "kept", _("Not undone: something else has happened to it since")

    bulk = models.ForeignKey(Bulk, on_delete=models.CASCADE, related_name="items")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome)
    why = models.CharField(max_length=200, blank=True)
    before: models.JSONField[dict[str, str | int | None], dict[str, str | int | None]] = models.JSONField(
        default=dict
    )
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.outcome}"
