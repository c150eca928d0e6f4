"""The process in which the scratch site lives.

Started as `python -m legation.resilience.reidentifying.child SABOTAGE…` with the scratch site's environment;
prints one line of JSON: what came of each attempt. A name that ends in `+` is tried with a backup.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path

import django


def main(sabotages: list[str]) -> None:
    """One attempt for each."""
    _log_to_file()
    django.setup()
    from django.core.management import call_command

    from legation.resilience.reidentifying.attempting import attempt_here
    from legation.resilience.reidentifying.sabotages import SABOTAGES
    from legation.surveys.models import Survey

    call_command("migrate", "holding", database="holding", verbosity=0, skip_checks=True)
    call_command("migrate", verbosity=0, skip_checks=True)  # nothing to do where the tables were copied
    site = import_module("legation.config.serving").application
    site.lazy.warm()
    found = []
    for sabotage in sabotages:
        with SABOTAGES[sabotage.rstrip("+")]():
            made = attempt_here(site, Survey.Access.EMAIL, with_backup=sabotage.endswith("+"))
            if sabotage == "+":  # without a link the pages go another way
                other = attempt_here(site, Survey.Access.ANYONE, with_backup=False)
                for name in ("leaks", "people", "over_pages"):
                    made[name] += other[name]
            found.append(made)
    sys.stdout.write(json.dumps(found) + "\n")


def _log_to_file() -> None:
    """What the services of a site write, in the place where a site keeps it."""
    path = Path(os.environ["LEGATION_DATA"]) / "log" / "attempt.log"
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    os.dup2(handle, 2)


if __name__ == "__main__":
    main(sys.argv[1:])
