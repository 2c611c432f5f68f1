"""What is sent of a page to who has the one before it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twosource.edge.changes import MOST_BYTES, changes

LINES = st.lists(st.sampled_from(["", "a", "b", "<li>ä</li>", "\r", "\u2028"]), max_size=30).map("\n".join)


def after(before: str, told: list[tuple[int, int, str]]) -> str:
    """As live.js does it."""
    lines = before.split("\n")
    for line, gone, words in told:
        lines[line : line + gone] = words.split("\n")[:-1]
    return "\n".join(lines)


@given(before=LINES, now=LINES)
def test_the_page_before_with_the_changes_is_the_page(before: str, now: str) -> None:
    told = changes(before.encode(), now.encode())
    assert told is not None
    assert after(before, told) == now


def test_two_small_changes_far_apart_are_small() -> None:
    page = [f"<p>{number} {'words' * 30}</p>" for number in range(300)]
    before = "\n".join(page)
    page[3] = "<p>13 comments</p>"
    page.insert(250, "<li>new</li>")
    told = changes(before.encode(), "\n".join(page).encode())
    assert told == [(3, 1, "<p>13 comments</p>\n"), (250, 0, "<li>new</li>\n")]


@pytest.mark.parametrize("now", [b"\xff", b"x" * (MOST_BYTES + 1), b"x\n" * MOST_BYTES])
def test_what_is_no_text_or_too_much_is_not_told(now: bytes) -> None:
    assert changes(b"before", now) is None


def test_a_page_that_is_other_everywhere_is_not_compared_for_ever() -> None:
    before, now = ("\n".join(f"{mark}{number}" for number in range(20_000)) for mark in "ab")
    assert changes(before.encode(), now.encode()) is None
