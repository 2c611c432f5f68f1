"""From what a reader typed to safe HTML: paragraphs, links, emphasis, quotes and lists, and nothing else.

markdown-it-py reads it with those rules alone; HTML is not among them, so that a tag is shown as it was typed. nh3
then lets through only what is listed here, whatever the first has made: either of them is enough, and neither is
trusted alone. Why these two: docs/decisions/0057.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from html import escape
from typing import Final

import nh3
import regex
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

REL: Final = "ugc nofollow noopener"
SCHEMES: Final = frozenset({"http", "https", "mailto"})
TAGS: Final = frozenset({"p", "br", "hr", "a", "em", "strong", "blockquote", "ul", "ol", "li"})
_BLOCKS = frozenset({"p", "blockquote", "ul", "ol", "li"})
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, **{tag: {"dir"} for tag in _BLOCKS - {"ol"}}}
_ATTRIBUTES["ol"] = {"start", "dir"}
MOST_INSIDE: Final = 6  # quotes and lists one inside the other; what is further in stands with the sixth
FURTHEST_IN: Final = 12  # spaces
MOST_ADDRESSES: Final = (
    100  # that are made links of though nothing marks them; looking for them costs their square
)
MOST_MARKS: Final = 8  # upon one letter; more draw over the lines above and below

# What a page must not be made of: controls, signs that turn the order of a page round, halves of letters, and places
# where no letter is. Joiners, marks that say which way one letter goes, and tags of flags are letters of scripts.
_CONTROLS = regex.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\ufdd0-\ufdef\p{Nchar}]"
)
_LINES = regex.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_MARKS = regex.compile(rf"(\p{{M}}{{{MOST_MARKS}}})\p{{M}}+")
_BLANK = regex.compile(r"\n[ \t]*\n[ \t\n]*")
# Markers at the beginning of a line, those of quotes and lists.
_INSIDE = regex.compile(
    rf"^((?:[ \t]*(?:>|[-+*](?=[ \t])|\d{{1,9}}[.)](?=[ \t]))){{{MOST_INSIDE}}})"
    r"(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])))+",
    regex.MULTILINE,
)
# A browser draws many spaces as one; at the beginning of a line they say how deep in a list it is.
_FAR_IN = regex.compile(rf" {{{FURTHEST_IN + 1},}}")
# Without any of these, and without a line that begins like a list, text is paragraphs and nothing else.
_MEANT = regex.compile(
    r"[\\*_\[\]<>&`~!]|://|www\.|@|mailto:|^[ \t]*(?:[-+=#]|\d+[.)])|^(?:\t| {4})", regex.MULTILINE
)


def clean(text: str) -> str:
    """The same words without what could disturb the page around them: see `_CONTROLS`. Lines end in one way.

    Idempotent. Every script is kept, and so are emoji; spaces at the ends and of many empty lines all but one go.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    text = _CONTROLS.sub("", _LINES.sub("\n", text))
    if not text.isascii():
        text = _MARKS.sub(r"\1", text)
    return _BLANK.sub("\n\n", text).strip()


def is_empty(text: str) -> bool:
    """Whether nobody could see anything of it."""
    return not any(unicodedata.category(char)[0] in "LNPSM" for char in text)


def render(source: str) -> str:
    """Safe HTML of what was typed. Links say that a reader wrote them, and go to the web or to a mailbox only.

    The cost is bounded: what is more than six quotes and lists deep is drawn at the sixth.
    """
    text = clean(source)
    if not _MEANT.search(text):
        return _plain(text)
    bounded = _FAR_IN.sub(" " * FURTHEST_IN, _INSIDE.sub(r"\1", text.replace("\t", "    ")))
    return nh3.clean(
        _reader(text.count(":") <= MOST_ADDRESSES).render(bounded),
        tags=set(TAGS), attributes=_ATTRIBUTES, url_schemes=set(SCHEMES), link_rel=REL,
    )  # fmt: skip


def _plain(text: str) -> str:
    """What `render` would make of text in which nothing is marked, some twenty times as fast."""
    if not text:
        return ""
    paragraphs = (
        "<br>\n".join(escape(line.strip(" \t"), quote=False) for line in part.split("\n"))
        for part in text.split("\n\n")
    )
    return "".join(f'<p dir="auto">{lines}</p>\n' for lines in paragraphs)


@cache
def _reader(linkify: bool) -> MarkdownIt:
    md = MarkdownIt("zero", {"html": False, "linkify": linkify, "breaks": True, "maxNesting": 40})
    md.enable(["blockquote", "list", "hr"])
    md.enable(["newline", "escape", "entity", "emphasis", "link", "autolink", "linkify"])
    # Only what says that it is an address: “e.g.this” and file names are none.
    md.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})  # type: ignore[union-attr]
    md.validateLink = _is_allowed  # type: ignore[method-assign, assignment]
    md.core.ruler.push("directions", _give_directions)
    return md


def _is_allowed(address: str) -> bool:
    return address.partition(":")[0].strip().lower() in SCHEMES


def _give_directions(state: StateCore) -> None:
    """Every block finds out for itself which way its script goes."""
    for token in state.tokens:
        if token.nesting == 1 and token.tag in _BLOCKS:
            token.attrSet("dir", "auto")
