"""Comments are put on record together, each by its own merits, and the same receipt is the same comment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from gazette import Gazette
from talking import ago, reader, wanted

from twosource.discussion.actions import forget_senders, post_comments
from twosource.discussion.models import Ban, Comment, Edition, Rule, Thread
from twosource.discussion.posting import Posted, Why, read_under
from twosource.ledger.models import Entry
from twosource.people.models import User
from twosource.stories.actions import correct_story
from twosource.stories.models import StoryPage

pytestmark = pytest.mark.usefixtures("nothing_is_held")


def why(posted: Posted) -> Why | None:
    return posted.refused.why if posted.refused else None


def say(*said: Any) -> list[Posted]:
    return post_comments(wanted=said)


def test_the_first_comment_opens_the_thread_and_is_shown(under: str, story: StoryPage, ruth: User) -> None:
    [posted] = say(wanted(under, "It has *forty* bearings.", by=ruth, sender="ab"))
    comment = posted.the_comment
    assert comment.html == '<p dir="auto">It has <em>forty</em> bearings.</p>\n'
    assert (comment.state, comment.depth, comment.author, comment.sender) == ("shown", 0, ruth, "ab")
    thread = Thread.objects.get()
    assert (thread.under, thread.title, thread.path) == (under, "The bridge", "/harbour/the-bridge/")
    assert (thread.shown, thread.last_at) == (1, comment.posted_at)
    assert thread.closes_at == story.first_published_at + timedelta(days=30)


def test_facts_say_what_was_posted_and_never_by_whom(under: str, ruth: User, omar: User) -> None:
    first, second = say(wanted(under, by=ruth), wanted(under, "So was I.", by=omar))
    thread = Thread.objects.get()
    opened, told = Entry.objects.filter(subject=f"talk:{under}").order_by("pk")
    assert (opened.kind, opened.by) == ("ThreadOpened", None)
    assert (told.kind, told.by) == ("CommentsPosted", None)
    ids = [first.the_comment.pk, second.the_comment.pk]
    assert told.payload == {"thread_id": thread.pk, "under": under, "comment_ids": ids, "shown": 2}


def test_claims_are_talked_about_too(paper: Gazette, ruth: User) -> None:
    claim = paper.confirmed()
    under = f"claim:{claim.pk}"
    assert why(say(wanted(under, by=ruth))[0]) == Why.NOT_THERE
    paper.published(carries=[(claim, "fact")])
    [posted] = say(wanted(under, by=ruth))
    assert posted.the_comment.thread.path == f"/claims/{claim.pk}/"
    assert posted.the_comment.thread.closes_at is not None


def test_what_readers_do_not_see_is_not_there(ruth: User) -> None:
    unders = ["story:999999", "claim:999999", "story:0", "story:07", "page:1", "", "story:x"]
    assert [why(each) for each in say(*(wanted(under, by=ruth) for under in unders))] == [Why.NOT_THERE] * 7
    assert not Thread.objects.exists()


def test_drafts_embargoed_and_retracted_stories_are_not_there(paper: Gazette, ruth: User) -> None:
    draft = paper.story("A draft")
    embargoed = paper.story("Tomorrow", go_live_at=timezone.now() + timedelta(days=1))
    retracted = paper.published("All wrong")
    correct_story(story=retracted, kind="retraction", text="None of it was so.", by=paper.editor)
    unders = [f"story:{each.pk}" for each in (draft, embargoed, retracted)]
    assert [why(each) for each in say(*(wanted(each, by=ruth) for each in unders))] == [Why.NOT_THERE] * 3


def test_the_same_receipt_is_the_same_comment(under: str, ruth: User, omar: User) -> None:
    once = wanted(under, by=ruth)
    [first] = say(once)
    again, changed, others, twice = say(
        once, replace(once, source="Something else."), replace(once, by=omar), wanted(under, by=omar)
    )
    assert (again.again, again.comment) == (True, first.comment)
    assert (changed.again, changed.the_comment.source) == (True, "I was there.")
    assert why(others) == Why.RECEIPT
    assert not twice.again
    assert Comment.objects.count() == 2
    assert Thread.objects.get().shown == 2


def test_a_receipt_that_comes_twice_at_once_makes_one(under: str, ruth: User, omar: User) -> None:
    once = wanted(under, by=ruth)
    first, second, others = say(once, once, replace(once, by=omar))
    assert (first.again, second.again) == (False, True)
    assert first.comment == second.comment == Comment.objects.get()
    assert why(others) == Why.RECEIPT


def test_one_that_is_refused_takes_no_other_with_it(under: str, ruth: User) -> None:
    found = say(wanted(under, "", by=ruth), wanted(under, by=ruth), wanted("story:0", by=ruth))
    assert [why(each) for each in found] == [Why.EMPTY, None, Why.NOT_THERE]
    assert Comment.objects.get() == found[1].comment


def test_words_are_some_and_not_too_many(under: str, ruth: User) -> None:
    tried = {
        "": Why.EMPTY, " \n\t ": Why.EMPTY, "\u200b\u202e\x00": Why.EMPTY, "x" * 5001: Why.TOO_LONG,
        "x" * 1_000_000: Why.TOO_LONG, "x" * 5000: None, "👩‍👩‍👧": None,
    }  # fmt: skip
    assert [why(each) for each in say(*(wanted(under, source, by=ruth) for source in tried))] == list(
        tried.values()
    )


def test_a_receipt_is_one_of_ours(under: str, ruth: User) -> None:
    receipts = [
        "",
        "short",
        "x" * 65,
        "with spaces in it is none",
        "ünïcödé-is-no-receipt",
        "with-\x00-in-it-is-none",
    ]
    found = say(*(wanted(under, by=ruth, receipt=each) for each in receipts))
    assert [why(each) for each in found] == [Why.MALFORMED] * 6


def test_answers_stand_under_what_they_answer_three_deep(under: str, ruth: User) -> None:
    comments: list[Comment] = []
    for _each in range(6):
        answers = comments[-1].pk if comments else None
        comments.append(say(wanted(under, by=ruth, answers=answers))[0].the_comment)
    assert [each.depth for each in comments] == [0, 1, 2, 3, 3, 3]
    assert {each.root_id for each in comments[1:]} == {comments[0].pk}
    assert [each.parent_id for each in comments[1:]] == [each.pk for each in comments[:-1]]
    comments[0].refresh_from_db()
    assert comments[0].answers == 5


def test_what_is_not_shown_is_not_answered_but_a_deleted_place_is(under: str, ruth: User, omar: User) -> None:
    [first] = say(wanted(under, by=ruth))
    for state, reason in {"held": Why.NO_ANSWER, "removed": Why.NO_ANSWER, "deleted": None}.items():
        Comment.objects.filter(pk=first.the_comment.pk).update(state=state)
        assert why(say(wanted(under, by=omar, answers=first.the_comment.pk))[0]) == reason


def test_an_answer_stays_in_its_thread(paper: Gazette, under: str, ruth: User) -> None:
    [first] = say(wanted(under, by=ruth))
    other = f"story:{paper.published('Another story').pk}"
    found = say(wanted(other, by=ruth, answers=first.the_comment.pk), wanted(under, by=ruth, answers=10**17))
    assert [why(each) for each in found] == [Why.NO_ANSWER] * 2


def test_who_left_while_another_was_answering_is_still_answered(under: str, ruth: User, omar: User) -> None:
    [first] = say(wanted(under, by=ruth))
    ruth.delete()
    [posted] = say(wanted(under, by=omar, answers=first.the_comment.pk))
    assert posted.the_comment.parent_id == first.the_comment.pk


def test_readers_and_the_newsroom_write_and_nobody_else(paper: Gazette, under: str) -> None:
    nameless = User.objects.create_user("nameless", "nameless@reader.example", "a long enough password")
    left = reader("Left", is_active=False)
    deleted = reader("Deleted")
    User.objects.filter(pk=deleted.pk).delete()
    found = say(*(wanted(under, by=each) for each in (paper.reporter, nameless, left, deleted)))
    assert [why(each) for each in found] == [None, Why.NO_READER, Why.NO_READER, Why.NO_READER]


def test_closed_threads_take_nothing(under: str, ruth: User) -> None:
    say(wanted(under, by=ruth))
    Thread.objects.update(closed_at=ago(minutes=1))
    assert why(say(wanted(under, by=ruth))[0]) == Why.CLOSED
    Thread.objects.update(closed_at=None, closes_at=ago(minutes=1))
    assert why(say(wanted(under, by=ruth))[0]) == Why.CLOSED
    Thread.objects.update(closes_at=None)
    assert why(say(wanted(under, by=ruth))[0]) is None


def test_a_story_that_is_old_is_closed_before_anybody_wrote(
    under: str, story: StoryPage, ruth: User, policy: Callable[..., None]
) -> None:
    StoryPage.objects.filter(pk=story.pk).update(first_published_at=ago(days=31))
    assert why(say(wanted(under, by=ruth))[0]) == Why.CLOSED
    policy(closes_after_days=0, premoderation="none")
    assert say(wanted(under, by=ruth))[0].the_comment.thread.closes_at is None


@pytest.fixture
def rule(db: None) -> Rule:
    edition = Edition.objects.create(number=900, since=ago(days=1))
    return Rule.objects.create(
        edition=edition, number=4, title="Talk to people", text="As you would at a table."
    )


def test_who_is_banned_hears_by_which_rule_and_until_when(
    paper: Gazette, under: str, ruth: User, omar: User, rule: Rule
) -> None:
    until = timezone.now() + timedelta(days=3)
    ban = Ban.objects.create(
        reader=ruth, rule=rule, reason="Insults, twice.", since=ago(hours=1), until=until, by=paper.editor
    )
    banned, free = say(wanted(under, by=ruth), wanted(under, by=omar))
    assert banned.refused is not None
    for words in ("rule 4", "Talk to people", "Insults, twice.", str(timezone.localtime(until).year)):
        assert words in banned.refused.words
    assert why(free) is None
    Ban.objects.filter(pk=ban.pk).update(lifted_at=timezone.now())
    assert why(say(wanted(under, by=ruth))[0]) is None


def test_a_reader_and_a_network_have_enough_in_an_hour(
    under: str, ruth: User, omar: User, policy: Callable[..., None]
) -> None:
    policy(an_hour=3, a_network_an_hour=4, premoderation="none")
    say(wanted(under, by=ruth, sender="a", at=ago(minutes=61)))
    found = say(*(wanted(under, by=ruth, sender="a") for _each in range(4)))
    assert [why(each) for each in found] == [None, None, None, Why.TOO_MANY]
    found = say(*(wanted(under, by=omar, sender="a") for _each in range(2)))
    assert [why(each) for each in found] == [None, Why.TOO_MANY]
    assert found[1].refused is not None
    assert found[1].refused.wait > 0
    assert why(say(wanted(under, by=omar, sender="b"))[0]) is None


def test_the_number_of_queries_does_not_grow_with_the_number_of_comments(under: str) -> None:
    people = [reader(f"Reader{n}") for n in range(12)]
    say(wanted(under, by=people[0]))
    needed = []
    for some in (people[:2], people):
        with CaptureQueriesContext(connection) as asked:
            say(*(wanted(under, by=each, sender=str(each.pk)) for each in some))
        needed.append(len(asked))
    assert needed[0] == needed[1] <= 25


def test_networks_are_forgotten_after_a_day(under: str, ruth: User) -> None:
    say(wanted(under, by=ruth, sender="old", at=ago(hours=25)), wanted(under, by=ruth, sender="new"))
    assert forget_senders() == 1
    assert set(Comment.objects.values_list("sender", flat=True)) == {"", "new"}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("story:7", ("story", 7)),
        ("claim:3", ("claim", 3)),
        ("story:-1", None),
        ("story:1e3", None),
        ("story:٣", None),
    ],
)
def test_a_name_of_what_is_talked_about_has_one_spelling(text: str, named: Any) -> None:
    assert read_under(text) == named
