"""Appeals, bans, threads and decisions, as moderators see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from twosource.discussion.actions.appealing import why_not_hear
from twosource.discussion.actions.ruling import is_closed
from twosource.discussion.models import Appeal, Ban, Decision, Thread, TopicPolicy
from twosource.discussion.models.threads import Premoderation
from twosource.people.models import User
from twosource.readers.reads import names
from twosource.stories.models import StoryPage
from twosource.stories.reads import live_stories
from twosource.topics.models import Topic

from ..forms.banning import LiftBan
from ..forms.deed import Deed
from ..forms.moderation import CloseThread, DecideAppeal, ReopenThread, RuleThread, RuleTopic

MOST = 50
MOST_SILENT = 10
THREAD_DEEDS: dict[str, type[Deed]] = {deed.act: deed for deed in (CloseThread, ReopenThread, RuleThread)}


@dataclass(frozen=True, slots=True)
class AppealRow:
    """An appeal with the removal it is against. `refusal` says why this person may not hear it."""

    appeal: Appeal
    author: str
    removed: str
    refusal: str
    decide: Deed | None
    outcome: str = ""


def appeal_rows(*, by: User, refused: Deed | None = None) -> tuple[AppealRow, ...]:
    """The open appeals, oldest first: those this person may hear before the others."""
    rows = list(_appeals().filter(outcome=Appeal.Outcome.OPEN).order_by("at", "pk")[:MOST])
    drawn = [_appeal_row(row, by, refused) for row in rows]
    return tuple(sorted(drawn, key=lambda row: bool(row.refusal)))


def appeals_decided(*, by: User) -> tuple[AppealRow, ...]:
    """The last ones that were decided."""
    rows = _appeals().exclude(outcome=Appeal.Outcome.OPEN).order_by("-decided_at", "-pk")[:20]
    return tuple(_appeal_row(row, by, None) for row in rows)


def _appeals() -> QuerySet[Appeal]:
    return Appeal.objects.select_related(
        "decision__by",
        "decision__rule",
        "decision__comment__author__reader",
        "decision__comment__thread",
        "decided_by",
    )


def _appeal_row(row: Appeal, by: User, refused: Deed | None) -> AppealRow:
    comment, rule = row.decision.comment, row.decision.rule
    reader = getattr(comment.author, "reader", None)
    is_open = row.outcome == Appeal.Outcome.OPEN
    against = why_not_hear(row, comment, by) if is_open else None
    mine = refused if isinstance(refused, DecideAppeal) and refused.subject.pk == row.pk else None
    told = {"who": row.decision.by, "rule": rule.number if rule else 0, "title": rule.title if rule else ""}
    return AppealRow(
        appeal=row,
        author=reader.name if reader else comment.name or str(comment.author or "–"),
        removed=_("%(who)s removed it by rule %(rule)d, %(title)s") % told,
        refusal=" ".join(against.messages) if against else "",
        decide=(mine or DecideAppeal(row, by)) if is_open and not against else None,
        outcome="" if is_open else str(Appeal.Outcome(row.outcome).label),
    )


@dataclass(frozen=True, slots=True)
class BanRow:
    ban: Ban
    whom: str
    lift: Deed | None
    ended: str

    @property
    def comment_url(self) -> str:
        return f"/discussion/c/{self.ban.comment_id}/"


def ban_rows(*, by: User) -> tuple[BanRow, ...]:
    """The bans, the newest first; those that stand before those that have ended."""
    rows = list(Ban.objects.select_related("rule", "by", "lifted_by", "reader")[: MOST * 2])
    humans = {row.human_id for row in rows if row.human_id}
    accounts = dict(User.objects.filter(human__in=humans).order_by("-pk").values_list("pk", "human"))
    known = names(accounts)
    # Of who left and came back, the name they came back with; of two that stand, the one that was banned.
    called = {human: known[pk] for pk, human in reversed(accounts.items()) if pk in known}
    called |= {row.human_id or 0: known[row.reader_id] for row in rows if row.reader_id in known}
    drawn = [_ban_row(row, called, by) for row in rows]
    return tuple(sorted(drawn, key=lambda row: bool(row.ended)))


def _ban_row(row: Ban, called: dict[int, str], by: User) -> BanRow:
    if row.lifted_at:
        ended = _("lifted by %(who)s") % {"who": row.lifted_by}
    else:
        ended = _("over") if row.until <= timezone.now() else ""
    if row.comment_id:
        return BanRow(
            row,
            _("the network of comment %(n)d") % {"n": row.comment_id},
            None if ended else LiftBan(row, by),
            ended,
        )
    whom = row.network or called.get(row.human_id or 0) or str(row.reader or _("a reader"))
    return BanRow(row, whom, None if ended else LiftBan(row, by), ended)


@dataclass(frozen=True, slots=True)
class ThreadRow:
    thread: Thread
    state: str
    is_closed: bool
    waits: str


def thread_rows(words: str = "") -> tuple[ThreadRow, ...]:
    """The threads in which was written last, or those whose title has these words."""
    rows = (
        Thread.objects.order_by("-last_at", "-pk")
        if not words
        else Thread.objects.order_by("-opened_at", "-pk")
    )
    if words:
        rows = rows.filter(title__icontains=words)
    else:
        rows = rows.filter(last_at__isnull=False)
    return tuple(thread_row(row) for row in rows[:MOST])


def silent_stories(words: str) -> list[StoryPage]:
    """Stories readers have, with these words in the title, under which nobody has written yet."""
    talked = Thread.objects.filter(story=OuterRef("pk"))
    rows = live_stories().filter(~Exists(talked), title__icontains=words).only("pk", "title")
    return list(rows[:MOST_SILENT]) if words else []


def thread_row(row: Thread) -> ThreadRow:
    closed = is_closed(row)
    waits = str(Premoderation(row.premoderation).label) if row.premoderation else ""
    return ThreadRow(row, _("closed") if closed else _("open"), closed, waits)


@dataclass(frozen=True, slots=True)
class ThreadBoard:
    row: ThreadRow
    close: Deed | None
    reopen: Deed | None
    rule: Deed


def thread_board(thread: Thread, *, by: User, refused: Deed | None = None) -> ThreadBoard:
    """One thread, and what can be ruled of it."""

    def deed(kind: type[Deed]) -> Deed:
        return refused if isinstance(refused, kind) else kind(thread, by)

    row = thread_row(thread)
    reopen = deed(ReopenThread) if row.is_closed else None
    return ThreadBoard(row, None if row.is_closed else deed(CloseThread), reopen, deed(RuleThread))


@dataclass(frozen=True, slots=True)
class TopicRow:
    topic: Topic
    says: str
    rule: Deed


def topic_rows(*, by: User, refused: Deed | None = None) -> tuple[TopicRow, ...]:
    """Every topic, with how threads under its stories are read beforehand."""
    policies = {row.topic_id: row for row in TopicPolicy.objects.all()}
    rows = []
    for topic in Topic.objects.order_by("name"):
        policy = policies.get(topic.pk)
        mine = isinstance(refused, RuleTopic) and refused.subject.pk == topic.pk
        deed = RuleTopic(topic, by)
        if policy:
            deed.initial.update(
                premoderation=policy.premoderation, closes_after_days=policy.closes_after_days
            )
        rows.append(TopicRow(topic, _says(policy), refused if mine and refused else deed))
    return tuple(rows)


def _says(policy: TopicPolicy | None) -> str:
    if policy is None:
        return ""
    words = [str(Premoderation(policy.premoderation).label)] if policy.premoderation else []
    if policy.closes_after_days is not None:
        days = policy.closes_after_days
        words.append(_("closes after %(n)d days") % {"n": days} if days else _("never closes by itself"))
    return " · ".join(words)


@dataclass(frozen=True, slots=True)
class DecisionRow:
    decision: Decision
    start: str
    verdict: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LogPage:
    rows: tuple[DecisionRow, ...]
    further: int


def log_page(*, before: int = 0, moderator: int = 0) -> LogPage:
    """Every decision, the newest first, in pages by key; those of one moderator alone if asked."""
    rows = Decision.objects.select_related("by", "rule", "comment__author__reader").order_by("-pk")
    if before:
        rows = rows.filter(pk__lt=before)
    if moderator:
        rows = rows.filter(by=moderator)
    found = list(rows[: MOST + 1])
    drawn = tuple(_decision_row(row) for row in found[:MOST])
    return LogPage(drawn, found[MOST - 1].pk if len(found) > MOST else 0)


def _decision_row(row: Decision) -> DecisionRow:
    reader = getattr(row.comment.author, "reader", None)
    author = reader.name if reader else row.comment.name or str(row.comment.author or "–")
    start = " ".join(row.comment.source.split())[:160]
    return DecisionRow(row, start, str(Decision.Verdict(row.verdict).label), author, row.at)
