"""Items of much the same words, as the desk shows them: one pair, the pairs of a claim, and side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twosource.kernel.likeness import Stretch, side_by_side
from twosource.kernel.vocabulary import Basis
from twosource.people.models import User
from twosource.verification.copy_reads import KeptCopy, Pair, copies_of, open_pairs, pairs_of, words_of
from twosource.verification.models import Item, NearCopy
from twosource.verification.near_copies import FROM_OTHER, NO_COPY, OTHER_FROM_IT, THIRD

from ..forms.deed import Deed
from ..forms.near_copies import DEEDS, Decide


@dataclass(frozen=True, slots=True)
class PairRow:
    """A pair with what can be done about it, if it is the one to decide now (`first`): one is decided after the other.

    `remarks` are what one should know before; `query` says where the screen was opened from.
    """

    pair: Pair
    result: str
    remarks: tuple[str, ...]
    deeds: tuple[Decide, ...]
    third: Decide | None
    first: bool
    query: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of two texts beside one another."""

    item: Item
    by: str
    copies: tuple[KeptCopy, ...]
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class PairBoard:
    row: PairRow
    sides: tuple[Side, Side]


def pairs_near(
    item_ids: Iterable[int], *, by: User, query: str = "", refused: Deed | None = None
) -> tuple[PairRow, ...]:
    """The pairs in which a claim's items have a part: those to decide first, then what was decided or is explained."""
    found = [pair for pairs in pairs_of(item_ids).values() for pair in pairs]
    found = list({pair.pair_id: pair for pair in found}.values())
    return _rows(sorted(found, key=lambda pair: (not pair.is_due, -pair.percent)), by, query, refused)


def pairs_due(*, by: User, refused: Deed | None = None) -> tuple[PairRow, ...]:
    """Every pair that waits for a person."""
    return _rows(open_pairs(), by, "?list=1", refused)


def _rows(pairs: Iterable[Pair], by: User, query: str, refused: Deed | None) -> tuple[PairRow, ...]:
    pairs = list(pairs)
    due = next((pair.pair_id for pair in pairs if pair.is_due), 0)
    return tuple(pair_row(pair, by, query, refused, first=pair.pair_id == due) for pair in pairs)


def pair_row(pair: Pair, by: User, query: str, refused: Deed | None, *, first: bool) -> PairRow:
    """One pair with its deeds; the one that was refused is shown as it was sent."""
    subject = NearCopy(pk=pair.pair_id, item=pair.item, other=pair.other)
    offered = DEEDS if first and pair.is_open else {}
    made = {act: kind(subject, by, query=query) for act, kind in offered.items()}
    if isinstance(refused, Decide) and refused.subject.pk == pair.pair_id:
        made[refused.act] = refused
    third = made.pop("third", None)
    return PairRow(pair, _result(pair), _remarks(pair), tuple(made.values()), third, first, query)


def _result(pair: Pair) -> str:
    """What a person made of it, in a sentence; empty for a pair that is open."""
    names = {"item": pair.item, "other": pair.other, "origin": pair.origin}
    words = {
        FROM_OTHER: _("“%(item)s” got it from “%(other)s”"),
        OTHER_FROM_IT: _("“%(other)s” got it from “%(item)s”"),
        THIRD: _("both came from “%(origin)s”"),
        NO_COPY: _("no copy: each has its own words"),
    }
    return words[pair.state] % names if pair.state in words else ""


def _remarks(pair: Pair) -> tuple[str, ...]:
    if not pair.is_open:
        return ()
    told = []
    for item in (pair.item, pair.other):
        if item.basis:
            basis = Basis(item.basis).label.say(_, ngettext)
            told.append(
                _(
                    "“%(item)s” states a basis of its own (%(basis)s); while that stands, a link changes no count."
                )
                % {"item": item, "basis": basis}
            )
        if item.retracted_at:
            told.append(_("“%(item)s” was retracted: %(why)s") % {"item": item, "why": item.retracted_reason})
    return tuple(told)


def pair_board(pair: Pair, *, by: User, query: str = "", refused: Deed | None = None) -> PairBoard:
    """Both texts beside one another, with what they share marked."""
    items = (pair.item, pair.other)
    words, copies = words_of(item.pk for item in items), copies_of(item.pk for item in items)
    texts = side_by_side(*(words.get(item.pk, "") for item in items))
    sides = [
        Side(item, ", ".join(map(str, item.by.all())), copies.get(item.pk, ()), tuple(stretches))
        for item, stretches in zip(items, texts, strict=True)
    ]
    return PairBoard(pair_row(pair, by, query, refused, first=True), (sides[0], sides[1]))
