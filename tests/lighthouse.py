"""Lighthouse's judgement of pages as a telephone sees them.

`python -m tests.lighthouse ORIGIN` prints it for every page type in every language and fails below the
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
# Pages that only their owner finds are marked `noindex`, for which Lighthouse takes points off.
PAGES = (
    "",
    "offices/",
    "offices/?country=SA",
    "offices/ministry/",
    "offices/ministry/news/",
    "services/",
    "services/passport-renewal/",
    "services/passport-renewal/apply/",
    "news/",
    "alerts/",
    "mailbox/",
    "cases/",
    "surveys/",
    "surveys/how-did-we-do/",
    "policy/",
    "policy/history/",
    "policy/contact/",
    "cookies/",
    "assurance/",
    "statistics/",
)


def judge(url: str, *categories: str) -> tuple[dict[str, int], list[str]]:
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


def main(origin: str) -> int:
    """Exit code 1 when a page misses a mark."""
    failed = 0
    for language in LANGUAGES:
        for page in PAGES:
            points, wrong = judge(f"{origin}/{language}/{page}")
            missed = any(points[name] < mark for name, mark in WANTED.items())
            failed |= missed
            sys.stdout.write(f"{' '.join(str(points[name]) for name in WANTED)} /{language}/{page}\n")
            sys.stdout.writelines(f"    {line}\n" for line in wrong if missed)
            sys.stdout.flush()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/")))
