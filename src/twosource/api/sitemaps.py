"""What search engines are told: every address, the news of two days, where they may not go."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from xml.sax.saxutils import escape
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, BooleanField, Q, QuerySet, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.xmlutils import SimplerXMLGenerator

from twosource.discussion.lists import EVERY, TOGETHER, list_name
from twosource.discussion.places import listed_threads
from twosource.ledger.uses import good_until, using
from twosource.people.models import Byline
from twosource.stories.archive_views import archive_addresses
from twosource.stories.published import claim_url, published_claims, published_voices, voice_url
from twosource.stories.reads import page_desk
from twosource.stories.shelf_reads import numbers, numbers_of, standing
from twosource.stories.shelves import PAPER
from twosource.topics.models import Tag, Topic

from .answers import absolute, writable
from .lists import shown

MOST = 10_000  # addresses of one sitemap
MOST_NEWS = 999
NEWS_AGE = timedelta(hours=48)
CLOSED = ("/admin/", "/desk/", "/reports/")

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"

NONE: AttributesImpl[str] = AttributesImpl({})

Address = tuple[str, str]  # the path, and when it last changed as sitemaps say it, or nothing


def page_addresses() -> list[Address]:
    """Every address that is no story's: fronts, topics, tags, authors, the archive, and the paper's own pages."""
    using("list:addresses")
    desk = page_desk()
    paths = ["/", *(section.url for section in desk.sections), *_own_pages()]
    paths += sorted(f"/topics/{slug}/" for (slug,) in _shelved("topic", Topic.objects.values_list("slug")))
    tags = _shelved("tag", Tag.objects.values_list("kind", "slug"))
    paths += sorted(f"/tags/{kind}/{slug}/" for kind, slug in tags)
    paths += sorted(f"/authors/{slug}/" for (slug,) in _shelved("byline", Byline.objects.values_list("slug")))
    paths += archive_addresses()
    return [(path, "") for path in paths[:MOST]]


def _shelved(kind: str, rows: QuerySet[Any, Any]) -> Iterable[tuple[str, ...]]:
    """Those of these rows on whose shelves stories stand."""
    return rows.filter(pk__in=[int(name.partition(":")[2]) for name in numbers_of(kind)])


def _own_pages() -> Iterator[str]:
    for name in ("topics", "corrections", "standards", "how_we_check", "about"):
        try:
            yield reverse(name)
        except NoReverseMatch:  # a paper whose site has no such page
            continue


# Django cannot say this; both databases can. It goes from one row to the first one beyond its range of ids, and so
# looks at as many rows as there are ranges that hold any, however long the table.
WALK = """
WITH RECURSIVE first(pk) AS (
    SELECT ({lowest}) UNION ALL SELECT ({following}) FROM first WHERE first.pk IS NOT NULL
) SELECT pk FROM first WHERE pk IS NOT NULL
"""


@dataclass(frozen=True)
class Kind:
    """A kind of page with sheets of its own, whose rows are `rows`; a sheet holds those of a range of `together` ids.

    So no sheet is found by counting those before it, and what comes or goes changes the sheet it is on alone.
    What moves far more often than stories do says so (`moving`): its sheets are lists with names of their own. `also`
    are columns that hold the id as well, in tables that the rows are joined from: PostgreSQL does not conclude from one
    to the other, and would read the other table from its beginning.
    """

    name: str
    rows: Callable[[], QuerySet[Any]]
    addresses: Callable[[QuerySet[Any]], list[Address]]
    together: int = 0
    moving: bool = False
    also: tuple[str, ...] = ()

    def path(self, number: int) -> str:
        return f"/sitemap-{self.name}{number}.xml"

    def sheet(self, number: int) -> list[Address]:
        """The addresses of one sheet, from 1; none where there is no such sheet."""
        self._using(list_name(number))
        return self.addresses(self._between(number).order_by("pk"))

    def sheets(self) -> list[int]:
        """The numbers of the sheets that hold anything."""
        found = [-(-pk // self._many) for pk in self._first_of_each()]
        none = set(range(1, max(found, default=0) + 2)) - set(found)  # and one that may come
        self._using(EVERY, *map(list_name, none))
        return found

    def few(self, most: int) -> list[Address]:
        """All of them, or, where there are more than `most`, so many that it is seen."""
        self._using(*(map(list_name, range(1, self._last() + 2)) if self.moving else ()))
        return self.addresses(self.rows().order_by("pk")[: max(most, 0) + 1])

    def _first_of_each(self) -> list[int]:
        """The lowest id in each range that holds a row, in one query."""
        ids = self.rows().order_by("pk").values_list("pk", flat=True)
        beyond = RawSQL("((first.pk - 1) / %s + 1) * %s", (self._many, self._many))
        try:
            lowest, given = ids[:1].query.sql_with_params()
            following, more = ids.filter(self._above(beyond))[:1].query.sql_with_params()
        except EmptyResultSet:  # a newsroom that has nothing of the kind
            return []
        with connection.cursor() as cursor:
            cursor.execute(WALK.format(lowest=lowest, following=following), (*given, *more))
            return [pk for (pk,) in cursor.fetchall()]

    def _using(self, *lists: str) -> None:
        using("list:addresses", *(lists if self.moving else ()))

    def _last(self) -> int:
        newest = self.rows().order_by("-pk").values_list("pk", flat=True).first() or 0
        return -(-newest // self._many)

    @property
    def _many(self) -> int:
        return self.together or MOST

    def _between(self, number: int) -> QuerySet[Any]:
        many = self._many
        if not 0 < number <= BigIntegerField.MAX_BIGINT // many:
            return self.rows().none()
        return self.rows().order_by().filter(self._above((number - 1) * many), pk__lte=number * many)

    def _above(self, pk: int | RawSQL) -> Q:
        """Those with a higher id, said of each table that a row of the kind is read from."""
        told, given = (pk.sql, pk.params) if isinstance(pk, RawSQL) else ("%s", (pk,))
        also = (RawSQL(f"{each} > {told}", given, BooleanField()) for each in self.also)  # noqa: S611  # our own columns
        return Q(*also, pk__gt=pk)


def _stamped(moment: str | Coalesce) -> Cast:
    """A moment as the database writes it, in UTC in either: to read ten thousand of them takes longer than the rest."""
    return Cast(moment, TextField())


def _stamp(text: str) -> str:
    """`2026-11-26 22:05:07.12+00` as `2026-11-26T22:05:07+00:00`."""
    return f"{text[:10]}T{text[11:19]}+00:00"


def _of_stories(rows: QuerySet[Any]) -> list[Address]:
    root = len(page_desk().root)
    told = rows.values_list("url_path", _stamped(Coalesce("changed_at", "first_published_at")))
    return [("/" + path[root:], _stamp(changed)) for path, changed in told.iterator(chunk_size=MOST)]


def _of_claims(rows: QuerySet[Any]) -> list[Address]:
    return [(claim_url(pk), "") for pk in rows.values_list("pk", flat=True)]


def _of_voices(rows: QuerySet[Any]) -> list[Address]:
    return [(voice_url(voice), "") for voice in rows.only("pk", "name")]


def _of_discussions(rows: QuerySet[Any]) -> list[Address]:
    told = rows.values_list("story_id", "claim_id", _stamped("last_at"))
    return [
        (
            f"/discussion/claim/{claim}/" if claim else f"/discussion/story/{story}/",
            _stamp(last) if last else "",
        )
        for story, claim, last in told
    ]


KINDS: dict[str, Kind] = {
    "stories": Kind("", shown, _of_stories, also=("wagtailcore_page.id",)),
    "claims": Kind("claims-", published_claims, _of_claims),
    "voices": Kind("voices-", published_voices, _of_voices),
    "discussions": Kind("discussions-", listed_threads, _of_discussions, together=TOGETHER, moving=True),
}


def whole_map() -> str:
    """/sitemap.xml: every address, or an index of the sitemaps when there are too many for one."""
    if numbers([PAPER]).get(PAPER, 0) <= MOST:
        addresses = page_addresses()
        for kind in KINDS.values():
            addresses += kind.few(MOST - len(addresses))
        if len(addresses) <= MOST:
            return urlset(addresses)
    parts = ["/sitemap-pages.xml", *(kind.path(n) for kind in KINDS.values() for n in kind.sheets())]
    out, xml = _begin("sitemapindex", {"xmlns": SITEMAP})
    for path in parts:
        xml.startElement("sitemap", NONE)
        xml.addQuickElement("loc", absolute(path))
        xml.endElement("sitemap")
    return _end(out, xml, "sitemapindex")


def urlset(addresses: Iterable[Address]) -> str:
    """Written by hand: of ten thousand addresses nearly all the time would go into a writer that could do more."""
    located = located_at(absolute(""))
    urls = [
        f"<url><loc>{located(path)}</loc><lastmod>{changed}</lastmod></url>"
        if changed
        else f"<url><loc>{located(path)}</loc></url>"
        for path, changed in addresses
    ]
    return f'{_DECLARED}<urlset xmlns="{SITEMAP}">{"".join(urls)}</urlset>'


_DECLARED = '<?xml version="1.0" encoding="utf-8"?>\n'
# In these a path, its escape for an address and its escape for XML are the same.
_PLAIN = re.compile(r"[A-Za-z0-9/_.~-]*")


def located_at(base: str) -> Callable[[str], str]:
    """What stands in `loc` for a path: its whole address, as XML has it."""
    begun, is_plain = escape(base), _PLAIN.fullmatch
    return lambda path: begun + path if is_plain(path) else escape(absolute(path))


def news_map() -> str:
    """/news-sitemap.xml: what was first published in the last 48 hours.

    A sitemap must hold an address: with no news it is the front page's, without a word of news.
    """
    using("list:stories")
    desk = page_desk()
    fresh = standing(PAPER).filter(at__gt=timezone.now() - NEWS_AGE)[:MOST_NEWS]
    rows = shown().filter(pk__in=list(fresh.values_list("story_id", flat=True)))
    stories = list(rows.values_list("pk", "url_path", "title", "first_published_at"))
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
