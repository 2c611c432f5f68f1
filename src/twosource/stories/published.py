"""What of the desk's work is published: the claims live stories carry, and the voices readers may look up.

A claim, or a voice, that no live story brings before readers has no page; its address answers as if it had
never been. A retracted story brings nothing before them any more. So with topics, tags and authors, which tell of
a story by their mere being there; these a retracted story keeps, whose page still names them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.utils import timezone
from django.utils.text import slugify

from twosource.ledger.uses import using
from twosource.people.models import Byline
from twosource.replies.models import Request
from twosource.topics.models import Tag, Topic
from twosource.verification.models import Actor, Claim

from .models import Quote, StoryClaim, StoryPage
from .reads import readable

LONGEST_SLUG = 60


def live_carriers() -> QuerySet[StoryClaim]:
    """Every carrying of a claim by a live story, the story that went out first first."""
    return (
        StoryClaim.objects.filter(_seen())
        .select_related("story")
        .defer("story__body")
        .order_by("story__first_published_at", "story_id", "sort_order", "pk")
    )


def _seen() -> Q:
    """Of rows of stories: those whose story readers may see in lists, as `reads.live_stories` has it.

    Said of the row's own story, so that a database begins with the few rows it is asked for.
    """
    in_time = Q(story__expire_at=None) | Q(story__expire_at__gt=timezone.now())
    return Q(in_time, story__live=True, story__retracted_at=None)


def published_claims() -> QuerySet[Claim]:
    """The claims that have a page: those a live story carries, and the claims *that these were said*."""
    carried = StoryClaim.objects.filter(_seen()).order_by()
    return Claim.objects.filter(
        there_is(carried.filter(claim=OuterRef("pk"))) | there_is(carried.filter(claim=OuterRef("about")))
    )


def there_is(rows: QuerySet[Any]) -> Q:
    """Whether any of these rows of an OuterRef is there, looked up for each row that is asked for.

    As EXISTS says; but of one EXISTS or another PostgreSQL would rather read the whole archive once, also for the one
    row that a page asks for.
    """
    return Q(IsNull(Subquery(rows.values("pk")[:1]), False))


def claim_url(claim_id: int) -> str:
    return f"/claims/{claim_id}/"


def published_quotes() -> QuerySet[Quote]:
    """The quotations that stand in live stories."""
    return Quote.objects.filter(_seen())


def published_voices() -> QuerySet[Actor]:
    """The voices that have a page: not protected, and quoted, claimed after, or asked, in what is published."""
    claims = published_claims().order_by()
    asked = Request.objects.filter(there_is(claims.filter(pk=OuterRef("claim"))), asked=OuterRef("pk"))
    return Actor.objects.with_a_page().filter(
        there_is(claims.filter(speaker=OuterRef("pk")))
        | there_is(published_quotes().filter(speaker=OuterRef("pk")).order_by())
        | there_is(asked.order_by())
    )


def voice_url(voice: Actor) -> str:
    """The address of a voice's page; whether it has one, `published_voices` says."""
    slug = slugify(voice.name, allow_unicode=True)[:LONGEST_SLUG].strip("-") or "voice"
    return f"/voices/{voice.pk}-{slug}/"


def name_subject(name: str) -> str:
    """What a page notes that looks for the page of whoever is called this."""
    return "name:" + hashlib.sha256(name.encode()).hexdigest()[:20]


def tag_subject(name: str) -> str:
    """What a page notes that looks for a tag of this name under which something is filed."""
    return name_subject(f"tag {name}")


def published_topics() -> QuerySet[Topic]:
    """The topics that have a page: those a story that readers have is filed under."""
    return Topic.objects.filter(Exists(_readable().filter(topic=OuterRef("pk"))))


def published_tags() -> QuerySet[Tag]:
    """The tags that have a page."""
    return Tag.objects.filter(Exists(_readable().filter(tags=OuterRef("pk"))))


def published_authors() -> QuerySet[Byline]:
    """The authors who have a page."""
    return Byline.objects.filter(Exists(_readable().filter(story_bylines__byline=OuterRef("pk"))))


def _readable() -> QuerySet[StoryPage]:
    return readable().order_by()


class Pages:
    """The addresses of those voices and claims of one page that have a page of their own; few queries, once."""

    def __init__(self, *, voices: Iterable[int] = (), names: Iterable[str] = ()) -> None:
        ids, called = [pk for pk in voices if pk], [name for name in names if name]
        wanted = Q(pk__in=ids) | Q(name__in=called)
        using(*(f"link:{pk}" for pk in ids), *(name_subject(name) for name in called))
        found = list(published_voices().filter(wanted).order_by("-pk")) if ids or called else []
        using(*(f"link:{voice.pk}" for voice in found))
        self._by_id = {voice.pk: voice_url(voice) for voice in found}
        self._by_name = {voice.name: voice_url(voice) for voice in found}

    def of_voice(self, voice_id: int) -> str:
        return self._by_id.get(voice_id, "")

    def of_name(self, name: str) -> str:
        return self._by_name.get(name, "")
