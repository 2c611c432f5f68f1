"""The pictures of the example newsroom, drawn by code: 1600 × 1000, the same every time."""

from __future__ import annotations

from PIL import Image

from twosource.demo import (
    pictures_boats,
    pictures_bridge,
    pictures_charts,
    pictures_inside,
    pictures_people,
    pictures_school,
    pictures_shore,
    pictures_town,
)

_PICTURES = {
    **pictures_bridge.PICTURES,
    **pictures_charts.PICTURES,
    **pictures_boats.PICTURES,
    **pictures_shore.PICTURES,
    **pictures_town.PICTURES,
    **pictures_inside.PICTURES,
    **pictures_people.PICTURES,
    **pictures_school.PICTURES,
}

KEYS = tuple(_PICTURES)


def draw(key: str) -> Image.Image:
    """The picture of that key, RGB. Raises KeyError for a key that is not in `KEYS`."""
    return _PICTURES[key]().pull()
