"""People who talk under a story, and those who moderate them: rows made a line each."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from gazette import Gazette

from twosource.discussion.actions.counting import Turned, count
from twosource.discussion.actions.deciding import Ruling, decide
from twosource.discussion.models import Comment, Decision, Hold, Thread
from twosource.discussion.moderation.seen import seen_of
from twosource.people.models import User
from twosource.people.roles import MODERATOR
from twosource.readers.models import Reader, name_key


class Talk:
    """A thread under a story, two moderators, and readers by name."""

    def __init__(self, paper: Gazette) -> None:
        self.paper = paper
        self.mo = paper.hire("mo", MODERATOR)
        self.mia = paper.hire("mia", MODERATOR)
        self.story = paper.published("The bridge", "It has forty-two bearings.")
        self.thread = Thread.objects.create(
            story=self.story, title="The bridge", path="/harbour/the-bridge/", opened_at=timezone.now()
        )
        self.made = 0

    def reader(self, name: str = "Ana Reader", email: str = "") -> User:
        """A reader of this name, made once."""
        known = Reader.objects.filter(key=name_key(name)).select_related("user").first()
        if known:
            return known.user
        mailbox = name.casefold().replace(" ", "-")
        user = User.objects.create(username=f"reader-{mailbox}", email=email or f"{mailbox}@readers.example")
        Reader.objects.create(user=user, name=name, key=name_key(name), joined_at=timezone.now())
        return user

    def says(self, words: str, *, by: str = "Ana Reader", at: datetime | None = None, **more: Any) -> Comment:
        """A comment; each is a minute later than the one before. `why` names the checks that hold it, as
        (check, words); `answers` is a comment."""
        self.made += 1
        why, answers = more.pop("why", ()), more.pop("answers", None)
        state = more.pop("state", Comment.State.HELD if why else Comment.State.SHOWN)
        author = more.pop("author", None) or self.reader(by)
        comment = Comment.objects.create(
            thread=more.pop("thread", self.thread), parent=answers, author=author, source=words, state=state,
            root=(answers.root or answers) if answers else None, html=f"<p>{words}</p>",
            posted_at=at or timezone.now() - timedelta(hours=5) + timedelta(minutes=self.made), **more,
        )  # fmt: skip
        Hold.objects.bulk_create(Hold(comment=comment, why=check, words=found) for check, found in why)
        count([Turned(comment, "", state)])
        return comment

    def held(self, words: str = "Buy a casino now.", **more: Any) -> Comment:
        return self.says(words, why=[("words", "casino")], **more)

    def removes(
        self, comment: Comment, rule: int = 4, *, by: User | None = None, reason: str = ""
    ) -> Decision:
        return self.decides(comment, Ruling("removed", rule, reason), by=by)

    def approves(self, comment: Comment, *, by: User | None = None) -> Decision:
        return self.decides(comment, Ruling("approved"), by=by)

    def decides(self, comment: Comment, ruling: Ruling, *, by: User | None = None) -> Decision:
        comment.refresh_from_db()
        made = decide(comment=comment.pk, ruling=ruling, seen=seen_of(comment), by=by or self.mo)
        comment.refresh_from_db()
        return made

    def shown(self) -> int:
        self.thread.refresh_from_db()
        return self.thread.shown
