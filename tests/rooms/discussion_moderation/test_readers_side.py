"""What readers meet of moderation: reports and their outcome, a removal and its appeal, bans, and letters."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from moderated import Talk

from twosource.discussion.actions.appealing import decide_appeal
from twosource.discussion.actions.banning import Sentence, ban_network, ban_reader, lift_ban
from twosource.discussion.actions.deciding import undo
from twosource.discussion.actions.reporting import report_comment
from twosource.discussion.actions.telling import tell_readers
from twosource.discussion.limits import bans_at
from twosource.discussion.models import Ban, Comment, Notice, Report
from twosource.discussion.moderation.refusals import BadValue, Refused
from twosource.discussion.reads import may_write
from twosource.people.models import User
from twosource.people.refusals import NotYourRole

pytestmark = pytest.mark.django_db
WHY = "The court record is linked in the first line."


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def week(rule: int = 2, reason: str = "Three insults in a day.", days: float = 7) -> Sentence:
    return Sentence(rule, reason, timezone.now() + timedelta(days=days))


def test_a_reader_reports_by_a_rule_and_sees_the_outcome(talk: Talk) -> None:
    comment = talk.says("The mayor <b>took</b> money.")
    reader = logged_in(talk.reader("Cy"))
    path = f"/discussion/c/{comment.pk}/report/"
    page = reader.get(path).content.decode()
    assert "4 Say how you know" in page
    assert "The mayor &lt;b&gt;took" in page
    assert reader.post(path, {"words": "hm"}).status_code == 422
    sent = reader.post(path, {"rule": "4", "words": "No source."})
    assert re.fullmatch(r"/discussion/report/[0-9a-f]{32}/\?new", sent["Location"])
    assert "Your report has arrived" in Client().get(sent["Location"]).content.decode()
    again = reader.post(path, {"rule": "3"})
    assert again["Location"] == sent["Location"], "one open report a reader a comment"
    talk.removes(comment, 3)
    told = Client().get(sent["Location"]).content.decode()
    assert "You were right" in told
    assert "Removed by rule 3" in told
    assert reader.get(path).status_code == 404, "readers do not see it any more"
    assert Client().get(f"/discussion/report/{'0' * 32}/").status_code == 404


def test_who_is_not_logged_in_does_that_before_an_appeal(talk: Talk) -> None:
    removed = talk.removes(talk.says("Hello again."))
    answer = Client().get(f"/discussion/appeal/{removed.pk}/")
    assert answer.status_code == 302
    assert "next=" in answer["Location"]


def test_reports_have_limits(talk: Talk) -> None:
    mine = talk.says("Mine")
    with pytest.raises(Refused, match="your own words"):
        report_comment(comment=mine.pk, rule=1, by=mine.author)
    with pytest.raises(Refused, match="do not see"):
        report_comment(comment=talk.held().pk, rule=1, by=talk.reader("Cy"))
    with pytest.raises(BadValue, match="no rule 99"):
        report_comment(comment=mine.pk, rule=99, by=talk.reader("Cy"))
    for number in range(20):
        report_comment(comment=talk.says(f"Words {number}").pk, rule=1, by=talk.reader("Cy"))
    with pytest.raises(Refused, match="Twenty"):
        report_comment(comment=mine.pk, rule=1, by=talk.reader("Cy"))


def test_what_three_readers_report_waits_until_a_moderator_has_looked(talk: Talk) -> None:
    comment = talk.says("You are all fools.")
    for name in ("Bo", "Cy"):
        report_comment(comment=comment.pk, rule=2, by=talk.reader(name))
    assert talk.shown() == 1
    report_comment(comment=comment.pk, rule=2, by=talk.reader("Dee"))
    comment.refresh_from_db()
    assert (comment.state, talk.shown()) == (Comment.State.HELD, 0)
    assert [hold.why for hold in comment.holds.all()] == ["reported"]
    talk.approves(comment)
    assert {one.outcome for one in Report.objects.all()} == {Report.Outcome.REJECTED}
    for name in ("Eve", "Fay", "Guy", "Hal"):
        report_comment(comment=comment.pk, rule=2, by=talk.reader(name))
    comment.refresh_from_db()
    assert comment.state == Comment.State.SHOWN, "a moderator's is the last word"


def test_the_author_sees_the_rule_and_appeals_and_sees_the_outcome(talk: Talk) -> None:
    comment = talk.says("The mayor took money.")
    removed = talk.removes(comment, 4, reason="No <source>.")
    path = f"/discussion/appeal/{removed.pk}/"
    author = logged_in(comment.author)
    assert logged_in(talk.reader("Cy")).get(path).status_code == 404
    page = author.get(path).content.decode()
    for words in (
        "rule 4, Say how you know",
        "No &lt;source&gt;.",
        '/standards/1/#rule-4"',
        "An accusation against",
    ):
        assert words in page
    assert author.post(path, {"words": "No"}).status_code == 422
    assert author.post(path, {"words": WHY}).status_code == 302
    page = author.get(path).content.decode()
    assert "Your appeal has arrived" in page
    assert "<textarea" not in page
    appeal = removed.appeal
    decide_appeal(appeal=appeal.pk, uphold=True, answer="We missed the link.", by=talk.mia)
    page = author.get(path).content.decode()
    assert "You were right" in page
    assert "We missed the link." in page


def test_a_ban_is_of_the_human_says_why_and_ends(talk: Talk) -> None:
    reader = talk.reader("Cy", email="cy@mail.example")
    ban = ban_reader(reader=reader, sentence=week(), by=talk.mo)
    other = talk.reader("Cy again", email="CY+2@mail.example")
    told = bans_at(timezone.now()).of(other)
    assert told
    assert "by rule 2" in told.words
    assert "Three insults in a day." in told.words
    assert may_write(other, talk.thread) == told.words
    assert bans_at(timezone.now()).of(talk.reader("Dee")) is None
    lift_ban(ban=ban.pk, by=talk.mia)
    assert may_write(reader, talk.thread) == ""
    with pytest.raises(Refused, match="ended"):
        lift_ban(ban=ban.pk, by=talk.mia)
    ban_reader(reader=reader, sentence=week(days=0.5), by=talk.mo)
    Ban.objects.update(until=timezone.now())
    assert bans_at(timezone.now()).of(reader) is None, "it is over by itself"


def test_a_network_is_banned_with_measure(talk: Talk) -> None:
    made = ban_network(network="192.0.2.77/24", sentence=week(), by=talk.mo)
    assert made.network == "192.0.2.0/24"
    told = bans_at(timezone.now()).of_address("192.0.2.200")
    assert told
    assert "Three insults" in told.words
    for elsewhere in ("192.0.3.1", "2001:db8::1", "no address", ""):
        assert bans_at(timezone.now()).of_address(elsewhere) is None
    for wide in ("0.0.0.0/0", "10.0.0.0/8", "2001::/16"):
        with pytest.raises(BadValue, match="too many"):
            ban_network(network=wide, sentence=week(), by=talk.mo)
    with pytest.raises(BadValue, match="no network address"):
        ban_network(network="the neighbours", sentence=week(), by=talk.mo)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ({"days": -1}, "to come"),
        ({"days": 400}, "within a year"),
        ({"reason": "no"}, "in a sentence"),
        ({"rule": 99}, "no rule 99"),
        ({"reason": "x" * 601}, "at most 600"),
    ],
)
def test_a_ban_without_end_rule_or_reason_is_refused(
    talk: Talk, sentence: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadValue, match=words):
        ban_reader(reader=talk.reader(), sentence=week(**sentence), by=talk.mo)


def test_nobody_of_the_newsroom_is_banned_and_nobody_else_bans(talk: Talk) -> None:
    for one in (talk.paper.reporter, talk.mia):
        with pytest.raises(Refused, match="work here"):
            ban_reader(reader=one, sentence=week(), by=talk.mo)
    with pytest.raises(Refused, match="themselves"):
        ban_reader(reader=talk.mo, sentence=week(), by=talk.mo)
    with pytest.raises(NotYourRole):
        ban_reader(reader=talk.reader(), sentence=week(), by=talk.paper.reporter)


def old() -> None:
    Notice.objects.update(since=timezone.now() - timedelta(minutes=3))


def test_an_author_gets_one_letter_for_all_that_was_removed(talk: Talk, post: Any) -> None:
    first, second = talk.says("The mayor took money."), talk.says("And the deputy.")
    made = talk.removes(first, 4, reason="No source.")
    back = talk.removes(second, 4)
    talk.removes(talk.says("Spam", by="Cy"), 6)
    undo(decision=back.pk, by=talk.mo)
    talk.removes(second, 2)
    assert tell_readers() == (0, []), "a decision can be taken back before anybody hears of it"
    old()
    assert tell_readers() == (2, [])
    [letter] = [one for one in post.sent if one.to == "ana-reader@readers.example"]
    assert letter.subject.startswith("2 of your comments were removed")
    for words in (
        "removed by rule 4", "> The mayor took money.", "No source.", f"/discussion/appeal/{made.pk}/",
        "/standards/1/#rule-2", "> And the deputy.",
    ):  # fmt: skip
        assert words in letter.body
    assert tell_readers() == (0, [])
    assert len(post.sent) == 2


def test_letters_tell_of_appeals_and_bans(talk: Talk, post: Any) -> None:
    from twosource.discussion.actions.appealing import lodge_appeal

    comment = talk.says("The mayor took money.")
    appeal = lodge_appeal(decision=talk.removes(comment).pk, words=WHY, by=comment.author)
    old()
    tell_readers()
    decide_appeal(appeal=appeal.pk, uphold=False, answer="The link leads nowhere.", by=talk.mia)
    old()
    tell_readers()
    assert "The removal stands" in post.sent[-1].body
    assert "The link leads nowhere." in post.sent[-1].body
    ban_reader(reader=comment.author, sentence=week(), by=talk.mo)
    old()
    tell_readers()
    assert post.sent[-1].subject.startswith("You cannot write")
    assert "Three insults" in post.sent[-1].body


def test_a_letter_that_does_not_leave_is_tried_again_later_and_not_for_ever(talk: Talk, post: Any) -> None:
    talk.removes(talk.says("Words"))
    old()
    post.trouble = "mail.example cannot be reached"
    assert tell_readers() == (0, ["mail.example cannot be reached"])
    assert tell_readers() == (0, []), "not at once"
    Notice.objects.update(tried_at=timezone.now() - timedelta(minutes=11))
    post.trouble = ""
    assert tell_readers() == (1, [])
    Notice.objects.update(sent_at=None, tried=5, tried_at=None)
    assert tell_readers() == (0, [])
