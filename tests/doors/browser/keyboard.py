"""Using a page by keyboard alone: every control is reached with Tab, as a person without a mouse reaches it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, TimeoutError

# More stops than any screen has between two controls: past these, a control cannot be reached.
STOPS = 400
HERE = "target => target === document.activeElement"
BEHIND = """target => {
  const here = document.activeElement;
  return here && here !== document.body
    && Boolean(here.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING);
}"""
SAME_GROUP = """target => {
  const here = document.activeElement;
  return here.type === "radio" && here.name === target.name && here.form === target.form;
}"""


class Keyboard:
    """The keys of one page. Each verb reaches its control, uses it, and leaves focus on it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def key(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def reach(self, target: Locator) -> None:
        """Press Tab (or Shift+Tab, where it stands before) until the control has the focus."""
        try:
            target.wait_for(state="attached")
        except TimeoutError as late:
            shown = " ".join(self.page.locator("body").inner_text().split())[:600]
            raise AssertionError(f"{target} is not at {self.page.url}, which says: {shown}") from late
        step = "Shift+Tab" if target.evaluate(BEHIND) else "Tab"
        for _stop in range(STOPS):
            if target.evaluate(HERE):
                return
            self.key(step)
        raise AssertionError(f"{target} cannot be reached with {step}")

    def write(self, field: Locator, words: str) -> None:
        """Put these words in the place of what the field holds."""
        self.reach(field)
        self.key("Control+a", "Delete")
        self.page.keyboard.insert_text(words)

    def tick(self, box: Locator) -> None:
        """Set a checkbox, or choose among radio buttons with the arrow keys."""
        if box.get_attribute("type") == "radio":
            self._choose_radio(box)
        elif not box.is_checked():
            self.reach(box)
            self.key("Space")
        assert box.is_checked()

    def _choose_radio(self, button: Locator) -> None:
        """A group is one stop of Tab; inside it the arrows move."""
        step = "Shift+Tab" if button.evaluate(BEHIND) else "Tab"
        for _stop in range(STOPS):
            if button.evaluate(HERE) or button.evaluate(SAME_GROUP):
                break
            self.key(step)
        if button.evaluate(HERE) and not button.is_checked():
            self.key("Space")
        for _stop in range(STOPS):
            if button.is_checked():
                return
            self.key("ArrowDown")

    def select(self, field: Locator, label: str) -> None:
        """Choose from a list by typing what the choice is called."""
        self.reach(field)
        self.page.keyboard.type(label[:40])
        if _chosen(field) != label:
            self._step_through(field, label)
        assert _chosen(field) == label, f"{label!r} cannot be chosen by keyboard in {field}"

    def _step_through(self, field: Locator, label: str) -> None:
        """Where several choices begin alike: from the first, one at a time."""
        self.key("Home")
        for _choice in range(field.locator("option").count()):
            if _chosen(field) == label:
                return
            self.key("ArrowDown")

    def press(self, target: Locator, key: str = "Enter") -> None:
        """Press a key there and wait for the page it leads to."""
        self.reach(target)
        with self.page.expect_navigation():
            self.key(key)


def _chosen(field: Locator) -> str:
    return str(field.evaluate("list => list.selectedOptions[0]?.label.trim() ?? ''"))
