"""The body of a story as it is written in the content: blocks of text with a blank line between them.

A paragraph, with *italics* and a [link](https://example.org/).

## A heading

- a list
- of two

[picture: key]   [quotation: key]   [embed: key]   [correction: key]   [answered: actor]    each alone on its line
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

_CALL = re.compile(r"\[(picture|quotation|embed|correction|answered): ([a-z0-9-]+)\]")
_LINK = re.compile(r"\[([^\]]+)\]\((https://[^)\s]+|/[^)\s]*)\)")
_ITALIC = re.compile(r"\*([^*]+)\*")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; `text` has the light markup (`plain` and `to_html` take it off or render it)."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A cross-heading inside the story."""

    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A bulleted list; each item has the light markup."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A place in the body for something told elsewhere in the file: `kind` is picture, quotation, embed
    or correction, `key` its key there; for answered, the actor whose answers are told."""

    kind: str
    key: str


Block = Paragraph | Heading | Listing | Call


def read_body(text: str) -> tuple[Block, ...]:
    """The blocks of a body, in order. A paragraph's lines are joined by one space."""
    return tuple(_block(part) for part in re.split(r"\n\s*\n", text.strip()) if part.strip())


def _block(part: str) -> Block:
    lines = [line.strip() for line in part.strip().splitlines()]
    joined = " ".join(lines)
    if call := _CALL.fullmatch(joined):
        return Call(call[1], call[2])
    if joined.startswith("## "):
        return Heading(joined[3:])
    if all(line.startswith("- ") for line in lines):
        return Listing(tuple(line[2:] for line in lines))
    return Paragraph(joined)


def plain(text: str) -> str:
    """The words alone, as a reader reads them."""
    return _ITALIC.sub(r"\1", _LINK.sub(r"\1", text))


def to_html(text: str) -> str:
    """The words with their links and italics as HTML; everything else is escaped."""
    html = _LINK.sub(r'<a href="\2">\1</a>', escape(text, quote=False))
    return _ITALIC.sub(r"<i>\1</i>", html)
