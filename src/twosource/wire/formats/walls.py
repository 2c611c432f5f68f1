"""Login walls: pages saved without the article, because the site wanted a reader to log in first."""

from __future__ import annotations

import re

from .values import BadPage

# Fewer words of running text than this, beside a password field or a wall's words, are no article.
FEW_WORDS = 60
_WALL = re.compile(
    r"\b(?:(?:log|sign)\s?in|subscribe|register|create (?:a|an|your)(?: free)? account)"
    r"\s+(?:or \w+(?: \w+)?\s+)?(?:now\s+)?to\s+"
    r"(?:continue|read|view|access|see|unlock|keep)"
    r"|\b(?:you must|you need to|please)\s+(?:be\s+)?(?:log(?:ged)?|sign(?:ed)?|subscribe|register)\b"
    r"|\b(?:continue reading|keep reading|read (?:the|this) (?:full|whole|rest)\b.{0,40})"
    r" (?:by|with|for) (?:subscrib|sign|log|a (?:free )?account)"
    r"|\bthis (?:article|content|story|page) is (?:only )?(?:available )?(?:for|to|reserved for)"
    r" (?:subscribers|members|registered)"
    r"|\balready (?:a subscriber|a member|have an account|registered)\b"
    r"|\bforgot(?:ten)? (?:your )?password\b",
    re.I,
)


def is_wall(text: str) -> bool:
    """Do the words ask the reader to log in, register or subscribe before reading?"""
    return bool(_WALL.search(text[:200_000]))


def login_wall(name: str) -> BadPage:
    """The refusal for such a page."""
    message = (
        "The page is a login wall: it asks to log in or subscribe and holds no article."
        " Save it again while logged in."
    )
    return BadPage(name, "page", "login wall", message, "login_wall")
