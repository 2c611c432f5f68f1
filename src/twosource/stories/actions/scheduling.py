"""Keeping the schedule: what is due goes live, what is refused or late alarms the desk, what waits can be taken off."""

from __future__ import annotations

import logging
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.people.reads import demand_editor
from twosource.verification.refusals import BadValue, Refused

from ..drafts import latest_draft
from ..embargo import demand_hour
from ..events import ScheduleMissed, ScheduleRefused, StoryScheduled, StoryUnscheduled
from ..missed import LATE, end_missed, headline_of, why_late
from ..models import Missed, Refusal, StoryPage
from ..obligations import recheck
from ..waiting import refuse_outdated, waiting_revision

log = logging.getLogger("twosource.stories")

# A database that is locked, gone or out of room: nothing is wrong with the story.
IN_TROUBLE = (OperationalError, InterfaceError)
MOST_TROUBLES = 2  # in one turn: each may have cost a wait


def publish_due(
    *, moment: datetime | None = None, last_turn: datetime | None = None
) -> tuple[list[StoryPage], list[Refusal]]:
    """Publish every scheduled story whose minute has come, and unpublish what has expired.

    One transaction a story: a refused one is put on record for the desk and holds up no other; a database in
    trouble refuses nothing, and the story is tried again. One that comes late is put on record too, with
    `last_turn`, when the schedule last worked before this. What is owed to readers is looked at again where a
    deadline has passed.

    Returns (published, refused). Raises: OperationalError or InterfaceError, after the stories it could publish.
    """
    moment = moment or timezone.now()
    published: list[StoryPage | None] = []
    refused: list[Refusal] = []
    troubles: list[Exception] = []
    due = Revision.objects.filter(approved_go_live_at__lte=moment).order_by("approved_go_live_at", "pk")
    for pk in list(due.values_list("pk", flat=True)):
        try:
            outcome = _publish_due_one(pk, last_turn)
        except IN_TROUBLE as error:
            log.warning("scheduled revision %s waits for the database: %s", pk, str(error).strip())
            troubles.append(error)
            if len(troubles) == MOST_TROUBLES:
                break
            continue
        if isinstance(outcome, Refusal):
            refused.append(outcome)
        else:
            published.append(outcome)
    if troubles:
        raise troubles[0]
    for story in StoryPage.objects.filter(live=True, expire_at__lt=moment):
        _expire_one(story)
    recheck()
    return [story for story in published if story is not None], refused


def _expire_one(story: StoryPage) -> None:
    try:
        with transaction.atomic():
            story.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    except Exception:
        log.exception("story %s has expired and could not be unpublished; it is tried again", story.pk)


def _publish_due_one(pk: int, last_turn: datetime | None = None) -> StoryPage | Refusal | None:
    try:
        with transaction.atomic():
            revision = (
                Revision.objects.select_for_update().filter(pk=pk, approved_go_live_at__isnull=False).first()
            )
            if revision is None:
                return None
            due_at = revision.approved_go_live_at
            refuse_outdated(revision)
            _keep_address(revision)
            revision.publish(log_action="wagtail.publish.scheduled")
            _note_if_late(revision, due_at, last_turn)
            return StoryPage.objects.filter(pk=int(revision.object_id)).first()
    except ValidationError as error:
        return _refuse_due(pk, error.messages)
    except IN_TROUBLE:
        raise
    except Exception as error:
        log.exception("scheduled revision %s could not be published", pk)
        return _refuse_due(pk, [f"{type(error).__name__}: {error}"])


def _keep_address(revision: Revision) -> None:
    """A new version of a story that readers have takes its place at the address they know."""
    slug = (
        StoryPage.objects.filter(pk=int(revision.object_id), live=True).values_list("slug", flat=True).first()
    )
    if slug is not None and revision.content.get("slug") != slug:
        revision.content["slug"] = slug
        revision.save(update_fields=["content"])


def _note_if_late(revision: Revision, due_at: datetime, last_turn: datetime | None) -> None:
    moment = timezone.now()
    if moment - due_at <= LATE:
        return
    noted = Missed.objects.filter(story=int(revision.object_id), due_at=due_at).first()
    late = noted or Missed(
        story_id=int(revision.object_id), revision=revision, headline=headline_of(revision), due_at=due_at,
        found_at=moment, why=why_late(moment, last_turn), last_turn=last_turn,
    )  # fmt: skip
    late.kind, late.went_out_at = Missed.Kind.LATE, moment
    # It is out, which ends nothing: somebody must have seen that it came late.
    late.ended_at, late.ended_by, late.how = None, None, ""
    late.save()
    if noted is None:
        record(ScheduleMissed(late.story_id, due_at=due_at.isoformat()), by=None)


@transaction.atomic
def _refuse_due(pk: int, reasons: list[str]) -> Refusal | None:
    """Take the story off the schedule and show the desk why; it is scheduled again by a person."""
    revision = Revision.objects.get(pk=pk)
    due_at = revision.approved_go_live_at
    Revision.objects.filter(pk=pk).update(approved_go_live_at=None)
    story = StoryPage.objects.filter(pk=int(revision.object_id)).first()
    if story is None:
        return None
    refusal = Refusal.objects.create(story=story, due_at=due_at, refused_at=now(), reasons=reasons)
    Missed.objects.update_or_create(
        story=story, due_at=due_at,
        defaults={"kind": Missed.Kind.REFUSED, "reasons": reasons, "ended_at": None, "ended_by": None, "how": ""},
        create_defaults={
            "kind": Missed.Kind.REFUSED, "reasons": reasons, "revision": revision, "found_at": timezone.now(),
            "headline": headline_of(revision),
        },
    )  # fmt: skip
    record(ScheduleRefused(story.pk), by=None)
    return refusal


@transaction.atomic
def reschedule_story(*, story: StoryPage, at: datetime, by: User) -> None:
    """Have the version that waits go live at another moment; whatever was edited since stays out of it.

    Raises: NotYourRole; Refused when nothing waits; BadValue when `at` is past; Embargoed.
    """
    demand_editor(by)
    if at <= timezone.now():
        raise BadValue(_("at: %(at)s is past; choose a later time, or publish now.") % {"at": at})
    demand_hour(story, at)
    revision = waiting_revision(story)
    if revision is None:
        raise Refused(_("This story is not scheduled."))
    before, revision.approved_go_live_at = revision.approved_go_live_at, at
    revision.content["go_live_at"] = at.isoformat()
    revision.save(update_fields=["approved_go_live_at", "content"])
    StoryPage.objects.filter(pk=story.pk, live=False).update(go_live_at=at)
    end_missed(story, Missed.How.SCHEDULED, by=by)
    fact = StoryScheduled(story.pk, at=at.isoformat(), revision_id=revision.pk, replaces=before.isoformat())
    record(fact, by=by)


@transaction.atomic
def unschedule_story(*, story: StoryPage, by: User) -> None:
    """Take a story off the schedule; it stays a draft (or stays live as it is) until a person publishes it.

    Raises: NotYourRole; Refused when it is not scheduled.
    """
    demand_editor(by)
    due = story.revisions.filter(approved_go_live_at__isnull=False)
    if not due.update(approved_go_live_at=None):
        raise Refused(_("This story is not scheduled."))
    StoryPage.objects.filter(pk=story.pk).update(go_live_at=None)
    story.go_live_at = None
    draft = latest_draft(story)
    draft.go_live_at = None
    draft.save_revision(user=by, changed=False)
    end_missed(story, Missed.How.UNSCHEDULED, by=by)
    record(StoryUnscheduled(story.pk), by=by)
