"""Finding words in comments: those shown under what readers see, the newest first.

One way for every database: the newest comments are read in the order of their index and compared here, folded alike,
so that what is found does not depend on which letters a database takes for capitals. No more than `LOOKED_AT` are
looked at for one page; who wants to look further back goes on from there. The cost of a page is bounded by that number,
whatever there is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from itertools import islice
from urllib.parse import urlencode

from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString

from .authors import Authors
from .keys import after
from .models import Comment, Thread
from .pages import NEWEST, FoundView, Hit
from .places import seen_threads

A_PAGE = 20
LOOKED_AT = 20_000
MOST_WORDS, LONGEST = 10, 200
AROUND = 90  # characters shown on either side of the first hit
_AT_A_TIME = 1000


def folded(text: str) -> str:
    """Case, accents and forms of letters do not tell words apart."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFKC", "".join(char for char in apart if not unicodedata.combining(char)))


def plain(markup: str) -> str:
    """The words of a comment without its markup; paragraphs stay apart."""
    return unescape(strip_tags(markup.replace("<", " <")))


def found_view(query: str, *, key: str = "") -> FoundView:
    """What holds every one of these words, each at the beginning of a word; nothing for a question without any."""
    query = " ".join(query.replace("\x00", " ").split())[:LONGEST]
    words = list(dict.fromkeys(folded(query).split()))[:MOST_WORDS]
    if not any(any(char.isalnum() for char in word) for word in words):
        return FoundView(query)
    looking = _Looking(words, key)
    rows = list(islice(looking.hits(), A_PAGE))
    threads = seen_threads([row.thread for row in rows])
    authors = Authors(rows)
    hits = tuple(
        Hit(
            f"/discussion/c/{row.pk}/", snippet(plain(row.html), words), authors.of(row).name,
            row.posted_at, threads[row.thread_id][0],
        )
        for row in rows
        if row.thread_id in threads
    )  # fmt: skip
    last = rows[-1] if len(rows) == A_PAGE else looking.last
    if last is None:
        return FoundView(query, hits)
    asked = urlencode({"q": query, "after": f"{last.posted_at.timestamp():.6f}.{last.pk}"})
    return FoundView(query, hits, f"/discussion/?{asked}", last.posted_at)


class _Looking:
    """Goes back through the comments; `last` is where it stopped before the oldest, or None."""

    def __init__(self, words: list[str], key: str) -> None:
        self._all = [re.compile(rf"(?<!\w){re.escape(word)}") for word in words]
        self._key = key
        self._seen: dict[int, bool] = {}
        self.last: Comment | None = None

    def hits(self) -> Iterator[Comment]:
        shown = Comment.objects.filter(state=Comment.State.SHOWN).select_related("thread")
        rows, _is_key = after(shown, NEWEST, self._key)
        newest = rows.order_by("-posted_at", "-pk")[: LOOKED_AT + 1]
        for number, row in enumerate(newest.iterator(chunk_size=_AT_A_TIME)):
            if number == LOOKED_AT:
                return
            self.last = row
            words = folded(row.source)
            if all(each.search(words) for each in self._all) and self._is_seen(row.thread):
                yield row
        self.last = None

    def _is_seen(self, thread: Thread) -> bool:
        if thread.pk not in self._seen:
            self._seen[thread.pk] = bool(seen_threads([thread]))
        return self._seen[thread.pk]


def snippet(text: str, words: list[str]) -> SafeString:
    """The words around the first hit, every hit in `<mark>`; safe whatever the text is."""
    text = " ".join(text.split())
    places = _places(text, words)
    begin = max(0, places[0][0] - AROUND) if places else 0
    end = min(len(text), (places[0][1] if places else 0) + AROUND * 2)
    parts, at = [], begin
    for start, stop in places:
        if start < at or stop > end:
            continue
        parts += [
            escape(text[at:start]),
            SafeString("<mark>"),
            escape(text[start:stop]),
            SafeString("</mark>"),
        ]
        at = stop
    parts.append(escape(text[at:end]))
    return SafeString(("… " if begin else "") + "".join(parts) + (" …" if end < len(text) else ""))


def _places(text: str, words: list[str]) -> list[tuple[int, int]]:
    """Where words begin as asked for; a text that folding makes longer is compared word by word."""
    found = []
    for match in re.finditer(r"\w+", text):
        word = folded(match[0])
        for asked in words:
            if word.startswith(asked):
                length = len(asked) if len(word) == len(match[0]) else len(match[0])
                found.append((match.start(), match.start() + length))
                break
    return found
