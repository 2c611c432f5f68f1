"""What `twosource check` finds of the places beyond this machine: each is tried once, with what matters to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from twosource.cli.finding import Finding

if TYPE_CHECKING:
    from twosource.conf.newsroom import Newsroom

_OBJECT: Final = "twosource-check"
_KEY: Final = "twosource:check"  # of no page


def beyond(newsroom: Newsroom) -> Iterator[Finding]:
    """Whether the bucket takes, gives and drops an object, and whether each cache lets go of a key."""
    if newsroom.config.purge.origin == "bucket" and not newsroom.config.bucket.name:
        yield Finding(
            "purge",
            "purge.origin = “bucket”, and there is no bucket",
            "write [bucket] name, or set purge.origin to “paper”",
        )
    yield from _bucket(newsroom)
    yield from _caches()


def _bucket(newsroom: Newsroom) -> Iterator[Finding]:
    from twosource.outside.asking import NotDone
    from twosource.outside.objects import bucket

    store = bucket()
    if store is None:
        return
    prefix = newsroom.config.bucket.prefix
    name, data = f"{prefix}/{_OBJECT}" if prefix else _OBJECT, b"may be deleted\n"
    try:
        store.put(name, data, {"Content-Type": "text/plain"})
        came = store.get(name)
        store.drop([name])
    except NotDone as refusal:
        mend = "see [bucket] in twosource.toml and its keys in secrets.toml (docs/newsroom/beyond.md)"
        yield Finding("bucket", str(refusal), mend)
        return
    if came != data:
        yield Finding("bucket", "it gives back other bytes than were put", "ask who runs the store")


def _caches() -> Iterator[Finding]:
    from twosource.outside.asking import NotDone
    from twosource.outside.purging import purgers

    for purger in purgers():
        try:
            purger.purge([_KEY])
        except NotDone as refusal:
            mend = "see [purge] in twosource.toml and its tokens in secrets.toml (docs/newsroom/beyond.md)"
            yield Finding("purge", f"{purger.name}: {refusal}", mend)
