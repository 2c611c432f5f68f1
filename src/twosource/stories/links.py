"""Links from one story to another: stored by the page's id, shown as the address it has now."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from django.db.models import BigIntegerField, Q
from django.utils import timezone
from django.utils.html import escape
from wagtail.models import Page
from wagtail.rich_text.rewriters import LinkRewriter

from twosource.ledger.uses import using

_LINKED = re.compile(r'<a\b[^>]*\blinktype="page"[^>]*>')
_ID = re.compile(r'\bid="([0-9]{1,18})"')


def linked_pages(sources: Iterable[str], address: Callable[[str], str]) -> dict[str, str]:
    """The addresses of the pages that these pieces of rich text link to, by the id in the link; one query.

    A page that readers have not, or have no more, is left out: its address would tell what is to come.
    """
    found = {match[1] for text in sources for link in _LINKED.findall(text) if (match := _ID.search(link))}
    ids = {int(pk) for pk in found if int(pk) <= BigIntegerField.MAX_BIGINT}
    if not ids:
        return {}
    using(*(f"story:{pk}" for pk in ids))
    in_time = Q(expire_at=None) | Q(expire_at__gt=timezone.now())
    rows = Page.objects.live().filter(in_time, pk__in=ids).order_by().values_list("pk", "url_path")
    paths = {pk: address(path) for pk, path in rows}
    return {pk: paths[int(pk)] for pk in found if int(pk) in paths}


def with_addresses(source: str, pages: Mapping[str, str]) -> str:
    """Stored rich text with the address in each link to a page; a link to none of these leads nowhere."""

    def replaced(links: list[dict[str, str]]) -> list[str]:
        paths = (pages.get(attributes.get("id", "")) for attributes in links)
        return [f'<a href="{escape(path)}">' if path else "<a>" for path in paths]

    rewritten: str = LinkRewriter(bulk_rules={"page": replaced})(source)
    return rewritten
