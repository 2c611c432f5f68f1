"""Noticing that a minute was missed, telling those whose story it is, and having seen to it.

This is done by another process than the one that keeps the schedule: a schedule that is dead cannot say so.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.outside.mail import Letter, NotSent, mail
from twosource.people.models import User
from twosource.people.reads import demand_editor, editors
from twosource.verification.refusals import BadValue, Refused

from ..beat import last_turn
from ..embargo import said
from ..events import MissedSeen, ScheduleMissed
from ..missed import late_revisions, waiting_case, why_in_words
from ..models import Missed, StoryPage

TRIES = 5
BETWEEN_TRIES = timedelta(minutes=2)
LONGEST_NOTE = 500


def watch_schedule(*, moment: datetime | None = None) -> list[Missed]:
    """Put on record what should be out by now and is not; returns what was not on record before."""
    moment = moment or timezone.now()
    late = list(late_revisions(moment))
    if not late:
        return []
    noted = set(
        Missed.objects.filter(story__in=[int(one.object_id) for one in late]).values_list(
            "story_id", "due_at"
        )
    )
    fresh = [one for one in late if (int(one.object_id), one.approved_go_live_at) not in noted]
    return [found for one in fresh if (found := _note(one.pk, moment)) is not None]


@transaction.atomic
def _note(revision_pk: int, moment: datetime) -> Missed | None:
    """Looked at anew inside the transaction: it may have gone out just now."""
    revision = late_revisions(moment).select_for_update().filter(pk=revision_pk).first()
    story = StoryPage.objects.filter(pk=int(revision.object_id)).first() if revision is not None else None
    if revision is None or story is None:
        return None
    row = waiting_case(story, revision, moment, last_turn())
    if Missed.objects.filter(story=story, due_at=row.due_at).exists():
        return None
    row.save()
    record(ScheduleMissed(story.pk, due_at=row.due_at.isoformat()), by=None)
    return row


def post_alarms(*, most: int = 5) -> tuple[list[Letter], list[str]]:
    """Write to whose story it is, once a case; returns the letters sent, and what went wrong.

    A letter that did not leave is tried again, two minutes apart, five times in all.
    """
    sent: list[Letter] = []
    troubles: list[str] = []
    again = timezone.now() - BETWEEN_TRIES
    untold = Missed.objects.filter(told=[], tries__lt=TRIES).filter(Q(tried_at=None) | Q(tried_at__lte=again))
    for pk in list(untold.order_by("pk").values_list("pk", flat=True)[:most]):
        case = _take(pk, again)
        if case is not None:
            _post(case, sent, troubles)
    return sent, troubles


@transaction.atomic
def _take(pk: int, again: datetime) -> Missed | None:
    """Say that this case is being written of before it is: of two at once, one writes."""
    case = (
        Missed.objects.select_for_update(of=("self",))
        .select_related("story__owner", "revision__user")
        .get(pk=pk)
    )
    if case.told or (case.tried_at is not None and case.tried_at > again):
        return None
    case.tries, case.tried_at = case.tries + 1, timezone.now()
    case.save(update_fields=["tries", "tried_at"])
    return case


def _post(case: Missed, sent: list[Letter], troubles: list[str]) -> None:
    told = []
    for person in _whose(case):
        letter = _letter(case, person)
        try:
            mail().send(letter)
        except NotSent as trouble:
            troubles.append(f"{person.email}: {trouble}")
        else:
            told.append(person.pk)
            sent.append(letter)
    if told:
        Missed.objects.filter(pk=case.pk).update(told=told)


def _whose(case: Missed) -> list[User]:
    """Who wrote the story and who scheduled it; every editor, where neither is an editor with an address."""
    scheduled_by = case.revision.user if case.revision is not None else None
    own = [one for one in (case.story.owner, scheduled_by) if one is not None and one.is_active and one.email]
    people = {one.pk: one for one in own}
    can_mend = {one.pk: one for one in editors() if one.email}
    if not people.keys() & can_mend.keys():
        people |= can_mend
    return list(people.values())


def _letter(case: Missed, person: User) -> Letter:
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "localhost"
    why = " ".join([why_in_words(case), *case.reasons]).strip()
    told = {"story": case.headline, "at": said(case.due_at), "why": why}
    words = {
        Missed.Kind.REFUSED: _("“%(story)s” was due on %(at)s and was refused."),
        Missed.Kind.LATE: _("“%(story)s” was due on %(at)s and came late."),
    }.get(Missed.Kind(case.kind), _("“%(story)s” was due on %(at)s and is not out."))
    body = "\n\n".join([words % told, why, _("See to it at the desk:"), _desk_address()])
    subject = " ".join((words % told).split())
    return Letter(person.email, subject, body + "\n", f"<missed-{case.pk}-{person.pk}@{host}>")


def _desk_address() -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL}/desk/schedule/"


@transaction.atomic
def see_to_missed(*, missed: Missed, note: str, by: User) -> Missed:
    """End an alarm: an editor has seen it, and says what was done.

    Raises: NotYourRole; BadValue without a note; Refused when it has ended, or still waits (publish it, or take
    it off the schedule, instead).
    """
    demand_editor(by)
    if not note.strip():
        raise BadValue(_("note: say in a few words what was done about it."))
    if len(note.strip()) > LONGEST_NOTE:
        raise BadValue(_("note: %(most)d characters at most.") % {"most": LONGEST_NOTE})
    found = Missed.objects.select_for_update(of=("self",)).get(pk=missed.pk)
    if found.ended_at is not None:
        raise Refused(_("Somebody has seen to this already."))
    if found.kind == Missed.Kind.WAITING:
        raise Refused(_("It still waits. Publish it now, or take it off the schedule; that ends the alarm."))
    found.ended_at, found.ended_by, found.how = now(), by, Missed.How.SEEN
    found.save(update_fields=["ended_at", "ended_by", "how"])
    record(MissedSeen(found.story_id, missed_id=found.pk, note=note.strip()), by=by)
    return found
