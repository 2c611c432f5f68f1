"""An editor with a browser, of the standard library alone: logs in, publishes and mends as on any screen."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urlencode
from uuid import uuid4

PATIENCE = 60.0  # seconds for one screen


class NotDone(Exception):
    """Nobody said that it was done; whether it was is unknown."""


@dataclass
class Told:
    """A story as its editor knows it: where it is, and which headlines it may have by now."""

    slug: str
    headline: str
    number: int
    perhaps: set[str] = field(default_factory=set)


class Editor:
    """An editor with a browser: logs in, writes, publishes and mends through the screens, over the edge."""

    def __init__(self, port: int, user: str, password: str) -> None:
        self.port, self._who = port, (user, password)
        self._cookies: dict[str, str] = {}
        self.told: list[Told] = []
        self.unknown = 0

    def log_in(self) -> None:
        self._cookies.clear()
        self._ask("GET", "/admin/login/")
        user, password = self._who
        answer, _ = self._ask(
            "POST", "/admin/login/", {"username": user, "password": password, "next": "/admin/"}
        )
        if answer.status != 302:
            raise NotDone(f"the log-in answered {answer.status}")

    def publish(self, section: int, headline: str, *, slug: str = "") -> Told:
        """A new story, published at once. Raises `NotDone` when nobody said so."""
        slug = slug or f"story-{uuid4().hex[:10]}"
        _, words = self._send(f"/admin/pages/add/stories/storypage/{section}/", form(headline, slug))
        found = re.search(r"/admin/pages/(\d+)/edit/", words[words.find("is published") :])
        if "is published" not in words or not found:
            raise NotDone("not said to be published")
        story = Told(slug, headline, int(found.group(1)))
        self.told.append(story)
        return story

    def mend(self, story: Told, headline: str) -> None:
        """New words for a live story. Raises `NotDone` when nobody said so: readers may see either."""
        story.perhaps.add(headline)
        _, words = self._send(f"/admin/pages/{story.number}/edit/", form(headline, story.slug))
        if "has been published" not in words:
            raise NotDone("not said to be published")
        story.headline = headline
        story.perhaps.clear()

    def _send(self, path: str, fields: dict[str, str]) -> tuple[HTTPResponse, str]:
        """POST a form and go where it leads."""
        answer, words = self._ask("POST", path, fields)
        for _ in range(3):
            if answer.status not in (301, 302, 303):
                break
            answer, words = self._ask("GET", answer.headers["Location"])
        if answer.status >= 400:
            raise NotDone(f"{path} answered {answer.status}: {words[:300]}")
        return answer, words

    def _ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[HTTPResponse, str]:
        base = f"http://127.0.0.1:{self.port}"
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "Referer": base + path,
        }
        body = None
        if fields is not None:
            token = next((value for name, value in self._cookies.items() if name.endswith("csrf")), "")
            fields = {**fields, "csrfmiddlewaretoken": token}
            body = urlencode(fields)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": base}
        line = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            line.request(method, path.removeprefix(base), body, headers)
            answer = line.getresponse()
            words = answer.read().decode()
        except (OSError, HTTPException) as trouble:
            raise NotDone(f"{type(trouble).__name__}: {trouble}") from trouble
        finally:
            line.close()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer, words


def form(headline: str, slug: str) -> dict[str, str]:
    """What Wagtail's editor sends for a story of one paragraph that is published at once."""
    rich = {
        "blocks": [{"key": "a", "text": f"{headline}, in full.", "type": "unstyled", "depth": 0,
                    "inlineStyleRanges": [], "entityRanges": []}],
        "entityMap": {},
    }  # fmt: skip
    empty = ("standfirst", "dateline", "lead_rank", "lead_picture", "topic", "search_description")
    fields = dict.fromkeys((*empty, "go_live_at", "expire_at", "body-0-deleted"), "")
    fields |= {
        "title": headline,
        "slug": slug,
        "body-count": "1",
        "body-0-type": "paragraph",
        "body-0-order": "0",
    }
    fields |= {
        "body-0-value": json.dumps(rich),
        "body-0-id": str(uuid4()),
        "action-publish": "action-publish",
    }
    for prefix in ("carried", "story_bylines", "comments"):
        fields |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
        fields |= {f"{prefix}-MIN_NUM_FORMS": "0", f"{prefix}-MAX_NUM_FORMS": "1000"}
    return fields
