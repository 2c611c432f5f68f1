"""Pictures of the town: court house, warehouse, market hall, street, church and organ."""

from __future__ import annotations

from itertools import pairwise

from twosource.demo.pictures_ink import WIDTH, Point, Print, arc, bend, box

INK, CREAM = "#20262f", "#f3ead5"


def court_house() -> Print:
    """Six columns, a pediment, steps, two people going up."""
    p = Print("court-house", "#b9c3c6")
    p.ripples((0, 0, WIDTH, 520), "#cdd5d6", 150, 8, 420)
    stone, shadow = "#dcc49a", "#8f7650"
    p.shape(box(160, 420, 1280, 400), shadow)
    p.shade(box(160, 430, 1280, 380), "#7a6340", 26, 7)
    p.shape([(250, 330), (800, 110), (1350, 330)], stone)
    p.shape([(340, 312), (800, 138), (1260, 312)], "#b99c6c")
    p.shade([(360, 310), (800, 146), (1240, 310)], "#a78a5b", 15, 5)
    _scales(p, 800, 236)
    p.shape(box(236, 328, 1128, 34), "#e8d5b0")
    p.shape(box(250, 362, 1100, 58), stone)
    p.words((800, 405), "AUDI  ALTERAM  PARTEM", 34, "#6b5433", "serif", "ms")
    for n in range(6):
        _column(p, 322 + n * 191)
    p.shape([(744, 812), (744, 560), *arc((800, 560), (56, 60), 180, 360, 16), (856, 560), (856, 812)], INK)
    p.shape(box(752, 570, 44, 242), "#5c3a24")
    p.shape(box(804, 570, 44, 242), "#5c3a24")
    for n in range(6):
        y, wide = 812 + n * 34, 600 + n * 46
        p.shape(box(800 - wide, y, wide * 2, 36), ("#e8d5b0", "#d0b78a")[n % 2])
        p.gouge((800 - wide + 20, y + 29), (800 + wide - 20, y + 29), 4, "#9c8258")
    _climber(p, 620, 912, 1.0, "#3d5361")
    _climber(p, 968, 880, 0.92, "#7d2f2a")
    for x in (118, 1482):
        p.shape([(x - 14, 1010), (x - 10, 560), (x + 10, 560), (x + 14, 1010)], INK)
        p.disc((x, 530), 38, CREAM)
        p.stroke(arc((x, 530), (40, 40), 0, 360, 30), 5, INK)
    return p


def _scales(p: Print, x: float, y: float) -> None:
    p.bar((x, y - 52), (x, y + 56), 8, "#6b5433")
    p.bar((x - 92, y - 34), (x + 92, y - 34), 7, "#6b5433")
    for u in (x - 88, x + 88):
        p.bar((u, y - 34), (u - 28, y + 22), 3, "#6b5433")
        p.bar((u, y - 34), (u + 28, y + 22), 3, "#6b5433")
        p.shape(arc((u, y + 20), (36, 22), 0, 180, 16), "#6b5433")


def _column(p: Print, x: float) -> None:
    p.shape([(x - 40, 452), (x + 40, 452), (x + 46, 790), (x - 46, 790)], "#eddcb8")
    p.shade([(x + 12, 456), (x + 40, 456), (x + 46, 788), (x + 14, 788)], "#a78a5b", 11, 5)
    for u in (-26, -10, 6):
        p.bar((x + u, 462), (x + u * 1.12, 784), 3, "#c7ab78")
    p.shape(box(x - 56, 420, 112, 34), "#e8d5b0")
    p.disc((x - 46, 440), 13, "#c7ab78")
    p.disc((x + 46, 440), 13, "#c7ab78")
    p.shape(box(x - 58, 788, 116, 26), "#e8d5b0")


def _climber(p: Print, x: float, y: float, size: float, coat: str) -> None:
    s = size
    p.shape([(x - 30 * s, y), (x - 22 * s, y - 70 * s), (x + 6 * s, y - 70 * s), (x - 8 * s, y)], INK)
    p.shape(
        [
            (x + 8 * s, y - 34 * s),
            (x + 2 * s, y - 80 * s),
            (x + 22 * s, y - 80 * s),
            (x + 28 * s, y - 34 * s),
        ],
        INK,
    )
    p.shape(
        [
            (x - 34 * s, y - 62 * s),
            (x - 22 * s, y - 156 * s),
            (x + 20 * s, y - 156 * s),
            (x + 36 * s, y - 62 * s),
        ],
        coat,
    )
    p.disc((x, y - 178 * s), 20 * s, "#c98f6b")
    p.shape(
        [
            (x - 22 * s, y - 176 * s),
            *arc((x, y - 182 * s), (22 * s, 22 * s), 180, 350, 14),
            (x + 12 * s, y - 186 * s),
        ],
        INK,
    )
    p.stroke([(x + 22 * s, y - 140 * s), (x + 42 * s, y - 104 * s), (x + 46 * s, y - 74 * s)], 13 * s, coat)
    p.shape(box(x + 26 * s, y - 74 * s, 46 * s, 34 * s), "#5c3a24")


def warehouse() -> Print:
    """A tall bonded warehouse with shuttered windows, mirrored in a dock."""
    p = Print("warehouse", "#cfd6c4")
    p.ripples((0, 0, WIDTH, 600), "#dde2d2", 130, 8, 420)
    p.shape([(-10, 640), (-10, 500), (250, 500), (250, 540), (330, 540), (330, 640)], "#7d8c7a")
    p.shape([(1290, 640), (1290, 470), (1400, 420), (1510, 470), (1620, 470), (1620, 640)], "#7d8c7a")
    brick, dark = "#9a3f2c", "#5e2219"
    p.shape([(330, 650), (330, 190), (810, 90), (1290, 190), (1290, 650)], brick)
    for _ in range(520):
        x, y = p.chance.uniform(336, 1260), 206 + 15 * p.chance.randrange(0, 29)
        p.gouge((x, y), (x + p.chance.uniform(14, 40), y), 3.4, ("#b65a42", "#7f3021")[p.chance.randrange(2)])
    p.bar((330, 190), (810, 90), 12, dark)
    p.bar((810, 90), (1290, 190), 12, dark)
    for row in range(4):
        for column in range(8):
            if column not in (3, 4):
                _shutter(p, 384 + column * 112, 224 + row * 106, (row, column) == (1, 6))
    _hoist(p, 810)
    p.shape(box(-10, 646, WIDTH + 20, 34), "#4f5a50")
    p.shape(box(-10, 640, WIDTH + 20, 10), "#c9c4ae")
    for x in (90, 260, 1360, 1530):
        p.shape([(x - 15, 646), (x - 12, 612), (x + 12, 612), (x + 15, 646)], INK)
        p.disc((x, 610), (18, 9), INK)
    _dock(p, brick)
    p.words((810, 190), "9", 92, "#f0dfbd", "serif", "mm")
    return p


def _shutter(p: Print, x: float, y: float, ajar: bool) -> None:
    frame = [(x, y + 74), (x, y + 20), *arc((x + 27, y + 20), (27, 20), 180, 360, 10), (x + 54, y + 74)]
    p.shape([(u + (u - x - 27) * 0.2, v + (v - y - 40) * 0.1) for u, v in frame], "#5e2219")
    p.shape(frame, "#171a1c" if ajar else "#2f5347")
    if ajar:
        p.shape([(x + 54, y + 22), (x + 86, y + 34), (x + 86, y + 88), (x + 54, y + 74)], "#3c6656")
        return
    p.bar((x + 27, y + 2), (x + 27, y + 74), 4, "#1c352d")
    for n in (26, 50):
        p.bar((x + 3, y + n), (x + 51, y + n), 3.5, "#1c352d")


def _hoist(p: Print, x: float) -> None:
    for row in range(4):
        y = 224 + row * 106
        p.shape(box(x - 44, y, 88, 86), "#5e2219")
        p.shape(box(x - 34, y + 6, 32, 80), "#2f5347")
        p.shape(box(x + 2, y + 6, 32, 80), "#2f5347")
        p.shape(box(x - 56, y + 86, 112, 9), "#20262f")
    p.bar((x, 128), (x, 146), 20, INK)
    p.bar((x, 132), (x, 430), 3, INK)
    p.stroke(arc((x, 442), (9, 11), -90, 190, 12), 5, INK)


def _dock(p: Print, brick: str) -> None:
    p.shape(box(-10, 680, WIDTH + 20, 330), "#5c7a6c")
    p.shape([(340, 680), (1280, 680), (1270, 900), (810, 960), (350, 900)], "#7f4a38")
    for n in range(230):
        y = 684 + (n % 46) * 7
        x = p.chance.uniform(-60, WIDTH)
        ink = ("#5c7a6c", "#6f8d7d", "#8aa593", "#47635a")[p.chance.randrange(4)]
        p.gouge((x, y), (x + p.chance.uniform(60, 300), y), 5, ink)
    for column in range(8):
        for n in range(5):
            x, y = 400 + column * 112, 716 + n * 40
            p.gouge((x - 26, y), (x + 34, y), 7, "#35463d")
    _narrow_boat(p, 180, 812)


def _narrow_boat(p: Print, x: float, y: float) -> None:
    p.shape([(x, y - 24), (x + 400, y - 24), (x + 440, y - 40), (x + 404, y + 22), (x + 24, y + 22)], INK)
    p.shape(
        [(x, y - 24), (x + 402, y - 24), (x + 440, y - 40), (x + 430, y - 18), (x + 4, y - 12)], "#c8452f"
    )
    p.shape(box(x + 70, y - 76, 230, 54), "#d9a441")
    for n in range(4):
        p.disc((x + 104 + n * 54, y - 50), 14, INK)
    p.shape(box(x + 236, y - 104, 16, 30), INK)


def market_hall() -> Print:
    """Iron and glass at dusk; bats leave through the lantern."""
    p = Print("market-hall", "#28395a")
    for y, ink in ((520, "#3d4a6c"), (610, "#6b5573"), (690, "#a8626a"), (760, "#d98a5f")):
        p.shape(box(-10, y, WIDTH + 20, 400), ink, 3)
    p.ripples((0, 300, WIDTH, 800), "#8a5f72", 90, 7, 430)
    red, iron = "#a33329", "#2a1620"
    for left, right, top in ((60, 560, 520), (1040, 1540, 520), (440, 1160, 330)):
        _vault(p, left, right, top, red, iron)
    p.shape([(720, 342), (720, 276), (880, 276), (880, 342)], iron)
    for n in range(5):
        p.shape(box(730 + n * 30, 286, 20, 48), "#f2c46b")
    p.shape([(700, 280), (800, 226), (900, 280)], red)
    p.bar((800, 170), (800, 232), 6, iron)
    p.shape([(800, 176), (846, 186), (800, 198)], "#f2c46b")
    _stalls(p, iron)
    for n, at in enumerate(bend((890, 270), (1150, 290), (1000, 60), (1600, 30), steps=44)):
        t = n / 44
        spread = 8 + 150 * t
        _bat(
            p,
            (at[0] + p.chance.uniform(-30, 30), at[1] + p.chance.uniform(-0.6, 1) * spread),
            0.22 + t * 0.62,
        )
    return p


def _vault(p: Print, left: float, right: float, top: float, red: str, iron: str) -> None:
    middle, half = (left + right) / 2, (right - left) / 2
    hoop = arc((middle, 640), (half, 640 - top), 180, 360, 40)
    p.shape([*hoop, (right, 900), (left, 900)], red)
    inner = arc((middle, 640), (half - 30, 610 - top), 180, 360, 40)
    p.shape([*inner, (right - 30, 640), (left + 30, 640)], "#f2c46b")
    for n in range(1, 12):
        u = left + (right - left) * n / 12
        reach = 1 - ((u - middle) / half) ** 2
        p.bar((u, 640 - (640 - top) * reach**0.5), (u, 640), 5, red)
    for n in range(1, 4):
        ring = arc((middle, 640), ((half - 30) * n / 4, (610 - top) * n / 4), 180, 360, 30)
        p.stroke(ring, 4, red)
    p.stroke(hoop, 16, iron)
    for u, v in hoop[2:-2:4]:
        p.disc((u, v), 8, red)


def _stalls(p: Print, iron: str) -> None:
    p.shape(box(40, 640, 1520, 26), iron)
    for n in range(12):
        x = 60 + n * 124
        p.shape(box(x, 666, 124, 190), "#3b1c22" if n % 2 else "#4a2328")
        p.shape(box(x + 12, 690, 100, 110), "#f0b65c" if n not in (4, 9) else "#7f4a3c")
        p.shape([(x + 4, 690), (x + 120, 690), (x + 132, 736), (x - 8, 736)], ("#d8cbae", "#a33329")[n % 2])
        for m in range(3):
            p.shape(
                [
                    (x + 6 + m * 38, 690),
                    (x + 22 + m * 38, 690),
                    (x + 20 + m * 38, 736),
                    (x - 2 + m * 38, 736),
                ],
                ("#a33329", "#d8cbae")[n % 2],
            )
    p.shape(box(-10, 850, WIDTH + 20, 160), "#1d1620")
    p.ripples((0, 856, WIDTH, 1000), "#8a5a4a", 110, 5, 160)
    for x, size in (
        (150, 1.0),
        (214, 0.86),
        (690, 1.02),
        (760, 0.95),
        (1180, 1.0),
        (1262, 0.8),
        (1330, 1.04),
        (1480, 0.9),
    ):
        p.shape(
            [(x - 24 * size, 900), (x - 17 * size, 800), (x + 17 * size, 800), (x + 24 * size, 900)],
            "#120d14",
        )
        p.disc((x, 780), 17 * size, "#120d14")


def _bat(p: Print, at: Point, size: float) -> None:
    x, y = at
    wing = [(0, 0), (-10, -12), (-34, -16), (-52, 2), (-36, 0), (-26, 8), (-12, 6), (0, 16)]
    points = [(x + u * size, y + v * size) for u, v in wing]
    mirrored = [(x - u * size, y + v * size) for u, v in reversed(wing)]
    p.shape([*points, *mirrored], "#140f1c", 0.3)


def rain_street() -> Print:
    """A steep street in the rain, lit windows in wet stones, two people under one umbrella."""
    p = Print("rain-street", "#56697c")
    p.shape([(560, -10), (1040, -10), (980, 520), (620, 520)], "#8b9aa6")
    _terrace(p, -1)
    _terrace(p, 1)
    road = [(640, 500), (960, 500), (1500, 1010), (100, 1010)]
    p.shape(road, "#3d4f61")
    for _ in range(240):
        y = 505 + 495 * p.chance.random() ** 0.9
        reach = (y - 480) / 9
        x = 800 + p.chance.uniform(-1, 1) * (150 + (y - 500) * 1.05)
        ink = ("#e9b95a", "#5f7589", "#2c3b4b", "#c98f3c", "#8499a8")[p.chance.randrange(5)]
        p.gouge((x - reach, y), (x + reach, y), 2 + (y - 500) / 110, ink)
    p.shape([(720, 500), (740, 380), (800, 340), (860, 380), (880, 500)], "#6d7e8c")
    p.bar((800, 250), (800, 350), 7, "#6d7e8c")
    for x, y in ((530, 640), (1080, 640)):
        p.bar((x, y - 330), (x, y), 9, INK)
        p.shape([(x - 22, y - 330), (x + 22, y - 330), (x + 14, y - 384), (x - 14, y - 384)], "#f6dd92")
        p.shape([(x - 28, y - 384), (x, y - 410), (x + 28, y - 384)], INK)
    _pair(p, 800, 846)
    for _ in range(330):
        x, y = p.chance.uniform(-50, WIDTH + 50), p.chance.uniform(-60, 960)
        length = p.chance.uniform(34, 96)
        p.gouge((x, y), (x - length * 0.24, y + length), 1.6, "#c8d3da")
    return p


def _terrace(p: Print, side: int) -> None:
    """One row of houses; side -1 is left."""

    def at(x: float) -> float:
        return x if side < 0 else WIDTH - x

    edges = [
        (-10, 60, 1010),
        (230, 90, 842),
        (400, 170, 720),
        (520, 240, 620),
        (600, 300, 550),
        (660, 350, 500),
    ]
    inks = ("#7b4a3f", "#51636f", "#8a6a4a", "#445664", "#6d4a44")
    for n, ((x, top, low), (u, _, floor)) in enumerate(pairwise(edges)):
        ink = inks[n if side < 0 else (n + 2) % 5]
        high = top + (n + 1) * 6
        p.shape([(at(x), top), (at(u), high + 24), (at(u), floor), (at(x), low)], ink)
        p.shape([(at(x), top), (at((x + u) / 2), top - 70), (at(u), high + 24)], "#2a323c")
        wide, tall = (u - x), low - top
        for row in range(3):
            for column in range(2):
                a, y = x + wide * (0.16 + column * 0.44), top + tall * (0.12 + row * 0.19)
                lit = (n + row + column + side) % 3 != 0
                p.shape([(at(a), y), (at(a + wide * 0.28), y + 4), (at(a + wide * 0.28), y + tall * 0.12),
                         (at(a), y + tall * 0.12)], "#efc568" if lit else "#26303a")  # fmt: skip
        y = top + tall * 0.7
        p.shape(
            [
                (at(x + wide * 0.08), y),
                (at(x + wide * 0.94), y + 2),
                (at(x + wide * 0.94), floor - 26 + n * 3),
                (at(x + wide * 0.08), low - tall * 0.06),
            ],
            "#f4d07a",
        )
        p.shape(
            [(at(x), y - 10), (at(u), y - 6), (at(u + 16), y + tall * 0.06), (at(x), y + tall * 0.08)],
            "#2d5a58",
        )


def _pair(p: Print, x: float, y: float) -> None:
    for u, coat in ((x - 34, "#1d2833"), (x + 34, "#8e2f2a")):
        p.shape([(u - 40, y), (u - 26, y - 150), (u + 26, y - 150), (u + 40, y)], coat)
        p.bar((u - 15, y - 4), (u - 15, y + 56), 17, "#141b23")
        p.bar((u + 15, y - 4), (u + 15, y + 60), 17, "#141b23")
        p.disc((u, y - 170), 22, "#141b23")
    p.bar((x, y - 280), (x, y - 110), 6, "#141b23")
    top = arc((x, y - 186), (136, 118), 180, 360, 30)
    hem: list[Point] = []
    for n in range(4):
        hem += bend(
            (x + 136 - n * 68, y - 186), (x + 102 - n * 68, y - 214), (x + 68 - n * 68, y - 186), steps=8
        )
    p.shape([*top, *hem], "#d9a441")
    for u in (-68, 0, 68):
        p.stroke(bend((x, y - 302), (x + u * 0.9, y - 270), (x + u, y - 190), steps=12), 3, "#a2742a")
    p.bar((x, y - 322), (x, y - 300), 6, "#141b23")
    for n in range(9):
        wide = 70 * p.chance.uniform(0.6, 1.3)
        p.gouge(
            (x - wide, y + 66 + n * 9),
            (x + wide, y + 66 + n * 9),
            6,
            ("#1d2833", "#6a3532", "#b98a38")[n % 3],
        )


PICTURES = {
    "court-house": court_house,
    "warehouse": warehouse,
    "market-hall": market_hall,
    "rain-street": rain_street,
}
