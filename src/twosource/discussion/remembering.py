"""What is remembered of comments, so that their like and the sites they link to are known again.

Of comments that are alike the first has traces (`spam.likeness`: eight keys), and so have those that differ from it a
good deal, so that a kind is known from all its sides; all of them have its `likeness`. A site is
known once a comment that links to it was approved, or stood for a week where everybody could see it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from twosource.ledger.clock import now
from twosource.ledger.written import Question, numbers

from .compared import Compared
from .models import Comment, Decision, Trace
from .spam.folding import Folded, fold
from .spam.likeness import ALIKE, Sketch, share, site_key, sketch, without_quotes

STOOD = timedelta(days=7)
KEPT = timedelta(days=30)  # keys of a comment that was not removed
REMOVED_KEPT = timedelta(days=365)
CLOSE = 0.7  # the share from which a comment is so like another that it needs no keys of its own
_TRACE = "INSERT INTO discussion_trace (value, comment_id, site) VALUES (%s, %s, %s)"
MOST_CANDIDATES = 3  # comments a new one is compared with run by run
MOST_OF_A_KEY = 20  # comments that have one key and are thought of, the newest
MOST_OF_A_SITE = 20  # comments that link to one site and are remembered for it


@dataclass(frozen=True, slots=True)
class Reading:
    """A comment as the checks read it: all of it, and what its author adds to what they quote."""

    whole: Folded
    own: Folded
    sketch: Sketch | None


@lru_cache(maxsize=512)
def reading(source: str) -> Reading:
    """What takes time, done once a text. Asked before the database is held, it is there when it is."""
    whole = fold(source)
    added = without_quotes(source)
    own = whole if added == source else fold(added)
    return Reading(whole, own, sketch(own))


@dataclass(frozen=True, slots=True)
class Known:
    """A comment like one that is looked at, the number all of its kind have, and how much both share (0 to 1)."""

    comment_id: int
    likeness: int
    source: str
    share: float = 1.0


@dataclass(slots=True)
class SiteSeen:
    """What is known of one site: whether it may be linked to, and how many comments are remembered for it."""

    known: bool = False
    traces: int = 0
    of_removed: list[int] = field(default_factory=list)


# For each key the newest that have it: a key that very many have by chance tells little, and all of them would be read
# for every new comment. Django cannot say this.
_HAVING = {
    "sqlite": """
        SELECT wanted.value, trace.comment_id FROM json_each(%s) AS wanted
        JOIN discussion_trace AS trace ON trace.id IN (
            SELECT near.id FROM discussion_trace AS near
            WHERE near.value = wanted.value AND NOT near.site ORDER BY near.id DESC LIMIT %s
        ) ORDER BY trace.id DESC
    """,
    "postgresql": """
        SELECT wanted.value, trace.comment_id FROM unnest(%s::bigint[]) AS wanted(value)
        CROSS JOIN LATERAL (
            SELECT near.id, near.comment_id FROM discussion_trace AS near
            WHERE near.value = wanted.value AND NOT near.site ORDER BY near.id DESC LIMIT %s
        ) AS trace ORDER BY trace.id DESC
    """,
}
_SOURCES = Question(
    lambda: Comment.objects.filter(pk__in=numbers("ids")).order_by().values_list("pk", "likeness", "source")
)


def find_alike(
    sketches: Collection[Sketch], besides: Collection[int] = (), *, most: int = MOST_CANDIDATES
) -> dict[int, Known]:
    """The comment on record, none of `besides`, that each of these is like, by its own number; at most two queries.

    Each is compared with the `most` comments that it has most keys in common with.
    """
    keys = {key for each in sketches for key in each.keys}
    having: dict[int, list[int]] = defaultdict(list)
    for value, comment_id in _having(keys) if keys else ():
        if comment_id not in besides:
            having[value].append(comment_id)
    near = {
        each.own: Counter(pk for key in each.keys for pk in having.get(key, ())).most_common(most)
        for each in sketches
    }
    ids = {pk for some in near.values() for pk, _times in some}
    rows = _SOURCES.rows(ids=ids) if ids else ()
    known = {pk: Known(pk, kind, source) for pk, kind, source in rows if kind is not None}
    found: dict[int, Known] = {}
    for each in sketches:
        candidates = [known[pk] for pk, _times in near[each.own] if pk in known]
        shares = [(_share(each, one), -one.comment_id, one) for one in candidates]
        if shares and (best := max(shares, key=lambda three: three[:2]))[0] >= ALIKE:
            found[each.own] = replace(best[2], share=best[0])
    return found


def _having(keys: Collection[int]) -> list[tuple[int, int]]:
    """Which comments have which of these keys, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_HAVING[connection.vendor], (numbers("keys").told(keys, connection), MOST_OF_A_KEY))
        return cursor.fetchall()


_compared = Compared()


def _share(one: Sketch, known: Known) -> float:
    return share(one.numbers, _compared.numbers(known.comment_id, known.source, _numbers_of))


def _numbers_of(source: str) -> frozenset[int]:
    found = reading(source).sketch
    return found.numbers if found else frozenset()


def _of_sites() -> QuerySet[Trace, Any]:
    approved = Decision.objects.filter(
        comment=OuterRef("comment"), undone_at=None, verdict__in=("approved", "restored")
    )
    rows = Trace.objects.filter(value__in=numbers("keys"), site=True).annotate(approved=Exists(approved))
    columns = ("pk", "value", "comment__state", "comment__posted_at", "approved")
    return rows.order_by("pk").values_list(*columns)


_SITES = Question(_of_sites)


def look_at_sites(names: Iterable[str], moment: datetime) -> dict[str, SiteSeen]:
    """What is known of these sites; one query."""
    by_key = {site_key(name): name for name in names}
    seen = {name: SiteSeen() for name in by_key.values()}
    if not by_key:
        return seen
    for pk, value, state, posted_at, is_approved in _SITES.rows(keys=by_key):
        one = seen[by_key[value]]
        one.traces += 1
        if state == Comment.State.SHOWN and (is_approved or posted_at < moment - STOOD):
            one.known = True
        if state == Comment.State.REMOVED:
            one.of_removed.append(pk)
    return seen


def keep_traces(comments: Sequence[Comment], known: dict[int, Known], sites: dict[str, SiteSeen]) -> None:
    """Remember these new comments: those that little on record is like, and the sites they link to.

    `known`: what each is like, by its own number. At most two statements, the second for many rows.
    """
    new: dict[int, Comment] = {}
    linking: list[tuple[int, set[str]]] = []
    for comment in comments:
        read = reading(comment.source)
        if read.sketch and (read.sketch.own not in known or known[read.sketch.own].share < CLOSE):
            new.setdefault(read.sketch.own, comment)
            _compared.keep(comment.pk, comment.source, read.sketch.numbers)
        linking.append((comment.pk, {site.name for site in read.whole.sites}))
    keys = [(key, one.pk, False) for one in new.values() for key in _keys_of(one)]
    _put([*keys, *_linked(linking, sites)])


def keep_sites(linking: Iterable[tuple[int, set[str]]], sites: dict[str, SiteSeen]) -> None:
    """Remember of new comments, by number, the sites they link to, and nothing else. At most two statements."""
    _put(_linked(linking, sites))


def _linked(
    linking: Iterable[tuple[int, set[str]]], sites: dict[str, SiteSeen]
) -> list[tuple[int, int, bool]]:
    """The traces of links; some of a site that has enough of them are forgotten for it."""
    linked: list[tuple[int, int, bool]] = []
    gone: list[int] = []
    for comment_id, names in linking:
        for name in names:
            seen = sites.setdefault(name, SiteSeen())
            if seen.known or (seen.traces >= MOST_OF_A_SITE and not seen.of_removed):
                continue
            if seen.traces >= MOST_OF_A_SITE:
                gone.append(seen.of_removed.pop(0))
            else:
                seen.traces += 1
            linked.append((site_key(name), comment_id, True))
    if gone:
        Trace.objects.filter(pk__in=gone).delete()
    return linked


def _put(rows: list[tuple[int, int, bool]]) -> None:
    """Traces, as (value, comment, site). Eight for a comment, of which nobody needs an object: in plain SQL they cost a
    tenth, and all who write stand behind this."""
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_TRACE, rows)


def _keys_of(comment: Comment) -> tuple[int, ...]:
    found = reading(comment.source).sketch
    return tuple(dict.fromkeys(found.keys)) if found else ()


def forget(comment: Comment) -> None:
    """Forget what a comment is found by: it says something else now, or nothing."""
    Trace.objects.filter(comment=comment).delete()


def forget_traces() -> int:
    """Forget the keys of comments that are long past; for the worker, now and then. Returns how many."""
    moment = now()
    old = _were_here(moment - KEPT) & ~Q(comment__state=Comment.State.REMOVED)
    older = _were_here(moment - REMOVED_KEPT)
    ids = Trace.objects.filter(old | older, site=False).order_by("pk").values_list("pk", flat=True)[:5000]
    gone, _by_table = Trace.objects.filter(pk__in=list(ids)).delete()
    return gone


def _were_here(moment: datetime) -> Q:
    """Traces of comments that were here before this moment. Of one that was brought in, which may have been written
    long before, that is told by its number: it came before what was written here then."""
    written_here = Comment.objects.filter(came_from="", posted_at__lt=moment)
    last = written_here.order_by("-pk").values_list("pk", flat=True).first() or 0
    return Q(comment__came_from="", comment__posted_at__lt=moment) | Q(
        ~Q(comment__came_from=""), comment__lte=last
    )
