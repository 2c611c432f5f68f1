"""Which comment a moderator had before them: its turn, and which version of its words."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ..models import Comment, Decision
from .refusals import BadValue


def seen_of(comment: Comment) -> str:
    """What a decision carries: another one after every decision and every edit."""
    if comment.edited_at is None:
        return str(comment.turn)
    return f"{comment.turn}-{int(comment.edited_at.timestamp() * 1_000_000)}"


def read_seen(words: str) -> dict[int, str]:
    """`12:0 13:2` → {12: "0", 13: "2"}, as a form for many comments carries it. Raises BadValue on anything else."""
    told = {}
    for each in words.split():
        number, _colon, seen = each.partition(":")
        if not (number.isascii() and number.isdigit() and len(number) < 19 and seen):
            raise BadValue(_("comments: %(value)r is no comment and its turn.") % {"value": each[:40]})
        told[int(number)] = seen
    return told


def write_seen(comments: Iterable[Comment]) -> str:
    """The other way round."""
    return " ".join(f"{comment.pk}:{seen_of(comment)}" for comment in comments)


def what_was_decided(decision: Decision, *, many: bool = False) -> str:
    """One sentence: who decided what, and when; of one comment, or of `many` decided alike."""
    when = date_format(localtime(decision.at), "j M H:i")
    told = {"who": str(decision.by), "when": when, "rule": decision.rule.number if decision.rule else 0}
    match decision.verdict:
        case Decision.Verdict.APPROVED:
            words = _("%(who)s approved them, %(when)s.") if many else _("%(who)s approved it, %(when)s.")
        case Decision.Verdict.RESTORED:
            words = _("%(who)s restored them, %(when)s.") if many else _("%(who)s restored it, %(when)s.")
        case Decision.Verdict.REMOVED if many:
            words = _("%(who)s removed them by rule %(rule)d, %(when)s.")
        case _removed:
            words = _("%(who)s removed it by rule %(rule)d, %(when)s.")
    return words % told


def what_came_between(comment: Comment) -> str:
    """Why a decision comes too late: the last thing that was decided, or that the author changed it."""
    last = comment.decisions.select_related("by", "rule").order_by("-turn").first()
    if last is None or (last.turn + 1 < comment.turn and last.undone_at is None):
        return _("Its author changed it meanwhile. Read it again.")
    if last.undone_at is not None:
        return what_was_decided(last) + " " + _("That was taken back. Look at it again.")
    if comment.edited_at and comment.edited_at > last.at:
        return _("Its author changed it meanwhile. Read it again.")
    return what_was_decided(last)
