"""Dates and clocks as pages print them. A moment is given only where the words settle it.

`10/11/2021` is two different days in two countries, so it is recognised as a date line but gives no day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

_MONTH_NAMES = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
MONTH = r"(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS = {name: number for number, name in enumerate(_DAYS)}
WEEKDAY = r"(?:" + "|".join(_DAYS) + r")"

# Hours from UTC. Names that two places use for different hours (IST, CST, BST in Dhaka) are left out
# unless newspapers use one of them almost always.
ZONES = {
    "gmt": 0.0,
    "utc": 0.0,
    "z": 0.0,
    "wet": 0.0,
    "bst": 1.0,
    "cet": 1.0,
    "west": 1.0,
    "cest": 2.0,
    "eet": 2.0,
    "sast": 2.0,
    "eest": 3.0,
    "msk": 3.0,
    "trt": 3.0,
    "eat": 3.0,
    "pkt": 5.0,
    "sgt": 8.0,
    "hkt": 8.0,
    "awst": 8.0,
    "jst": 9.0,
    "kst": 9.0,
    "aest": 10.0,
    "aedt": 11.0,
    "nzst": 12.0,
    "nzdt": 13.0,
    "est": -5.0,
    "edt": -4.0,
    "cdt": -5.0,
    "mst": -7.0,
    "mdt": -6.0,
    "pst": -8.0,
    "pdt": -7.0,
}
_ZONE_NAMES = "|".join(sorted((z for z in ZONES if z != "z"), key=len, reverse=True))
_OFFSET = (
    r"[+\-−]\d{1,2}:\d{2}|[+\-−]\d{1,2}(?!\d)|[+\-−]\d{4}(?!\d|\s+[a-z])"
    r"|[+\-−]\d(?=\d{1,2}\s+[a-z])|[+\-−]\d\d(?=\d{1,2}\s+[a-z])"
)

_DATES = (
    re.compile(
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+(?P<mon>{MONTH}),?[\s-]+(?P<y>\d{{4}})(?!\d)", re.I
    ),
    re.compile(rf"(?P<mon>{MONTH})\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})(?!\d)", re.I),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?:T(?=\d))?"),
    re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})(?!\d)"),
    re.compile(r"(?P<s1>\d{1,2})/(?P<s2>\d{1,2})/(?P<y>\d{4})(?!\d)"),
    re.compile(
        rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH}|{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?)(?![\d:])", re.I
    ),
)
_TIME = re.compile(
    r"(?P<h>\d{1,2})[:.](?P<min>\d{2})(?::(?P<s>\d{2})(?:\.\d+)?)?(?!\d)\s*(?P<half>[ap]\.?m\b\.?)?"
    r"|(?P<h2>\d{1,2})\s*(?P<half2>[ap]\.?m\b\.?)",
    re.I,
)
_ZONE = re.compile(
    rf"(?P<name>{_ZONE_NAMES})(?![a-z])(?P<off>{_OFFSET})?|(?P<bare>{_OFFSET})|(?P<z>z)\b", re.I
)
_FILLER = re.compile(
    rf"[\s,|·•()/\[\]–—-]+|(?:at|on|hrs?|hours|local\s+time)\b|{WEEKDAY}\b,?|(?:mon|tues?|wed|thur?s?|fri|sat|sun)\b[.,]?",
    re.I,
)
_DIGIT = re.compile(r"\d")
_LABEL = re.compile(
    r"(?P<label>(?:(?:first|last|originally)\s+)?(?:published|posted|updated|modified|date(?:\s+published)?|publication\s+date"
    r"|created))\s*(?:on|at)?\s*[:\-–]?\s*",
    re.I,
)
_UPDATED = re.compile(r"[\s(\[|·,;–—-]*(?:last\s+)?(?:updated|modified)\b[\s:]*(?:on|at)?", re.I)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A line that is only a date, a clock, or both. Parts that it does not state are None."""

    day: date | None
    hour: time | None
    offset: timedelta | None
    label: Literal["published", "updated"] | None = None

    def moment(self, fallback: timedelta | None = None) -> datetime | None:
        """The UTC moment, when day, time and zone (or `fallback`) are known."""
        offset = self.offset if self.offset is not None else fallback
        if self.day is None or self.hour is None or offset is None:
            return None
        try:
            return (datetime.combine(self.day, self.hour) - offset).replace(tzinfo=UTC)
        except OverflowError:
            return None


def read_stamp(line: str) -> Stamp | None:
    """The date and clock of a line that holds nothing else; None when it says anything more."""
    line = line.strip()
    if not 4 <= len(line) <= 120 or not _DIGIT.search(line):
        return None
    label: Literal["published", "updated"] | None = None
    if found := _LABEL.match(line):
        updated = re.search(r"updated|modified", found["label"], re.I)
        label, line = ("updated" if updated else "published"), line[found.end() :]
    if found := _UPDATED.search(line):
        tail = line[found.end() :]
        if found.start() and (not tail.strip(" )") or _consume(tail) is not None):
            line = line[: found.start()]
    parts = _consume(line)
    return Stamp(*parts, label) if parts else None


def _consume(line: str) -> tuple[date | None, time | None, timedelta | None] | None:
    day: date | None = None
    hour: time | None = None
    offset: timedelta | None = None
    dated, at = False, 0
    while at < len(line):
        if filler := _FILLER.match(line, at):
            at = filler.end()
        elif not dated and (found := _date_at(line, at)):
            day, dated, at = found[0], True, found[1]
        elif hour is None and (clock := _TIME.match(line, at)) and (read := _time(clock)):
            hour, at = read, clock.end()
        elif hour is not None and offset is None and (zone := _ZONE.match(line, at)):
            offset, at = _offset(zone), zone.end()
        else:
            return None
    return (day, hour, offset) if dated or hour else None


def _date_at(line: str, at: int) -> tuple[date | None, int] | None:
    for pattern in _DATES:
        if found := pattern.match(line, at):
            return _day(found), found.end()
    return None


def _day(found: re.Match[str]) -> date | None:
    parts = found.groupdict()
    if "y" not in parts:
        return None
    year = int(parts["y"])
    if "s1" in parts:
        first, second = int(parts["s1"]), int(parts["s2"])
        if first <= 12 and second <= 12 and first != second:
            return None
        day, month = (first, second) if second <= 12 else (second, first)
    else:
        day = int(parts["d"])
        month = MONTHS[parts["mon"].rstrip(".").lower()] if "mon" in parts else int(parts["m"])
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _time(found: re.Match[str]) -> time | None:
    hour = int(found["h"] or found["h2"])
    half = (found["half"] or found["half2"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        return time(hour, int(found["min"] or 0), int(found["s"] or 0))
    except ValueError:
        return None


def _offset(found: re.Match[str]) -> timedelta | None:
    hours = ZONES.get((found["name"] or "z").lower(), 0.0)
    shift = (found["off"] or found["bare"] or "").replace("−", "-")
    total = timedelta(hours=hours)
    if shift:
        digits = shift[1:].replace(":", "")
        whole, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
        more = timedelta(hours=int(whole or 0), minutes=int(minutes))
        total += more if shift[0] == "+" else -more
    return total if abs(total) <= timedelta(hours=15) else None


def read_machine_date(value: object) -> tuple[datetime, Literal["minute", "day"]] | None:
    """A date from a page's metadata, in UTC, and how precise it is; None when it is not one.

    A moment without a zone is read as UTC.
    """
    if not isinstance(value, str) or not 6 <= len(value.strip()) <= 60:
        return None
    text = value.strip()
    try:
        moment = datetime.fromisoformat(text)
        if len(text) <= 10:
            return moment.replace(tzinfo=UTC), "day"
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC), "minute"
    except (ValueError, OverflowError):
        pass
    stamp = read_stamp(text)
    return published(stamp, timedelta(0)) if stamp else None


def published(stamp: Stamp, zone: timedelta) -> tuple[datetime, Literal["minute", "day"]] | None:
    """The moment that a printed date line states, read in `zone` where it names none."""
    if stamp.day is None:
        return None
    if moment := stamp.moment(zone):
        return moment, "minute"
    return datetime(stamp.day.year, stamp.day.month, stamp.day.day, tzinfo=UTC), "day"


_SAID_FULL = re.compile(
    rf"\b(?:on\s+)?(?:{WEEKDAY},?\s+)?(?:\d{{1,2}}\s+{MONTH},?\s+\d{{4}}|{MONTH}\s*\d{{1,2}},?\s+\d{{4}}|\d{{4}}-\d\d-\d\d)",
    re.I,
)
_SAID_PARTIAL = re.compile(
    rf"\bon\s+(?:{WEEKDAY},?\s+)?(?:(\d{{1,2}})\s+({MONTH})|({MONTH})\s*(\d{{1,2}}))(?!\d)", re.I
)
_SAID_WEEKDAY = re.compile(rf"\b(?:on|late|early)\s+(?:late\s+|early\s+)?({WEEKDAY})\b|^({WEEKDAY})$", re.I)
_SAID_NEAR = re.compile(r"\b(today|yesterday)\b", re.I)


def said_day(words: str, published_on: date | None) -> date | None:
    """The day that words like "on Monday" or "on 12 May 2023" name.

    Relative words count from the day the page says it was published, never from the page's clock; without
    that day they stay open and the answer is None.
    """
    if found := _SAID_FULL.search(words):
        for at in range(found.start(), found.end()):
            if dated := _date_at(words, at):
                return dated[0]
    if published_on is None:
        return None
    if found := _SAID_PARTIAL.search(words):
        name = (found[2] or found[3]).rstrip(".").lower()
        return _latest(published_on, MONTHS[name], int(found[1] or found[4]))
    if found := _SAID_WEEKDAY.search(words):
        name = (found[1] or found[2]).lower()
        return published_on - timedelta(days=(published_on.weekday() - WEEKDAYS[name]) % 7)
    if found := _SAID_NEAR.search(words):
        return published_on - timedelta(days=1 if found[1].lower() == "yesterday" else 0)
    return None


def _latest(before: date, month: int, day: int) -> date | None:
    """The last such day up to `before`."""
    for year in (before.year, before.year - 1):
        try:
            candidate = date(year, month, day)
        except ValueError:
            continue
        if candidate <= before:
            return candidate
    return None
