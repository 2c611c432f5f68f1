"""What readers talk under: a live story or a published claim; and whether they still may.

What readers do not see (an embargoed story, a retracted one, a claim no live story carries) is not there, and its
thread is not either.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from twosource.ledger.uses import good_until, using
from twosource.stories.published import claim_url, live_carriers, published_claims
from twosource.stories.reads import Desk, live_stories, story_shown

from .closing import Days
from .models import Thread
from .pages import Place, Standing
from .posting import read_under


def thread_subject(under: str) -> str:
    """What every page says that shows something of a thread: it is dropped when what it stands under is gone."""
    return f"thread:{under}"


def place_of(under: str) -> Place | None:
    """What stands there for readers to talk under; None for what they do not see."""
    named = read_under(under)
    if named is None:
        return None
    using(thread_subject(under))
    kind, pk = named
    return _story(pk) if kind == "story" else _claim(pk)


def _story(pk: int) -> Place | None:
    using(f"story:{pk}")
    story = live_stories().filter(pk=pk).defer("body").prefetch_related("story_bylines__byline").first()
    if story is None:
        return None
    story_shown(story)
    rows = story.story_bylines.all()
    using(*(f"byline:{row.byline_id}" for row in rows))
    return Place(
        under=f"story:{pk}",
        title=story.title,
        url=Desk().url(story.url_path),
        published_at=story.first_published_at,
        authors=frozenset(row.byline.user_id for row in rows if row.byline.user_id),
        topic_id=story.topic_id,
    )


def _claim(pk: int) -> Place | None:
    using(f"claim:{pk}")
    claim = published_claims().filter(pk=pk).order_by().only("pk", "text", "about").first()
    if claim is None:
        return None
    carried = [pk, *([claim.about_id] if claim.about_id else [])]
    first = live_carriers().filter(claim__in=carried).first()
    return Place(
        under=f"claim:{pk}",
        title=claim.text,
        url=claim_url(pk),
        published_at=first.story.first_published_at if first else timezone.now(),
    )


def thread_under(under: str) -> Thread | None:
    """The thread there, if somebody has written."""
    named = read_under(under)
    if named is None:
        return None
    kind, pk = named
    return Thread.objects.filter(**{f"{kind}_id": pk}).first()


def seen_threads(threads: Iterable[Thread]) -> dict[int, tuple[str, str]]:
    """Title and address of what each of these threads stands under, by thread; without those readers do not see."""
    threads = list(threads)
    stories = {each.story_id for each in threads if each.story_id}
    claims = {each.claim_id for each in threads if each.claim_id}
    desk = Desk()
    titles = {
        f"story:{pk}": (title, desk.url(path)) for pk, title, path in _titles(stories)
    } | {f"claim:{pk}": (text, claim_url(pk)) for pk, text in _texts(claims)}  # fmt: skip
    return {each.pk: titles[each.under] for each in threads if each.under in titles}


def _titles(ids: Collection[int]) -> Iterable[tuple[int, str, str]]:
    return live_stories().filter(pk__in=ids).values_list("pk", "title", "url_path") if ids else ()


def _texts(ids: Collection[int]) -> Iterable[tuple[int, str]]:
    return published_claims().filter(pk__in=ids).order_by().values_list("pk", "text") if ids else ()


def listed_threads() -> QuerySet[Thread]:
    """The threads readers may find in a list: something is shown there, and they see what it is said under."""
    if not settings.TWOSOURCE.rooms.discussion:
        return Thread.objects.none()
    stories = live_stories().order_by().filter(pk=OuterRef("story"))
    claims = published_claims().order_by().filter(pk=OuterRef("claim"))
    return Thread.objects.filter(Q(Exists(stories)) | Q(Exists(claims)), shown__gt=0)


def closes_at(place: Place, thread: Thread | None) -> datetime | None:
    """When nobody can write there any more: by the thread, its topic or the newsroom; None for never.

    A claim has no day on which it came out: its time begins with the thread.
    """
    if thread is not None or place.under.startswith("claim:"):
        return thread.closes_at if thread else None
    topics = () if place.topic_id is None else (place.topic_id,)
    return Days(topics).after(place.published_at, place.topic_id)


def standing_of(place: Place, thread: Thread | None) -> Standing:
    """Whether one may write there, since when not, and why. Noted as what turns by the clock."""
    closes = closes_at(place, thread)
    if thread is not None and thread.closed_at is not None:
        return Standing(thread.closed_at, thread.closed_because or _("The newsroom closed it."))
    if closes is not None and closes <= timezone.now():
        return Standing(closes, _("Discussions close after a time. This one stays to be read."))
    good_until(closes)
    return Standing(closes_at=closes)
