"""In which lists stories and claims stand, and at what place: the subjects that pages note by `ledger.uses`.

A page that shows a thing notes the thing (`story:7`, `claim:3`, `topic:2`); one that would show another thing if there
were one notes the list (`list:stories`, `list:topic:2`), and whoever looks for a page of a thing that may have none
notes that (`link:5`, `name:…`). What has moved between two looks at the places here is what a list's pages are to be
made anew for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils import timezone

from twosource.replies.models import Request
from twosource.verification.models import Claim, Evidence

from .archive_views import addresses_of_days
from .models import Quote, SectionPage, StoryClaim, StoryPage
from .published import claim_url, name_subject, published_claims, published_voices, tag_subject, voice_url
from .reads import Desk, live_stories, readable

Places = dict[str, str]


def places_of_stories(ids: Iterable[int], *, hidden: bool = False) -> dict[int, Places]:
    """Where these stories stand, by id; nowhere, when readers do not see them.

    `hidden`: where those stand, or stood, that readers do not see. A fixed number of queries.
    """
    found: dict[int, Places] = {pk: {} for pk in ids}
    every = StoryPage.objects.filter(first_published_at__isnull=False) if hidden else readable()
    stories = every.filter(pk__in=list(found)).defer("body")
    stories = stories.prefetch_related("tags", "story_bylines", "corrections", "quotes__speaker", "carried")
    sections = dict(SectionPage.objects.values_list("url_path", "pk"))
    for story in stories:
        # A retracted story stands in no list, and yet its topic has a page because it is filed there.
        retracted = story.retracted_at is not None and not hidden
        found[story.pk] = (
            _filed(story, "retracted") | _noted(story) if retracted else _places(story, sections)
        )
    return found


def _filed(story: StoryPage, at: str) -> Places:
    """The topic, tags and authors that have a page because of the story; and who has the name of such a tag."""
    tags = list(story.tags.all())
    return {
        f"list:topic:{story.topic_id or 0}": at,
        **{f"list:tag:{tag.pk}": at for tag in tags},
        **{tag_subject(tag.name): "" for tag in tags},
        **{f"list:byline:{row.byline_id}": at for row in story.story_bylines.all()},
    }


def _noted(story: StoryPage) -> Places:
    """The page of corrections, where its notices stand; also that of its retraction."""
    notes = [f"{row.pk} {row.at.isoformat()}" for row in story.corrections.all()]
    return {"list:corrected": " ".join(notes)} if notes else {}


def _places(story: StoryPage, sections: Mapping[str, int]) -> Places:
    published = story.first_published_at
    at = published.isoformat()
    day = timezone.localdate(published).isoformat()
    section = sections.get(story.url_path.rstrip("/").rpartition("/")[0] + "/", 0)
    tags = sorted(tag.pk for tag in story.tags.all())
    bylines = sorted(row.byline_id for row in story.story_bylines.all())
    claims = sorted({row.claim_id for row in story.carried.all()})
    places = {
        "list:stories": f"{at} {story.lead_rank}",
        "list:addresses": f"{story.url_path} {story.changed_at} {story.topic_id} {tags} {bylines} {claims}",
        f"list:section:{section}": at,
        f"list:day:{day}": at,
        **_filed(story, at),
        **{f"claim:{pk}": at for pk in claims},
        **_noted(story),
    }
    for quote in story.quotes.all():
        places |= {**_voice_places(quote.speaker), f"voice:{quote.speaker_id}": at}
    return places


def _voice_places(voice: Any) -> Places:
    return {f"link:{voice.pk}": voice.name, name_subject(voice.name): ""} if voice.may_be_looked_up else {}


def places_of_claims(ids: Iterable[int]) -> dict[int, Places]:
    """The voices that these claims bring before readers, by claim; none by a claim that readers do not see."""
    found: dict[int, Places] = {pk: {} for pk in ids}
    claims = published_claims().filter(pk__in=list(found)).order_by().select_related("speaker")
    for claim in claims:
        found[claim.pk][f"claim:{claim.pk}"] = ""
        if claim.speaker:
            found[claim.pk] |= {**_voice_places(claim.speaker), f"voice:{claim.speaker_id}": ""}
    public = [pk for pk, places in found.items() if places]
    for request in Request.objects.filter(claim__in=public).select_related("asked"):
        found[request.claim_id] |= {**_voice_places(request.asked), f"voice:{request.asked_id}": ""}
    denied = Evidence.objects.filter(claim__in=public, direction="denies", item__retracted_at=None)
    for claim_id, actor_id in denied.values_list("claim_id", "item__by"):
        found[claim_id][f"voice:{actor_id}"] = ""
    return found


def with_said(ids: Iterable[int]) -> set[int]:
    """These claims, what was said where they say that it was, and the claims that they were said."""
    wanted = set(ids)
    about = Claim.objects.filter(pk__in=wanted, about__isnull=False).values_list("about_id", flat=True)
    said = Claim.objects.filter(about__in=wanted).values_list("pk", flat=True)
    return wanted | {pk for pk in about if pk} | set(said)


def carried_by(story_ids: Iterable[int]) -> set[int]:
    """The claims that these stories carry, drafts too."""
    return set(StoryClaim.objects.filter(story__in=list(story_ids)).values_list("claim_id", flat=True))


def not_shown(*, stories: Collection[int], claims: Collection[int], voices: Collection[int]) -> set[str]:
    """Of these the own pages (`page:story:7`) of what readers may not see, or not any more, and those of what is said
    under it (`thread:story:7`)."""
    if not (stories or claims or voices):
        return set()
    seen = set(readable().filter(pk__in=list(stories)).values_list("pk", flat=True))
    public = (
        set(published_claims().filter(pk__in=list(claims)).order_by().values_list("pk", flat=True))
        if claims
        else set()
    )
    known = (
        set(published_voices().filter(pk__in=list(voices)).values_list("pk", flat=True)) if voices else set()
    )
    return {
        *(f"{what}:story:{pk}" for pk in set(stories) - seen for what in ("page", "thread")),
        *(f"{what}:claim:{pk}" for pk in set(claims) - public for what in ("page", "thread")),
        *(f"page:voice:{pk}" for pk in set(voices) - known),
    }


def story_addresses(ids: Iterable[int]) -> list[str]:
    """The addresses of those of these stories that readers may see."""
    desk = Desk()
    paths = readable().filter(pk__in=list(ids)).order_by("pk").values_list("url_path", flat=True)
    return [desk.url(path) for path in paths]


def addresses_around(ids: Iterable[int]) -> list[str]:
    """The addresses of the pages that these stories bring with them: of topics, tags, authors, claims and voices."""
    stories = live_stories().filter(pk__in=list(ids)).select_related("topic")
    paths: list[str] = []
    for story in stories.defer("body").prefetch_related("tags", "story_bylines__byline"):
        paths += [f"/topics/{story.topic.slug}/"] if story.topic else []
        paths += [f"/tags/{tag.kind}/{tag.slug}/" for tag in story.tags.all()]
        paths += [f"/authors/{row.byline.slug}/" for row in story.story_bylines.all()]
    claims = with_said(carried_by(ids)) if paths or ids else set()
    public = published_claims().filter(pk__in=claims).order_by("pk").values_list("pk", "speaker_id")
    paths += [claim_url(pk) for pk, _speaker in public]
    quoted = Quote.objects.filter(story__in=list(ids)).values_list("speaker_id", flat=True)
    voices = {*quoted, *(speaker for _pk, speaker in public if speaker)}
    paths += [voice_url(voice) for voice in published_voices().filter(pk__in=voices).order_by("pk")]
    published = live_stories().filter(pk__in=list(ids)).values_list("first_published_at", flat=True)
    paths += addresses_of_days(timezone.localdate(moment).isoformat() for moment in published)
    return list(dict.fromkeys(paths))
