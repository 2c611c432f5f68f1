"""Moderation in figures, month by month: what the transparency page shows. From the rows, and without a name.

Counted up to the last midnight, so that the page is another once a day and not with every decision.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twosource.ledger.uses import good_until, using

from ..models import Appeal, Ban, Comment, Decision, Report

MONTHS = 24
HOUR, DAY = 60, 24 * 60  # minutes


@dataclass(frozen=True, slots=True)
class Month:
    """One month. `removals` are (rule, title of the rule, how many) and leave out what was taken back.

    `median_minutes` is between a held comment's, or a report's, arrival and the decision; None where none was made.
    """

    first: date
    comments: int = 0
    held: int = 0
    reports: int = 0
    reports_upheld: int = 0
    removed: int = 0
    removals: tuple[tuple[int, str, int], ...] = ()
    appeals: int = 0
    appeals_upheld: int = 0
    bans: int = 0
    median_minutes: int | None = None

    @property
    def within(self) -> str:
        """In how much time half of it was decided, in the largest unit that says enough; empty where nothing was."""
        if self.median_minutes is None:
            return ""
        if self.median_minutes >= 2 * DAY:
            return _("%(n)d days") % {"n": round(self.median_minutes / DAY)}
        if self.median_minutes >= 2 * HOUR:
            return _("%(n)d hours") % {"n": round(self.median_minutes / HOUR)}
        minutes = self.median_minutes
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


@dataclass(frozen=True, slots=True)
class Figures:
    """The months that had anything, the newest first, none of a day later than `until` (that day is not counted)."""

    until: datetime
    months: tuple[Month, ...]


@dataclass(slots=True)
class _Counted:
    """What was counted of a month; `waits` in seconds."""

    figures: Counter[str] = field(default_factory=Counter)
    removals: Counter[tuple[int, str]] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)


def figures() -> Figures:
    """The last two years. A number of queries that is always the same."""
    using("figures")
    until = _midnight(timezone.localdate())
    good_until(_midnight(timezone.localdate() + timedelta(days=1)))
    months: dict[date, _Counted] = defaultdict(_Counted)
    _count(
        months, "comments", _between(Comment.objects.filter(came_from=""), "posted_at", until), "posted_at"
    )
    _count(months, "reports", _between(Report.objects.all(), "at", until), "at")
    upheld = Report.objects.filter(outcome=Report.Outcome.UPHELD)
    _count(months, "reports_upheld", _between(upheld, "at", until), "at")
    _count(months, "appeals", _between(Appeal.objects.all(), "at", until), "at")
    won = Appeal.objects.filter(outcome=Appeal.Outcome.UPHELD)
    _count(months, "appeals_upheld", _between(won, "at", until), "at")
    _count(months, "bans", _between(Ban.objects.all(), "since", until), "since")
    _take_removals(months, until)
    _take_waits(months, until)
    return Figures(until, tuple(_month(first, months[first]) for first in sorted(months, reverse=True)))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _between(rows: QuerySet[Any], column: str, until: datetime) -> QuerySet[Any]:
    """Those of the last two years, and not of today."""
    years, month = divmod(until.year * 12 + until.month - 1 - MONTHS + 1, 12)
    since = _midnight(date(years, month + 1, 1))
    return rows.filter(**{f"{column}__gte": since, f"{column}__lt": until}).order_by()


def _count(months: dict[date, _Counted], name: str, rows: QuerySet[Any], column: str) -> None:
    for moment, number in rows.annotate(m=TruncMonth(column)).values_list("m").annotate(n=Count("pk")):
        months[moment.date()].figures[name] += number


def _take_removals(months: dict[date, _Counted], until: datetime) -> None:
    rows = Decision.objects.filter(verdict=Decision.Verdict.REMOVED, undone_at=None)
    found = _between(rows, "at", until).annotate(m=TruncMonth("at"))
    for moment, rule, title, number in found.values_list("m", "rule__number", "rule__title").annotate(
        n=Count("pk")
    ):
        months[moment.date()].figures["removed"] += number
        months[moment.date()].removals[rule or 0, title or ""] += number


def _take_waits(months: dict[date, _Counted], until: datetime) -> None:
    """How long what was decided had waited: a held comment since it was written, a report since it was made."""
    earlier = Decision.objects.filter(comment=OuterRef("comment"), pk__lt=OuterRef("pk"))
    first = Decision.objects.filter(~Exists(earlier), before=Comment.State.HELD, comment__came_from="")
    decided = _between(first, "at", until)
    for written, at in decided.values_list("comment__posted_at", "at").iterator():
        _waited(months, written, at)
        months[_month_of(at)].figures["held"] += 1
    reports = _between(Report.objects.filter(decided_at__isnull=False), "decided_at", until)
    for made, at in reports.values_list("at", "decided_at").iterator():
        _waited(months, made, at)


def _waited(months: dict[date, _Counted], since: datetime, at: datetime) -> None:
    months[_month_of(at)].waits.append((at - since).total_seconds())


def _month_of(moment: datetime) -> date:
    return timezone.localtime(moment).date().replace(day=1)


def _month(first: date, counted: _Counted) -> Month:
    removals: Iterable[tuple[tuple[int, str], int]] = sorted(counted.removals.items())
    minutes = round(median(counted.waits) / 60) if counted.waits else None
    return Month(
        first,
        removals=tuple((rule, title, number) for (rule, title), number in removals),
        median_minutes=minutes,
        **counted.figures,
    )
