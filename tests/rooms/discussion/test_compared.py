"""What comments are compared by is read once a text, and forgotten when there is too much of it."""

from __future__ import annotations

from collections import Counter
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from talking import ago, wanted

from twosource.discussion import remembering
from twosource.discussion.actions import post_comments
from twosource.discussion.compared import Compared
from twosource.discussion.models import Comment, Trace
from twosource.discussion.posting import Posted
from twosource.discussion.remembering import MOST_OF_A_KEY
from twosource.people.models import User


class Reader:
    """Reads texts, and remembers which."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, text: str) -> list[int]:
        self.read.append(text)
        return [len(text), 2**32 - 1]


def test_a_text_is_read_once_and_an_edited_one_anew() -> None:
    compared, reader = Compared(), Reader()
    told = [list(compared.numbers(1, text, reader)) for text in ("a quay", "a quay", "a crane", "a quay")]
    assert told == [[6, 2**32 - 1], [6, 2**32 - 1], [7, 2**32 - 1], [6, 2**32 - 1]]
    compared.numbers(2, "a quay", reader)
    assert reader.read == ["a quay", "a crane", "a quay"]


def test_the_oldest_go_when_there_are_too_many() -> None:
    compared, reader = Compared(most=4), Reader()
    for text in ("one", "two", "three"):
        compared.numbers(1, text, reader)
    reader.read.clear()
    for text in ("three", "two", "one"):
        compared.numbers(1, text, reader)
    assert reader.read == ["one"]


def test_one_longer_than_all_may_be_is_kept_alone() -> None:
    compared, reader = Compared(most=1), Reader()
    assert list(compared.numbers(1, "one", reader)) == list(compared.numbers(1, "one", reader))
    assert reader.read == ["one"]


def test_keeping_twice_counts_once() -> None:
    compared, reader = Compared(most=4), Reader()
    for _time in range(9):
        compared.keep(1, "one", [1, 2])
    compared.keep(2, "two", [3, 4])
    compared.numbers(1, "one", reader)
    assert reader.read == []


@pytest.mark.usefixtures("nothing_is_held")
def test_likeness_is_told_of_the_words_a_comment_has_now(under: str, ruth: User, omar: User) -> None:
    words = "The northern quay is cracked from end to end and nobody repairs it."
    other = "The council met on Tuesday and closed the market hall for the whole winter."
    with patch.object(remembering, "_compared", Compared()):
        [first] = post_comments(wanted=[wanted(under, words, by=ruth, at=ago(minutes=9))])
        [again] = post_comments(wanted=[wanted(under, f"{words} Indeed!", by=omar)])
        assert again.the_comment.likeness == first.the_comment.likeness
        # As an edit leaves it whose keys are not forgotten yet.
        Comment.objects.filter(pk__in=[first.the_comment.pk, again.the_comment.pk]).update(source=other)
        [third] = post_comments(wanted=[wanted(under, f"{words} Really!", by=omar)])
        assert third.the_comment.likeness != first.the_comment.likeness


@pytest.mark.usefixtures("nothing_is_held")
def test_a_key_that_many_have_by_chance_hides_nobody(under: str, ruth: User, omar: User) -> None:
    words = "The northern quay is cracked from end to end and nobody repairs it."
    [first] = post_comments(wanted=[wanted(under, words, by=ruth, at=ago(minutes=9))])
    crowd: list[Posted] = []
    while len(crowd) < 2 * MOST_OF_A_KEY:
        some = [wanted(under, f"Number {n}", by=ruth, at=ago(hours=3)) for n in range(10)]
        crowd += post_comments(wanted=some)
    [crowded, *_others] = Trace.objects.filter(comment=first.the_comment).values_list("value", flat=True)
    Trace.objects.bulk_create(Trace(value=crowded, comment=one.the_comment) for one in crowd)
    with CaptureQueriesContext(connection) as asked:
        [again] = post_comments(wanted=[wanted(under, f"{words} Indeed.", by=omar)])
    assert again.the_comment.likeness == first.the_comment.likeness
    [looked] = [query["sql"] for query in asked if "AS wanted" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(looked)
        found = Counter(value for value, _comment in cursor.fetchall())
    assert found.pop(crowded) == MOST_OF_A_KEY
    assert set(found.values()) == {1}
