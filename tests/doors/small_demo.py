"""Make the example newsroom with plain pictures: `python small_demo.py FOLDER`.

Drawing and encoding the real ones takes minutes on a slow machine, and no test here looks at what they show.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

from twosource.cli import demo
from twosource.demo import pictures


def plain(key: str) -> Image.Image:
    """A small picture of one colour, another for each key."""
    shade = sum(key.encode()) % 120
    return Image.new("RGB", (480, 300), (90 + shade, 120, 210 - shade))


if __name__ == "__main__":
    pictures.draw = plain
    demo._make(Path(sys.argv[1]), None)
