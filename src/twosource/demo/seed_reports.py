"""What readers of the example newsroom reported, and what the desk made of it."""

from __future__ import annotations

from datetime import datetime

from twosource.demo import script_values as told
from twosource.ledger.clock import at
from twosource.people.models import User
from twosource.reports.actions import Said, decide_report, report_error, take_report
from twosource.reports.models import Report
from twosource.stories.models import StoryPage


class ReportSeeder:
    """Files the reports of each story, each at its minute."""

    def __init__(self, now: datetime, people: dict[str, User]) -> None:
        self.now, self.people = now, people

    def file_all(self, story: told.Story, page: StoryPage) -> None:
        """Every report that can have been made by now: the oldest is the one a later one repeats."""
        page.refresh_from_db()
        first: Report | None = None
        for each in sorted(story.reports, key=lambda report: report.at):
            if each.at > self.now:
                continue
            with at(each.at):
                made = report_error(story=page, said=Said(each.wrong, each.words))
            self._judge(each, made, first)
            first = first or made

    def _judge(self, each: told.Report, made: Report, first: Report | None) -> None:
        if each.taken_by and each.taken_at and each.taken_at <= self.now:
            with at(each.taken_at):
                made = take_report(report=made, by=self.people[each.taken_by])
        if each.decided_by and each.decided_at and each.decided_at <= self.now:
            with at(each.decided_at):
                decide_report(
                    report=made, state=each.state, words=each.outcome, by=self.people[each.decided_by],
                    duplicate_of=first if each.state == Report.State.DUPLICATE else None,
                )  # fmt: skip
