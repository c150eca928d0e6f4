"""Every promise of the policy, and the controls that other packages register for it.

The list is fixed here, in the lowest tier, so that no package can drop a promise by not being
installed: a promise without a control is shown as unproven.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from legation.promises.control import Control
from legation.promises.texts import SENTENCES

PROMISES: tuple[str, ...] = tuple(SENTENCES)


@dataclass
class Registry:
    """Controls by their promise. Filled while Django starts, read ever after."""

    controls: dict[str, list[Control]]

    def add(self, control: type[Control]) -> type[Control]:
        """Use as a class decorator. Raises ValueError for an unknown promise or a name taken."""
        if control.promise not in SENTENCES:
            raise ValueError(f"{control.__name__} guards an unknown promise {control.promise!r}")
        if any(known.name == control.name for known in self):
            raise ValueError(f"two controls are named {control.name!r}")
        self.controls.setdefault(control.promise, []).append(control())
        return control

    def of(self, promise: str) -> tuple[Control, ...]:
        """The controls of one promise; empty when there is none yet."""
        return tuple(self.controls.get(promise, ()))

    def __iter__(self) -> Iterator[Control]:
        for promise in PROMISES:
            yield from self.of(promise)


registry = Registry({})
register = registry.add
