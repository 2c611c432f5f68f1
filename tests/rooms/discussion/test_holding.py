"""What holds a comment: the policy, and each check with its words; and what holds none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from talking import at_home, form, reader, wanted

from twosource.discussion import history
from twosource.discussion.actions import delete_comment, edit_comment, post_comments
from twosource.discussion.history import FAST, History, history_of
from twosource.discussion.holding import FAST_NETWORK, FAST_READER, holds_for, likenesses, remember
from twosource.discussion.models import Comment, Decision, Hold, Thread, TopicPolicy, Trace
from twosource.discussion.remembering import KEPT, MOST_OF_A_SITE, REMOVED_KEPT, STOOD, forget_traces
from twosource.discussion.spam.learned import Judged, Model
from twosource.ledger.written import Question
from twosource.people.models import User

if TYPE_CHECKING:
    from gazette import Gazette

NOW = timezone.now()
PLAIN = "The council said this three times before, and nothing was done about it."
SPAM = "Check out my new channel, I make funny videos about cats every single day!"
COPY = "check out my NEW channel, i make funny videos about dogs every single day"
Why = Hold.Why
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the checks read of a comment that somebody wants to make."""

    source: str
    by: Any
    under: str = "story:1"
    sender: str = ""
    at: datetime = NOW
    receipt: str = ""
    answers: int | None = None
    worked: bool = True


@dataclass(frozen=True, slots=True)
class Account:
    pk: int


@dataclass(slots=True)
class Talk:
    """A thread whose comments are made as `post_comments` makes them: looked at, written down, remembered."""

    thread: Thread
    moderator: User
    known: dict[str, User] = field(default_factory=dict)

    def reader(self, name: str = "") -> User:
        name = name or f"reader{next(_numbers)}"
        if name not in self.known:
            self.known[name] = User.objects.create_user(f"{name}-who-reads", f"{name}@reader.example")
        return self.known[name]

    def wants(self, source: str, name: str = "", **more: Any) -> Wanted:
        return Wanted(source, self.reader(name), under=self.thread.under, **more)

    def post(self, *wanted: Wanted) -> list[Comment]:
        history = history_of(wanted)
        holds, kinds = holds_for(wanted, history), likenesses(wanted, history)
        made = [
            Comment(
                thread=self.thread, author=each.by, source=each.source, html="", likeness=kind, posted_at=each.at,
                sender=each.sender, state="held" if held else "shown",
            )
            for each, held, kind in zip(wanted, holds, kinds, strict=True)
        ]  # fmt: skip
        Comment.objects.bulk_create(made)
        for comment, held in zip(made, holds, strict=True):
            for hold in held:
                hold.comment = comment
                hold.save()
        remember(made, history)
        return made

    def decide(self, comment: Comment, verdict: str) -> None:
        state = "removed" if verdict == "removed" else "shown"
        Comment.objects.filter(pk=comment.pk).update(state=state)
        turn = comment.decisions.count()
        Decision.objects.create(
            comment=comment, turn=turn, verdict=verdict, before=comment.state, by=self.moderator, at=NOW
        )

    def why(self, *wanted: Wanted, **more: Any) -> list[list[str]]:
        return [[hold.why for hold in held] for held in holds_for(wanted, history_of(wanted, **more))]


@pytest.fixture
def policy(settings: Any) -> Callable[..., None]:
    """Sets keys of `[discussion]`."""

    def change(**keys: Any) -> None:
        config = settings.TWOSOURCE
        settings.TWOSOURCE = config.model_copy(
            update={"discussion": config.discussion.model_copy(update=keys)}
        )

    change(premoderation="rules", learned_filter=False)
    return change


@pytest.fixture
def talk(paper: Gazette, policy: Callable[..., None]) -> Talk:
    story = paper.published()
    thread = Thread.objects.create(story=story, title=story.title, path="/x/", opened_at=NOW)
    return Talk(thread, paper.editor)


def test_a_plain_comment_is_shown_at_once(talk: Talk) -> None:
    assert talk.why(talk.wants(PLAIN)) == [[]]


def test_policies_say_who_waits(talk: Talk, policy: Callable[..., None]) -> None:
    plain = talk.wants(PLAIN)
    for name, held in (("all", ["all"]), ("first", ["first"]), ("rules", []), ("none", [])):
        policy(premoderation=name)
        assert talk.why(plain) == [held], name
    policy(premoderation="none", held_words=("council",))
    assert talk.why(plain) == [[]]


def test_the_threads_policy_comes_before_the_topics_and_that_before_the_newsrooms(
    talk: Talk, paper: Gazette, policy: Callable[..., None]
) -> None:
    plain = talk.wants(PLAIN)
    topic = paper.topic()
    type(talk.thread.story).objects.filter(pk=talk.thread.story.pk).update(topic=topic)
    own = TopicPolicy.objects.create(topic=topic, premoderation="all")
    assert talk.why(plain) == [["all"]]
    Thread.objects.update(premoderation="none")
    assert talk.why(plain) == [[]]
    Thread.objects.update(premoderation="")
    own.premoderation = ""
    own.save()
    policy(premoderation="first")
    assert talk.why(plain) == [["first"]]


def test_a_reader_is_no_longer_new_after_so_many_were_approved_or_stood_for_a_week(
    talk: Talk, policy: Callable[..., None]
) -> None:
    policy(premoderation="first", first_comments=2)
    first, second, third = (
        talk.post(talk.wants(f"{PLAIN} {number} {number}x", "ana"))[0] for number in "abc"
    )
    talk.decide(first, "approved")
    assert talk.why(talk.wants("What I mean is this.", "ana")) == [["first"]]
    Comment.objects.filter(pk=second.pk).update(state="shown", posted_at=NOW - STOOD - timedelta(hours=1))
    assert talk.why(talk.wants("What I mean is this.", "ana")) == [[]]
    talk.decide(first, "removed")
    assert talk.why(talk.wants("What I mean is this.", "ana")) == [["first"]]
    talk.decide(third, "approved")
    Decision.objects.filter(comment=third).update(undone_at=NOW)
    assert talk.why(talk.wants("What I mean is this.", "ana")) == [["first"]]


def test_who_did_no_work_waits_while_new_and_where_it_is_asked_for(
    talk: Talk, policy: Callable[..., None]
) -> None:
    policy(first_comments=1)
    idle = talk.wants(PLAIN, "ana", worked=False)
    assert talk.why(idle) == [["first"]]
    policy(premoderation="first")
    assert talk.why(idle) == [["first"]]
    policy(premoderation="rules", work=False)
    assert talk.why(idle) == [[]]
    policy(work=True)
    [first] = talk.post(talk.wants("I have been here before.", "ana"))
    talk.decide(first, "approved")
    assert talk.why(idle) == [[]]


def test_people_of_the_newsroom_are_never_held(
    talk: Talk, paper: Gazette, policy: Callable[..., None]
) -> None:
    policy(premoderation="all", held_words=("council",))
    talk.known["rita"] = paper.reporter
    talk.known["root"] = paper.root
    assert talk.why(talk.wants(PLAIN, "rita"), talk.wants(PLAIN, "root"), talk.wants(PLAIN, "ana")) == [
        [], [], ["all", "words", "repeated"]
    ]  # fmt: skip


def test_words_of_the_list_are_told_as_they_stand(talk: Talk, policy: Callable[..., None]) -> None:
    policy(held_words=("casino", "*bet*"))
    [[hold]] = holds_for([wanted := talk.wants("Win at my C A S I N O or superbets")], history_of([wanted]))
    assert (hold.why, hold.words) == (Why.WORDS, "C A S I N O\nsuperbets")
    assert "casino, *bet*" in hold.detail


def test_links_wait_when_they_are_many_or_lead_where_nobody_linked(talk: Talk) -> None:
    many = "a.com b.com https://c.com/x"
    [[hold]] = holds_for([wanted := talk.wants(many)], history_of([wanted]))
    assert (hold.why, hold.words) == (Why.LINKS, "a.com\nb.com\nhttps://c.com/x")
    link = "I read it in full at https://www.record.example/today yesterday."
    [first] = talk.post(talk.wants(link))
    assert first.holds.get().words == "https://www.record.example/today"
    assert talk.why(talk.wants("See record.example too")) == [["links"]]
    talk.decide(first, "approved")
    assert talk.why(talk.wants("See record.example too")) == [[]]
    talk.decide(first, "removed")
    assert talk.why(talk.wants("See record.example too")) == [["links"]]


def test_a_site_that_is_posted_very_often_has_few_traces_and_can_still_become_known(talk: Talk) -> None:
    made = talk.post(*(talk.wants(f"n{n:x}x m{n:x}y at evil.shop") for n in range(MOST_OF_A_SITE + 5)))
    assert Trace.objects.filter(site=True).count() == MOST_OF_A_SITE
    for comment in made:
        talk.decide(comment, "removed")
    [good] = talk.post(talk.wants("the evil.shop is where it was sold"))
    assert Trace.objects.filter(site=True).count() == MOST_OF_A_SITE
    talk.decide(good, "approved")
    assert talk.why(talk.wants("evil.shop it is")) == [[]]


def test_what_is_like_a_removed_one_waits_with_the_words_both_have(talk: Talk) -> None:
    [first] = talk.post(talk.wants(SPAM, at=NOW - timedelta(days=3)))
    assert first.state == "shown"
    assert talk.why(talk.wants(COPY)) == [[]], "nobody removed it, and it was not said today"
    talk.decide(first, "removed")
    [[hold]] = holds_for([wanted := talk.wants(COPY)], history_of([wanted]))
    assert (hold.why, hold.words) == (Why.REMOVED_LIKE, "check out my NEW channel, i make funny videos about")
    assert str(first.pk) in hold.detail
    [second] = talk.post(talk.wants(COPY))
    assert second.likeness == first.likeness
    talk.decide(first, "restored")
    assert talk.why(talk.wants(PLAIN), talk.wants(COPY)) == [[], ["repeated"]]


def test_what_was_said_today_waits_and_what_is_short_or_quoted_does_not(talk: Talk) -> None:
    talk.post(talk.wants(SPAM, "ana"), talk.wants("I agree.", "ana"))
    [[own], [others]] = holds_for(
        both := [talk.wants(COPY, "ana"), talk.wants(SPAM, "ben")], history_of(both)
    )
    assert own.why == others.why == Why.REPEATED
    assert own.detail != others.detail
    assert talk.why(talk.wants("I agree.", "ben"), talk.wants("I agree.", "ana")) == [[], []]
    assert talk.why(talk.wants(f"> {SPAM}\n\nNobody wants to see this here, thank you.")) == [[]]


def test_copies_in_one_call_are_one_kind(talk: Talk) -> None:
    made = talk.post(talk.wants(SPAM), talk.wants(PLAIN), talk.wants(COPY), talk.wants(SPAM.upper()))
    assert [comment.state for comment in made] == ["shown", "shown", "held", "held"]
    assert made[0].likeness == made[2].likeness == made[3].likeness != made[1].likeness
    known = {trace.comment_id for trace in Trace.objects.all()}
    assert known == {made[0].pk, made[1].pk, made[2].pk}, (
        "the copy differs a good deal, the same words do not"
    )


def test_many_in_a_short_time_wait(talk: Talk) -> None:
    words = [f"{chr(97 + n) * 3} {chr(98 + n) * 4}" for n in range(FAST_READER + 1)]
    assert talk.why(*(talk.wants(each, "ana") for each in words))[-2:] == [[], ["fast"]]
    talk.post(*(talk.wants(each, "ben") for each in words))
    assert talk.why(talk.wants("one more", "ben")) == [["fast"]]
    assert talk.why(talk.wants("one more", "ben", at=NOW + FAST + timedelta(seconds=1))) == [[]]


def test_many_new_readers_from_one_network_wait_and_known_ones_do_not(
    talk: Talk, policy: Callable[..., None]
) -> None:
    policy(first_comments=1)
    words = [f"{chr(97 + n) * 3} {chr(98 + n) * 4}" for n in range(FAST_NETWORK)]
    talk.post(*(talk.wants(each, sender="d1") for each in words))
    [known] = talk.post(talk.wants("hello all", "ana", at=NOW - timedelta(hours=1)))
    talk.decide(known, "approved")
    again = [talk.wants("one more", sender="d1"), talk.wants("one more", "ana", sender="d1")]
    assert talk.why(*again, talk.wants("one more", sender="d2")) == [["fast"], [], []]


def test_an_edit_does_not_repeat_what_it_was(talk: Talk) -> None:
    [first] = talk.post(talk.wants(SPAM, "ana"))
    assert talk.why(talk.wants(COPY, "ana")) == [["repeated"]]
    assert talk.why(talk.wants(COPY, "ana"), besides=[first.pk]) == [[]]


def test_what_is_posted_is_remembered_and_an_edit_and_a_deletion_forget(
    talk: Talk, policy: Callable[..., None]
) -> None:
    """Through the actions: the number is kept with the comment, and what it says no more finds nothing."""
    policy(edit_minutes=60)
    under, ana, ben = talk.thread.under, reader("Ana"), reader("Ben")

    def post(by: User, source: str) -> Comment:
        [posted] = post_comments(wanted=[wanted(under, source, by=by)])
        assert posted.comment
        return posted.comment

    first, second = post(ana, SPAM), post(ben, COPY)
    assert first.likeness == second.likeness is not None
    assert [hold.why for hold in second.holds.all()] == ["repeated"]
    edit_comment(comment=first, source=SPAM.replace("cats", "birds"), by=ana)
    first.refresh_from_db()
    assert first.state == "shown"
    edit_comment(comment=first, source=PLAIN, by=ana)
    assert post(ana, PLAIN.upper()).likeness == Comment.objects.get(pk=first.pk).likeness != second.likeness
    delete_comment(comment=first, by=ana)
    assert not Trace.objects.filter(comment=first).exists()


def test_a_form_that_was_worked_on_is_told_from_one_that_was_not(talk: Talk) -> None:
    from twosource.discussion.spam.work import challenge, seek
    from twosource.discussion.taking import Fields, Wish, commit

    user = reader("Ruth")
    client = at_home(user)
    fields = form(talk.thread.under, user, "I have something to say about this quay.")
    answer = seek(challenge(fields["ticket"], fields["receipt"]))
    idle = {**form(talk.thread.under, user, "Another thing that I want to say here."), "work": answer}
    session = client.session.session_key
    wishes = [
        Wish(Fields(**told), session, "", timezone.now()) for told in ({**fields, "work": answer}, idle)
    ]
    states = [posted.comment.state for posted in commit(wishes)]
    assert states == ["shown", "held"], "the answer of one form is none for another"


def test_the_number_of_queries_does_not_grow_with_the_comments(talk: Talk) -> None:
    def queries(number: int) -> int:
        some = [talk.wants(f"{SPAM} {n:x}a{n} at site{n}.com", sender=f"d{n}") for n in range(number)]
        talk.post(*some[: number // 2])
        with CaptureQueriesContext(
            connection,
        ) as seen:
            history = history_of(some)
        holds_for(some, history)
        return len(seen)

    assert queries(2) >= queries(40) <= 13


def test_where_nothing_is_held_the_past_is_not_read_and_what_is_said_is_remembered(
    talk: Talk, policy: Callable[..., None]
) -> None:
    said = talk.wants(SPAM, "ana", sender="d")
    asked = []
    for each in ("rules", "none"):
        policy(premoderation=each)
        with CaptureQueriesContext(connection) as seen:
            known = history_of([said])
        asked.append(len(seen))
    assert (asked[0] - asked[1], known.said) == (5, {})
    talk.post(said)
    policy(premoderation="rules")
    assert talk.why(talk.wants(COPY, "ben")) == [[Why.REPEATED]]


def test_that_a_reader_said_it_before_is_known_however_many_said_it_too(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MOST_WHO_SAID", 1)
    monkeypatch.setattr(history, "_SAID", Question(lambda: history._who_said().order_by("author_id")[:1]))
    talk.post(talk.wants(SPAM, "ana"), talk.wants(COPY, "ben"))
    [[hold]] = holds_for([again := talk.wants(COPY, "ben")], history_of([again]))
    assert (hold.why, hold.detail) == (Why.REPEATED, "by the same reader within a day")


def test_traces_are_forgotten_in_time(talk: Talk) -> None:
    old, older, removed = talk.post(
        talk.wants(SPAM), talk.wants(PLAIN), talk.wants("Where it is all to be read now")
    )
    talk.decide(removed, "removed")
    Comment.objects.filter(pk__in=[old.pk, removed.pk]).update(posted_at=NOW - KEPT - timedelta(days=1))
    assert forget_traces()
    assert {trace.comment_id for trace in Trace.objects.all()} == {older.pk, removed.pk}
    Comment.objects.update(posted_at=NOW - REMOVED_KEPT - timedelta(days=1))
    forget_traces()
    assert not Trace.objects.exists()


def test_the_filter_only_ever_holds_and_says_its_words(policy: Callable[..., None]) -> None:
    judged = Judged(removed=60, approved=60, caught=50, wrongly=1)
    model = Model("2026-01-01", 1, -1.0, {"subscribe": 5.0, "my channel": 4.0, "please": 1.0}, 0.0, judged)
    wanted = [Wanted("PLEASE, Subscribe to my channel", Account(1)), Wanted(PLAIN, Account(2))]
    [[hold], shown] = holds_for(wanted, History(filter=model))
    assert (hold.why, shown) == (Why.LEARNED, [])
    assert hold.words == "Subscribe\nmy channel\nPLEASE"
    assert "120" in hold.detail


def test_words_that_are_too_long_for_their_column_are_whole_or_left_out(policy: Callable[..., None]) -> None:
    policy(held_words=("*a*",), most_links=50)
    source = " ".join(f"{'a' * 60}{n}" for n in range(30))
    [[hold]] = holds_for([Wanted(source, Account(1))], History())
    assert 300 < len(hold.words) <= 400
    assert set(hold.words.split("\n")) <= set(source.split())


TEXTS = (
    PLAIN,
    SPAM,
    COPY,
    "I agree.",
    "see a.com and b.com or c.com",
    "Earn money at my c a s i n o",
    "",
    "ω" * 50,
    "> x",
)


@given(st.permutations(range(len(TEXTS))), st.sets(st.integers(0, len(TEXTS) - 1)))
def test_the_order_of_a_call_changes_no_hold_but_of_what_repeats_another(
    order: Sequence[int], trusted: set[int]
) -> None:
    texts = [text for text in TEXTS if text != COPY]
    wanted = [Wanted(text, Account(number)) for number, text in enumerate(texts)]
    history = History(trusted=frozenset(trusted))

    def told(some: Sequence[Wanted]) -> dict[str, list[tuple[str, str, str]]]:
        found = holds_for(some, history)
        return {
            each.source: [(hold.why, hold.words, hold.detail) for hold in held]
            for each, held in zip(some, found, strict=True)
        }

    usual = told(wanted)
    assert told([wanted[at] for at in order if at < len(wanted)]) == usual
    both = [Wanted(SPAM, Account(20)), Wanted(COPY, Account(21))]
    mixed = holds_for([*both, *wanted[:1]], history)
    assert [Why.REPEATED in {hold.why for hold in held} for held in mixed] == [False, True, False]


@given(st.lists(st.text(max_size=60), max_size=5))
def test_whatever_is_typed_is_held_or_shown(texts: list[str]) -> None:
    wanted = [Wanted(text, Account(number)) for number, text in enumerate(texts)]
    for each, held in zip(wanted, holds_for(wanted, History()), strict=True):
        for hold in held:
            assert len(hold.words) <= 400
            assert all(line in each.source for line in hold.words.split("\n") if "\n" not in each.source)
