"""Bans: said openly, by a rule, and until a day. There is no other kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_network

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.actions import remember_former
from twosource.people.models import User
from twosource.people.reads import demand_moderator, is_moderator, is_of_newsroom, is_staff
from twosource.readers.models import Reader
from twosource.verification.limits import demand_fitting

from ..events import BanLifted, ReaderBanned
from ..models import Ban, Comment, Notice
from ..moderation.bans import banned_until
from ..moderation.refusals import BadValue, Refused
from .standards import rule_in_force

LONGEST = timedelta(days=366)
WIDEST = {4: 16, 6: 32}  # bits: a wider network is a town, or a country
FEWEST_CHARACTERS = 10


@dataclass(frozen=True, slots=True)
class Sentence:
    """By which rule, in which words (the reader sees them), and until when (aware)."""

    rule: int
    reason: str
    until: datetime


@transaction.atomic
def ban_reader(*, reader: User, sentence: Sentence, by: User) -> Ban:
    """Keep a human from writing for a time; they may read, and see why and until when.

    Under all their accounts, and also after they left and joined again with an address of theirs.

    Raises: Refused for people of the newsroom and oneself; BadValue on a day that has passed or is more than a year
    away, no reason, or a rule that is none.
    """
    demand_moderator(by)
    if reader.human_id == by.human_id:
        raise Refused(_("Nobody bans themselves."))
    if is_staff(reader) or is_moderator(reader):
        raise Refused(_("They work here. Take their role away first; an operator can."))
    if Reader.objects.filter(user=reader, unproved_since__isnull=False).exists():
        raise Refused(_("Nobody has proved the address of this account yet, and it cannot write."))
    made = _ban(Ban(reader=reader), sentence, by)
    remember_former(human=reader.human, until=banned_until(reader.human_id))
    return made


@transaction.atomic
def ban_network(*, network: str, sentence: Sentence, by: User) -> Ban:
    """Keep a range of addresses (`192.0.2.0/24`, `2001:db8::/48`) from writing for a time.

    Raises: BadValue on what is no range, or one that is wider than /16 (IPv6: /32); and as `ban_reader` does.
    """
    demand_moderator(by)
    try:
        found = ip_network(network.strip(), strict=False)
    except ValueError:
        raise BadValue(
            _("network: %(value)r is no network address, as 192.0.2.0/24 or 2001:db8::/48 are.")
            % {"value": network[:60]}
        ) from None
    if found.prefixlen < WIDEST[found.version]:
        raise BadValue(
            _("network: %(value)s would keep too many people out; at most /%(widest)d.")
            % {"value": found, "widest": WIDEST[found.version]}
        )
    return _ban(Ban(network=str(found)), sentence, by)


@transaction.atomic
def ban_network_of(*, comment: int, sentence: Sentence, by: User) -> Ban:
    """Keep the network that a comment came from from writing for a time, without anybody learning which it is.

    It is the one address, of IPv6 the network of its first half (/64). What is kept of it is the comment's digest, as
    long as the ban is open.

    Raises: Refused when it is not known any more (after a day), for comments of the newsroom's people; and as
    `ban_reader` does.
    """
    demand_moderator(by)
    row = Comment.objects.select_for_update(of=("self",)).select_related("author").filter(pk=comment).first()
    if row is None:
        raise Refused(_("There is no such comment."))
    if row.author is not None and is_of_newsroom(row.author):
        raise Refused(_("Somebody of the newsroom wrote this. Their network is not banned."))
    if not row.sender:
        raise Refused(_("Which network it came from is not known any more: that is kept for a day."))
    return _ban(Ban(comment=row, sender=row.sender), sentence, by)


def _ban(ban: Ban, sentence: Sentence, by: User) -> Ban:
    reason = sentence.reason.strip()
    if len(reason) < FEWEST_CHARACTERS:
        raise BadValue(_("reason: say in a sentence why; the reader sees it."))
    demand_fitting(Ban, reason=reason)
    if timezone.is_naive(sentence.until):
        raise BadValue(_("until: the moment needs a time zone."))
    if not now() < sentence.until <= now() + LONGEST:
        raise BadValue(_("until: a ban ends on a day to come, within a year."))
    ban.rule, ban.reason, ban.until = rule_in_force(sentence.rule), reason, sentence.until
    ban.since, ban.by = now(), by
    ban.save()
    if ban.reader_id:
        Notice.objects.create(to_id=ban.reader_id, ban=ban, since=ban.since)
    record(ReaderBanned(ban.pk), by=by)
    return ban


@transaction.atomic
def lift_ban(*, ban: int, by: User) -> Ban:
    """End a ban before its time. Raises Refused when it has ended."""
    demand_moderator(by)
    row = Ban.objects.select_for_update(of=("self",)).get(pk=ban)
    if row.lifted_at is not None or row.until <= now():
        raise Refused(_("This ban has ended already."))
    row.lifted_at, row.lifted_by = now(), by
    row.sender = ""
    row.save(update_fields=["lifted_at", "lifted_by", "sender"])
    Notice.objects.filter(ban=row, sent_at=None).delete()
    if row.human is not None:
        remember_former(human=row.human, until=banned_until(row.human.pk))
    record(BanLifted(row.pk), by=by)
    return row


def forget_banned_networks() -> int:
    """Forget the networks of bans that are over; returns of how many. Run every few minutes by the worker."""
    return Ban.objects.filter(until__lte=now()).exclude(sender="").update(sender="")
