"""The questions other rooms ask of stories: cards, counts, sections. Few queries, however long the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import TypeVar

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.images.models import Filter
from wagtail.models import Page

from twosource.kernel.vocabulary import Status
from twosource.ledger.uses import good_until, kept, kept_each, once, using
from twosource.people.models import Byline
from twosource.topics.models import Tag, Topic
from twosource.verification.models import Claim

from .models import FrontPage, SectionPage, StoryByline, StoryClaim, StoryPage
from .pages import Link, Picture, Source, StatusTally, StoryCard, TagRef, TopicRef
from .shelf_reads import ids_on, numbers
from .shelves import PAPER, topic_shelf

P = TypeVar("P", bound=Page)

WIDTHS = (400, 800, 1200)
FORMATS = (("image/avif", "avif"), ("image/webp", "webp"))
FALLBACK = "width-800|format-jpeg"
# Each reads what it stands for once, and not for every picture anew.
RENDITIONS = [
    Filter(spec) for spec in (FALLBACK, *(f"width-{w}|format-{f}" for _type, f in FORMATS for w in WIDTHS))
]

# What a reader would want to know first, when the claims of a story stand differently.
WEIGHT = (
    "disputed",
    "denied",
    "refuted",
    "withdrawn",
    "asserted",
    "unverifiable",
    "corroborated",
    "confirmed",
    "none",
)


def picture_of(image: object, caption: str = "") -> Picture | None:
    """A picture with its renditions in AVIF and WebP and a JPEG for old readers; None without an image."""
    if image is None:
        return None
    using(f"picture:{image.pk}")  # type: ignore[attr-defined]
    made = image.get_renditions(*RENDITIONS)  # type: ignore[attr-defined]
    sources = tuple(
        Source(
            type=media,
            srcset=", ".join(
                f"{made[key].url} {made[key].width}w" for w in WIDTHS if (key := f"width-{w}|format-{f}")
            ),
        )
        for media, f in FORMATS
    )
    plain = made[FALLBACK]
    return Picture(
        src=plain.url, width=plain.width, height=plain.height, alt=image.alt, credit=image.credit,  # type: ignore[attr-defined]
        caption=caption or image.caption, sources=sources,  # type: ignore[attr-defined]
    )  # fmt: skip


def story_shown(story: StoryPage) -> None:
    """Noted for whatever shows a story, or a card of one."""
    using(f"story:{story.pk}")
    good_until(story.expire_at)


def is_listed(story: StoryPage) -> bool:
    """Whether this story, as it is on record, is among `live_stories`."""
    in_time = story.expire_at is None or story.expire_at > timezone.now()
    return bool(story.live and in_time and story.retracted_at is None)


def live_stories() -> QuerySet[StoryPage]:
    """What readers may see in lists: live, not expired, not retracted, newest first."""
    return readable().filter(retracted_at__isnull=True).order_by("-first_published_at", "-pk")


def readable() -> QuerySet[StoryPage]:
    """Stories that have an address: live, and not past their end even before the schedule has noticed."""
    in_time = Q(expire_at=None) | Q(expire_at__gt=timezone.now())
    return StoryPage.objects.live().filter(in_time)


def with_cards(stories: QuerySet[StoryPage], *, picture: bool = True) -> QuerySet[StoryPage]:
    """The same stories with all a card needs, in five queries; four for cards without a `picture`."""
    pictured = ("lead_picture",) if picture else ()
    return (
        stories.defer("body")
        .select_related("topic", *pictured)
        .prefetch_related(
            Prefetch("story_bylines", StoryByline.objects.select_related("byline")),
            *(f"{each}__renditions" for each in pictured),
            Prefetch("carried", StoryClaim.objects.select_related("claim").only(*_CARRIED)),
            "corrections",
        )
    )


# Of the claims a card counts it needs no more; what a claim was assessed by is long.
_CARRIED = ("story", "sort_order", "claim__status")


def cards_by_id(ids: Sequence[int], *more: str, picture: bool = True) -> list[StoryPage]:
    """The stories of these ids with all a card needs, and what else is to be looked up, in the order of the ids."""
    stories = with_cards(readable().filter(pk__in=ids), picture=picture).prefetch_related(*more)
    found = {story.pk: story for story in stories} if ids else {}
    return [found[pk] for pk in ids if pk in found]


class Desk:
    """What every card of one page shares: the root's address, the sections, the counts. Made once a page."""

    def __init__(self) -> None:
        using("list:sections")
        self._counts: dict[int, int] = {}
        self._root = ""

    @property
    def root(self) -> str:
        """The address of the front page in the page tree."""
        using("list:sections")
        self._root = self._root or front_address() or kept("root", _root)
        return self._root

    def count_topics(self, topic_ids: Iterable[int | None]) -> None:
        """Look the counts of these topics up at once, where `topic` would ask for one after the other."""
        unknown = {pk for pk in topic_ids if pk is not None} - self._counts.keys()
        self._counts |= kept_each("topic's stories", unknown, _counting)

    def topic_numbers(self, topic_ids: Iterable[int | None]) -> dict[int | None, int]:
        """How many stories each of these topics has, by id."""
        wanted = {pk for pk in topic_ids if pk is not None}
        self.count_topics(wanted)
        using(*(f"list:topic:{pk}" for pk in wanted))
        return {pk: self._counts[pk] for pk in wanted}

    @cached_property
    def sections(self) -> tuple[Link, ...]:
        return tuple(link for link in self._by_path.values() if link.url)

    @cached_property
    def _sections(self) -> tuple[SectionPage, ...]:
        return kept("sections", _sections)

    @cached_property
    def _by_path(self) -> dict[str, Link]:
        return {page.url_path: self._section(page) for page in self._sections}

    @cached_property
    def section_ids(self) -> dict[int, Link]:
        return {page.pk: self._section(page) for page in self._sections}

    def _section(self, page: SectionPage) -> Link:
        """A story whose section was taken off the site is still filed under its name."""
        return Link(page.title, self.url(page.url_path) if page.live else "")

    def url(self, url_path: str) -> str:
        return "/" + url_path[len(self.root) :]

    def section_of(self, story: StoryPage) -> Link | None:
        using("list:sections")
        return self._by_path.get(story.url_path.rstrip("/").rpartition("/")[0] + "/")

    def topic(self, topic: Topic | None) -> TopicRef | None:
        if topic is None:
            return None
        return self._counted(topic.pk, topic_ref(topic))

    def _counted(self, topic_id: int, ref: TopicRef) -> TopicRef:
        using(f"list:topic:{topic_id}")
        self.count_topics([topic_id])
        return replace(ref, count=self._counts[topic_id])

    def cards(self, ids: Iterable[int], *, picture: bool = True) -> tuple[StoryCard, ...]:
        """A card of each of these stories that readers have, in the order of the ids; six queries at most.

        A card is kept without the number of its topic's stories, which is another with every story there.
        """
        found = kept_each("card" if picture else "plain card", ids, partial(self._dealing, picture=picture))
        self.count_topics(topic_id for _card, topic_id in found.values())
        return tuple(self._with_number(card, topic_id) for card, topic_id in found.values())

    def _with_number(self, card: StoryCard, topic_id: int | None) -> StoryCard:
        if card.topic is None or topic_id is None:
            return card
        return replace(card, topic=self._counted(topic_id, card.topic))

    def _dealing(
        self, ids: list[int], *, picture: bool
    ) -> Mapping[int, Callable[[], tuple[StoryCard, int | None]]]:
        stories = cards_by_id(ids, picture=picture)
        return {story.pk: partial(self.dealt, story, picture=picture) for story in stories}

    def dealt(self, story: StoryPage, *, picture: bool) -> tuple[StoryCard, int | None]:
        """A card as it may be kept, without the number of its topic's stories; and the topic's id."""
        topic = topic_ref(story.topic) if story.topic else None
        return replace(self._card(story, picture=picture), topic=topic), story.topic_id

    def card(self, story: StoryPage, *, picture: bool = True, snippet_html: str = "") -> StoryCard:
        card = self._card(story, picture=picture)
        return replace(card, topic=self.topic(story.topic), snippet_html=snippet_html)

    def _card(self, story: StoryPage, *, picture: bool) -> StoryCard:
        story_shown(story)
        return StoryCard(
            headline=story.title,
            url=self.url(story.url_path),
            published_at=story.first_published_at,
            standfirst=story.standfirst,
            section=self.section_of(story),
            bylines=tuple(byline_link(row.byline) for row in story.story_bylines.all()),
            picture=picture_of(story.lead_picture) if picture else None,
            tally=tally([self._status(row.claim) for row in story.carried.all()]),
            correction_count=len(story.corrections.all()),
            story_id=story.pk,
        )

    def _status(self, claim: Claim) -> str:
        using(f"claim:{claim.pk}")
        return claim.status


def front_address() -> str:
    """Where the front page stands in the page tree; empty while readers have none."""
    return kept("front page", _front)


def _front() -> str:
    using("list:sections")
    front = FrontPage.objects.live().only("url_path").first()
    return front.url_path if front else ""


def _root() -> str:
    """The place of a front page that readers do not have yet."""
    using("list:sections")
    front = FrontPage.objects.only("url_path").first()
    return front.url_path if front else "/"


def _sections() -> tuple[SectionPage, ...]:
    """Sections stand under the front page and nowhere else. They are few, and sorted here: a database that is
    asked for them by path, or in its order, looks through every page for them."""
    using("list:sections")
    return tuple(sorted(SectionPage.objects.order_by(), key=lambda page: page.path))


def _counting(topic_ids: list[int]) -> Mapping[int, Callable[[], int]]:
    found = numbers(map(topic_shelf, topic_ids))
    return {pk: partial(_counted, pk, found.get(topic_shelf(pk), 0)) for pk in topic_ids}


def _counted(topic_id: int, stories: int) -> int:
    using(f"list:topic:{topic_id}")
    return stories


def page_desk() -> Desk:
    """The desk that the whole of the page in the making shares."""
    return once("desk", Desk)


def byline_link(byline: Byline) -> Link:
    using(f"byline:{byline.pk}")
    return Link(byline.name, f"/authors/{byline.slug}/", byline.role)


def topic_ref(topic: Topic) -> TopicRef:
    """The topic without the number of its stories."""
    using(f"topic:{topic.pk}")
    return TopicRef(topic.name, f"/topics/{topic.slug}/", 0)


def tag_ref(tag: Tag) -> TagRef:
    using(f"tag:{tag.pk}")
    return TagRef(tag.name, tag.kind, tag.kind_label, f"/tags/{tag.kind}/{tag.slug}/")


def label(status: str) -> str:
    """The word for a status, in the language of who reads."""
    return Status(status).label.say(_, ngettext)


def tally(statuses: Sequence[str]) -> StatusTally | None:
    """How a story's claims stand, in a few words; None when it carries none."""
    if not statuses:
        return None
    counted = Counter(statuses)
    heaviest = min(counted, key=WEIGHT.index)
    if len(statuses) == 1 or (len(counted) == 1 and len(statuses) < 3):
        return StatusTally(label(heaviest), heaviest)
    words = ngettext("%(count)d claim", "%(count)d claims", len(statuses)) % {"count": len(statuses)}
    parts = [f"{counted[status]} {label(status).lower()}" for status in WEIGHT if counted[status]]
    return StatusTally(", ".join([words, *parts[:2]]), heaviest)


def running_topics(desk: Desk, running: Iterable[Topic] | None = None) -> tuple[TopicRef, ...]:
    """The running topics that have stories, most stories first; `running` are they, where they were read already."""
    using("list:topics")
    topics = Topic.objects.filter(running=True) if running is None else running
    return tuple(sorted(counted(topics, desk), key=lambda t: (-t.count, t.name)))


def counted(topics: Iterable[Topic], desk: Desk) -> list[TopicRef]:
    """Those of these topics that have stories, with their counts, in two queries."""
    topics = list(topics)
    desk.count_topics(topic.pk for topic in topics)
    return [ref for topic in topics if (ref := desk.topic(topic)) and ref.count]


def front_ids(most: int) -> list[int]:
    """The ids of the stories on the front page: those an editor put first, then the newest."""
    ranked = live_stories().filter(lead_rank__isnull=False)
    led = list(ranked.order_by("lead_rank", "-first_published_at", "-pk")[:most].values_list("pk", flat=True))
    newest = ids_on(PAPER, most=most + len(led))
    return [*led, *(pk for pk in newest if pk not in set(led))][:most]


def find_story(url_path: str) -> StoryPage | None:
    """The live story at this address of the page tree, with what its page begins with, or None."""
    stories = at_address(readable(), url_path).select_related("topic", "lead_picture")
    bylines = Prefetch("story_bylines", StoryByline.objects.select_related("byline"))
    return stories.prefetch_related("carried", bylines).first()


def at_address(pages: QuerySet[P], url_path: str) -> QuerySet[P]:
    """Those of these pages that stand at this address of the page tree. Found by its last part, which is indexed."""
    return pages.filter(slug=url_path.rstrip("/").rpartition("/")[2], url_path=url_path).order_by()


def stories_by_id(ids: Iterable[int]) -> dict[int, StoryPage]:
    """Live stories with cards, by id."""
    return {story.pk: story for story in with_cards(live_stories().filter(pk__in=list(ids)))}


def stories_carrying(claim_ids: Iterable[int]) -> dict[int, list[StoryPage]]:
    """Every story (drafts too) that carries each of these claims, by claim id. For the desk."""
    found: dict[int, list[StoryPage]] = {}
    stories = (
        StoryPage.objects.filter(carried__claim__in=list(claim_ids)).distinct().prefetch_related("carried")
    )
    for story in stories:
        for row in story.carried.all():
            found.setdefault(row.claim_id, []).append(story)
    return found
