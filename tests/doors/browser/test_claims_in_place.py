"""A claim is explained beside its words, has a page that shuts nobody out, and an error in it can be reported."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

STORY = "/harbour/the-wall-is-two-metres-the-water-was-two-metres-ten/"
WARNED = "the council was warned in writing"


def marked(page: Page) -> Locator:
    return page.locator("mark.claim a", has_text=WARNED)


def addresses(page: Page) -> dict[str, str]:
    """A claim's page, a voice's page and the form, as the story leads to them."""
    kinds = {"claim": "/claims/", "voice": "/voices/", "report": "/reports/new/"}
    return {
        kind: page.locator(f'main a[href^="{start}"]').first.get_attribute("href") or ""
        for kind, start in kinds.items()
    }


@pytest.mark.parametrize("kind", ["claim", "voice", "report"])
def test_the_new_pages_stand_in_nobodys_way(look: Any, kind: str) -> None:
    from watching import LOOKS

    with look(width=1280) as seen:
        path = addresses(seen.open(STORY))[kind]
        page = seen.open(path)
        assert seen.complaints() == []
        assert seen.bytes < 100_000
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(color_scheme=scheme)
            assert seen.barriers() == [], f"{width} px, {scheme}"
        page.set_viewport_size({"width": 320, "height": 844})
        assert seen.sideways() <= 0


@pytest.mark.parametrize("width", [390, 1280])
def test_the_keyboard_opens_the_explanation_and_comes_back(look: Any, width: int) -> None:
    with look(width=width) as seen:
        page = seen.open(STORY)
        marked(page).focus()
        page.keyboard.press("Enter")
        told = page.get_by_role("dialog", name="Denied")
        assert told.is_visible()
        assert told.evaluate("it => it === document.activeElement"), "a screen reader is told it now"
        assert "who gains if this is not believed" in told.inner_text()
        assert told.get_attribute("aria-describedby") == "explain-why"
        assert marked(page).get_attribute("aria-expanded") == "true"
        assert seen.barriers() == []
        box, words = told.bounding_box(), marked(page).bounding_box()
        assert box is not None
        assert words is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        beside = min(abs(box["y"] - words["y"] - words["height"]), abs(box["y"] + box["height"] - words["y"]))
        assert beside < 24, "beside the words"
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "Jonah Pettifer"
        page.keyboard.press("Escape")
        assert not told.is_visible()
        assert marked(page).evaluate("it => it === document.activeElement")
        assert marked(page).get_attribute("aria-expanded") is None
        assert seen.complaints() == [], "and nothing has moved"


def test_a_tap_opens_it_another_tap_closes_it_and_every_target_is_large(look: Any) -> None:
    with look(width=390, has_touch=True) as seen:
        page = seen.open(STORY)
        marked(page).tap()
        told = page.get_by_role("dialog")
        assert told.is_visible()
        for target in (*told.locator(".explain-on a").all(), told.get_by_role("button", name="Close")):
            box = target.bounding_box()
            assert box is not None
            assert box["height"] >= 44
        told.get_by_role("button", name="Close").tap()
        assert not told.is_visible()
        assert seen.complaints() == []


def test_the_explanation_leads_on_to_the_panel_and_to_the_claims_page(look: Any) -> None:
    with look() as seen:
        page = seen.open(STORY)
        marked(page).click()
        page.get_by_role("dialog").get_by_role("link", name="How we know this").click()
        assert page.locator("#how-we-know li:target").is_visible()
        assert not page.get_by_role("dialog").is_visible()
        marked(page).click()
        page.get_by_role("dialog").get_by_role("link", name="own page").click()
        assert re.search(r"/claims/\d+/$", page.url)
        assert "warned in writing" in page.locator("h1").inner_text()


def test_selected_words_are_taken_to_the_form(look: Any) -> None:
    with look() as seen:
        page = seen.open(STORY)
        page.evaluate("""
            const walk = document.createTreeWalker(document.querySelector(".body"), NodeFilter.SHOW_TEXT);
            let words = walk.nextNode();
            while (words.length < 60) words = walk.nextNode();
            const range = document.createRange();
            range.setStart(words, 0);
            range.setEnd(words, 24);
            document.getSelection().removeAllRanges();
            document.getSelection().addRange(range);
        """)
        link = page.get_by_role("link", name="Report an error in the selected words")
        link.click()
        taken = page.get_by_label("The words it is in").input_value()
        assert len(taken) > 10
        page.go_back()
        assert taken in " ".join(page.locator(".body").inner_text().split())


def test_an_error_is_reported_without_a_script_by_keyboard_alone(look: Any) -> None:
    with look(width=390, java_script_enabled=False) as seen:
        page = seen.open(STORY)
        page.get_by_role("link", name="Report an error").press("Enter")
        page.get_by_label("What is wrong").fill("The crest is at two metres five.")
        time.sleep(3.1)  # nobody writes faster, and the form knows
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "Send the report", (
            "the field that stays empty is passed over"
        )
        page.keyboard.press("Enter")
        page.wait_for_url("**/reports/*-*/?new")
        assert "has arrived" in page.locator("h1").inner_text()
        number = re.search(r"/reports/(\d+)-[0-9a-f]{32}/", page.url)
        assert number
        assert f"Report {number[1]}" in page.locator("main").inner_text()
        assert page.context.cookies() == []
