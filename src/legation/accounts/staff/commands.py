"""`legation users …`: each command names who types it and why; both stand in the ledger."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Annotated

import django
import typer

if TYPE_CHECKING:
    from legation.accounts.models import Grant, Role
    from legation.offices.models import Office

app = typer.Typer(help="Who may do what: the first administrators, and proposals.", no_args_is_help=True)

Address = Annotated[str, typer.Argument(help="E-mail address of the account.")]
By = Annotated[
    str, typer.Option("--operator", help="Your address as an operator, or your name while there is none.")
]
Why = Annotated[str, typer.Option("--purpose", help="Why; it stands in the record.")]
Json = Annotated[bool, typer.Option("--json", help="For a machine to read.")]
RoleName = Annotated[str, typer.Option("--role", help="Such as “administrator” or “case officer”.")]
OfficeName = Annotated[str, typer.Option("--office", help="Such as london; left out: all offices.")]
Language = Annotated[str, typer.Option("--language", help="For a translator, such as zh-hant.")]
Months = Annotated[int, typer.Option("--months", min=1, max=12, help="For how long.")]
MONTH = dt.timedelta(days=30)


@app.callback()
def start() -> None:
    """Who may do what: the first administrators, and proposals."""
    django.setup()


@app.command("list")
def everybody(operator: By, purpose: Why, as_json: Json = False) -> None:
    """The staff, with their roles in force and proposed."""
    from legation.accounts.staff import operators

    _show(operators.staff(operators.identified(operator, purpose)), as_json=as_json)


@app.command("show")
def show(address: Address, operator: By, purpose: Why, as_json: Json = False) -> None:
    """The roles of one person; exit code 1 where there are none."""
    from legation.accounts.staff import operators

    found = operators.staff(operators.identified(operator, purpose), operators.account(address))
    _show(found, as_json=as_json)
    raise typer.Exit(0 if found else 1)


@app.command("grant")
def grant(
    address: Address,
    *,
    role: RoleName,
    operator: By,
    purpose: Why,
    second: Annotated[str, typer.Option("--second", help="The second of the first two administrators.")] = "",
    office: OfficeName = "",
    language: Language = "",
    months: Months = 12,
) -> None:
    """Make the first two administrators; while there is one, propose a role, which waits for the desk."""
    from legation.accounts.models import Grant, Role
    from legation.accounts.staff import operators

    by, wanted = operators.identified(operator, purpose), _role(role)
    if second or (wanted == Role.ADMINISTRATOR and not operators.has_administrator()):
        if not second or wanted != Role.ADMINISTRATOR or office:
            raise typer.BadParameter("The first administrators are two: name the other with --second.")
        operators.appoint_first(by, operators.account(address), operators.account(second))
        typer.echo("Both are administrators. Each sets up a second factor at /staff/ first.")
        return
    operators.propose(
        by,
        operators.account(address),
        wanted,
        office=_office(office),
        language=language,
        term=min(MONTH * months, Grant.MAX_TERM),
    )
    typer.echo("Proposed. An administrator or privacy officer must approve it at /staff/grants/.")


@app.command("invite")
def invite(
    address: Address,
    *,
    role: RoleName,
    operator: By,
    purpose: Why,
    office: OfficeName = "",
    language: Language = "",
    months: Months = 12,
) -> None:
    """Invite somebody by mail; once they have joined, the role waits for approval at the desk."""
    from legation.accounts.staff import invitations, operators

    by = operators.identified(operator, purpose)
    invitations.invite(by, address, _role(role), office=_office(office), language=language, months=months)
    typer.echo("Invited. The role will wait for approval at /staff/grants/.")


@app.command("revoke")
def revoke(
    address: Address,
    operator: By,
    purpose: Why,
    role: Annotated[str, typer.Option("--role", help="Only this role; left out: all.")] = "",
) -> None:
    """Withdraw roles and proposals at once; exit code 1 where there was none."""
    from legation.accounts.staff import operators

    by = operators.identified(operator, purpose)
    count = operators.revoke(by, operators.account(address), _role(role) if role else None)
    typer.echo(f"Withdrawn: {count}.")
    raise typer.Exit(0 if count else 1)


def _role(name: str) -> Role:
    from legation.accounts.models import Role

    if name not in Role.values:
        raise typer.BadParameter(f"There is no role {name!r}; choose from: {', '.join(Role.values)}.")
    return Role(name)


def _office(slug: str) -> Office | None:
    from legation.offices.models import Office

    found = Office.objects.filter(slug=slug).first() if slug else None
    if slug and found is None:
        raise typer.BadParameter(f"There is no office {slug!r}.")
    return found


def _show(grants: list[Grant], *, as_json: bool) -> None:
    rows = [
        {
            "email": row.user.email,
            "role": row.role,
            "office": row.office.slug if row.office else "",
            "language": row.language,
            "clearance": row.clearance,
            "until": row.expires_at.date().isoformat(),
            "waits": row.awaits_approval,
        }
        for row in grants
    ]
    if as_json:
        typer.echo(json.dumps(rows, indent=1))
        return
    for row in rows:
        place = row["office"] or "all offices"
        state = "waits for approval" if row["waits"] else f"until {row['until']}"
        typer.echo(f"{row['email']}\t{row['role']}\t{place}\t{state}")
