"""RSS 2.0, Atom and JSON Feed 1.1 of a channel.

A feed is a frame round its entries. What an entry becomes in a format is drawn once for every feed that has it, and is
kept (`listed.drawn`); the frame is drawn each time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date
from django.utils.xmlutils import SimplerXMLGenerator

from .answers import absolute, writable
from .entries import Entry, entry_of, places_in
from .listed import Listed, drawn
from .lists import Channel

# The stamp of a feed with nothing in it: the same each time it is asked for.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Format:
    """How a feed is written: each entry by itself, and the frame round those of one channel, given the last change."""

    name: str
    content_type: str
    entry: Callable[[Entry], str]
    frame: Callable[[Channel, Sequence[str], datetime], str]


def written(form: Format, channel: Channel) -> str:
    """The feed of a channel: its newest stories, and those corrected last."""
    places = places_in(channel)
    found = drawn(f"entry of {form.name}", (place.story_id for place in places), lambda it: _entry(form, it))
    shown = [place for place in places if place.story_id in found]
    newest = max((place.updated_at for place in shown), default=NEVER)
    return form.frame(channel, [found[place.story_id] for place in shown], newest)


def _entry(form: Format, story: Listed) -> str:
    return form.entry(entry_of(story))


class _Framed(SyndicationFeed):
    """A feed round entries that were drawn before, dated by its newest entry, and never by the clock."""

    content_type: str
    entries: Sequence[str] = ()
    newest = NEVER

    def latest_post_date(self) -> datetime:
        return self.newest

    def write_items(self, handler: SimplerXMLGenerator) -> None:
        for entry in self.entries:
            handler.ignorableWhitespace(entry)  # the one way to hand markup through as it is

    def drawn(self, entry: Entry) -> str:
        """The entry as Django's own feed writes it."""
        self.add_item(
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
        out = StringIO()
        writer: Any = super()
        writer.write_items(SimplerXMLGenerator(out, "utf-8", short_empty_elements=True))
        return out.getvalue()


class Rss(_Framed, Rss201rev2Feed):
    """RSS, which has no word for “updated”: Atom's is put beside it."""

    content_type = "application/rss+xml; charset=utf-8"

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("atom:updated", rfc3339_date(item["updateddate"]))


class Atom(_Framed, Atom1Feed):
    content_type = "application/atom+xml; charset=utf-8"


def _syndicated(kind: type[_Framed], name: str) -> Format:
    def entry(entry: Entry) -> str:
        return kind(title="", link="", description="").drawn(entry)

    def frame(channel: Channel, entries: Sequence[str], newest: datetime) -> str:
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
        feed.entries, feed.newest = entries, newest
        return str(feed.writeString("utf-8"))

    return Format(name, kind.content_type, entry, frame)


def _json_frame(channel: Channel, entries: Sequence[str], _newest: datetime) -> str:
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
    }
    items = "[" + ",".join(f"\n  {entry}" for entry in entries) + ("\n ]" if entries else "]")
    return _json(feed).removesuffix("\n}") + f',\n "items": {items}\n}}'


def _json_entry(entry: Entry) -> str:
    """As it stands in the list of items. No string of JSON holds a line's end as it is, so each one found is layout."""
    return _json(_json_item(entry)).replace("\n", "\n  ")


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)


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


RSS = _syndicated(Rss, "rss.xml")
ATOM = _syndicated(Atom, "atom.xml")
JSON = Format("feed.json", "application/feed+json; charset=utf-8", _json_entry, _json_frame)
