"""Furniture: the words on a page that belong to the site and not to the story."""

from __future__ import annotations

import re

# The page elements the newsroom knows by name, in the spelling it reports them.
KNOWN = ("Listen Live", "Get short URL", "Community standards", "Discussion")
# Other words of the trade, reported as printed.
_OTHER = (
    "get short link", "short url", "copy link", "share", "share this", "share this article",
    "share on facebook",
    "share on twitter", "tweet", "tweet this", "e-mail", "email", "print", "print this page", "subscribe",
    "subscribe now",
    "sign in", "log in", "log out", "sign up", "register", "my account", "menu", "search", "home",
    "home page", "advertisement",
    "advertising", "sponsored", "sponsored content", "read more", "read also", "see also", "more",
    "more news", "load more",
    "show more", "related", "related stories", "related articles", "related news", "more on this story",
    "more on this topic",
    "you may also like", "recommended", "recommended for you", "most read", "most popular", "trending",
    "latest news",
    "comments", "leave a comment", "add comment", "post a comment", "view comments", "join the discussion",
    "follow us",
    "follow us on twitter", "follow us on facebook", "like us on facebook", "newsletter", "newsletters",
    "sign up for our newsletter",
    "contact us", "contact", "about us", "about", "terms of use", "terms and conditions", "privacy policy",
    "privacy",
    "cookie policy", "cookies", "accept cookies", "accept all", "accept all cookies",
    "all rights reserved", "back to top",
    "skip to content", "skip to main content", "watch live", "live", "facebook", "twitter", "instagram",
    "telegram",
    "whatsapp", "youtube", "linkedin", "pinterest", "reddit", "vkontakte", "rss", "tags", "topics",
    "keywords",
    "report an error", "next", "previous", "next article", "previous article", "photo", "video", "audio",
    "gallery",
    "listen", "listen to article", "save", "save article", "bookmark", "copy", "close", "donate",
    "support us",
)  # fmt: skip

_CANONICAL = {phrase.casefold(): phrase for phrase in KNOWN}
_PHRASES = sorted({*_CANONICAL, *_OTHER}, key=len, reverse=True)
_ONE = re.compile("|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in _PHRASES), re.I)
_BETWEEN = re.compile(r"[\s|·•,:;/»«›‹>+\-–—…\[\]]*")
_COUNT = re.compile(r"\s*\(?\d[\d,.]*\)?(?![\w:])")
_CREDIT = re.compile(
    r"^(?:©|\(c\)\s|copyright\b|(?:photo(?:graph)?|image|picture|credit)s?\s*(?:by|:|/|©)).{0,200}$", re.I
)


def read_furniture(line: str) -> tuple[str, ...] | None:
    """The furniture in a line that holds nothing else, also when glued together; None for other lines.

    The four elements the newsroom knows come in their own spelling, others as printed.
    """
    if len(line) > 240:
        return None
    if _CREDIT.match(line) and not line.endswith((".", "?")):
        return (line,)
    found: list[str] = []
    at = _skip(line, 0)
    while at < len(line):
        hit = _ONE.match(line, at)
        if not hit:
            return None
        printed = re.sub(r"\s+", " ", hit.group())
        found.append(_CANONICAL.get(printed.casefold(), printed))
        end = hit.end()
        if count := _COUNT.match(line, end):
            end = count.end()
        if not _may_end(line, hit.end()):
            return None
        at = _skip(line, end)
    return tuple(found) or None


def _may_end(line: str, end: int) -> bool:
    """Glued phrases begin with a capital; a lower-case letter goes on with the word ("Printer")."""
    return end >= len(line) or not line[end].islower()


def _skip(line: str, at: int) -> int:
    found = _BETWEEN.match(line, at)
    return found.end() if found else at


def is_separator(line: str) -> bool:
    """A rule or an ornament: no letter or digit in it."""
    return not any(ch.isalnum() for ch in line)
