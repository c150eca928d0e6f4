"""Preparing, approving and ending surveys: one operation, one function."""

from legation.surveys.desk.services.approving import approve, give_back, submit
from legation.surveys.desk.services.preparing import adopt, change, create, discard, duplicate
from legation.surveys.desk.services.running import close, extend, take_back, withdraw

__all__ = [
    "adopt",
    "approve",
    "change",
    "close",
    "create",
    "discard",
    "duplicate",
    "extend",
    "give_back",
    "submit",
    "take_back",
    "withdraw",
]
