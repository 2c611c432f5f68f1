"""Walking through the paper over HTTP: every address that a page names, followed."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.test import Client

_NAMED = re.compile(r"""(?:href|src|content|action|data-copy)=["']([^"']+)["']""")
_SETS = re.compile(r"""srcset=["']([^"']+)["']""")
_LOCATED = re.compile(r"<(?:loc|link)>(https?://[^<]+)<")


def read(response: Any) -> str:
    """The whole body as text, of a file too."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return bytes(body).decode("utf-8", "replace")


def named(path: str, text: str) -> set[str]:
    """Every address of this paper that a page, feed or sitemap at `path` names, as paths without a fragment."""
    found = [*_NAMED.findall(text), *_LOCATED.findall(text)]
    found += [one.split()[0] for row in _SETS.findall(text) for one in row.split(",")]
    base = settings.WAGTAILADMIN_BASE_URL
    kept = set()
    for address in map(unescape, found):
        if not address.startswith(("/", "?", base)) or address.startswith("//"):
            continue
        parts = urlsplit(urljoin(path, address.removeprefix(base) or "/"))
        kept.add(parts.path + (f"?{parts.query}" if parts.query else ""))
    return kept


def walk(client: Client, start: str = "/") -> dict[str, Any]:
    """Every answer that can be reached from `start` by following what pages name, by path; bodies in `.words`."""
    answers: dict[str, Any] = {}
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if path in answers:
            continue
        answer = client.get(path)
        answer.words = read(answer)
        answers[path] = answer
        kind = answer.headers.get("Content-Type", "")
        if answer.status_code == 302:
            waiting.append(answer.headers["Location"])
        elif "html" in kind or "xml" in kind:
            waiting += sorted(named(path, answer.words) - answers.keys())
    return answers
