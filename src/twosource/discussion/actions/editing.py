"""Authors changing and deleting what they wrote. What it said before stays on record, for who moderates."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User

from ..events import CommentDeleted, CommentEdited
from ..holding import history_of, holds_for, likenesses, remember
from ..limits import bans_at
from ..markup import clean, render
from ..models import Comment, Edit, Hold
from ..posting import Wanted
from ..refusals import BadWords, NotYours, TooLate
from ..remembering import forget
from .counting import Turned, count
from .posting import words_refused, writers

State = Comment.State


def editable_until(comment: Comment) -> datetime | None:
    """Until when its author can change it; None where that is over for good, whatever the hour."""
    if comment.state not in (State.SHOWN, State.HELD):
        return None
    return comment.posted_at + timedelta(minutes=settings.TWOSOURCE.discussion.edit_minutes)


@transaction.atomic
def edit_comment(*, comment: Comment, source: str, by: User) -> Comment:
    """Change the words of a comment, within the time the newsroom gives. The old ones are kept in an `Edit`.

    The new words are looked at as if they were posted now: what holds them hides the comment until a moderator has
    read it. One that waits already goes on waiting. Its `turn` grows, so that nobody decides on words they have not
    seen. The same words again change nothing. Fact: `CommentEdited`.

    Raises: NotYours; TooLate after the time, or once it was removed or deleted; BadWords on too many or none.
    """
    comment = _own(comment, by)
    until = editable_until(comment)
    if until is None or now() >= until:
        raise TooLate(_("This comment cannot be changed any more. You can delete it, or answer it."))
    if by.pk not in writers({by.pk}):
        raise NotYours(_("This account cannot write here."))
    banned = bans_at(now()).of(by)
    if banned is not None:
        raise TooLate(banned.words)
    cleaned = clean(source)
    refused = words_refused(cleaned)
    if refused is not None:
        raise BadWords(refused.words)
    if cleaned == comment.source:
        return comment
    return _rewritten(comment, cleaned, by)


def _rewritten(comment: Comment, source: str, by: User) -> Comment:
    wanted = Wanted(
        under=comment.thread.under, source=source, by=by, receipt=comment.receipt or "", at=now(),
        sender=comment.sender, answers=comment.parent_id,
    )  # fmt: skip
    history = history_of([wanted], besides=[comment.pk])
    [holds] = holds_for([wanted], history)
    was = comment.state
    Edit.objects.create(comment=comment, source=comment.source, at=now())
    comment.source, comment.html, comment.edited_at = source, render(source), now()
    comment.turn += 1
    if holds:
        comment.state = State.HELD
        for hold in holds:
            hold.comment = comment
        comment.holds.all().delete()
        Hold.objects.bulk_create(holds)
    [comment.likeness] = likenesses([wanted], history)
    comment.save(update_fields=["source", "html", "edited_at", "turn", "state", "likeness"])
    forget(comment)
    remember([comment], history)
    count([Turned(comment, was, comment.state)])
    record(CommentEdited(comment.thread_id, under=comment.thread.under, comment_id=comment.pk), by=None)
    return comment


@transaction.atomic
def delete_comment(*, comment: Comment, by: User) -> Comment:
    """Take one's own words away, at any time; the place stays, and so do the answers. Deleted twice is deleted.

    What it said is kept in an `Edit`. Fact: `CommentDeleted`.

    Raises: NotYours; TooLate when it was removed, for then it is a matter of record.
    """
    comment = _own(comment, by)
    if comment.state == State.DELETED:
        return comment
    if comment.state == State.REMOVED:
        raise TooLate(_("This comment was removed, and nobody sees its words. You can appeal."))
    was = comment.state
    Edit.objects.create(comment=comment, source=comment.source, at=now())
    comment.source = comment.html = ""
    comment.state, comment.likeness = State.DELETED, None
    comment.turn += 1
    comment.save(update_fields=["source", "html", "state", "likeness", "turn"])
    forget(comment)
    count([Turned(comment, was, comment.state)])
    record(CommentDeleted(comment.thread_id, under=comment.thread.under, comment_id=comment.pk), by=None)
    return comment


def _own(comment: Comment, by: User) -> Comment:
    """The comment as it is now, for its author alone."""
    found = Comment.objects.select_for_update(of=("self",)).select_related("thread").get(pk=comment.pk)
    if found.author_id is None or found.author_id != by.pk:
        raise NotYours(_("Only who wrote a comment can change or delete it."))
    return found
