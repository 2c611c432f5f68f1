"""What other rooms may ask of copies, of words, and of items that are alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from .gathering import FETCHED
from .media import kind_of
from .models import Copy, Item, NearCopy, Text
from .near_copies import OPEN, explained


@dataclass(frozen=True, slots=True)
class KeptCopy:
    """One copy, in words for the desk. Times are aware, in UTC; `size` in bytes; `finding` empty when it is whole."""

    copy_id: int
    item_id: int
    name: str
    kind: str
    pages: int | None
    size: int
    sha256: str
    fetched: bool
    address: str
    asked: str
    last_modified: str
    wall: bool
    kept_at: datetime
    kept_by: str
    proved_at: datetime
    finding: str
    stamped_at: datetime | None
    stamped_by: str

    @property
    def moved(self) -> bool:
        """Whether it came from another address than was asked for."""
        return bool(self.asked) and self.asked != self.address


@dataclass(frozen=True, slots=True)
class Pair:
    """Two items of much the same words, seen from `item`. `explained_by` is what both came from, if that is known."""

    pair_id: int
    item: Item
    other: Item
    percent: int
    state: str
    is_open: bool
    explained_by: str
    origin: str
    decided_at: datetime | None
    decided_by: str

    @property
    def is_due(self) -> bool:
        """Whether a person is still to decide: it is open, and no link explains it."""
        return self.is_open and not self.explained_by


def copies_of(item_ids: Iterable[int]) -> dict[int, tuple[KeptCopy, ...]]:
    """Our copies of these items, by the item's id, oldest first; one query. No bytes and no stamps are read."""
    rows = Copy.objects.filter(item__in=list(item_ids)).select_related("kept_by").defer("stamp")
    found: dict[int, tuple[KeptCopy, ...]] = {}
    for row in rows:
        found[row.item_id] = (*found.get(row.item_id, ()), kept_copy(row))
    return found


def kept_copy(row: Copy) -> KeptCopy:
    """One copy in words."""
    return KeptCopy(
        copy_id=row.pk, item_id=row.item_id, name=row.name, kind=kind_of(row.media_type), pages=row.pages,
        size=row.size, sha256=row.sha256, fetched=row.how == FETCHED, address=row.address, asked=row.asked,
        last_modified=row.headers.get("last-modified", ""), wall=row.wall, kept_at=row.kept_at,
        kept_by=str(row.kept_by), proved_at=row.proved_at, finding=row.finding, stamped_at=row.stamped_at,
        stamped_by=row.stamped_by,
    )  # fmt: skip


def kept_digests() -> set[str]:
    """The SHA-256 of every file that is a copy of something here."""
    return set(Copy.objects.values_list("sha256", flat=True))


def words_of(item_ids: Iterable[int]) -> dict[int, str]:
    """The words of these items as they are now, by id; items without any are left out."""
    return dict(Text.objects.filter(item__in=list(item_ids), ended_at=None).values_list("item_id", "words"))


def with_words(item_ids: Iterable[int]) -> set[int]:
    """Which of these items have words; without reading them."""
    return set(Text.objects.filter(item__in=list(item_ids), ended_at=None).values_list("item_id", flat=True))


def pairs_of(item_ids: Iterable[int]) -> dict[int, tuple[Pair, ...]]:
    """The pairs in which these items have a part, by the item's id, most alike first; what lapsed is left out.

    A pair of two of these items is told with the later of them alone.
    """
    ids = list(item_ids)
    rows = list(_rows(Q(item__in=ids) | Q(other__in=ids)))
    known = explained(row for row in rows if row.state in OPEN)
    found: dict[int, tuple[Pair, ...]] = {}
    for row in rows:
        here = row.item_id if row.item_id in ids else row.other_id
        found[here] = (*found.get(here, ()), _pair(row, known))
    return found


def open_pairs(*, most: int = 200) -> tuple[Pair, ...]:
    """The pairs that a person is still to decide, most alike first; of the `most` that are open."""
    rows = list(_rows(Q(state__in=OPEN))[:most])
    known = explained(rows)
    return tuple(pair for pair in (_pair(row, known) for row in rows) if pair.is_due)


def pair_of(row: NearCopy) -> Pair:
    """One pair in words."""
    return _pair(row, explained([row]) if row.state in OPEN else {})


def _rows(which: Q) -> QuerySet[NearCopy]:
    rows = NearCopy.objects.filter(which).exclude(state="lapsed")
    return rows.select_related("item", "other", "origin", "decided_by").prefetch_related(
        "item__by", "other__by"
    )


def _pair(row: NearCopy, known: dict[int, str]) -> Pair:
    return Pair(
        pair_id=row.pk, item=row.item, other=row.other, percent=round(row.share * 100), state=row.state,
        is_open=row.state in OPEN, explained_by=known.get(row.pk, ""), origin=str(row.origin or ""),
        decided_at=row.decided_at, decided_by=str(row.decided_by or ""),
    )  # fmt: skip
