"""What search engines are told: every address, the news of two days, where they may not go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.xmlutils import SimplerXMLGenerator

from twosource.ledger.uses import good_until, using
from twosource.stories.published import claim_url, published_claims, published_voices, voice_url
from twosource.stories.reads import Desk

from .answers import absolute, writable
from .lists import shown

MOST = 10_000  # addresses of one sitemap
MOST_NEWS = 999
NEWS_AGE = timedelta(hours=48)
CLOSED = ("/admin/", "/desk/", "/reports/")

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"

NONE: AttributesImpl[str] = AttributesImpl({})

Address = tuple[str, datetime | None]


def story_count() -> int:
    using("list:addresses")
    return shown().order_by().count()


def page_addresses() -> list[Address]:
    """Every address that is not a story's: fronts, topics, tags, authors, and the paper's own pages."""
    using("list:addresses")
    desk = Desk()
    paths = ["/", *(section.url for section in desk.sections), *_own_pages()]
    stories = shown().order_by()
    topics = stories.exclude(topic=None).values_list("topic__slug").distinct()
    tags = stories.exclude(tags=None).values_list("tags__kind", "tags__slug").distinct()
    authors = stories.exclude(story_bylines=None).values_list("story_bylines__byline__slug").distinct()
    paths += sorted(f"/topics/{slug}/" for (slug,) in topics)
    paths += sorted(f"/tags/{kind}/{slug}/" for kind, slug in tags)
    paths += sorted(f"/authors/{slug}/" for (slug,) in authors)
    return [(path, None) for path in paths[:MOST]]


def _own_pages() -> Iterator[str]:
    for name in ("topics", "corrections", "standards", "how_we_check", "about"):
        try:
            yield reverse(name)
        except NoReverseMatch:  # a paper whose site has no such page
            continue


def story_addresses(number: int) -> list[Address]:
    """The stories of the sitemap of this number (from 1), by age: a sheet fills, and stays as it is."""
    using("list:addresses")
    desk, first = Desk(), (number - 1) * MOST
    rows = shown().order_by("pk").values_list("url_path", "first_published_at", "changed_at")
    return [(desk.url(path), changed or published) for path, published, changed in rows[first : first + MOST]]


@dataclass(frozen=True)
class Kind:
    """A further kind of page with sheets of its own: how many there are, and those of one sheet (from 1)."""

    count: Callable[[], int]
    addresses: Callable[[int], list[Address]]


def _claims(number: int) -> list[Address]:
    using("list:addresses")
    ids = published_claims().order_by("pk").values_list("pk", flat=True)
    return [(claim_url(pk), None) for pk in ids[(number - 1) * MOST : number * MOST]]


def _voices(number: int) -> list[Address]:
    using("list:addresses")
    voices = published_voices().order_by("pk").only("pk", "name")
    return [(voice_url(voice), None) for voice in voices[(number - 1) * MOST : number * MOST]]


MORE: dict[str, Kind] = {
    "claims": Kind(lambda: published_claims().order_by().count(), _claims),
    "voices": Kind(lambda: published_voices().order_by().count(), _voices),
}


def whole_map() -> str:
    """/sitemap.xml: every address, or an index of the sitemaps when there are too many for one."""
    pages, stories = page_addresses(), story_count()
    more = {name: kind.count() for name, kind in MORE.items()}
    if len(pages) + stories + sum(more.values()) <= MOST:
        others = [address for kind in MORE.values() for address in kind.addresses(1)]
        return urlset([*pages, *story_addresses(1), *others])
    parts = ["/sitemap-pages.xml", *(f"/sitemap-{number}.xml" for number in range(1, sheets(stories) + 1))]
    for name, count in more.items():
        parts += [f"/sitemap-{name}-{number}.xml" for number in range(1, sheets(count) + 1)]
    out, xml = _begin("sitemapindex", {"xmlns": SITEMAP})
    for path in parts:
        xml.startElement("sitemap", NONE)
        xml.addQuickElement("loc", absolute(path))
        xml.endElement("sitemap")
    return _end(out, xml, "sitemapindex")


def sheets(stories: int) -> int:
    """How many sitemaps this many stories take."""
    return -(-stories // MOST)


def urlset(addresses: Iterable[Address]) -> str:
    out, xml = _begin("urlset", {"xmlns": SITEMAP})
    for path, changed in addresses:
        xml.startElement("url", NONE)
        xml.addQuickElement("loc", absolute(path))
        if changed is not None:
            xml.addQuickElement("lastmod", changed.isoformat(timespec="seconds"))
        xml.endElement("url")
    return _end(out, xml, "urlset")


def news_map() -> str:
    """/news-sitemap.xml: what was first published in the last 48 hours.

    A sitemap must hold an address: with no news it is the front page's, without a word of news.
    """
    using("list:stories")
    desk = Desk()
    rows = shown().filter(first_published_at__gt=timezone.now() - NEWS_AGE)
    stories = list(rows.values_list("pk", "url_path", "title", "first_published_at")[:MOST_NEWS])
    using(*(f"story:{pk}" for pk, *_rest in stories))
    for _pk, _path, _title, published in stories[-1:]:
        good_until(published + NEWS_AGE)
    out, xml = _begin("urlset", {"xmlns": SITEMAP, "xmlns:news": NEWS})
    for _pk, path, title, published in stories:
        xml.startElement("url", NONE)
        xml.addQuickElement("loc", absolute(desk.url(path)))
        _news(xml, title, published)
        xml.endElement("url")
    if not stories:
        xml.startElement("url", NONE)
        xml.addQuickElement("loc", absolute("/"))
        xml.endElement("url")
    return _end(out, xml, "urlset")


def _news(xml: SimplerXMLGenerator, title: str, published: datetime) -> None:
    paper = settings.TWOSOURCE.newsroom
    xml.startElement("news:news", NONE)
    xml.startElement("news:publication", NONE)
    xml.addQuickElement("news:name", writable(paper.name))
    xml.addQuickElement("news:language", news_language(paper.language))
    xml.endElement("news:publication")
    xml.addQuickElement("news:publication_date", published.isoformat(timespec="seconds"))
    xml.addQuickElement("news:title", writable(title))
    xml.endElement("news:news")


def news_language(tag: str) -> str:
    """A language as news sitemaps have it: two or three letters, and Chinese by where it is written so."""
    first, _dash, rest = tag.lower().partition("-")
    if first == "zh":
        return "zh-tw" if {"tw", "hk", "mo", "hant"} & set(rest.split("-")) else "zh-cn"
    return first


def robots() -> str:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), ""]
    lines += [f"Sitemap: {absolute(path)}" for path in ("/sitemap.xml", "/news-sitemap.xml")]
    return "\n".join(lines) + "\n"


def _begin(root: str, attributes: dict[str, str]) -> tuple[StringIO, SimplerXMLGenerator]:
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement(root, AttributesImpl(attributes))
    return out, xml


def _end(out: StringIO, xml: SimplerXMLGenerator, root: str) -> str:
    xml.endElement(root)
    xml.endDocument()
    return out.getvalue()
