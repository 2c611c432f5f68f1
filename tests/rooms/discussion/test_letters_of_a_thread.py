"""Who follows a thread is written to when there is something new: not twice, not too often, and until they say stop."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from gazette import Gazette
from small_talk import SmallTalk, reader

from twosource.discussion.actions import follow, post_news, unfollow
from twosource.discussion.models import Decision, Following, Thread
from twosource.outside.mail import Letter, written
from twosource.people.models import User
from twosource.verification.refusals import Refused


@pytest.fixture
def talk(paper: Gazette) -> SmallTalk:
    talk = SmallTalk(paper.published("The bridge"))
    talk.moment = timezone.now() - timedelta(hours=2)
    return talk


@pytest.fixture
def lea(talk: SmallTalk) -> User:
    """Follows since three hours."""
    lea = reader("Lea")
    following = follow(under=talk.under, by=lea)
    since = timezone.now() - timedelta(hours=3)
    Following.objects.filter(pk=following.pk).update(since=since, told_until=since)
    return lea


def test_a_letter_tells_what_others_wrote_and_how_to_end_it(talk: SmallTalk, lea: User, post: Any) -> None:
    one = talk.say("The bridge holds.", by=reader("Max"))
    talk.say("My own words", by=lea)
    talk.say("Held words", state="held")
    assert post_news() == 1
    [letter] = post.sent
    assert letter.to == lea.email
    assert letter.subject == "1 new comment on “The bridge”"
    assert "Max:\nThe bridge holds.\n" in letter.body
    assert f"/discussion/c/{one.pk}/" in letter.body
    assert "My own" not in letter.body
    assert "Held" not in letter.body
    secret = Following.objects.get().secret
    assert letter.unsubscribe.endswith(f"/discussion/unfollow/{secret}/")
    assert letter.unsubscribe in letter.body


def test_mail_programs_are_told_how_to_end_it() -> None:
    letter = Letter("lea@mail.example", "s", "b", "<1@x.example>", unsubscribe="https://x.example/u/1/")
    message = written(letter, sender="paper@x.example", name="Paper")
    assert message["List-Unsubscribe"] == "<https://x.example/u/1/>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "List-Unsubscribe" not in written(
        Letter("a@x.example", "s", "b", "<1@x>"), sender="b@x.example", name="P"
    )


def test_nothing_is_told_twice_and_nobody_more_often_than_every_quarter_of_an_hour(
    talk: SmallTalk, lea: User, post: Any
) -> None:
    talk.say("One")
    assert (post_news(), post_news()) == (1, 0)
    talk.say("Two", posted_at=timezone.now())
    assert post_news() == 0
    assert post_news(moment=timezone.now() + timedelta(minutes=16)) == 1
    assert "Two" in post.sent[1].body
    assert "One" not in post.sent[1].body


def test_what_a_moderator_lets_through_later_is_told_with_the_next(
    talk: SmallTalk, lea: User, post: Any, paper: Gazette
) -> None:
    late = talk.say("Late", posted_at=timezone.now() - timedelta(hours=5))
    talk.say("New")
    Decision.objects.create(
        comment=late, turn=0, verdict="approved", before="held", by=paper.editor, at=timezone.now()
    )
    assert post_news() == 1
    assert "Late" in post.sent[0].body
    assert "2 new comments" in post.sent[0].subject


def test_a_letter_that_did_not_leave_is_tried_again_and_loses_nothing(
    talk: SmallTalk, lea: User, post: Any
) -> None:
    talk.say("One")
    post.trouble = "the post office is closed"
    assert post_news() == 0
    post.trouble = ""
    assert post_news(moment=timezone.now() + timedelta(minutes=6)) == 1
    assert "One" in post.sent[0].body


def test_many_are_told_shortly(talk: SmallTalk, lea: User, post: Any) -> None:
    talk.say_many(25)
    assert post_news() == 1
    assert "25 new comments" in post.sent[0].subject
    assert "And 15 more." in post.sent[0].body


def test_of_a_thread_that_is_not_there_nothing_is_told(talk: SmallTalk, lea: User, post: Any) -> None:
    talk.say("One")
    story = talk.thread.story
    type(story).objects.filter(pk=story.pk).update(retracted_at=timezone.now())
    assert post_news() == 0
    assert post.sent == []
    with pytest.raises(Refused):
        follow(under=talk.under, by=lea)


def test_who_ends_it_and_who_has_left_get_none(talk: SmallTalk, lea: User, post: Any) -> None:
    talk.say("One")
    User.objects.filter(pk=lea.pk).update(is_active=False)
    assert post_news() == 0
    unfollow(following=Following.objects.get())
    unfollow(following=Following(pk=1))
    assert Following.objects.count() == 0


def test_who_follows_before_anybody_wrote_opens_the_thread(paper: Gazette) -> None:
    story = paper.published("A quiet story")
    follow(under=f"story:{story.pk}", by=reader("Ida"))
    follow(under=f"story:{story.pk}", by=reader("Max"))
    thread = Thread.objects.get()
    assert (thread.title, thread.shown, thread.followers.count()) == ("A quiet story", 0, 2)
    assert thread.closes_at is not None
