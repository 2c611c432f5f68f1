"""A thread with comments put there row by row, in any state, at any moment: what is read is what is tested here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.db.models import F

from twosource.discussion.models import Comment, Decision, Edition, Rule, Thread
from twosource.people.models import User
from twosource.readers.models import Reader, name_key

BEGAN = datetime(2026, 3, 1, 12, tzinfo=UTC)
_numbers = count(1)


def reader(name: str) -> User:
    """Somebody with a reader's account whose address is confirmed."""
    number = next(_numbers)
    user = User.objects.create_user(
        f"reader-{number}", f"reader-{number}@mail.example", "a long enough password"
    )
    Reader.objects.create(user=user, name=name, key=name_key(name), joined_at=BEGAN)
    return user


class SmallTalk:
    """What readers said under one story, or one claim. Each comment is a minute later than the one before."""

    def __init__(self, under: Any, *, title: str = "The bridge", **more: Any) -> None:
        kind = "claim" if type(under).__name__ == "Claim" else "story"
        self.under = f"{kind}:{under.pk}"
        self.path = f"/discussion/{kind}/{under.pk}/"
        self.thread = Thread.objects.create(
            **{f"{kind}_id": under.pk}, title=title, path="/", opened_at=BEGAN, **more
        )
        self.moment = BEGAN

    def say(
        self,
        words: str,
        *,
        by: User | None = None,
        answers: Comment | None = None,
        state: str = "shown",
        **more: Any,
    ) -> Comment:
        self.moment = max(self.moment, Thread.objects.get(pk=self.thread.pk).last_at or BEGAN) + timedelta(
            minutes=1
        )
        root = (answers.root or answers) if answers else None
        comment = Comment.objects.create(
            thread=self.thread, parent=answers, root=root, depth=min(answers.depth + 1, 3) if answers else 0,
            author=by, source=words, html=f"<p>{words}</p>", state=state,
            **{"posted_at": self.moment, "name": "" if by else "Ada", **more},
        )  # fmt: skip
        if state == "shown":
            Thread.objects.filter(pk=self.thread.pk).update(shown=F("shown") + 1, last_at=comment.posted_at)
            Comment.objects.filter(pk__in={root.pk, answers.pk} if root and answers else ()).update(
                answers=F("answers") + 1
            )
        return comment

    def say_many(self, number: int, *, answers: Comment | None = None, **more: Any) -> None:
        """So many at once, a second apart."""
        root = (answers.root or answers) if answers else None
        Comment.objects.bulk_create(
            Comment(
                thread=self.thread, parent=answers, root=root, depth=1 if answers else 0, name="Ada",
                source=f"Comment {each}", html=f"<p>Comment {each}</p>",
                posted_at=self.moment + timedelta(seconds=each + 1), **more,
            )
            for each in range(number)
        )  # fmt: skip
        self.moment += timedelta(seconds=number)
        Thread.objects.filter(pk=self.thread.pk).update(shown=F("shown") + number, last_at=self.moment)
        if root:
            Comment.objects.filter(pk=root.pk).update(answers=F("answers") + number)

    def remove(self, comment: Comment, *, by: User, before: str = "shown", rule: int = 4) -> Decision:
        """As a moderator would, by a rule of the first edition."""
        edition, _made = Edition.objects.get_or_create(number=1, defaults={"since": BEGAN})
        found, _made = Rule.objects.get_or_create(
            edition=edition, number=rule, defaults={"title": "Say how you know", "text": "A source."}
        )
        Comment.objects.filter(pk=comment.pk).update(state="removed", turn=F("turn") + 1)
        if before == "shown":
            Thread.objects.filter(pk=self.thread.pk).update(shown=F("shown") - 1)
        return Decision.objects.create(
            comment=comment, turn=comment.turn, verdict="removed", rule=found, reason="No source.", before=before,
            by=by, at=BEGAN,
        )  # fmt: skip


def texts(comments: Sequence[Any]) -> list[str]:
    """The words of these comments as a page has them, those that are gone as `†`."""
    return ["†" if each.gone else each.html.removeprefix("<p>").removesuffix("</p>") for each in comments]
