"""The process that makes pages, beside the others: it finishes what nobody has asked for, and comes back."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from serving import serving, wait_until
from twosource.edge.folder import FolderStore


def kept(folder: Path, path: str) -> bool:
    page = FolderStore(folder / "data" / "pages").get(path)
    return page is not None and not page.stale


def test_pages_are_made_before_anybody_asks_and_again_when_they_are_lost(gazette: Path) -> None:
    with serving(gazette) as server:
        wait_until(lambda: kept(gazette, "/") and kept(gazette, "/about/"))
        for pid in server.children():
            os.kill(pid, signal.SIGKILL)
        for file in (gazette / "data" / "pages").glob("??/*.page"):
            file.unlink()
        wait_until(lambda: kept(gazette, "/") and kept(gazette, "/about/"))


def test_every_page_is_made_anew_when_the_paper_is_called_otherwise(gazette: Path) -> None:
    with serving(gazette):
        wait_until(lambda: kept(gazette, "/about/"))
    config = gazette / "twosource.toml"
    config.write_text(
        config.read_text(encoding="utf-8").replace('name = "Gazette"', 'name = "The Weekly Gazette"'),
        encoding="utf-8",
    )
    with serving(gazette):
        store = FolderStore(gazette / "data" / "pages")

        def called_anew() -> bool:
            page = store.get("/about/")
            return page is not None and not page.stale and b"The Weekly Gazette" in page.bodies["identity"]

        wait_until(called_anew)
