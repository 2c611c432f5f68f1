"""Every address at which readers may expect a page, whether or not anybody has asked for it."""

from __future__ import annotations

from collections.abc import Iterator

from . import sitemaps
from .feed_views import FORMATS


def every_address() -> Iterator[str]:
    """The paper's own pages, its sections, topics, tags and authors first, then the stories, the newest first; their
    claims and voices; feeds and sitemaps. Read in sheets, so that it may be as long as it likes."""
    yield from (path for path, _changed in sitemaps.page_addresses())
    yield from (f"/feeds/{name}" for name in FORMATS)
    yield from ("/theme.css", "/robots.txt", "/news-sitemap.xml", "/sitemap.xml")
    for kind in sitemaps.KINDS.values():
        for number in reversed(kind.sheets()):
            yield from (path for path, _changed in reversed(kind.sheet(number)))
