"""The README's two pictures, taken from the example newsroom: `make pictures`.

A story as readers see it, and a claim at the desk, at the size a page shows them.
"""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent
TWOSOURCE = str(Path(sys.executable).with_name("twosource"))
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZE = {"width": 1280, "height": 900}
SHOWN = re.compile("inspected by two separate teams")


@contextmanager
def example(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """A fresh example newsroom, served: its address, and its editor's log-in."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [TWOSOURCE, "demo", str(folder), "--port", str(port)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 our own command
    try:
        while process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.5)
        people = json.loads((folder / "data" / "demo-people.json").read_text(encoding="utf-8"))
        yield f"http://127.0.0.1:{port}", next(each for each in people if each["role"] == "editor")
    finally:
        process.terminate()
        process.wait(timeout=10)


def story(page: Page, address: str) -> None:
    """The paper's lead story, from where its claims begin."""
    page.goto(address + "/")
    page.click("article.lead .headline a")
    page.wait_for_load_state("networkidle")
    page.evaluate("scrollTo(0, document.querySelector('mark.claim').getBoundingClientRect().top - 120)")
    page.wait_for_timeout(300)
    page.screenshot(path=HERE / "story.png")


def claim(page: Page, address: str, editor: dict[str, str]) -> None:
    """A claim that many report and one source carries, seen by the editor."""
    page.goto(address + "/admin/login/")
    page.fill("input[name=username]", editor["username"])
    page.fill("input[name=password]", editor["password"])
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "login" not in url)
    page.goto(address + "/desk/claims/")
    page.get_by_role("link", name=SHOWN).first.click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=HERE / "claim.png")


def main() -> None:
    """Take both; the example is thrown away afterwards."""
    browser_path = next(found for name in BROWSERS if (found := shutil.which(name)))
    with (
        tempfile.TemporaryDirectory() as place,
        example(Path(place) / "example") as (address, editor),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        story(page, address)
        claim(page, address, editor)
        browser.close()


if __name__ == "__main__":
    main()
