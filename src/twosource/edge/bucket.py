"""Finished pages in a bucket: each as a page that a browser can be sent, and as a record that a host can serve.

    news/x/index.html            what readers get at /news/x/, for a bucket that is served as it is
    records/<sha256>.page        the packed record of the same address, for `twosource pages mirror`
    records/pulse                another word after every change, so that who follows asks for one object

An object is there whole or not at all; the record is written first, and a page is dropped in the other order.
Nothing of Django's here: a second host has no newsroom.
"""

from __future__ import annotations

import hashlib
import posixpath
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import replace
from email.utils import formatdate
from typing import Final
from weakref import WeakKeyDictionary

from twosource.outside.objects import Listed, Objects

from .folder import SUFFIX
from .records import BrokenRecord, FinishedPage, pack, unpack
from .tags import METADATA_BYTES, tags_of

RECORDS: Final = "records"
PULSE: Final = "records/pulse"
INDEX: Final = "index.html"
# S3's longest name, in bytes.
LONGEST_NAME: Final = 1024
_SERVED: Final = ("content-type", "cache-control", "content-language", "content-disposition")


def record_name(path: str) -> str:
    """What the record of an address is called: the same digest as in a folder."""
    digest = hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{RECORDS}/{digest}{SUFFIX}"


def readable_name(path: str) -> str | None:
    """What the page of an address is called as an object that is served as it is: `/news/x/` → `news/x/index.html`.

    Letters of any script stand as they are, as the address has them once it is decoded: that is the name a bucket's
    own website looks for. None where no such name exists: double slashes, dots as a folder, control characters,
    a backslash, what is no Unicode, what is too long. Such a page is there as a record only.
    """
    name = path.removeprefix("/")
    if name.endswith("/") or not name:
        name += INDEX
    try:
        length = len(name.encode())
    except UnicodeEncodeError:
        return None
    if not path.startswith("/") or length > LONGEST_NAME - 100 or not name.isprintable() or "\\" in name:
        return None
    return name if name == posixpath.normpath(name) and not name.startswith(("/", "..")) else None


def served_with(page: FinishedPage) -> dict[str, str]:
    """The headers an object is served with, and its keys as metadata (`x-amz-meta-surrogate-key`).

    The body is the plain one, without Content-Encoding: a bucket does not ask what a browser can unpack, and every
    CDN in front of one compresses by itself.
    """
    about = {
        name.title(): value for name, value in page.headers if name.lower() in _SERVED and value.isascii()
    }
    about["surrogate-key"] = " ".join(tags_of(page.keys, most=METADATA_BYTES))
    about["page-etag"] = page.etag
    about["page-last-modified"] = formatdate(page.last_modified, usegmt=True)
    return {name: value for name, value in about.items() if value}


# Files this process has put into a bucket: name there, when it was written here, size. Once more would do no harm.
_sent: WeakKeyDictionary[Objects, set[tuple[str, int, int]]] = WeakKeyDictionary()


class BucketStore:
    """Finished pages in a bucket: a `FolderStore` without a pulse. Everything may raise `NotStored`."""

    def __init__(self, objects: Objects, prefix: str = "") -> None:
        self._objects = objects
        self.sent = _sent.setdefault(objects, set())
        self.prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""

    def put(self, page: FinishedPage) -> None:
        """Have this be the page of its address from now on."""
        record = {"Content-Type": "application/octet-stream", "Cache-Control": "no-store"}
        self._objects.put(self.prefix + record_name(page.path), pack(page), record)
        name = readable_name(page.path)
        if name is None:
            return
        if page.status == 200:
            self._objects.put(self.prefix + name, page.bodies["identity"], served_with(page))
        else:  # an object is always a 200: what answers otherwise is for hosts that read records
            self._objects.drop([self.prefix + name])

    def get(self, path: str) -> FinishedPage | None:
        """The page of this address; None when there is none, or none that is whole."""
        page = self._record(self.prefix + record_name(path))
        return page if page is not None and page.path == path else None

    def drop(self, path: str) -> bool:
        """Have no page at this address; returns whether there was one."""
        there = self.get(path) is not None
        name = readable_name(path)
        self._objects.drop([*([self.prefix + name] if name else []), self.prefix + record_name(path)])
        return there

    def mark_stale(self, path: str, *, stale: bool = True) -> bool:
        """Say that a page must be made anew before it is shown; returns whether there is one."""
        page = self.get(path)
        if page is None:
            return False
        self.put(replace(page, stale=stale))
        return True

    def paths(self) -> Iterator[str]:
        """The address of every whole page, in no order. Reads every record."""
        for one in self.records():
            page = self.read(one)
            if page is not None:
                yield page.path

    def put_file(self, name: str, data: bytes, about: Mapping[str, str]) -> None:
        """Have a file that pages show, such as `static/theme.css`, be there too."""
        self._objects.put(self.prefix + name, data, about)

    def get_file(self, name: str) -> bytes | None:
        """That file; None when there is none."""
        return self._objects.get(self.prefix + name)

    def beat(self) -> None:
        """Say that something in the bucket has changed, for those who follow it."""
        about = {"Content-Type": "text/plain", "Cache-Control": "no-store"}
        self._objects.put(self.prefix + PULSE, secrets.token_hex(16).encode(), about)

    def pulse(self) -> str:
        """What `beat` said last; empty when it never did. The same twice: nothing has changed between."""
        return (self._objects.get(self.prefix + PULSE) or b"").decode("ascii", "replace")

    def records(self) -> Iterator[Listed]:
        """Every record's object, in the order of names: one question for a thousand of them."""
        for one in self._objects.listed(self.prefix + RECORDS):
            if one.name.endswith(SUFFIX):
                yield one

    def read(self, one: Listed) -> FinishedPage | None:
        """The page of a listed record; None when it is gone or not whole."""
        return self._record(one.name)

    def _record(self, name: str) -> FinishedPage | None:
        raw = self._objects.get(name)
        try:
            return None if raw is None else unpack(raw)
        except BrokenRecord:
            return None
