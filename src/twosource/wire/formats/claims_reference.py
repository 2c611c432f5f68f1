"""The fields of the exchange as tables for the handbook, from the schema itself.

`make docs` puts them into docs/newsroom/exchange.md below its marker; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Iterator

from .claims_fields import REQUIRED, Field, Ref, Refs, Rows, Text, Word, Words, listed
from .claims_schema import FIELDS, HEADER, KINDS

MARKER = "<!-- From here on: made by `make docs` from the schema; change it there. -->\n"


def with_reference(page: str) -> str:
    """The page with everything below its marker made anew."""
    prose, _marker, _old = page.partition(MARKER)
    return prose + MARKER + "\n" + "\n".join(_tables())


def _tables() -> Iterator[str]:
    yield "### newsroom\n\nThe first line, which says who wrote the file.\n"
    yield from _table(HEADER)
    yield "| `version` | number | the version of the format, `1` |"
    yield "| `records` | counts | how many records of each kind follow: a file that was cut off is noticed |\n"
    for kind in KINDS:
        yield f"### {kind}\n"
        yield from _table(FIELDS[kind])
        yield ""
        yield from _lists(kind, FIELDS[kind])


def _lists(path: str, fields: tuple[Field, ...]) -> Iterator[str]:
    for field in fields:
        if isinstance(field, Rows):
            yield f"### {path}.{field.name}\n\nOne object for each: {field.meaning}.\n"
            yield from _table(field.fields)
            yield ""
            yield from _lists(f"{path}.{field.name}", field.fields)


def _table(fields: tuple[Field, ...]) -> Iterator[str]:
    yield "| field | is | means |\n|---|---|---|"
    for field in fields:
        yield f"| `{field.name}` | {_shape(field)} | {field.meaning} |"


def _shape(field: Field) -> str:
    shape = field.shape
    if isinstance(field, Ref | Refs) and field.to:
        shape = f"{field.shape} of {'a ' if isinstance(field, Ref) else ''}{field.to}{'' if isinstance(field, Ref) else 's'}"
    if isinstance(field, Word | Words):
        shape = f"{field.shape}: {listed(field.allowed)}"
    if isinstance(field, Rows) and field.most is not None:
        shape = f"list of at most {field.most} objects"
    if isinstance(field, Text) and field.most is not None:
        shape = f"text, at most {field.most} characters"
    return shape if field.default is REQUIRED else f"{shape}; may be left out"
