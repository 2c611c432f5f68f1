"""Putting comments on record: many readers' in one transaction, each by its own merits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from twosource.ledger.actions import record_all
from twosource.ledger.clock import now
from twosource.ledger.written import Insertion, Question, numbers, texts
from twosource.people.models import User
from twosource.people.reads import is_staff

from ..events import CommentsPosted
from ..guards import is_receipt
from ..holding import held_by_kind, history_of, likenesses, policies_by, remember
from ..limits import Bans, Hour, bans_at
from ..markup import clean, is_empty, render
from ..models import Comment, Hold, Thread
from ..posting import Posted, Refused, Wanted, Why, read_under
from ..remembering import reading
from .counting import Turned, count
from .threads import Ground, grounds, thread_of

DEEPEST = 3  # answers to answers further down stand beside each other
SENDERS_KEPT = timedelta(days=1)
State = Comment.State


def post_comments(*, wanted: Sequence[Wanted]) -> list[Posted]:
    """Put these comments on record, in one transaction, in their order; what became of each comes back in it.

    One that is refused takes no other with it. The same receipt again, from the same account, is the same comment,
    whatever it says; within one call as well. A comment that something holds is on record and not shown. It is
    written down what was typed, without what disturbs a page (`markup.clean`), and the HTML of it.

    Facts: `ThreadOpened`, and one `CommentsPosted` a thread; by nobody, since the record of facts forgets nothing
    and readers may be forgotten. The number of queries does not grow with the number of comments.

    Raises: `DatabaseError`, and then none of them is on record.
    """
    cleaned = [replace(each, source=clean(each.source)) for each in wanted]
    # Before the database is held: of everything here this takes longest.
    refused = [_senseless(each) for each in cleaned]
    html = ["" if no else render(each.source) for each, no in zip(cleaned, refused, strict=True)]
    sensible = [each for each, no in zip(cleaned, refused, strict=True) if no is None]
    for each in sensible:
        reading(each.source)
    with transaction.atomic():
        batch = _Batch(cleaned, sensible)
        for each, no, drawn in zip(cleaned, refused, html, strict=True):
            batch.take(each, no, drawn)
        batch.write()
    return batch.results()


def _senseless(wanted: Wanted) -> Refused | None:
    """What can be said without looking anything up."""
    if read_under(wanted.under) is None:
        return not_there()
    if not is_receipt(wanted.receipt):
        return Refused(
            Why.MALFORMED, _("This form is not one of ours. Please write on the page of the story.")
        )
    return words_refused(wanted.source)


def words_refused(source: str) -> Refused | None:
    """Why these words (as `markup.clean` leaves them) cannot be a comment."""
    most = settings.TWOSOURCE.discussion.longest
    if is_empty(source):
        return Refused(Why.EMPTY, _("There is nothing to read in it yet. Write a few words."))
    if len(source) > most:
        return Refused(
            Why.TOO_LONG,
            _("A comment has %(most)d characters at most, and this has %(count)d. Please shorten it.")
            % {"most": most, "count": len(source)},
        )
    return None


def not_there() -> Refused:
    """The answer for what readers do not see, whether or not there is such a thing."""
    return Refused(Why.NOT_THERE, _("There is nothing at this address that can be talked about."))


@dataclass(slots=True)
class _Taken:
    """A comment that will be on record, before it is known what holds it."""

    place: int
    wanted: Wanted
    ground: Ground
    html: str
    parent: Comment | None


_COMMENTS = Insertion(Comment)
_BEFORE = Question(lambda: Comment.objects.filter(receipt__in=texts("receipts")).order_by().values_list("pk"))
_OF_PARENTS = ("id", "thread_id", "parent_id", "root_id", "depth", "state")
_PARENTS = Question(
    lambda: Comment.objects.filter(pk__in=numbers("ids")).order_by().values_list(*_OF_PARENTS)
)


class _Batch:
    """What is known of all that ask at once, read in a few queries; then what becomes of each."""

    def __init__(self, wanted: Sequence[Wanted], sensible: Sequence[Wanted]) -> None:
        self.moment = now()
        # A database cannot even be asked for some of what is none.
        receipts = {each.receipt for each in wanted if is_receipt(each.receipt)}
        known = {pk for [pk] in _BEFORE.rows(receipts=receipts)} if receipts else set()
        self.before = (
            {each.receipt: each for each in Comment.objects.in_bulk(known).values()} if known else {}
        )
        self.grounds = grounds({each.under for each in wanted}, self.moment)
        answered = {each.answers for each in wanted if each.answers}
        parents = _PARENTS.rows(ids=answered) if answered else ()
        self.parents = {row[0]: Comment.from_db(DEFAULT_DB_ALIAS, _OF_PARENTS, row) for row in parents}
        self.writers = writers({each.by.pk for each in wanted})
        self.bans: Bans = bans_at(self.moment)
        self.hour = Hour(wanted, self.moment)
        self.history = history_of(sensible, policies=_policies(self.grounds))
        self.posted: list[Posted] = []
        self.taken: list[_Taken] = []
        self.first_of: dict[str, int] = {}

    def take(self, wanted: Wanted, senseless: Refused | None, html: str) -> None:
        """Decide on the next one."""
        known = self.before.get(wanted.receipt)
        if known is not None:
            same = known.author_id == wanted.by.pk
            self.posted.append(
                Posted(wanted, known, again=True) if same else Posted(wanted, refused=_anothers())
            )
            return
        first = self.first_of.get(wanted.receipt)
        if first is not None:  # both came at once; what the first becomes is known at the end
            same = self.posted[first].wanted.by.pk == wanted.by.pk
            self.posted.append(Posted(wanted, again=True) if same else Posted(wanted, refused=_anothers()))
            return
        refused = senseless or self._refused(wanted)
        self.posted.append(Posted(wanted, refused=refused))
        if refused is None:
            place = self.first_of[wanted.receipt] = len(self.posted) - 1
            parent = self.parents[wanted.answers] if wanted.answers else None
            self.taken.append(_Taken(place, wanted, self.grounds[wanted.under], html, parent))
            self.hour.add(wanted)

    def _refused(self, wanted: Wanted) -> Refused | None:
        if wanted.by.pk not in self.writers:
            return Refused(
                Why.NO_READER, _("This account cannot write here. Sign in with a reader’s account.")
            )
        banned = self.bans.of(wanted.by) or self.bans.of_address(wanted.address)
        if banned is not None:
            return banned
        ground = self.grounds.get(wanted.under)
        if ground is None:
            return not_there()
        if not ground.is_open(self.moment):
            return Refused(Why.CLOSED, _("This discussion is closed. It stays here to be read."))
        return self._unanswerable(wanted, ground) or self.hour.refuses(wanted)

    def _unanswerable(self, wanted: Wanted, ground: Ground) -> Refused | None:
        if wanted.answers is None:
            return None
        parent = self.parents.get(wanted.answers)
        thread_id = ground.thread.pk if ground.thread else None
        if parent is None or parent.thread_id != thread_id or parent.state in (State.HELD, State.REMOVED):
            return Refused(
                Why.NO_ANSWER, _("What you answer is not there any more. You can still say it to everybody.")
            )
        return None

    def write(self) -> None:
        """Put the taken ones on record, with what holds them, their threads' counts and the facts."""
        if not self.taken:
            return
        wanted = [each.wanted for each in self.taken]
        kinds = likenesses(wanted, self.history)
        holds = held_by_kind(wanted, kinds, self.history)
        comments = [
            _row(each, thread_of(each.ground, self.moment), held=bool(why))
            for each, why in zip(self.taken, holds, strict=True)
        ]
        for comment, kind in zip(comments, kinds, strict=True):
            comment.likeness = kind
        _COMMENTS.put(comments)
        remember(comments, self.history)
        rows: list[Hold] = []
        for comment, why in zip(comments, holds, strict=True):
            for hold in why:
                hold.comment = comment
                rows.append(hold)
        Hold.objects.bulk_create(rows)
        count(Turned(each, "", each.state) for each in comments)
        by_thread: dict[Thread, list[Comment]] = defaultdict(list)
        for each, comment in zip(self.taken, comments, strict=True):
            self.posted[each.place] = Posted(each.wanted, comment)
            by_thread[comment.thread].append(comment)
        record_all([_fact(thread, some) for thread, some in by_thread.items()], by=None)

    def results(self) -> list[Posted]:
        return [self._settled(each) if each.again and each.comment is None else each for each in self.posted]

    def _settled(self, repeated: Posted) -> Posted:
        return replace(repeated, comment=self.posted[self.first_of[repeated.wanted.receipt]].comment)


_ACTIVE = Question(
    lambda: User.objects.filter(pk__in=numbers("ids"), is_active=True).order_by().values_list("pk", "reader")
)


def _policies(there: Mapping[str, Ground]) -> dict[str, str]:
    topics = {under: ground.topic for under, ground in there.items() if ground.topic}
    own = {under: ground.thread.premoderation for under, ground in there.items() if ground.thread}
    return policies_by(topics, own)


def writers(ids: set[int]) -> set[int]:
    """Those of these accounts that may write now: readers with a name, and people of the newsroom."""
    reading: dict[int, int | None] = dict(_ACTIVE.rows(ids=ids))
    named = {pk for pk, reader in reading.items() if reader is not None}
    rest = reading.keys() - named
    others = User.objects.filter(pk__in=rest).prefetch_related("groups") if rest else ()
    return named | {user.pk for user in others if is_staff(user)}


def _anothers() -> Refused:
    return Refused(
        Why.RECEIPT, _("This form was sent from another account. Open it again, and send it once more.")
    )


def _row(taken: _Taken, thread: Thread, *, held: bool) -> Comment:
    parent = taken.parent
    return Comment(
        thread=thread,
        parent=parent,
        root_id=(parent.root_id or parent.pk) if parent else None,
        depth=min(parent.depth + 1, DEEPEST) if parent else 0,
        author=taken.wanted.by,
        source=taken.wanted.source,
        html=taken.html,
        state=State.HELD if held else State.SHOWN,
        posted_at=taken.wanted.at,
        receipt=taken.wanted.receipt,
        sender=taken.wanted.sender,
    )


def _fact(thread: Thread, comments: Sequence[Comment]) -> CommentsPosted:
    ids = tuple(each.pk for each in comments)
    shown = sum(each.state == State.SHOWN for each in comments)
    return CommentsPosted(thread.pk, under=thread.under, comment_ids=ids, shown=shown)


@transaction.atomic
def forget_senders() -> int:
    """Forget networks after a day, when nobody needs to count them any more; returns of how many comments."""
    old = Comment.objects.filter(~Q(sender=""), posted_at__lt=now() - SENDERS_KEPT)
    return old.update(sender="")
