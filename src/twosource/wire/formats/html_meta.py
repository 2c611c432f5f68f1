"""What an HTML page says about itself: JSON-LD, meta elements, links. Nothing is guessed from the text."""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from lxml import html

from .dates import read_machine_date
from .decoding import clean
from .html_trees import text_of
from .parts import add_new, collapse

_ARTICLE = re.compile(r"article|posting|report|^Review$|^LiveBlog", re.I)
_MOST_NODES = 5000
_LONGEST_JSON = 2_000_000
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date",
    "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dc.date", "dcterms.date",
    "cxenseparse:recs:publishtime",
    "publish-date", "publish_date", "publication_date", "pubdate", "publishdate", "article.published", "date",
)  # fmt: skip
_URL = re.compile(r"^https?://[^\s\"'<>\x00-\x20]{3,2000}$", re.I)


@dataclass(slots=True)
class Meta:
    """The page about itself; None or empty where it says nothing."""

    headline: str | None = None
    title: str | None = None
    published: tuple[datetime, Literal["minute", "day"]] | None = None
    authors: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    section: str | None = None
    site_name: str | None = None
    canonical_url: str | None = None
    language: str | None = None
    body: list[str] = field(default_factory=list)


def read_meta(tree: html.HtmlElement) -> Meta:
    """Read JSON-LD first, then meta elements, where both speak of the same thing."""
    meta = Meta()
    named = _named(tree)
    for node in _articles(tree):
        _take_article(meta, node)
    meta.headline = meta.headline or _first(
        named, "og:title", "twitter:title", "dc.title", "headline", "parsely-title"
    )
    meta.title = _line(tree.findtext(".//title"))
    meta.site_name = meta.site_name or _first(named, "og:site_name", "application-name", "dc.publisher")
    meta.published = meta.published or next(
        (found for key in _PUBLISHED for value in named.get(key, ()) if (found := read_machine_date(value))),
        None,
    )
    meta.section = meta.section or _first(named, "article:section", "parsely-section", "section")
    add_new(meta.tags, named.get("article:tag", ()))
    for key in ("news_keywords", "keywords", "parsely-tags"):
        add_new(meta.keywords, _split(named.get(key, [])))
    if not meta.authors:
        for key in ("author", "article:author", "parsely-author", "dc.creator", "byl", "sailthru.author"):
            add_new(meta.authors, (name for value in named.get(key, ()) for name in _names(value)))
    _read_links(tree, meta, named)
    return meta


def _read_links(tree: html.HtmlElement, meta: Meta, named: dict[str, list[str]]) -> None:
    links = [
        link.get("href") or ""
        for link in tree.iterfind(".//link")
        if "canonical" in (link.get("rel") or "").lower().split()
    ]
    for url in (*links, *named.get("og:url", ())):
        if meta.canonical_url is None and _URL.match(url.strip()):
            meta.canonical_url = url.strip()
    language = (tree.get("lang") or _first(named, "og:locale", "content-language", "language") or "")[
        :2
    ].lower()
    meta.language = meta.language or (language if re.fullmatch(r"[a-z]{2}", language) else None)


def _named(tree: html.HtmlElement) -> dict[str, list[str]]:
    """Meta contents by name, property or itemprop, in lower case."""
    named: dict[str, list[str]] = {}
    for element in tree.iterfind(".//meta"):
        key = (
            element.get("property")
            or element.get("name")
            or element.get("itemprop")
            or element.get("http-equiv")
            or ""
        )
        if value := _line(element.get("content")):
            named.setdefault(key.strip().lower(), []).append(value)
    return named


def _first(named: dict[str, list[str]], *keys: str) -> str | None:
    return next((named[key][0] for key in keys if named.get(key)), None)


def _line(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    return collapse(clean(entities.unescape(value[:20_000]))) or None


def _split(values: list[str]) -> list[str]:
    """Keywords that may come as one comma-separated string."""
    out: list[str] = []
    for value in values:
        out += [part for piece in re.split(r"[,;]", value) if (part := collapse(piece)) and len(part) <= 80]
    return out


def _articles(tree: html.HtmlElement) -> Iterator[dict[str, Any]]:
    """The JSON-LD nodes that describe an article, outermost first."""
    for script in tree.iterfind(".//script"):
        if (
            "ld+json" not in (script.get("type") or "").lower()
            or not script.text
            or len(script.text) > _LONGEST_JSON
        ):
            continue
        try:
            data = json.loads(script.text.strip().strip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from (node for node in _nodes(data) if any(_ARTICLE.search(kind) for kind in _types(node)))


def _nodes(data: object) -> Iterator[dict[str, Any]]:
    queue: list[object] = [data]
    for _ in range(_MOST_NODES):
        if not queue:
            return
        node = queue.pop(0)
        if isinstance(node, dict):
            yield node
            queue += [
                value
                for key, value in node.items()
                if key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement")
            ]
        elif isinstance(node, list):
            queue += node[:500]


def _types(node: dict[str, Any]) -> list[str]:
    kinds = node.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def _take_article(meta: Meta, node: dict[str, Any]) -> None:
    """Fill in what is still missing from one article node."""
    meta.headline = meta.headline or _line(node.get("headline")) or _line(node.get("name"))
    meta.published = meta.published or read_machine_date(node.get("datePublished"))
    add_new(meta.authors, (name for value in _listed(node.get("author")) for name in _names(_name_of(value))))
    keywords = [_name_of(value) or "" for value in _listed(node.get("keywords"))]
    add_new(meta.tags, _split(keywords))
    meta.section = meta.section or next(
        (line for value in _listed(node.get("articleSection")) if (line := _line(value))), None
    )
    meta.site_name = meta.site_name or next(
        (name for value in _listed(node.get("publisher")) if (name := _name_of(value))), None
    )
    body = node.get("articleBody")
    if isinstance(body, str) and not meta.body:
        meta.body = [
            line for piece in clean(entities.unescape(body)).split("\n") if (line := collapse(piece))
        ]
    language = node.get("inLanguage")
    if isinstance(language, str) and re.match(r"[A-Za-z]{2}(?:$|-)", language):
        meta.language = meta.language or language[:2].lower()


def _listed(value: object) -> list[object]:
    return value[:200] if isinstance(value, list) else [] if value is None else [value]


def _name_of(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("name")
        value = value[0] if isinstance(value, list) and value else value
    return _line(value)


def _names(value: str | None) -> list[str]:
    """Names of people; an address of a profile is none."""
    if not value or value.lower().startswith(("http:", "https:", "www.", "/", "@")):
        return []
    value = re.sub(r"^by\s+", "", value, flags=re.I)
    return [
        name
        for part in re.split(r"\s*(?:;|,|\band\b|&)\s*", value)
        if (name := collapse(part)) and len(name) <= 80
    ]


def own_headline(tree: html.HtmlElement, meta: Meta) -> str | None:
    """The headline the page has: a single h1, else the stated one, else the title without the site's name."""
    tops = [text for element in tree.iterfind(".//h1") if (text := text_of(element))]
    stated = meta.headline and _without_site(meta.headline, meta.site_name)
    if stated and stated in tops:
        return stated
    usable = [
        top
        for top in tops
        if top.casefold() != (meta.site_name or "").casefold() and len(top) <= 300 and len(top.split()) >= 2
    ]
    if stated and stated.casefold() != (meta.site_name or "").casefold():
        return usable[0] if len(usable) == 1 and len(usable[0].split()) >= 3 else stated
    if usable:
        return usable[0]
    title = meta.title and _without_site(meta.title, meta.site_name)
    if title and len(title.split()) >= 4 and title.casefold() != (meta.site_name or "").casefold():
        return title
    return None


def _without_site(title: str, site: str | None) -> str:
    """ "Ferry to close - Harbour Gazette" → "Ferry to close"."""
    parts = re.split(r"\s+[|–—\-»·:]\s+", title)
    if len(parts) > 1 and site and parts[-1].casefold() == site.casefold():
        return title[: title.rfind(parts[-1])].rstrip(" |–—-»·:")
    rest = title[: title.rfind(parts[-1])].rstrip(" |–—-»·:")
    if len(parts) > 1 and len(parts[-1].split()) <= 4 and len(rest.split()) >= 4 and parts[-1][:1].isupper():
        return rest
    return title
