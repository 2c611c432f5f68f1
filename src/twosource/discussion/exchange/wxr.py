"""Comments of WordPress, from the WXR file its Tools → Export writes (versions 1.0 to 1.2)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .dates import moment
from .values import HELD, REMOVED, SHOWN, WORDPRESS, Found, Left, Page, Said
from .xml_files import elements, forget, local, texts

# What `comment_approved` says. A comment of a post in the bin is kept as `post-trashed`.
_STATES = {"1": SHOWN, "approve": SHOWN, "0": HELD, "hold": HELD, "spam": REMOVED, "trash": REMOVED,
           "post-trashed": REMOVED}  # fmt: skip
_PINGS = {"pingback", "trackback"}
_TAGS = ("{*}comment", "{*}item", "{*}link", "{*}author")


class Wxr:
    """One file. `site` is the paper's host, known once the first page was read."""

    kind = "wxr"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.site = ""
        self.logins: dict[str, tuple[str, ...]] = {}

    def read(self) -> Iterator[Found]:
        """Every page that has comments, and its comments."""
        told: Any = None
        for element in elements(self.path, _TAGS):
            name, parent = local(element), element.getparent()
            if name == "link" and parent is not None and local(parent) == "channel":
                self.site = self.site or urlsplit((element.text or "").strip()).netloc
            elif name == "author" and parent is not None and local(parent) == "channel":
                self._meet(texts(element))
            elif name == "comment" and parent is not None and local(parent) == "item":
                if told is not parent:
                    told = parent
                    page = _page(texts(parent))
                    yield page
                yield self._comment(texts(element), page.key)
                # Only what it holds goes: the item's other children are still to be read.
                element.clear()
            elif name == "item":
                forget(element)

    def _meet(self, told: dict[str, str]) -> None:
        names = (told.get("author_login", ""), told.get("author_email", ""))
        self.logins[told.get("author_id", "")] = tuple(filter(None, names))

    def _comment(self, told: dict[str, str], page: str) -> Found:
        key = told.get("comment_id", "") or _made_key(page, told)
        if told.get("comment_type") in _PINGS:
            return Left("ping", key, page, {"name": told.get("comment_author", "")})
        parent, user = told.get("comment_parent", ""), told.get("comment_user_id", "")
        names = (told.get("comment_author_email", ""), *self.logins.get(user, ()))
        return Said(
            key=key,
            page=page,
            body=told.get("comment_content", ""),
            form=WORDPRESS,
            at=moment(told.get("comment_date_gmt")) or moment(told.get("comment_date")),
            parent="" if parent == "0" else parent,
            name=told.get("comment_author", ""),
            names=tuple(filter(None, names)),
            state=_STATES.get(told.get("comment_approved", ""), HELD),
        )


def _page(told: dict[str, str]) -> Page:
    key = told.get("post_id") or told.get("link") or told.get("title", "")
    at = moment(told.get("post_date_gmt")) or moment(told.get("pubDate"))
    closed = told.get("comment_status") == "closed"
    return Page(key, told.get("link", ""), told.get("title", ""), closed, at)


def _made_key(page: str, told: dict[str, str]) -> str:
    """For a comment without a number: the same words at the same time are the same comment."""
    words = [page, *(told.get(f"comment_{name}", "") for name in ("author", "date_gmt", "content"))]
    return "made:" + hashlib.sha256("\0".join(words).encode("utf-8", "replace")).hexdigest()[:32]
