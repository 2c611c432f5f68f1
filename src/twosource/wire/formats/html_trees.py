"""HTML text → a tree that is safe to walk: no bottomless nesting, no giant attributes, and its visible
lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree, html

from .decoding import clean
from .lexicon import word_set
from .parts import collapse

DEEPEST = 120
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})")
# Elements that HTML closes by itself, or that hold nothing: they do not nest.
_FLAT = word_set(
    """
    area base br col embed hr img input link meta param source track wbr p li option optgroup tr td th dd
    dt thead tbody tfoot html head body colgroup rt rp
    """
)
_GIANT = re.compile(r"=\s*(?:\"[^\"]{8000,}\"|'[^']{8000,}')")
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]{0,300}>")
_BLOCKS = word_set(
    """
    address article aside blockquote body br button caption center dd details dialog div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p pre
    section summary table tbody td tfoot th thead tr ul
    """
)
_UNSEEN = word_set(
    """
    script style noscript template head svg iframe object select textarea math canvas
    """
)


def tame(text: str) -> str:
    """The HTML without bottomless nesting, giant attributes and an XML head, which trip parsers up."""
    return _GIANT.sub('=""', _flatten(_XML_HEAD.sub("", text)))


def parse(tamed: str) -> html.HtmlElement | None:
    """The tree of a tamed page, or None when there is nothing in it."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        return html.document_fromstring(tamed.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _flatten(text: str) -> str:
    """The text without the tags that nest deeper than any article does; parsers and walkers recurse on
    them."""
    depth = 0
    pieces: list[str] = []
    kept = 0
    for found in _TAG.finditer(text):
        if found.group(2).lower() in _FLAT or found.start() < kept:
            continue
        closing = bool(found.group(1))
        if depth + (not closing) > DEEPEST:
            end = text.find(">", found.end())
            if end < 0:
                break
            pieces.append(text[kept : found.start()])
            kept = end + 1
        depth = max(0, depth - 1) if closing else depth + 1
    return "".join(pieces) + text[kept:] if kept else text


def visible_lines(tree: html.HtmlElement) -> list[str]:
    """The text a reader sees, a block a line, in the order of the page; preformatted text line by line."""
    lines: list[str] = []
    current: list[str] = []
    skipping: html.HtmlElement | None = None
    kept = 0  # depth of preformatted elements
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start" and skipping is None and tag in _UNSEEN:
            skipping = element
        if element is skipping and event == "end":
            skipping = None
        elif skipping is not None:
            continue
        if tag in _BLOCKS:
            _close(lines, current)
        kept += (event == "start") - (event == "end") if tag in ("pre", "plaintext", "listing") else 0
        text = (element.text if event == "start" and skipping is None else element.tail) or ""
        if event == "end" or skipping is None:
            current.append(text.replace("\n", _LINE) if kept else text)
    _close(lines, current)
    return lines


_LINE = "\u2028"


def _close(lines: list[str], current: list[str]) -> None:
    """Put the text gathered so far away as a line; preformatted text keeps its own, and its empty ones."""
    whole = "".join(current)
    current.clear()
    if _LINE in whole:
        lines += [collapse(clean(piece)) for piece in whole.split(_LINE)]
    elif line := collapse(clean(whole)):
        lines.append(line)


def short_texts(tree: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, str]]:
    """Elements that hold only a few words, with those words."""
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in _UNSEEN or len(element) > 4:
            continue
        pieces = list(islice(element.itertext(), 9))
        if len(pieces) < 9 and (text := collapse(clean("".join(pieces)))) and len(text) <= 160:
            yield element, text


def text_of(element: html.HtmlElement) -> str:
    """All text of an element on one line."""
    return collapse(clean("".join(str(piece) for piece in element.itertext())))
