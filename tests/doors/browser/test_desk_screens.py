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
    "requests": "/desk/requests/",
    "late replies": "/desk/requests/?which=late",
    "checks": "/desk/checks/",
    "schedule": "/desk/schedule/",
    "sealed sources": "/desk/sealed/",
    "reports": "/desk/reports/",
    "finished pages": "/desk/pages/",
    "second factor": "/desk/second-factor/set-up/",
}
# Reached as one reaches them: by the first link of its kind on the screen before.
REACHED = {
    "story": ("/desk/", "main a.what[href*='/desk/stories/']"),
    "claim": ("/desk/claims/?status=confirmed", "main a[href*='/desk/claims/']"),
    "disputed claim": ("/desk/claims/?status=disputed", "main a[href*='/desk/claims/']"),
    "story that owes a note": ("/desk/obligations/", "main a.what"),
    "voice": ("/desk/voices/", "main a.what"),
    "overdue request": ("/desk/requests/?which=overdue", "main a[data-row-first]"),
    "request by letter": ("/desk/requests/?q=tender+kitchen", "main a[data-row-first]"),
    "late reply": ("/desk/requests/?which=late", "main a[data-row-first]"),
    "sealed source": ("/desk/sealed/", "main a[data-row-first]"),
    "report": ("/desk/reports/", "main a.what"),
}


def watched(person: Person) -> Watched:
    from watching import Watched, witness

    page = person.context.new_page()
    witness(page)
    return Watched(page, person.address)


def clean(seen: Watched) -> None:
    """Open every drawer, then look at it wide and in light, and narrow and in the dark."""
    from watching import LOOKS

    page = seen.page
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
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


def test_a_list_is_walked_and_worked_by_keys_alone(staff: dict[str, Person]) -> None:
    """J and K go from row to row, Enter opens, and a key on a row leads to what it says, in hand."""
    from playwright.sync_api import expect

    seen = watched(staff["noor"])
    page = seen.open("/desk/requests/?which=open")
    rows = page.locator("[data-row-first]")
    names = rows.all_inner_texts()
    assert len(names) == 2
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("a")
    expect(page.get_by_label("Their words")).to_be_focused()
    expect(page.get_by_role("heading", level=1)).to_have_text(names[0])
    page.go_back()
    page.keyboard.press("k")
    expect(rows.nth(1)).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("m")
    expect(page.get_by_role("button", name="Send the reminder")).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("b")
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(names[0])
    assert seen.complaints(still=False) == []
    page.close()


def test_a_letter_is_written_and_read_in_nobodys_way(staff: dict[str, Person]) -> None:
    """The form and the letter as it will leave; nothing is sent."""
    seen = watched(staff["edith"])
    page = seen.open("/desk/requests/?which=overdue")
    claim = page.locator("main a[href*='/desk/claims/']").first.get_attribute("href") or ""
    seen.open(f"/desk/requests/new/{claim.split('/')[3]}/")
    clean(seen)
    page.get_by_label("Whom we ask").fill("Hollin Rook Engineering")
    page.get_by_label("Their e-mail address").fill("press@hollin-rook.example")
    page.get_by_label("What we ask").fill("Who paid the two teams?\n" + "من دفع؟ " * 40)
    page.get_by_role("button", name="See the letter").press("Enter")
    page.get_by_role("heading", name="The letter, as it will leave").wait_for()
    assert "What is alleged:" in page.locator("pre.letter").inner_text()
    clean(seen)
    assert seen.complaints(still=False) == []
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
