"""Who may not write for a time, and who has written enough for an hour. A few queries, however many ask at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings
from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _

from twosource.ledger.written import Many, Question, numbers, texts
from twosource.ledger.written import moment as given_moment
from twosource.people.models import User
from twosource.readers.senders import sender_of

from .guards import SALT
from .models import Ban, Comment
from .moderation.bans import ban_words
from .posting import Refused, Wanted, Why

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Bans:
    """The bans in force at one moment. They are few."""

    of_humans: dict[int, Ban] = field(default_factory=dict)
    of_senders: dict[date, dict[str, Ban]] = field(default_factory=dict)  # by the day of the digest
    of_networks: list[tuple[Any, Ban]] = field(default_factory=list)

    def of(self, user: User) -> Refused | None:
        """Why the human behind this account may not write, under whichever account: by which rule, why, until when."""
        ban = self.of_humans.get(user.human_id)
        return Refused(Why.BANNED, ban_words(ban)) if ban else None

    def of_address(self, address: str) -> Refused | None:
        """The same of a network address."""
        for day, senders in self.of_senders.items():
            ban = senders.get(
                sender_of(address, datetime(day.year, day.month, day.day, tzinfo=UTC), salt=SALT)
            )
            if ban is not None:
                return Refused(Why.BANNED, ban_words(ban))
        if not self.of_networks:
            return None
        try:
            found: Any = ip_address(address.partition("%")[0])
        except ValueError:
            return None
        found = getattr(found, "ipv4_mapped", None) or found
        for network, ban in self.of_networks:
            if found.version == network.version and found in network:
                return Refused(Why.BANNED, ban_words(ban))
        return None


_ANY_BAN = Question(
    lambda: Ban.objects.filter(
        since__lte=given_moment("moment"), until__gt=given_moment("moment"), lifted_at=None
    ).values_list("pk")[:1]
)


def bans_at(moment: datetime) -> Bans:
    """The bans in force at this moment (aware); two queries, one where there are none. Of two the longer one counts."""
    bans = Bans()
    if not _ANY_BAN.rows(moment=moment):
        return bans
    rows = Ban.objects.filter(since__lte=moment, until__gt=moment, lifted_at=None).order_by("until")
    for ban in rows.select_related("rule").annotate(seen_at=F("comment__posted_at")):
        if ban.human_id is not None:
            bans.of_humans[ban.human_id] = ban
        elif ban.sender:
            bans.of_senders.setdefault(ban.seen_at.astimezone(UTC).date(), {})[ban.sender] = ban
        elif ban.network:
            bans.of_networks.insert(0, (ip_network(ban.network, strict=False), ban))
    return bans


def _lately(column: str, values: Many) -> QuerySet[Comment, Any]:
    """How many comments each of these readers, or networks, made since."""
    lately = Comment.objects.filter(
        **{f"{column}__in": values}, posted_at__gt=given_moment("since")
    ).order_by()
    return lately.values_list(column).annotate(number=Count("pk"))


_BY_READER = Question(lambda: _lately("author_id", numbers("values")))
_BY_NETWORK = Question(lambda: _lately("sender", texts("values")))


class Hour:
    """How much each reader and each network wrote within the hour; counts what a batch adds as it goes."""

    def __init__(self, wanted: Collection[Wanted], moment: datetime) -> None:
        """Two queries."""
        since = moment - HOUR
        readers, networks = {each.by.pk for each in wanted}, {each.sender for each in wanted} - {""}
        self._by_reader: Counter[int] = Counter(dict(_BY_READER.rows(values=readers, since=since)))
        found = _BY_NETWORK.rows(values=networks, since=since) if networks else ()
        self._by_network: Counter[str] = Counter(dict(found))
        section = settings.TWOSOURCE.discussion
        self._most, self._most_of_network = section.an_hour, section.a_network_an_hour

    def refuses(self, wanted: Wanted) -> Refused | None:
        """Why one more is too many."""
        if self._by_reader[wanted.by.pk] >= self._most:
            return Refused(
                Why.TOO_MANY,
                _(
                    "You have written %(count)d comments within the hour, and that is enough. Send this one later."
                )
                % {"count": self._most},
                wait=900,
            )
        if wanted.sender and self._by_network[wanted.sender] >= self._most_of_network:
            return Refused(
                Why.TOO_MANY,
                _("That is enough for an hour from one network. Send this comment later."),
                wait=900,
            )
        return None

    def add(self, wanted: Wanted) -> None:
        self._by_reader[wanted.by.pk] += 1
        self._by_network[wanted.sender] += 1
