"""Minutes that were missed, as the desk is alarmed of them.

What is late is read from what waits, not from what anybody noted: so a page of the desk shows it even where no
process of the newsroom is left to note anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from twosource.ledger.clock import now
from twosource.people.models import User

from .beat import last_turn
from .embargo import said
from .models import Missed, StoryPage

LATE = timedelta(seconds=5)
PEOPLE = ("story__owner", "revision__user")
STOOD_STILL, STUCK = "stood_still", "stuck"


@dataclass(frozen=True, slots=True)
class Case:
    """A minute that was missed and that nobody has seen to. `row_id` is None where it is not noted yet; `whose` is
    who scheduled the version, or else who wrote the story.
    """

    story_id: int
    headline: str
    kind: str
    due_at: datetime
    why: str
    reasons: Sequence[str]
    went_out_at: datetime | None
    row_id: int | None
    owner_id: int | None
    whose: str


def late_revisions(moment: datetime) -> QuerySet[Revision]:
    """What should have been out by now, and is not."""
    return Revision.objects.filter(approved_go_live_at__lt=moment - LATE).order_by(
        "approved_go_live_at", "pk"
    )


def why_late(moment: datetime, turn: datetime | None) -> str:
    """The code of why something still waits: the schedule stands still, or it turns and cannot."""
    return STUCK if turn is not None and abs(moment - turn) <= LATE else STOOD_STILL


def why_in_words(case: Missed) -> str:
    """Why it was missed, for people; what the gate or another rule said stands in its `reasons`."""
    if case.kind == Missed.Kind.REFUSED:
        return ""
    if case.why == STUCK:
        return _("The schedule was at work and could not publish it: the database may be locked or busy.")
    if case.last_turn is None:
        return _("Nothing kept the schedule: “twosource serve” was not running.")
    return _(
        "Nothing kept the schedule from %(at)s on: “twosource serve” was not running, or the machine slept."
    ) % {"at": said(case.last_turn)}


def cases() -> list[Case]:
    """Every minute that was missed and not seen to, the earliest first. Three queries at most."""
    moment = timezone.now()
    noted = list(Missed.objects.filter(ended_at=None).select_related(*PEOPLE))
    known = {(row.story_id, row.due_at) for row in noted}
    found = [_case(row) for row in noted]
    waits = late_revisions(moment).select_related("user")
    late = [one for one in waits if (int(one.object_id), one.approved_go_live_at) not in known]
    if late:
        stories = StoryPage.objects.defer("body").select_related("owner")
        by_id = stories.in_bulk([int(one.object_id) for one in late])
        turn = last_turn()
        for revision in late:
            story = by_id.get(int(revision.object_id))
            if story is not None:
                found.append(_case(waiting_case(story, revision, moment, turn)))
    return sorted(found, key=lambda case: (case.due_at, case.story_id))


def waiting_case(story: StoryPage, revision: Revision, moment: datetime, turn: datetime | None) -> Missed:
    """The row, unsaved, of a version that still waits."""
    return Missed(
        story=story, revision=revision, headline=headline_of(revision), kind=Missed.Kind.WAITING,
        due_at=revision.approved_go_live_at, found_at=moment, why=why_late(moment, turn), last_turn=turn,
    )  # fmt: skip


def headline_of(revision: Revision) -> str:
    return str(revision.content.get("title") or revision.object_str)[:255]


def _case(row: Missed) -> Case:
    scheduled_by = row.revision.user if row.revision is not None else None
    return Case(
        row.story_id, row.headline, row.kind, row.due_at, why_in_words(row), row.reasons, row.went_out_at, row.pk,
        row.story.owner_id, str(scheduled_by or row.story.owner or ""),
    )  # fmt: skip


def end_missed(story: StoryPage, how: str, *, by: User | None = None) -> None:
    """What was missed of this story is settled so. What came late stays until somebody has seen it."""
    settled = Missed.objects.filter(story=story, ended_at=None).exclude(kind=Missed.Kind.LATE)
    if how == Missed.How.OUT:
        settled.update(went_out_at=now())
    settled.update(ended_at=now(), ended_by=by, how=how)
