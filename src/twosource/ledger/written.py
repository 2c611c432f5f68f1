"""What is asked and changed whenever anybody does anything: its SQL is written once, and values come with each time.

Django writes the SQL of a query set anew whenever it is asked. That costs ten times what the database needs to answer,
and behind this stands everybody who writes (docs/decisions/0064). A `Question` is a query set all the same, so models,
and the query sets of other rooms, stay the one place that says what is meant.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import (
    BigIntegerField,
    DateTimeField,
    Expression,
    Field,
    JSONField,
    Model,
    QuerySet,
    TextField,
)
from django.db.models.sql import UpdateQuery

#: The name under which the moment is told that a query set compares with the clock by itself.
CLOCK: Final = "clock"
MOST_VALUES: Final = 999  # in one statement, as every SQLite takes them
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


class Given(Expression):
    """A value that comes when the question is asked, by this name."""

    def __init__(self, name: str, field: Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, _compiler: Any, _wrapper: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)

    def told(self, value: Any, _wrapper: Any) -> Any:
        """The value as the database takes it."""
        return value


class Moment(Given):
    """A moment in time, aware."""

    def told(self, value: datetime, wrapper: Any) -> Any:
        return wrapper.ops.adapt_datetimefield_value(value)


class Many(Given):
    """Any number of values, none as well, as one: for the right of `__in`, in SQL that is the same for all numbers."""

    def as_sql(self, _compiler: Any, _wrapper: Any) -> tuple[str, tuple[Any, ...]]:
        return "(SELECT value FROM json_each(%s))", (self,)

    def as_postgresql(self, _compiler: Any, wrapper: Any) -> tuple[str, tuple[Any, ...]]:
        return f"(SELECT unnest(%s::{self.output_field.cast_db_type(wrapper)}[]))", (self,)

    def told(self, value: Iterable[Any], wrapper: Any) -> Any:
        return json.dumps(list(value)) if wrapper.vendor == "sqlite" else list(value)


def number(name: str) -> Given:
    """A number of up to 64 bits."""
    return Given(name, BigIntegerField())


def moment(name: str) -> Given:
    """A moment in time, aware."""
    return Moment(name, DateTimeField())


def text(name: str) -> Given:
    """A text, without NUL."""
    return Given(name, TextField())


def numbers(name: str) -> Many:
    """Ids, or other numbers of up to 64 bits."""
    return Many(name, BigIntegerField())


def texts(name: str) -> Many:
    """Texts, without NUL."""
    return Many(name, TextField())


_CLOCK = moment(CLOCK)


@dataclass(frozen=True, slots=True)
class _Written:
    """SQL, what stands in its places, and which of the columns it finds are read how."""

    sql: str
    places: tuple[Any, ...]
    columns: tuple[tuple[int, Sequence[Callable[..., Any]], Any], ...] = ()

    def done(self, wrapper: Any, given: dict[str, Any], read: Callable[[Any], Any]) -> Any:
        """Have it done with these values; returns what `read` makes of the cursor."""
        told = [
            each.told(given[each.name], wrapper) if isinstance(each, Given) else each for each in self.places
        ]
        with wrapper.cursor() as cursor:
            cursor.execute(self.sql, told)
            return read(cursor)


class _Kept:
    """What is written when it is first wanted on a connection, and kept with it, as all is that knows its columns."""

    def _on(self, wrapper: Any) -> _Written:
        kept: dict[_Kept, _Written] = wrapper.__dict__.setdefault("twosource_written", {})
        found = kept.get(self)
        if found is None:
            found = kept[self] = self._write(wrapper)
        return found

    def _write(self, wrapper: Any) -> _Written:
        raise NotImplementedError


class Question(_Kept):
    """A query set of `values_list`, with `Given` among what it looks for.

    A moment that it brings along itself, as those do that leave out what has ended, is the one told as `clock`.
    """

    def __init__(self, asked: Callable[[], QuerySet[Any, Any]]) -> None:
        self._asked = asked

    def rows(self, **given: Any) -> list[Any]:
        """The answer, row by row as the query set would give it. Raises KeyError for a value that is missing."""
        wrapper: Any = connections[DEFAULT_DB_ALIAS]
        written = self._on(wrapper)
        rows: list[Any] = written.done(wrapper, given, lambda cursor: cursor.fetchall())
        return [_read(row, written, wrapper) for row in rows] if written.columns else rows

    def _write(self, wrapper: Any) -> _Written:
        compiler = self._asked().query.get_compiler(connection=wrapper)
        sql, values = compiler.as_sql()
        found = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
        columns = tuple((at, converters, expression) for at, (converters, expression) in found.items())
        return _Written(sql, tuple(map(_place, values)), columns)


class Change(_Kept):
    """An `update` of a query set, with `Given` among what it looks for and what it writes."""

    def __init__(self, rows: Callable[[], QuerySet[Any, Any]], **columns: Any) -> None:
        self._rows, self._columns = rows, columns

    def make(self, **given: Any) -> int:
        """Change the rows; returns how many. Raises KeyError for a value that is missing."""
        wrapper: Any = connections[DEFAULT_DB_ALIAS]
        return int(self._on(wrapper).done(wrapper, given, lambda cursor: cursor.rowcount))

    def _write(self, wrapper: Any) -> _Written:
        query: Any = self._rows().query.chain(UpdateQuery)
        query.add_update_values(self._columns)
        sql, values = query.get_compiler(connection=wrapper).as_sql()
        return _Written(sql, tuple(map(_place, values)))


class Insertion:
    """New rows of one model, as `bulk_create` makes them, in statements that are written once.

    For plain columns and JSON: what a field does by itself when it is saved (`auto_now`) is not done.
    """

    def __init__(self, model: type[Model]) -> None:
        self._fields = tuple(field for field in model._meta.concrete_fields if not field.primary_key)
        self._read = attrgetter(*(field.attname for field in self._fields))
        self._moments = tuple(at for at, field in enumerate(self._fields) if isinstance(field, DateTimeField))
        self._json = [(at, field) for at, field in enumerate(self._fields) if isinstance(field, JSONField)]
        self._table = model._meta.db_table
        self._written: dict[int, str] = {}

    def put(self, objects: Sequence[Any]) -> None:
        """Put these on record, in their order; each knows its number afterwards."""
        wrapper: Any = connections[DEFAULT_DB_ALIAS]
        at_once = MOST_VALUES // len(self._fields)
        for start in range(0, len(objects), at_once):
            some = objects[start : start + at_once]
            values = [value for each in some for value in self._row(each, wrapper)]
            with wrapper.cursor() as cursor:
                cursor.execute(self._sql(len(some), wrapper), values)
                ids = cursor.fetchall()
            for each, [pk] in zip(some, ids, strict=True):
                each.pk, each._state.adding, each._state.db = pk, False, DEFAULT_DB_ALIAS

    def _row(self, each: Any, wrapper: Any) -> list[Any]:
        row = list(self._read(each))
        for at in self._moments:
            row[at] = wrapper.ops.adapt_datetimefield_value(row[at])
        for at, field in self._json:
            row[at] = field.get_db_prep_save(row[at], wrapper)
        return row

    def _sql(self, number: int, wrapper: Any) -> str:
        if number not in self._written:
            columns = ", ".join(wrapper.ops.quote_name(field.column) for field in self._fields)
            rows = ", ".join([f"({', '.join(['%s'] * len(self._fields))})"] * number)
            self._written[number] = f'INSERT INTO "{self._table}" ({columns}) VALUES {rows} RETURNING "id"'  # noqa: S608 names of ours
        return self._written[number]


def _place(value: Any) -> Any:
    """What stands in a place of the SQL. A moment is not kept: it was now when the SQL was written."""
    is_moment = isinstance(value, datetime) or (isinstance(value, str) and _MOMENT.match(value))
    return _CLOCK if is_moment else value


def _read(row: Sequence[Any], written: _Written, wrapper: Any) -> Sequence[Any]:
    values = list(row)
    for at, converters, expression in written.columns:
        for convert in converters:
            values[at] = convert(values[at], expression, wrapper)
    return values
