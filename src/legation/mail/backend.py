"""Django's e-mail back end that puts messages in the outbox, for libraries that send by themselves."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth import get_user_model
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

from legation.mail import services
from legation.privacy.models import Subject


class QueueBackend(BaseEmailBackend):
    """Queues in the caller's transaction, so that mail and act commit together."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """One outbox row for each recipient; returns the number of messages."""
        for message in email_messages:
            for address in message.recipients():
                services.queue(_person(address), address, str(message.subject), str(message.body))
        return len(email_messages)


def _person(address: str) -> Subject:
    user = get_user_model().objects.filter(email__iexact=address).select_related("subject").first()
    found: Subject = user.subject if user else Subject.objects.create()
    return found
