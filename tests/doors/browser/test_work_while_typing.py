"""The page's script does the work a form asks for while one types, and again when the form is another."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from twosource.discussion.spam.work import BITS, challenge, is_done

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SCRIPT = Path(__file__).resolve().parents[3] / "src/twosource/discussion/static/discussion/work.js"
FORM = """<!doctype html><title>A form</title><script src="work.js" defer></script>
<form data-work="%d"><input type="hidden" name="ticket" value="story:7:3:1abc:signature"><input type="hidden"
name="receipt" value="first-receipt"><label>Words <textarea name="text"></textarea></label></form>"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_told: object) -> None:
        """Nothing."""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A page with a form, on this machine."""
    (tmp_path / "index.html").write_text(FORM % BITS)
    (tmp_path / "work.js").write_bytes(SCRIPT.read_bytes())
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_answer_is_there_soon_and_is_right(browser: Browser, address: str) -> None:
    page = browser.new_page()
    try:
        page.goto(address)
        assert page.locator("[name=work]").count() == 0, "nothing is done before somebody writes"
        for receipt in ("first-receipt", "another-receipt"):
            page.evaluate("receipt => { document.forms[0].elements.receipt.value = receipt }", receipt)
            page.get_by_label("Words").blur()
            page.get_by_label("Words").focus()
            page.wait_for_function(
                "told => document.forms[0].elements.work?.value && document.forms[0].elements.work.value !== told",
                arg=page.evaluate("document.forms[0].elements.work?.value ?? ''"),
            )
            answer = page.locator("[name=work]").input_value()
            assert is_done(challenge("story:7:3:1abc:signature", receipt), answer)
        assert page.locator("[name=work]").count() == 1
    finally:
        page.close()
