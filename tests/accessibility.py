"""Whether a page is accessible (axe-core) and valid HTML (the Nu checker), for tests of any package.

Both come from `npm ci --ignore-scripts` (see package.json); without them these checks fail, they are
not skipped.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
NU = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def assert_accessible(page: Any) -> None:
    """Fail with axe's words for each violation on a Playwright page."""
    # Through the debugger rather than a script element, which the site's own policy would refuse.
    page.evaluate(_needed(AXE).read_text())
    found = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES)
    violations = [
        f"{violation['id']}: {violation['help']}: {node['html'][:200]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
    assert not violations, "\n".join(violations)


def assert_valid_html(*texts: str) -> None:
    """Fail with the checker's words for each error; many texts at once share one start of Java."""
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            Path(folder, f"{number}.html").write_text(text)
        command = ["java", "-jar", str(_needed(NU)), "--format", "json", "--errors-only", folder]
        result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    messages = json.loads(result.stderr or '{"messages": []}')["messages"]
    errors = [
        f"{message['message']} in {message.get('extract', '').strip()!r} of {message['url']}"
        for message in messages
    ]
    assert not errors, "\n".join(errors)


def _needed(path: Path) -> Path:
    assert path.is_file(), f"{path.name} is missing: run npm ci --ignore-scripts"
    return path
