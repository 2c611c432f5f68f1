"""The checker's queue: what is due for one person, soonest first, and what is due for others with the reason.

However many claims wait, it asks the same number of questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from twosource.kernel.vocabulary import Mode, Status
from twosource.people.models import User
from twosource.people.reads import demand_checker
from twosource.people.refusals import NotYourRole
from twosource.stories.models import Stage, StoryClaim, StoryPage
from twosource.verification.models import Check, Claim
from twosource.verification.signing import sign_refusals, signatures

from ..screen import StatusWord, status_word
from .stages import scheduled
from .words_board import Waiting, waiting_words

SIGNED = (Status.CONFIRMED, Status.REFUTED, Status.WITHDRAWN)
NEVER = datetime.max.replace(tzinfo=UTC)
AT_A_TIME = 10  # stories looked through at once for the next claim
MOST_LOST = 200


@dataclass(frozen=True, slots=True)
class Carrier:
    """A story that waits for its claims: `at` is its minute when it is scheduled; `carried` are (claim, mode)."""

    story_id: int
    title: str
    at: datetime | None
    since: datetime | None
    carried: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Due:
    """A claim that waits to be signed. `refusal` says why this person may not; empty when they may.

    `signed` are the people whose check that it stands still counts; `lost`: one counted once and no longer does.
    """

    claim_id: int
    text: str
    status: StatusWord
    speaker: str
    said: bool
    story_id: int
    story: str
    at: datetime | None
    signed: int
    lost: bool
    refusal: str


@dataclass(frozen=True, slots=True)
class ChecksBoard:
    """`yours` is what this person may sign, `others` what they may not; `fallen` lost a check in a live story."""

    yours: tuple[Due, ...]
    fallen: tuple[Due, ...]
    words: tuple[Waiting, ...]
    others: tuple[Due, ...]
    others_words: tuple[Waiting, ...]


def checks_board(by: User) -> ChecksBoard:
    """Everything that waits for a signature or for a second person's word, for one person."""
    due = due_claims(by)
    fallen = fallen_claims(by, {one.claim_id for one in due})
    words = waiting_words(by, [one.claim_id for one in due])
    return ChecksBoard(
        yours=tuple(one for one in due if not one.refusal),
        fallen=tuple(one for one in fallen if not one.refusal),
        words=tuple(one for one in words if not one.refusal),
        others=tuple(one for one in (*due, *fallen) if one.refusal),
        others_words=tuple(one for one in words if one.refusal),
    )


def due_claims(by: User, carriers: Sequence[Carrier] | None = None) -> list[Due]:
    """The claims that stories in checking wait for: those of scheduled stories first, by their minute."""
    wanted: dict[int, Carrier] = {}
    carriers = waiting_stories() if carriers is None else carriers
    said = _said_of(carriers)
    for carrier in carriers:
        for claim_id in _waits_for(carrier, said):
            wanted.setdefault(claim_id, carrier)
    return _due(wanted, by)


def next_due(by: User, *, besides: int) -> Due | None:
    """The first claim in this person's queue but this one; None when nothing waits for them."""
    carriers = waiting_stories()
    for start in range(0, len(carriers), AT_A_TIME):
        for one in due_claims(by, carriers[start : start + AT_A_TIME]):
            if not one.refusal and one.claim_id != besides:
                return one
    return None


def waiting_stories() -> list[Carrier]:
    """Stories with the checkers or on the schedule, soonest first, as their newest version carries claims."""
    due = scheduled()
    rows = StoryPage.objects.filter(
        Q(stage__name=Stage.Name.CHECKING) | Q(pk__in=list(due)), live=False
    ).values_list("pk", "draft_title", "title", "stage__since", "latest_revision__content__carried")
    found = [
        Carrier(pk, draft or title, due.get(pk), since, _carried(carried))
        for pk, draft, title, since, carried in rows
    ]
    return sorted(found, key=lambda one: (one.at is None, one.at or one.since or NEVER, one.story_id))


def fallen_claims(by: User, besides: set[int]) -> list[Due]:
    """Claims of live stories that were signed, and of whose checks one no longer counts."""
    rows = (
        StoryClaim.objects.filter(story__live=True, claim__checks__isnull=False)
        .exclude(claim__status__in=SIGNED)
        .order_by("claim_id", "story_id")
        .values_list("claim_id", "story_id", "story__title")
        .distinct()
    )
    wanted: dict[int, Carrier] = {}
    for claim_id, story_id, title in rows:
        if claim_id not in besides:
            wanted.setdefault(claim_id, Carrier(story_id, title, None, None, ()))
    return [one for one in _due(wanted, by) if one.lost][:MOST_LOST]


def _carried(content: Any) -> tuple[tuple[int, str], ...]:
    return tuple((row["claim"], row["mode"]) for row in content or () if row.get("claim"))


def _said_of(carriers: Iterable[Carrier]) -> Mapping[int, list[tuple[int, bool]]]:
    """For each claim these carry: the claims that it was said, and itself when it is one (its own id, True)."""
    ids = {claim_id for carrier in carriers for claim_id, _mode in carrier.carried}
    found: dict[int, list[tuple[int, bool]]] = {}
    about = Claim.objects.filter(Q(about__in=ids) | Q(pk__in=ids, about__isnull=False)).order_by("pk")
    for pk, about_id in about.values_list("pk", "about_id"):
        found.setdefault(about_id, []).append((pk, False))
        found.setdefault(pk, []).append((pk, True))
    return found


def _waits_for(carrier: Carrier, said: Mapping[int, list[tuple[int, bool]]]) -> list[int]:
    """The claims that must be signed for this story: what is attributed waits for *that it was said*."""
    wanted: list[int] = []
    for claim_id, mode in carrier.carried:
        if mode in (Mode.FACT, Mode.REFUTATION):
            wanted.append(claim_id)
        elif mode == Mode.ATTRIBUTED:
            wanted += [pk for pk, _itself in said.get(claim_id, ())]
    return wanted


def _due(wanted: Mapping[int, Carrier], by: User) -> list[Due]:
    """These claims as the queue shows them, in the order given; those that are signed are left out."""
    waiting = Claim.objects.filter(pk__in=list(wanted)).exclude(status__in=SIGNED)
    rows = {
        row["pk"]: row
        for row in waiting.values(
            "pk", "text", "status", "about_id", "speaker__name", "speaker__sealed_id", "assessment__standing"
        )
    }
    signed = signatures({pk: row["assessment__standing"] or () for pk, row in rows.items()})
    role = _role_refusal(by)
    refusals = {} if role else sign_refusals(signed, "stands", by)
    humans: dict[int, set[int]] = {}
    for claim_id, human_id in Check.objects.filter(claim__in=list(rows)).values_list("claim_id", "human_id"):
        humans.setdefault(claim_id, set()).add(human_id)
    return [
        Due(
            claim_id=pk,
            text=row["text"],
            status=status_word(row["status"]),
            speaker=_("a source known to us") if row["speaker__sealed_id"] else row["speaker__name"] or "",
            said=row["about_id"] is not None,
            story_id=wanted[pk].story_id,
            story=wanted[pk].title,
            at=wanted[pk].at,
            signed=len({one.human_id for one in signed[pk] if one.verdict == "stands"}),
            lost=bool(humans.get(pk, set()) - {one.human_id for one in signed[pk]}),
            refusal=role or (" ".join(refusals[pk].messages) if pk in refusals else ""),
        )
        for pk in wanted
        if (row := rows.get(pk)) is not None
    ]


def _role_refusal(by: User) -> str:
    try:
        demand_checker(by)
    except NotYourRole as refusal:
        return str(refusal)
    return ""
