"""What kept bytes are, as far as their beginning tells: what a server or a file's name says is only a hint."""

from __future__ import annotations

import mimetypes
import os
import re
import unicodedata
from typing import IO, Final

from django.utils.translation import gettext as _

LONGEST_NAME: Final = 150
HEAD: Final = 4096

_SIGNATURES: Final = (
    (b"%PDF-", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"), (b"ID3", "audio/mpeg"), (b"OggS", "audio/ogg"), (b"fLaC", "audio/flac"),
    (b"\x1aE\xdf\xa3", "video/webm"), (b"PK\x03\x04", "application/zip"), (b"\x1f\x8b", "application/gzip"),
    (b"II*\x00", "image/tiff"), (b"MM\x00*", "image/tiff"),
)  # fmt: skip
_BOXES: Final = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_FILMS: Final = {b"avif": "image/avif", b"avis": "image/avif", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4"}
_OFFICE: Final = re.compile(r"application/(vnd\.(openxmlformats|oasis|ms-)|epub)")
_HTML: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|article|p|div)\b", re.I)
_SVG: Final = re.compile(rb"<svg\b", re.I)
_CONTROLS: Final = bytes(b for b in range(32) if b not in (9, 10, 12, 13, 27))
# Pictures a browser shows without running anything in them, and plain text.
SHOWN: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "text/plain"})


def media_type(head: bytes, *, name: str = "", told: str = "") -> str:
    """The media type by the first bytes (`HEAD` are enough); name and what was told only add to it."""
    hint = (mimetypes.guess_type(name)[0] or "").lower()
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return hint if kind == "application/zip" and _OFFICE.match(hint) else kind
    if head.startswith(b"RIFF"):
        return _BOXES.get(head[8:12], "application/octet-stream")
    if head[4:8] == b"ftyp":
        return _FILMS.get(head[8:12], "video/mp4")
    if not _is_text(head):
        return "application/octet-stream"
    if _SVG.search(head) and not _HTML.search(head):
        return "image/svg+xml"
    if _HTML.search(head) or told in ("text/html", "application/xhtml+xml"):
        return "text/html"
    return hint if hint.startswith("text/") and hint != "text/html" else "text/plain"


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return len(head) == len(head.translate(None, _CONTROLS))


def kind_of(kind: str) -> str:
    """What people call a media type."""
    names = {
        "application/pdf": _("PDF"), "text/html": _("web page"), "text/plain": _("text"),
        "application/zip": _("archive"),
        "image/svg+xml": _("drawing"), "text/csv": _("table"),
    }  # fmt: skip
    families = {"image": _("picture"), "audio": _("sound"), "video": _("film"), "text": _("text")}
    if _OFFICE.match(kind):
        return _("office document")
    return names.get(kind) or families.get(kind.partition("/")[0]) or _("file")


def count_pages(file: IO[bytes]) -> int | None:
    """How many pages a PDF says it has; None for one that is locked, or not strictly well-formed.

    Only its own table of contents is read, strictly: nothing is repaired, drawn or run.
    """
    # Loaded with the first PDF: it is large, and most processes never see one.
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        count = PdfReader(file, strict=True).root_object["/Pages"]["/Count"]  # type: ignore[index]
        return int(count) if 0 < int(count) < 1_000_000 else None
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OSError):
        return None


def clean_name(name: str, kind: str = "") -> str:
    """A file's name as one may show and download it: no folders, no controls, no marks that turn the line round."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = "".join(sign for sign in name if unicodedata.category(sign)[0] not in "CZ" or sign == " ")
    name = " ".join(name.split()).strip(". ")
    stem, ending = os.path.splitext(name)
    if len(ending) > 12:
        stem, ending = name, ""
    name = stem[: LONGEST_NAME - len(ending)] + ending
    return name or nameless(kind)


def nameless(kind: str) -> str:
    """What a copy is called that has no name of its own, or none that may be told."""
    return f"copy{mimetypes.guess_extension(kind) or ''}"
