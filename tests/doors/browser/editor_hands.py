"""Writing in the editor's own screens, as a person does: blocks, choosers, the buttons at its foot."""

from __future__ import annotations

import re
from pathlib import Path

from desk_hands import Person
from playwright.sync_api import Locator, Page, expect


class Writing:
    """A story open in the editor."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.page: Page = person.page

    @property
    def body(self) -> Locator:
        return self.page.locator("[data-contentpath=body]").first

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog").last

    def new(self, headline: str, *, section: str) -> None:
        """A new story for a section, from the desk."""
        self.page.goto(f"{self.person.address}/desk/")
        start = self.page.locator("a[href*='/pages/add/stories/storypage/']", has_text=section)
        self.person.press(start.first)
        self.page.get_by_role("textbox", name="Headline").press_sequentially(headline)

    def open(self, story_id: int) -> None:
        self.page.goto(f"{self.person.address}/admin/pages/{story_id}/edit/")
        self.body.wait_for()

    def block(self, kind: str) -> None:
        """Put a block of this kind at the end of the body."""
        self.body.get_by_role("button", name="Insert a block").last.click()
        self.page.get_by_role("option", name=kind).click()

    def paragraph(self, words: str) -> None:
        self.block("Paragraph")
        text = self.body.locator("[contenteditable=true]").last
        text.click()
        self.page.keyboard.type(words)
        # The editor keeps what is typed a moment after it is typed.
        kept = self.body.locator("input[name$='-value']").last
        expect(kept).to_have_value(re.compile(re.escape(words)))

    def quotation(self, words: str, *, by: str, who: str) -> None:
        """Someone's words; the voice is new and named in the chooser."""
        self.block("Quotation")
        self.body.get_by_role("textbox", name="words").last.fill(words)
        self.body.get_by_role("button", name="Choose a voice").click()
        self.dialog.get_by_role("tab", name="New voice").click()
        self.dialog.get_by_label("name").fill(by)
        self.dialog.get_by_label("kind").select_option(label="person")
        self.dialog.get_by_label("who they are").fill(who)
        self.dialog.get_by_role("button", name="Create").click()
        self.body.get_by_text(by).wait_for()

    def upload(self, file: Path, *, alt: str = "", credit: str = "") -> None:
        """Fill and send the form for a new picture, which stays open when it is refused."""
        if not self.dialog.is_visible():
            self.block("Picture")
            self.body.get_by_role("button", name="Choose an image").click()
            self.dialog.get_by_role("tab", name="Upload").click()
            self.dialog.get_by_label("File").set_input_files(file)
            # The editor proposes the file's name when it is ready to; a person gives one.
            self.dialog.get_by_label("Title").fill(file.stem)
        self.dialog.get_by_label("Alternative text").fill(alt)
        self.dialog.get_by_label("Credit").fill(credit)
        self.dialog.get_by_role("button", name="Upload").last.click()

    def save(self) -> int:
        """Save the draft; returns the story's id."""
        # Keeping a new story by itself, the editor changes the address too; only a save loads a page.
        with self.page.expect_event("load"):
            self.page.get_by_role("button", name="Save draft").click()
        self.page.wait_for_url("**/edit/")
        return int(self.page.url.rstrip("/").split("/")[-2])

    def publish(self) -> None:
        """Press Publish (or, with a schedule, what stands in its place)."""
        self.page.get_by_role("button", name="More actions").click()
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="ublish", exact=False).last.click()
        self.page.locator(".messages").wait_for()

    def schedule(self, moment: str) -> None:
        """Set the minute (`YYYY-MM-DD HH:MM`) at which it goes live, and send it there."""
        # Whether the panel it stands on is open, the editor remembers from last time.
        self.page.locator("button", has_text="Set schedule").evaluate("button => button.click()")
        field = self.page.get_by_role("textbox", name="Go live date/time")
        field.focus()
        self.page.keyboard.type(moment)
        self.page.keyboard.press("Tab")
        # By keyboard: the calendar may stand before the button.
        self.person.press(self.page.locator("button:visible", has_text="Save schedule"))

    def messages(self) -> str:
        return " ".join(self.page.locator(".messages").inner_text().split())
