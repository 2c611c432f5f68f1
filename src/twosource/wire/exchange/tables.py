"""Which table each list of a record is kept in. A new table of another room is a line here and in the schema.

Fields of the format have the names of the columns. A reference to a person is a column for an account or for a
human; the format knows humans only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models

from twosource.people.models import Human, User
from twosource.replies.models import Ending, Request, Waiver
from twosource.verification.models import (
    Accusation,
    Actor,
    Authentication,
    Check,
    Claim,
    Control,
    Evidence,
    Item,
    Origin,
    Premise,
    Rephrasing,
    SetAside,
    Stake,
    Wording,
    Writer,
)

from ..formats.claims_fields import Field, Ref, Refs, Rows
from ..formats.claims_schema import FIELDS


@dataclass(frozen=True)
class Table:
    """The rows of one kind of record, or of one list in it."""

    path: str
    model: type[models.Model]
    parent: str = ""
    #: Fields of the format that are no columns, or are read in a way of their own.
    special: frozenset[str] = frozenset({"id"})
    #: Columns that the format leaves out, and why.
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        kind, *inner = self.path.split(".")
        fields = FIELDS[kind]
        for name in inner:
            fields = next(one.fields for one in fields if isinstance(one, Rows) and one.name == name)
        return fields

    @cached_property
    def columns(self) -> tuple[Field, ...]:
        """The fields that are columns of the row."""
        return tuple(
            one for one in self.fields if not isinstance(one, Rows | Refs) and one.name not in self.special
        )

    @cached_property
    def people(self) -> tuple[str, ...]:
        """The columns that name somebody of the newsroom."""
        return tuple(one.name for one in self.columns if isinstance(one, Ref) and one.to == "person")

    def attribute(self, field: Field) -> str:
        return f"{field.name}_id" if isinstance(field, Ref) else field.name

    def is_account(self, name: str) -> bool:
        return self._model_of(name) is User

    def _model_of(self, name: str) -> Any:
        return self.model._meta.get_field(name).related_model

    @cached_property
    def keeps_human(self) -> bool:
        """Whether a row keeps the human beside the account that signed."""
        return "by" in self.people and any(
            one.name == "human" and one.related_model is Human for one in self.model._meta.get_fields()
        )

    @cached_property
    def lists(self) -> tuple[Table, ...]:
        """The tables of the lists in this one's rows."""
        return tuple(table for table in TABLES if table.parent and table.path.rpartition(".")[0] == self.path)


SETTLED = (("assessment", "settled anew"), ("accused", "as accusations"))
NEWEST = tuple((name, "as endings") for name in ("outcome", "outcome_at", "answer", "logged_by"))
OF_VOICES = frozenset({"id", "sealed", "name", "about"})

TABLES: tuple[Table, ...] = (
    Table("voice", Actor, special=OF_VOICES, left_out=(("sealed_elsewhere", "what sealed becomes there"),)),
    Table("voice.controlled_by", Control, "actor"),
    Table("item", Item, left_out=(("via", "as origins"),)),
    Table("item.origins", Origin, "item"),
    Table("item.authentications", Authentication, "item"),
    Table("claim", Claim, left_out=SETTLED),
    Table("claim.accusations", Accusation, "claim"),
    Table("claim.stakes", Stake, "claim"),
    Table("claim.evidence", Evidence, "claim"),
    Table("claim.evidence.set_asides", SetAside, "evidence"),
    Table("claim.wordings", Wording, "claim"),
    Table("claim.rephrasings", Rephrasing, "claim"),
    Table("claim.writers", Writer, "claim"),
    Table("claim.checks", Check, "claim"),
    Table("claim.premises", Premise, "claim"),
    Table("claim.requests", Request, "claim", left_out=NEWEST),
    Table("claim.requests.endings", Ending, "request"),
    Table("claim.waivers", Waiver, "claim"),
)
BY_PATH = {table.path: table for table in TABLES}

#: Tables of these rooms that are no part of the exchange, and why.
NOT_EXCHANGED: dict[str, str] = {
    "ClaimTerm": "found anew in the claim's words",
    "Copy": "bytes that were kept stay with who kept them; a copy without its bytes would prove nothing",
    "Fingerprint": "found anew in an item's words",
    "NearCopy": "who got it from whom is told by the origins, and nothing else counts",
    "Text": "the whole words of other people's reports are not ours to hand on",
    "Letter": "letters hold addresses; what was asked, of whom and when is told by the request",
}


def under(path: str) -> Iterator[Table]:
    """The table of a kind of record and those of every list in it, outer ones first."""
    return (table for table in TABLES if table.path == path or table.path.startswith(f"{path}."))
