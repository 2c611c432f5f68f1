"""How a ban is said: to whom it keeps from writing, and to moderators."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ..models import Ban


def ban_words(ban: Ban) -> str:
    """What the reader is told: until when, by which rule, why. Wants the ban with its rule."""
    told = {
        "day": date_format(localtime(ban.until), "j F Y H:i"), "rule": ban.rule.number,
        "title": ban.rule.title, "why": ban.reason,
    }  # fmt: skip
    if ban.network:
        return (
            _("Nobody can write from your network until %(day)s, by rule %(rule)d, %(title)s. %(why)s") % told
        )
    return _("You cannot write here until %(day)s, by rule %(rule)d, %(title)s. %(why)s") % told
