"""`legation manage …`: Django's own commands. Those that can open or replace what is kept of people need
two operators and a purpose."""

from __future__ import annotations

from typing import Annotated

import typer

# They reach every table, past the gateway: the record says so before they begin.
POWERFUL = frozenset(
    {"shell", "dbshell", "dumpdata", "loaddata", "flush", "sqlflush", "changepassword", "createsuperuser"}
)


def manage(
    context: typer.Context,
    *,
    operator: Annotated[str, typer.Option(help="Your address as a member of staff.")] = "",
    second: Annotated[str, typer.Option(help="The address of the second person.")] = "",
    purpose: Annotated[str, typer.Option(help="Why, such as operator.repair.")] = "",
) -> None:
    """Run one of Django's own commands; those that reach personal data need two people and a purpose."""
    from django.core.management import execute_from_command_line

    arguments = ["legation manage", *context.args]
    command = next((word for word in context.args if not word.startswith("-")), "")
    if command not in POWERFUL or {"-h", "--help"} & set(context.args):
        execute_from_command_line(arguments)
        return
    import django

    django.setup()
    from legation.privacy.operators import Proof, operating

    first, other = Proof(operator, _code(operator)), Proof(second, _code(second))
    with operating(f"manage {command}", first, purpose, second=other, powerful=True):
        execute_from_command_line(arguments)


def _code(address: str) -> str:
    """Asked for at the terminal, so that it stands in no list of processes and no history."""
    return typer.prompt(f"Code of {address} from their app", hide_input=True) if address else ""
