"""A person at the desk: logs in, and uses the screens by the words that stand on them, by keyboard alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from keyboard import Keyboard
from playwright.sync_api import Browser, Locator, Page, expect


@dataclass
class Evidence:
    """An item to put on record, in the words of the form."""

    what: str
    by: str
    knows: str = ""
    via: Sequence[str] = ()
    passes: bool = False


class Person:
    """One person with a browser of their own. Every verb ends on the screen that says it was done."""

    def __init__(self, browser: Browser, address: str, name: str, password: str) -> None:
        self.name, self.address = name, address
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.keys = Keyboard(self.page)
        self.page.goto(f"{address}/admin/login/")
        self.keys.write(self.page.get_by_label("Username"), name)
        self.keys.write(self.page.get_by_label("Password", exact=True), password)
        self.keys.key("Enter")
        self.page.wait_for_url(lambda url: "login" not in url)

    def to_story(self, headline: str) -> None:
        self.page.goto(f"{self.address}/desk/")
        self.press(self.page.locator("main a.what[href*='/desk/stories/']", has_text=headline).first)
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(headline)

    def to_claim(self, words: str) -> None:
        """From the story's screen, or from another claim's of the same story."""
        self.press(self.page.get_by_role("link", name=words).first)
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words)

    def to_said(self, number: int) -> None:
        """From the story's screen to the claim that its claim of this number (from 0) was said."""
        self.press(self.page.locator("p.sub a", has_text="That it was said").nth(number))

    def press(self, place: Locator, key: str = "Enter") -> None:
        """Press a key there and wait for the page it leads to."""
        self.keys.press(place, key)

    def told(self, words: str) -> None:
        """The desk says that it was done, in these words."""
        expect(self.page.locator(".said-to-you")).to_contain_text(words)

    def drawer(self, title: str) -> Locator:
        """The form in a drawer, opened by keyboard."""
        summary = self.page.locator("summary", has_text=title).first
        drawer = self.page.locator("details", has=summary).last
        if drawer.get_attribute("open") is None:
            self.keys.reach(summary)
            self.keys.key("Enter")
        return drawer.locator("form").first

    def add_evidence(self, given: Evidence) -> None:
        """Press E, say what it is, and send the form with Ctrl+Enter."""
        self.keys.key("e")
        form = self.page.locator("#add-evidence")
        self.keys.write(form.get_by_label("What it is"), given.what)
        if given.passes:
            self.keys.tick(form.get_by_label("neither: others got it from here"))
        self.keys.write(form.get_by_label("By someone else"), given.by)
        if given.knows:
            self.keys.select(form.get_by_label("How they know"), given.knows)
        for origin in given.via:
            self.keys.tick(form.get_by_role("group", name="Got it from").get_by_label(origin, exact=True))
        self.press(form.get_by_label("What it is"), "Control+Enter")
        self.told(f"“{given.what}” is ")

    def attach(self, what: str) -> None:
        """An item on record speaks to this claim too."""
        form = self.drawer("Attach an item that is on record")
        self.keys.select(form.get_by_label("Item on record"), what)
        self.press(form.get_by_role("button", name="Attach"))
        self.told(f"“{what}” is part of the evidence")

    def record_interest(self, who: str) -> None:
        form = self.drawer("Record an interest")
        self.keys.write(form.get_by_label("Who", exact=True), who)
        self.keys.select(form.get_by_label("who that is"), "state")
        self.keys.tick(form.get_by_label("gains if this is believed"))
        self.press(form.get_by_role("button", name="Record the interest"))
        self.told(f"The interest of {who} is on record")

    def record_control(self, who: str, controller: str) -> None:
        form = self.drawer("Record who controls whom")
        self.keys.write(form.get_by_label("Who is controlled"), who)
        self.keys.write(form.get_by_label("By whom"), controller)
        self.press(form.get_by_role("button", name="Record the control"))
        self.told(f"{controller} has power over {who}")

    def vouch(self, what: str, how: str) -> None:
        """Authenticate a record."""
        self.drawer(f"Judge “{what}”")
        form = self.page.locator("details[open] form.deed[id^=authenticate]").first
        self.keys.write(form.get_by_label("How you know it is genuine"), how)
        self.press(form.get_by_role("button", name="I vouch for it"))
        self.told(f"You vouched for “{what}”")

    def sign(self, how: str) -> None:
        """Say how it was checked, leave the field, and press S: it stands."""
        field = self.page.get_by_label("How you checked")
        self.keys.write(field, how)
        self.keys.key("Escape")
        with self.page.expect_navigation():
            self.keys.key("s")
        self.told("Signed:")

    def status(self) -> str:
        """The claim's status and the sentence that explains it, as the screen shows them."""
        return " ".join(self.page.locator(".verdict").inner_text().split())
