"""Days and moments in the content are relative, so that the example paper is always of today.

Every story has a day. In its file `{date:-3}` stands for the day three days before that day, and a moment
is written `-3 14:05` (three days before, 14:05 UTC) or, for a whole day, `-3`. `+1 07:00` is the day after.
`{date:@28}` counts back from today instead: for a day that several stories speak of.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

_PLACE = re.compile(r"\{(\w+):(@|)([+-]?\d+)\}")
_DAY = re.compile(r"([+-]?\d{1,3})")
_MOMENT = re.compile(r"([+-]?\d{1,3}) (\d{2}):(\d{2})")


def _long(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


_FORMS = {
    "date": lambda day: f"{day.day} {MONTHS[day.month - 1]}",
    "longdate": _long,
    "weekday": lambda day: WEEKDAYS[day.weekday()],
    "month": lambda day: MONTHS[day.month - 1],
    "year": lambda day: str(day.year),
}


def story_day(now: datetime, age_days: int, at: time, working_day: bool = False) -> date:
    """The day a story belongs to. A story of today whose hour has not come yet is put to yesterday.

    `working_day`: moved back to a Tuesday, Wednesday, Thursday or Friday, for stories of schools, courts
    and councils, which had to be open on the day and on the day before.
    """
    day = now.date() - timedelta(days=age_days)
    if age_days == 0 and datetime.combine(day, at, UTC) >= now:
        day -= timedelta(days=1)
    if working_day and day.weekday() not in range(1, 5):
        day -= timedelta(days=(day.weekday() - 4) % 7)
    return day


def expand(text: str, day: date, today: date) -> str:
    """Fill the placeholders `date`, `longdate`, `weekday`, `month` and `year`, counted from `day`.

    Raises ValueError for a brace that is not such a placeholder: a stray one would reach the reader.
    """

    def filled(match: re.Match[str]) -> str:
        form = _FORMS.get(match[1])
        if form is None:
            raise ValueError(f"no placeholder {match[0]}; there are {', '.join(_FORMS)}")
        days = int(match[3])
        return form(today - timedelta(days=days) if match[2] else day + timedelta(days=days))

    result = _PLACE.sub(filled, text)
    if "{" in result or "}" in result:
        raise ValueError(f"a stray brace in {text[:60]!r}")
    return result


def moment(words: str, day: date) -> datetime:
    """`-3 14:05` → that moment in UTC, counted from `day`."""
    match = _MOMENT.fullmatch(words)
    if match is None:
        raise ValueError(f"{words!r} is not a moment such as '-3 14:05'")
    at = time(int(match[2]), int(match[3]))
    return datetime.combine(day + timedelta(days=int(match[1])), at, UTC)


def whole_day(words: str, day: date) -> date:
    """`-3` → that day, counted from `day`."""
    match = _DAY.fullmatch(words)
    if match is None:
        raise ValueError(f"{words!r} is not a day such as '-3'")
    return day + timedelta(days=int(match[1]))
