"""What stops a comment until a moderator has read it: the newsroom's policy, and the checks it turns on.

Nothing here removes anything. Each hold says which check it was, and the very words, one stretch a line, as they
stand in the comment. People of the newsroom are never held.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from .history import FAST, History, history_of, policies_by
from .models import Comment, Hold, Premoderation
from .remembering import Reading, SiteSeen, keep_traces, reading
from .spam.likeness import ALIKE as ENOUGH
from .spam.likeness import Sketch, alike, shared_words
from .spam.rules import WordList

if TYPE_CHECKING:
    from .posting import Wanted

FAST_READER = 5  # comments of one reader within that time
FAST_NETWORK = 10  # of readers who are new, from one network
MOST_WORDS, MOST_DETAIL = 400, 200  # characters of a hold's columns
Why = Hold.Why

__all__ = ["History", "held_by_kind", "history_of", "holds_for", "likenesses", "policies_by", "remember"]


def holds_for(wanted: Sequence[Wanted], history: History) -> list[list[Hold]]:
    """What holds each of these comments, unsaved; an empty list is a comment that readers see at once.

    They are looked at in their order: one that repeats another of the same call is held for it.
    """
    return held_by_kind(wanted, likenesses(wanted, history), history)


def held_by_kind(wanted: Sequence[Wanted], kinds: Sequence[int | None], history: History) -> list[list[Hold]]:
    """As `holds_for`, for who knows the `likenesses` of these comments already."""
    so_far = _SoFar(history)
    return [so_far.look_at(each, kind) for each, kind in zip(wanted, kinds, strict=True)]


def likenesses(wanted: Sequence[Wanted], history: History) -> list[int | None]:
    """The number each comment shares with those that are like it, for `Comment.likeness`; None for a short one."""
    found: list[int | None] = []
    new = _Kinds()
    for each in wanted:
        own = reading(each.source).sketch
        known = history.alike.get(own.own) if own else None
        found.append(known.likeness if known else new.kind_of(own) if own else None)
    return found


def remember(comments: Sequence[Comment], history: History) -> None:
    """Keep what the like of these new comments is found by, in the caller's transaction; their `likeness` is set."""
    keep_traces(comments, history.alike, history.sites)


class _Kinds:
    """Kinds of comments that came in one call: the first of those alike gives its number."""

    def __init__(self) -> None:
        self._by_key: dict[int, list[tuple[Sketch, int]]] = defaultdict(list)

    def kind_of(self, own: Sketch) -> int:
        near = {other.own: (other, kind) for key in own.keys for other, kind in self._by_key.get(key, ())}
        kind = next((kind for other, kind in near.values() if alike(own, other) >= ENOUGH), own.own)
        for key in own.keys:
            self._by_key[key].append((own, kind))
        return kind


class _SoFar:
    """The checks, with what they have seen in this call."""

    def __init__(self, history: History) -> None:
        self._history = history
        section = settings.TWOSOURCE.discussion
        self._section = section
        self._list = _word_list(section.held_words, settings.TWOSOURCE.newsroom.language)
        self._by_reader = {pk: list(times) for pk, times in history.by_reader.items()}
        self._by_network = Counter({sender: len(times) for sender, times in history.by_network.items()})
        self._said = {kind: set(authors) for kind, authors in history.said.items()}

    def look_at(self, wanted: Wanted, kind: int | None) -> list[Hold]:
        policy = self._history.policy_of(wanted.under)
        held: list[Hold] = []
        if policy != Premoderation.NONE and wanted.by.pk not in self._history.newsroom:
            read = reading(wanted.source)
            held = [
                *self._by_policy(policy, wanted),
                *self._by_words(read),
                *self._by_links(wanted, read),
                *self._by_repeats(wanted, read, kind),
                *self._by_speed(wanted),
                *self._by_filter(read),
            ]
        self._by_reader.setdefault(wanted.by.pk, []).append(wanted.at)
        self._by_network[wanted.sender] += not self._is_trusted(wanted)
        if kind is not None:
            self._said.setdefault(kind, set()).add(wanted.by.pk)
        return held

    def _is_trusted(self, wanted: Wanted) -> bool:
        return wanted.by.pk in self._history.trusted or wanted.by.pk in self._history.newsroom

    def _by_policy(self, policy: str, wanted: Wanted) -> Iterator[Hold]:
        if policy == Premoderation.ALL:
            yield _hold(Why.ALL)
        elif policy == Premoderation.FIRST and not self._is_trusted(wanted):
            most = self._section.first_comments
            yield _hold(Why.FIRST, detail=_("fewer than %(number)d were approved") % {"number": most})
        elif self._section.work and not wanted.worked and not self._is_trusted(wanted):
            yield _hold(Why.FIRST, detail=_("and sent by no browser that ran the page’s script"))

    def _by_words(self, read: Reading) -> Iterator[Hold]:
        found = self._list.find(read.whole)
        if found:
            entries = ", ".join(dict.fromkeys(each.entry for each in found))
            yield _hold(
                Why.WORDS,
                [each.words for each in found],
                _("on the list: %(entries)s") % {"entries": entries},
            )

    def _by_links(self, wanted: Wanted, read: Reading) -> Iterator[Hold]:
        sites = read.whole.sites
        if len(sites) > self._section.most_links:
            told = [read.whole.text[site.start : site.end] for site in sites]
            yield _hold(Why.LINKS, told, _("%(number)d links") % {"number": len(sites)})
        elif not self._is_trusted(wanted):
            new = [site for site in sites if not self._history.sites.get(site.name, SiteSeen()).known]
            if new:
                names = ", ".join(dict.fromkeys(site.name for site in new))
                told = [read.whole.text[site.start : site.end] for site in new]
                yield _hold(Why.LINKS, told, _("nobody linked there before: %(sites)s") % {"sites": names})

    def _by_repeats(self, wanted: Wanted, read: Reading, kind: int | None) -> Iterator[Hold]:
        if kind is None:
            return
        known = self._history.alike.get(read.sketch.own) if read.sketch else None
        shared = shared_words(read.own, reading(known.source).own) if known else ""
        removed = self._history.removed.get(kind)
        if removed is not None:
            yield _hold(Why.REMOVED_LIKE, [shared], _("like comment %(number)d") % {"number": removed})
        said = self._said.get(kind, set())
        if wanted.by.pk in said:
            yield _hold(Why.REPEATED, [shared], _("by the same reader within a day"))
        elif said:
            yield _hold(Why.REPEATED, [shared], _("by another reader within a day"))

    def _by_speed(self, wanted: Wanted) -> Iterator[Hold]:
        lately = [at for at in self._by_reader.get(wanted.by.pk, ()) if abs(wanted.at - at) < FAST]
        if len(lately) >= FAST_READER:
            told = _("%(number)d comments within five minutes") % {"number": len(lately) + 1}
            yield _hold(Why.FAST, detail=told)
        elif (
            not self._is_trusted(wanted) and wanted.sender and self._by_network[wanted.sender] >= FAST_NETWORK
        ):
            told = _("%(number)d comments from one network") % {"number": self._by_network[wanted.sender] + 1}
            yield _hold(Why.FAST, detail=told)

    def _by_filter(self, read: Reading) -> Iterator[Hold]:
        model = self._history.filter
        if model is not None and model.holds(read.whole):
            told = _("the filter learned it from %(number)d decisions") % {"number": model.judged.decided}
            yield _hold(Why.LEARNED, model.telling(read.whole), told)


def _hold(why: Hold.Why, words: Sequence[str] = (), detail: str = "") -> Hold:
    """A hold whose words are whole stretches, one a line, as many as its column takes."""
    told = ""
    for each in dict.fromkeys(words):
        line = f"{told}\n{each}" if told else each[:MOST_WORDS]
        if len(line) > MOST_WORDS:
            break
        told = line
    return Hold(why=why, words=told, detail=detail[:MOST_DETAIL])


@lru_cache(maxsize=4)
def _word_list(entries: tuple[str, ...], language: str) -> WordList:
    return WordList(entries, language)
