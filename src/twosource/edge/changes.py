"""What is other in a page than before, line by line: small enough to be sent to all who have the page before it."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

# More than this is fetched by who wants it.
MOST_BYTES: Final = 6_000
# Comparing takes as long as the product of both sides; beyond this all that lies between counts as other.
_MOST_COMPARED: Final = 100_000

# From which line on (of the page before, after the changes that stand earlier), how many lines go, what comes instead.
Change = tuple[int, int, str]


def changes(before: bytes, after: bytes) -> list[Change] | None:
    """What is to be done to the lines of `before`, one after another, for `after`; None where that is too much.

    Lines end with a line feed alone, as a script sees them that splits the text of the page there.
    """
    try:
        old, new = before.decode().split("\n"), after.decode().split("\n")
    except UnicodeDecodeError:
        return None
    start, end = _alike(old, new)
    found: list[Change] = []
    shift = size = 0
    for left, right, begin, until in _blocks(old[start : len(old) - end], new[start : len(new) - end]):
        words = new[start + begin : start + until]
        size += sum(len(line.encode()) for line in words) + 40
        if size > MOST_BYTES:
            return None
        # No line is not an empty line: what comes is given with a line feed after each.
        found.append((start + left + shift, right - left, "".join(line + "\n" for line in words)))
        shift += (until - begin) - (right - left)
    return found


def _alike(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many lines are the same at the beginning, and of the rest at the end."""
    most = min(len(old), len(new))
    start = next((n for n in range(most) if old[n] != new[n]), most)
    rest = most - start
    end = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    return start, end


def _blocks(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int, int]]:
    if not old and not new:
        return []
    if not old or not new or len(old) * len(new) > _MOST_COMPARED:
        return [(0, len(old), 0, len(new))]
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(a, b, c, d) for name, a, b, c, d in codes if name != "equal"]
