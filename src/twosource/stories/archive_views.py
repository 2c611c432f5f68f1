"""The archive by date: years, months and days with how many stories each has, down to the stories of one day.

Every day of the paper's own zone is a shelf, and its number is kept; so a year's number is a sum of at most 366,
however many stories it is of. A day, month or year without a story has no page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from twosource.ledger.uses import using

from .list_views import numbered
from .pages import ArchivePart, ArchiveView, Link
from .reads import page_desk
from .shelf_reads import kept_numbers, named, numbers, numbers_of

ROOT = "/archive/"
CALENDAR = "list:calendar"  # which days have stories: what lies beside a day, a month, a year


def archive_view() -> ArchiveView:
    """Every year that has stories, newest first."""
    using("list:days")
    found = _counted("", 4)
    return ArchiveView(
        title=_("Archive"),
        url=ROOT,
        parts=_parts(found, lambda on: str(on.year)),
        total=sum(found.values()),
    )


def year_view(year: int) -> ArchiveView | None:
    """The months of a year that have stories; None for a year without any."""
    using(f"list:year:{year:04}", CALENDAR)
    found = _counted(f"{year:04}-", 7)
    if not found:
        return None
    beside = [int(text) for text in _counted("", 4)]
    return ArchiveView(
        title=f"{year:04}", url=f"{ROOT}{year:04}/", total=sum(found.values()), above=_above(),
        parts=_parts(found, lambda on: date_format(on, "F")),
        newer=_year(min((one for one in beside if one > year), default=None)),
        older=_year(max((one for one in beside if one < year), default=None)),
    )  # fmt: skip


def month_view(year: int, month: int) -> ArchiveView | None:
    """The days of a month that have stories; None for a month without any."""
    first, here = date(year, month, 1), f"{year:04}-{month:02}"
    using(f"list:month:{here}", CALENDAR)
    found = _counted(f"{here}-", 10)
    if not found:
        return None
    return ArchiveView(
        title=_month_name(first), url=_address(here), total=sum(found.values()), above=_above(first.year),
        parts=_parts(found, lambda on: date_format(on, pgettext("date format: weekday, day", "l, j F"))),
        newer=_month(_beside(f"{here}-99", newer=True)), older=_month(_beside(here, newer=False)),
    )  # fmt: skip


def day_view(on: date, *, before: str = "") -> ArchiveView | None:
    """The stories of one day, newest first and page by page; None for a day without any."""
    shelf = f"day:{on.isoformat()}"
    using(f"list:{shelf}", CALENDAR)
    total = numbers([shelf]).get(shelf, 0)
    if not total:
        return None
    url = _address(on.isoformat())
    return ArchiveView(
        title=_day_name(on), url=url, total=total, above=_above(on.year, on.month),
        list=numbered(shelf, page_desk(), url=url, before=before),
        newer=_day(_beside(on.isoformat(), newer=True)), older=_day(_beside(on.isoformat(), newer=False)),
    )  # fmt: skip


def moved_with_days(days: Iterable[str]) -> set[str]:
    """What else has moved when stories came to these days (`2026-11-26`) or left them."""
    days = list(days)
    found = {f"list:{kind}:{day[:end]}" for day in days for kind, end in (("year", 4), ("month", 7))}
    if days:
        found.add("list:days")
    # A day's first story, or its last, changes what lies beside others.
    left = numbers(f"day:{day}" for day in days)
    return found | ({CALENDAR} if any(left.get(f"day:{day}", 0) < 2 for day in days) else set())


def addresses_of_days(days: Iterable[str]) -> list[str]:
    """The addresses of the pages on which these days stand."""
    wider = {text[:length] for text in days for length in (4, 7, 10)}
    return (
        [ROOT, *(_address(text) for text in sorted(wider, key=lambda text: (len(text), text)))]
        if wider
        else []
    )


def archive_addresses() -> list[str]:
    """The address of every page of the archive, the newest days first."""
    days = [name.partition(":")[2] for name in reversed(numbers_of("day"))]
    wider = dict.fromkeys(text[:length] for length in (4, 7) for text in days)
    return [ROOT, *(_address(text) for text in [*wider, *days])] if days else []


def _counted(beginning: str, length: int) -> dict[str, int]:
    """How many stories the days that begin so have together, by so many letters of the date, newest first."""
    found: Counter[str] = Counter()
    for name, number in kept_numbers(named(f"day:{beginning}").order_by("-name")):
        found[name.partition(":")[2][:length]] += number
    return dict(found)


def _parts(numbered: dict[str, int], word: Callable[[date], str]) -> tuple[ArchivePart, ...]:
    return tuple(
        ArchivePart(word(date.fromisoformat((text + "-01-01")[:10])), _address(text), number)
        for text, number in numbered.items()
    )


def _beside(text: str, *, newer: bool) -> date | None:
    """The nearest day with stories after, or before, this place in the calendar."""
    days = named("day:")
    beyond = days.filter(name__gt=f"day:{text}") if newer else days.filter(name__lt=f"day:{text}")
    found = kept_numbers(beyond.order_by("name" if newer else "-name")).first()
    return date.fromisoformat(found[0].partition(":")[2]) if found else None


def _address(text: str) -> str:
    return f"{ROOT}{text.replace('-', '/')}/"


def _above(year: int | None = None, month: int | None = None) -> tuple[Link, ...]:
    """The pages round this one, the widest first."""
    links = [Link(_("Archive"), ROOT)]
    if year is not None:
        links.append(Link(f"{year:04}", _address(f"{year:04}")))
    if year is not None and month is not None:
        links.append(Link(date_format(date(year, month, 1), "F"), _address(f"{year:04}-{month:02}")))
    return tuple(links)


def _year(year: int | None) -> Link | None:
    return Link(f"{year:04}", _address(f"{year:04}")) if year is not None else None


def _month(on: date | None) -> Link | None:
    return Link(_month_name(on), _address(f"{on:%Y-%m}")) if on else None


def _day(on: date | None) -> Link | None:
    return Link(_day_name(on), _address(on.isoformat())) if on else None


def _month_name(on: date) -> str:
    return date_format(on, pgettext("date format: month, year", "F Y"))


def _day_name(on: date) -> str:
    return date_format(on, pgettext("date format: weekday, day, month, year", "l, j F Y"))
