"""The promises, and what a control of one is."""

from legation.promises.control import Control, Finding, Proof, Site, hours
from legation.promises.registry import PROMISES, register, registry

__all__ = ["PROMISES", "Control", "Finding", "Proof", "Site", "hours", "register", "registry"]
