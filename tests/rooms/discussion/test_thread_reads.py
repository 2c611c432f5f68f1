"""A thread as plain data: what is shown, in which order, page by page, at a cost that the thread has no part in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from gazette import Gazette
from small_talk import BEGAN, SmallTalk, reader, texts

from twosource.discussion.drawing import FIRST
from twosource.discussion.models import Ban, Comment, Thread
from twosource.discussion.pages import CommentView, ThreadView
from twosource.discussion.reads import (
    EXCHANGE,
    TOPS,
    comment_url,
    count,
    counts,
    exchange_page,
    find_comment,
    may_write,
    thread_page,
)
from twosource.ledger.uses import recording
from twosource.people.models import Byline
from twosource.stories.models import StoryByline


@pytest.fixture
def talk(paper: Gazette) -> SmallTalk:
    return SmallTalk(paper.published("The bridge"))


def page(talk: SmallTalk, **asked: Any) -> ThreadView:
    found = thread_page(talk.under, **asked)
    assert found is not None
    return found


def key_in(url: str) -> str:
    return url.rpartition("after=")[2]


def queries(deed: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        deed()
    return len(asked)


def test_the_newest_stand_first_and_other_orders_may_be_asked_for(talk: SmallTalk) -> None:
    for words, supported in (("one", 2), ("two", 7), ("three", 2)):
        talk.say(words, supported=supported)
    assert texts(page(talk).comments) == ["three", "two", "one"]
    assert texts(page(talk, order="oldest").comments) == ["one", "two", "three"]
    assert texts(page(talk, order="best").comments) == ["two", "three", "one"]
    assert page(talk, order="nonsense").order == "newest"


@pytest.mark.parametrize("order", ["newest", "oldest", "best"])
def test_page_after_page_shows_every_comment_once_even_those_of_one_moment(
    talk: SmallTalk, order: str
) -> None:
    talk.say_many(TOPS + 3)
    Comment.objects.update(posted_at=BEGAN)
    talk.say_many(TOPS + 3, supported=1)
    seen: list[str] = []
    key = ""
    while True:
        found = page(talk, order=order, after=key)
        seen += [each.pk for each in found.comments]
        assert found.before_url == (
            "" if not key else talk.path + ("" if order == "newest" else f"?order={order}")
        )
        if not found.after_url:
            break
        assert len(found.comments) == TOPS
        key = key_in(found.after_url)
    assert len(seen) == len(set(seen)) == 2 * TOPS + 6


def test_a_key_that_is_none_shows_the_beginning(talk: SmallTalk) -> None:
    talk.say("one")
    for key in ("x", "1.2.3", "9" * 40 + ".1", "-1.1", "1e9.1", "١.١", "1700000000.5.0"):
        assert [texts(page(talk, after=key).comments)] in ([["one"]], [[]])
        assert page(talk, order="best", after=key) is not None
    assert texts(page(talk, after="nonsense").comments) == ["one"]


def test_answers_stand_three_levels_down_and_from_there_on_one_after_the_other(talk: SmallTalk) -> None:
    top = talk.say("top")
    first = talk.say("first", answers=top)
    second = talk.say("second", answers=first)
    third = talk.say("third", answers=second)
    talk.say("deep", answers=third)
    [shown] = page(talk).comments
    assert texts([shown]) == ["top"]
    [one] = shown.answers
    [two] = one.answers
    assert texts(two.answers) == ["third", "deep"]
    assert [each.depth for each in (shown, one, two, *two.answers)] == [0, 1, 2, 3, 3]
    assert [bool(each.answers_to) for each in (one, two, *two.answers)] == [False, False, False, True]
    assert two.answers[1].answers_to_url == f"#c{third.pk}"


def flat(comments: tuple[CommentView, ...]) -> list[CommentView]:
    return [each for one in comments for each in (one, *flat(one.answers))]


def test_a_chain_of_a_thousand_answers_is_drawn_and_cut_in_pages(talk: SmallTalk) -> None:
    top = above = talk.say("top")
    for _each in range(EXCHANGE + 5):
        above = talk.say("further down", answers=above)
    [shown] = page(talk).comments
    assert len(flat((shown,))) == 1 + FIRST
    assert shown.more_url.startswith(f"/discussion/c/{top.pk}/answers/?after=")
    rest = exchange_page(top.pk, key=key_in(shown.more_url))
    assert rest is not None
    assert len(flat((rest.top,))) == 1 + EXCHANGE
    # The first of them answers what stands on the page before.
    assert rest.top.answers[0].answers_to
    whole = exchange_page(top.pk)
    assert whole is not None
    assert whole.after_url
    last = exchange_page(top.pk, key=key_in(whole.after_url))
    assert last is not None
    assert len(flat((last.top,))) == 1 + 5


def test_what_is_gone_leaves_its_place_where_readers_knew_it(talk: SmallTalk, paper: Gazette) -> None:
    kept = talk.say("answered, then deleted")
    talk.say("an answer", answers=kept)
    Comment.objects.filter(pk=kept.pk).update(state="deleted")
    talk.say("deleted with no answer", state="deleted")
    talk.remove(talk.say("removed"), by=paper.editor)
    talk.remove(talk.say("never seen", state="held"), by=paper.editor, before="held")
    talk.say("waits", state="held")
    removed, deleted = page(talk).comments
    assert texts([removed, deleted, *deleted.answers]) == ["†", "†", "an answer"]
    assert deleted.gone
    assert deleted.gone.kind == "deleted"
    assert removed.gone
    assert (removed.gone.kind, removed.gone.rule, removed.gone.url) == (
        "removed", 4, "/standards/1/#rule-4",
    )  # fmt: skip
    assert removed.html == removed.name == deleted.html == ""


def test_only_its_author_sees_what_waits_and_why(talk: SmallTalk) -> None:
    lea, max_ = reader("Lea"), reader("Max")
    held = talk.say("waits", by=lea, state="held")
    held.holds.create(why="links", words="https://x.example")
    assert page(talk).comments == () == page(talk, user=max_).comments
    [own] = page(talk, user=lea).comments
    assert (own.mine, own.waits_for, own.html) == (True, ("links",), "<p>waits</p>")


def test_who_wrote_is_named_and_marked(paper: Gazette) -> None:
    byline = Byline.objects.create(name="Rita Smith", slug="rita", user=paper.reporter)
    talk = SmallTalk(paper.published("The bridge"))
    StoryByline.objects.create(story=talk.thread.story, byline=byline)
    for by in (reader("Lea"), paper.reporter, paper.editor):
        talk.say(f"by {by}", by=by)
    talk.say("by who left", name="")
    gone, editor, author, lea = page(talk).comments
    assert [each.name for each in (gone, editor, author, lea)] == [
        "a reader",
        "Eva Smith",
        "Rita Smith",
        "Lea",
    ]
    assert [each.newsroom for each in (gone, editor, author, lea)] == [False, True, True, False]
    assert [each.wrote_it for each in (gone, editor, author, lea)] == [False, False, True, False]


def test_counts_are_those_of_the_threads_and_say_so(talk: SmallTalk, paper: Gazette) -> None:
    talk.say_many(3)
    claim = paper.confirmed()
    with recording() as uses:
        found = counts([talk.under, f"claim:{claim.pk}", "story:999999", "nonsense"])
    assert found == {talk.under: 3, f"claim:{claim.pk}": 0, "story:999999": 0, "nonsense": 0}
    assert {f"talk:{talk.under}", f"talk:claim:{claim.pk}"} <= uses.subjects
    assert count(talk.under) == 3
    assert queries(lambda: counts([f"story:{each}" for each in range(1, 500)])) == 1


def test_a_page_says_what_it_was_made_from(talk: SmallTalk) -> None:
    lea = reader("Lea")
    talk.say("words", by=lea)
    with recording() as uses:
        page(talk)
    assert {f"talk:{talk.under}", f"thread:{talk.under}", talk.under, f"reader:{lea.pk}"} <= uses.subjects
    # It closes by the clock.
    assert uses.until is None
    Thread.objects.update(closes_at=timezone.now() + timedelta(days=1))
    with recording() as uses:
        page(talk)
    assert uses.until is not None


def test_a_page_asks_as_many_questions_of_a_long_thread_as_of_a_short_one(talk: SmallTalk) -> None:
    people = [reader(f"Reader {each}") for each in range(3)]
    top = talk.say("top", by=people[0])
    talk.say("answer", answers=top, by=people[1])
    short = {
        order: queries(lambda order=order: page(talk, order=order)) for order in ("newest", "oldest", "best")
    }
    talk.say_many(TOPS * 2, author=people[2])
    for each in Comment.objects.filter(root=None):
        talk.say_many(FIRST * 2, answers=each, author=people[1])
    for order, before in short.items():
        assert queries(lambda order=order: page(talk, order=order)) == before <= 12


def test_the_database_goes_to_its_place_and_reads_no_further(talk: SmallTalk) -> None:
    """What SQLite says it will do: every search by an index, nothing sorted, no table read through."""
    if connection.vendor != "sqlite":
        pytest.skip("told by SQLite; the benchmark looks at both")
    talk.say_many(TOPS * 2)
    with CaptureQueriesContext(connection) as asked:
        page(talk, after=f"{BEGAN.timestamp() + 30:.6f}.5")
    plans = []
    with connection.cursor() as cursor:
        for query in asked.captured_queries:
            if "discussion_comment" in query["sql"]:
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
                plans += [row[3] for row in cursor.fetchall()]
    tops = [plan for plan in plans if "discussion_tops" in plan]
    assert tops
    assert not [plan for plan in plans if plan.startswith("SCAN discussion_comment")]
    assert any("discussion_exchange" in plan for plan in plans)
    assert "posted_at<" in tops[0]


def test_where_a_comment_stands_is_found_from_its_number(talk: SmallTalk) -> None:
    early = talk.say("early")
    answers = [talk.say(f"answer {each}", answers=early) for each in range(FIRST + 1)]
    talk.say_many(TOPS)
    last = talk.say("last")
    assert comment_url(last) == f"{talk.path}#c{last.pk}"
    for one in (early, answers[0]):
        url = comment_url(Comment.objects.select_related("thread", "root").get(pk=one.pk))
        assert url.endswith(f"#c{one.pk}")
        first = page(talk, after=key_in(url.partition("#")[0])).comments[0]
        assert first.pk == early.pk
    assert comment_url(answers[-1]) == f"/discussion/c/{early.pk}/answers/#c{answers[-1].pk}"


def test_nothing_is_there_under_what_readers_do_not_see(paper: Gazette) -> None:
    claim = paper.confirmed()
    draft = SmallTalk(paper.story("A draft"))
    unseen = SmallTalk(claim)
    for talk in (draft, unseen):
        words = talk.say("words")
        assert thread_page(talk.under) is None
        assert find_comment(words.pk) is None
        assert exchange_page(words.pk) is None
    for under in ("story:0", "story:-1", "story:x", "topic:1", "", "story:1:2", "story:" + "9" * 30):
        assert thread_page(under) is None


def test_who_may_not_write_is_told_why(talk: SmallTalk, paper: Gazette) -> None:
    lea = reader("Lea")
    assert may_write(lea, talk.thread) == ""
    rule = talk.remove(talk.say("x", by=lea), by=paper.editor).rule
    Ban.objects.create(
        reader=lea,
        rule=rule,
        reason="Insults.",
        since=BEGAN,
        until=timezone.now() + timedelta(days=2),
        by=paper.editor,
    )
    assert "rule 4" in may_write(lea, talk.thread)
    assert "Insults." in may_write(lea, talk.thread)
    Ban.objects.update(lifted_at=timezone.now())
    talk.thread.closed_at = timezone.now()
    assert "closed" in may_write(lea, talk.thread)


def test_a_thread_closes_by_its_date_its_topic_or_the_newsroom(paper: Gazette, settings: Any) -> None:
    from twosource.discussion.models import TopicPolicy

    story = paper.published("The bridge", topic=paper.topic())
    old = timezone.now() - timedelta(days=31)
    type(story).objects.filter(pk=story.pk).update(first_published_at=old)
    found = thread_page(f"story:{story.pk}")
    assert found
    assert found.standing.closed_at == old + timedelta(days=30)
    TopicPolicy.objects.create(topic=story.topic, closes_after_days=60)
    found = thread_page(f"story:{story.pk}")
    assert found
    assert found.standing.closed_at is None
    talk = SmallTalk(story, closes_at=old)
    assert page(talk).standing.closed_at == old
    Thread.objects.update(closes_at=None)
    assert page(talk).standing.closed_at is None
