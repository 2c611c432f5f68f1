"""Who may not write, and why: asked before anything of theirs is taken."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from twosource.ledger.clock import now
from twosource.people.models import User

from ..models import Ban


def standing(user: User) -> Ban | None:
    """The ban on the human behind this account, under whichever of their accounts; the one that ends last."""
    rows = Ban.objects.filter(reader__human=user.human_id, until__gt=now(), lifted_at=None)
    return rows.select_related("rule__edition").order_by("-until").first()


def standing_on(address: str) -> Ban | None:
    """The ban on the network an address is in. Few networks are banned at a time: all of them are looked at."""
    try:
        asked = ip_address(address)
    except ValueError:
        return None
    rows = Ban.objects.filter(until__gt=now(), lifted_at=None).exclude(network="").order_by("-until")
    for row in rows.select_related("rule__edition"):
        if asked in ip_network(row.network):
            return row
    return None


def ban_words(ban: Ban) -> str:
    """What the reader is told: until when, by which rule, why."""
    told = {
        "day": date_format(localtime(ban.until), "j F Y H:i"), "rule": ban.rule.number,
        "title": ban.rule.title, "why": ban.reason,
    }  # fmt: skip
    if ban.network:
        return (
            _("Nobody can write from your network until %(day)s, by rule %(rule)d, “%(title)s”. %(why)s")
            % told
        )
    return _("You cannot write here until %(day)s, by rule %(rule)d, “%(title)s”. %(why)s") % told
