"""The demonstration's transport: the message stays in the outbox, where `/demo/outbox/` shows it."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage


class DemonstrationTransport(BaseEmailBackend):
    """Nothing leaves the machine."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Says that all were sent."""
        return len(email_messages)
