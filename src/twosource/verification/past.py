"""What was known of a claim at a moment that is past, in the same words as what is known now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twosource.kernel.vocabulary import Verdict
from twosource.people.reads import role_label

from .facts import dossier
from .graph import Graph
from .models import Claim
from .reads import Known, Sign, known, lines_told, say, stake_told
from .settling import assessed


def known_then(claim_ids: Iterable[int], moment: datetime) -> dict[int, Known]:
    """What was known of these claims at a moment (aware), by id, in the order given; a fixed number of queries.

    A claim that was not opened yet is left out. Roles are those people have today; sealed names are in none of it.
    """
    ids = list(dict.fromkeys(claim_ids))
    found = (
        Claim.objects.whole()
        .prefetch_related("stakes__actor", "checks__by__groups")
        .filter(opened_at__lte=moment)
        .in_bulk(ids)
    )
    graph = Graph.around(found.values())
    return {pk: _then(found[pk], moment, graph) for pk in ids if pk in found}


def said_then(claim_ids: Iterable[int], moment: datetime) -> dict[int, list[Known]]:
    """The claims *that these were said* which were open at that moment, by the id of what was said."""
    ids = Claim.objects.filter(about__in=list(claim_ids)).order_by("pk").values_list("pk", flat=True)
    found: dict[int, list[Known]] = {}
    for claim in known_then(ids, moment).values():
        found.setdefault(claim.about_id or 0, []).append(claim)
    return found


def words_then(claim: Claim, moment: datetime) -> str:
    """The claim's words as they were at a moment."""
    later = [wording for wording in claim.wordings.all() if wording.until > moment]
    return min(later, key=lambda wording: (wording.until, wording.pk)).text if later else claim.text


def _then(claim: Claim, moment: datetime, graph: Graph) -> Known:
    told = assessed(dossier(claim, as_of=moment, graph=graph))
    standing = set(told["standing"])
    checks = [check for check in claim.checks.all() if check.at <= moment]
    return replace(
        known(claim),
        text=words_then(claim, moment),
        status=told["status"],
        why=say(told["why"]),
        accused=tuple(str(row.actor) for row in claim.accusations.all() if row.since <= moment),
        supports=lines_told(told["supports"]),
        denies=lines_told(told["denies"]),
        rests_on=tuple(told["supports"]["rests_on"]),
        stakes=tuple(
            stake_told(stake)
            for stake in claim.stakes.all()
            if stake.declared_at <= moment and (stake.ended_at is None or stake.ended_at > moment)
        ),
        signed=tuple(
            Sign(role_label(check.by), Verdict(check.verdict).label.say(_, ngettext), check.method, check.at)
            for check in checks
            if check.pk in standing
        ),
        checked=len(checks),
        last_checked=max((check.at for check in checks), default=None),
        withdrawn=claim.withdrawn_reason if claim.withdrawn_at and claim.withdrawn_at <= moment else "",
        verdict=told["signed"] or "",
    )
