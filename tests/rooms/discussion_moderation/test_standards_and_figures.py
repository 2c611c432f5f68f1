"""The standards have editions, all of which stay to be read; and the figures page counts what was done by them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from moderated import Talk

from twosource.discussion.actions.appealing import decide_appeal, lodge_appeal
from twosource.discussion.actions.banning import Sentence, ban_reader
from twosource.discussion.actions.deciding import undo
from twosource.discussion.actions.reporting import report_comment
from twosource.discussion.actions.ruling import close_thread, reopen_thread, rule_thread, rule_topic
from twosource.discussion.actions.standards import edit_standards
from twosource.discussion.models import Edition, Rule, Thread, TopicPolicy
from twosource.discussion.moderation import standards
from twosource.discussion.moderation.figures import figures
from twosource.discussion.moderation.refusals import BadValue, Refused
from twosource.ledger.clock import at
from twosource.ledger.models import Entry
from twosource.ledger.uses import recording
from twosource.people.refusals import NotYourRole

pytestmark = pytest.mark.django_db
RULES = [("Be kind", "To everyone."), ("Say how you know", "With a link.")]


def page(path: str, status: int = 200) -> str:
    answer = Client().get(path)
    assert answer.status_code == status
    return answer.content.decode()


def test_before_anybody_decides_the_packages_own_text_is_in_force_and_no_row(db: None) -> None:
    assert [rule.number for rule in standards.in_force().rules] == [*range(1, 9)]
    assert not Edition.objects.exists(), "to look is not to write"
    assert 'id="rule-4"' in page("/standards/")
    assert 'id="rule-4"' in page("/standards/1/")
    page("/standards/2/", 404)
    assert Client().get("/community-standards/")["Location"] == "/standards/"


def test_an_edition_never_changes_and_decisions_keep_theirs(talk: Talk) -> None:
    made = talk.removes(talk.says("Words"), 4)
    edit_standards(intro="New.", rules=RULES, by=talk.paper.editor)
    later = talk.removes(talk.says("More words"), 2)
    assert (made.rule.edition.number, later.rule.edition.number) == (1, 2)
    assert made.rule.title == later.rule.title == "Say how you know"
    with pytest.raises(BadValue, match="no rule 4"):
        talk.removes(talk.says("Yet more"), 4)
    now, then = page("/standards/"), page("/standards/1/")
    assert "To everyone." in now
    assert "/standards/1/" in now
    assert "not in force any more" in then
    assert 'id="rule-8"' in then
    assert Entry.objects.get(kind="StandardsEdited").by == talk.paper.editor


def test_an_edition_comes_into_force_at_its_time(talk: Talk) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    edit_standards(intro="", rules=RULES, since=tomorrow, by=talk.paper.editor)
    with recording() as uses:
        assert standards.in_force().number == 1
    assert uses.until == tomorrow, "the page is another then"
    assert "standards" in uses.subjects
    page("/standards/2/", 404)
    with pytest.raises(Refused, match="cannot precede"):
        edit_standards(intro="", rules=RULES, by=talk.paper.editor)
    Edition.objects.filter(number=2).update(since=timezone.now())
    assert standards.in_force().number == 2


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ([], "1 to 30"),
        ([("Title", "")], "needs a title and a text"),
        ([("x" * 121, "Text")], "at most 120"),
        ([("T", "x" * 2001)], "at most 2000"),
        ([("T", "x")] * 31, "1 to 30"),
    ],
)
def test_an_edition_that_makes_no_sense_is_refused(talk: Talk, rules: list[Any], words: str) -> None:
    with pytest.raises(BadValue, match=words):
        edit_standards(intro="", rules=rules, by=talk.paper.editor)
    assert not Rule.objects.exists()


def test_only_editors_make_editions(talk: Talk) -> None:
    with pytest.raises(NotYourRole):
        edit_standards(intro="", rules=RULES, by=talk.mo)


def month(talk: Talk) -> datetime:
    """Something of everything, in the month before; returns its first noon."""
    start = (timezone.localtime() - timedelta(days=35)).replace(hour=12, minute=0, second=0, microsecond=0)
    with at(start):
        held = talk.held(at=start - timedelta(minutes=90), by="Cy")
        talk.removes(held, 6)
        reported = talk.says("Fools!", at=start, by="Dee")
        report_comment(comment=reported.pk, rule=2, by=talk.reader("Cy"))
    with at(start + timedelta(hours=3)):
        made = talk.removes(reported, 2)
        back = talk.removes(talk.says("Fine words", at=start, by="Eve"), 1)
        undo(decision=back.pk, by=talk.mo)
        appeal = lodge_appeal(decision=made.pk, words="That was a quotation.", by=reported.author)
        decide_appeal(appeal=appeal.pk, uphold=True, answer="It was one indeed.", by=talk.mia)
        until = timezone.now() + timedelta(days=1)
        ban_reader(reader=talk.reader("Cy"), sentence=Sentence(6, "A run of advertising.", until), by=talk.mo)
    talk.says("Imported", at=start, came_from="old.example", came_as="1")
    talk.says("Of today", at=timezone.now())
    return start


def test_the_figures_are_counted_from_the_rows(talk: Talk) -> None:
    start = month(talk)
    found = figures()
    assert found.until == timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    [one] = [each for each in found.months if each.first == start.date().replace(day=1)]
    assert (one.comments, one.held, one.reports, one.reports_upheld) == (3, 1, 1, 1)
    assert (one.removed, one.appeals, one.appeals_upheld, one.bans) == (2, 1, 1, 1)
    assert one.removals == ((2, "Argue with words, not with people", 1), (6, "No advertising", 1))
    assert one.median_minutes == 135, "half of 90 and 180"
    assert one.within == "2 hours"
    told = page("/standards/figures/")
    assert "1 by rule 6, No advertising" in told
    for name in ("Cy", "Dee", "Mo Smith", "Mia"):
        assert name not in told


def test_the_figures_page_is_another_at_midnight_and_not_with_each_decision(talk: Talk) -> None:
    with recording() as uses:
        assert figures().months == ()
    assert uses.until == timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(
        days=1
    )
    assert not any(each.startswith("talk:") for each in uses.subjects)


def test_a_thread_is_closed_with_a_reason_and_opened_again(talk: Talk) -> None:
    pk = talk.thread.pk
    with pytest.raises(BadValue, match="say why"):
        close_thread(thread=pk, why=" ", by=talk.mo)
    closed = close_thread(thread=pk, why="It went in circles.", by=talk.mo)
    assert (closed.closed_by, closed.closed_because) == (talk.mo, "It went in circles.")
    entry = Entry.objects.get(kind="ThreadRuled")
    assert (entry.subject, entry.payload["closed"], entry.payload["why"]) == (
        f"talk:story:{talk.story.pk}", True, "It went in circles.",
    )  # fmt: skip
    with pytest.raises(Refused, match="already"):
        close_thread(thread=pk, why="Once more.", by=talk.mia)
    opened = reopen_thread(thread=pk, by=talk.mia)
    assert (opened.closed_at, opened.closes_at) == (None, None)
    with pytest.raises(Refused, match="open"):
        reopen_thread(thread=pk, by=talk.mia)
    Thread.objects.update(closes_at=timezone.now() - timedelta(days=1))
    with pytest.raises(BadValue, match="passed"):
        reopen_thread(thread=pk, closes_at=timezone.now(), by=talk.mia)
    reopen_thread(thread=pk, closes_at=timezone.now() + timedelta(days=2), by=talk.mia)
    with pytest.raises(NotYourRole):
        close_thread(thread=pk, why="I say so.", by=talk.paper.reporter)


def test_what_waits_is_ruled_by_thread_and_by_topic(talk: Talk) -> None:
    row = rule_thread(thread=talk.thread.pk, premoderation="all", closes_at=None, by=talk.mo)
    assert row.premoderation == "all"
    topic = talk.paper.topic()
    rule_topic(topic=topic, premoderation="none", closes_after_days=7, by=talk.mo)
    rule_topic(topic=topic, premoderation="", closes_after_days=None, by=talk.mo)
    assert TopicPolicy.objects.values_list("premoderation", "closes_after_days").get() == ("", None)
    for nonsense in ({"premoderation": "some"}, {"closes_after_days": 4000}):
        told = {"premoderation": "", "closes_after_days": None, **nonsense}
        with pytest.raises(BadValue):
            rule_topic(topic=topic, by=talk.mo, **told)
    with pytest.raises(BadValue):
        rule_thread(thread=talk.thread.pk, premoderation="some", closes_at=None, by=talk.mo)
