"""What other rooms, and this one's pages, may ask of discussions. Costs grow with the page, never with the thread."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from twosource.ledger.uses import using
from twosource.people.models import User
from twosource.people.reads import is_staff
from twosource.readers.reads import is_reader

from .drawing import Drawn, drawn, exchange_of, first_answers, visible
from .keys import after, in_order, key_before, key_of
from .limits import bans_at
from .models import Comment, Thread
from .pages import NEWEST, OLDEST, ORDERS, ExchangeView, Place, ThreadView
from .places import place_of, seen_threads, standing_of, thread_under
from .posting import read_under

TOPS = 20  # comments at the top on a page
EXCHANGE = 40  # answers on a page of one exchange


def count(under: str) -> int:
    """How many comments readers see there; what asks says that it counts them."""
    return counts([under])[under]


def counts(unders: Iterable[str]) -> dict[str, int]:
    """The same of many, in two queries at most, whatever their number."""
    found = dict.fromkeys(unders, 0)
    using(*(f"talk:{under}" for under in found))
    ids: dict[str, list[int]] = {"story": [], "claim": []}
    for under in found:
        if named := read_under(under):
            ids[named[0]].append(named[1])
    for kind, wanted in ids.items():
        rows = Thread.objects.filter(**{f"{kind}__in": wanted}) if wanted else Thread.objects.none()
        found |= {f"{kind}:{pk}": shown for pk, shown in rows.values_list(f"{kind}_id", "shown")}
    return found


def thread_page(
    under: str, *, order: str = NEWEST, after: str = "", user: User | None = None
) -> ThreadView | None:
    """One page of a thread; None where nothing stands that readers could talk under.

    `order` is newest, oldest or best (supported); `after` the key at which the page before ended. For a `user` the
    page says what is theirs, and shows what of it still waits.
    """
    place = place_of(under)
    if place is None:
        return None
    order = order if order in ORDERS else NEWEST
    using(f"talk:{under}", "standards")
    thread = thread_under(under)
    tops, further, is_later = _tops(thread, order, after, user)
    standing = standing_of(place, thread)
    query = "" if order == NEWEST else f"?order={order}"
    return ThreadView(
        place=place,
        order=order,
        count=thread.shown if thread else 0,
        comments=drawn(first_answers(tops, user), place, user),
        standing=standing,
        before_url=place.path + query if is_later else "",
        after_url=f"{place.path}?order={order}&after={further}" if further else "",
        refusal=may_write(user, thread, place=place) if user else "",
        thread_id=thread.pk if thread else None,
    )


def _tops(thread: Thread | None, order: str, key: str, user: User | None) -> tuple[list[Comment], str, bool]:
    """The comments at the top of one page, the key for the next one (or empty), and whether others come before."""
    if thread is None:
        return [], "", False
    found, is_key = after(visible(thread.comments.filter(root=None), user), order, key)
    rows = list(in_order(found, order)[: TOPS + 1])
    further = key_of(rows[TOPS - 1], order) if len(rows) > TOPS else ""
    return rows[:TOPS], further, is_key


def exchange_page(comment_id: int, *, key: str = "", user: User | None = None) -> ExchangeView | None:
    """What was answered to a comment at the top, the oldest first; None where there is nothing readers see."""
    top = visible(Comment.objects.filter(pk=comment_id, root=None), user).select_related("thread").first()
    place = place_of(top.thread.under) if top else None
    if top is None or place is None:
        return None
    using(f"talk:{place.under}", "standards")
    found, is_later = after(exchange_of(top, user), OLDEST, key)
    rows = list(in_order(found, OLDEST)[: EXCHANGE + 1])
    url = f"/discussion/c/{top.pk}/answers/"
    further = key_of(rows[EXCHANGE - 1], OLDEST) if len(rows) > EXCHANGE else ""
    [comment] = drawn([Drawn(top, rows[:EXCHANGE])], place, user)
    return ExchangeView(
        place, comment, url, standing_of(place, top.thread),
        before_url=url if is_later else "", after_url=f"{url}?after={further}" if further else "",
    )  # fmt: skip


def find_comment(comment_id: int) -> Comment | None:
    """The comment of this number where its thread is there for readers, whatever its state; None for any other."""
    found = Comment.objects.select_related("thread", "root").filter(pk=comment_id).first()
    return found if found and found.thread_id in seen_threads([found.thread]) else None


def comment_url(comment: Comment, user: User | None = None, *, as_it_is: bool = False) -> str:
    """The page on which this comment stands now, and its place there; empty where readers see nothing of it.

    What may be long is not counted: at most one page is looked at. `as_it_is`: the page made for this reader now, not
    the one that is kept, which may be a moment old.
    """
    mine = comment.author_id is not None and user is not None and comment.author_id == user.pk
    if not visible(Comment.objects.filter(pk=comment.pk), user).exists():
        return ""
    top = comment.root or comment
    here = f"own={comment.pk}" if mine else ("own" if as_it_is else "")
    if comment.root is not None and comment.pk not in {
        row.pk for row in first_answers([top], user)[0].answers
    }:
        url, query = (
            f"/discussion/c/{top.pk}/answers/",
            _first_at(comment, exchange_of(top, user), OLDEST, EXCHANGE),
        )
    else:
        kind, _colon, pk = comment.thread.under.partition(":")
        tops = visible(comment.thread.comments.filter(root=None), user)
        url, query = f"/discussion/{kind}/{pk}/", _first_at(top, tops, NEWEST, TOPS)
    asked = "&".join(part for part in (query, here) if part)
    return f"{url}{'?' if asked else ''}{asked}#c{comment.pk}"


def _first_at(comment: Comment, among: object, order: str, on_a_page: int) -> str:
    """Nothing where it stands on the first page; else the key that makes it the first of its page."""
    first = in_order(among, order).values_list("pk", flat=True)[:on_a_page]  # type: ignore[arg-type]
    return "" if comment.pk in set(first) else f"after={key_before(comment, order)}"


def may_write(user: User, thread: Thread | None, *, place: Place | None = None) -> str:
    """Empty, or why this account may not write there, in words."""
    place = place or (place_of(thread.under) if thread else None)
    if place is None:
        return _("There is nothing here to talk about.")
    standing = standing_of(place, thread)
    if standing.closed_at:
        return _("This discussion was closed on %(day)s. It stays to be read.") % {
            "day": date_format(timezone.localtime(standing.closed_at), "j F Y")
        }
    banned = bans_at(timezone.now()).of(user)
    if banned is not None:
        return banned.words
    if not (is_reader(user) or is_staff(user)):
        return _("This account cannot write here. Sign in with a reader’s account.")
    return ""
