"""The time in the paper's zone, as a page of its own: a finished page cannot say what time it is.

Shapes are written in Django's format letters; the words for days and months come with them, so that the page
can be made by a process that knows neither Django nor the paper's language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

PATH = "/clock/"
_LETTER = re.compile(r"\\(.)|([A-Za-z])", re.DOTALL)

# Framed by the paper's own pages, and by nobody else's; it loads its style sheet and fonts.
HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'",
    ),
    ("X-Frame-Options", "SAMEORIGIN"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Robots-Tag", "noindex"),
)


def zone_label(moment: datetime) -> str:
    """The zone's name for readers: GMT for UTC, `EET` where there is a name, else `UTC+03:30`."""
    name = moment.tzname() or "UTC"
    if name in {"UTC", "GMT", "Z"}:
        return "GMT"
    if name[0] in "+-":
        return f"UTC{name[:3]}:{name[3:5]}" if len(name) >= 5 else f"UTC{name}"
    return name


def zone_labels(zone: str, year: int) -> dict[int, str]:
    """The zone's names in the course of a year, by its offset from UTC in minutes."""
    found = {}
    for month in range(1, 13):
        moment = datetime(year, month, 1, 12, tzinfo=ZoneInfo(zone))
        offset = moment.utcoffset()
        found[int(offset.total_seconds()) // 60 if offset else 0] = zone_label(moment)
    return found


@dataclass(frozen=True)
class Clock:
    """What the page of the time is made from.

    words: format letter → its words: 7 for days (from Monday) under `l` and `D`, 12 for months under `F`, `E`,
        `M`, `N` and `b`.
    title: what the page is called. sheets: the addresses of its style sheets.
    """

    zone: str
    language: str
    direction: str
    title: str
    time_shape: str
    date_shape: str
    words: Mapping[str, tuple[str, ...]]
    sheets: tuple[str, ...]

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Clock:
        """As it was written to JSON. Raises KeyError for what is missing."""
        known = {field.name: told[field.name] for field in fields(cls)}
        words = {letter: tuple(names) for letter, names in known["words"].items()}
        return cls(**known | {"words": words, "sheets": tuple(known["sheets"])})

    def page(self, now: datetime) -> bytes:
        """The page of the time, for the moment `now` (aware)."""
        local = now.astimezone(ZoneInfo(self.zone))
        moment = now.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
        sheets = "".join(f'<link rel="stylesheet" href="{escape(sheet)}">\n' for sheet in self.sheets)
        time, day = self.say(local, self.time_shape), self.say(local, self.date_shape)
        return (
            f'<!doctype html>\n<html lang="{escape(self.language)}" dir="{escape(self.direction)}">\n<head>\n'
            f'<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escape(self.title)}</title>\n{sheets}</head>\n"
            f'<body class="only-clock"><p class="now"><time class="clock" datetime="{moment}">{escape(time)} '
            f'{escape(zone_label(local))}</time><span class="dot" aria-hidden="true"> · </span>'
            f'<time datetime="{local.date().isoformat()}" data-today>{escape(day)}</time></p></body>\n</html>\n'
        ).encode()

    def say(self, moment: datetime, shape: str) -> str:
        """The moment in the shape's format letters; a letter that is not known stands for itself."""

        def said(found: re.Match[str]) -> str:
            return found[1] if found[1] is not None else self._letter(moment, found[2])

        return _LETTER.sub(said, shape)

    def _letter(self, moment: datetime, letter: str) -> str:
        if letter in self.words:
            names = self.words[letter]
            return names[moment.weekday() if len(names) == 7 else moment.month - 1]
        shown = {
            "j": moment.day, "d": f"{moment.day:02}", "n": moment.month, "m": f"{moment.month:02}",
            "Y": f"{moment.year:04}", "y": f"{moment.year % 100:02}", "H": f"{moment.hour:02}", "G": moment.hour,
            "h": f"{(moment.hour - 1) % 12 + 1:02}", "g": (moment.hour - 1) % 12 + 1, "i": f"{moment.minute:02}",
            "A": "AM" if moment.hour < 12 else "PM", "a": "a.m." if moment.hour < 12 else "p.m.",
        }  # fmt: skip
        return str(shown.get(letter, letter))
