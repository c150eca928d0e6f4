"""What can be configured and commanded is documented."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_option_is_documented() -> None:
    source = (ROOT / "src" / "legation" / "config" / "options.py").read_text()
    names = set(re.findall(r'"(LEGATION_[A-Z_]+)"', source)) - {"LEGATION_MASTER_KEY"}
    documented = set(re.findall(r"`(LEGATION_[A-Z_]+)`", (ROOT / "docs" / "configuration.md").read_text()))
    assert names <= documented, names - documented
    assert documented <= names, documented - names
