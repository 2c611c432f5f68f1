"""The door: a saved news page, as bytes, becomes values. No disk, no network, no clock."""

from __future__ import annotations

import hashlib
import re

from .decoding import LIMIT_BYTES, decode
from .headlines import propose_headline
from .languages import guess_language
from .layout import words
from .page_html import read_html
from .page_text import read_text
from .parts import Parts
from .statements import read_statements
from .values import BadPage, SavedPage, Statement
from .walls import FEW_WORDS, is_wall, login_wall

__all__ = ["LIMIT_BYTES", "BadPage", "SavedPage", "Statement", "read_page"]

_HTML = re.compile(
    r"^\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|\?xml|html|head|body|meta|title|script|article|div|p|main)\b",
    re.I | re.S,
)
_TAGS = re.compile(r"</?(?:p|div|a|span|body|html|article|li|h[1-6])\b[^>]{0,400}>", re.I)


def read_page(data: bytes, *, name: str) -> SavedPage:
    """Read a saved news page, plain text or HTML.

    Args:
        data: the file's bytes, as they were saved.
        name: what to call the file in messages.

    Raises:
        BadPage: the file is empty, too large, binary, undecodable, a login page, or has no running text.
    """
    text, encoding = decode(data, name=name)
    html = is_html(text)
    if html:
        parts = read_html(text, name=name)
    else:
        parts = read_text(text)
        if is_wall(text) and sum(words(paragraph) for paragraph in parts.paragraphs) < FEW_WORDS:
            raise login_wall(name)
    if not parts.paragraphs:
        message = "The page has no paragraphs: nothing in it reads as running text."
        raise BadPage(name, "paragraphs", "0", message, "no_paragraphs")
    return _page(parts, data, name, encoding, "text/html" if html else "text/plain")


def _page(parts: Parts, data: bytes, name: str, encoding: str, media_type: str) -> SavedPage:
    statements = read_statements(parts.paragraphs, parts.published_at, parts.tags)
    return SavedPage(
        name=name,
        media_type=media_type,
        encoding=encoding,
        sha256=hashlib.sha256(data).hexdigest(),
        headline=parts.headline or propose_headline(parts.paragraphs, statements),
        headline_proposed=parts.headline is None,
        topic=parts.topic,
        printed_count=parts.printed_count,
        crawled_at=parts.crawled_at,
        published_at=parts.published_at,
        published_precision=parts.published_precision,
        paragraphs=tuple(parts.paragraphs),
        tags=tuple(parts.tags),
        related=tuple(parts.related),
        furniture=tuple(parts.furniture),
        bylines=tuple(parts.bylines),
        statements=statements,
        language=parts.language or guess_language(parts.paragraphs),
        site_name=parts.site_name,
        canonical_url=parts.canonical_url,
    )


def is_html(text: str) -> bool:
    """By its beginning, or by having more than a few tags near it."""
    head = text[:20_000]
    return bool(_HTML.match(head)) or len(_TAGS.findall(head)) >= 6
