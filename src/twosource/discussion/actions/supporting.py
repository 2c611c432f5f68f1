"""Saying that a comment is worth reading, and taking that back."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.verification.refusals import Refused

from ..events import CommentSupported
from ..models import Comment, Support
from ..reads import may_write


@transaction.atomic
def support_comment(*, comment: Comment, by: User) -> bool:
    """Support a comment, or no more if this account does already; returns whether it does now.

    Raises: Refused for one's own, for what readers do not see, and for who may not write there.
    """
    found = Comment.objects.select_for_update(of=("self",)).select_related("thread").get(pk=comment.pk)
    if found.state != Comment.State.SHOWN:
        raise Refused(_("This comment is not there any more."))
    if found.author_id == by.pk:
        raise Refused(_("Others say whether your comment is worth reading."))
    if why := may_write(by, found.thread):
        raise Refused(why)
    taken_back, _rows = Support.objects.filter(comment=found, by=by).delete()
    if not taken_back:
        Support.objects.create(comment=found, by=by, at=now())
    Comment.objects.filter(pk=found.pk).update(supported=F("supported") + (-1 if taken_back else 1))
    record(CommentSupported(found.thread_id, found.thread.under, comment_id=found.pk), by=by)
    return not taken_back
