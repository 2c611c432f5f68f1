"""Which system a file is of, by looking at it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .coral import Coral
from .disqus import Disqus
from .isso import Isso
from .own import Own
from .records import FORMAT
from .values import BadFile
from .wxr import Wxr

SOURCES: dict[str, Any] = {"wxr": Wxr, "disqus": Disqus, "coral": Coral, "isso": Isso, "twosource": Own}
_LOOK = 1 << 16


def opened(path: Path, kind: str = "") -> Any:
    """The reader of a file or folder, of the kind that was said or that it looks like.

    Raises: BadFile when it looks like none, or is not there.
    """
    if not path.exists():
        raise BadFile(f"{path}: there is no such file.")
    if path.is_dir() and kind not in ("", "coral"):
        raise BadFile(f"{path}: it is a folder; name the file in it.")
    found = kind or _guessed(path)
    if not found:
        raise BadFile(
            f"{path}: it looks like no export we know. Say with --from what it is: {', '.join(SOURCES)}."
        )
    return SOURCES[found](path)


def _guessed(path: Path) -> str:
    if path.is_dir():
        return "coral"
    with path.open("rb") as stream:
        begin = stream.read(_LOOK)
    if begin.startswith(b"SQLite format 3\0"):
        return "isso"
    # Of UTF-16 every second byte is nothing: enough to look for names in Latin letters.
    plain = begin.replace(b"\0", b"")
    first = plain.split(b"\n", 1)[0]
    if FORMAT.encode() in first:
        return "twosource"
    if b"http://disqus.com" in plain and b"<disqus" in plain:
        return "disqus"
    if b"wordpress.org/export/" in plain:
        return "wxr"
    if b'"storyID"' in plain and b'"revisions"' in plain:
        return "coral"
    columns = {cell.strip().strip(b'"').lower() for cell in first.removeprefix(b"\xef\xbb\xbf").split(b",")}
    return "coral" if {b"story_id", b"author_id", b"body"} <= columns else ""
