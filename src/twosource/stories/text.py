"""The plain words of a body, and finding words in them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

_TAG = re.compile(r"<[^>]*>")
_END = re.compile(r"</(?:p|li)>|<br\b[^>]*>")
_SPACE = re.compile(r"\s+")


def plain(markup: str) -> str:
    """Rich text as plain words, with single spaces."""
    return _SPACE.sub(" ", html.unescape(_TAG.sub("", _END.sub(" ", markup)))).strip()


def words_of(body: Any) -> Iterator[str]:
    """The words of each block of a StreamField value that has any, in order."""
    for block in body:
        match block.block_type:
            case "paragraph" | "list":
                yield plain(block.value.source)
            case "heading":
                yield str(block.value)
            case "quotation":
                yield block.value["text"]
            case "correction":
                yield block.value["text"]
            case "picture":
                yield block.value["caption"] or ""
            case "embed":
                yield block.value["title"]


def whole_text(body: Any) -> str:
    """Every word of a body, a block a line."""
    return "\n".join(part for part in words_of(body) if part)


def stands_in(body: Any, words: str) -> bool:
    """Whether these words stand, as they are, in one block of the body."""
    wanted = _SPACE.sub(" ", words).strip()
    return bool(wanted) and any(wanted in part for part in words_of(body))
