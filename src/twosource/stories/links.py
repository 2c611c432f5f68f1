"""Links from one story to another: stored by the page's id, shown as the address it has now."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial

from django.db.models import BigIntegerField, Q
from django.utils import timezone
from django.utils.html import escape
from wagtail.models import Page
from wagtail.rich_text.rewriters import LinkRewriter

from twosource.ledger.uses import good_until, kept_each, using

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
    places = kept_each("place of a page", ids, _placed)
    return {pk: address(places[int(pk)]) for pk in found if int(pk) in places}


def _placed(ids: list[int]) -> dict[int, Callable[[], str]]:
    in_time = Q(expire_at=None) | Q(expire_at__gt=timezone.now())
    rows = Page.objects.live().filter(in_time, pk__in=ids).order_by()
    found = rows.values_list("pk", "url_path", "expire_at")
    return {pk: partial(_place, pk, path, until) for pk, path, until in found}


def _place(pk: int, path: str, until: datetime | None) -> str:
    using(f"story:{pk}", "list:sections")  # with a section all of its stories move
    good_until(until)
    return path


def with_addresses(source: str, pages: Mapping[str, str]) -> str:
    """Stored rich text with the address in each link to a page; a link to none of these leads nowhere."""

    def replaced(links: list[dict[str, str]]) -> list[str]:
        paths = (pages.get(attributes.get("id", "")) for attributes in links)
        return [f'<a href="{escape(path)}">' if path else "<a>" for path in paths]

    rewritten: str = LinkRewriter(bulk_rules={"page": replaced})(source)
    return rewritten
