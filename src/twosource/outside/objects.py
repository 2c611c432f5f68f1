"""The window of a bucket: objects under names, in any store that speaks S3.

`obstore` (Development Seed's, over Apache's object_store) signs, sends and lists. It is an optional extra: who
needs it and does not have it is told which.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any, Final, Protocol

from .asking import NotDone

SECONDS: Final = 20.0
CONNECT_SECONDS: Final = 5.0
# The store asks for both, or for a token of the machine's role; it is never looked for on the network.
ENVIRONMENT: Final = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
# Answers to what is wrong with this one object; every other is about the bucket or the way there.
_THIS_OBJECT: Final = frozenset({"400", "411", "413", "414"})
_STATUS: Final = re.compile(r"status code: (\d{3})")
_CODE: Final = re.compile(r"<Code>(\w+)</Code>")


class NotStored(NotDone):
    """The bucket did not take, give or drop an object."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An object in a list: its name, and what changes with its bytes (the store's ETag)."""

    name: str
    etag: str


class Objects(Protocol):
    """A bucket. Every object is there whole, as it was last put, or not at all. All raise NotStored."""

    def put(self, name: str, data: bytes, about: Mapping[str, str]) -> None:
        """Have this be the object of that name. `about`: headers it is served with; others are metadata."""

    def get(self, name: str) -> bytes | None:
        """The object's bytes; None when there is none."""

    def drop(self, names: Iterable[str]) -> None:
        """Have no objects of these names; those that are not there are dropped already."""

    def listed(self, under: str) -> Iterator[Listed]:
        """Every object whose name begins with `under` and a slash, in the order of names."""


@dataclass(eq=False)
class NullObjects:
    """Keeps objects in memory. With `trouble`, refuses everything in these words."""

    kept: dict[str, tuple[bytes, dict[str, str]]] = field(default_factory=dict)
    trouble: str = ""

    def put(self, name: str, data: bytes, about: Mapping[str, str]) -> None:
        self._demand()
        self.kept[name] = (data, dict(about))

    def get(self, name: str) -> bytes | None:
        self._demand()
        return self.kept[name][0] if name in self.kept else None

    def drop(self, names: Iterable[str]) -> None:
        self._demand()
        for name in names:
            self.kept.pop(name, None)

    def listed(self, under: str) -> Iterator[Listed]:
        self._demand()
        for name, (data, _about) in sorted(self.kept.items()):
            if name.startswith(f"{under}/"):
                yield Listed(name, hashlib.sha256(data).hexdigest())

    def _demand(self) -> None:
        if self.trouble:
            raise NotStored(self.trouble)


@dataclass(frozen=True)
class S3Objects:
    """A bucket of a store that speaks S3. `endpoint` is empty for Amazon's own.

    Keys left empty are taken from the environment (`AWS_ACCESS_KEY_ID` and its kind), and from nowhere else.
    """

    bucket: str
    endpoint: str = ""
    region: str = "us-east-1"
    access_key: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)
    seconds: float = SECONDS

    def put(self, name: str, data: bytes, about: Mapping[str, str]) -> None:
        try:
            # In one request: one in parts would be whole too, but leave its parts behind when it is broken off.
            self._store.put(name, data, attributes=dict(about), use_multipart=False)
        except Exception as error:
            raise self._refusal(error) from error

    def get(self, name: str) -> bytes | None:
        try:
            return bytes(self._store.get(name).bytes())
        except Exception as error:
            if _is_missing(error):
                return None
            raise self._refusal(error) from error

    def drop(self, names: Iterable[str]) -> None:
        for name in names:
            try:
                self._store.delete(name)
            except Exception as error:
                if not _is_missing(error):
                    raise self._refusal(error) from error

    def listed(self, under: str) -> Iterator[Listed]:
        try:
            for chunk in self._store.list(under, chunk_size=1000):
                for one in chunk:
                    yield Listed(one["path"], one["e_tag"] or "")
        except Exception as error:
            raise self._refusal(error) from error

    @cached_property
    def _store(self) -> Any:
        """The library's own store; made at the first use, so that no thread of it is forked."""
        try:
            from obstore.store import S3Store
        except ImportError as error:
            raise NotStored(
                "a bucket needs the extra “s3”, which is not installed: pip install 'twosource[s3]'"
            ) from error
        options: dict[str, Any] = {**self._keys(), **({"endpoint": self.endpoint} if self.endpoint else {})}
        plain = self.endpoint.startswith("http://")
        return S3Store(
            self.bucket,
            region=self.region,
            virtual_hosted_style_request=False,
            disable_tagging=True,
            disable_bulk_delete=True,  # not every store knows it
            client_options={
                "allow_http": plain,
                "timeout": timedelta(seconds=self.seconds),
                "connect_timeout": timedelta(seconds=min(CONNECT_SECONDS, self.seconds)),
            },
            # What fails is put off and shown at the desk, not tried again in silence.
            retry_config={"max_retries": 0, "retry_timeout": timedelta(seconds=self.seconds)},
            **options,
        )

    def _keys(self) -> dict[str, str]:
        if self.access_key and self.secret_key:
            return {"access_key_id": self.access_key, "secret_access_key": self.secret_key}
        if all(os.environ.get(name) for name in ENVIRONMENT):
            return {}
        raise NotStored(
            "no keys for the bucket: write bucket_access_key and bucket_secret_key into secrets.toml, or set "
            + " and ".join(ENVIRONMENT)
        )

    def _refusal(self, error: Exception) -> NotStored:
        """The library's error in words: its first line says all, what follows is how it came about."""
        if isinstance(error, NotStored):
            return error
        words = str(error).partition("\n")[0][:400]
        status, code = (found[1] if (found := each.search(words)) else "" for each in (_STATUS, _CODE))
        answer = f"{status} {code}".strip()
        if code == "NoSuchBucket":
            return NotStored(f"there is no bucket “{self.bucket}”")
        if status in ("401", "403"):
            return NotStored(f"the bucket “{self.bucket}” refuses our key ({answer})")
        if words.startswith("Could not parse path") or status in _THIS_OBJECT:
            return NotStored(f"the bucket “{self.bucket}” does not take it: {answer or words}", refused=True)
        if status:
            return NotStored(f"the bucket “{self.bucket}” answers {answer}")
        if "error sending request" in words:
            return NotStored(f"the bucket “{self.bucket}” cannot be reached in time ({self._where})")
        return NotStored(f"the bucket “{self.bucket}”: {words}")

    @property
    def _where(self) -> str:
        return self.endpoint or f"Amazon S3, {self.region}"


def _is_missing(error: Exception) -> bool:
    """Whether the store says that there is no such object. (That there is no such bucket is an error.)"""
    named = isinstance(error, FileNotFoundError) or type(error).__name__ == "NotFoundError"
    return named and "NoSuchBucket" not in str(error)


_window: Objects | None = None


def open_bucket(window: Objects | None) -> None:
    """Say which bucket finished pages are copied to; None for none. Called once, by `wiring.py`."""
    global _window
    _window = window


def bucket() -> Objects | None:
    """The bucket that finished pages are copied to, if there is one."""
    return _window
