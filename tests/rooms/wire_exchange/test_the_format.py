"""The format says every column of the rooms it carries, or why it leaves one out; and PROV's own library reads it."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.apps import apps
from exchanging import a_newsroom, as_prov, exported, imported, records, without_header
from gazette import Gazette
from test_round_trip import furnished

from twosource.people.models import Human, User
from twosource.wire.exchange.tables import NOT_EXCHANGED, TABLES, Table
from twosource.wire.formats.claims_fields import Moment, Ref, Refs, Rows, Text, Word, Words
from twosource.wire.formats.claims_schema import FIELDS, KINDS
from twosource.wire.formats.prov import document, records_of

ROOMS = ("verification", "replies")


def test_every_table_of_the_rooms_is_exchanged_or_is_said_why_not() -> None:
    ours = {model.__name__ for room in ROOMS for model in apps.get_app_config(room).get_models()}
    carried = {table.model.__name__ for table in TABLES}
    assert ours - carried == NOT_EXCHANGED.keys()
    assert all(reason for reason in NOT_EXCHANGED.values())


@pytest.mark.parametrize("table", TABLES, ids=[table.path for table in TABLES])
def test_every_column_is_told_or_is_said_why_not(table: Table) -> None:
    told = {field.name for field in table.fields}
    left_out = {name for name, _reason in table.left_out}
    columns = {field.name for field in table.model._meta.get_fields() if field.concrete}
    same_as_by = {"human"} if table.keeps_human else set()
    assert columns - told - left_out - same_as_by - {"id", table.parent} == set()
    assert left_out <= columns
    assert all(reason for _name, reason in table.left_out)
    not_columns = (
        {field.name for field in table.fields if isinstance(field, Rows)} | table.special | {"moves"}
    )
    assert told - columns - not_columns == set()


@pytest.mark.parametrize("table", TABLES, ids=[table.path for table in TABLES])
def test_a_field_keeps_what_its_column_keeps(table: Table) -> None:
    for field in table.columns:
        column: Any = table.model._meta.get_field(field.name)
        if isinstance(field, Text):
            assert field.most in (column.max_length, 5000 if field.name == "text" else None), field.name
        if isinstance(field, Word):
            assert max(map(len, field.allowed)) <= column.max_length, field.name
        if isinstance(field, Moment):
            assert (field.default is None) == column.null, field.name
        if isinstance(field, Ref):
            assert (field.default is None) == column.null, field.name
            meant = {"person": (Human, User)}.get(field.to)
            assert column.related_model in (meant or (dict(kind_models())[field.to],)), field.name


def kind_models() -> list[tuple[str, Any]]:
    return [(table.path, table.model) for table in TABLES if not table.parent]


def test_every_field_says_what_it_means() -> None:
    def walk(fields: Any) -> None:
        for field in fields:
            assert field.meaning.strip(), field.name
            assert not isinstance(field, Word | Words) or field.allowed, field.name
            assert not isinstance(field, Ref | Refs) or field.to in ("", *KINDS), field.name
            if isinstance(field, Rows):
                walk(field.fields)

    for kind in KINDS:
        walk(FIELDS[kind])


@pytest.fixture
def whole(paper: Gazette) -> bytes:
    with a_newsroom():
        furnished(paper)
        return exported()


def test_a_document_and_back_are_the_same_records(whole: bytes) -> None:
    told = records(whole)
    assert [record for _place, record in records_of(as_prov(whole))][1:] == [compact(one) for one in told[1:]]


def compact(record: dict[str, Any]) -> dict[str, Any]:
    """A record as PROV tells it: what is as if left out is left out."""
    return {
        key: [compact(row) if isinstance(row, dict) else row for row in value]
        if isinstance(value, list)
        else value
        for key, value in record.items()
        if value not in (None, "", False)
        and not (value == [] and key in ("by", "roles") and record.get("record") == "person")
    }


def test_provs_own_library_reads_the_document_and_what_it_writes_is_brought_in_as_the_same(
    paper: Gazette, whole: bytes
) -> None:
    from prov.model import ProvDocument

    read = ProvDocument.deserialize(content=as_prov(whole).decode(), format="json")
    kinds = {type(record).__name__ for record in read.get_records()}
    assert {
        "ProvAgent", "ProvEntity", "ProvActivity", "ProvAttribution", "ProvDerivation", "ProvGeneration",
        "ProvInvalidation", "ProvDelegation", "ProvAssociation", "ProvUsage", "ProvInfluence", "ProvCommunication",
    } <= kinds  # fmt: skip
    written = read.serialize(format="json")
    assert ProvDocument.deserialize(content=written, format="json") == read
    shuffled = {section: dict(reversed(told.items())) for section, told in json.loads(written).items()}
    imported(json.dumps(shuffled).encode(), by=paper.editor)
    assert without_header(exported()) == without_header(whole)


def test_provs_words_say_what_prov_has_words_for(whole: bytes) -> None:
    told = document(records(whole))
    labels = {
        name: one.get("prov:label") for section in ("agent", "entity") for name, one in told[section].items()
    }

    def pairs(section: str, here: str, there: str) -> set[tuple[Any, Any]]:
        return {(labels[one[f"prov:{here}"]], labels[one[f"prov:{there}"]]) for one in told[section].values()}

    assert ("Daily", "Group") in pairs("actedOnBehalfOf", "delegate", "responsible")
    assert ("A report", "An interview") in pairs("wasDerivedFrom", "generatedEntity", "usedEntity")
    assert ("A report", "Daily") in pairs("wasAttributedTo", "entity", "agent")
    roles = {one["prov:role"]["$"] for one in told["wasAssociatedWith"].values()}
    assert {"twosource:collected_by", "twosource:by", "twosource:opened_by"} <= roles
    assert all("prov:time" in one for one in told["wasGeneratedBy"].values())


def test_the_same_newsroom_is_the_same_bytes(paper: Gazette) -> None:
    furnished(paper)
    assert without_header(exported()) == without_header(exported())


def test_a_stream_is_read_from_where_it_is(paper: Gazette, whole: bytes) -> None:
    from twosource.wire.exchange import bring_in
    from twosource.wire.exchange.stack import Source

    class Pipe(io.RawIOBase):
        """Gives a few bytes at a time and cannot go back, as a pipe."""

        def __init__(self) -> None:
            self.left = whole

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            given, self.left = self.left[:1000], self.left[1000:]
            return given

    assert bring_in([Source("standard input", Pipe())], by=paper.editor).new["claim"] == 4  # type: ignore[arg-type]
