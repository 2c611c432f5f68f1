"""Ink on paper: the few moves of a print cut in linoleum, drawn with Pillow.

A `Print` is drawn three times as large as it will be and then reduced, so that edges are smooth. Edges
are cut with a slightly unsteady hand; marks in an area are gouges, thick in the middle and thin at the ends.
Everything comes from the print's own seed: the same key gives the same bytes.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

import twosource.site

WIDTH, HEIGHT, SCALE = 1600, 1000, 3
FACES = {
    "sans": ("public-sans.woff2", 500),
    "bold": ("public-sans.woff2", 680),
    "serif": ("newsreader-roman.woff2", 600),
    "italic": ("newsreader-italic.woff2", 500),
}
FONTS = Path(twosource.site.__file__).parent / "static" / "site" / "fonts"

Point = tuple[float, float]


def arc(centre: Point, radius: tuple[float, float], start: float, end: float, steps: int = 48) -> list[Point]:
    """Points of an arc of an ellipse; degrees run clockwise from three o'clock."""
    (x, y), (rx, ry) = centre, radius
    angles = [math.radians(start + (end - start) * n / steps) for n in range(steps + 1)]
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles]


def bend(*points: Point, steps: int = 40) -> list[Point]:
    """A Bézier curve of any degree through its first and last point."""
    found = []
    for n in range(steps + 1):
        t, row = n / steps, list(points)
        while len(row) > 1:
            row = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in pairwise(row)]
        found.append(row[0])
    return found


def box(x: float, y: float, width: float, height: float) -> list[Point]:
    """The corners of a rectangle."""
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


@lru_cache(maxsize=32)
def _font(name: str, size: int, weight: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    try:
        font = ImageFont.truetype(str(FONTS / name), size)
    except OSError:  # a Pillow built without WOFF2: its own face will do
        return ImageFont.load_default(size)
    with suppress(OSError):  # a face of one weight
        font.set_variation_by_axes([weight])
    return font


@dataclass(frozen=True)
class Area:
    """Where cuts may go: a stencil, white inside, whose corner lies at `left`, `top` of the sheet."""

    stencil: Image.Image
    left: int
    top: int

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Its place on the large sheet."""
        x, y = self.left * SCALE, self.top * SCALE
        return (x, y, x + self.stencil.width, y + self.stencil.height)

    def inside(self, at: Point) -> Point:
        """A point of the sheet, as a point of the stencil."""
        return (at[0] - self.left, at[1] - self.top)

    def covers(self, at: Point) -> bool:
        """Whether a point of the sheet is inside; what is off the sheet is not."""
        x, y = (round(v * SCALE) for v in self.inside(at))
        width, height = self.stencil.size
        return 0 <= x < width and 0 <= y < height and self.stencil.getpixel((x, y)) == 255


class Print:
    """One sheet: `paper` is its first colour, later inks lie over earlier ones."""

    def __init__(self, key: str, paper: str) -> None:
        self.chance = random.Random(key)
        self.sheet = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), paper)
        self.pen = ImageDraw.Draw(self.sheet)

    def shape(self, points: Sequence[Point], ink: str, unsteady: float = 1.1) -> None:
        """A filled outline. `unsteady` is how far, in pixels, the knife strays."""
        self.pen.polygon(self._cut(points, unsteady), fill=ink)

    def disc(
        self, centre: Point, radius: float | tuple[float, float], ink: str, unsteady: float = 0.6
    ) -> None:
        """A filled ellipse."""
        radii = radius if isinstance(radius, tuple) else (radius, radius)
        self.shape(arc(centre, radii, 0, 360, 72), ink, unsteady)

    def bar(self, start: Point, end: Point, width: float, ink: str) -> None:
        """A straight stroke with square ends."""
        (x, y), (u, v) = start, end
        length = math.hypot(u - x, v - y) or 1
        dx, dy = -(v - y) / length * width / 2, (u - x) / length * width / 2
        self.shape([(x + dx, y + dy), (u + dx, v + dy), (u - dx, v - dy), (x - dx, y - dy)], ink, 0.5)

    def stroke(self, points: Sequence[Point], width: float, ink: str) -> None:
        """A stroke of even width along points, with round joints."""
        path = [(x * SCALE, y * SCALE) for x, y in points]
        self.pen.line(path, fill=ink, width=max(1, round(width * SCALE)), joint="curve")
        r = width * SCALE / 2
        for x, y in (path[0], path[-1]):
            self.pen.ellipse((x - r, y - r, x + r, y + r), fill=ink)

    def gouge(self, start: Point, end: Point, width: float, ink: str, sag: float = 0.0) -> None:
        """One cut of the gouge: a stroke that swells and thins, bowed by `sag` pixels."""
        self._gouge(self.pen, start, end, width, sag, ink)

    def gouges(self, area: Area, ink: str, rows: Iterable[tuple[Point, Point, float, float]]) -> None:
        """Many cuts (start, end, width, sag), kept inside an area."""
        layer = Image.new("L", area.stencil.size, 0)
        pen = ImageDraw.Draw(layer)
        for start, end, width, sag in rows:
            self._gouge(pen, area.inside(start), area.inside(end), width, sag, 255)
        self.sheet.paste(ink, area.box, ImageChops.multiply(layer, area.stencil))

    def area(self, outline: Sequence[Point]) -> Area:
        """A stencil of an outline, for `gouges`; only as large as it needs to be, which keeps it quick."""
        xs, ys = [x for x, _ in outline], [y for _, y in outline]
        left, top = max(0, math.floor(min(xs))), max(0, math.floor(min(ys)))
        right, low = min(WIDTH, math.ceil(max(xs))), min(HEIGHT, math.ceil(max(ys)))
        stencil = Image.new("L", (max(1, right - left) * SCALE, max(1, low - top) * SCALE), 0)
        moved = [((x - left) * SCALE, (y - top) * SCALE) for x, y in outline]
        ImageDraw.Draw(stencil).polygon(moved, fill=255)
        return Area(stencil, left, top)

    def ripples(
        self,
        region: tuple[float, float, float, float],
        ink: str,
        count: int,
        width: float = 5,
        reach: float = 120,
    ) -> None:
        """Level cuts in (left, top, right, bottom): short and thin far off, long and thick near."""
        left, top, right, bottom = region
        for _ in range(count):
            depth = self.chance.random() ** 0.8
            y = top + (bottom - top) * depth
            half = reach * (0.25 + depth) * self.chance.uniform(0.35, 1) / 2
            x = self.chance.uniform(left - half, right + half)
            self.gouge(
                (max(left, x - half), y), (min(right, x + half), y), width * (0.3 + 0.9 * depth), ink,
                self.chance.uniform(-1, 2) * (0.5 + depth),
            )  # fmt: skip

    def shade(self, outline: Sequence[Point], ink: str, gap: float, width: float, slope: float = 0.0) -> None:
        """Even hatching inside an outline: strokes `gap` apart; `slope` is their rise over their run."""
        xs, ys = [p[0] for p in outline], [p[1] for p in outline]
        left, right, tilt = min(xs) - 20, max(xs) + 20, slope * (max(xs) - min(xs) + 40)
        rows, y = [], min(ys) - abs(tilt)
        while y < max(ys) + abs(tilt):
            lift = self.chance.uniform(-0.12, 0.12) * gap
            thick = width * self.chance.uniform(0.75, 1.2)
            rows.append(((left, y + lift), (right, y + lift - tilt), thick, 0.0))
            y += gap
        self.gouges(self.area(outline), ink, rows)

    def words(
        self, at: Point, text: str, size: int, ink: str, face: str = "sans", anchor: str = "la"
    ) -> None:
        """Letters; `anchor` as in Pillow: `la` left and top, `ms` middle and baseline, `rs` right."""
        name, weight = FACES[face]
        font = _font(name, size * SCALE, weight)
        self.pen.text((at[0] * SCALE, at[1] * SCALE), text, font=font, fill=ink, anchor=anchor)

    def pull(self, grain: float = 1.0) -> Image.Image:
        """The finished sheet at its real size, with the paper's grain and specks where ink missed."""
        sheet = self.sheet.reduce(SCALE)
        size = sheet.size
        noise = Image.frombytes("L", size, self.chance.randbytes(size[0] * size[1]))
        soft = noise.filter(ImageFilter.GaussianBlur(0.9)).point(
            lambda v: max(0, min(255, (v - 128) * 2 + 128))
        )
        sheet = Image.blend(sheet, ImageChops.soft_light(sheet, Image.merge("RGB", (soft,) * 3)), 0.2 * grain)
        specks = noise.filter(ImageFilter.GaussianBlur(1.4)).point(lambda v: 90 if v > 158 else 0)
        return Image.composite(sheet.point(lambda v: min(255, v + 14)), sheet, specks) if grain else sheet

    def _cut(self, points: Sequence[Point], unsteady: float) -> list[Point]:
        if not unsteady:
            return [(x * SCALE, y * SCALE) for x, y in points]
        found = []
        for (x, y), (u, v) in zip(points, [*points[1:], points[0]], strict=True):
            parts = max(1, min(24, int(math.hypot(u - x, v - y) / 55)))
            for n in range(parts):
                t = n / parts
                sway = unsteady * self.chance.uniform(-1, 1)
                lift = unsteady * self.chance.uniform(-1, 1)
                found.append(((x + (u - x) * t + sway) * SCALE, (y + (v - y) * t + lift) * SCALE))
        return found

    def _gouge(
        self, pen: ImageDraw.ImageDraw, start: Point, end: Point, width: float, sag: float, ink: str | int
    ) -> None:
        (x, y), (u, v) = start, end
        length = math.hypot(u - x, v - y) or 1
        nx, ny = -(v - y) / length, (u - x) / length
        middle = ((x + u) / 2 + nx * sag * 2, (y + v) / 2 + ny * sag * 2)
        skew = self.chance.uniform(0.3, 0.7)
        over = ((x + (u - x) * skew) + nx * (width + sag * 2), (y + (v - y) * skew) + ny * (width + sag * 2))
        under = (middle[0] - nx * width, middle[1] - ny * width)
        outline = bend(start, over, end, steps=10) + bend(end, under, start, steps=10)
        pen.polygon([(a * SCALE, b * SCALE) for a, b in outline], fill=ink)
