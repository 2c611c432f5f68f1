"""A story as readers had it before them at a past moment: its text, and its panel as it stood then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from twosource.ledger.reads import facts_of
from twosource.people.models import User
from twosource.replies.models import Waiver
from twosource.verification.models import Claim
from twosource.verification.past import known_then, said_then
from twosource.verification.reads import Known

from . import gate
from .asked_then import requests_then
from .correction_view import correction_note
from .models import StoryPage, Version
from .pages import CorrectionNote, Overridden, StoryView, Then, VersionRef
from .reads import Desk
from .story_view import Behind, drawn_view, of_claims
from .versions import version_at


def story_then(story: StoryPage, moment: datetime) -> StoryView | None:
    """The story at `moment` (aware); None when readers had none of it then.

    Statuses, lines, checks, requests, overrides and notices are those of that moment: what was not known yet is open.
    """
    version = version_at(story, moment)
    if version is None:
        return None
    shown: StoryPage = story.with_content_json(version.content)
    shown.changed_at = version.changed_at
    claims = [row.claim_id for row in shown.carried.all()]
    known = known_then(claims, moment)
    behind = Behind(
        moment=moment,
        claims=of_claims(
            known,
            said_then(known, moment),
            requests_then(known, moment),
            waived=_waived(known, moment),
            as_of=moment,
        ),
        overridden=_overridden(story, moment, known),
        corrections=_corrections(story, moment),
        owed={},
        then=Then(moment, version.at),
    )
    return drawn_view(shown, behind, desk=Desk())


def versions_of(story: StoryPage, url: str) -> tuple[VersionRef, ...]:
    """Every version readers had, newest first, each with the address at which it is shown."""
    rows = Version.objects.filter(story=story).defer("content").order_by("-at", "-pk")
    return tuple(
        VersionRef(row.at, f"{url}?at={stamp_of(row.at)}" if row.ended_at else url, row.ended_at)
        for row in rows
        if row.ended_at is None or row.ended_at > row.at
    )


def stamp_of(moment: datetime) -> str:
    """A moment for an address, exact enough to find what began then: `2015-12-31T09:42:07.123456Z`."""
    return moment.isoformat().replace("+00:00", "Z")


def _waived(claim_ids: Iterable[int], moment: datetime) -> set[int]:
    people: dict[tuple[int, int], set[int]] = {}
    for waiver in Waiver.objects.filter(claim__in=list(claim_ids), at__lte=moment):
        people.setdefault((waiver.claim_id, waiver.accused_id), set()).add(waiver.human_id)
    return {claim_id for (claim_id, _accused), humans in people.items() if len(humans) > 1}


def _overridden(story: StoryPage, moment: datetime, known: Mapping[int, Known]) -> tuple[Overridden, ...]:
    """From the ledger: a reason that was replaced later is told as it was."""
    found = {}
    for entry in facts_of("GateOverruled", [f"story:{story.pk}"]):
        if entry.at <= moment:
            found[entry.payload["claim_id"], entry.payload["rule"]] = entry
    words = dict(Claim.objects.filter(pk__in={pk for pk, _rule in found}).values_list("pk", "text"))
    names = User.objects.in_bulk({entry.by_id for entry in found.values()})
    return tuple(
        Overridden(
            entry.payload["rule"], gate.rule_in_words(entry.payload["rule"]), str(names[entry.by_id]),
            entry.payload["reason"].strip(), entry.at, anchor=f"claim-{claim_id}",
            claim=known[claim_id].text if claim_id in known else words[claim_id],
        )
        for (claim_id, _rule), entry in found.items()
    )  # fmt: skip


def _corrections(story: StoryPage, moment: datetime) -> tuple[CorrectionNote, ...]:
    """The notices that any version up to then had."""
    given: set[str] = set()
    for notes in Version.objects.filter(story=story, at__lte=moment).values_list("notes", flat=True):
        given.update(notes)
    rows = story.corrections.filter(note_id__in=given)
    return tuple(correction_note(row.kind, row.text, row.at) for row in rows)
