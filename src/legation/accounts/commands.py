"""What the command line shows of accounts."""

from __future__ import annotations

import json
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from legation.accounts import demonstration

COLUMNS = ("role", "office", "email", "password", "totp_secret")


def print_credentials(*, as_json: bool) -> bool:
    """Print the demonstration's accounts as JSON or as a table; False when there are none."""
    entries = [asdict(entry) for entry in demonstration.credentials()]
    console = Console(soft_wrap=True)
    if as_json:
        console.print(json.dumps(entries, indent=1), markup=False, highlight=False)
    elif entries:
        table = Table(*COLUMNS)
        for entry in entries:
            table.add_row(*(entry[column] for column in COLUMNS))
        console.print(table)
    else:
        console.print("There are no demonstration accounts yet: run [b]legation demo load[/b].")
    return bool(entries)
