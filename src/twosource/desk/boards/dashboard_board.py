"""What is due at the desk, for one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from twosource.people.models import User
from twosource.replies.models import Request
from twosource.replies.reads import overdue, whole_sentence_of
from twosource.stories.models import SectionPage, StoryPage
from twosource.verification.copy_reads import open_pairs

from .checks_board import Due, due_claims
from .obligation_board import StoryOwed, obligation_queue
from .stages import Place, in_stages, place_of, scheduled

LATELY = timedelta(days=7)
MOST = 60
MOST_DUE = 20  # the rest is in the queue


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
class LateRequest:
    row: Request
    sentence: str


@dataclass(frozen=True, slots=True)
class Dashboard:
    due: tuple[Due, ...]
    due_count: int
    bands: tuple[StoryBand, ...]
    late: tuple[LateRequest, ...]
    to_decide: tuple[StoryRow, ...]
    sections: tuple[SectionPage, ...]
    mine_only: bool
    alike: int
    owed: tuple[StoryOwed, ...]


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
    due = sorted(due_claims(by), key=lambda one: bool(one.refusal))
    return Dashboard(
        due=tuple(due[:MOST_DUE]),
        due_count=len(due),
        bands=tuple(
            StoryBand(title, code, tuple(row for row in shown if row.place.code in codes))
            for code, title, codes in bands
            if any(row.place.code in codes for row in shown)
        ),
        late=tuple(LateRequest(row, whole_sentence_of(row)) for row in overdue().order_by("deadline")[:MOST]),
        to_decide=tuple(row for row in rows if row.proposals),
        sections=tuple(SectionPage.objects.live().order_by("path")),
        mine_only=mine_only,
        alike=len(open_pairs()),
        owed=obligation_queue(by, mine_only=mine_only),
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
