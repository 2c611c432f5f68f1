"""The letters of a short address."""

from __future__ import annotations

import re
import secrets

# No letter or digit that is mistaken for another in print or by ear, and no vowels: no code spells a word.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
LENGTH = 5
LONGEST = 16

_CODE = re.compile(f"[{ALPHABET}]{{{LENGTH},{LONGEST}}}")


def new_code(length: int = LENGTH) -> str:
    """A random code of this many letters; nobody can tell the next one from the last."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def read_code(text: str) -> str:
    """The code a reader typed, in small letters, without what a sentence put behind it; or nothing."""
    code = text[:64].rstrip("/.,;:!?)»”\"' ").lower()
    return code if _CODE.fullmatch(code) else ""
