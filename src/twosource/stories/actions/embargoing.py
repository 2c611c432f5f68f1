"""Setting, moving and lifting the hour before which a story may not go out."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from twosource.ledger.actions import record
from twosource.people.models import User
from twosource.people.reads import demand_editor, demand_staff
from twosource.verification.refusals import BadValue, Refused

from ..embargo import said
from ..events import EmbargoSet
from ..models import StoryPage
from ..waiting import waiting_revision

SENTENCE = 10
LONGEST_REASON = 500


@transaction.atomic
def set_embargo(*, story: StoryPage, until: datetime | None, reason: str, by: User) -> StoryPage:
    """Let nobody publish the story before `until`; None lifts the embargo. The reason is put on record.

    Anyone of the newsroom may set an hour or a later one; an earlier one, or none, is an editor's word.

    Raises: NotYourRole; BadValue on a moment that has passed, or a reason that says nothing; Refused when readers
    have the story already, or it is scheduled for before that hour.
    """
    demand_staff(by)
    _demand_reason(reason)
    if until is not None and until <= timezone.now():
        raise BadValue(_("until: %(at)s is past; choose a later hour.") % {"at": said(until)})
    found = StoryPage.objects.select_for_update(of=("self",)).get(pk=story.pk)
    was = found.embargo_until
    if found.live:
        raise Refused(_("Readers have this story already; an embargo holds back only what is not out."))
    if until is None and was is None:
        raise Refused(_("This story is not embargoed."))
    if was is not None and was > timezone.now() and (until is None or until < was):
        demand_editor(by)
    waits = waiting_revision(found)
    if until is not None and waits is not None and waits.approved_go_live_at < until:
        raise Refused(
            _("It is scheduled for %(at)s, before that hour. Take it off the schedule first.")
            % {"at": said(waits.approved_go_live_at)}
        )
    StoryPage.objects.filter(pk=story.pk).update(embargo_until=until)
    story.embargo_until = found.embargo_until = until
    record(
        EmbargoSet(story.pk, until=_iso(until), was=_iso(was), reason=reason.strip()),
        by=by,
    )
    return found


def _demand_reason(reason: str) -> None:
    if len(reason.strip()) < SENTENCE:
        raise BadValue(_("reason: say who asked for it, or why the hour changes, in a sentence."))
    if len(reason.strip()) > LONGEST_REASON:
        raise BadValue(_("reason: %(most)d characters at most.") % {"most": LONGEST_REASON})


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment is not None else ""
