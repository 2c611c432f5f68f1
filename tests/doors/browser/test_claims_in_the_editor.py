"""Claims tied to words in Wagtail's editor, by keyboard alone: what survives, what falls, and what is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from desk_hands import Person
    from playwright.sync_api import Browser, Locator, Page

    from conftest import Paper

OTHER = "The day boat is older than the pier"


@pytest.fixture(scope="module")
def staff(browser: Browser, gazette: Paper) -> Iterator[dict[str, Person]]:
    """The reporter and the two checkers, each in a browser of their own."""
    from desk_hands import Person

    people = {
        name: Person(browser, gazette.address, name, gazette.passwords[name])
        for name in ("ina", "cora", "cem")
    }
    yield people
    for person in people.values():
        person.context.close()


def first_paragraph(page: Page) -> Locator:
    return page.locator("[data-contentpath=body] [contenteditable=true]").first


def select(page: Page, words: str) -> None:
    """Select words of the first paragraph from the keyboard."""
    text = first_paragraph(page)
    before = text.inner_text().replace("\u2009✓✓", "").index(words)
    text.focus()
    page.keyboard.press("Control+Home")
    for _letter in range(before):
        page.keyboard.press("ArrowRight")
    for _letter in words:
        page.keyboard.press("Shift+ArrowRight")


def tie(page: Page, words: str) -> None:
    """Select words and press the key that ties a claim to them."""
    select(page, words)
    page.keyboard.press("Control+Alt+c")
    page.locator("dialog.tie-claim [name=text]").wait_for()


def saved(page: Page) -> None:
    """Wait until the editor has kept by itself what was typed."""
    page.locator("#w-autosave-indicator", has_text="Saved").wait_for()


def save(page: Page, *, holds: str) -> str:
    """Save the draft once the form holds this; returns what was told."""
    from playwright.sync_api import expect

    # The editor puts what is typed into its form a moment after it is typed.
    form = page.locator("[data-contentpath=body] input[name$='-value']").first
    expect(form).to_have_value(re.compile(re.escape(holds)))
    with page.expect_event("load"):
        page.get_by_role("button", name="Save draft").press("Enter")
    page.locator("[data-contentpath=body]").first.wait_for()
    return " ".join(page.locator(".messages").inner_text().split())


def confirm(staff: dict[str, Person], claim: str) -> None:
    """Two witnesses, and two people who sign."""
    from desk_hands import Evidence

    staff["ina"].page.goto(f"{staff['ina'].address}{claim}")
    for who in ("Keeper", "Pilot"):
        staff["ina"].add_evidence(Evidence(f"{who} saw it", who, knows="saw or heard it"))
    for name in ("cora", "cem"):
        staff[name].page.goto(f"{staff[name].address}{claim}")
        staff[name].sign("Asked both of them.")


@pytest.mark.slow
def test_a_claim_is_tied_by_keyboard_survives_around_and_falls_inside(staff: dict[str, Person]) -> None:
    from editor_hands import Writing
    from playwright.sync_api import expect
    from watching import RULES, Axe

    # Another boat each time: run again, it must not find the story and the claim of the first time.
    boat = f"Boat {uuid4().hex[:6]}"
    words = f"{boat} has sailed on every night since May"
    ina = staff["ina"]
    page = ina.page
    writing = Writing(ina)
    writing.new(f"{boat} every night", section="News")
    writing.paragraph(f"{words}. {OTHER}.")
    story = writing.save()

    # Opened from the words, in our own voice, with no mouse.
    tie(page, words)
    assert page.locator("dialog [name=text]").input_value() == words
    found = Axe().run(page, context="dialog.tie-claim", options={"runOnly": RULES}).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("in our")
    page.keyboard.press("Control+Enter")
    mark = page.locator(".claim-mark")
    expect(mark).to_contain_text(words)
    expect(page.locator(".claim-says")).to_have_text(f"“{words}” is tied to these words.")
    assert first_paragraph(page).evaluate("it => it.contains(document.activeElement)")
    save(page, holds='"CLAIM"')
    expect(page.locator("input[name=carried-0-words]")).to_have_value(words)
    link = page.locator(".claim-mark a.TooltipEntity").first
    expect(link).to_have_attribute(
        "href", re.compile(".")
    )  # the mark is there before what is known of its claim
    claim = link.get_attribute("href") or ""
    confirm(staff, claim)

    # Around it, everything may change.
    writing.open(story)
    expect(mark).to_have_attribute("data-says", "✓✓")
    first_paragraph(page).focus()
    page.keyboard.press("Control+Home")
    page.keyboard.type("Our correspondent writes. ")
    page.keyboard.press("Control+End")
    page.keyboard.type(" Rain.")
    assert "void" not in save(page, holds=" Rain.")
    expect(mark).to_contain_text(words)
    expect(mark).to_have_attribute("data-says", "✓✓")

    # What is typed in the first two seconds the editor takes for what it began with, and does not keep by itself.
    page.wait_for_timeout(2_500)
    # Inside it, one letter is enough, and it is said at once; taken back, that is said too.
    select(page, "every")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("x")
    expect(mark).to_have_class("claim-mark confirmed other")
    expect(page.locator(".claim-says")).to_contain_text("Checks that will be void when you save: 2.")
    page.keyboard.press("Backspace")
    expect(page.locator(".claim-says")).to_contain_text("again those that were checked")
    page.keyboard.type(" single")
    saved(page)
    told = save(page, holds=" single")
    assert "2 checks of it are void" in told
    expect(mark).to_have_attribute("data-says", "✓")

    # An earlier claim is one key away, whichever story asks for it.
    writing.new(f"{boat} at night", section="News")
    writing.paragraph(f"Since May {boat} has sailed on every night. Good.")
    writing.save()
    tie(page, f"Since May {boat} has sailed on every night")
    page.locator("dialog [data-pick='1']").wait_for()
    page.keyboard.press("Alt+1")
    expect(page.locator(".claim-mark a.TooltipEntity")).to_have_attribute("href", claim)

    # Taken off, the words stay and the claim goes.
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Control+Alt+c")
    page.locator("dialog [data-off]").press("Enter")
    expect(page.locator(".claim-mark")).to_have_count(0)
    save(page, holds='"entityMap":{}')
    expect(page.locator("input[name=carried-0-words]")).to_have_count(0)
