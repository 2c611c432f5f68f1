"""Pictures of rooms: church, organ, ropewalk, school kitchen, a lunch, a door."""

from __future__ import annotations

from itertools import pairwise

from twosource.demo.pictures_ink import WIDTH, Point, Print, arc, bend, box

INK = "#1f1a24"


def organ() -> Print:
    """Ranks of pipes in five towers above a carved case and a lit keyboard."""
    p = Print("organ", "#2b1a14")
    p.shape(box(-10, -10, WIDTH + 20, 1020), "#3a231a")
    p.ripples((0, 0, WIDTH, 720), "#4a2e21", 170, 8, 300)
    _case(p)
    towers = ((260, 5, 520, 36), (530, 7, 420, 26), (800, 5, 620, 46), (1070, 7, 420, 26), (1340, 5, 520, 36))
    for x, count, height, width in towers:
        _tower_of_pipes(p, x, count, height, width)
    _console(p)
    return p


def _case(p: Print) -> None:
    wood, dark = "#7a4526", "#57301a"
    p.shape(box(110, 690, 1380, 320), wood)
    p.shape(box(90, 668, 1420, 34), "#9a5c33")
    p.shape(box(90, 702, 1420, 10), dark)
    for n in range(8):
        x = 132 + n * 170
        if n in (3, 4):
            continue
        p.shape(box(x, 736, 146, 244), dark)
        p.shape(box(x + 14, 750, 118, 216), "#8b5230")
        p.shade(box(x + 22, 758, 102, 200), "#6d3d22", 22, 6)
        p.disc((x + 73, 858), 34, "#c7943f")
        p.disc((x + 73, 858), 22, dark)


def _tower_of_pipes(p: Print, x: float, count: int, height: float, width: float) -> None:
    spread = (count - 1) / 2
    p.shape(box(x - (spread + 0.9) * width - 12, 640, (2 * spread + 1.8) * width + 24, 34), "#9a5c33")
    for n in range(count):
        far = abs(n - spread)
        u = x + (n - spread) * width * 1.02
        top = 656 - height + far * height * 0.11
        half = width * 0.46
        p.shape(
            [(u - half, top), (u + half, top), (u + half, 560), (u, 646), (u - half, 560)], "#d9a94a", 0.5
        )
        p.shape([(u + half * 0.25, top), (u + half, top), (u + half, 560), (u, 646)], "#a87428", 0.4)
        p.bar((u - half * 0.5, top + 6), (u - half * 0.5, 552), max(2.5, half * 0.22), "#f6dc94")
        p.disc((u, top), (half, half * 0.34), "#f0cd78", 0.2)
        p.disc((u, top), (half * 0.68, half * 0.2), "#4a2e21", 0.2)
        p.shape([(u - half * 0.62, 566), (u, 536), (u + half * 0.62, 566), (u, 580)], "#3a231a", 0.4)
    crown = 656 - height - 44
    p.shape(
        [
            (x - spread * width - half, crown + 96 + height * 0.09),
            (x, crown - 6),
            (x + spread * width + half, crown + 96 + height * 0.09),
            (x + spread * width + half, crown + 70 + height * 0.09),
            (x, crown - 34),
            (x - spread * width - half, crown + 70 + height * 0.09),
        ],
        "#9a5c33",
    )
    p.disc((x, crown - 40), 15, "#c7943f")


def _console(p: Print) -> None:
    p.shape(box(632, 720, 336, 290), "#120c0a")
    p.shape(
        [(640, 1010), (640, 770), *arc((800, 770), (160, 74), 180, 360, 24), (960, 770), (960, 1010)],
        "#f2c66d",
    )
    p.shape(
        [(664, 1010), (664, 780), *arc((800, 780), (136, 58), 180, 360, 24), (936, 780), (936, 1010)],
        "#f9e3a8",
    )
    for row in range(3):
        y = 850 + row * 40
        p.shape(box(676 - row * 6, y, 248 + row * 12, 26), "#fdf6e2")
        for n in range(24):
            p.bar(
                (676 - row * 6 + n * (248 + row * 12) / 24, y),
                (676 - row * 6 + n * (248 + row * 12) / 24, y + 26),
                1.6,
                "#8a6a4a",
            )
            if n % 7 not in (2, 6):
                p.shape(box(682 - row * 6 + n * (248 + row * 12) / 24, y, 6, 14), INK, 0)
        p.shape(box(664 - row * 6, y + 26, 272 + row * 12, 9), "#57301a")
    p.shape([(724, 842), (716, 782), (800, 776), (884, 782), (876, 842)], "#fffaf0")
    for n in range(4):
        p.bar((730, 796 + n * 12), (792, 793 + n * 12), 2, "#57474a")
        p.bar((808, 793 + n * 12), (870, 796 + n * 12), 2, "#57474a")
    p.shape([(744, 1010), (752, 930), (776, 900), (824, 900), (848, 930), (856, 1010)], "#2d2333")
    p.disc((800, 868), 30, "#2d2333")
    p.shape([(772, 866), *arc((800, 862), (31, 32), 180, 360, 16), (830, 876), (800, 850)], "#8a8a94")


def church_nave() -> Print:
    """Pointed arches, rows of heads, light from a round window."""
    p = Print("church-nave", "#3a2a4d")
    p.shape([(420, 1010), (420, 360), (800, 60), (1180, 360), (1180, 1010)], "#4d3a63")
    for n in range(7):
        a = 352 + n * 34
        p.shape(
            [(800, 260), (a + 160 + n * 70, 1010), (a + 240 + n * 70, 1010)],
            "#6e5478" if n % 2 else "#8a6a80",
        )
    _rose(p, 800, 260)
    for side in (-1, 1):
        for n in range(4):
            _arch(p, side, n)
    p.shape([(-10, 1010), (640, 720), (960, 720), (1610, 1010)], "#2b1e3a")
    p.shape([(690, 1010), (778, 720), (822, 720), (910, 1010)], "#b98a52")
    p.shade([(690, 1010), (778, 720), (822, 720), (910, 1010)], "#8f6540", 20, 6)
    p.shape(
        [(720, 720), (720, 600), *arc((800, 600), (80, 90), 180, 360, 16), (880, 600), (880, 720)], "#2b1e3a"
    )
    for n in range(9):
        p.shape(box(728 + n * 16.6, 560 + abs(n - 4) * 15, 11, 150 - abs(n - 4) * 15), "#e0b25a", 0.4)
    _congregation(p)
    return p


def _rose(p: Print, x: float, y: float) -> None:
    p.disc((x, y), 138, "#1f1530")
    p.disc((x, y), 124, "#f2c877")
    for n in range(12):
        [at] = arc((x, y), (84, 84), n * 30 + 15, n * 30 + 15, 1)[:1]
        p.disc(at, 24, ("#d9673f", "#f7e0a0", "#7f9db5")[n % 3])
        [rim] = arc((x, y), (124, 124), n * 30, n * 30, 1)[:1]
        p.bar((x, y), rim, 6, "#1f1530")
    p.disc((x, y), 44, "#1f1530")
    p.disc((x, y), 35, "#f7e0a0")
    p.stroke(arc((x, y), (124, 124), 0, 360, 60), 8, "#1f1530")


def _arch(p: Print, side: int, n: int) -> None:
    """The nth arch of the arcade from the front; side -1 is left."""

    def at(x: float) -> float:
        return 800 + side * x

    scale = (1.0, 0.74, 0.55, 0.42)[n]
    near, far = 860 * scale, 860 * (1.0, 0.74, 0.55, 0.42, 0.33)[n + 1]
    top, foot = 380 - 330 * scale, 720 + 290 * scale * 0.9
    wall = ("#54406b", "#5d4876", "#665080", "#6f588a")[n]
    p.shape(
        [
            (at(near), top - 90),
            (at(far), top - 40 + 60 * scale),
            (at(far), foot - 60 * scale),
            (at(near), foot),
        ],
        wall,
    )
    left, right = at(near - 46 * scale), at(far + 26 * scale)
    middle = (left + right) / 2
    spring, crown = 560 - 130 * scale, 470 - 250 * scale
    curve = [
        *bend((left, spring), (left, crown + 40), (middle, crown)),
        *bend((middle, crown), (right, crown + 60), (right, spring + 14)),
    ]
    p.shape([(left, foot - 20 * scale), *curve, (right, foot - 70 * scale)], "#231736")
    p.stroke(curve, 11 * scale, "#b493a6")
    tall = [
        (middle, crown + 120 * scale),
        (middle + side * -34 * scale, spring + 60 * scale),
        (middle + side * -34 * scale, spring + 210 * scale),
        (middle + side * 34 * scale, spring + 220 * scale),
        (middle + side * 34 * scale, spring + 60 * scale),
    ]
    p.shape(tall, "#d98a4a")
    p.shade(tall, "#f2c877", 20 * scale, 7 * scale)
    p.shape(
        [(at(near), top), (at(near - 46 * scale), top + 20), (at(near - 46 * scale), foot), (at(near), foot)],
        "#83698f",
    )


def _congregation(p: Print) -> None:
    for row in range(7):
        y = 742 + row * row * 5.2 + row * 12
        size = 9 + row * 4.2
        for side in (-1, 1):
            for n in range(9 - row // 2):
                x = 800 + side * (52 + row * 19 + n * size * 2.5 + p.chance.uniform(-3, 3))
                ink = ("#171022", "#241a33", "#3a2531", "#1c2233")[p.chance.randrange(4)]
                p.shape(
                    [
                        (x - size * 1.1, y + size * 2.6),
                        *arc((x, y + size * 1.5), (size * 1.1, size * 0.8), 180, 360, 8),
                        (x + size * 1.1, y + size * 2.6),
                    ],
                    ink,
                )
                p.disc((x, y), size * 0.72, ink)
                p.stroke(arc((x, y), (size * 0.66, size * 0.66), 250, 330, 6), size * 0.12, "#e0a860")
        for side in (-1, 1):
            left, right = 800 + side * (40 + row * 18), 800 + side * (150 + row * 130)
            p.shape(
                [
                    (left, y + size * 2.3),
                    (right, y + size * 2.3),
                    (right, y + size * 3.1),
                    (left, y + size * 3.1),
                ],
                "#4a2c22",
            )


def rope() -> Print:
    """A rope of three strands in a long shed that narrows into the distance."""
    p = Print("rope", "#c9a46a")
    end = (1010, 420)
    p.shape([(-10, -10), (1610, -10), end, end], "#4a3420")
    p.shape([(-10, -10), end, end, (-10, 1010)], "#7d5a34")
    p.shape([(1610, -10), end, end, (1610, 1010)], "#6a4a2a")
    p.shape([(-10, 1010), end, end, (1610, 1010)], "#a37d4a")
    for n in range(9):
        t = 1 - 0.66**n
        _frame(p, end, t)
    p.shape(box(962, 372, 96, 96), "#f6e2ad")
    p.shape(box(990, 400, 40, 68), "#2b1d10")
    for n in range(11):
        p.bar((n * 160 - 10, 1010), (end[0] + (n * 160 - 800) * 0.05, 468), 3, "#7d5a34")
    _strands(p, end)
    return p


def _frame(p: Print, end: Point, t: float) -> None:
    def near(x: float, y: float) -> Point:
        return (x + (end[0] - x) * t, y + (end[1] - y) * t)

    width = 34 * (1 - t) + 3
    ink = "#2b1d10" if t < 0.6 else "#3c2a18"
    corners = [near(60, 1010), near(60, 60), near(800, -150), near(1560, 60), near(1560, 1010)]
    for a, b in pairwise(corners):
        p.bar(a, b, width, ink)
    a, b = near(60, 200), near(1560, 200)
    p.bar(a, b, width * 0.8, ink)
    if 0.1 < t < 0.97:
        for x, ink in ((60, "#f6e2ad"), (1560, "#e2c486")):
            outer, inner = near(x, 330), (near(x, 330)[0] * 0.75 + end[0] * 0.25, 0)
            (_, top), (_, low) = outer, near(x, 600)
            rise = (low - top) * 0.13
            across = outer[0] + (inner[0] - outer[0]) * 0.45
            p.shape([(outer[0], top), (across, top + rise), (across, low - rise), (outer[0], low)], ink)
            p.bar(((outer[0] + across) / 2, top), ((outer[0] + across) / 2, low), 5 * (1 - t) + 1, "#4a3420")


def _strands(p: Print, end: Point) -> None:
    straw, dark, light = "#e4c57e", "#8a6128", "#f8e7b6"
    top = (520, 668)
    for n, u in enumerate((-60, 0, 60)):
        start = (1000 + u * 0.24, 446)
        path = bend(start, (860 + u, 560 + n * 8), (top[0] + 80, top[1] - 56 + n * 36), steps=30)
        for m in range(len(path) - 1):
            p.stroke([path[m], path[m + 1]], 5 + m * 0.62, (straw, "#d6b368", "#efd596")[n])
        for m in range(6, len(path) - 1, 2):
            (x, y), w = path[m], 3 + m * 0.32
            p.gouge((x - w, y + w), (x + w, y - w), 2.2, dark)
    path = bend((560, 664), (360, 742), (120, 850), (-80, 990), steps=26)
    for n in range(len(path) - 1):
        p.stroke([path[n], path[n + 1]], 78 + n * 3.6, dark)
    for n in range(len(path) - 1):
        (x, y), half = path[n], 36 + n * 1.8
        p.stroke(
            bend((x + half * 0.55, y - half), (x + half * 0.2, y), (x - half * 0.9, y + half), steps=8),
            17 + n * 0.6,
            straw,
        )
        p.stroke(
            bend(
                (x + half * 0.45, y - half * 0.8),
                (x + half * 0.1, y - 4),
                (x - half * 0.5, y + half * 0.5),
                steps=8,
            ),
            4,
            light,
        )
    p.shape([(470, 610), (596, 596), (660, 668), (600, 742), (476, 730), (446, 668)], "#5c3717")
    p.shape([(486, 622), (590, 610), (642, 668), (592, 728), (490, 716), (464, 668)], "#8a5727")
    for y in (640, 668, 698):
        p.gouge((480, y), (636, 668), 7, "#4a2b12")
    p.bar((540, 470), (540, 612), 22, "#5c3717")
    p.bar((540, 728), (540, 900), 22, "#5c3717")


PICTURES = {"organ": organ, "church-nave": church_nave, "rope": rope}
