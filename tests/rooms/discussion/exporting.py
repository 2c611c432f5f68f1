"""Files of other systems for the tests, and what came of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from gazette import Gazette

from twosource.discussion.exchange import Brought, Terms, bring_in, opened
from twosource.discussion.models import Comment

WXR = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Old</title><link>https://old.paper.example</link>
<wp:author><wp:author_id>2</wp:author_id><wp:author_login>rsmith</wp:author_login>
<wp:author_email>rs@old.example</wp:author_email></wp:author>
<item><title>The ferry is late</title><link>https://old.paper.example/2009/04/the-ferry-is-late/</link>
<pubDate>Sat, 04 Apr 2009 10:00:00 +0000</pubDate><wp:post_id>9</wp:post_id>
<wp:comment_status>open</wp:comment_status>
{comments}</item>
</channel></rss>
"""


def wxr(*comments: dict[str, str]) -> str:
    """A WordPress export with these comments, each by its fields without `comment_`."""
    told = []
    for number, fields in enumerate(comments, 1):
        values = {"id": str(number), "author": "Reader", "date_gmt": "2009-04-05 10:00:00", "approved": "1"}
        rows = (
            f"<wp:comment_{key}><![CDATA[{value}]]></wp:comment_{key}>"
            for key, value in (values | fields).items()
        )
        told.append(f"<wp:comment>{''.join(rows)}</wp:comment>\n")
    return WXR.replace("{comments}", "".join(told))


def brought(
    path: Path, paper: Gazette, *, report: Callable[[Any], object] | None = None, **terms: Any
) -> Brought:
    """What came of bringing in a file."""
    return bring_in(opened(path), by=paper.editor, terms=Terms(**terms), report=report)


def tree() -> list[tuple[str, str, int, str]]:
    """Every comment: its words, what it answers, how deep it stands, its state."""
    rows = Comment.objects.order_by("posted_at", "pk").select_related("parent")
    return [(row.source, row.parent.source if row.parent else "", row.depth, row.state) for row in rows]
