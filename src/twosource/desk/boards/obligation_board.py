"""What live stories owe their readers: the queue, and one story's part of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from twosource.people.models import User
from twosource.people.reads import is_editor
from twosource.stories.drafts import latest_draft
from twosource.stories.models import Obligation, Resolution, StoryPage
from twosource.stories.obligations import owed_by, proposal_for, unnoted

from ..forms.deed import Deed
from ..forms.obligations import Agree, Propose, TurnDown
from ..screen import StatusWord, status_word

OLD = timedelta(hours=24)  # readers have waited too long


@dataclass(frozen=True, slots=True)
class Owed:
    """One claim that no longer stands as readers were told, and what moved."""

    row: Obligation
    status: StatusWord
    what: str


@dataclass(frozen=True, slots=True)
class StoryOwed:
    """What one story owes: `since` when first, `late` when that is too long ago, `waits` for whom."""

    story: StoryPage
    rows: tuple[Owed, ...]
    since: datetime
    late: bool
    mine: bool
    waits: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal that waits; `refusal` says why this person may not agree."""

    row: Resolution
    kind: str
    refusal: str
    agree: Deed
    turn_down: Deed


@dataclass(frozen=True, slots=True)
class OwedBoard:
    """One story's part of the desk: what it owes, what is proposed, and what the last proposals came to."""

    rows: tuple[Owed, ...]
    since: datetime
    late: bool
    proposed: Proposed | None
    propose: Deed
    refused: tuple[Resolution, ...]
    unnoted: bool


def obligation_queue(by: User, *, mine_only: bool = False) -> tuple[StoryOwed, ...]:
    """Every story that owes its readers a note, the one that has owed longest first."""
    rows = (
        Obligation.objects.filter(closed_at=None)
        .select_related("story__owner", "claim", "premise", "resolution__proposed_by")
        .defer("story__body", "claim__assessment", "premise__assessment")
        .order_by("opened_at", "pk")
    )
    found: dict[int, list[Obligation]] = {}
    for row in rows:
        found.setdefault(row.story_id, []).append(row)
    stories = (_story(owed, by) for owed in found.values())
    return tuple(one for one in stories if one.mine or not mine_only)


def _story(rows: list[Obligation], by: User) -> StoryOwed:
    story, since = rows[0].story, rows[0].opened_at
    waiting = next((row.resolution for row in rows if row.resolution and is_open(row.resolution)), None)
    if waiting is None:
        waits = _("nobody has proposed anything yet")
    elif waiting.human_id == by.human_id:
        waits = _("you proposed; a second person decides")
    else:
        waits = _("%(who)s proposed; it waits for a second person") % {"who": waiting.proposed_by}
    return StoryOwed(
        story, tuple(owed(row) for row in rows), since, is_late(since), story.owner_id == by.pk, waits
    )


def is_open(resolution: Resolution) -> bool:
    return resolution.state == Resolution.State.PROPOSED


def is_late(since: datetime) -> bool:
    return timezone.now() - since > OLD


def owed(row: Obligation) -> Owed:
    return Owed(row, status_word(row.claim.status), what_moved(row))


def what_moved(row: Obligation) -> str:
    """Why the story is no longer as it should be, in a sentence."""
    if row.because == Obligation.Because.STATUS:
        return _("Published as %(was)s.") % {"was": status_word(row.was).label}
    if row.because == Obligation.Because.PREMISE and row.premise is not None:
        return _("It rests on “%(premise)s”, which was %(was)s and is %(now)s.") % {
            "premise": row.premise, "was": status_word(row.was).label,
            "now": status_word(row.premise.status).label,
        }  # fmt: skip
    if row.because == Obligation.Because.REPLY:
        return _("Word came from those who were asked, after it was published.")
    return _("The gate would no longer let it out as it is carried: %(rules)s.") % {"rules": row.became}


def owed_board(story: StoryPage, make: Callable[..., Deed], by: User) -> OwedBoard | None:
    """One story's part for one person; None when it owes nothing."""
    rows = owed_by(story)
    if not rows:
        return None
    since = min(row.opened_at for row in rows)
    turned = story.resolutions.filter(state=Resolution.State.REFUSED, decided_at__gte=since)
    return OwedBoard(
        rows=tuple(owed(row) for row in rows),
        since=since,
        late=is_late(since),
        proposed=_proposed(story, make, by),
        propose=make(Propose),
        refused=tuple(turned.select_related("proposed_by", "decided_by")),
        unnoted=bool(unnoted(latest_draft(story))),
    )


def _proposed(story: StoryPage, make: Callable[..., Any], by: User) -> Proposed | None:
    row = proposal_for(story)
    if row is None:
        return None
    refusal = ""
    if row.human_id == by.human_id:
        refusal = _("You proposed it. A second person must agree.")
    elif row.kind != Resolution.Kind.NO_CHANGE and not is_editor(by):
        refusal = _("Agreeing publishes the note, so it takes an editor.")
    label = str(Resolution.Kind(row.kind).label).capitalize()
    return Proposed(row, label, refusal, make(Agree, row.pk), make(TurnDown, row.pk))
