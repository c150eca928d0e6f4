"""Lighthouse's judgement of pages as a telephone sees them.

`python -m tests.lighthouse ORIGIN [LANGUAGE…]` prints it for every page type in every language and fails below the
marks that the site has set itself. Lighthouse comes from `npm ci --ignore-scripts` (see package.json).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ROOT / "node_modules" / "lighthouse" / "cli" / "index.js"
FLAGS = "--headless=new --no-sandbox --ignore-certificate-errors"
LANGUAGES = ("en", "zh-hant", "ja", "es", "ar")
WANTED = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
# Performance, of which a busy machine takes away, is judged again when it misses its mark.
TRIES = 3
# Pages at which every audit is asked. `riyadh` stands for an office that writes in the language.
PAGES = (
    "",
    "offices/",
    "offices/?country=SA",
    "offices/?country=PT",
    "offices/riyadh/",
    "offices/riyadh/contact/",
    "offices/riyadh/news/",
    "offices/riyadh/alerts/",
    "offices/riyadh/services/",
    "offices/riyadh/services/passport-renewal/",
    "offices/ministry/",
    "offices/ministry/news/joint-site/",
    "services/",
    "services/passport-renewal/",
    "services/passport-renewal/apply/",
    "news/",
    "alerts/",
    "documents/",
    "help/",
    "help/arrest/",
    "help/in/jp/",
    "help/death/jp/",
    "help/in/pt/",
    "offices/riyadh/help/",
    "mailbox/",
    "cases/",
    "surveys/",
    "surveys/how-did-we-do/",
    "surveys/how-did-we-do/results/",
    "policy/",
    "policy/history/",
    "policy/history/1/",
    "policy/contact/",
    "policy/data/",
    "cookies/",
    "assurance/",
    "statistics/",
)
# Pages that search engines are to leave out (answers to one question, what stands elsewhere in another
# language), for which Lighthouse would take points off: all but that is asked.
HIDDEN = (
    "account/login/",
    "account/signup/",
    "account/password/reset/",
    "search/?q=passport",
    "offices/riyadh/search/?q=passport",
    "leaving/?to=https%3A%2F%2Fwww.openstreetmap.org%2Fsearch%3Fquery%3DDiplomatic%2BQuarter%2BRiyadh",
    "offices/riyadh/emergency/",
    "offices/london/alerts/storms/",
)
# The offices that stand for it where it does not write in the language.
WRITES = {"ja": "tokyo", "es": "madrid"}


def judge(url: str, *categories: str, hidden: bool = False) -> tuple[dict[str, int], list[str]]:
    """Points from 0 to 100 by category, and in words what cost some.

    Raises AssertionError when Lighthouse gives none, with what it said.
    """
    assert PROGRAM.is_file(), "Lighthouse is missing: run npm ci --ignore-scripts"
    browser = shutil.which("chromium")
    assert browser, "Chromium is missing"
    only = [f"--only-categories={','.join(categories)}"] if categories else []
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.json"
        command = ["node", str(PROGRAM), url, "--quiet", f"--chrome-flags={FLAGS}", *only]
        command += ["--skip-audits=is-crawlable"] if hidden else []
        command += ["--output=json", f"--output-path={out}"]
        told = subprocess.run(
            command,
            env={**os.environ, "CHROME_PATH": browser},
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )
        assert out.is_file(), told.stderr
        report = json.loads(out.read_text())
    points = {name: round(100 * (part["score"] or 0)) for name, part in report["categories"].items()}
    wrong = [
        f"{audit['id']}: {audit['title']} {audit.get('displayValue', '')}".strip()
        for part in report["categories"].values()
        for audit in (report["audits"][entry["id"]] for entry in part["auditRefs"] if entry["weight"])
        if audit["score"] is not None and audit["score"] < 1
    ]
    return points, wrong


def paths(language: str) -> list[tuple[str, bool]]:
    """The pages in one language, each with whether search engines are to leave it out."""
    listed = [*((path, False) for path in PAGES), *((path, True) for path in HIDDEN)]
    return [(path.replace("riyadh", WRITES.get(language, "riyadh")), hidden) for path, hidden in listed]


def best(url: str, *, hidden: bool) -> tuple[dict[str, int], list[str]]:
    """What Lighthouse says of the page, the best of some times where only its speed falls short."""
    points, wrong = judge(url, hidden=hidden)
    for _again in range(TRIES - 1):
        if points["performance"] >= WANTED["performance"]:
            break
        again = judge(url, hidden=hidden)
        points, wrong = max((points, wrong), again, key=lambda found: found[0]["performance"])
    return points, wrong


def main(origin: str, *languages: str) -> int:
    """Exit code 1 when a page misses a mark. Every language, unless some are named."""
    failed = 0
    for language in languages or LANGUAGES:
        for path, hidden in paths(language):
            points, wrong = best(f"{origin}/{language}/{path}", hidden=hidden)
            missed = any(points[name] < mark for name, mark in WANTED.items())
            failed |= missed
            sys.stdout.write(f"{' '.join(str(points[name]) for name in WANTED)} /{language}/{path}\n")
            sys.stdout.writelines(f"    {line}\n" for line in wrong if missed)
            sys.stdout.flush()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/"), *sys.argv[2:]))
