"""Opens what is sealed. Only the gateway imports this; an import rule keeps everybody else away."""

from __future__ import annotations

from legation.kernel.keys import unseal
from legation.privacy.models import Subject
from legation.privacy.sealing import Sealed


def open_sealed(value: Sealed | str | None, subject: Subject) -> str:
    """The text. Raises Erased, or BrokenSeal when it was changed or belongs to somebody else."""
    if isinstance(value, Sealed):
        return unseal(subject.key(), value.ciphertext, f"{value.context}:{subject.pk}").decode()
    return value or ""
