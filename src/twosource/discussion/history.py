"""What the checks know before they look at comments: their authors, their networks, and what was said before.

Read once for many comments, in a number of queries that does not grow with them, and only what a check will look at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from twosource.ledger.written import CLOCK, Question, moment, numbers, texts
from twosource.people.models import User
from twosource.people.roles import ROLES
from twosource.stories.reads import live_stories

from . import learning
from .models import Comment, Decision, Premoderation, Thread, TopicPolicy
from .remembering import STOOD, Known, SiteSeen, find_alike, look_at_sites, reading
from .spam.learned import Model

if TYPE_CHECKING:
    from .posting import Wanted

DAY = timedelta(days=1)
FAST = timedelta(minutes=5)
MOST_WHO_SAID = 5000  # accounts of which it is known that they said one of a kind


@dataclass(frozen=True, slots=True)
class History:
    """What the checks know before they look, read once for many comments.

    policies: which comments wait, by what they stand under. newsroom, trusted: accounts that are never held, and
    those whose first comments were approved. by_reader, by_network: when each wrote lately, and when anybody did on
    the networks of who is new. alike: what was said before, by a sketch's own number. removed: kinds of which one was
    removed, and which. said: who said a kind within a day. sites: what is known of each.
    """

    policies: Mapping[str, str] = field(default_factory=dict)
    newsroom: frozenset[int] = frozenset()
    trusted: frozenset[int] = frozenset()
    by_reader: dict[int, list[datetime]] = field(default_factory=dict)
    by_network: dict[str, list[datetime]] = field(default_factory=dict)
    alike: dict[int, Known] = field(default_factory=dict)
    removed: dict[int, int] = field(default_factory=dict)
    said: dict[int, set[int | None]] = field(default_factory=dict)
    sites: dict[str, SiteSeen] = field(default_factory=dict)
    filter: Model | None = None

    def policy_of(self, under: str) -> str:
        """Which comments wait there: by the thread's own policy, its topic's, or the newsroom's."""
        return self.policies.get(under) or settings.TWOSOURCE.discussion.premoderation


def history_of(
    wanted: Sequence[Wanted],
    *,
    besides: Collection[int] = (),
    policies: Mapping[str, str] | None = None,
) -> History:
    """What is known of these comments' authors, networks and words; a few queries, however many they are.

    besides: comments that do not count, because these are what they become (an edit). policies: as `policies_of` has
    them, for who knows them already.
    """
    if not wanted:
        return History()
    if policies is None:
        policies = policies_of({each.under for each in wanted})
    at = min(each.at for each in wanted)
    readings = [reading(each.source) for each in wanted]
    sketches = {read.sketch.own: read.sketch for read in readings if read.sketch}
    known = find_alike(sketches.values(), besides)
    sites = look_at_sites({site.name for read in readings for site in read.whole.sites}, at)
    plain = History(policies, alike=known, sites=sites)
    if all(plain.policy_of(each.under) == Premoderation.NONE for each in wanted):
        return plain
    authors = {each.by.pk for each in wanted}
    newsroom, trusted = _standing(authors, at)
    new = [each for each in wanted if each.by.pk not in trusted | newsroom]
    kinds = {*sketches, *(one.likeness for one in known.values())}
    return replace(
        plain,
        newsroom=newsroom,
        trusted=trusted,
        by_reader=_lately(_BY_AUTHORS, authors, at, besides),
        by_network=_lately(_BY_SENDERS, {each.sender for each in new} - {""}, at, besides),
        removed=_removed(kinds, besides),
        said=_said(kinds, authors, at, besides),
        filter=learning.current(),
    )


def _approved() -> QuerySet[Decision]:
    """Decisions that stand for a comment of the query around it."""
    return Decision.objects.filter(
        comment=OuterRef("pk"), undone_at=None, verdict__in=("approved", "restored")
    )


@cache
def _standing_question(last: int) -> Question:
    """Accounts, whether they have a role, and their comment of this number that was approved or stood for a week."""

    def asked() -> QuerySet[User, Any]:
        good = Comment.objects.filter(author=OuterRef("pk"), state=Comment.State.SHOWN).order_by("posted_at")
        good = good.filter(Q(posted_at__lt=moment("stood_since")) | Q(Exists(_approved())))
        role = User.groups.through.objects.filter(user=OuterRef("pk"), group__name__in=ROLES)
        rows = User.objects.filter(pk__in=numbers("ids")).order_by()
        rows = rows.annotate(role=Exists(role), approved=Subquery(good.values("pk")[last : last + 1]))
        return rows.values_list("pk", "is_superuser", "role", "approved")

    return Question(asked)


def _standing(authors: set[int], at: datetime) -> tuple[frozenset[int], frozenset[int]]:
    """Who of these is of the newsroom, and whose first comments were approved, or stood for a week."""
    asked = _standing_question(settings.TWOSOURCE.discussion.first_comments - 1)
    found = asked.rows(ids=authors, stood_since=at - STOOD)
    return (
        frozenset(pk for pk, superuser, role, _approved in found if superuser or role),
        frozenset(pk for pk, _superuser, _role, approved in found if approved),
    )


_TOPICS = Question(
    lambda: (
        live_stories()
        .filter(pk__in=numbers("ids"), topic__isnull=False)
        .order_by()
        .values_list("pk", "topic_id")
    )
)
_OF_TOPICS = Question(
    lambda: TopicPolicy.objects.filter(topic__in=numbers("topics")).values_list("topic_id", "premoderation")
)
_OF_THREADS = Question(
    lambda: (
        Thread.objects.filter(Q(story__in=numbers("stories")) | Q(claim__in=numbers("claims")))
        .exclude(premoderation="")
        .order_by()
        .values_list("story_id", "claim_id", "premoderation")
    )
)


def policies_of(unders: Collection[str]) -> dict[str, str]:
    """Which comments wait, by what they stand under, where the thread or the story's topic has a policy of its own."""
    ids: dict[str, set[int]] = {"story": set(), "claim": set()}
    for under in unders:
        kind, _colon, number = under.partition(":")
        if kind in ids and number.isdecimal():
            ids[kind].add(int(number))
    rows = _TOPICS.rows(ids=ids["story"], **{CLOCK: timezone.now()}) if ids["story"] else ()
    own = {
        f"claim:{claim}" if claim else f"story:{story}": policy
        for story, claim, policy in _OF_THREADS.rows(stories=ids["story"], claims=ids["claim"])
    }
    return policies_by({f"story:{pk}": topic for pk, topic in rows}, own)


def policies_by(topics: Mapping[str, int], own: Mapping[str, str]) -> dict[str, str]:
    """The same for who knows the topics of stories and the threads' own policies; one query where there are topics."""
    by_topic: dict[int, str] = dict(_OF_TOPICS.rows(topics=set(topics.values()))) if topics else {}
    found = {under: by_topic.get(topic, "") for under, topic in topics.items()}
    found |= {under: policy for under, policy in own.items() if policy}
    return {under: policy for under, policy in found.items() if policy}


def _others() -> QuerySet[Comment]:
    return Comment.objects.exclude(pk__in=numbers("besides")).order_by()


_BY_AUTHORS = Question(
    lambda: (
        _others()
        .filter(author__in=numbers("values"), posted_at__gt=moment("since"))
        .values_list("author_id", "posted_at")
    )
)
_BY_SENDERS = Question(
    lambda: (
        _others()
        .filter(sender__in=texts("values"), posted_at__gt=moment("since"))
        .values_list("sender", "posted_at")
    )
)
_REMOVED = Question(
    lambda: (
        _others()
        .filter(likeness__in=numbers("kinds"), state=Comment.State.REMOVED)
        .values_list("likeness")
        .annotate(first=Min("pk"))
    )
)


def _who_said() -> QuerySet[Comment, Any]:
    rows = _others().filter(likeness__in=numbers("kinds"), posted_at__gt=moment("since"))
    return rows.values_list("likeness", "author_id").distinct()


_SAID = Question(lambda: _who_said()[:MOST_WHO_SAID])
_SAID_BY = Question(lambda: _who_said().filter(author__in=numbers("authors")))


def _lately(
    asked: Question, values: set[Any], at: datetime, besides: Collection[int]
) -> dict[Any, list[datetime]]:
    """When comments were made of these authors, or from these networks, shortly before."""
    found: dict[Any, list[datetime]] = defaultdict(list)
    rows = asked.rows(values=values, since=at - FAST, besides=besides) if values else ()
    for value, posted_at in rows:
        found[value].append(posted_at)
    return dict(found)


def _removed(kinds: set[int], besides: Collection[int]) -> dict[int, int]:
    """The kinds of which moderators removed one, and the first that was."""
    return dict(_REMOVED.rows(kinds=kinds, besides=besides)) if kinds else {}


def _said(
    kinds: set[int], authors: set[int], at: datetime, besides: Collection[int]
) -> dict[int, set[int | None]]:
    """Who said each of these kinds within a day: these authors surely, and others."""
    found: dict[int, set[int | None]] = defaultdict(set)
    told: dict[str, Any] = {"kinds": kinds, "since": at - DAY, "besides": besides}
    rows = _SAID.rows(**told) if kinds else []
    if len(rows) == MOST_WHO_SAID:
        rows += _SAID_BY.rows(**told, authors=authors)
    for kind, author in rows:
        found[kind].add(author)
    return dict(found)
