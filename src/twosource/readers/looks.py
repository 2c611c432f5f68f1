"""What a name looks like to eyes: letters of other alphabets, digits and marks that pass for each other are one.

The table is Unicode's own (UTS #39), as the library confusable_homoglyphs carries it. That library finds a letter
that could pass for another one and has no skeletons; a skeleton is each letter replaced by the one that stands for
all that look like it.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from confusable_homoglyphs.categories import unique_aliases
from confusable_homoglyphs.confusables import confusables_data

_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK"})


def look_of(name: str) -> str:
    """The name as eyes see it: “Аnnа” in Cyrillic letters, “Anna” and “anna” are one; spaces and points are not seen.

    Two names that only look alike have the same; two that differ by an accent do not.
    """
    plain = unicodedata.normalize("NFKC", name)
    seen = "".join(
        _stands_for(char) for char in plain if char.isalnum() or unicodedata.category(char)[0] == "M"
    )
    # Once more after the case is gone: “M” passes for nothing, and “m” for “rn”.
    return "".join(_stands_for(char) for char in seen.casefold())


def bare_look_of(name: str) -> str:
    """As `look_of`, without accents, and with i for l: for names that nobody may come near."""
    letters = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", name))
    return look_of("".join(char for char in letters if unicodedata.category(char) != "Mn")).replace("i", "l")


def mixes_alphabets(name: str) -> bool:
    """Whether one word of it is written in two alphabets whose letters look alike."""
    return any(len(unique_aliases(word) & _ALIKE) > 1 for word in unicodedata.normalize("NFKC", name).split())


@cache
def _stands_for(char: str) -> str:
    """The letter that stands for all that look like this one; often itself."""
    found = [each["c"] for each in confusables_data.get(char, ())]
    if len(found) != 1:
        return char
    [other] = found
    is_source = len(confusables_data.get(other, ())) > 1 or other < char
    return str(other) if is_source else char
