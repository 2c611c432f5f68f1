"""Front, section, topic, tag and author pages as plain data."""

from __future__ import annotations

from itertools import chain

from django.utils.translation import gettext as _

from twosource.ledger.uses import using
from twosource.people.models import Byline
from twosource.topics.models import Tag, Topic

from .keys import read_key, written_key
from .models import SectionPage
from .pages import FrontView, Link, ListView, Numbered, StoryCard, TopicRef
from .reads import Desk, counted, front_ids, page_desk, running_topics
from .shelf_reads import ids_on, numbers
from .shelves import byline_shelf, section_shelf, tag_shelf, topic_shelf

PER_PAGE = 20
FRONT_CARDS = 9
BAND = 3


def numbered(shelf: str, desk: Desk, *, url: str, before: str = "") -> Numbered:
    """One page of a list, newest first, found by key and not by offset.

    `before` is the key of the last story shown (`<timestamp>.<id>`); a key that is none shows the newest.
    """
    key = read_key(before)
    found = desk.cards(ids_on(shelf, most=PER_PAGE + 1, key=key))
    shown = found[:PER_PAGE]
    older = f"{url}?before={key_of(shown[-1])}" if len(found) > PER_PAGE else ""
    return Numbered(
        cards=shown,
        total=numbers([shelf]).get(shelf, 0),
        older_url=older,
        newer_url=url if key else "",
    )


def key_of(card: StoryCard) -> str:
    return written_key(card.published_at, card.story_id)


def front_view() -> FrontView:
    """The front page: the lead, the next stories, the running topics, and a band of each section."""
    desk = page_desk()
    using("list:stories")
    leading = front_ids(FRONT_CARDS + 1)
    bands = [(link, _band(pk, set(leading))) for pk, link in desk.section_ids.items() if link.url]
    running = list(Topic.objects.filter(running=True))
    cards = desk.cards(leading)
    plain = desk.cards(chain(*(ids for _link, ids in bands)), picture=False)
    by_id = {card.story_id: card for card in plain}
    sections = [(link, tuple(by_id[pk] for pk in ids if pk in by_id)) for link, ids in bands]
    return FrontView(
        lead=cards[0] if cards else None,
        cards=cards[1:],
        running=running_topics(desk, running),
        sections=tuple((link, band) for link, band in sections if band),
    )


def _band(section_id: int, shown: set[int]) -> list[int]:
    """The newest stories of a section that do not stand above."""
    newest = ids_on(section_shelf(section_id), most=BAND + len(shown))
    return [pk for pk in newest if pk not in shown][:BAND]


def section_view(section: SectionPage, *, before: str = "") -> ListView:
    desk = page_desk()
    using(f"page:section:{section.pk}", f"section:{section.pk}", f"list:section:{section.pk}")
    url = desk.url(section.url_path)
    return ListView(
        kind="section", title=section.title, url=url, label=_("Section"), about=section.description,
        list=numbered(section_shelf(section.pk), desk, url=url, before=before),
        feed_url=f"/feeds/section/{section.slug}/atom.xml",
    )  # fmt: skip


def topic_view(topic: Topic, *, before: str = "") -> ListView:
    desk = page_desk()
    using(f"topic:{topic.pk}", f"list:topic:{topic.pk}")
    url = f"/topics/{topic.slug}/"
    return ListView(
        kind="topic", title=topic.name, url=url, label=_("Running topic"), about=topic.description,
        list=numbered(topic_shelf(topic.pk), desk, url=url, before=before),
        feed_url=f"/feeds/topic/{topic.slug}/atom.xml",
    )  # fmt: skip


def tag_view(tag: Tag, *, before: str = "") -> ListView:
    desk = page_desk()
    using(f"tag:{tag.pk}", f"list:tag:{tag.pk}")
    url = f"/tags/{tag.kind}/{tag.slug}/"
    links = (Link("Wikidata", f"https://www.wikidata.org/wiki/{tag.wikidata}"),) if tag.wikidata else ()
    return ListView(
        kind="tag", title=tag.name, url=url, label=tag.kind_label.capitalize(), about=tag.description,
        list=numbered(tag_shelf(tag.pk), desk, url=url, before=before),
        aliases=tuple(tag.aliases), links=links,
    )  # fmt: skip


def author_view(byline: Byline, *, before: str = "") -> ListView:
    desk = page_desk()
    using(f"byline:{byline.pk}", f"list:byline:{byline.pk}")
    url = f"/authors/{byline.slug}/"
    return ListView(
        kind="author", title=byline.name, url=url, label=byline.role or _("Author"), about=byline.bio,
        list=numbered(byline_shelf(byline.pk), desk, url=url, before=before),
    )  # fmt: skip


def all_topics() -> tuple[TopicRef, ...]:
    """Every topic with a story, running or not, by name."""
    using("list:topics")
    return tuple(counted(Topic.objects.all(), page_desk()))
