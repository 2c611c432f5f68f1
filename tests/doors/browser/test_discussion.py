"""A discussion as readers meet it in a browser: by pressing alone, and with the comforts a script adds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from watching import watched

from making import run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from watching import Watched

    from conftest import Paper

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def talk(gazette: Paper) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(HERE / "begin_talk.py", gazette.folder))
    return found


@pytest.fixture
def seen_by(browser: Browser, gazette: Paper, talk: dict[str, Any]) -> Callable[..., Any]:
    """Opens a window: `with seen_by("Lea", script=False) as seen`."""

    @contextmanager
    def window(name: str = "", *, script: bool = True, width: int = 390) -> Iterator[Watched]:
        size = {"width": width, "height": 900}
        with watched(browser, gazette.address, viewport=size, java_script_enabled=script) as seen:
            if name:
                cookie = {"name": "session", "value": talk["sessions"][name], "url": gazette.address}
                seen.page.context.add_cookies([cookie])
            yield seen

    return window


def written(page: Page, words: str) -> Any:
    return page.locator("li.comment", has_text=words).last


def test_everything_is_done_by_pressing_without_a_script(
    seen_by: Callable[..., Any], talk: dict[str, Any]
) -> None:
    with seen_by("Lea", script=False) as seen:
        page = seen.open(talk["story"])
        page.get_by_role("link", name=re.compile("the discussion")).click()
        page.locator(f"#c{talk['top']}").get_by_role("link", name="Quote").first.click()
        field = page.get_by_label("Your answer")
        assert field.input_value() == "> Forty bearings were never opened.\n\n"
        field.fill(field.input_value() + "We have *heard* of two.")
        page.wait_for_timeout(2100)  # nobody is believed to write faster
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_text("Your comment is here.")).to_be_visible()
        mine = written(page, "heard of two")
        assert page.url.endswith(f"#{mine.get_attribute('id')}")
        assert mine.locator("em").inner_text() == "heard"
        here = page.url
        page.locator(f"#c{talk['top']} > .acts").get_by_role("button", name="Support").click()
        expect(page.locator(f"#c{talk['top']} > .acts button")).to_contain_text("4")
        page.goto(here)
        mine = written(page, "heard of two")
        mine.get_by_role("link", name="Change").click()
        page.get_by_label("Your comment").fill("We have heard of three.")
        page.get_by_role("button", name="Save").click()
        mine = written(page, "heard of three")
        expect(mine.get_by_text("edited")).to_be_visible()
        mine.get_by_role("link", name="Delete").click()
        page.get_by_role("button", name="Delete it").click()
        page.goto(seen.address + talk["thread"])
        assert page.get_by_text("heard of three").count() == 0


def test_the_form_opens_where_one_reads_and_keeps_what_is_not_sent(
    seen_by: Callable[..., Any], talk: dict[str, Any]
) -> None:
    with seen_by("Lea") as seen:
        page = seen.open(talk["thread"])
        assert seen.bytes < 100_000
        link = page.locator(f"#c{talk['top']} > .acts").get_by_role("link", name="Answer")
        link.focus()
        page.keyboard.press("Enter")
        field = page.get_by_label("Your answer")
        expect(field).to_be_focused()
        assert page.url == seen.address + talk["thread"]
        page.keyboard.type("Half a thought")
        expect(page.get_by_text("Kept in this browser")).to_be_visible()
        page.wait_for_timeout(400)
        page.reload()
        link.click()
        expect(page.get_by_text("is here again")).to_be_visible()
        assert field.input_value() == "Half a thought"
        page.keyboard.type(", and the other half.")
        page.wait_for_timeout(2100)
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Your comment is here.")).to_be_visible()
        assert page.evaluate("Object.keys(localStorage).length") == 0
        # Under the story it comes when one comes near, and supporting needs no other page.
        page = seen.open(talk["story"])
        for _step in range(60):
            page.mouse.wheel(0, 100)
            if page.locator("#discussion [data-talk]").count():
                break
            page.wait_for_timeout(100)
        expect(written(page, "Which ones?")).to_be_visible()
        button = page.locator(f"#c{talk['top']} > .acts").get_by_role("button", name="Support")
        before = button.inner_text()
        button.press("Enter")
        expect(button).to_have_attribute("aria-pressed", "true" if "4" not in before else "false")
        assert page.url == seen.address + talk["story"]
        # A slow answer to a press may move what stands beside the button.
        assert seen.complaints(still=False) == []


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_nothing_stands_in_a_readers_way(
    seen_by: Callable[..., Any], talk: dict[str, Any], width: int, scheme: str
) -> None:
    own = (talk["thread"] + each for each in ("?own", f"write/?quote={talk['top']}"))
    found = {}
    with seen_by("Lea", width=width) as seen:
        seen.page.emulate_media(color_scheme=scheme)
        for path in (*own, "/discussion/mine/", "/discussion/?q=comment"):
            seen.open(path)
            found[path] = seen.barriers()
            assert seen.sideways() <= 0, path
        assert seen.complaints() == []
        page = seen.open(talk["thread"] + "write/")
        page.locator("[name=ticket]").evaluate("(field) => { field.value = 'of another day' }")
        page.get_by_label("Your comment").fill("Words that are given back")
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.get_by_label("Your comment")).to_have_value("Words that are given back")
        found["refused"] = seen.barriers()
        assert seen.sideways() <= 0
    assert not {where: what for where, what in found.items() if what}
