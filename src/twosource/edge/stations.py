"""The places beyond this machine that a change must reach: a bucket, and caches. Each knows how to do its errands."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Protocol

from django.conf import settings

from twosource.outside.objects import Objects, bucket
from twosource.outside.purging import Purger, purgers

from .bucket import BucketStore
from .keeping import store
from .mirror import bring_in_line

BUCKET: Final = "bucket"
EVERYTHING: Final = "*"
_PUTS_AT_ONCE: Final = 8


class Place(Protocol):
    """One station. `most`: how many errands one call may hold."""

    @property
    def name(self) -> str: ...

    @property
    def most(self) -> int: ...

    def do(self, what: Sequence[str]) -> None:
        """Do these errands, all of them. Raises NotDone; doing one twice changes nothing."""


class BucketPlace:
    """A bucket: an errand is an address, and done when the bucket holds there what the folder holds."""

    name = BUCKET
    most = 64

    def __init__(self, objects: Objects, prefix: str) -> None:
        self._store = BucketStore(objects, prefix)

    def do(self, what: Sequence[str]) -> None:
        pages = store()
        with ThreadPoolExecutor(_PUTS_AT_ONCE, thread_name_prefix="bucket") as hands:
            list(hands.map(lambda path: bring_in_line(pages, self._store, path), what))
        self._store.beat()


class CachePlace:
    """A cache: an errand is a key, and done when the cache has said that it let go."""

    def __init__(self, purger: Purger) -> None:
        self._purger = purger
        self.name, self.most = purger.name, purger.most

    def do(self, what: Sequence[str]) -> None:
        if EVERYTHING in what:
            self._purger.purge_all()
        else:
            self._purger.purge(what)


def places() -> tuple[Place, ...]:
    """Every station this newsroom has; none is the rule."""
    objects = bucket()
    first = () if objects is None else (BucketPlace(objects, settings.TWOSOURCE.bucket.prefix),)
    return (*first, *(CachePlace(purger) for purger in purgers()))


def held_back(name: str) -> bool:
    """Whether this station waits for the bucket: a cache that lets go too early fetches the old page again."""
    return name != BUCKET and bucket() is not None and settings.TWOSOURCE.purge.origin == "bucket"
