"""What only a browser shows of the pictures: they scroll in their own room, keys walk them, a phone has the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

STORY = "/harbour/no-the-guillemot-was-not-turned-back-by-customs/"


def opened(page: object) -> None:
    page.locator("details.comes-from > summary").first.press("Enter")  # type: ignore[attr-defined]


@pytest.mark.parametrize("dark", [False, True])
def test_on_a_phone_the_picture_scrolls_in_its_room_and_the_list_stands_open(
    look: Callable, dark: bool
) -> None:
    with look(width=390, dark=dark) as seen:
        page = seen.open(STORY)
        opened(page)
        room = page.locator(".from-room").first
        assert room.evaluate("room => room.scrollWidth > room.clientWidth")
        assert seen.sideways() <= 0
        assert page.locator(".from-list").first.is_visible()
        assert not page.locator(".from-as-list > summary").first.is_visible()
        room.focus()
        page.keyboard.press("ArrowRight")
        for _moment in range(60):
            if room.evaluate("room => room.scrollLeft"):
                break
            page.wait_for_timeout(50)
        assert room.evaluate("room => room.scrollLeft") > 0
        assert seen.barriers() == []


def test_a_box_is_reached_by_key_and_leads_to_its_entry_in_the_list(look: Callable) -> None:
    with look(width=1280) as seen:
        page = seen.open(STORY)
        opened(page)
        assert not page.locator(".from-list").first.is_visible()
        box = page.locator("svg.from a").first
        box.focus()
        assert (
            float(box.locator("rect").last.evaluate("one => getComputedStyle(one).strokeWidth.slice(0, -2)"))
            > 3
        )
        page.keyboard.press("Enter")
        entry = page.locator("li:target")
        entry.wait_for()
        assert entry.is_visible()
        assert entry.locator(".from-title").first.inner_text() in box.locator(
            "title"
        ).text_content() or "carrier" in (box.locator("title").text_content() or "")
        assert seen.complaints(still=False) == []
        assert seen.barriers() == []


def test_without_a_script_all_of_it_is_there(look: Callable) -> None:
    with look(width=1280, java_script_enabled=False) as seen:
        page = seen.open(STORY)
        opened(page)
        assert page.locator("svg.from a").count() > 5
        page.locator("details.from-as-list > summary").first.press("Enter")
        assert page.locator(".from-list").first.is_visible()
