"""What the script does with new comments, in a window whose answers the test makes: nothing else can come between."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import twosource
from twosource.edge.changes import changes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route


HERE = "http://paper.example"
SCRIPT = Path(twosource.__file__).parent / "discussion" / "static" / "discussion" / "live.js"


@dataclass
class Said:
    """A comment; `form` is what a reader could write into."""

    number: int
    words: str = "Words."
    replies: list[Said] = field(default_factory=list)
    form: bool = False

    def html(self) -> str:
        form = (
            "<details class=reply><summary>Reply</summary><textarea></textarea></details>"
            if self.form
            else ""
        )
        under = (
            f'<ol class="replies">\n{"".join(each.html() for each in self.replies)}</ol>\n'
            if self.replies
            else ""
        )
        return (
            f'<li class="comment" id="c{self.number}" data-comment="{self.number}">\n'
            f"<p>{self.words}</p>\n{form}\n{under}</li>\n"
        )


class Thread:
    """A discussion as it is, and the window of somebody who reads it."""

    def __init__(self, page: Page, comments: list[Said], *, order: str = "newest", room: int = 0) -> None:
        self.page, self.comments, self.fetched = page, comments, 0
        self.told = self.body()
        self.before, self.behind = self.told, 0  # so many times a cache gives what was there before
        self.waiting: list[Route] = []
        first = self.list(f' data-live="/discussion/story/7/" data-order="{order}" data-new-one="{{n}} new comment"'
                          ' data-new-many="{n} new comments"')  # fmt: skip
        self.html = (
            f"<!doctype html><html lang=en><body><h1>Story</h1><p data-comments-count='story:7'>{len(comments)}</p>"
            "<p data-comments-words='story:7'>2 in all</p>"
            f"<div style='height:{room}px'></div>{first}<div style='height:2000px'></div>"
            "<script defer src='/live.js'></script></body></html>"
        )
        page.route("**/*", self._answer)
        page.goto(HERE + "/discussion/story/7/" + ("" if order == "newest" else f"?order={order}"))
        while not self.waiting:
            page.wait_for_timeout(10)

    def list(self, more: str = "") -> str:
        return f'<ol class="comments"{more}>\n{"".join(each.html() for each in self.comments)}</ol>\n'

    def body(self) -> str:
        count = sum(1 + len(each.replies) for each in self.comments)
        counts = f'data-count="{count}" data-count-words="{count} in all"'
        return f'<div data-talk="story:7" {counts}>\n{self.list()}</div>\n'

    def etag(self, body: str) -> str:
        return hashlib.sha256(body.encode()).hexdigest()[:32]

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(HERE)
        if path.startswith("/live/pages"):
            self.waiting.append(route)
        elif path == "/discussion/story/7/fragment/":
            self.fetched += 1
            assert ("max-stale=2" in route.request.headers.get("cache-control", "")) == (self.fetched > 1)
            body, at = (self.before, "10:00:00") if self.behind else (self.body(), "10:00:05")
            self.behind = max(self.behind - 1, 0)
            headers = {"etag": f'"{self.etag(body)}-br9"', "last-modified": f"Thu, 26 Nov 2026 {at} GMT"}
            route.fulfill(body=body, content_type="text/html; charset=utf-8", headers=headers)
        elif path == "/live.js":
            route.fulfill(path=SCRIPT, content_type="text/javascript")
        elif path.startswith("/discussion/story/7/"):
            self.fetched = 0
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8")
        else:
            route.fulfill(status=404)

    def tell(self, *, along: bool = True) -> None:
        """Have the window hear that the fragment is another, and what is other in it."""
        body = self.body()
        said: dict[str, object] = {
            "page": "/discussion/story/7/fragment/",
            "etag": self.etag(body),
            "within": 1,
            "modified": datetime(2026, 11, 26, 10, 0, 5, tzinfo=UTC).timestamp(),
        }
        if along:
            said |= {"from": self.etag(self.told), "changes": changes(self.told.encode(), body.encode())}
        self.before, self.told = self.told, body
        while not self.waiting:
            self.page.wait_for_timeout(10)
        words = f"retry: 20\n\nevent: page\nid: {said['etag']}\ndata: {json.dumps(said)}\n\n"
        self.waiting.pop().fulfill(body=words, content_type="text/event-stream")

    def end(self) -> None:
        self.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
        for route in self.waiting:
            route.abort()

    def top(self, number: int) -> float:
        return float(self.page.evaluate(f"document.getElementById('c{number}').getBoundingClientRect().top"))


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Thread]]:
    with windows(browser) as open_one:
        yield open_one


@contextmanager
def windows(browser: Browser) -> Iterator[Callable[..., Thread]]:
    context = browser.new_context(viewport={"width": 390, "height": 700}, reduced_motion="reduce")
    troubles: list[str] = []
    threads: list[Thread] = []

    def opened(*comments: Said, **more: object) -> Thread:
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        threads.append(Thread(page, list(comments), **more))  # type: ignore[arg-type]
        return threads[-1]

    yield opened
    for thread in threads:
        thread.end()
    context.close()
    assert troubles == []


def test_what_would_move_what_is_read_waits_behind_a_button(opened: Callable[..., Thread]) -> None:
    thread = opened(Said(2), Said(1))
    page, before = thread.page, thread.top(2)
    thread.comments[:0] = [Said(5, "Fifth."), Said(4), Said(3)]
    thread.tell()
    button = page.get_by_role("status").get_by_role("button", name="3 new comments")
    button.wait_for()
    assert page.locator("[data-comments-count]").text_content() == "5"
    assert page.locator("[data-comments-words]").text_content() == "5 in all"
    assert page.locator("#c5").count() == 0
    page.evaluate("document.querySelector('.live-note').style.position = 'fixed'")
    assert thread.top(2) == before
    button.press("Enter")
    assert page.evaluate("[...document.querySelectorAll('li')].map((each) => each.id)") == [
        "c5",
        "c4",
        "c3",
        "c2",
        "c1",
    ]
    assert page.evaluate("document.activeElement.id") == "c5"
    assert page.get_by_role("status").text_content() == ""


def test_out_of_sight_a_comment_is_put_in_at_its_place_without_a_word(opened: Callable[..., Thread]) -> None:
    thread = opened(Said(2, replies=[Said(3)]), Said(1), room=1500)
    thread.comments[0].replies.append(Said(5))
    thread.comments[1].replies.append(Said(6))
    thread.comments.insert(0, Said(4))
    thread.tell()
    thread.page.wait_for_selector("#c6", state="attached")
    assert thread.page.evaluate("scrollY") == 0
    order = "[...document.querySelectorAll('li')].map((each) => each.parentElement.closest('li')?.id + '>' + each.id)"
    assert thread.page.evaluate(order) == [
        "undefined>c4",
        "undefined>c2",
        "c2>c3",
        "c2>c5",
        "undefined>c1",
        "c1>c6",
    ]
    assert thread.page.get_by_role("status").text_content() == ""


def test_an_edited_comment_is_changed_in_place_and_one_that_went_goes(opened: Callable[..., Thread]) -> None:
    thread = opened(Said(3), Said(2, replies=[Said(4)]), Said(1))
    thread.comments[1].words = "Other words."
    del thread.comments[0]
    thread.comments.insert(0, Said(9))
    thread.tell()
    thread.page.get_by_text("Other words.").wait_for()
    assert thread.page.locator("#c2 #c4").count() == 1
    assert thread.page.locator("#c3.is-gone").count() == 1


def test_no_form_that_is_written_in_is_touched(opened: Callable[..., Thread]) -> None:
    thread = opened(Said(2, form=True), Said(1, form=True))
    page = thread.page
    page.locator("#c2 summary").click()
    page.locator("#c2 textarea").fill("What I was going to say")
    page.locator("#c1 summary").focus()
    thread.comments[0].words = "Other words."
    thread.comments.insert(0, Said(3))
    thread.tell()
    page.get_by_role("button", name="1 new comment").press("Enter")
    assert page.locator("#c2 p").text_content() == "Words."
    assert page.locator("#c2 textarea").input_value() == "What I was going to say"


def test_who_has_the_fragment_takes_what_is_other_from_the_event(opened: Callable[..., Thread]) -> None:
    thread = opened(Said(1), room=1500)
    for number in (2, 3, 4):
        thread.comments.insert(0, Said(number, f"Number {number} ä 😀"))
        thread.tell(along=number != 3)
        thread.page.wait_for_selector(f"#c{number}", state="attached")
    assert thread.page.locator("#c4 p").text_content() == "Number 4 ä 😀"
    assert thread.page.locator("[data-comments-count]").text_content() == "4"
    assert thread.fetched == 2


def test_what_a_cache_gives_a_moment_too_long_is_asked_for_again(opened: Callable[..., Thread]) -> None:
    thread = opened(Said(1), room=1500)
    thread.comments.insert(0, Said(2))
    thread.behind = 1
    thread.tell(along=False)
    thread.page.wait_for_selector("#c2", state="attached")
    assert thread.fetched == 3


def test_in_another_order_what_is_new_is_told_of_and_one_press_away(opened: Callable[..., Thread]) -> None:
    thread = opened(Said(1), order="oldest")
    thread.comments.append(Said(3))
    thread.tell()
    thread.page.get_by_role("button", name="1 new comment").click()
    thread.page.wait_for_url(HERE + "/discussion/story/7/#c3")
