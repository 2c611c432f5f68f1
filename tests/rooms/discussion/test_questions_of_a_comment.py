"""Questions whose SQL is written once answer as their query sets would, whatever they are told and whenever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from talking import ago, reader, wanted

from twosource.discussion.actions import post_comments
from twosource.discussion.models import Comment, Thread
from twosource.ledger.written import CLOCK, Change, Insertion, Question, moment, number, numbers, texts
from twosource.people.models import User
from twosource.stories.models import StoryPage
from twosource.stories.reads import live_stories

pytestmark = pytest.mark.usefixtures("nothing_is_held")
WHOLE = ("SCAN discussion_comment", "SCAN discussion_trace", "SCAN discussion_decision", "SCAN ledger_")


@pytest.fixture
def said(under: str, ruth: User, omar: User) -> list[Comment]:
    """Comments of two readers, made an hour apart."""
    people = (ruth, omar, ruth, omar)
    many = [wanted(under, by=one, at=ago(hours=n), sender=f"s{n}") for n, one in enumerate(people)]
    return [each.the_comment for each in post_comments(wanted=many)]


def test_it_answers_as_its_query_set(said: list[Comment], ruth: User) -> None:
    columns = ("pk", "state", "posted_at", "edited_at", "likeness", "thread__title")
    found = Question(
        lambda: (
            Comment.objects.filter(author__in=numbers("authors"), posted_at__gt=moment("since"))
            .order_by("-pk")
            .values_list(*columns)
        )
    )
    for authors, since in (([ruth.pk], ago(hours=9)), ([ruth.pk, 0], ago(hours=1)), ([], ago(hours=9))):
        rows = Comment.objects.filter(author__in=authors, posted_at__gt=since).order_by("-pk")
        assert list(map(tuple, found.rows(authors=authors, since=since))) == list(rows.values_list(*columns))


def test_it_is_written_once_and_asked_with_any_number_of_values(said: list[Comment]) -> None:
    written = []

    def by_sender() -> object:
        written.append(1)
        return Comment.objects.filter(sender__in=texts("senders")).order_by("pk").values_list("sender")

    question = Question(by_sender)  # type: ignore[arg-type]
    assert question.rows(senders=()) == []
    assert question.rows(senders=["s1"]) == [("s1",)]
    assert question.rows(senders={f"s{n}" for n in range(100_000)}) == [("s0",), ("s1",), ("s2",), ("s3",)]
    assert question.rows(senders=["s1", "'", '"', "%s", "\\", "ü"]) == [("s1",)]
    assert written == [1]


def test_numbers_have_64_bits(said: list[Comment]) -> None:
    kinds = {-(2**63): said[0].pk, 2**63 - 1: said[1].pk, 0: said[2].pk}
    for kind, pk in kinds.items():
        Comment.objects.filter(pk=pk).update(likeness=kind)
    of_kinds = Question(
        lambda: Comment.objects.filter(likeness__in=numbers("kinds")).values_list("likeness", "pk")
    )
    assert dict(of_kinds.rows(kinds=kinds)) == kinds


def test_a_value_that_is_missing_is_an_error(said: list[Comment]) -> None:
    question = Question(lambda: Comment.objects.filter(pk__in=numbers("ids")).values_list("pk"))
    with pytest.raises(KeyError):
        question.rows(names=[1])


def test_what_compares_with_the_clock_is_told_the_time_whenever_it_is_asked(story: StoryPage) -> None:
    question = Question(lambda: live_stories().filter(pk__in=numbers("ids")).order_by().values_list("pk"))
    ends = timezone.now() + timedelta(hours=1)
    StoryPage.objects.filter(pk=story.pk).update(expire_at=ends)
    for hours, found in ((0, [(story.pk,)]), (2, []), (0, [(story.pk,)])):
        assert question.rows(ids=[story.pk], **{CLOCK: timezone.now() + timedelta(hours=hours)}) == found


def test_nobody_writes_under_a_story_that_has_ended_meanwhile(
    story: StoryPage, under: str, ruth: User
) -> None:
    StoryPage.objects.filter(pk=story.pk).update(expire_at=timezone.now() + timedelta(hours=1))
    [before] = post_comments(wanted=[wanted(under, by=ruth)])
    with patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(hours=2)):
        [after] = post_comments(wanted=[wanted(under, "Is it over?", by=ruth)])
    assert before.comment is not None
    assert after.refused is not None
    assert after.refused.why == "not_there"


def test_a_change_is_made_where_it_fits(said: list[Comment]) -> None:
    thread = Thread.objects.get()
    later = Change(
        lambda: Thread.objects.filter(Q(last_at=None) | Q(last_at__lt=moment("at")), pk__in=numbers("ids")),
        last_at=moment("at"),
        shown=Greatest(F("shown") + number("step"), 0),
    )
    assert thread.last_at is not None
    at = thread.last_at + timedelta(seconds=1)
    assert [later.make(ids=[thread.pk], at=at, step=2), later.make(ids=[thread.pk], at=at, step=2)] == [1, 0]
    changed = Thread.objects.get()
    assert (changed.last_at, changed.shown) == (at, thread.shown + 2)
    assert later.make(ids=[], at=timezone.now(), step=1) == 0


def test_new_rows_are_as_bulk_create_makes_them(said: list[Comment], ruth: User) -> None:
    def some(number: int) -> list[Comment]:
        above, at = said[0], said[1].posted_at
        return [
            Comment(
                thread_id=above.thread_id,
                parent=above,
                root=above,
                author=ruth,
                source=f"n {n}",
                posted_at=at,
            )
            for n in range(number)
        ]

    made, usual = some(130), Comment.objects.bulk_create(some(1))
    with CaptureQueriesContext(connection) as asked:
        Insertion(Comment).put(made)
        Insertion(Comment).put([])
    assert len(asked) == 3
    rows = list(Comment.objects.filter(pk__in=[each.pk for each in made]).order_by("pk"))
    assert [each.source for each in rows] == [f"n {n}" for n in range(130)]
    assert rows == made
    told = [field.attname for field in Comment._meta.concrete_fields if field.attname != "id"]
    [expected] = Comment.objects.filter(pk=usual[0].pk).values_list(*told)
    assert Comment.objects.filter(pk=made[0].pk).values_list(*told)[0] == expected
    made[0].save(update_fields=["source"])


def test_a_setting_that_changes_is_asked_anew(under: str, policy: Callable[..., None]) -> None:
    """How many comments must have been approved is part of the SQL."""
    lea = reader("Lea")
    past = [wanted(under, f"Number {n} of all I have to say.", by=lea, at=ago(days=8 + n)) for n in range(2)]
    post_comments(wanted=past)
    states = []
    for first, words in (
        (2, "Who pays for the crane?"),
        (3, "The mayor was not there."),
        (2, "And now it rains."),
    ):
        policy(premoderation="first", first_comments=first)
        [posted] = post_comments(wanted=[wanted(under, words, by=lea)])
        states.append(posted.the_comment.state)
    assert states == ["shown", "held", "shown"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="tells how SQLite looks for rows")
@pytest.mark.parametrize("waits", ["none", "first"])
def test_what_is_asked_for_every_comment_is_found_by_an_index(
    said: list[Comment], under: str, ruth: User, policy: Callable[..., None], waits: str
) -> None:
    """However many comments there are: one look through all of them would be most of what taking one costs."""
    policy(premoderation=waits)
    with CaptureQueriesContext(connection) as asked:
        post_comments(
            wanted=[wanted(under, by=ruth, sender="s1", source="The quay is cracked from end to end.")]
        )
    looked_through = []
    with connection.cursor() as cursor:
        for query in asked:
            if query["sql"].startswith("SELECT"):
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
                plan = [row[3] for row in cursor.fetchall()]
                looked_through += [(step, query["sql"]) for step in plan if step.startswith(WHOLE)]
    assert any('"sender" IN' in query["sql"] for query in asked)
    assert looked_through == []
