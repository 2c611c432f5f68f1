"""What the checks know before they look at comments: their authors, their networks, and what was said before.

Read once for many comments, in a number of queries that does not grow with them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery

from twosource.people.models import User
from twosource.people.roles import ROLES
from twosource.stories.reads import live_stories

from . import learning
from .models import Comment, Decision, Thread, TopicPolicy
from .remembering import STOOD, Known, SiteSeen, find_alike, look_at_sites, reading
from .spam.learned import Model

if TYPE_CHECKING:
    from .posting import Wanted

DAY = timedelta(days=1)
FAST = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Past:
    """A comment that was made within a day."""

    at: datetime
    likeness: int | None


@dataclass(frozen=True, slots=True)
class History:
    """What the checks know before they look, read once for many comments.

    policies: which comments wait, by what they stand under. newsroom, trusted: accounts that are never held, and
    those whose first comments were approved. by_reader: what was written within a day. by_network: when, lately, on the
    networks of who is new. alike: what was said
    before, by a sketch's own number. removed: kinds of which one was removed, and which. said: who said a kind
    within a day. sites: what is known of each.
    """

    policies: dict[str, str] = field(default_factory=dict)
    newsroom: frozenset[int] = frozenset()
    trusted: frozenset[int] = frozenset()
    by_reader: dict[int, list[Past]] = field(default_factory=dict)
    by_network: dict[str, list[datetime]] = field(default_factory=dict)
    alike: dict[int, Known] = field(default_factory=dict)
    removed: dict[int, int] = field(default_factory=dict)
    said: dict[int, set[int | None]] = field(default_factory=dict)
    sites: dict[str, SiteSeen] = field(default_factory=dict)
    filter: Model | None = None


def history_of(wanted: Sequence[Wanted], *, besides: Collection[int] = ()) -> History:
    """What is known of these comments' authors, networks and words; a few queries, however many they are.

    besides: comments that do not count, because these are what they become (an edit).
    """
    if not wanted:
        return History()
    others = Comment.objects.exclude(pk__in=besides).order_by() if besides else Comment.objects.order_by()
    moment = min(each.at for each in wanted)
    authors = {each.by.pk for each in wanted}
    newsroom, trusted = _standing(authors, moment)
    readings = [reading(each.source) for each in wanted]
    sketches = {read.sketch.own: read.sketch for read in readings if read.sketch}
    known = find_alike(sketches.values(), besides)
    new = [each for each in wanted if each.by.pk not in trusted | newsroom]
    kinds = {*sketches, *(one.likeness for one in known.values())}
    return History(
        policies=_policies({each.under for each in wanted}),
        newsroom=newsroom,
        trusted=trusted,
        by_reader=_by_reader(others.filter(author__in=authors, posted_at__gt=moment - DAY)),
        by_network=_by_network(others, {each.sender for each in new} - {""}, moment),
        alike=known,
        removed=_removed(others, kinds),
        said=_said(others.filter(posted_at__gt=moment - DAY), kinds),
        sites=look_at_sites({site.name for read in readings for site in read.whole.sites}, moment),
        filter=learning.current(),
    )


def _standing(authors: set[int], moment: datetime) -> tuple[frozenset[int], frozenset[int]]:
    """Who of these is of the newsroom, and whose first comments were approved, or stood for a week."""
    approved = Decision.objects.filter(
        comment=OuterRef("pk"), undone_at=None, verdict__in=("approved", "restored")
    )
    good = Comment.objects.filter(author=OuterRef("pk"), state=Comment.State.SHOWN).order_by("posted_at")
    good = good.filter(Q(posted_at__lt=moment - STOOD) | Q(Exists(approved)))
    last = settings.TWOSOURCE.discussion.first_comments - 1
    role = User.groups.through.objects.filter(user=OuterRef("pk"), group__name__in=ROLES)
    rows = (
        User.objects.filter(pk__in=authors)
        .order_by()
        .annotate(role=Exists(role), approved=Subquery(good.values("pk")[last : last + 1]))
    )
    found = list(rows.values_list("pk", "is_superuser", "role", "approved"))
    return (
        frozenset(pk for pk, superuser, role, _approved in found if superuser or role),
        frozenset(pk for pk, _superuser, _role, approved in found if approved),
    )


def _policies(unders: set[str]) -> dict[str, str]:
    """Which comments wait, by what they stand under, where the thread or the story's topic has a policy of its own."""
    ids: dict[str, set[int]] = {"story": set(), "claim": set()}
    for under in unders:
        kind, _colon, number = under.partition(":")
        if kind in ids and number.isdecimal():
            ids[kind].add(int(number))
    topics = dict(
        live_stories()
        .filter(pk__in=ids["story"], topic__isnull=False)
        .order_by()
        .values_list("pk", "topic_id")
    )
    by_topic = dict(
        TopicPolicy.objects.filter(topic__in=set(topics.values())).values_list("topic_id", "premoderation")
    )
    found = {f"story:{pk}": by_topic.get(topic, "") for pk, topic in topics.items()}
    own = Thread.objects.filter(Q(story__in=ids["story"]) | Q(claim__in=ids["claim"])).exclude(
        premoderation=""
    )
    found |= {thread.under: thread.premoderation for thread in own.order_by()}
    return {under: policy for under, policy in found.items() if policy}


def _by_reader(comments: QuerySet[Comment]) -> dict[int, list[Past]]:
    found: dict[int, list[Past]] = defaultdict(list)
    for author, at, likeness in comments.values_list("author_id", "posted_at", "likeness"):
        found[author].append(Past(at, likeness))
    return dict(found)


def _by_network(
    comments: QuerySet[Comment], senders: set[str], moment: datetime
) -> dict[str, list[datetime]]:
    found: dict[str, list[datetime]] = defaultdict(list)
    rows = comments.filter(sender__in=senders, posted_at__gt=moment - FAST)
    for sender, at in rows.values_list("sender", "posted_at") if senders else ():
        found[sender].append(at)
    return dict(found)


def _removed(comments: QuerySet[Comment], kinds: set[int]) -> dict[int, int]:
    """The kinds of which moderators removed one, and the first that was."""
    rows = comments.filter(likeness__in=kinds, state=Comment.State.REMOVED)
    return dict(rows.values_list("likeness").annotate(first=Min("pk"))) if kinds else {}


def _said(comments: QuerySet[Comment], kinds: set[int]) -> dict[int, set[int | None]]:
    """Who said each of these kinds."""
    found: dict[int, set[int | None]] = defaultdict(set)
    rows = comments.filter(likeness__in=kinds).values_list("likeness", "author_id").distinct()
    for kind, author in rows[:5000] if kinds else ():
        found[kind or 0].add(author)
    return dict(found)
