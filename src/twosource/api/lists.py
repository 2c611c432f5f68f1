"""Which stories a list is of: the whole paper, a section, a topic, a tag, an author."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from twosource.ledger.uses import using
from twosource.stories.models import SectionPage, StoryPage
from twosource.stories.published import published_authors, published_tags, published_topics
from twosource.stories.reads import live_stories, page_desk
from twosource.stories.shelves import PAPER, byline_shelf, section_shelf, tag_shelf, topic_shelf


@dataclass(frozen=True, slots=True)
class Channel:
    """A list that can be followed: what it is called, the page it is of, where its feeds are, its shelf."""

    title: str
    about: str
    page_path: str
    feeds_path: str
    shelf: str


def shown() -> QuerySet[StoryPage]:
    """What may stand in any list that leaves the house: live, unretracted, not past its end; newest first.

    For one story, or all of them; a page of a list is read from its shelf.
    """
    return live_stories().filter(first_published_at__isnull=False)


def whole_paper() -> Channel:
    using("list:stories")
    paper = settings.TWOSOURCE.newsroom
    return Channel(paper.name, paper.tagline, "/", "/feeds/", PAPER)


def of_section(slug: str) -> Channel | None:
    """The channel of a live section, or None; so the three below."""
    section = SectionPage.objects.live().filter(slug=slug).first()
    if section is None:
        return None
    using(f"section:{section.pk}", f"list:section:{section.pk}")
    page = page_desk().url(section.url_path)
    return _channel(section.title, section.description, page, f"section/{slug}", section_shelf(section.pk))


def of_topic(slug: str) -> Channel | None:
    topic = published_topics().filter(slug=slug).first()
    if topic is None:
        return None
    using(f"topic:{topic.pk}", f"list:topic:{topic.pk}")
    return _channel(topic.name, topic.description, f"/topics/{slug}/", f"topic/{slug}", topic_shelf(topic.pk))


def of_tag(kind: str, slug: str) -> Channel | None:
    tag = published_tags().filter(kind=kind, slug=slug).first()
    if tag is None:
        return None
    using(f"tag:{tag.pk}", f"list:tag:{tag.pk}")
    address = f"{kind}/{slug}"
    return _channel(tag.name, tag.description, f"/tags/{address}/", f"tag/{address}", tag_shelf(tag.pk))


def of_author(slug: str) -> Channel | None:
    byline = published_authors().filter(slug=slug).first()
    if byline is None:
        return None
    using(f"byline:{byline.pk}", f"list:byline:{byline.pk}")
    shelf = byline_shelf(byline.pk)
    return _channel(byline.name, byline.bio, f"/authors/{slug}/", f"author/{slug}", shelf)


def _channel(name: str, about: str, page: str, feeds: str, shelf: str) -> Channel:
    paper = settings.TWOSOURCE.newsroom.name
    return Channel(f"{paper}: {name}", about, page, f"/feeds/{feeds}/", shelf)
