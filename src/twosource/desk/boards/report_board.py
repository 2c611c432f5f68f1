"""What readers reported: the queue, and one report with all one needs to judge it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from twosource.people.models import User
from twosource.reports.models import Report
from twosource.reports.reads import OPEN
from twosource.stories.models import StoryPage
from twosource.stories.text import stands_in, words_of

from ..forms.deed import Deed
from ..forms.reports import DecideReport, TakeReport
from .history import Told, told

DEEDS: dict[str, type[Deed]] = {deed.act: deed for deed in (TakeReport, DecideReport)}


@dataclass(frozen=True, slots=True)
class ReportBoard:
    """`paragraph` is the part of the story where the words stand now, empty when they stand there no more;
    `alike` are other reports of the same words; `correct_url` is where the story is corrected."""

    report: Report
    story: StoryPage | None
    paragraph: str
    changed_since: bool
    alike: tuple[Report, ...]
    correct_url: str
    take: Deed | None
    decide: Deed
    history: tuple[Told, ...]


def reports_in(state: str) -> QuerySet[Report]:
    """The queue: what is open, oldest first; or what has this state, newest first."""
    found = Report.objects.select_related("story", "taken_by", "decided_by")
    if state in Report.State.values:
        return found.filter(state=state)
    return found.filter(state__in=OPEN).order_by("reported_at", "pk")


def report_board(report: Report, *, by: User, refused: Deed | None = None) -> ReportBoard:
    """One report, for the person who judges it."""
    story = report.story
    others = Report.objects.filter(path=report.path).exclude(pk=report.pk)
    moments = [story.changed_at, story.retracted_at] if story else []
    take = refused if isinstance(refused, TakeReport) else TakeReport(report, by)
    return ReportBoard(
        report=report,
        story=story,
        paragraph=_where(story, report.words) if story and report.words else "",
        changed_since=any(at and at >= report.reported_at for at in moments),
        alike=tuple(others.order_by("-reported_at", "-pk")[:10]),
        correct_url=reverse("desk:story", args=[story.pk]) + "#correct" if story else "",
        take=take if report.state == Report.State.NEW else None,
        decide=refused if isinstance(refused, DecideReport) else DecideReport(report, by),
        history=told([f"report:{report.pk}"]),
    )


def _where(story: StoryPage, words: str) -> str:
    if not stands_in(story.body, words):
        return ""
    return next(part for part in words_of(story.body) if " ".join(words.split()) in part)
