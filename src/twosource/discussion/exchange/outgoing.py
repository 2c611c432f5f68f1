"""Every discussion out, as JSON Lines: nothing of it is kept back but what is nobody else's business.

Never in the file: passwords and sessions, what somebody's network was, the secret addresses of letters. E-mail
addresses only where they were asked for.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet

from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.readers.models import Reader
from twosource.stories.models import StoryPage
from twosource.stories.reads import Desk

from ..models import Appeal, Ban, Comment, Decision, Edition, Elsewhere, Report, Support, Thread
from .records import FORMAT, VERSION, written

Plain = dict[str, Any]
Progress = Callable[[str, int, int], None]
AT_ONCE = 500
T = TypeVar("T")


def _nobody_watches(_stage: str, _done: int, _total: int) -> None:
    """The progress nobody looks at."""


def take_out(
    write: Callable[[Plain], object],
    *,
    own: str,
    with_addresses: bool = False,
    progress: Progress = _nobody_watches,
) -> Counter[str]:
    """Give `write` every line, one by one; `own` is what this newsroom is called among others. Returns how many.

    The same discussions give the same lines but for the first, here and wherever they were brought.
    """
    outgoing = _Outgoing(own, with_addresses)
    counts: Counter[str] = Counter()
    total = Comment.objects.count()
    for line in outgoing.lines():
        write(line)
        counts[line["record"]] += 1
        if counts["comment"] % AT_ONCE == 0:
            progress("comments", counts["comment"], total)
    progress("comments", counts["comment"], total)
    return counts


class _Outgoing:
    """Makes the lines; knows what people and comments are called outside."""

    def __init__(self, own: str, with_addresses: bool) -> None:
        self._own, self._with_addresses = own, with_addresses
        self._keys: dict[int, str] = dict(Elsewhere.objects.values_list("user", "key"))
        self._names: dict[int, str] = dict(Elsewhere.objects.values_list("user", "name"))
        self._desk = Desk()

    def lines(self) -> Iterator[Plain]:
        """All of them: the newsroom, the standards, people, threads with their comments, bans."""
        yield {
            "record": "newsroom", "format": FORMAT, "version": VERSION, "id": self._own,
            "name": settings.TWOSOURCE.newsroom.name, "exported_at": written(now()),
        }  # fmt: skip
        yield from map(_edition, Edition.objects.prefetch_related("rules"))
        yield from self._accounts()
        for thread in self._threads():
            yield thread.line
            yield from self._comments(thread)
        yield from sorted(map(self._ban, self._bans()), key=lambda ban: (ban["since"], str(ban["reader"])))

    def _person(self, pk: int | None) -> str | None:
        if pk is None:
            return None
        return self._keys.get(pk) or f"{self._own}:account:{pk}"

    def _accounts(self) -> Iterator[Plain]:
        pks = sorted(self._named(), key=lambda pk: self._person(pk) or "")
        for some in _batches(pks):
            readers = dict(Reader.objects.filter(user__in=some).values_list("user_id", "name"))
            for pk, user in sorted(
                User.objects.in_bulk(some).items(), key=lambda one: self._person(one[0]) or ""
            ):
                name = readers.get(pk) or (self._names[pk] if pk in self._names else str(user))
                told = {"record": "account", "id": self._person(pk), "name": name[:80]}
                if self._with_addresses and user.email:
                    told["email"] = user.email
                yield told

    def _named(self) -> set[int]:
        """Everybody who is named by what goes out."""
        columns: tuple[tuple[type[Model], str], ...] = (
            (Comment, "author"), (Support, "by"), (Decision, "by"), (Report, "by"), (Appeal, "decided_by"),
        )  # fmt: skip
        found: set[int] = set()
        for model, column in columns:
            rows = model._default_manager.order_by().exclude(**{column: None})
            found |= set(rows.values_list(column, flat=True).distinct())
        for ban in self._bans():
            found |= {pk for pk in (ban.reader_id, ban.by_id, ban.lifted_by_id) if pk}
        return found

    def _bans(self) -> QuerySet[Ban]:
        """A network is somebody's address: it goes out with addresses only."""
        bans = Ban.objects.exclude(reader=None, network="").select_related("rule__edition")
        return bans if self._with_addresses else bans.filter(network="")

    def _ban(self, ban: Ban) -> Plain:
        return {
            "record": "ban", "reader": self._person(ban.reader_id), "network": ban.network, "rule": _rule(ban.rule),
            "reason": ban.reason, "since": written(ban.since), "until": written(ban.until),
            "by": self._person(ban.by_id), "lifted_at": written(ban.lifted_at),
            "lifted_by": self._person(ban.lifted_by_id),
        }  # fmt: skip

    def _threads(self) -> Iterator[_ThreadOut]:
        rows = Thread.objects.select_related("claim").order_by()
        paths = dict(
            StoryPage.objects.filter(pk__in=rows.exclude(story=None).values("story")).values_list(
                "pk", "url_path"
            )
        )
        found = [self._thread(row, paths.get(row.story_id)) for row in rows]
        return iter(sorted(found, key=lambda one: (one.line["opened_at"], one.line["id"])))

    def _thread(self, thread: Thread, url_path: str | None) -> _ThreadOut:
        path = self._desk.url(url_path) if url_path else thread.path
        title = thread.claim.text if thread.claim else thread.title
        key = f"claim:{hashlib.sha256(title.encode()).hexdigest()[:24]}" if thread.claim else f"story:{path}"
        line = {
            "record": "thread", "id": key, "claim": thread.claim is not None, "title": title,
            "path": "" if thread.claim else path, "opened_at": written(thread.opened_at),
            "premoderation": thread.premoderation, "closes_at": written(thread.closes_at),
            "closed_at": written(thread.closed_at), "closed_because": thread.closed_because,
        }  # fmt: skip
        return _ThreadOut(thread.pk, line)

    def _comments(self, thread: _ThreadOut) -> Iterator[Plain]:
        rows = Comment.objects.filter(thread=thread.pk).order_by("posted_at", "pk").select_related("parent")
        rows = rows.prefetch_related(
            "edits", "holds", "supports", "reports__rule__edition", "reports__decision", "decisions__rule__edition",
            "decisions__appeal",
        ).defer("parent__source", "parent__html", "html")  # fmt: skip
        lines = (self._comment(row, thread.line["id"]) for row in rows.iterator(chunk_size=AT_ONCE))
        for _moment, together in groupby(lines, key=lambda line: line["posted_at"]):
            # Those of one moment in an order that does not come from this database's numbers.
            yield from sorted(together, key=lambda line: line["id"])

    def _called(self, comment: Comment) -> list[str]:
        if comment.came_from:
            return [comment.came_from, comment.came_as]
        return [f"twosource {self._own}", str(comment.pk)]

    def _comment(self, row: Comment, thread: str) -> Plain:
        known = self._names.get(row.author_id or 0)
        return {
            "record": "comment", "id": self._called(row), "thread": thread,
            "answers": self._called(row.parent) if row.parent else None,
            "author": self._person(row.author_id), "name": "" if row.author_id and row.name == known else row.name,
            "source": row.source, "state": row.state, "turn": row.turn, "posted_at": written(row.posted_at),
            "edited_at": written(row.edited_at), "supported": row.supported,
            "edits": [{"source": one.source, "at": written(one.at)} for one in row.edits.all()],
            "holds": [{"why": one.why, "words": one.words, "detail": one.detail} for one in row.holds.all()],
            "supports": sorted(
                ({"by": self._person(one.by_id), "at": written(one.at)} for one in row.supports.all()),
                key=lambda one: (one["at"], one["by"]),
            ),
            "decisions": sorted(map(self._decision, row.decisions.all()), key=lambda one: one["turn"]),
            "reports": [self._report(one) for one in row.reports.all()],
        }  # fmt: skip

    def _decision(self, row: Decision) -> Plain:
        appeal = getattr(row, "appeal", None)
        return {
            "turn": row.turn, "verdict": row.verdict, "rule": _rule(row.rule), "reason": row.reason,
            "before": row.before, "by": self._person(row.by_id), "at": written(row.at),
            "undone_at": written(row.undone_at), "together": row.together, "appeal": appeal and self._appeal(appeal),
        }  # fmt: skip

    def _appeal(self, row: Appeal) -> Plain:
        return {
            "words": row.words, "at": written(row.at), "outcome": row.outcome, "answer": row.answer,
            "decided_by": self._person(row.decided_by_id), "decided_at": written(row.decided_at),
        }  # fmt: skip

    def _report(self, row: Report) -> Plain:
        return {
            "rule": _rule(row.rule), "words": row.words, "by": self._person(row.by_id), "at": written(row.at),
            "outcome": row.outcome, "decision": row.decision.turn if row.decision else None,
            "decided_at": written(row.decided_at),
        }  # fmt: skip


class _ThreadOut:
    """A thread's row and line."""

    def __init__(self, pk: int, line: Plain) -> None:
        self.pk, self.line = pk, line


def _edition(edition: Edition) -> Plain:
    return {
        "record": "edition", "number": edition.number, "since": written(edition.since), "intro": edition.intro,
        "rules": [{"number": rule.number, "title": rule.title, "text": rule.text} for rule in edition.rules.all()],
    }  # fmt: skip


def _rule(rule: Any) -> list[int] | None:
    return rule and [rule.edition.number, rule.number]


def _batches(things: Iterable[T]) -> Iterator[list[T]]:
    waiting = iter(things)
    while batch := list(islice(waiting, AT_ONCE)):
        yield batch
