"""From Django's answer to a finished page, and where finished pages are kept."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from twosource.ledger.uses import Uses
from twosource.outside.purging import CLOUDFLARE, purgers

from . import encodings
from .folder import FolderStore
from .models.pages import LONGEST_PATH, LONGEST_SUBJECT
from .ranks import OWN_PAGE
from .records import FinishedPage
from .tags import tags_of

KEPT = frozenset({200, 301, 302, 410})
# Browsers ask each time, and are mostly told “as before”: nothing that was corrected is read from a shelf. Whoever
# can be told to forget (a content network) is spoken to by its own header, which is added where pages leave.
FOR_READERS = "public, no-cache"
# They belong to an encoding, a connection or a moment, or are made anew from the record.
OF_THE_ANSWER = frozenset(
    {"content-length", "content-encoding", "etag", "last-modified", "vary", "date", "connection", "expires",
     "surrogate-key"}
)  # fmt: skip
EVERYTHING = "everything"  # every page is made from it

_open: dict[tuple[str, int], FolderStore] = {}


def folder() -> Path:
    return Path(settings.TWOSOURCE_FOLDER) / "data" / "pages"


def store() -> FolderStore:
    """The newsroom's folder of finished pages; opened anew where the folder is not the one it was."""
    place = folder()
    try:
        number = os.stat(place / "pulse").st_ino
    except FileNotFoundError:
        number = 0
    found = _open.get((str(place), number))
    if found is None:
        found = FolderStore(place)
        _open.clear()
        _open[str(place), os.stat(place / "pulse").st_ino] = found
    return found


def may_keep(path: str, response: HttpResponseBase, uses: Uses) -> bool:
    """Whether the answer is the same for everyone, and whole."""
    return (
        uses.query is not None
        and response.status_code in KEPT
        and not response.streaming
        and not response.cookies
        and not response.has_header("Content-Encoding")
        and "cookie" not in response.get("Vary", "").lower()
        and len(path) <= LONGEST_PATH
        and "\x00" not in path
    )


def finished(path: str, response: HttpResponse, uses: Uses, before: FinishedPage | None) -> FinishedPage:
    """The page of this answer. Of the one `before` it keeps what is the same: validators, and compressed bodies."""
    body = bytes(response.content)
    headers = _headers(response)
    etag = _etag(response.status_code, body)
    same = before is not None and before.etag == etag
    if before is not None and same:
        bodies, best = dict(before.bodies), before.best
    else:
        packed = encodings.is_packed(response.get("Content-Type", ""))
        bodies, best = ({"identity": body}, True) if packed else (encodings.quick(body), False)
        best = best or len(bodies) == 1
    keys = keys_of(path, uses.subjects)
    return FinishedPage(
        path=path,
        status=response.status_code,
        headers=(*headers, *cache_tags(keys)),
        bodies=bodies,
        etag=etag,
        last_modified=_changed_at(before, same),
        keys=keys,
        query=tuple(sorted(uses.query or ())),
        best=best,
    )


def _changed_at(before: FinishedPage | None, same: bool) -> int:
    """When the content last changed, in whole seconds; two changes within one are told apart as far as that goes."""
    now = int(time.time())
    if before is None:
        return now
    return before.last_modified if same else min(max(now, before.last_modified + 1), now + 1)


def packed_best(page: FinishedPage) -> FinishedPage:
    """The same page, compressed as well as it can be. Of a short one the quick way is now and then the smaller."""
    bodies = dict(page.bodies)
    for name, body in encodings.best(page.bodies["identity"]).items():
        bodies[name] = min(body, bodies.get(name, body), key=len)
    return replace(page, bodies=bodies, best=True)


def _headers(response: HttpResponse) -> tuple[tuple[str, str], ...]:
    kept = {name: value for name, value in response.items() if name.lower() not in OF_THE_ANSWER}
    kept["Cache-Control"] = FOR_READERS
    if policy := kept.get("Content-Security-Policy"):
        # Its parts come in another order in every process, and say the same.
        kept["Content-Security-Policy"] = "; ".join(
            sorted(part.strip() for part in policy.split(";") if part.strip())
        )
    return tuple(sorted(kept.items()))


def _etag(status: int, body: bytes) -> str:
    return hashlib.sha256(b"%d\n" % status + body).hexdigest()[:32]


def cache_tags(keys: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The headers a finished page with these keys needs beside Surrogate-Key, for caches that read another one."""
    if not any(purger.name == CLOUDFLARE for purger in purgers()):
        return ()
    return (("Cache-Tag", ",".join(tags_of(keys))),)


def own_key(path: str) -> str:
    """The key that this page alone has."""
    return "page-" + hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def keys_of(path: str, subjects: Iterable[str]) -> tuple[str, ...]:
    """Surrogate keys of a page: its own first, then its subjects. How they fit into a header, `tags` says."""
    return (own_key(path), *sorted(subjects))


def purged_by(page: FinishedPage) -> list[str]:
    """The keys by which caches let go of this page, and of few others: its own, and that of the thing it is of."""
    things = [key.removeprefix(OWN_PAGE) for key in page.keys if key.startswith(OWN_PAGE)]
    return [own_key(page.path), *things]


def fitting(subjects: Iterable[str]) -> set[str]:
    """These subjects as they are kept: a long one by its digest."""
    return {
        each if len(each) <= LONGEST_SUBJECT else "long:" + hashlib.sha256(each.encode()).hexdigest()[:40]
        for each in subjects
    }
