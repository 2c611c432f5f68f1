"""Readers of the example newsroom join, talk under its stories, and are moderated, each thing at its moment."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction

from twosource.demo.script_talk import Discussion, Reader, Remark
from twosource.demo.script_values import Script
from twosource.discussion.actions import post_comments
from twosource.discussion.actions.appealing import decide_appeal, lodge_appeal
from twosource.discussion.actions.deciding import Ruling, decide, decide_many
from twosource.discussion.actions.reporting import report_comment
from twosource.discussion.guards import new_receipt
from twosource.discussion.models import Comment, Decision, Support
from twosource.discussion.moderation.seen import seen_of
from twosource.discussion.posting import Wanted
from twosource.ledger.clock import at
from twosource.people.models import User
from twosource.readers.actions import confirm, join
from twosource.stories.models import StoryPage

READ_WITHIN = timedelta(minutes=7)  # so long a comment waits for a moderator


class TalkSeeder:
    """One run of the discussions, with the way from keys to accounts and comments."""

    def __init__(self, script: Script, people: dict[str, User], pages: dict[str, StoryPage]) -> None:
        self.script, self.pages = script, pages
        self.speakers = dict(people)
        self.moderators = [people[person.key] for person in script.people if person.role == "moderator"]

    def admit(self, start: datetime) -> Iterator[dict[str, str]]:
        """Every reader, with a proved address; yields the log-ins of those who have one."""
        for reader in self.script.readers:
            with at(start), transaction.atomic():
                password = secrets.token_urlsafe(12) if reader.login else ""
                self.speakers[reader.key] = _joined(reader, password)
            if reader.login:
                yield {"role": "reader", "name": reader.name, "username": reader.email, "password": password}

    def discussions(self) -> list[Discussion]:
        """In the order of their stories: a reader is a newcomer under the oldest one."""
        dates = {story.slug: story.published_at for story in self.script.stories}
        return sorted(self.script.discussions, key=lambda talk: dates[talk.story])

    def talk(self, talk: Discussion) -> None:
        """All that is said under one story by now; what is answered is there, and was read, before its answers."""
        self.under = f"story:{self.pages[talk.story].pk}"
        rows: dict[str, Comment] = {}
        waiting = list(talk.said_by(self.script.now))
        supports: list[tuple[Remark, Comment]] = []
        while waiting:
            now, waiting = _ready(waiting, set(rows))
            made = self._post(now, rows)
            rows |= {remark.key: row for remark, row in made if remark.key}
            self._moderate(made)
            supports += made
        self._support(supports)

    def _post(self, remarks: Sequence[Remark], rows: dict[str, Comment]) -> list[tuple[Remark, Comment]]:
        wanted = [
            Wanted(
                under=self.under, source=remark.words, by=self.speakers[remark.by], receipt=new_receipt(),
                answers=rows[remark.answers].pk if remark.answers else None, at=remark.at,
            )
            for remark in remarks
        ]  # fmt: skip
        with at(max(remark.at for remark in remarks)):
            posted = post_comments(wanted=wanted)
        made = []
        for remark, one in zip(remarks, posted, strict=True):
            if one.comment is None:
                raise ValueError(f"{remark.by} on {self.under}: {one.refused}")
            made.append((remark, one.comment))
        return made

    def _moderate(self, made: Sequence[tuple[Remark, Comment]]) -> None:
        """Approve what was held, remove what broke a rule, hear the appeal, file the report."""
        held = [
            (remark, row) for remark, row in made
            if row.state == Comment.State.HELD and not (remark.waits or (remark.removed and not remark.appeal))
        ]  # fmt: skip
        if held:
            moment = min(max(remark.at for remark, _row in held) + READ_WITHIN, self.script.now)
            judge = self.moderators[moment.hour < 12]
            with at(moment):
                decide_many(
                    seen={row.pk: seen_of(row) for _remark, row in held}, ruling=Ruling("approved"), by=judge
                )
        for remark, row in made:
            if remark.removed and remark.removed.at <= self.script.now:
                self._remove(remark, row)
            if remark.report and remark.report.at <= self.script.now:
                with at(remark.report.at):
                    report_comment(
                        comment=row.pk, rule=remark.report.rule, words=remark.report.words,
                        by=self.speakers[remark.report.by],
                    )  # fmt: skip

    def _remove(self, remark: Remark, row: Comment) -> None:
        removal, appeal = remark.removed, remark.appeal
        if removal is None:
            return
        row.refresh_from_db()
        ruling = Ruling(Decision.Verdict.REMOVED, removal.rule, removal.reason)
        with at(removal.at):
            decision = decide(comment=row.pk, ruling=ruling, seen=seen_of(row), by=self.speakers[removal.by])
        if appeal and appeal.decided_at <= self.script.now:
            with at(appeal.at):
                lodged = lodge_appeal(decision=decision.pk, words=appeal.words, by=self.speakers[remark.by])
            upheld = appeal.outcome == "upheld"
            with at(appeal.decided_at):
                decide_appeal(
                    appeal=lodged.pk, uphold=upheld, answer=appeal.answer, by=self.speakers[appeal.by]
                )

    def _support(self, made: Sequence[tuple[Remark, Comment]]) -> None:
        """As rows: the action takes one after another, and none in a discussion that is closed by today."""
        rows = [
            Support(comment=row, by=self.speakers[key], at=min(remark.at + READ_WITHIN * 3, self.script.now))
            for remark, row in made
            for key in remark.support
        ]
        Support.objects.bulk_create(rows)
        counts = Counter(each.comment_id for each in rows)
        for many in set(counts.values()):
            ids = [pk for pk, each in counts.items() if each == many]
            Comment.objects.filter(pk__in=ids).update(supported=many)


def _joined(reader: Reader, password: str) -> User:
    user = join(name=reader.name, email=reader.email, password=password).user
    EmailAddress.objects.filter(user=user).update(verified=True)
    confirm(user=user, by=None)
    user.refresh_from_db()
    return user


def _ready(waiting: list[Remark], said: set[str]) -> tuple[list[Remark], list[Remark]]:
    """Those that answer nothing, or what was said; and the others."""
    now = [remark for remark in waiting if not remark.answers or remark.answers in said]
    return now, [remark for remark in waiting if remark not in now]
