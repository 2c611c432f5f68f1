"""A browser page that remembers what went wrong on it: what it asked of others, and what it complained about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

# As strict as the outside judges: WCAG 2.2 A and AA, and what axe calls best practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# A desk by day and a phone by night: no colour hangs on the width, and no place on the colour.
LOOKS = ((1280, "light"), (390, "dark"))

# Runs before anything of the page: what moves afterwards is counted, and so is each breach of the content policy.
_WITNESS = """
window.seen = {shift: 0, breaches: []};
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.seen.shift += entry.value;
}).observe({type: "layout-shift", buffered: true});
document.addEventListener("securitypolicyviolation", (e) =>
  window.seen.breaches.push(`${e.violatedDirective}: ${e.blockedURI} ${e.sourceFile || ""}`));
"""


class Watched:
    """A page of the paper at `address`, and everything on it that should not be."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.troubles: list[str] = []
        self.bytes = 0
        host = urlsplit(address).netloc
        page.on("console", lambda said: said.type in ("error", "warning") and self.troubles.append(said.text))
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("request", lambda request: self._asked(request.url, host))
        page.on("requestfinished", self._weigh)

    def _asked(self, url: str, host: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != host:
            self.troubles.append(f"asks a third party: {url}")

    def _weigh(self, request: Any) -> None:
        """Add what went over the wire, as it was compressed; pictures are weighed by nobody."""
        if request.resource_type != "image":
            sizes = request.sizes()
            self.bytes += sizes["responseBodySize"] + sizes["responseHeadersSize"]

    def open(self, path: str, *, status: int = 200) -> Page:
        """Go there and wait for everything to arrive. Raises AssertionError on another answer than `status`."""
        self.bytes = 0
        answer = self.page.goto(self.address + path, wait_until="load")
        assert answer is not None
        assert answer.status == status, f"{path} answered {answer.status}"
        self.page.evaluate("document.fonts.ready.then(() => 0)")
        if status >= 400:
            # The browser itself reports the page's own status as an error of the console.
            self.troubles = [words for words in self.troubles if "Failed to load resource" not in words]
        return self.page

    def complaints(self, *, still: bool = True) -> list[str]:
        """What the page did wrong since it was opened: errors, foreign requests, breaches, words that moved.

        With `still=False` words may move while it opens.
        """
        seen = self.page.evaluate("window.seen || {shift: 0, breaches: []}")
        moved = [f"the layout shifted by {seen['shift']:.4f}"] if still and seen["shift"] else []
        return [*self.troubles, *seen["breaches"], *moved]

    def sideways(self) -> int:
        """How many pixels the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))

    def barriers(self) -> list[str]:
        """What axe finds in the way of a reader, a line each."""
        # Without this a page that fades in is judged half-drawn.
        options = {"runOnly": RULES, "resultTypes": ["violations"]}
        found = Axe().run(self.page, options=options).response["violations"]
        return [
            f"{one['id']} ({one['impact']}): {node['html'][:160]} {node['failureSummary'][:200]}"
            for one in found
            for node in one["nodes"]
        ]


def witness(page: Page) -> None:
    """Have the browser itself note what moves on this page and what breaks the content policy."""
    page.add_init_script(_WITNESS)


@contextmanager
def watched(browser: Browser, address: str, **context: Any) -> Iterator[Watched]:
    """A fresh reader (no cookies, empty cache) before an empty page; `context` as Playwright's `new_context`."""
    kept = browser.new_context(**context)
    try:
        page = kept.new_page()
        page.set_default_timeout(30_000)
        if context.get("java_script_enabled", True):
            witness(page)
        yield Watched(page, address)
    finally:
        kept.close()
