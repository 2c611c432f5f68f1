"""RSS 2.0, Atom and JSON Feed 1.1 of a channel."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date

from .answers import absolute, writable
from .entries import Entry
from .lists import Channel

# The stamp of a feed with nothing in it: the same each time it is asked for.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class _Stamped(SyndicationFeed):
    """A feed that is dated by its newest entry, and never by the clock."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=NEVER)


class Rss(_Stamped, Rss201rev2Feed):
    """RSS, which has no word for “updated”: Atom's is put beside it."""

    content_type = "application/rss+xml; charset=utf-8"

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("atom:updated", rfc3339_date(item["updateddate"]))


class Atom(_Stamped, Atom1Feed):
    content_type = "application/atom+xml; charset=utf-8"


def rss(channel: Channel, entries: Sequence[Entry]) -> str:
    return _syndicated(Rss, "rss.xml", channel, entries)


def atom(channel: Channel, entries: Sequence[Entry]) -> str:
    return _syndicated(Atom, "atom.xml", channel, entries)


def _syndicated(kind: type[SyndicationFeed], name: str, channel: Channel, entries: Sequence[Entry]) -> str:
    paper = settings.TWOSOURCE.newsroom
    feed = kind(
        title=writable(channel.title),
        link=absolute(channel.page_path),
        description=writable(channel.about or channel.title),
        language=paper.language,
        author_name=writable(paper.name),
        subtitle=writable(channel.about) or None,
        feed_url=absolute(channel.feeds_path + name),
        feed_guid=absolute(channel.feeds_path),
    )
    for entry in entries:
        feed.add_item(
            title=entry.title,
            link=entry.url,
            description=entry.summary_html,
            author_name=", ".join(entry.authors) or None,
            unique_id=entry.guid,
            unique_id_is_permalink=False,
            pubdate=entry.published_at,
            updateddate=entry.updated_at,
            categories=entry.categories,
        )
    return str(feed.writeString("utf-8"))


def json_feed(channel: Channel, entries: Sequence[Entry]) -> str:
    """JSON Feed 1.1; under `_twosource`, how a story's claims stand and what was corrected."""
    paper = settings.TWOSOURCE.newsroom
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "description": channel.about,
        "home_page_url": absolute(channel.page_path),
        "feed_url": absolute(channel.feeds_path + "feed.json"),
        "language": paper.language,
        "authors": [{"name": paper.name, "url": absolute("/")}],
        "items": [_json_item(entry) for entry in entries],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1)


def _json_item(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.guid,
        "url": entry.url,
        "title": entry.title,
        "content_text": entry.summary or entry.title,
        "summary": entry.summary,
        "date_published": rfc3339_date(entry.published_at),
        "date_modified": rfc3339_date(entry.updated_at),
        "authors": [{"name": name} for name in entry.authors],
        "tags": list(entry.categories),
        "_twosource": {
            "claims": entry.tally,
            "short_url": entry.short_url,
            "corrections": [
                {"kind": note.kind, "text": note.text, "at": rfc3339_date(note.at)}
                for note in entry.corrections
            ],
        },
    }
