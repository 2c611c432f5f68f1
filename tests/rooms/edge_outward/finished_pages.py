"""A finished page, made in a line."""

from __future__ import annotations

from typing import Any

from twosource.edge.records import FinishedPage

MADE = 1_700_000_000


def finished(path: str = "/news/x/", text: str = "one", **about: Any) -> FinishedPage:
    """A finished page whose version is its text."""
    body = f"<p>{text}</p>".encode()
    plain: dict[str, Any] = {
        "path": path,
        "status": 200,
        "headers": (("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "max-age=60")),
        "bodies": {"identity": body, "gzip": b"gz" + body},
        "etag": f"v-{text}",
        "last_modified": MADE,
        "keys": ("story:7", "list:front"),
    }
    return FinishedPage(**{**plain, **about})
