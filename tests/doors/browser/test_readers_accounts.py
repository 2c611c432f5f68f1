"""A reader's account from the first letter to the last page, in a browser whose device makes passkeys."""

from __future__ import annotations

import email
import json
import re
import secrets
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django_otp.oath import totp
from watching import watched

from serving import wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from conftest import Paper

PASSWORD = "seven herons on a quay"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Mailbox:
    """The letters the newsroom keeps in data/mail/, for one address."""

    def __init__(self, paper: Paper, address: str) -> None:
        self.folder, self.address = paper.folder / "data" / "mail", address
        self.seen: set[Path] = set()

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("*.eml")) if self.folder.is_dir() else []

    def letter(self, about: str) -> str:
        """The words of the next letter whose subject has these words."""
        found: list[str] = []

        def arrived() -> bool:
            for file in self._files():
                if file not in self.seen:
                    read = email.message_from_bytes(file.read_bytes(), policy=default)
                    self.seen.add(file)
                    if read["To"] == self.address and about in read["Subject"]:
                        found.append(read.get_content())
            return bool(found)

        wait_until(arrived)
        return found[-1]

    def code(self) -> str:
        words = self.letter("is your code")
        return re.search(r"^    (\S+)\s*$", words, re.MULTILINE)[1]  # type: ignore[index]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def be_sure(page: Page) -> None:
    if "/sure/" in page.url:
        page.get_by_label("Password").fill(PASSWORD)
        press(page, "Go on")


@pytest.mark.slow
def test_a_reader_joins_makes_a_passkey_and_a_second_factor_and_leaves_and_joins_with_a_passkey(
    browser: Browser, gazette: Paper
) -> None:
    # A passkey belongs to a name, and numbers are none.
    address = f"http://localhost:{urlsplit(gazette.address).port}"
    # A test that is run again meets what it left the first time.
    run = secrets.token_hex(3)
    name, nora = f"Nora Quill {run}", f"nora-{run}@reader.example"
    box = Mailbox(gazette, nora)
    with watched(browser, address, viewport={"width": 390, "height": 844}, accept_downloads=True) as seen:
        page = seen.page
        device = page.context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        key = device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

        seen.open("/readers/join/?next=/topics/")
        barriers = seen.barriers()
        page.get_by_label("Name").fill(name)
        page.get_by_label("E-mail address").fill(nora)
        page.get_by_label("Password").fill(PASSWORD)
        press(page, "Send me the code")
        barriers += seen.barriers()
        page.get_by_label("Code").fill(box.code())
        press(page, "Confirm")
        assert urlsplit(page.url).path == "/topics/"

        seen.open("/readers/")
        barriers += seen.barriers()
        press(page, "Sign out")
        seen.open("/readers/login/code/")
        page.get_by_label("E-mail address").fill(nora)
        press(page, "Send me a code")
        page.get_by_label("Code").fill(box.code())
        press(page, "Sign in")
        page.get_by_role("heading", name=name).wait_for()

        page.get_by_role("link", name="Add one").click()
        be_sure(page)
        barriers += seen.barriers()
        press(page, "Make the passkey")
        page.get_by_role("heading", name="Your recovery codes").wait_for()
        seen.open("/readers/keys/codes/")
        be_sure(page)
        barriers += seen.barriers()
        secret = page.locator(".secret").inner_text()
        page.get_by_label("Authenticator code").fill(_code(secret))
        press(page, "Take it into use")
        page.get_by_role("link", name="Switch off").wait_for()
        seen.open("/readers/")
        press(page, "Sign out")

        seen.open("/readers/login/")
        barriers += seen.barriers()
        press(page, "Use a passkey")
        page.get_by_role("heading", name=name).wait_for()
        with page.expect_download() as taken:
            page.get_by_role("link", name="Download all I wrote").click()
        told = json.loads(taken.value.path().read_text(encoding="utf-8"))
        assert told["account"]["name"] == name
        assert told["comments"] == []

        page.get_by_role("link", name="Leave for good").click()
        be_sure(page)
        barriers += seen.barriers()
        page.get_by_label("goes with you").check()
        page.get_by_label("Your name here").fill(name)
        press(page, "Take my account away")
        page.get_by_role("heading", name="Your account is gone").wait_for()
        seen.open("/readers/")
        assert urlsplit(page.url).path == "/readers/login/"

        device.send("WebAuthn.clearCredentials", key)
        _join_by_passkey(page, f"Nora Again {run}", Mailbox(gazette, f"again-{run}@reader.example"))
        barriers += seen.barriers()
        press(page, "Make the passkey")
        page.get_by_role("heading", name=f"Nora Again {run}").wait_for()
        press(page, "Sign out")
        seen.open("/readers/login/")
        press(page, "Use a passkey")
        page.get_by_role("heading", name=f"Nora Again {run}").wait_for()
        assert barriers == []
        assert seen.sideways() <= 0
        assert seen.complaints(still=False) == []


def _join_by_passkey(page: Page, name: str, box: Mailbox) -> None:
    """From the form for a password to the page that asks the device."""
    page.get_by_role("link", name="I have no account yet").click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("E-mail address").fill(box.address)
    press(page, "Join with a passkey")
    page.get_by_label("Code").fill(box.code())
    press(page, "Confirm")


def _code(secret: str) -> str:
    from base64 import b32decode

    return f"{totp(b32decode(secret)):06}"
