"""A story's blocks as plain data, with its claims marked in the words that carry them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import nh3

from twosource.replies.reads import requests_about, so_far
from twosource.verification.models import Actor

from . import marks
from .asked_then import requests_then
from .correction_view import correction_note
from .links import linked_pages, with_addresses
from .marking import Marker, claim_of
from .notices import noted_at
from .pages import Block, ClaimNote, Link
from .reads import Desk, picture_of
from .silence import told_to_readers

ALLOWED = {"p", "a", "b", "strong", "i", "em", "ul", "ol", "li", "br"}
MARKED = {*ALLOWED, "span"}
LINKS = {"a": {"href"}, "span": {"data-claim"}}
RICH = ("paragraph", "list")
SCHEMES = {"http", "https", "mailto", "tel"}
REMEMBERED = 1_024  # paragraphs


def safe_html(source: str, pages: Mapping[str, str] | None = None) -> str:
    """Stored rich text as HTML a reader may be given: only inline tags and lists, only plain links.

    The marks of claims stay, for the page's `Marker` to draw: nothing else is left of a span. `pages` are the
    addresses of pages it links to (`linked_pages`).
    """
    tags = MARKED if marks.is_marked(source) else ALLOWED
    return _clean(with_addresses(source, pages or {}), frozenset(tags))


# Most paragraphs of a page that is made anew are as they were.
@lru_cache(maxsize=REMEMBERED)
def _clean(source: str, tags: frozenset[str]) -> str:
    return nh3.clean(source, tags=set(tags), attributes=LINKS, url_schemes=SCHEMES, link_rel="noopener")


@lru_cache(maxsize=REMEMBERED)
def _claims_marked(source: str) -> frozenset[int]:
    return frozenset(marks.read(source).words)


def unmarked(raw: Mapping[str, Any]) -> dict[str, Any]:
    """A block's raw value as readers read it: tying a claim to words changes none of them."""
    value = raw["value"]
    marked = isinstance(value, str) and marks.is_marked(value)
    return {**raw, "value": marks.tidy(value, (), ()) if marked else value}


def body_view(
    body: Any,
    carried: Iterable[tuple[str, ClaimNote]],
    people: Mapping[str, str] | None = None,
    *,
    then: datetime | None = None,
    address: Callable[[str], str] | None = None,
) -> tuple[Block, ...]:
    """Every block of a StreamField value as plain data.

    `carried` are (words, note) of its claims; `people` the addresses of those who have a page, by name. `then` is a
    past moment, for what follows the rows by itself; `address` makes one of a page's place in the tree (`Desk.url`).
    """
    sources = [block.value.source for block in body if block.block_type in RICH]
    marked = {claim for source in sources for claim in _claims_marked(source)}
    marker = Marker(list(carried), marked)
    pages = linked_pages(sources, address or Desk().url)
    told = _answers(body, [claim_of(note) for note in marker.notes.values()], then)
    return tuple(
        Block("answered", text=told.get(block.id, ""))
        if block.block_type == "answered"
        else _block(block, marker, people or {}, pages)
        for block in body
        if block.block_type != "answered" or told.get(block.id)
    )


def _answers(body: Any, claim_ids: Iterable[int], then: datetime | None) -> dict[str, str]:
    """The sentence of each block that tells what became of a request, by the block's id, as it is or was `then`.

    Of a request to a sealed source of these claims readers are told nothing.
    """
    values = {
        block.id: block.value for block in body if block.block_type == "answered" and block.value["request"]
    }
    if not values:
        return {}
    about = {value["request"].claim_id for value in values.values()}
    rows = told_to_readers(
        requests_then(about, then) if then else requests_about(about), {*claim_ids, *about}
    )
    found = {}
    for key, value in values.items():
        one = value["request"]
        alike = [row for row in rows if (row.claim_id, row.asked_id) == (one.claim_id, one.asked_id)]
        found[key] = so_far(alike if value["whole"] else [row for row in alike if row.pk == one.pk], now=then)
    return found


def _block(block: Any, marker: Marker, people: Mapping[str, str], pages: Mapping[str, str]) -> Block:
    value, kind = block.value, block.block_type
    if kind in RICH:
        markup, notes = marker.mark(safe_html(value.source, pages))
        if kind == "paragraph":
            markup = re.sub(r"^\s*<p>(.*)</p>\s*$", r"\1", markup, count=1, flags=re.S)
            if "<p>" in markup:
                markup = markup.replace("</p>", "<br><br>").replace("<p>", "")
        return Block(kind, html=markup, notes=notes)
    if kind == "quotation":
        return _quotation(value, marker, people)
    if kind == "picture":
        return Block(kind, picture=picture_of(value["picture"], value["caption"] or ""))
    if kind == "embed":
        address = urlsplit(value["url"])
        url = value["url"] if address.scheme in ("http", "https") else ""
        return Block(kind, url=url, text=value["title"], provider=value["provider"] or address.hostname or "")
    if kind == "correction":
        return Block(kind, correction=correction_note(value["kind"], value["text"], noted_at(value)))
    return Block("heading", text=str(value))


def _quotation(value: Any, marker: Marker, people: Mapping[str, str]) -> Block:
    _markup, notes = marker.mark(html.escape(value["text"], quote=False))
    return Block(
        "quotation",
        text=value["text"],
        speaker=speaker_link(value["speaker"], people),
        addressee=value["addressee"] or "",
        channel=value["channel"] or "",
        said_on=value["said_on"],
        notes=notes,
    )


def speaker_link(speaker: Actor | None, people: Mapping[str, str]) -> Link | None:
    """Who spoke, with the page of their name where there is one; nothing but words for a sealed source."""
    if speaker is None:
        return None
    if speaker.sealed_id:
        return Link(str(speaker))
    return Link(speaker.name, people.get(speaker.name, ""), speaker.about)
