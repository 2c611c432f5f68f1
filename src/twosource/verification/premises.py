"""Walking from claim to claim: what these rest on, and what rests on these."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from twosource.kernel.falls import as_premise, firmer

from .models import Claim, Premise


def standing(as_of: datetime | None = None) -> Q:
    """Links that stand now, or stood at a moment."""
    if as_of is None:
        return Q(ended_at=None)
    return Q(since__lte=as_of) & (Q(ended_at=None) | Q(ended_at__gt=as_of))


def premises_under(claim_ids: Iterable[int], *, as_of: datetime | None = None) -> dict[int, dict[int, str]]:
    """For each of these claims every claim it rests on, however far down: {claim: {premise: as recorded}}.

    “As recorded” is how firmly the premise stood when a link to it was put on record, the firmest of several, and
    never lower than unopposed. A claim that rests on nothing is left out. One query a step down.
    """
    links: dict[int, dict[int, str]] = {}
    asked: set[int] = set()
    wanted = roots = set(claim_ids)
    while wanted:
        rows = Premise.objects.filter(standing(as_of), claim__in=wanted)
        asked |= wanted
        below: set[int] = set()
        for claim_id, premise_id, status in rows.values_list("claim_id", "premise_id", "status"):
            links.setdefault(claim_id, {})[premise_id] = as_premise(status)
            below.add(premise_id)
        wanted = below - asked
    return {root: reached for root in roots if (reached := _reached(root, links))}


def _reached(root: int, links: dict[int, dict[int, str]]) -> dict[int, str]:
    """Every premise below this claim, each walked through once."""
    found: dict[int, str] = {}
    waiting = [root]
    walked: set[int] = set()
    while waiting:
        here = waiting.pop()
        if here in walked:
            continue
        walked.add(here)
        for premise, status in links.get(here, {}).items():
            found[premise] = firmer(found[premise], status) if premise in found else status
            waiting.append(premise)
    found.pop(root, None)
    return found


def resting_on(claim_ids: Iterable[int]) -> set[int]:
    """These claims and every claim that rests on one of them, however far up; each once."""
    reached: set[int] = set()
    wanted = set(claim_ids)
    while wanted:
        reached |= wanted
        above = Premise.objects.filter(standing(), premise__in=wanted).values_list("claim_id", flat=True)
        wanted = set(above) - reached
    return reached


def touched_by(claim_ids: Iterable[int]) -> set[int]:
    """The claims whose carrying may be touched when these change: themselves, what they say was said, and all
    that rests on any of those."""
    ids = set(claim_ids)
    about = Claim.objects.filter(pk__in=ids, about__isnull=False).values_list("about_id", flat=True)
    return resting_on(ids | {pk for pk in about if pk is not None})
