"""The bytes that came in, kept as they came, under their SHA-256."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


def place_of(sha256: str) -> Path:
    """Where the original with this digest is kept: never under the media that readers can ask for."""
    return Path(settings.TWOSOURCE_FOLDER) / "data" / "originals" / sha256[:2] / sha256


def keep(data: bytes) -> str:
    """Keep these bytes and return their SHA-256. They are whole on disk, or not there at all.

    Raises: OSError when the folder cannot be written or the disk is full; nothing half-written stays.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    place = place_of(sha256)
    if place.is_file():
        return sha256
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return sha256


def bytes_of(sha256: str) -> bytes:
    """The original bytes. Raises FileNotFoundError, or ValueError when they are not what they were."""
    data = place_of(sha256).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError(f"the original {sha256} was changed on disk")
    return data
