"""The pictures of the example newsroom, drawn by code: 1600 × 1000, the same every time."""

from __future__ import annotations

from PIL import Image

from twosource.demo import pictures_boats, pictures_bridge, pictures_shore

_PICTURES = {**pictures_bridge.PICTURES, **pictures_boats.PICTURES, **pictures_shore.PICTURES}

KEYS = tuple(_PICTURES)


def draw(key: str) -> Image.Image:
    """The picture of that key, RGB. Raises KeyError for a key that is not in `KEYS`."""
    return _PICTURES[key]().pull()
