"""How a ban is said: to whom it keeps from writing, and to moderators."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.readers.parting import Stays

from ..models import Ban


def ban_words(ban: Ban) -> str:
    """What the reader is told: until when, by which rule, why. Wants the ban with its rule."""
    told = {
        "day": date_format(localtime(ban.until), "j F Y H:i"), "rule": ban.rule.number,
        "title": ban.rule.title, "why": ban.reason,
    }  # fmt: skip
    if ban.network or ban.comment_id:
        return (
            _("Nobody can write from your network until %(day)s, by rule %(rule)d, %(title)s. %(why)s") % told
        )
    return _("You cannot write here until %(day)s, by rule %(rule)d, %(title)s. %(why)s") % told


def open_bans(human_id: int) -> QuerySet[Ban]:
    """The bans of a human that stand now, the one that ends last before the others."""
    rows = Ban.objects.filter(human=human_id, until__gt=now(), lifted_at=None)
    return rows.select_related("rule").order_by("-until")


def banned_until(human_id: int) -> datetime | None:
    """When the last of their bans ends; None for who has none."""
    return open_bans(human_id).values_list("until", flat=True).first()


def what_stays_banned(user: User) -> list[Stays]:
    """What a banned reader is told who is about to leave (`readers.parting`)."""
    last = open_bans(user.human_id).first()
    if last is None:
        return []
    words = _(
        "A ban does not end with the account. %(ban)s Until then a keyed one-way hash of your address stays with us, "
        "to know it if somebody joins with it again, and nothing else of you. Then the hash is deleted."
    )
    return [Stays(words % {"ban": ban_words(last)}, last.until)]
