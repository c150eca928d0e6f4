"""Rows by one plain statement each, where they are in the way of many: Django's `create`, `filter` and
`exists` take three to five times as long, since they make their statement anew each time (`make bench`).
No signal is sent."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model
from django.db.models.expressions import Col

M = TypeVar("M", bound=Model)
# Fields of Django's own, and the type of which values go into the database as they are.
PLAIN: dict[type, type] = {
    models.CharField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.PositiveSmallIntegerField: int,
    models.PositiveIntegerField: int,
    models.BigIntegerField: int,
    models.BigAutoField: int,
}
# And what Django does with values of these.
CONVERTED: dict[type, tuple[type, Callable[[Any, Any], Any]]] = {
    models.UUIDField: (
        uuid.UUID,
        lambda value, to: value if to.features.has_native_uuid_field else value.hex,
    ),
    models.DateTimeField: (dt.datetime, lambda value, to: to.ops.adapt_datetimefield_value(value)),
    models.BinaryField: (bytes, lambda value, to: to.Database.Binary(value)),
}
Converter = Callable[[Any, Col, Any], Any]


def insert(*rows: Model) -> None:
    """Insert rows of one model, which has no parents, in the caller's transaction; each gets its key."""
    if not rows:
        return
    model, connection = type(rows[0]), connections[DEFAULT_DB_ALIAS]
    columns, statement = _insertion(model, len(rows))
    values = [value for row in rows for value in _values(row, columns)]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        keys = sorted(pk for (pk,) in cursor.fetchall()) if model._meta.auto_field else []
    for row, pk in zip(rows, keys, strict=False):
        row.pk = pk
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


class Insertion:
    """One row that is inserted later: its statement and its values are worked out now, so that the transaction
    in which others wait for it takes less time. The model has no parents."""

    def __init__(self, row: M) -> None:
        self._row = row
        self._columns, self._statement = _insertion(type(row), 1)
        self._values = _values(row, self._columns)

    def run(self, **late: object) -> None:
        """Insert it in the caller's transaction; the row gets its key. `late`: values that were not known before,
        by the names of columns in Python (`case_id`)."""
        row, connection = self._row, connections[DEFAULT_DB_ALIAS]
        for place, column in enumerate(self._columns if late else ()):
            if column.name in late:
                setattr(row, column.name, late[column.name])
                self._values[place] = column.field.get_db_prep_save(late[column.name], connection)
        with connection.cursor() as cursor:
            cursor.execute(self._statement, self._values)
            (key,) = cursor.fetchone()
        if row._meta.auto_field:
            row.pk = key
        row._state.adding, row._state.db = False, connection.alias


def there(model: type[Model], **wanted: object) -> bool:
    """Whether there is a row with these values of its fields."""
    connection = connections[DEFAULT_DB_ALIAS]
    statement, values = _asked(model, "1", wanted, connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone() is not None


def row_of(model: type[M], **wanted: object) -> M | None:
    """The row with these values of its fields, of which one is unique; None where there is none."""
    names, columns, conversions = _reading(model)
    connection = connections[DEFAULT_DB_ALIAS]
    statement, values = _asked(model, columns, wanted, connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchone()
    if found is None:
        return None
    row = list(found)
    for place, expression, converters in conversions:
        for convert in converters:
            row[place] = convert(row[place], expression, connection)
    return model.from_db(connection.alias, names, row)


class _Column(NamedTuple):
    """A column that a row is written to: the name of its value in Python, and of which type values need no
    more than `convert`, if anything."""

    name: str
    field: Field[Any, Any]
    plain: type | None
    convert: Callable[[Any, Any], Any] | None


def _values(row: Model, columns: list[_Column]) -> list[Any]:
    found, connection = [], connections[DEFAULT_DB_ALIAS]
    for name, field, plain, convert in columns:
        value = getattr(row, name)
        if plain is None or (value is not None and type(value) is not plain):
            value = field.get_db_prep_save(field.pre_save(row, add=True), connection)
        elif value is not None and convert is not None:
            value = convert(value, connection)
        found.append(value)
    return found


def _column(field: Field[Any, Any]) -> _Column:
    kept: Any = field
    while type(kept) in (models.ForeignKey, models.OneToOneField):
        kept = kept.target_field
    plain, convert = PLAIN.get(type(kept)), None
    if type(kept) in CONVERTED and not (
        getattr(kept, "auto_now", False) or getattr(kept, "auto_now_add", False)
    ):
        plain, convert = CONVERTED[type(kept)]
    return _Column(field.attname, field, plain, convert)


@cache
def _insertion(model: type[Model], count: int) -> tuple[list[_Column], str]:
    meta, quote = model._meta, connections[DEFAULT_DB_ALIAS].ops.quote_name
    fields = [one for one in meta.local_concrete_fields if not one.generated and one is not meta.auto_field]
    quoted = ", ".join(quote(one.column) for one in fields)
    marks = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * count)
    key = meta.pk.column if meta.pk else ""
    statement = f"INSERT INTO {meta.db_table} ({quoted}) VALUES {marks} RETURNING {key}"  # noqa: S608  # our own names
    return [_column(one) for one in fields], statement


@cache
def _reading(model: type[Model]) -> tuple[list[str], str, list[tuple[int, Col, list[Converter]]]]:
    """Names of all fields, their columns, and what makes Python's values of some columns."""
    connection = connections[DEFAULT_DB_ALIAS]
    names, columns, conversions = [], [], []
    for place, one in enumerate(model._meta.concrete_fields):
        column = Col(model._meta.db_table, one)
        own = one.get_db_converters(connection)  # type: ignore[attr-defined]  # left out of the stubs
        converters = [*connection.ops.get_db_converters(column), *own]
        if converters:
            conversions.append((place, column, converters))
        names.append(one.attname)
        columns.append(connection.ops.quote_name(str(one.column)))
    return names, ", ".join(columns), conversions


def _asked(
    model: type[Model], what: str, wanted: dict[str, object], connection: BaseDatabaseWrapper
) -> tuple[str, list[Any]]:
    fields, statement = _question(model, what, tuple(wanted))
    prepared = zip(fields, wanted.values(), strict=True)
    return statement, [field.get_db_prep_value(value, connection) for field, value in prepared]


@cache
def _question(model: type[Model], what: str, names: tuple[str, ...]) -> tuple[list[Field[Any, Any]], str]:
    meta, quote = model._meta, connections[DEFAULT_DB_ALIAS].ops.quote_name
    known: dict[str, Field[Any, Any]] = {field.name: field for field in meta.concrete_fields}
    fields = [known[name] for name in names]
    told = " AND ".join(f"{quote(str(field.column))} = %s" for field in fields)
    return fields, f"SELECT {what} FROM {meta.db_table} WHERE {told} LIMIT 1"  # noqa: S608  # our own names
