"""What the panel under a story and a claim's own page say beyond a claim's status: links, moves, requests."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twosource.kernel.vocabulary import Status
from twosource.verification.reads import Known as KnownClaim
from twosource.verification.reads import Move

from .pages import Asked, Known, Moved, Told
from .published import Pages, claim_url, published_claims
from .statements import told


def told_more(
    entries: Iterable[Known],
    known: Mapping[int, KnownClaim],
    requests: Sequence[tuple[int, Asked]],
    moves: Mapping[int, Sequence[Move]],
    pages: Pages,
    *,
    public: Collection[int] | None = None,
) -> tuple[Known, ...]:
    """Entries of a panel with their own pages, who told whom, what was asked, and what became of each claim since.

    `known` are the claims by id, `requests` (claim id, request), `moves` what became of each claim, `pages` those of
    whom they speak of (`pages_of`); `public` are the claims that have a page, where that is known. One query at most,
    however many claims.
    """
    if public is None:
        public = set(published_claims().filter(pk__in=list(known)).values_list("pk", flat=True))
    found = []
    for entry in entries:
        claim = known[claim_id_of(entry)]
        found.append(
            replace(
                entry,
                url=claim_url(claim.claim_id) if claim.claim_id in public else "",
                told=_told_once(claim, pages, known),
                since=tuple(moved(move) for move in moves.get(claim.claim_id, ())),
                asked=tuple(asked for claim_id, asked in requests if claim_id == claim.claim_id),
                checked=claim.checked,
                withdrawn=claim.withdrawn,
            )
        )
    return tuple(found)


def _told_once(claim: KnownClaim, pages: Pages, known: Mapping[int, KnownClaim]) -> Told | None:
    """How a claim was said; the very words stand with what was said, and not again with that it was said."""
    said = told(claim, pages)
    return replace(said, verbatim="") if said and claim.about_id in known else said


def pages_of(claims: Iterable[KnownClaim]) -> Pages:
    """The pages of everybody these claims speak of."""
    claims = list(claims)
    names = {name for claim in claims for name in (claim.addressee, claim.channel, *claim.accused)}
    return Pages(voices=[claim.speaker_id for claim in claims], names=names)


def claim_id_of(entry: Known) -> int:
    return int(entry.note.anchor.rpartition("-")[2])


def moved(move: Move) -> Moved:
    status = Status(move.status)
    return Moved(move.at, status.value, status.label.say(_, ngettext), status.sign)
