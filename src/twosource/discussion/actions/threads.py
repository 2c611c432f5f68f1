"""Where comments go: what readers see under these names, whether it is open, and the thread, opened with the first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q
from django.utils import timezone

from twosource.ledger.actions import record
from twosource.ledger.written import CLOCK, Question, numbers
from twosource.stories.published import claim_url, published_claims
from twosource.stories.reads import Desk, live_stories

from ..closing import Days
from ..events import ThreadOpened
from ..models import Thread
from ..posting import read_under

LONGEST_TITLE = 255


@dataclass(slots=True)
class Ground:
    """What stands under one name for readers to see, and its thread once somebody wrote there."""

    under: str
    title: str
    path: str
    closes_at: datetime | None
    topic: int | None = None
    thread: Thread | None = None

    def is_open(self, moment: datetime) -> bool:
        """Whether one may write there at this moment."""
        closed = self.thread is not None and self.thread.closed_at is not None
        closes_at = self.thread.closes_at if self.thread else self.closes_at
        return not closed and (closes_at is None or closes_at > moment)


_STORIES = Question(
    lambda: (
        live_stories()
        .filter(pk__in=numbers("ids"))
        .order_by()
        .values_list("pk", "title", "url_path", "first_published_at", "topic_id")
    )
)
_CLAIMS = Question(
    lambda: published_claims().filter(pk__in=numbers("ids")).order_by().values_list("pk", "text")
)
_COLUMNS = tuple(field.attname for field in Thread._meta.concrete_fields)
_THREADS = Question(
    lambda: (
        Thread.objects.filter(Q(story__in=numbers("stories")) | Q(claim__in=numbers("claims")))
        .order_by()
        .values_list(*_COLUMNS)
    )
)


def grounds(unders: Iterable[str], moment: datetime) -> dict[str, Ground]:
    """What stands under these names, without those under which readers see nothing: a story that is not live, is
    embargoed or retracted, a claim no live story carries. At most five queries."""
    ids: dict[str, set[int]] = {"story": set(), "claim": set()}
    for under in unders:
        named = read_under(under)
        if named is not None:
            ids[named[0]].add(named[1])
    found = {**_under_stories(ids["story"]), **_under_claims(ids["claim"], moment)}
    for row in _THREADS.rows(stories=ids["story"], claims=ids["claim"]):
        thread = Thread.from_db(DEFAULT_DB_ALIAS, _COLUMNS, row)
        if thread.under in found:
            found[thread.under].thread = thread
    return found


def _under_stories(ids: Collection[int]) -> dict[str, Ground]:
    if not ids:
        return {}
    rows = _STORIES.rows(ids=ids, **{CLOCK: timezone.now()})
    days = Days({topic for *_columns, topic in rows if topic})
    return {
        f"story:{pk}": Ground(f"story:{pk}", title, path, days.after(published, topic), topic)
        for pk, title, path, published, topic in rows
    }


def _under_claims(ids: Collection[int], moment: datetime) -> dict[str, Ground]:
    """A claim has no day on which it came out: its thread closes so many days after it was opened."""
    if not ids:
        return {}
    rows = _CLAIMS.rows(ids=ids, **{CLOCK: timezone.now()})
    closes_at = Days().after(moment)
    return {f"claim:{pk}": Ground(f"claim:{pk}", text, claim_url(pk), closes_at) for pk, text in rows}


def thread_of(ground: Ground, moment: datetime) -> Thread:
    """The thread there; opened, with its fact, where nobody has written yet. Within the caller's transaction."""
    if ground.thread is None:
        kind, pk = read_under(ground.under) or ("", 0)
        path = Desk().url(ground.path) if kind == "story" else ground.path
        ground.thread, is_new = Thread.objects.get_or_create(
            **{f"{kind}_id": pk},
            defaults={
                "title": ground.title[:LONGEST_TITLE], "path": path, "opened_at": moment, "closes_at": ground.closes_at,
            },
        )  # fmt: skip
        if is_new:
            # Nobody's, like all that readers do: the record of facts is kept for ever, and accounts are not.
            record(ThreadOpened(ground.thread.pk, under=ground.under), by=None)
    return ground.thread
