"""The desk's own screens: nothing in anyone's way, on a desk or on a phone, and nothing that complains."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from desk_hands import Person
    from playwright.sync_api import Browser
    from watching import Watched

    from conftest import Paper


@pytest.fixture(scope="module")
def staff(browser: Browser, example: Paper) -> Iterator[dict[str, Person]]:
    """A checker and an editor of the example newsroom."""
    from desk_hands import Person

    people = {n: Person(browser, example.address, n, example.passwords[n]) for n in ("noor", "edith")}
    yield people
    for person in people.values():
        person.context.close()


SCREENS = {
    "desk": "/desk/",
    "claims": "/desk/claims/",
    "claims of a status": "/desk/claims/?status=disputed",
    "owed": "/desk/obligations/",
    "voices": "/desk/voices/",
    "second factor": "/desk/second-factor/set-up/",
}
# Reached as one reaches them: by the first link of its kind on the screen before.
REACHED = {
    "story": ("/desk/", "main a.what[href*='/desk/stories/']"),
    "claim": ("/desk/claims/?status=confirmed", "main a[href*='/desk/claims/']"),
    "disputed claim": ("/desk/claims/?status=disputed", "main a[href*='/desk/claims/']"),
    "story that owes a note": ("/desk/obligations/", "main a.what"),
    "voice": ("/desk/voices/", "main a.what"),
}


def watched(person: Person) -> Watched:
    from watching import Watched, witness

    page = person.context.new_page()
    witness(page)
    return Watched(page, person.address)


def clean(seen: Watched) -> None:
    """Open every drawer, then look at it in light and dark, wide and narrow."""
    page = seen.page
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert seen.barriers() == [], f"{page.url} at {width} px in {scheme}"
        assert seen.sideways() <= 0, f"{page.url} scrolls sideways at {width} px"


@pytest.mark.parametrize("who", ["noor", "edith"])
@pytest.mark.parametrize("path", SCREENS.values(), ids=SCREENS.keys())
def test_nothing_stands_in_the_way_on_a_screen_of_the_desk(
    staff: dict[str, Person], who: str, path: str
) -> None:
    seen = watched(staff[who])
    seen.open(path)
    assert seen.complaints(still=False) == []
    clean(seen)
    seen.page.close()


@pytest.mark.parametrize("who", ["noor", "edith"])
@pytest.mark.parametrize(("path", "link"), REACHED.values(), ids=REACHED.keys())
def test_nothing_stands_in_the_way_where_one_works(
    staff: dict[str, Person], who: str, path: str, link: str
) -> None:
    seen = watched(staff[who])
    page = seen.open(path)
    href = page.locator(link).first.get_attribute("href") or ""
    seen.open(href)
    assert seen.complaints(still=False) == []
    clean(seen)
    page.close()


def test_a_stranger_is_shown_the_way_to_log_in_and_nothing_else(browser: Browser, example: Paper) -> None:
    context = browser.new_context()
    try:
        page = context.new_page()
        for path in (*SCREENS.values(), "/desk/stories/5/", "/desk/claims/1/"):
            page.goto(example.address + path)
            assert "/admin/login/?next=/desk/" in page.url
    finally:
        context.close()
