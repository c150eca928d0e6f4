"""Nothing goes around the gateway: who opens, selects, searches or prints what is kept of people is
listed here, each with its reason; anybody else fails, and so does an entry that nobody needs any more.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import EmailField, GenericIPAddressField

from legation.privacy.data_map import DATA_MAP
from legation.privacy.gateway import PURPOSES, RULES
from legation.privacy.sealing import SealedTextField
from tests.house import gateway_list

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "legation"
# By module: what opens, or makes somebody the owner.
OPENERS = {
    "legation.privacy.gateway": {"deliver", "by_secret", "Owner", "open_sealed"},
    "legation.accounts.members.subjects": {"owner", "Owner"},
    "legation.privacy.opening": {"open_sealed"},
}
ATTRIBUTES = {"ciphertext", "wrapped_key"}
SELECTING = {"values", "values_list", "only", "F", "Cast", "Lower", "Upper", "Substr", "Concat"}
AROUND = {"raw", "cursor", "extra", "RawSQL", "model_to_dict", "serialize"}
DRIVERS = {"sqlite3", "psycopg", "duckdb"}
LOOKING_UP = {
    "filter",
    "exclude",
    "get",
    "get_or_create",
    "update_or_create",
    "Q",
    "there",
    "row_of",
}

Found = tuple[str, str, str]


@cache
def sealed() -> frozenset[str]:
    """The names of sealed fields."""
    fields = (field for model in apps.get_models() for field in model._meta.local_fields)
    return frozenset(field.name for field in fields if isinstance(field, SealedTextField))


@cache
def plain() -> frozenset[str]:
    """The names of fields that tell in clear who somebody is or where they are."""
    return frozenset(
        name
        for entry in DATA_MAP.values()
        for name, personal in entry.personal.items()
        if personal.identifies
    )


class Sight(ast.NodeVisitor):
    """Collects what a module does that only a few may do, by function."""

    def __init__(self, place: str) -> None:
        self.place, self.inside = place, "module"
        self.names: dict[str, str] = {}
        self.modules: dict[str, set[str]] = {}
        self.found: set[Found] = set()

    def note(self, what: str) -> None:
        self.found.add((self.place, self.inside, what))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        before, self.inside = self.inside, node.name
        self.generic_visit(node)
        self.inside = before

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            called = alias.asname or alias.name
            if alias.name in OPENERS.get(node.module or "", ()):
                self.names[called] = alias.name
            if openers := OPENERS.get(f"{node.module}.{alias.name}"):
                self.modules[called] = openers
        self._driver(node.module or "")

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            if openers := OPENERS.get(alias.name):
                self.modules[alias.asname or alias.name] = openers
            self._driver(alias.name)

    def _driver(self, module: str) -> None:
        if module.split(".", maxsplit=1)[0] in DRIVERS:
            self.note(module.split(".", maxsplit=1)[0])

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load) and self.names.get(node.id, "Owner") != "Owner":
            self.note(self.names[node.id])

    def visit_Attribute(self, node: ast.Attribute) -> None:
        opens = self.modules.get(ast.unparse(node.value), set()) - {"Owner"}
        if node.attr in opens | ATTRIBUTES:
            self.note(node.attr)
        if node.attr in plain() and isinstance(node.ctx, ast.Load):
            self.note(f".{node.attr}")
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in AROUND:
            self.note(called)
        if "Owner" in (self.names.get(called), called):  # as a type it opens nothing
            self.note("Owner")
        if called in SELECTING:
            self._selects(node, called)
        if called in LOOKING_UP:
            for keyword in node.keywords:
                for name in plain() & set((keyword.arg or "").split("__")):
                    self.note(f"{name}=")
        if called == "getattr":
            asked = {str(arg.value) for arg in node.args if isinstance(arg, ast.Constant)}
            for name in (plain() | {"deliver", "open_sealed"}) & asked:
                self.note(f".{name}")
        self.generic_visit(node)

    def _selects(self, node: ast.Call, called: str) -> None:
        given = [arg.value if isinstance(arg, ast.Constant) else None for arg in node.args]
        whole = called == "values_list" or (called == "values" and "objects" in ast.unparse(node.func))
        if whole and not given and not node.keywords:
            self.note(f"{called}()")
        if called in {"values", "values_list", "only"} and None in given:
            self.note(f"{called}(…)")
        for name in given:
            if isinstance(name, str) and (sealed() | plain()) & set(name.split("__")):
                self.note(f"{called}({name})")


def look(source: str, place: str = "somewhere.py") -> set[Found]:
    sight = Sight(place)
    sight.visit(ast.parse(source))
    return sight.found


def modules() -> Iterator[Path]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


def printed() -> set[tuple[str, str]]:
    """By template: the expressions that print or pass on such a field."""
    names = "|".join(sorted(plain() | {"get_username"}))
    shape = re.compile(rf"[\w.]+\.(?:{names})\b")
    found = set()
    for path in sorted(PACKAGE.rglob("templates/**/*.*")):
        for code in re.findall(r"\{[{%].*?[%}]\}", path.read_text(), re.DOTALL):
            found |= {(str(path.relative_to(PACKAGE)), match) for match in shape.findall(code)}
    return found


def test_only_those_listed_open_select_or_search() -> None:
    found = {one for path in modules() for one in look(path.read_text(), str(path.relative_to(PACKAGE)))}
    places = {(place, inside, what) for place, whats in gateway_list.CODE.items() for inside, what in whats}
    found |= {(place, "*", what) for place, _inside, what in found if (place, "*", what) in places}
    strangers = {one for one in found if one not in places and (one[0], "*", one[2]) not in places}
    assert strangers == set(), "go through the gateway, or say in gateway_list.py why not"
    assert places - found == set(), "nobody needs these entries any more"


def test_only_those_listed_print() -> None:
    listed = {(place, what) for place, whats in gateway_list.TEMPLATES.items() for what in whats}
    assert printed() - listed == set(), "go through the gateway, or say in gateway_list.py why not"
    assert listed - printed() == set(), "nobody needs these entries any more"


def test_every_entry_has_its_reason() -> None:
    reasons = [*(r for whats in gateway_list.CODE.values() for r in whats.values())]
    reasons += [r for whats in gateway_list.TEMPLATES.values() for r in whats.values()]
    assert all(len(reason.split()) > 3 for reason in reasons)


def test_every_address_is_sealed_or_watched() -> None:
    for label, entry in DATA_MAP.items():
        model = apps.get_model(label)
        for name, personal in entry.personal.items():
            if isinstance(model._meta.get_field(name), EmailField | GenericIPAddressField):
                assert personal.identifies, f"{label}.{name} must say that it identifies"


def test_every_purpose_says_whose_work_it_is() -> None:
    ours = {code for code in PURPOSES if not code.startswith("test")}
    assert ours <= RULES.keys()


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("from legation.privacy.gateway import deliver as give\ndef f(): give(1, [])", "deliver"),
        ("from legation.privacy import gateway\nx = map(gateway.deliver, [])", "deliver"),
        ("import legation.privacy.gateway as g\ng.by_secret(1, 2, 2)", "by_secret"),
        ("from legation.accounts.members.subjects import owner\nowner(somebody)", "owner"),
        ("from legation.privacy import gateway\ngateway.Owner(frozenset())", "Owner"),
        ("from legation.privacy.opening import open_sealed\nopen_sealed(1, 2)", "open_sealed"),
        ("User.objects.values_list('email', flat=True)", "values_list(email)"),
        ("Grant.objects.values('user__email')", "values(user__email)"),
        ("Case.objects.values_list('words')", "values_list(words)"),
        ("User.objects.values()", "values()"),
        ("User.objects.values_list(*names)", "values_list(…)"),
        ("User.objects.annotate(x=F('email'))", "F(email)"),
        ("User.objects.filter(email__iexact=x)", "email="),
        ("User.objects.raw('select 1')", "raw"),
        ("connection.cursor()", "cursor"),
        ("import sqlite3", "sqlite3"),
        ("print(user.email)", ".email"),
        ("getattr(user, 'email')", ".email"),
        ("row.words.ciphertext", "ciphertext"),
    ],
)
def test_a_way_around_is_seen(source: str, seen: str) -> None:
    assert seen in {what for _place, _inside, what in look(source)}
