"""Static files and media, from their folders: small ones held in memory like pages, large ones as they are.

A collected static file has its content's hash in its name, and is good for ever. An uploaded file is looked at
and never run, whatever it turns out to be.
"""

from __future__ import annotations

import mimetypes
import os
import re
import stat
from collections.abc import Mapping
from email.utils import formatdate
from pathlib import Path

from starlette.responses import FileResponse, Response
from starlette.types import Scope

from .addresses import path_of
from .negotiation import choose_encoding, matches, unchanged_since
from .records import FinishedPage

# What is larger is sent from disk, a piece at a time.
LARGEST_HELD = 512 * 1024
STATIC, MEDIA = "/static/", "/media/"
_HASHED = re.compile(r"\.[0-9a-f]{12}\.[A-Za-z0-9.]+\Z")
_FOR_EVER, _A_MINUTE, _A_WEEK = (
    "max-age=315360000, public, immutable",
    "max-age=60, public",
    "max-age=604800, public",
)
_BESIDE = {"br": ".br", "gzip": ".gz"}
_RANGES = re.compile(r"bytes=\s*(\d+-\d*|-\d+)(\s*,\s*(\d+-\d*|-\d+))*\s*", re.IGNORECASE)
# So many parts of one file are a reader's need; more are an attack on the disk.
_MOST_RANGES = 16

_KINDS = mimetypes.MimeTypes(filenames=())
for _suffix, _kind in {
    ".avif": "image/avif", ".webp": "image/webp", ".woff2": "font/woff2", ".woff": "font/woff",
    ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml",
    ".json": "application/json", ".webmanifest": "application/manifest+json", ".ico": "image/x-icon",
    ".md": "text/markdown", ".opus": "audio/ogg", ".m4a": "audio/mp4", ".map": "application/json",
}.items():  # fmt: skip
    _KINDS.add_type(_kind, _suffix)


class Files:
    """The files under the two folders, by the path they are asked for."""

    def __init__(self, *, static: Path, media: Path) -> None:
        self._roots = {STATIC: static, MEDIA: media}

    # What the shelf asks

    def identity(self, path: str) -> object:
        """What tells the small file at this path from a later one; None where there is none."""
        found = self._locate(path)
        if found is None or found[1].st_size > LARGEST_HELD:
            return None
        return _identity(found[1])

    def read(self, path: str) -> FinishedPage | None:
        """The small file at this path as a page, with what was compressed beside it."""
        found = self._locate(path)
        if found is None or found[1].st_size > LARGEST_HELD:
            return None
        file, known = found
        bodies: dict[str, bytes] = {}
        try:
            bodies["identity"] = file.read_bytes()
            for encoding, other in self._beside(path, file).items():
                bodies[encoding] = other.read_bytes()
        except OSError:
            return None
        return FinishedPage(
            path=path, status=200, headers=_headers(path, file), bodies=bodies,
            etag=_etag(known), last_modified=int(known.st_mtime),
        )  # fmt: skip

    # What the application asks

    def response(self, scope: Scope) -> Response | None:
        """The answer with the file at the request's path, whole or in parts; None where there is none."""
        path = path_of(scope["raw_path"])
        found = self._locate(path) if path is not None else None
        if found is None or path is None:
            return None
        file, known = found
        heads = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        wanted = _wanted(heads.get("range"), known.st_size)
        sent, encoding = file, "identity"
        beside = self._beside(path, file)
        if wanted is None:
            scope["headers"] = [line for line in scope["headers"] if line[0] != b"range"]
            sizes = {"identity": known.st_size} | {name: each.stat().st_size for name, each in beside.items()}
            encoding = choose_encoding(heads.get("accept-encoding", "").encode("latin-1"), sizes)
            sent = beside.get(encoding, file)
        headers = dict(_headers(path, file)) | {
            "etag": f'"{_etag(known)}"' if encoding == "identity" else f'"{_etag(known)}-{encoding}"',
            "last-modified": formatdate(int(known.st_mtime), usegmt=True),
        }
        if beside:
            headers["vary"] = "Accept-Encoding"
        if encoding != "identity":
            headers["content-encoding"] = encoding
        if _is_unchanged(heads, headers["etag"], int(known.st_mtime)):
            return Response(status_code=304, headers=_brief(headers))
        return FileResponse(
            sent, headers=headers, media_type=headers["Content-Type"], stat_result=sent.stat()
        )

    def _locate(self, path: str) -> tuple[Path, os.stat_result] | None:
        """The file at this path, never one that is hidden, or that a link leads to out of its folder."""
        for prefix, root in self._roots.items():
            if path.startswith(prefix):
                parts = path[len(prefix) :].split("/")
                if not all(parts) or any(part.startswith(".") or "\0" in part for part in parts):
                    return None
                try:
                    file = root.joinpath(*parts).resolve(strict=True)
                    known = file.stat()
                except (OSError, RuntimeError, ValueError):
                    return None
                inside = file.is_relative_to(root.resolve())
                return (file, known) if inside and stat.S_ISREG(known.st_mode) else None
        return None

    def _beside(self, path: str, file: Path) -> Mapping[str, Path]:
        if not path.startswith(STATIC):
            return {}
        others = {encoding: file.with_name(file.name + suffix) for encoding, suffix in _BESIDE.items()}
        return {encoding: other for encoding, other in others.items() if other.is_file()}


def _headers(path: str, file: Path) -> tuple[tuple[str, str], ...]:
    kind, encoding = _KINDS.guess_type(file.name)
    if encoding is not None or kind is None:
        kind = "application/octet-stream"
    if kind.startswith("text/"):
        kind += "; charset=utf-8"
    shared = (("Content-Type", kind), ("Accept-Ranges", "bytes"), ("X-Content-Type-Options", "nosniff"))
    if path.startswith(STATIC):
        age = _FOR_EVER if _HASHED.search(path) else _A_MINUTE
        return (*shared, ("Cache-Control", age), ("Access-Control-Allow-Origin", "*"))
    policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return (
        *shared,
        ("Cache-Control", _A_WEEK),
        ("Content-Security-Policy", policy),
        ("Access-Control-Allow-Origin", "*"),
    )


def _identity(known: os.stat_result) -> tuple[int, int, int]:
    return known.st_ino, known.st_mtime_ns, known.st_size


def _etag(known: os.stat_result) -> str:
    return f"{known.st_mtime_ns:x}-{known.st_size:x}"


def _is_unchanged(heads: Mapping[str, str], etag: str, modified: int) -> bool:
    condition = heads.get("if-none-match")
    if condition is not None:
        return matches(condition.encode("latin-1"), etag.encode())
    since = heads.get("if-modified-since")
    return since is not None and unchanged_since(since.encode("latin-1"), modified)


def _brief(headers: Mapping[str, str]) -> dict[str, str]:
    kept = ("cache-control", "etag", "last-modified", "vary")
    return {name: value for name, value in headers.items() if name.lower() in kept}


def _wanted(ranges: str | None, size: int) -> str | None:
    """The Range header if it asks for parts that make sense; None to send the whole (RFC 9110, 14.2)."""
    if ranges is None or not _RANGES.fullmatch(ranges) or ranges.count(",") >= _MOST_RANGES:
        return None
    for part in ranges.partition("=")[2].split(","):
        first, _dash, last = part.strip().partition("-")
        if first and last and int(first) > int(last):
            return None
    return ranges
