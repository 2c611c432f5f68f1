"""A reader who leaves: what becomes of what they wrote, and all of it in one file before that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from twosource.ledger.actions import record_all
from twosource.people.models import User
from twosource.readers.actions import GO
from twosource.readers.events import ReaderLeft

from .actions.counting import Turned, count
from .events import CommentDeleted
from .models import Comment, Edit, Elsewhere, Following, Hold, Notice, Report, Support, Trace

AT_A_TIME = 500


def comments_of(user: User) -> Iterator[dict[str, Any]]:
    """Every comment this account wrote, in the order of writing, with what it said before and what was decided."""
    mine = Comment.objects.filter(author=user).select_related("thread").order_by("pk")
    rows = mine.prefetch_related("edits", "decisions__rule", "decisions__appeal")
    for each in rows.iterator(chunk_size=AT_A_TIME):
        yield {
            "under": each.thread.title, "path": each.thread.path, "number": each.pk, "answers": each.parent_id,
            "words": each.source, "state": each.state, "posted_at": each.posted_at, "edited_at": each.edited_at,
            "supported": each.supported,
            "before": [{"words": one.source, "until": one.at} for one in each.edits.all()],
            "decided": [_decided(one) for one in each.decisions.all()],
        }  # fmt: skip


def _decided(decision: Any) -> dict[str, Any]:
    appeal = getattr(decision, "appeal", None)
    rule = decision.rule
    return {
        "verdict": decision.verdict, "rule": f"{rule.number}. {rule.title}" if rule else None,
        "reason": decision.reason, "at": decision.at, "taken_back_at": decision.undone_at,
        "appeal": {"words": appeal.words, "outcome": appeal.outcome, "answer": appeal.answer} if appeal else None,
    }  # fmt: skip


def reports_of(user: User) -> Iterator[dict[str, Any]]:
    """Every report of a comment this account made."""
    for each in Report.objects.filter(by=user).select_related("rule").order_by("pk").iterator():
        yield {
            "number": each.comment_id, "rule": f"{each.rule.number}. {each.rule.title}", "words": each.words,
            "at": each.at, "outcome": each.outcome,
        }  # fmt: skip


def followings_of(user: User) -> Iterator[dict[str, Any]]:
    """The threads this account has letters about."""
    for each in Following.objects.filter(by=user).select_related("thread").order_by("pk").iterator():
        yield {"under": each.thread.title, "path": each.thread.path, "since": each.since}


def supports_of(user: User) -> Iterator[dict[str, Any]]:
    """The comments this account found worth reading."""
    for each in Support.objects.filter(by=user).order_by("pk").iterator():
        yield {"number": each.comment_id, "at": each.at}


def reader_left(fact: ReaderLeft) -> None:
    """Hears that an account is gone: its letters end, and its words go where its owner wished so."""
    Following.objects.filter(by=fact.user_id).delete()
    Notice.objects.filter(to=fact.user_id, sent_at=None).delete()
    # What they were called where they wrote before they came here.
    Elsewhere.objects.filter(user=fact.user_id).update(name="")
    Comment.objects.filter(author=fact.user_id).exclude(name="").update(name="")
    if fact.words == GO:
        while _let_go(fact.user_id):
            pass


@transaction.atomic
def _let_go(user_id: int) -> int:
    """Take the words of some comments off the record, every version of them; returns how many.

    The places stay, so that answers keep theirs. What was decided of them stays, and one that a moderator removed
    stays removed. Done twice, it does nothing.
    """
    said_before = Exists(Edit.objects.filter(comment=OuterRef("pk")))
    mine = Comment.objects.filter(~Q(source="", html="", name="", sender="") | said_before, author=user_id)
    rows = mine.select_for_update(of=("self",)).select_related("thread").order_by("pk")
    some = list(rows[:AT_A_TIME])
    turned = []
    for each in some:
        was = each.state
        each.source = each.html = each.name = each.sender = ""
        each.likeness = None
        if was in (Comment.State.SHOWN, Comment.State.HELD):
            each.state, each.turn = Comment.State.DELETED, each.turn + 1
        turned.append(Turned(each, was, each.state))
    Comment.objects.bulk_update(some, ["source", "html", "name", "sender", "likeness", "state", "turn"])
    Edit.objects.filter(comment__in=some).delete()
    Trace.objects.filter(comment__in=some).delete()
    Hold.objects.filter(comment__in=some).update(words="", detail="")
    count(turned)
    gone = [one.comment for one in turned if one.was != one.now]
    record_all(
        [CommentDeleted(each.thread_id, under=each.thread.under, comment_id=each.pk) for each in gone],
        by=None,
    )
    return len(some)
