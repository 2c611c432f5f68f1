"""The paper's own template tags: stamps, pictures, links, and what a margin needs to know.

Every tag draws plain values (see `stories/pages.py`); none asks a database or a request, or what time it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.template.context import Context
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from twosource.edge.clock import PATH, zone_label, zone_labels
from twosource.kernel.vocabulary import Status
from twosource.stories.pages import Block, ClaimNote, Link, Picture, TagRef

register = template.Library()

_OPENING_MARKS = "“”„«»‹›‘‚「『\"'"
DRAWN = 2_048  # pieces of pages that a process remembers: some 10 MB
_LONGEST_SPAN = 12  # paper.css knows the classes span-1 … span-12


@lru_cache(maxsize=16)
def _shapes(language: str | None) -> dict[str, str]:
    return {
        "full": pgettext("date format: day, month, year, time", "j F Y, H:i"),
        "short": pgettext("date format: day, short month, time", "j M, H:i"),
        "date": pgettext("date format: day, month, year", "j F Y"),
        "day": pgettext("date format: day, short month, year", "j M Y"),
        "long": pgettext("date format: weekday, day, month, year", "l j F Y"),
        "time": pgettext("date format: time of day", "H:i"),
    }


def stamp_shapes() -> dict[str, str]:
    """The shapes of a stamp, in the format letters of Django, each translatable as one piece."""
    return _shapes(get_language())


@register.simple_tag
def stamp(moment: date | datetime | None, form: str = "full", css: str = "") -> SafeString | str:
    """`<time datetime="2026-11-21T17:05:00Z">21 November 2026, 17:05 GMT</time>`.

    `moment` is an aware datetime, shown in the active time zone with the zone's name, or a date. `form` is
    `full`, `short` (21 Nov, 17:05 GMT), `date` (21 November 2026), `day` (21 Nov 2026), `long` (with the
    weekday) or `time` (17:05 GMT). Nothing for None; `ValueError` for an unknown form or a naive datetime.
    """
    if moment is None:
        return ""
    formats = stamp_shapes()
    if form not in formats:
        raise ValueError(f"stamp: no form {form!r}; it is one of {', '.join(formats)}")
    attribute = format_html(' class="{}"', css) if css else ""
    if not isinstance(moment, datetime):
        words = date_format(moment, formats[form if form in {"date", "day", "long"} else "date"])
        return format_html('<time datetime="{}"{}>{}</time>', moment.isoformat(), attribute, words)
    local = timezone.localtime(moment)
    words = date_format(local, formats[form])
    if form in {"full", "short", "time"}:
        words = f"{words} {zone_label(local)}"
    return format_html('<time datetime="{}"{}>{}</time>', machine(moment), attribute, words)


class _Aside:
    """Handed through a cache without a say in what is found there."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Aside)

    def __hash__(self) -> int:
        return 0


@register.simple_tag(takes_context=True)
def drawn(context: Context, name: str, **values: Any) -> SafeString:
    """The template of this name, drawn with these values and `paper`, and with nothing else that the page knows.

    Most of a page is as it was when the page is made anew, and stands on others too: what was drawn is remembered by
    what it was drawn with. Values are plain data, which compare by what they say.
    """
    template = context.template.engine.get_template(name)  # type: ignore[union-attr]
    paper: Any = context.get("paper")
    return _drawn(
        template,
        tuple(values.items()),
        getattr(paper, "sections", ()),  # the one thing of the paper that can change while it is served
        get_language(),
        timezone.get_current_timezone_name(),
        _Aside(context.new({**values, "paper": paper})),
    )


@lru_cache(maxsize=DRAWN)
def _drawn(
    template: template.Template, values: Any, sections: Any, language: str | None, zone: str, context: _Aside
) -> SafeString:
    html: SafeString = template.render(context.value)
    context.value = None
    return html


@register.filter
def machine(moment: datetime) -> str:
    """The moment in UTC as machines read it, to the second: `2026-11-21T17:05:00Z`."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


@register.simple_tag
def clock(zone_name: str) -> SafeString:
    """The header's clock and date: an empty place that paper.js fills in and lets tick in the zone `zone_name`.

    A page may have been finished long ago, so it says no time itself. Without a script, it is said by `/clock/`
    in a frame. The zone's names go with the page, by their offset in minutes.
    """
    return format_html(
        '<span data-zone="{}" data-labels="{}"></span>'
        '<noscript><iframe class="still" src="{}" title="{}"></iframe></noscript>',
        zone_name or "UTC",
        json.dumps(zone_labels(zone_name or "UTC", timezone.now().year)),
        PATH,
        _("The time"),
    )


@register.simple_tag
def picture(shown: Picture, sizes: str = "100vw", loading: str = "lazy") -> SafeString:
    """A `<picture>` with every prepared source and the real width and height, so nothing moves.

    `loading` is `lazy`, or `eager` for the one picture above the fold, which is then fetched first.
    """
    sources = format_html_join(
        "",
        '<source type="{}" srcset="{}" sizes="{}">',
        ((source.type, source.srcset, sizes) for source in shown.sources),
    )
    haste = 'fetchpriority="high"' if loading == "eager" else 'loading="lazy" decoding="async"'
    return format_html(
        '<picture>{}<img src="{}" width="{}" height="{}" alt="{}" {}></picture>',
        sources,
        shown.src,
        shown.width,
        shown.height,
        shown.alt,
        SafeString(haste),  # one of the two constants above
    )


@register.simple_tag
def linked(link: Link | None, rel: str = "") -> SafeString | str:
    """The link as `<a>`, or only its words when it leads nowhere; nothing for None."""
    if link is None:
        return ""
    if not link.url:
        return format_html("{}", link.text)
    attribute = format_html(' rel="{}"', rel) if rel else ""
    return format_html('<a href="{}"{}>{}</a>', link.url, attribute, link.text)


@register.simple_tag
def named(links: Iterable[Link], rel: str = "") -> SafeString:
    """Names in one line, each linked where it leads somewhere: `A`, `A and B`, `A, B and C`."""
    drawn = [linked(link, rel) for link in links]
    if len(drawn) < 2:
        return format_html("{}", drawn[0] if drawn else "")
    first = format_html_join(_(", "), "{}", ((name,) for name in drawn[:-1]))
    return format_html(_("{first} and {last}"), first=first, last=drawn[-1])


@register.simple_tag(takes_context=True)
def absolute(context: Context, url: str) -> str:
    """`url` with the paper's scheme and host before it, unless it already has its own."""
    if not url or urlsplit(url).scheme:
        return url
    paper: Any = context.get("paper")
    return str(getattr(paper, "base_url", "") or "").rstrip("/") + url


@register.filter
def bare(url: str) -> str:
    """An address as it is read aloud: without scheme and closing slash."""
    return url.split("://", 1)[-1].rstrip("/")


@register.filter
def quoted(words: str) -> str:
    """The words of a speaker inside quotation marks of the reader's language, never doubled."""
    if words[:1] in _OPENING_MARKS:
        return words
    return pgettext("opening quotation mark", "“") + words + pgettext("closing quotation mark", "”")


@register.filter
def paragraph(markup: str) -> SafeString:
    """Sanitised inline markup as a paragraph; markup that brings its own paragraphs stays as it is."""
    own = markup.lstrip().startswith(("<p>", "<p "))
    return SafeString(markup if own else f"<p>{markup}</p>")  # pages.py: every `html` is safe


@register.filter
def reason(note: ClaimNote) -> str:
    """The sentence that explains a status, without the status's own word, which is said just before.

    Nothing where that word is the whole of it.
    """
    return note.why.removeprefix(f"{note.status_label}.").strip()


@register.simple_tag
def status_word(code: str) -> SafeString:
    """A status as readers see it everywhere: its sign, hidden from those who listen, and its word."""
    status = Status(code)
    word = status.label.say(_, ngettext)
    return format_html('<span class="sign" aria-hidden="true">{}</span> {}', status.sign, word)


@register.filter
def rows(blocks: tuple[Block, ...]) -> Iterator[tuple[Block, int]]:
    """Each block of a body with the number of rows its margin notes may run down.

    A note stands beside its paragraph; when it is the longer of the two it runs on beside the following
    blocks, up to the next one that has notes of its own. 0 for a block without notes.
    """
    places = [at for at, block in enumerate(blocks) if block.notes]
    ends = dict(zip(places, [*places[1:], len(blocks) + 1], strict=False))
    for at, block in enumerate(blocks):
        yield block, min(ends[at] - at, _LONGEST_SPAN) if at in ends else 0


@register.filter
def by_kind(tags: tuple[TagRef, ...]) -> list[tuple[str, list[TagRef]]]:
    """Tags in groups of one kind, as (the kind's word, its tags); kinds in the order they first appear."""
    order = {tag.kind: place for place, tag in reversed(list(enumerate(tags)))}
    ordered = sorted(tags, key=lambda tag: order[tag.kind])
    groups = (list(same) for _kind, same in groupby(ordered, key=lambda tag: tag.kind))
    return [(same[0].kind_label, same) for same in groups]
