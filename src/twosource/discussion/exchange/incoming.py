"""Comments of another system in: read, laid out, each page found a place here, and written thread by thread.

Authors become names without accounts; only who the map of authors names is somebody here. What was shown, waiting or
removed there is so here; no moderator here decided anything, and nothing says so. Words that were deleted there do not
come. The same file again adds nothing, and one that was broken off goes on: every comment keeps what it was called.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction

from twosource.ledger.actions import record_all
from twosource.ledger.clock import now
from twosource.people.models import User

from ..actions.counting import Turned, count
from ..events import CommentsPosted, ThreadOpened
from ..markup import render
from ..models import Comment, Edit, Hold, Thread
from .alike import Alike
from .beside import Beside
from .own import Own
from .places import Places
from .returning import Returning
from .staging import Staging, staging
from .terms import Brought, Terms
from .threads import thread_under
from .values import DELETED, HELD, LONGEST, SHOWN, WHY, Page, Said
from .wording import as_name, as_source

Progress = Callable[[str, int, int], None]
DEEPEST = 3
AT_ONCE = 500


def _nobody_watches(_stage: str, _done: int, _total: int) -> None:
    """The progress nobody looks at."""


def bring_in(
    source: Any,
    *,
    by: User,
    terms: Terms | None = None,
    progress: Progress = _nobody_watches,
    report: Callable[[dict[str, Any]], object] | None = None,
) -> Brought:
    """Read a source (`opening.opened`) and write its comments; `report` is given what was left out or changed.

    Each transaction is a few hundred comments of whole threads, and records one fact a thread.

    Raises: BadFile when the file cannot be read; nothing was written then.
    """
    terms = terms or Terms()
    with staging() as staged:
        read = 0
        for read in staged.fill(source.read()):
            progress("reading", read, 0)
        progress("reading", read, read)
        staged.lay_out(whole=isinstance(source, Own))
        places = Places(terms.mapped)
        for page in staged.pages():
            staged.put_under(page.key, places.of(page))
        staged.leave_the_placeless()
        incoming = Incoming(staged, source, by, terms)
        total, done = staged.count(), 0
        for done in incoming.write():
            progress("writing", done, total)
        if report is not None:
            _report(staged, report)
        return incoming.brought()


def _report(staged: Staging, report: Callable[[dict[str, Any]], object]) -> None:
    """What did not come in, whole: nothing is lost with the file. Addresses of people are not in it."""
    for one in staged.left():
        told = {
            key: value
            for key, value in one.told.items()
            if key not in ("names", "more", "form", "key", "page")
        }
        report({"left out": WHY[one.why], "key": one.key, "page": one.page, "comment": told})
    for why, key, page in staged.changed():
        report({"changed": WHY[why], "key": key, "page": page})


@dataclass(frozen=True, slots=True)
class _Above:
    """What is needed of a comment to write its answers."""

    pk: int
    root: int
    depth: int

    @classmethod
    def of(cls, comment: Comment) -> _Above:
        return cls(comment.pk, comment.root_id or comment.pk, comment.depth)


class Incoming:
    """One import, from what is laid out to rows."""

    def __init__(self, staged: Staging, source: Any, by: User, terms: Terms) -> None:
        self.staged, self.by, self.terms = staged, by, terms
        site = terms.site or source.site
        self.origin = f"{source.kind} {site}".strip()[:80]
        self.now = now()
        self.new = self.known = self.threads = 0
        own = isinstance(source, Own)
        self.beside = Returning(source, staged, terms) if own else Beside()

    def brought(self) -> Brought:
        """What came of it."""
        left, changed = self.staged.counts("left_out"), self.staged.counts("changed")
        changed |= {why: many for why, many in self.beside.changed.items() if many}
        return Brought(self.origin, self.new, self.known, self.threads, left, changed, dict(self.beside.new))

    def write(self) -> Iterator[int]:
        """Everything, a few hundred comments at a time; says how many it has been through."""
        if not self.terms.dry:
            with transaction.atomic():
                self.beside.before()
        waiting: list[tuple[str, Page, list[tuple[int, Said]]]] = []
        held = done = 0
        for under, pages in self.staged.under():
            for page in pages:
                for part in _parts(self.staged.said_under(page.key)):
                    waiting.append((under, page, part))
                    held += len(part)
                    if held >= AT_ONCE:
                        self._write(waiting)
                        done, held, waiting = done + held, 0, []
                        yield done
        if waiting:
            self._write(waiting)
            yield done + held
        if not self.terms.dry:
            with transaction.atomic():
                self.beside.after()

    def _write(self, parts: Sequence[tuple[str, Page, list[tuple[int, Said]]]]) -> None:
        """These in one transaction. Notes of what is left out are for this run only, so they need not be undone."""
        with transaction.atomic():
            written: dict[int, tuple[Thread, bool, list[Comment]]] = {}
            for under, page, rows in parts:
                told = self._part(under, page, rows)
                if told is not None:
                    thread, opened, comments = told
                    before = written.get(thread.pk, (thread, opened, []))
                    written[thread.pk] = (before[0], before[1] or opened, [*before[2], *comments])
            facts: list[Any] = []
            for thread, opened, comments in written.values():
                if opened:
                    facts.append(ThreadOpened(thread.pk, thread.under))
                if comments:
                    shown = sum(each.state == SHOWN for each in comments)
                    ids = tuple(each.pk for each in comments)
                    facts.append(CommentsPosted(thread.pk, thread.under, ids, shown))
            record_all(facts, by=self.by)

    def _part(
        self, under: str, page: Page, rows: list[tuple[int, Said]]
    ) -> tuple[Thread, bool, list[Comment]] | None:
        known = self._known(rows)
        fresh: list[tuple[int, Said, str]] = []
        for level, said in rows:
            if said.key in known:
                self.known += 1
            elif (taken := self._taken(said, page)) is not None:
                fresh.append((level, *taken))
        self.new += len(fresh)
        if not fresh or self.terms.dry:
            return None
        first = min(said.at for _level, said, _source in fresh if said.at)
        thread, opened = thread_under(under, page, first, self.by, self.terms.open_, self.now)
        self.threads += opened
        self.beside.meet([said for _level, said, _source in fresh])
        alike = Alike(((said.state, source, said.at or self.now) for _level, said, source in fresh), self.now)
        pairs: list[tuple[Comment, Said]] = []
        for _level, some in groupby(fresh, key=lambda one: one[0]):
            made = [(self._comment(thread, said, source, known), said) for _level, said, source in some]
            for comment, _said in made:
                comment.likeness = alike.likeness(comment.state, comment.source, comment.posted_at)
            Comment.objects.bulk_create([comment for comment, _said in made])
            known |= {said.key: _Above.of(comment) for comment, said in made}
            pairs += made
        self._with_them(pairs)
        comments = [comment for comment, _said in pairs]
        alike.remember(comments)
        count(Turned(each, "", each.state) for each in comments)
        return thread, opened, comments

    def _known(self, rows: list[tuple[int, Said]]) -> dict[str, _Above]:
        """Which of these, and of what they answer, are here; by key."""
        said = [one for _level, one in rows]
        if self.beside.is_own:
            return {key: _Above.of(each) for key, each in self.beside.here(said).items()}
        keys = {self._called(key): key for one in said for key in (one.key, one.parent) if key}
        here = Comment.objects.filter(came_from=self.origin, came_as__in=keys).order_by()
        found = here.only("pk", "root", "depth", "came_as")
        return {keys[each.came_as]: _Above.of(each) for each in found}

    @staticmethod
    def _called(key: str) -> str:
        return key if len(key) <= 200 else "made:" + hashlib.sha256(key.encode()).hexdigest()

    def _taken(self, said: Said, page: Page) -> tuple[Said, str] | None:
        """The comment with its moment and its words as they are here, or None when it is left out."""
        why = ""
        source = ""
        if len(said.body) > LONGEST:
            why = "too_long"
        else:
            source = as_source(said.body, said.form)
            if not source and said.state != DELETED:
                why = "empty"
        at = said.at or said.edited_at or page.at
        if not why and at is None:
            why = "no_date"
        if why:
            self.staged.leave(why, said.key, said.page, said.plain())
            return None
        if at is not None and (said.at is None or at > self.now):
            self.staged.note("dated", said.key, said.page)
            at = min(at, self.now)
        return replace(said, at=at), source

    def _comment(self, thread: Thread, said: Said, source: str, known: Mapping[str, _Above]) -> Comment:
        above = known.get(said.parent) if said.parent else None
        author = self._author(said)
        comment = Comment(
            thread=thread,
            parent_id=above.pk if above else None,
            root_id=above.root if above else None,
            depth=min(above.depth + 1, DEEPEST) if above else 0,
            author_id=author,
            name="" if author else as_name(said.name),
            source=source,
            html=render(source),
            state=said.state,
            posted_at=said.at or self.now,
            edited_at=_not_after(said.edited_at, self.now),
            supported=said.supported,
            came_from=self.origin,
            came_as=self._called(said.key),
        )
        self.beside.dress(comment, said)
        return comment

    def _author(self, said: Said) -> int | None:
        for name in (*said.names, said.name):
            if name and (pk := self.terms.authors.get(name.casefold())):
                return pk
        return self.beside.author(said)

    def _with_them(self, pairs: list[tuple[Comment, Said]]) -> None:
        """What stands beside the comments: earlier wordings, why they wait, what was decided and reported."""
        Edit.objects.bulk_create(
            Edit(comment=comment, source=as_source(body[:LONGEST], said.form), at=at)
            for comment, said in pairs
            for body, at in said.edits
        )
        if self.beside.is_own:
            self.beside.add(pairs)
            return
        Hold.objects.bulk_create(
            Hold(comment=comment, why=Hold.Why.IMPORTED, detail=self.origin)
            for comment, _said in pairs
            if comment.state == HELD
        )


def _parts(rows: Iterator[tuple[int, Said]]) -> Iterator[list[tuple[int, Said]]]:
    part: list[tuple[int, Said]] = []
    for row in rows:
        part.append(row)
        if len(part) == AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _not_after(at: datetime | None, latest: datetime) -> datetime | None:
    return at and min(at, latest)
