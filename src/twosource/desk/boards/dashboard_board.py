"""What is due at the desk, for one person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from twosource.kernel.vocabulary import Mode, Status
from twosource.people.models import User
from twosource.replies.models import Request
from twosource.replies.reads import overdue, sentence_of
from twosource.stories.models import SectionPage, Stage, StoryPage
from twosource.verification.copy_reads import open_pairs
from twosource.verification.models import Claim

from ..screen import StatusWord, status_word
from .claim_board import sign_refusal
from .stages import Place, in_stages, place_of, scheduled

LATELY = timedelta(days=7)
MOST = 60
SIGNED = (Status.CONFIRMED, Status.REFUTED, Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class StoryRow:
    story: StoryPage
    title: str
    place: Place
    claims: int
    proposals: int
    mine: bool


@dataclass(frozen=True, slots=True)
class StoryBand:
    """The stories of one stage."""

    title: str
    code: str
    rows: tuple[StoryRow, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """A claim that waits to be signed; `refusal` says why this person may not."""

    claim: Claim
    status: StatusWord
    story: StoryPage
    signed: int
    refusal: str


@dataclass(frozen=True, slots=True)
class LateRequest:
    row: Request
    sentence: str


@dataclass(frozen=True, slots=True)
class Dashboard:
    due: tuple[Due, ...]
    bands: tuple[StoryBand, ...]
    late: tuple[LateRequest, ...]
    to_decide: tuple[StoryRow, ...]
    sections: tuple[SectionPage, ...]
    mine_only: bool
    alike: int


def dashboard_board(by: User, *, mine_only: bool = False) -> Dashboard:
    """The whole desk for one person; `mine_only` keeps other people's stories out of the list of stories."""
    rows = _rows(by)
    shown = [row for row in rows if row.mine] if mine_only else rows
    bands = (
        ("refused", _("Refused when their minute came"), ("refused",)),
        ("scheduled", _("Scheduled"), ("scheduled",)),
        ("checking", _("Being checked"), ("checking",)),
        ("writing", _("Being written"), ("writing", "away")),
        ("changed", _("Live, with a newer draft"), ("changed",)),
        ("live", _("Live this week"), ("live",)),
    )
    return Dashboard(
        due=tuple(due_claims(by)),
        bands=tuple(
            StoryBand(title, code, tuple(row for row in shown if row.place.code in codes))
            for code, title, codes in bands
            if any(row.place.code in codes for row in shown)
        ),
        late=tuple(
            LateRequest(row, f"{row.asked} {sentence_of(row)}") for row in overdue().order_by("deadline")
        ),
        to_decide=tuple(row for row in rows if row.proposals),
        sections=tuple(SectionPage.objects.live().order_by("path")),
        mine_only=mine_only,
        alike=len(open_pairs()),
    )


def _rows(by: User) -> list[StoryRow]:
    """Every draft, and what went live lately, newest first."""
    lately = timezone.now() - LATELY
    stories = (
        in_stages(StoryPage.objects.defer("body"))
        .filter(Q(live=False) | Q(has_unpublished_changes=True) | Q(last_published_at__gte=lately))
        .annotate(
            proposed=Count("proposals", filter=Q(proposals__state="proposed"), distinct=True),
            claims=Count("carried__claim", distinct=True),
        )
        .order_by("-latest_revision_created_at", "-pk")[: MOST * 2]
    )
    due = scheduled()
    return [
        StoryRow(
            story=story,
            title=story.draft_title or story.title,
            place=place_of(story, due),
            claims=story.claims,
            proposals=story.proposed,
            mine=story.owner_id == by.pk,
        )
        for story in stories
    ]


def due_claims(by: User) -> Iterable[Due]:
    """The claims of stories being checked that the gate waits for, those this person may sign first."""
    found: dict[int, Due] = {}
    stories = StoryPage.objects.defer("body").filter(stage__name=Stage.Name.CHECKING, live=False)
    for story in stories.prefetch_related("carried").order_by("stage__since")[:MOST]:
        for claim in waited_for(story):
            if claim.pk not in found:
                found[claim.pk] = _due(claim, story, by)
    return sorted(found.values(), key=lambda due: bool(due.refusal))


def waited_for(story: StoryPage) -> list[Claim]:
    """The claims that must be signed for this story: what is attributed waits for *that it was said*."""
    rows = list(story.carried.all())
    direct = {row.claim_id for row in rows if row.mode in (Mode.FACT, Mode.REFUTATION)}
    attributed = {row.claim_id for row in rows if row.mode == Mode.ATTRIBUTED}
    wanted = Q(pk__in=direct) | Q(about__in=attributed) | Q(pk__in=attributed, about__isnull=False)
    return list(
        Claim.objects.filter(wanted).exclude(status__in=SIGNED).select_related("speaker").order_by("pk")
    )


def _due(claim: Claim, story: StoryPage, by: User) -> Due:
    standing = set(claim.assessment.get("standing", ()))
    signers = {
        check.human_id for check in claim.checks.all() if check.pk in standing and check.verdict == "stands"
    }
    return Due(claim, status_word(claim.status), story, len(signers), sign_refusal(claim, "stands", by))
