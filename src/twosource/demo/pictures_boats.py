"""Ferries, rowing boats and the lighthouse."""

from __future__ import annotations

from twosource.demo.pictures_ink import WIDTH, Point, Print, arc, bend, box

NIGHT, GOLD, PALE = "#0e1d31", "#e9b95a", "#f5ecd2"


def ferry_night() -> Print:
    """A small ferry, lights on, crossing black water under a moon."""
    p = Print("ferry-night", "#12263d")
    for radius, ink in ((330, "#17304a"), (230, "#1e3c58"), (150, "#2a4c68")):
        p.disc((330, 230), radius, ink)
    p.disc((330, 230), 84, PALE)
    p.disc((306, 214), 15, "#e2d6b4")
    p.disc((352, 254), 10, "#e2d6b4")
    for _ in range(70):
        at = (p.chance.uniform(0, WIDTH), p.chance.uniform(10, 430))
        p.disc(at, p.chance.uniform(1.2, 2.8), "#cfd8d2", 0)
    p.gouges(p.area(box(0, 250, WIDTH, 300)), "#0e1d31", _clouds(p))
    p.shape(
        [
            (-10, 566),
            *bend((0, 560), (200, 520), (430, 556), steps=12),
            (760, 566),
            (1250, 566),
            *bend((1250, 566), (1450, 500), (1610, 530), steps=12),
            (1610, 580),
            (-10, 580),
        ],
        "#0a1626",
    )
    for x in (60, 96, 130, 178, 240, 1418, 1460, 1496, 1540):
        p.disc((x, 557 + p.chance.uniform(-8, 2)), 3.2, GOLD, 0)
    p.shape(box(-10, 566, WIDTH + 20, 450), NIGHT)
    p.ripples((0, 575, WIDTH, 1000), "#2a4c68", 320, 6, 230)
    for n in range(40):
        y = 584 + n * 10.4
        half = (16 + n * 2.4) * p.chance.uniform(0.35, 1.05)
        p.gouge((330 - half, y), (330 + half, y), 6, "#d9cfae", p.chance.uniform(-1, 2))
    _lights_on_water(p)
    _ferry(p, 560, 668)
    return p


def _clouds(p: Print) -> list[tuple[Point, Point, float, float]]:
    rows = []
    for _ in range(46):
        x, y = p.chance.uniform(-100, WIDTH), p.chance.uniform(270, 520)
        rows.append(((x, y), (x + p.chance.uniform(200, 560), y + p.chance.uniform(-6, 6)), 8.0, 2.0))
    return rows


def _lights_on_water(p: Print) -> None:
    for x in range(610, 1270, 44):
        for n in range(22):
            y = 700 + n * 13
            half = (5 + n * 1.1) * p.chance.uniform(0.4, 1.3)
            sway = p.chance.uniform(-5, 5) * (1 + n / 8)
            p.gouge((x - half + sway, y), (x + half + sway, y), 5, GOLD if x % 3 else "#c98f3c")


def _ferry(p: Print, x: float, y: float) -> None:
    """Her bow points right; x is her stern, y her waterline."""
    hull = [(x - 14, y - 96), (x + 620, y - 96), (x + 780, y - 122), (x + 716, y + 8), (x + 16, y + 8)]
    p.shape(hull, "#a43f2c")
    p.shape(
        [
            (x - 14, y - 98),
            (x + 620, y - 98),
            (x + 784, y - 125),
            (x + 772, y - 98),
            (x + 620, y - 72),
            (x - 10, y - 72),
        ],
        PALE,
    )
    p.shade(
        [(x + 4, y - 60), (x + 650, y - 60), (x + 730, y - 20), (x + 716, y + 8), (x + 16, y + 8)],
        "#6f2519",
        13,
        5,
    )
    p.shape(box(x + 20, y - 176, 590, 80), PALE)
    p.shape(box(x + 70, y - 246, 430, 70), "#e4dabc")
    p.shape([(x + 372, y - 246), (x + 388, y - 312), (x + 500, y - 312), (x + 516, y - 246)], PALE)
    _windows(p, x, y)
    p.shape([(x + 170, y - 246), (x + 184, y - 352), (x + 262, y - 352), (x + 268, y - 246)], "#a43f2c")
    p.shape([(x + 182, y - 336), (x + 183, y - 352), (x + 262, y - 352), (x + 263, y - 336)], NIGHT)
    p.bar((x + 440, y - 420), (x + 440, y - 312), 6, NIGHT)
    p.disc((x + 440, y - 424), 8, PALE, 0)
    p.bar((x + 720, y - 190), (x + 720, y - 112), 5, NIGHT)
    p.disc((x + 720, y - 194), 6, PALE, 0)
    for n in range(12):
        p.bar((x + 20 + n * 55, y - 200), (x + 20 + n * 55, y - 176), 3, PALE)
    p.bar((x + 20, y - 200), (x + 625, y - 200), 3, PALE)
    for n in range(7):
        u = x + 190 - n * 62 - n * n * 3
        p.gouge((u, y - 372 - n * 13), (u - 110 - n * 8, y - 382 - n * 15), 10 + n, "#3c5872", 6)
    p.gouge((x + 700, y + 6), (x + 930, y + 18), 9, PALE, 3)
    p.gouge((x - 190, y + 12), (x + 60, y + 8), 9, "#9db2b8", 2)


def _windows(p: Print, x: float, y: float) -> None:
    for n in range(11):
        p.shape(box(x + 44 + n * 51, y - 156, 34, 36), GOLD, 0.8)
    for n in range(7):
        p.shape(box(x + 92 + n * 40, y - 226, 26, 32), GOLD, 0.8)
    p.shape([(x + 396, y - 300), (x + 492, y - 300), (x + 500, y - 268), (x + 390, y - 268)], "#f4d78a", 0.6)
    for n in (1, 2, 3):
        p.bar((x + 394 + n * 26, y - 302), (x + 393 + n * 26, y - 266), 4, PALE)
    for n in range(9):
        p.disc((x + 60 + n * 70, y - 44), 8, GOLD, 0.2)


def ferry_fog() -> Print:
    """A ferry half lost in fog, mooring posts, a gull."""
    p = Print("ferry-fog", "#dcdfd8")
    p.ripples((0, 0, WIDTH, 1000), "#e5e7e0", 260, 9, 520)
    ghost, faint = "#b9c1bd", "#c8cfca"
    p.shape([(420, 560), (1090, 560), (1262, 528), (1190, 660), (450, 660)], ghost)
    p.shape(box(462, 476, 600, 86), faint)
    p.shape(box(520, 410, 420, 68), "#cfd5d0")
    p.shape([(830, 410), (846, 350), (950, 350), (966, 410)], faint)
    p.shape([(610, 410), (624, 310), (700, 310), (706, 410)], "#c99f93")
    for n in range(11):
        p.shape(box(490 + n * 51, 500, 30, 32), "#e6d6a8")
    p.disc((900, 376), (46, 14), "#efe0ae")
    p.bar((892, 250), (892, 350), 5, ghost)
    p.disc((892, 250), 34, "#e7e2cb")
    p.disc((892, 250), 9, "#f6e7b0")
    p.gouges(p.area(box(0, 300, WIDTH, 420)), "#dcdfd8", _fog(p, 90))
    p.shape(box(-10, 690, WIDTH + 20, 320), "#aab5b2")
    p.gouges(p.area(box(0, 660, WIDTH, 350)), "#c3cbc6", _fog(p, 60, 690))
    p.ripples((0, 740, WIDTH, 1000), "#8b9a99", 130, 6, 260)
    for n, x in enumerate((120, 318, 1130, 1330, 1500)):
        _post(p, x, 470 + (n % 3) * 34, 30 + n % 2 * 6)
    _gull(p, 1330, 500)
    p.stroke(bend((140, 560), (230, 640), (318, 580)), 7, "#59676c")
    p.stroke(bend((1150, 560), (1240, 640), (1330, 590)), 7, "#59676c")
    return p


def _fog(p: Print, count: int, top: float = 320) -> list[tuple[Point, Point, float, float]]:
    rows = []
    for _ in range(count):
        x, y = p.chance.uniform(-200, WIDTH), p.chance.uniform(top, top + 340)
        rows.append(((x, y), (x + p.chance.uniform(300, 800), y), p.chance.uniform(3, 10), 0.0))
    return rows


def _post(p: Print, x: float, top: float, half: float) -> None:
    p.shape([(x - half, top), (x + half, top), (x + half + 4, 960), (x - half - 4, 960)], "#46555d")
    p.disc((x, top), (half, half * 0.42), "#6c7b80")
    p.shade([(x - half, top + 16), (x - 4, top + 16), (x - 6, 950), (x - half - 3, 950)], "#33424b", 21, 8)
    for n in range(7):
        wide = half * p.chance.uniform(1.1, 1.9)
        p.gouge((x - wide, 955 + n * 8), (x + wide, 955 + n * 8), 6, "#59676c")


def _gull(p: Print, x: float, y: float) -> None:
    top = y + 2
    p.shape(
        [
            (x - 62, top - 20),
            *bend((x - 40, top - 30), (x + 6, top - 62), (x + 38, top - 36), steps=10),
            *bend((x + 38, top - 30), (x + 16, top + 6), (x - 34, top - 8), steps=10),
        ],
        "#f7f5ec",
    )
    p.shape(
        [(x - 74, top - 16), *bend((x - 46, top - 32), (x - 8, top - 40), (x + 10, top - 20), steps=8)],
        "#8b9a99",
    )
    p.disc((x + 34, top - 48), 16, "#f7f5ec")
    p.shape([(x + 46, top - 52), (x + 66, top - 46), (x + 46, top - 42)], "#d9942f")
    p.disc((x + 38, top - 51), 2.6, "#1d2a30", 0)
    for u in (x - 4, x + 8):
        p.bar((u, top - 10), (u, top + 14), 4, "#d9942f")


def rowing_boats() -> Print:
    """Three rowing boats from above, moored side by side to a jetty."""
    p = Print("rowing-boats", "#2f6d68")
    p.ripples((0, 0, WIDTH, 1000), "#3f827a", 300, 8, 260)
    p.ripples((0, 0, WIDTH, 1000), "#245853", 200, 8, 220)
    p.shape(box(-10, -10, WIDTH + 20, 196), "#b58b5a")
    for y in (36, 84, 132):
        p.bar((-10, y), (WIDTH + 10, y), 5, "#7c5a35")
    for n in range(60):
        y = (12, 60, 108, 158)[n % 4]
        x = p.chance.uniform(0, WIDTH)
        p.gouge((x, y), (x + p.chance.uniform(60, 190), y), 5, "#9a7446")
    p.shape(box(-10, 186, WIDTH + 20, 30), "#1f4744")
    for x, ink, inner in (
        (330, "#b8432f", "#e9d9b4"),
        (800, "#e8dfc6", "#c89a5c"),
        (1270, "#27485f", "#e9d9b4"),
    ):
        _rowing_boat(p, x, ink, inner)
    for x in (104, 340, 570, 810, 1040, 1280, 1510):
        p.disc((x, 150), 26, "#4d3a24")
        p.disc((x, 146), 19, "#6d5331")
    return p


def _rowing_boat(p: Print, x: float, ink: str, inner: str) -> None:
    def hull(half: float, bow: float, stern: float) -> list[Point]:
        right = bend(
            (x, bow), (x + half * 1.5, bow + 190), (x + half * 1.12, stern - 130), (x + half * 0.55, stern)
        )
        left = [(2 * x - u, v) for u, v in reversed(right)]
        return [*right, *left]

    p.shape([(u + 26, v + 22) for u, v in hull(128, 268, 900)], "#1d4a47")
    p.shape(hull(128, 262, 900), ink)
    p.shape(hull(106, 306, 880), inner)
    for y in range(360, 870, 24):
        p.gouge((x - 92, y), (x + 92, y), 4, "#a57c48")
    p.bar((x, 330), (x, 876), 9, "#8a6436")
    for y, half in ((450, 106), (620, 118), (790, 98)):
        p.shape(box(x - half, y, 2 * half, 44), "#8a6436")
        p.shade(box(x - half + 6, y + 6, 2 * half - 12, 34), "#6d4d27", 12, 4)
    for side in (-1, 1):
        p.stroke([(x + side * 26, 420), (x + side * 62, 846)], 11, "#f3e6c4")
        p.shape(
            [(x + side * 52, 742), (x + side * 74, 740), (x + side * 82, 858), (x + side * 58, 862)],
            "#f3e6c4",
        )
        p.disc((x + side * 118, 634), 8, "#1f2d33")
    p.stroke(bend((x, 272), (x - 30, 236), (x + 24, 200), (x + 10, 150)), 6, "#efe3c3")


def lighthouse() -> Print:
    """A banded lighthouse on a rock, two beams, a dark sea."""
    p = Print("lighthouse", "#15304a")
    p.ripples((0, 0, WIDTH, 640), "#1d3d5b", 220, 8, 420)
    lamp = (980, 246)
    for spread, ink in ((74, "#5f7f86"), (42, "#a9b596"), (20, "#f0dd9c")):
        p.shape([lamp, (-20, 120 - spread * 2), (-20, 300 + spread)], ink)
        p.shape([lamp, (1620, 90 - spread), (1620, 200 + spread * 1.6)], ink)
    p.shape(box(-10, 700, WIDTH + 20, 310), "#0d2136")
    p.ripples((0, 706, WIDTH, 1000), "#3d6a80", 260, 7, 260)
    rock = [
        (560, 1010),
        (640, 860),
        (720, 840),
        (780, 760),
        (880, 744),
        (1080, 748),
        (1180, 792),
        (1260, 800),
        (1420, 1010),
    ]
    p.shape(rock, "#0a1624", 3)
    for _ in range(80):
        x, y = p.chance.uniform(660, 1320), p.chance.uniform(776, 990)
        p.gouge((x, y), (x + p.chance.uniform(20, 80), y + p.chance.uniform(6, 34)), 5, "#31506a")
    _tower(p, 980)
    for _ in range(60):
        x, y = p.chance.uniform(440, 1480), 972 + p.chance.uniform(-20, 26)
        half = p.chance.uniform(20, 90)
        p.gouge((x - half, y), (x + half, y), p.chance.uniform(5, 11), "#dfe6df", p.chance.uniform(-5, 1))
    p.shape([(1086, 752), (1086, 660), (1190, 660), (1190, 790)], "#efe6cf")
    p.shape([(1070, 664), (1138, 606), (1206, 664)], "#b23a2c")
    p.shape(box(1122, 690, 30, 38), "#f0c869")
    return p


def _tower(p: Print, x: float) -> None:
    p.shape([(x - 96, 756), (x - 58, 310), (x + 58, 310), (x + 96, 756)], "#f1e8d2")
    for top, low in ((366, 456), (548, 640)):
        at, to = 58 + (top - 310) * 0.0852, 58 + (low - 310) * 0.0852
        p.shape([(x - at, top), (x + at, top), (x + to, low), (x - to, low)], "#b23a2c")
    p.shade([(x + 18, 312), (x + 58, 312), (x + 96, 756), (x + 28, 756)], "#1b2e40", 15, 6)
    p.shape(box(x - 84, 292, 168, 22), "#0a1624")
    for u in range(-78, 79, 26):
        p.bar((x + u, 262), (x + u, 294), 4, "#0a1624")
    p.bar((x - 80, 264), (x + 80, 264), 4, "#0a1624")
    p.shape(box(x - 40, 206, 80, 88), "#fbeeb4")
    for u in (-40, -13, 13, 40):
        p.bar((x + u, 204), (x + u, 294), 5, "#0a1624")
    p.shape([(x - 54, 208), *arc((x, 208), (52, 66), 180, 360, 20), (x + 54, 208)], "#b23a2c")
    p.bar((x, 100), (x, 146), 6, "#0a1624")
    p.disc((x, 144), 10, "#0a1624")
    for y in (352, 500, 690):
        p.shape(
            [(x - 12, y + 28), (x - 12, y + 6), *arc((x, y + 6), (12, 12), 180, 360, 8), (x + 12, y + 28)],
            "#0a1624",
        )


PICTURES = {
    "ferry-night": ferry_night,
    "ferry-fog": ferry_fog,
    "rowing-boats": rowing_boats,
    "lighthouse": lighthouse,
}
