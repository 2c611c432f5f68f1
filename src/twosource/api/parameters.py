"""What may follow the question mark, read strictly: nothing that means nothing is passed over."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from .answers import ApiError

LONGEST = 200
_CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_SPACE_FOR_PLUS = re.compile(r" (?=\d\d:?\d\d$)")


def read_parameters(query: QueryDict, allowed: Collection[str]) -> dict[str, str]:
    """Each parameter once. Raises ApiError(400) naming the one that is unknown, repeated or unreadable."""
    found = {}
    for name, values in query.lists():
        if name not in allowed:
            raise ApiError(
                400,
                _("There is no parameter “%(name)s” here.") % {"name": _shown(name)},
                allowed=sorted(allowed),
            )
        if len(values) > 1:
            raise ApiError(400, _("%(name)s is given more than once.") % {"name": name})
        if len(values[0]) > LONGEST or _CONTROL.search(values[0]):
            raise bad_value(name, values[0], _("up to 200 printable characters"))
        found[name] = values[0]
    return found


def bad_value(name: str, value: object, allowed: str) -> ApiError:
    """The 400 that names parameter, value and what is allowed."""
    words = _("%(name)s: “%(value)s” is not %(allowed)s.")
    return ApiError(400, words % {"name": name, "value": _shown(str(value)), "allowed": allowed})


def read_number(name: str, value: str, *, least: int, most: int) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 18 and least <= int(value) <= most):
        raise bad_value(
            name, value, _("a whole number from %(least)d to %(most)d") % {"least": least, "most": most}
        )
    return int(value)


def read_moment(name: str, value: object) -> datetime:
    """An ISO 8601 moment with its offset from UTC, in UTC. A date is its first moment in UTC."""
    wanted = _("a date, or a moment with its offset, such as 2026-05-03T09:00:00Z")
    if not isinstance(value, str):
        raise bad_value(name, value, wanted)
    try:
        # A plus that was not escaped in an address arrives as a space.
        moment = datetime.fromisoformat(_SPACE_FOR_PLUS.sub("+", value))
        if moment.tzinfo is None and len(value) <= 10:
            moment = moment.replace(tzinfo=UTC)
        if moment.tzinfo is None:
            raise bad_value(name, value, wanted)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise bad_value(name, value, wanted) from None


def _shown(text: str) -> str:
    return _CONTROL.sub("�", text[:80])
