"""HTML of a saved page → parts.

The body comes from trafilatura; what the page says of itself from `html_meta`; the site's
furniture, clock, topic, tags and related headlines from the elements that hold them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from functools import cache, partial
from typing import Any

from lxml import etree, html

from . import layout
from .dates import Stamp, published, read_machine_date, read_stamp
from .decoding import clean
from .furniture import KNOWN, read_furniture
from .html_meta import Meta, own_headline, read_meta
from .html_trees import parse, short_texts, tame, text_of, visible_lines
from .page_text import merge, read_text, take_line
from .parts import Parts, add_new, collapse, date_by_dateline
from .walls import FEW_WORDS, is_wall, login_wall

_RELATED = re.compile(
    r"\b(?:related|read-?(?:more|also|next)|see-?also|more-?(?:stories|on|news)|recommend\w*|further-?reading)\b",
    re.I,
)
_TAG_BOX = re.compile(
    r"(?:^|[\s_-])(?:tags?|keywords?|topics?-list|tag-?list|article-?tags)(?:$|[\s_-])", re.I
)
_APART = frozenset(["nav", "aside", "footer", "form"])
_DATED = re.compile(r"publish|posted|byline|dateline|article|story|post-?meta|entry", re.I)
_SEMANTIC = ("article", "nav", "aside", "footer")
_MOST_RELATED = 30
_MOST_FOR_LIBRARY = 5_000_000  # characters; its time grows faster than the page


def read_html(text: str, *, name: str) -> Parts:
    """The parts of an HTML page.

    Raises:
        twosource.wire.formats.values.BadPage: the page is a login wall.
    """
    text = tame(text)
    tree = parse(text)
    if tree is None:
        return Parts()
    meta = read_meta(tree)
    lines = visible_lines(tree)
    if _is_bare(tree, meta):
        parts = read_text("\n".join(lines))
        parts.headline = own_headline(tree, meta) or parts.headline
    else:
        parts = _read(tree, meta, text)
    _refuse_wall(tree, parts, lines, name)
    if parts.headline:
        parts.paragraphs = [line for line in parts.paragraphs if line.casefold() != parts.headline.casefold()]
    parts.language = meta.language
    return parts


def _is_bare(tree: html.HtmlElement, meta: Meta) -> bool:
    """A text that was only wrapped in HTML: no article, no menus, nothing said about itself."""
    told = meta.published or meta.authors or meta.tags or meta.section or meta.site_name
    return not told and not any(tree.find(f".//{tag}") is not None for tag in _SEMANTIC)


def _read(tree: html.HtmlElement, meta: Meta, text: str) -> Parts:
    parts = Parts(
        headline=own_headline(tree, meta), site_name=meta.site_name, canonical_url=meta.canonical_url
    )
    parts.bylines = list(meta.authors)
    if meta.published:
        parts.published_at, parts.published_precision = meta.published
    _read_elements(tree, parts, meta)
    body = _body(text) or _plain_body(tree) or meta.body
    for line in body:
        if not take_line(line, parts):
            parts.paragraphs.append(line)
    _strip_tail(parts)
    date_by_dateline(parts)
    return parts


@cache
def _library() -> Callable[..., Any]:
    """trafilatura, loaded with the first page: it is large, and most processes never see one."""
    from trafilatura import bare_extraction
    from trafilatura.settings import DEFAULT_CONFIG

    # News pages may be three sentences long; the library's own least sizes are made for crawling at large.
    config = deepcopy(DEFAULT_CONFIG)
    for key in ("MIN_EXTRACTED_SIZE", "MIN_OUTPUT_SIZE"):
        config.set("DEFAULT", key, "1")
    return partial(
        bare_extraction, include_comments=False, include_tables=False, with_metadata=False, config=config
    )


def _body(text: str) -> list[str]:
    """The paragraphs as trafilatura finds them; empty when it finds none or fails on the page."""
    if len(text) > _MOST_FOR_LIBRARY:
        return []
    for fast in (True, False):
        tree = parse(text)
        if tree is None:
            return []
        try:
            found = _library()(tree, fast=fast)
        except (etree.LxmlError, ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError):
            continue  # the library met a page it was not made for; the plain reading below remains
        body = getattr(found, "body", None)
        lines = _lines(body) if body is not None else []
        if any(layout.is_sentence(line) for line in lines):
            return lines
    return []


def _lines(body: etree._Element) -> list[str]:
    """The text of paragraphs, headings, items and quotes, a line each, also at line breaks."""
    lines: list[str] = []
    current: list[str] = []

    def close() -> None:
        if line := collapse(clean("".join(current))):
            lines.append(line)
        current.clear()

    for event, element in etree.iterwalk(body, events=("start", "end")):
        apart = element.tag in ("p", "head", "item", "quote", "lb", "list", "code", "div")
        if apart:
            close()
        current.append((element.text if event == "start" else element.tail) or "")
    close()
    return lines


def _plain_body(tree: html.HtmlElement) -> list[str]:
    """Every paragraph that is running text and stands in no menu, margin or form."""
    out: list[str] = []
    for element in tree.iter("p", "blockquote"):
        if len(element.xpath("ancestor::*[self::nav or self::aside or self::footer or self::form]")):
            continue
        line = text_of(element)
        if layout.is_sentence(line) and line not in out[-3:]:
            out.append(line)
    return out


def _read_elements(tree: html.HtmlElement, parts: Parts, meta: Meta) -> None:
    """Furniture, page clock, printed topic, dates and tags, from elements that hold only a few words."""
    topics: Counter[tuple[str, int]] = Counter()
    in_article: set[tuple[str, int]] = set()
    clocks: list[tuple[Stamp, bool]] = []
    for element, line in short_texts(tree):
        if found := read_furniture(line):
            add_new(parts.furniture, (item for item in found if item in KNOWN))
        elif topic := layout.read_topic(line):
            topics[topic] += element.tag in ("a", "h2", "h3", "h4", "span", "p", "li", "div", "strong", "td")
            if any(up.tag in ("article", "main") for up in element.iterancestors()):
                in_article.add(topic)
        elif stamp := read_stamp(line):
            inside = element.tag == "time" or any(
                up.tag in ("article", "time") for up in element.iterancestors()
            )
            if stamp.label == "published" and parts.published_at is None:
                _publish(parts, published(stamp, timedelta(0)))
            elif not inside and stamp.label is None:
                clocks.append((stamp, False))
    parts.crawled_at = next((moment for clock, _ in merge(clocks) if (moment := clock.moment())), None)
    _pick_topic(parts, meta, topics, in_article)
    if parts.published_at is None:
        _publish(parts, _timed(tree))
    parts.tags = _tags(tree, meta)
    add_new(parts.related, _related(tree))
    if not parts.bylines:
        _find_bylines(tree, parts)


def _publish(parts: Parts, found: tuple[object, object] | None) -> None:
    if found:
        parts.published_at, parts.published_precision = found  # type: ignore[assignment]


def _pick_topic(
    parts: Parts, meta: Meta, topics: Counter[tuple[str, int]], in_article: set[tuple[str, int]]
) -> None:
    """The printed topic of the article; a list of sections with their counts is none."""
    candidates = [topic for topic in topics if topic in in_article] or list(topics)
    if len(candidates) <= 2 and candidates:
        parts.topic, parts.printed_count = candidates[0]
    elif meta.section:
        parts.topic = meta.section


def _timed(tree: html.HtmlElement) -> tuple[object, object] | None:
    """The first <time> that stands with the article and is not marked as an update."""
    for element in tree.iter("time"):
        ancestors = list(element.iterancestors())
        if any(up.tag in _APART for up in ancestors):
            continue
        marks = " ".join(
            f"{e.get('class') or ''} {e.get('itemprop') or ''}" for e in (element, *ancestors[:2])
        )
        near = text_of(ancestors[0])[:200] if ancestors else ""
        if re.search(r"updated|modified", marks + " " + near.split(text_of(element))[0], re.I):
            continue
        if any(up.tag in ("article", "header", "main") for up in ancestors) or _DATED.search(marks):
            found = read_machine_date(element.get("datetime") or text_of(element))
            if found:
                return found
    return None


def _tags(tree: html.HtmlElement, meta: Meta) -> list[str]:
    tags = list(meta.tags)
    for element in tree.iter("a"):
        boxed = "tag" in (element.get("rel") or "").lower().split()
        boxed = boxed or any(
            _TAG_BOX.search(_marks(up)) for _, up in zip(range(3), element.iterancestors(), strict=False)
        )
        line = text_of(element).lstrip("#") if boxed else ""
        if line and len(line) <= 60 and len(line.split()) <= 7 and not read_furniture(line):
            add_new(tags, [line])
    return tags or list(meta.keywords)


def _marks(element: html.HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''} {element.get('aria-label') or ''}"[:400]


def _related(tree: html.HtmlElement) -> list[str]:
    """Headlines linked from boxes marked as related, or under such a heading."""
    boxes = [
        e
        for e in tree.iter("section", "aside", "div", "ul", "ol", "nav", "p")
        if _RELATED.search(_marks(e).replace("_", "-"))
    ]
    for heading in tree.iter("h2", "h3", "h4", "h5", "strong", "p", "span"):
        line = text_of(heading) if len(heading) <= 2 else ""
        if len(line) < 40 and layout.read_related_label(line) == "":
            following = heading.getnext()
            boxes += [following] if following is not None else []
    found: list[str] = []
    for box in boxes[:20]:
        for link in list(box.iter("a"))[:_MOST_RELATED]:
            line = text_of(link)
            if 3 <= layout.words(line) <= 30 and not layout.read_topic(line) and not read_furniture(line):
                add_new(found, [line])
    return found[:_MOST_RELATED]


def _find_bylines(tree: html.HtmlElement, parts: Parts) -> None:
    for element in tree.iter("a", "span", "p", "div", "address"):
        marks = (
            f"{element.get('rel') or ''} {element.get('class') or ''} {element.get('itemprop') or ''}".lower()
        )
        if not re.search(r"\b(?:author|byline)\b", marks) or len(element) > 6:
            continue
        line = text_of(element)[:200]
        names = layout.read_byline(line if line.lower().startswith("by ") else f"By {line}")
        if names:
            add_new(parts.bylines, names)
            return


def _strip_tail(parts: Parts) -> None:
    """Tags and related headlines that were set as paragraphs below the text."""
    last = max((at for at, line in enumerate(parts.paragraphs) if layout.is_sentence(line)), default=-1)
    for line in parts.paragraphs[last + 1 :] if last >= 0 else []:
        if tags := layout.read_tags(line):
            add_new(parts.tags, tags)
        elif layout.words(line) >= 3 and layout.title_case(line):
            add_new(parts.related, [line])
    if last >= 0:
        related = {line.casefold() for line in parts.related}
        parts.paragraphs = [line for line in parts.paragraphs[: last + 1] if line.casefold() not in related]


def _refuse_wall(tree: html.HtmlElement, parts: Parts, lines: list[str], name: str) -> None:
    text = [line for line in parts.paragraphs if not is_wall(line)]
    if sum(layout.words(line) for line in text) >= FEW_WORDS:
        return
    password = any((element.get("type") or "").lower() == "password" for element in tree.iter("input"))
    if password or is_wall("\n".join(lines)):
        raise login_wall(name)
