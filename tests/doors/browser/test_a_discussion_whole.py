"""Three readers and two moderators, from the first word to an appeal that is right: with a script, and without."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from making import run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page
    from watching import Watched

    from conftest import Paper

HERE = Path(__file__).parent
QUEUE = "/desk/comments/"
FIRST = "The night boat was late twice in May."
ANSWER = "The master is to blame, everybody says so."


@dataclass
class Play:
    """Where they meet, and everybody's window."""

    told: dict[str, Any]
    script: bool
    windows: dict[str, Watched]

    def page(self, name: str) -> Page:
        return self.windows[name].page

    def open(self, name: str, path: str) -> Page:
        return self.windows[name].open(path)

    def write(self, name: str, link: Locator, words: str) -> None:
        """Follow a link to the form, and send these words."""
        page = self.page(name)
        link.click()
        page.locator("form[action='/discussion/post/'] textarea").fill(words)
        page.wait_for_timeout(2_100)  # nobody is believed to write faster
        with page.expect_event("load"):
            page.get_by_role("button", name="Send").click()

    def decide(self, name: str, words: str, key: str, button: str) -> None:
        """The comment with these words stands first in the queue; decide it by key, or by its button."""
        from playwright.sync_api import expect

        page = self.open(name, QUEUE)
        expect(page.locator("[data-card-place] .comment-words")).to_have_text(words)
        if self.script:
            page.keyboard.press(key)
            expect(page.locator("[data-said]")).to_contain_text("it")
        else:
            page.locator("[data-card-place]").get_by_role("button", name=button).click()
            expect(page.locator(".said-to-you")).to_contain_text("it")

    def sees(self, name: str, words: str, *, there: bool = True) -> None:
        """Where there is a script, on the page as it is open, or behind its button; else it is asked for anew."""
        page = self.page(name)
        comment, button = page.locator(".words-of", has_text=words), page.locator(".live-note button")
        for _again in range(200):
            if comment.count() == int(there):
                return
            if not self.script:
                page.reload()
            elif button.count():
                button.first.press("Enter")
            page.wait_for_timeout(100)
        raise AssertionError(f"{name} does not see whether “{words}” is there: {there}")

    def barriers(self, name: str) -> list[str]:
        return self.windows[name].barriers() if self.script else []


@contextmanager
def playing(browser: Browser, paper: Paper, *, script: bool) -> Iterator[Play]:
    from desk_hands import Person
    from watching import watched

    told = json.loads(run(HERE / "three_readers.py", paper.folder, f"The night boat {uuid4().hex[:6]}"))
    with ExitStack() as stack:
        windows: dict[str, Watched] = {}
        for name, session in told["sessions"].items():
            seen = stack.enter_context(watched(browser, paper.address, java_script_enabled=script))
            cookie = {"name": "session", "value": session, "url": paper.address}
            seen.page.context.add_cookies([cookie])
            windows[name] = seen
        for name, password in told["passwords"].items():
            person = Person(browser, paper.address, name, password)
            state = person.context.storage_state()
            person.context.close()
            windows[name[:-6]] = stack.enter_context(
                watched(browser, paper.address, java_script_enabled=script, storage_state=state)
            )
        yield Play(told, script, windows)


@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_what_is_held_shown_reported_removed_and_overturned(
    browser: Browser, gazette: Paper, script: bool
) -> None:
    with playing(browser, gazette, script=script) as play:
        _held_and_approved_live(play)
        _answered_reported_and_removed(play)
        _appealed_and_overturned(play)
        _counted_truly(play)


def _held_and_approved_live(play: Play) -> None:
    from playwright.sync_api import expect

    lea = play.open("Lea", play.told["story"])
    lea = play.open("Lea", lea.get_by_role("link", name="the discussion").first.get_attribute("href") or "")
    play.write("Lea", lea.get_by_role("link", name="Write a comment").first, FIRST)
    expect(lea.locator(".waiting").first).to_contain_text("among the first of a new reader")
    play.open("Tom", play.told["thread"])
    play.sees("Tom", FIRST, there=False)
    mo = play.open("mo", QUEUE)
    expect(mo.locator(".reasons").first).to_contain_text("Among the first of a new reader")
    assert play.barriers("mo") == []
    play.decide("mo", FIRST, "a", "Show it")
    play.sees("Tom", FIRST)


def _answered_reported_and_removed(play: Play) -> None:
    from playwright.sync_api import expect

    ola = play.open("Ola", play.told["thread"])
    play.write("Ola", ola.get_by_role("link", name="Answer").first, ANSWER)
    play.decide("mia", ANSWER, "a", "Show it")
    play.sees("Tom", ANSWER)
    tom = play.page("Tom")
    assert play.barriers("Tom") == []
    tom.locator("li.comment", has_text=ANSWER).last.get_by_role("link", name="Report").click()
    tom.get_by_label("4 Say how you know").check()
    tom.get_by_label("What a moderator should know").fill("Who is everybody?")
    tom.get_by_role("button", name="Send the report").click()
    expect(tom.get_by_role("heading", level=1)).to_have_text("Thank you. Your report has arrived")
    outcome = tom.url
    mo = play.open("mo", QUEUE)
    expect(mo.locator(".reasons").first).to_contain_text("Reported by rule 4")
    play.decide("mo", ANSWER, "4", "Remove it by rule 4")
    tom.goto(outcome)
    expect(tom.get_by_role("heading", level=1)).to_have_text("You were right: the comment was removed")
    play.open("Tom", play.told["thread"])
    play.sees("Tom", ANSWER, there=False)
    expect(tom.locator(".tombstone")).to_contain_text("rule 4")


def _appealed_and_overturned(play: Play) -> None:
    from playwright.sync_api import expect

    ola = play.open("Ola", "/discussion/mine/")
    expect(ola.locator(".removal")).to_contain_text("By rule 4: Say how you know")
    assert play.barriers("Ola") == []
    ola.get_by_role("link", name="Appeal").click()
    ola.get_by_label("Why the removal was wrong").fill("The story itself says that he is charged.")
    ola.locator("form.reader-form button").last.click()
    expect(ola.get_by_role("heading", level=1)).to_have_text("Your appeal has arrived")
    appeal = ola.url
    mo = play.open("mo", f"{QUEUE}appeals/")
    expect(mo.locator("main")).to_contain_text("You removed it yourself.")
    assert mo.locator("form.deed").count() == 0
    mia = play.open("mia", f"{QUEUE}appeals/")
    mia.get_by_label("It is shown again").check()
    mia.get_by_label("Why").fill("It does. We read it too quickly.")
    mia.get_by_role("button", name="Tell the author").click()
    expect(mia.locator(".said-to-you")).to_contain_text("The author can read it")
    ola.goto(appeal)
    expect(ola.get_by_role("heading", level=1)).to_have_text("You were right: your comment is shown again")
    play.sees("Tom", ANSWER)


def _counted_truly(play: Play) -> None:
    """Every page that says how many there are says two, once the last of them is made anew."""
    story = play.told["story"]
    page = play.page("Lea")
    for path, place in ((story, "#discussion h2"), ("/", f"article:has(a[href='{story}'])")):
        for _again in range(200):
            page.goto(play.windows["Lea"].address + path)
            if "2" in page.locator(place).first.inner_text().replace("2026", ""):
                break
            page.wait_for_timeout(100)
        else:
            raise AssertionError(f"{path} does not count two comments")
