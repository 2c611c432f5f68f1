"""What is new in a thread, for those who follow it: for letters, and for its feed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from .authors import Authors
from .finding import plain
from .models import Comment, Decision, Following, Thread
from .pages import Place
from .places import place_of

IN_A_LETTER = 10
IN_A_FEED = 50
LONGEST = 600  # characters of a comment in a letter


@dataclass(frozen=True, slots=True)
class News:
    """One new comment: who wrote, what, and where it stands."""

    name: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a letter tells: `count` new comments, the first of them, and how many `further` ones."""

    title: str
    url: str
    count: int
    comments: tuple[News, ...]

    @property
    def further(self) -> int:
        return self.count - len(self.comments)


def shown_in(thread: Thread) -> QuerySet[Comment]:
    """The comments of a thread that readers see, in the order of their index."""
    return Comment.objects.filter(thread=thread, state=Comment.State.SHOWN)


def news_for(following: Following, since: datetime) -> Told | None:
    """What others wrote there since, and what a moderator let through since; None for nothing, or a thread readers do
    not see."""
    place = place_of(following.thread.under)
    if place is None:
        return None
    seen = shown_in(following.thread).exclude(author=following.by)
    new = seen.filter(posted_at__gt=since)
    late = list(seen.filter(pk__in=_approved(following.thread, since), posted_at__lte=since)[:IN_A_LETTER])
    rows = [*late, *new.order_by("posted_at", "pk")[: IN_A_LETTER - len(late)]]
    if not rows:
        return None
    authors = Authors(rows)
    return Told(
        title=place.title,
        url=place.path,
        count=len(late) + new.count(),
        comments=tuple(
            News(authors.of(row).name, _short(row.source.strip()), f"/discussion/c/{row.pk}/") for row in rows
        ),
    )


def _approved(thread: Thread, since: datetime) -> list[int]:
    """What moderators let through since, though it was written before."""
    found = Decision.objects.filter(
        comment__thread=thread, verdict=Decision.Verdict.APPROVED, undone_at=None, at__gt=since
    )
    return list(found.values_list("comment_id", flat=True)[: IN_A_LETTER * 10])


def feed_of(place: Place, thread: Thread | None, *, base_url: str, paper: str, language: str) -> str:
    """The newest comments as Atom; nothing in it is dated by the clock, so it stays the same until somebody writes."""
    rows = list(shown_in(thread).order_by("-posted_at", "-pk")[:IN_A_FEED]) if thread else []
    authors = Authors(rows)
    feed = _Feed(
        title=_writable(_("Discussion: %(title)s") % {"title": place.title}),
        link=base_url + place.path,
        description="",
        language=language,
        author_name=_writable(paper),
        feed_url=f"{base_url}{place.path}feed/",
        feed_guid=f"{base_url}{place.path}feed/",
    )
    feed.latest = thread.last_at or thread.opened_at if thread else place.published_at
    for row in rows:
        url = f"{base_url}/discussion/c/{row.pk}/"
        name = _writable(authors.of(row).name)
        feed.add_item(
            title=_writable(_short(" ".join(plain(row.html).split()), 80)) or name,
            link=url, description=_writable(row.html), author_name=name, unique_id=url,
            pubdate=row.posted_at, updateddate=row.edited_at or row.posted_at,
        )  # fmt: skip
    return str(feed.writeString("utf-8"))


class _Feed(Atom1Feed):
    latest: datetime | None = None

    def latest_post_date(self) -> datetime:
        # Django's falls back to the clock.
        return self.latest or super().latest_post_date()


def _short(text: str, longest: int = LONGEST) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _writable(text: str) -> str:
    """Without the characters that no XML can hold."""
    return "".join(char for char in text if char in "\t\n\r" or (char >= " " and char not in "\ufffe\uffff"))
