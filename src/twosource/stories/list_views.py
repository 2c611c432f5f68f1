"""Front, section, topic, tag and author pages as plain data."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db.models import BigIntegerField, Q, QuerySet
from django.utils.translation import gettext as _

from twosource.ledger.uses import using
from twosource.people.models import Byline
from twosource.topics.models import Tag, Topic

from .models import SectionPage, StoryPage
from .pages import FrontView, Link, ListView, Numbered, StoryCard, TopicRef
from .reads import Desk, front_order, live_stories, running_topics, with_cards

PER_PAGE = 20
FRONT_CARDS = 9
BAND = 3


def numbered(stories: QuerySet[StoryPage], desk: Desk, *, url: str, before: str = "") -> Numbered:
    """One page of a list, newest first, found by key and not by offset.

    `before` is the key of the last story shown (`<timestamp>.<id>`); a key that is none shows the newest.
    """
    page = stories
    key = read_key(before)
    if key:
        moment, pk = key
        page = page.filter(Q(first_published_at__lt=moment) | Q(first_published_at=moment, pk__lt=pk))
    found = list(with_cards(page)[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    older = f"{url}?before={key_of(shown[-1])}" if len(found) > PER_PAGE else ""
    return Numbered(
        cards=tuple(desk.card(story) for story in shown),
        total=stories.order_by().count(),
        older_url=older,
        newer_url=url if key else "",
    )


def key_of(story: StoryPage) -> str:
    return f"{story.first_published_at.timestamp():.6f}.{story.pk}"


def read_key(text: str) -> tuple[datetime, int] | None:
    """The key in an address; None for anything that is none."""
    seconds, _dot, pk = text.rpartition(".")
    try:
        key = datetime.fromtimestamp(float(seconds), UTC), int(pk)
    except (ValueError, OverflowError, OSError):
        return None
    return key if 0 < key[1] <= BigIntegerField.MAX_BIGINT else None


def front_view() -> FrontView:
    """The front page: the lead, the next stories, the running topics, and a band of each section."""
    desk = Desk()
    using("list:stories")
    leading = list(with_cards(front_order(live_stories()))[: FRONT_CARDS + 1])
    cards = [desk.card(story) for story in leading]
    shown = {story.pk for story in leading}
    bands = tuple((link, _band(link, desk, shown)) for link in desk.sections)
    return FrontView(
        lead=cards[0] if cards else None,
        cards=tuple(cards[1:]),
        running=running_topics(desk),
        sections=tuple((link, band) for link, band in bands if band),
    )


def _band(section: Link, desk: Desk, shown: set[int]) -> tuple[StoryCard, ...]:
    path = desk.root + section.url.lstrip("/")
    stories = with_cards(live_stories().filter(url_path__startswith=path).exclude(pk__in=shown))
    return tuple(desk.card(story, picture=False) for story in stories[:BAND])


def section_view(section: SectionPage, *, before: str = "") -> ListView:
    desk = Desk()
    using(f"page:section:{section.pk}", f"section:{section.pk}", f"list:section:{section.pk}")
    url = desk.url(section.url_path)
    stories = live_stories().filter(url_path__startswith=section.url_path)
    return ListView(
        kind="section", title=section.title, url=url, label=_("Section"), about=section.description,
        list=numbered(stories, desk, url=url, before=before),
        feed_url=f"/feeds/section/{section.slug}/atom.xml",
    )  # fmt: skip


def topic_view(topic: Topic, *, before: str = "") -> ListView:
    desk = Desk()
    using(f"topic:{topic.pk}", f"list:topic:{topic.pk}")
    url = f"/topics/{topic.slug}/"
    stories = live_stories().filter(topic=topic)
    return ListView(
        kind="topic", title=topic.name, url=url, label=_("Running topic"), about=topic.description,
        list=numbered(stories, desk, url=url, before=before), feed_url=f"/feeds/topic/{topic.slug}/atom.xml",
    )  # fmt: skip


def tag_view(tag: Tag, *, before: str = "") -> ListView:
    desk = Desk()
    using(f"tag:{tag.pk}", f"list:tag:{tag.pk}")
    url = f"/tags/{tag.kind}/{tag.slug}/"
    links = (Link("Wikidata", f"https://www.wikidata.org/wiki/{tag.wikidata}"),) if tag.wikidata else ()
    return ListView(
        kind="tag", title=tag.name, url=url, label=tag.kind_label.capitalize(), about=tag.description,
        list=numbered(live_stories().filter(tags=tag), desk, url=url, before=before),
        aliases=tuple(tag.aliases), links=links,
    )  # fmt: skip


def author_view(byline: Byline, *, before: str = "") -> ListView:
    desk = Desk()
    using(f"byline:{byline.pk}", f"list:byline:{byline.pk}")
    url = f"/authors/{byline.slug}/"
    stories = live_stories().filter(story_bylines__byline=byline)
    return ListView(
        kind="author", title=byline.name, url=url, label=byline.role or _("Author"), about=byline.bio,
        list=numbered(stories, desk, url=url, before=before),
    )  # fmt: skip


def all_topics() -> tuple[TopicRef, ...]:
    """Every topic with a story, running or not, by name."""
    using("list:topics")
    desk = Desk()
    topics = (desk.topic(topic) for topic in Topic.objects.all())
    return tuple(topic for topic in topics if topic and topic.count)
