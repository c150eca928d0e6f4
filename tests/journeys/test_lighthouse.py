"""Lighthouse finds nothing to mend, as far as a busy machine can tell: speed is measured in `make bench`."""

from __future__ import annotations

import pytest

from tests.lighthouse import judge
from tests.running import Running

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["/en/", "/ar/offices/riyadh/", "/ja/services/passport-renewal/"])
def test_lighthouse_gives_every_point(running: Running, path: str) -> None:
    points, wrong = judge(running.origin + path, "accessibility", "best-practices", "seo")
    assert set(points.values()) == {100}, wrong
