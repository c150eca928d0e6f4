"""Whether a page is accessible (axe-core) and valid HTML (the Nu checker), for tests of any package.

Both come from `npm ci --ignore-scripts` (see package.json); without them these checks fail, they are
not skipped.
"""

from __future__ import annotations

import atexit
import functools
import http.client
import json
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

from legation.kernel.processes import die_with_parent

ROOT = Path(__file__).resolve().parents[1]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
NU = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What is in order is not collected nor sent: of every page it is most.
AXE_RUN = """rules =>
    axe.run({runOnly: {type: "tag", values: rules}, resultTypes: ["violations"]}).then(found => found.violations)"""


def assert_accessible(page: Any) -> None:
    """Fail with axe's words for each violation on a Playwright page."""
    # Through the debugger rather than a script element, which the site's own policy would refuse.
    page.evaluate(_needed(AXE).read_text())
    found = page.evaluate(AXE_RUN, RULES)
    violations = [
        f"{violation['id']}: {violation['help']}: {node['html'][:200]}"
        for violation in found
        for node in violation["nodes"]
    ]
    assert not violations, "\n".join(violations)


def assert_valid_html(*texts: str) -> None:
    """Fail with the checker's words for each error."""
    errors = [
        f"{message['message']} in {message.get('extract', '').strip()!r} of text {number}"
        for number, text in enumerate(texts)
        for message in _judged(text)
    ]
    assert not errors, "\n".join(errors)


def _judged(text: str) -> list[dict[str, Any]]:
    asked = http.client.HTTPConnection("127.0.0.1", _nu(), timeout=120)
    kind = {"Content-Type": "text/html; charset=utf-8", "User-Agent": "tests"}
    asked.request("POST", "/?out=json&level=error", text.encode(), kind)
    answer = asked.getresponse()
    told = answer.read()
    asked.close()
    assert answer.status == 200, told
    messages: list[dict[str, Any]] = json.loads(told)["messages"]
    return messages


@functools.cache
def _nu() -> int:
    """The port of the checker, which is started once: Java needs seconds to become quick."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    light = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dnu.validator.servlet.bind-address=127.0.0.1")
    command = ["java", *light, "-cp", str(_needed(NU)), "nu.validator.servlet.Main", str(port)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet, preexec_fn=die_with_parent)  # noqa: PLW1509  # it only asks the kernel
    atexit.register(process.kill)
    for _ in range(1200):
        assert process.poll() is None, f"the checker ended with {process.returncode}"
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return port
        time.sleep(0.1)
    raise AssertionError("the checker does not answer")


def _needed(path: Path) -> Path:
    assert path.is_file(), f"{path.name} is missing: run npm ci --ignore-scripts"
    return path
