"""Comments of Disqus, from the XML its Moderation → Export sends (schema 1.0: categories, threads, posts)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .dates import moment
from .values import DELETED, HTML, REMOVED, SHOWN, Found, Left, Page, Said
from .xml_files import elements, forget, local, texts

_ID = "{http://disqus.com/disqus-internals}id"
_TAGS = ("{*}thread", "{*}post")


class Disqus:
    """One file. `site` is the name of the forum."""

    kind = "disqus"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.site = ""

    def read(self) -> Iterator[Found]:
        """Every thread, and every post."""
        for element in elements(self.path, _TAGS):
            parent = element.getparent()
            if parent is None or parent.getparent() is not None:
                continue  # a post names its thread with an element of the same name
            told = texts(element)
            yield self._thread(element, told) if local(element) == "thread" else _post(element, told)
            forget(element)

    def _thread(self, element: Any, told: dict[str, str]) -> Page:
        self.site = self.site or told.get("forum", "")
        key = element.get(_ID, "") or told.get("id", "")
        closed = told.get("isClosed") == "true"
        return Page(key, told.get("link", ""), told.get("title", ""), closed, moment(told.get("createdAt")))


def _post(element: Any, told: dict[str, str]) -> Found:
    refers = {local(child): child.get(_ID, "") for child in element if local(child) in ("thread", "parent")}
    key = element.get(_ID, "")
    if not key:
        return Left("not_read", "", refers.get("thread", ""), {"words": told.get("message", "")[:200]})
    author = next((texts(child) for child in element if local(child) == "author"), {})
    spam, deleted = told.get("isSpam") == "true", told.get("isDeleted") == "true"
    names = (author.get("username", ""), author.get("email", ""))
    return Said(
        key=key,
        page=refers.get("thread", ""),
        # What somebody deleted there is not brought here.
        body="" if deleted and not spam else told.get("message", ""),
        form=HTML,
        at=moment(told.get("createdAt")),
        parent=refers.get("parent", ""),
        name=author.get("name", "") or author.get("username", ""),
        names=tuple(filter(None, names)),
        state=REMOVED if spam else DELETED if deleted else SHOWN,
    )
