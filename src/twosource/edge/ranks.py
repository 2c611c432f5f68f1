"""Which of the pages that wait is made first: by what it is made from, for this room knows no addresses."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

# A subject with this beginning says whose own page it is: `page:story:7`.
OWN_PAGE = "page:"

# And one with this that it shows what is said under something: `thread:story:7`.
OF_A_THREAD = "thread:"

OWN, FRONT, SECTION, LIST, CLAIM, STORY = 0, 1, 2, 3, 4, 5
# Sitemaps: nobody looks within seconds, and each costs as much as many pages.
LAZY = 7
LAZY_PAUSE = timedelta(seconds=5)
LATER = 9  # what nobody has asked for yet


def rank_of(path: str, subjects: Collection[str]) -> int:
    """The place of a page among those that wait."""
    if path == "/":
        return FRONT
    if "list:addresses" in subjects:
        return LAZY
    own = {subject.split(":")[1] for subject in subjects if subject.startswith(OWN_PAGE)}
    if "story" in own:
        return STORY
    if "section" in own:
        return SECTION
    return CLAIM if own else LIST
