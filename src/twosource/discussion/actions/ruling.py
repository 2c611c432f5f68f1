"""How a thread is read beforehand, and when nobody can write in it any more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.people.reads import demand_moderator
from twosource.topics.models import Topic
from twosource.verification.limits import demand_fitting

from ..events import ThreadRuled, TopicRuled
from ..models import Thread, TopicPolicy
from ..models.threads import Premoderation
from ..moderation.refusals import BadValue, Refused
from .threads import grounds, thread_of

FEWEST_CHARACTERS = 5
MOST_DAYS = 3650


@transaction.atomic
def open_thread(*, under: str, by: User) -> Thread:
    """The thread under a story or claim (`story:7`), opened where nobody has written yet, so that it can be ruled.

    Raises: Refused where readers see nothing of this name.
    """
    demand_moderator(by)
    ground = grounds([under], now()).get(under)
    if ground is None:
        raise Refused(_("Readers see no story or claim of this name; there is nothing to talk about."))
    return thread_of(ground, now())


@transaction.atomic
def close_thread(*, thread: int, why: str, by: User) -> Thread:
    """Let nobody write in a thread any more; it stays to be read, and readers see why.

    Raises: Refused when somebody closed it already; BadValue without a reason.
    """
    demand_moderator(by)
    row = _locked(thread)
    if row.closed_at is not None:
        raise Refused(_("It is closed already."))
    why = why.strip()
    if len(why) < FEWEST_CHARACTERS:
        raise BadValue(_("why: say why; readers see it."))
    demand_fitting(Thread, closed_because=why)
    row.closed_at, row.closed_by, row.closed_because = now(), by, why
    return _ruled(row, by, "closed_at", "closed_by", "closed_because")


@transaction.atomic
def reopen_thread(*, thread: int, closes_at: datetime | None = None, by: User) -> Thread:
    """Let readers write again, until `closes_at` (None: until somebody closes it). Raises Refused when it is open."""
    demand_moderator(by)
    row = _locked(thread)
    if not is_closed(row):
        raise Refused(_("It is open."))
    if closes_at is not None and closes_at <= now():
        raise BadValue(_("closes_at: that moment has passed."))
    row.closed_at = row.closed_by = None
    row.closed_because, row.closes_at = "", closes_at
    return _ruled(row, by, "closed_at", "closed_by", "closed_because", "closes_at")


@transaction.atomic
def rule_thread(*, thread: int, premoderation: str, closes_at: datetime | None, by: User) -> Thread:
    """Say which comments of a thread wait (empty: as its topic's, or the newsroom's) and when it closes by itself."""
    demand_moderator(by)
    row = _locked(thread)
    if premoderation:
        _demand_known(premoderation)
    if closes_at is not None and closes_at <= now() and closes_at != row.closes_at:
        raise BadValue(_("closes_at: that moment has passed. Close it instead, with a reason."))
    row.premoderation, row.closes_at = premoderation, closes_at
    return _ruled(row, by, "premoderation", "closes_at")


@transaction.atomic
def rule_topic(*, topic: Topic, premoderation: str, closes_after_days: int | None, by: User) -> TopicPolicy:
    """Say which comments wait under a topic's stories (empty: as the newsroom's), and after how many days threads that
    are opened from now on close (None: as the newsroom's, 0: never)."""
    demand_moderator(by)
    if premoderation:
        _demand_known(premoderation)
    if closes_after_days is not None and not 0 <= closes_after_days <= MOST_DAYS:
        raise BadValue(_("closes_after_days: 0 to %(most)d.") % {"most": MOST_DAYS})
    row, _made = TopicPolicy.objects.update_or_create(
        topic=topic, defaults={"premoderation": premoderation, "closes_after_days": closes_after_days}
    )
    record(TopicRuled(topic.pk, premoderation, closes_after_days), by=by)
    return row


def is_closed(thread: Thread) -> bool:
    """Whether nobody can write in it now."""
    return thread.closed_at is not None or bool(thread.closes_at and thread.closes_at <= now())


def _locked(thread: int) -> Thread:
    return Thread.objects.select_for_update(of=("self",)).get(pk=thread)


def _demand_known(premoderation: str) -> None:
    if premoderation not in Premoderation.values:
        raise BadValue(
            _("premoderation: %(value)r; there are %(values)s.")
            % {"value": premoderation, "values": ", ".join(Premoderation.values)}
        )


def _ruled(row: Thread, by: User, *columns: str) -> Thread:
    row.save(update_fields=list(columns))
    fact = ThreadRuled(
        row.pk, row.under, closed=is_closed(row), why=row.closed_because, premoderation=row.premoderation
    )
    record(fact, by=by)
    return row
