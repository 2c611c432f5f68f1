"""Moderators at work by keyboard alone, and an author who appeals: held, approved, removed, taken back, overturned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from conftest import Talked

QUEUE = "/desk/comments/"


@pytest.fixture
def author(browser: Browser, talked: Talked) -> BrowserContext:
    """Who wrote what waits, signed in."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": "session", "value": talked.session, "url": talked.address}])
    yield context
    context.close()


def words(page: Page) -> str:
    return page.locator("[data-card-place] .comment-words").inner_text()


def test_a_removal_by_key_is_appealed_and_overturned_by_another(
    browser: Browser, talked: Talked, author: BrowserContext
) -> None:
    from desk_hands import Person
    from keyboard import Keyboard
    from playwright.sync_api import expect
    from watching import Watched, witness

    mo, mia = (Person(browser, talked.address, name, talked.passwords[name]) for name in ("mo", "mia"))
    mine, hers = mo.page, mia.page
    for page in (mine, hers):
        witness(page)
    seen = Watched(mine, talked.address)
    seen.open(QUEUE)
    assert words(mine).startswith("The mayor")
    for key, start in (
        ("j", "My uncle"),
        ("j", "What a lovely casino"),
        ("k", "My uncle"),
        ("k", "The mayor"),
    ):
        mo.keys.key(key)
        assert words(mine).startswith(start), "the next one is there at once"
    hers.goto(talked.address + QUEUE)

    said = mine.locator("[data-said]")
    mo.keys.key("4")
    assert words(mine).startswith("My uncle"), "before the server has answered"
    expect(said).to_contain_text("Mo Smith removed it by rule 4")
    mo.keys.key("6")
    expect(said).to_contain_text("removed it by rule 6")
    assert mine.locator("[data-card-place] mark").first.inner_text() == "casino"
    mo.keys.key("u")
    expect(said).to_contain_text("as it was before")
    expect(mine.locator("[data-card-place] .comment-words")).to_contain_text("My uncle")
    mo.keys.key("a")
    expect(said).to_contain_text("Mo Smith approved it")
    assert seen.complaints(still=False) == []

    mine.goto(talked.address + f"{QUEUE}runs/")
    expect(mine.get_by_role("heading", level=1)).to_have_text("3 comments alike")
    with mine.expect_navigation():
        mo.keys.key("6")
    mo.told("3 comments: Mo Smith removed them by rule 6")
    expect(mine.get_by_role("heading", level=1)).to_have_text("No runs")

    mia.keys.key("a")
    expect(hers.locator("[data-said]")).to_contain_text("Mo Smith removed it by rule 4")

    page = author.new_page()
    witness(page)
    reading, keys = Watched(page, talked.address), Keyboard(page)
    reading.open("/discussion/mine/")
    keys.press(page.locator("a[href^='/discussion/appeal/']").first)
    assert reading.barriers() == []
    keys.write(page.locator("textarea"), "The court record is linked in the story itself.")
    keys.press(page.locator("form.reader-form button"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your appeal has arrived")
    appeal = page.url

    mine.goto(talked.address + f"{QUEUE}appeals/")
    expect(mine.locator("main")).to_contain_text("You removed it yourself. Somebody else hears the appeal.")
    assert mine.locator("form.deed").count() == 0
    hers.goto(talked.address + f"{QUEUE}appeals/")
    assert Watched(hers, talked.address).barriers() == []
    mia.keys.tick(hers.get_by_label("It is shown again"))
    mia.keys.write(hers.get_by_label("Why"), "The record is there, we missed it.")
    mia.press(hers.get_by_role("button", name="Tell the author"))
    mia.told("The author can read it")
    page.goto(appeal)
    expect(page.get_by_role("heading", level=1)).to_have_text("You were right: your comment is shown again")
    assert reading.complaints(still=False) == []

    mia_state = mia.context.storage_state()
    for person in (mo, mia):
        person.context.close()
    _without_a_script(browser, talked, mia_state)


def _without_a_script(browser: Browser, talked: Talked, state: object) -> None:
    """Plain buttons do the same, and nothing is in anybody's way on a telephone in the dark."""
    from watching import watched

    with watched(
        browser,
        talked.address,
        storage_state=state,
        java_script_enabled=False,
        viewport={"width": 390, "height": 844},
    ) as plain:
        page = plain.open(QUEUE)
        assert words(page).startswith("What a lovely casino")
        page.get_by_role("button", name="Remove it by rule 6").first.click()
        assert "Mia Smith removed it by rule 6" in page.locator(".said-to-you").inner_text()
        assert words(page).startswith("Has the report")
        page.get_by_role("button", name="Undo").first.click()
        assert words(page).startswith("What a lovely casino")
    with watched(
        browser,
        talked.address,
        storage_state=state,
        color_scheme="dark",
        viewport={"width": 390, "height": 844},
    ) as dark:
        dark.open(QUEUE)
        assert (dark.barriers(), dark.sideways(), dark.complaints(still=False)) == ([], 0, [])
