"""Where a form comes from: no other site sends one, and a network is counted for a day and never followed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twosource.readers.senders import is_elsewhere, sender_of

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)


def digest(address: str, moment: datetime = NOON, salt: str = "here") -> str:
    return sender_of(address, moment, salt=salt)


@pytest.mark.parametrize(
    ("site", "origin", "elsewhere"),
    [
        ("same-origin", "", False), ("none", "", False), ("same-site", "", True), ("cross-site", "", True),
        ("", "https://paper.example", False), ("", "https://evil.example", True), ("", "null", True),
        ("", "", False), ("", "http://[", True), ("same-origin", "https://evil.example", False),
    ],
)  # fmt: skip
def test_another_site_cannot_send_it(site: str, origin: str, elsewhere: bool) -> None:
    assert is_elsewhere(site, origin, "paper.example") == elsewhere


def test_a_network_can_be_counted_for_a_day_and_not_followed() -> None:
    one = digest("192.0.2.7")
    assert one == digest("::ffff:192.0.2.7", NOON + timedelta(hours=11))
    assert one not in (digest("192.0.2.8"), digest("192.0.2.7", NOON + timedelta(days=1)))
    assert one != digest("192.0.2.7", salt="there"), "not from one room into another either"
    assert digest("2001:db8:1:2:aaaa::1") == digest("2001:db8:1:2::9%eth0")
    assert digest("2001:db8:1:3::9") != digest("2001:db8:1:2::9")
    assert digest("") == digest("unix:") == ""


@given(st.ip_addresses().map(str), st.integers(0, 400))
def test_a_digest_is_another_one_every_day_and_holds_no_address(address: str, days: int) -> None:
    assert (digest(address) == digest(address, NOON + timedelta(days=days))) is (days == 0)
    assert len(digest(address)) == 64
    assert address not in digest(address)
