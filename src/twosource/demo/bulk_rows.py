"""Rows by the ten thousand: written with one statement a table, with ids given out beforehand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import DateTimeField, Field, JSONField, Max, Model, UUIDField

Row = dict[str, Any]
Values = list[Any]  # of a row, in the order of its table's columns
Rows = tuple[type[Model], list[Values]]
# Of SQLite's memory (in KiB when below nothing) and of its log (in pages of 4 KiB): a batch fits into either.
_ROOM = {"cache_size": -64 * 1024, "wal_autocheckpoint": 16 * 1024}


class Table:
    """The rows of one model that are still to be written. Values are as on an instance, by attname.

    A value of a JSON column may be given as text that is JSON already. `last` is the last id in use.
    """

    def __init__(self, model: type[Model], last: int) -> None:
        self.model, self._last = model, last
        self.fields = model._meta.local_concrete_fields
        [key] = [field for field in self.fields if field.primary_key]
        self._key = key.attname
        self._rows: list[Values] = []
        self._in_order = itemgetter(*(field.attname for field in self.fields))
        self._given, self._made = _defaults(self.fields)
        self._writing = [(n, write) for n, field in enumerate(self.fields) if (write := _written(field))]

    def number(self) -> int:
        """The next id, for a row that is yet to be added with it."""
        self._last += 1
        return self._last

    def add(self, **row: Any) -> int:
        """Take a row; returns its id, which is the next one unless the row brings it."""
        pk = row.get(self._key)
        if pk is None:
            pk = row[self._key] = self.number()
        for name, make in self._made:
            if name not in row:
                row[name] = make()
        values = list(self._in_order({**self._given, **row}))
        for place, write in self._writing:
            values[place] = write(values[place])
        self._rows.append(values)
        return int(pk)

    def taken(self) -> list[Values]:
        """The rows that were added since this was last asked, as the driver is handed them."""
        rows, self._rows = self._rows, []
        return rows


class Tables:
    """The tables of a batch. `last` is the last id in use of each; nobody else may write into them meanwhile.

    Without it, the database is asked for the last id of each when that is first named.
    """

    def __init__(self, last: Mapping[type[Model], int] | None = None) -> None:
        self._last = last
        self._tables: dict[type[Model], Table] = {}

    def __getitem__(self, model: type[Model]) -> Table:
        if model not in self._tables:
            last = last_id(model) if self._last is None else self._last[model]
            self._tables[model] = Table(model, last)
        return self._tables[model]

    def taken(self) -> list[Rows]:
        """What was added to each, in the order in which they were first named."""
        return [(model, rows) for model, table in self._tables.items() if (rows := table.taken())]

    def flush(self) -> None:
        write(self.taken())


def last_id(model: type[Model]) -> int:
    """The last id that is in use; 0 where ids are those of other rows."""
    if model._meta.pk is None or model._meta.pk.remote_field is not None:
        return 0
    return model._base_manager.aggregate(last=Max("pk"))["last"] or 0


def write(rows: Sequence[Rows]) -> None:
    """Write rows as `taken` gave them, with one statement a table."""
    with connection.cursor() as cursor:
        for model, values in rows:
            cursor.executemany(_insert(model), values)
    _go_on_counting(model for model, _values in rows)


@cache
def _insert(model: type[Model]) -> str:
    fields = model._meta.local_concrete_fields
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    holes = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(model._meta.db_table)
    return f"INSERT INTO {table} ({names}) VALUES ({holes})"  # noqa: S608  # names of our own models


def _go_on_counting(models: Iterable[type[Model]]) -> None:
    """Where a database counts ids by itself and apart (PostgreSQL), have it go on after ours."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


def _defaults(fields: Iterable[Field[Any, Any]]) -> tuple[Row, list[tuple[str, Callable[[], Any]]]]:
    """What a row has that does not say otherwise: values that are always the same, and those made for each."""
    given: Row = {}
    made: list[tuple[str, Callable[[], Any]]] = []
    for field in fields:
        if callable(field.default):
            made.append((field.attname, field.get_default))
        elif not field.primary_key:
            given[field.attname] = field.get_default()
    return given, made


def _written(field: Field[Any, Any]) -> Callable[[Any], Any] | None:
    """How a value of this column is handed to the database's driver; nothing when it is handed over as it is."""
    if isinstance(field, DateTimeField):
        return _moment
    if isinstance(field, JSONField):
        return lambda value: (
            value if value is None or isinstance(value, str) else json.dumps(value, cls=field.encoder)
        )
    if isinstance(field, UUIDField) or field.get_internal_type() == "DateField":
        return lambda value: field.get_db_prep_save(value, connection)
    return None


@lru_cache(maxsize=1_000)
def _moment(value: datetime | None) -> Any:
    """Kept for a while: one moment stands in many rows."""
    return connection.ops.adapt_datetimefield_value(value)


@contextmanager
def room_for_batches() -> Iterator[None]:
    """Have SQLite keep a whole batch in memory, and sort several at a time from its log into the file."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in _ROOM}
    _set(_ROOM)
    try:
        yield
    finally:
        _set(before)


def _set(values: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        for name, value in values.items():
            cursor.execute(f"PRAGMA {name} = {int(value)}")
