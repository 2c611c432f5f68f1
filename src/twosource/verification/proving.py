"""Proving copies: that each file is there, is what it was, and that its time stamp is about it. Offline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from twosource.outside import windows
from twosource.outside.store import INTACT
from twosource.outside.timestamp import TRUE, check_stamp

from .models import Copy


@dataclass(frozen=True, slots=True)
class Proof:
    """What a proof of one copy found: of its bytes and of its stamp; both empty when all is well."""

    copy_id: int
    item_id: int
    item: str
    name: str
    sha256: str
    size: int
    finding: str
    stamped: bool
    stamp_finding: str

    @property
    def holds(self) -> bool:
        return self.finding == INTACT and self.stamp_finding == TRUE


def how_many() -> int:
    """How many copies there are to prove."""
    return Copy.objects.count()


def proofs(*, roots: bytes = b"") -> Iterator[Proof]:
    """Prove every copy, in the order of their files, reading each file once. `roots` (PEM) judge the stamps' chains."""
    store, last, finding = windows.store(), "", INTACT
    rows = Copy.objects.select_related("item").order_by("sha256", "pk")
    for copy in rows.iterator(chunk_size=200):
        if copy.sha256 != last:
            last, finding = copy.sha256, store.prove(copy.sha256)
        stamp_finding = check_stamp(bytes(copy.stamp), copy.sha256, roots=roots) if copy.stamp else TRUE
        yield Proof(
            copy.pk, copy.item_id, copy.item.title, copy.name, copy.sha256, copy.size, finding, bool(copy.stamp),
            stamp_finding,
        )  # fmt: skip


def prove_one(sha256: str) -> str:
    """What a proof of one file finds, in the store's words."""
    return windows.store().prove(sha256)


def strays(referred: Iterable[str]) -> list[str]:
    """The names of files in the store that nothing refers to. They are named to people, and never deleted here."""
    known = set(referred)
    return [name for name in windows.store().names() if name not in known]


def lost() -> list[tuple[str, str]]:
    """Copies whose file is not there, or has another size than it had: (name, SHA-256). Quick: no file is read."""
    store = windows.store()
    rows = Copy.objects.values_list("name", "sha256", "size").order_by("sha256", "pk")
    return [(name, sha256) for name, sha256, size in rows.iterator() if store.size(sha256) != size]
