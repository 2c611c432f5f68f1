"""Authors change what they wrote for some minutes, and delete it at any time; what it said stays on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from talking import ago, reader, wanted

from twosource.discussion.actions import delete_comment, edit_comment, post_comments
from twosource.discussion.actions.editing import editable_until
from twosource.discussion.models import Ban, Comment, Edition, Rule, Thread
from twosource.discussion.refusals import BadWords, NotYours, TooLate
from twosource.ledger.models import Entry
from twosource.people.models import User


@pytest.fixture
def comment(nothing_is_held: None, under: str, ruth: User) -> Comment:
    [posted] = post_comments(wanted=[wanted(under, "It has *forty* bearings.", by=ruth)])
    return posted.the_comment


def kinds(under: str) -> list[str]:
    return list(Entry.objects.filter(subject=f"talk:{under}").order_by("pk").values_list("kind", flat=True))


def test_within_its_minutes_a_comment_is_changed_and_says_so(
    comment: Comment, under: str, ruth: User
) -> None:
    changed = edit_comment(comment=comment, source="It has **forty**, I counted.", by=ruth)
    changed.refresh_from_db()
    assert changed.html == '<p dir="auto">It has <strong>forty</strong>, I counted.</p>\n'
    assert changed.edited_at is not None
    assert [each.source for each in changed.edits.all()] == ["It has *forty* bearings."]
    assert (changed.state, changed.turn) == ("shown", 1)
    assert kinds(under)[-1] == "CommentEdited"
    assert Entry.objects.get(kind="CommentEdited").by is None


def test_the_same_words_change_nothing(comment: Comment, under: str, ruth: User) -> None:
    assert edit_comment(comment=comment, source=" It has *forty* bearings.\r\n", by=ruth).edited_at is None
    assert "CommentEdited" not in kinds(under)


def test_after_its_minutes_it_is_not(comment: Comment, ruth: User, policy: Callable[..., None]) -> None:
    until = editable_until(comment)
    assert until is not None
    assert until - comment.posted_at == timedelta(minutes=5)
    Comment.objects.update(posted_at=ago(minutes=5, seconds=1))
    with pytest.raises(TooLate):
        edit_comment(comment=comment, source="Late.", by=ruth)
    policy(edit_minutes=10, premoderation="none")
    assert edit_comment(comment=comment, source="Not late.", by=ruth).source == "Not late."


def test_nobody_changes_or_deletes_anothers(comment: Comment, omar: User) -> None:
    with pytest.raises(NotYours):
        edit_comment(comment=comment, source="Mine.", by=omar)
    with pytest.raises(NotYours):
        delete_comment(comment=comment, by=omar)


@pytest.mark.parametrize("source", ["", "\u200b", "x" * 5001])
def test_no_words_and_too_many_are_refused(comment: Comment, ruth: User, source: str) -> None:
    with pytest.raises(BadWords):
        edit_comment(comment=comment, source=source, by=ruth)
    comment.refresh_from_db()
    assert comment.edited_at is None


def test_new_words_are_looked_at_as_if_posted_now(
    comment: Comment, ruth: User, policy: Callable[..., None]
) -> None:
    policy(premoderation="all")
    changed = edit_comment(comment=comment, source="Buy my pills.", by=ruth)
    assert changed.state == "held"
    assert changed.holds.count() == 1
    assert Thread.objects.get().shown == 0
    again = edit_comment(comment=comment, source="Buy my other pills.", by=ruth)
    assert (again.state, again.turn, again.holds.count()) == ("held", 2, 1)
    policy(premoderation="none")
    assert edit_comment(comment=comment, source="It has forty.", by=ruth).state == "held"


def test_who_is_shut_out_changes_nothing(comment: Comment, ruth: User, omar: User) -> None:
    edition = Edition.objects.create(number=900, since=ago(days=1))
    rule = Rule.objects.create(edition=edition, number=4, title="Talk to people", text="As at a table.")
    ban = Ban.objects.create(
        reader=ruth,
        rule=rule,
        reason="Insults.",
        since=ago(hours=1),
        until=timezone.now() + timedelta(days=1),
        by=omar,
    )
    with pytest.raises(TooLate, match="rule 4"):
        edit_comment(comment=comment, source="Changed.", by=ruth)
    ban.delete()
    User.objects.filter(pk=ruth.pk).update(is_active=False)
    with pytest.raises(NotYours):
        edit_comment(comment=comment, source="Changed.", by=ruth)


def test_a_deleted_comment_keeps_its_place_and_its_answers(comment: Comment, under: str, ruth: User) -> None:
    other = reader("Lena")
    [answer] = post_comments(wanted=[wanted(under, by=other, answers=comment.pk)])
    gone = delete_comment(comment=comment, by=ruth)
    gone.refresh_from_db()
    assert (gone.state, gone.source, gone.html, gone.likeness) == ("deleted", "", "", None)
    assert [each.source for each in gone.edits.all()] == ["It has *forty* bearings."]
    assert answer.the_comment.parent_id == gone.pk
    assert Thread.objects.get().shown == 1
    assert kinds(under)[-1] == "CommentDeleted"
    delete_comment(comment=comment, by=ruth)
    assert kinds(under).count("CommentDeleted") == 1
    assert Thread.objects.get().shown == 1
    with pytest.raises(TooLate):
        edit_comment(comment=comment, source="Back again.", by=ruth)


def test_what_was_removed_is_a_matter_of_record(comment: Comment, ruth: User) -> None:
    Comment.objects.update(state="removed")
    with pytest.raises(TooLate):
        delete_comment(comment=comment, by=ruth)
    with pytest.raises(TooLate):
        edit_comment(comment=comment, source="Nicer.", by=ruth)
