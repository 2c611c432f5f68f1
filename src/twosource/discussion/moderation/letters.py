"""The letters to readers whose words were removed, whose appeal was decided, or who cannot write for a time."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Appeal, Ban, Decision, Notice, Rule
from .standards import standards_url

MOST_TOLD = 20  # comments that one letter quotes; it says how many more there are
QUOTED = 300  # characters


def subject_of(notices: Sequence[Notice]) -> str:
    """What the letter is about: the gravest of it."""
    paper = settings.TWOSOURCE.newsroom.name
    if any(one.ban_id for one in notices):
        return _("You cannot write in %(paper)s for a time") % {"paper": paper}
    if any(one.appeal_id for one in notices):
        return _("Your appeal was decided: %(paper)s") % {"paper": paper}
    removed = sum(1 for one in notices if one.decision_id)
    words = ngettext(
        "Your comment was removed: %(paper)s", "%(n)d of your comments were removed: %(paper)s", removed
    )
    return words % {"paper": paper, "n": removed}


def letter_of(notices: Sequence[Notice]) -> str:
    """One letter for all that one reader is to be told, the oldest first."""
    parts = [_part(one) for one in notices[:MOST_TOLD]]
    more = len(notices) - MOST_TOLD
    if more > 0:
        parts.append(ngettext("And %(n)d more.", "And %(n)d more.", more) % {"n": more})
    mine = f"{settings.WAGTAILADMIN_BASE_URL}/discussion/mine/"
    parts.append(_("All you wrote, and what became of it:") + "\n" + mine)
    parts.append(settings.TWOSOURCE.newsroom.name)
    return "\n\n".join(parts) + "\n"


def _part(one: Notice) -> str:
    if one.decision is not None and one.decision.rule is not None:
        return _removal(one.decision, one.decision.rule)
    if one.appeal is not None:
        return _appeal(one.appeal)
    return _ban(one.ban) if one.ban is not None else ""


def _removal(decision: Decision, rule: Rule) -> str:
    base = settings.WAGTAILADMIN_BASE_URL
    told = {"title": decision.comment.thread.title, "rule": rule.number, "named": rule.title}
    lines = [
        _("Your comment under “%(title)s” was removed by rule %(rule)d, “%(named)s”.") % told,
        _quoted(decision.comment.source),
    ]
    if decision.reason:
        lines.append(_("The moderator says: %(reason)s") % {"reason": decision.reason})
    lines.append(_("The rule:") + f" {base}{standards_url(rule.edition.number, rule.number)}")
    lines.append(
        _("If you think that this was wrong, somebody else looks at it:")
        + f" {base}/discussion/appeal/{decision.pk}/"
    )
    return "\n".join(lines)


def _appeal(appeal: Appeal) -> str:
    comment = appeal.decision.comment
    told = {"title": comment.thread.title, "answer": appeal.answer}
    if appeal.outcome == Appeal.Outcome.UPHELD:
        words = _("You were right: your comment under “%(title)s” is shown again.")
    else:
        words = _("Another moderator looked at your comment under “%(title)s”. The removal stands.")
    return "\n".join([words % told, _quoted(comment.source), _("They say: %(answer)s") % told])


def _ban(ban: Ban) -> str:
    day = date_format(localtime(ban.until), "j F Y H:i")
    told = {"day": day, "rule": ban.rule.number, "named": ban.rule.title, "reason": ban.reason}
    return "\n".join([
        _("You cannot write here until %(day)s, by rule %(rule)d, “%(named)s”. You can read everything.") % told,
        _("The moderator says: %(reason)s") % told,
    ])  # fmt: skip


def _quoted(source: str) -> str:
    words = source if len(source) <= QUOTED else source[:QUOTED].rstrip() + "…"
    return "\n".join(f"> {line}" for line in words.splitlines())
