"""Pictures of the wall, the gauge, the sluice, the crane and the fish auction."""

from __future__ import annotations

from twosource.demo.pictures_ink import WIDTH, Point, Print, arc, bend, box

INK, CREAM = "#1b2a38", "#f2ead6"


def tide_gauge() -> Print:
    """A gauge house on legs over a rough sea, with a striped staff."""
    p = Print("tide-gauge", "#e4ddc6")
    p.disc((360, 250), 90, "#efe7d0")
    p.ripples((0, 20, WIDTH, 560), "#d3cfb9", 160, 7, 460)
    p.shape(
        [(-10, 640), *bend((0, 600), (300, 560), (620, 604), steps=14), (1620, 616), (1620, 660), (-10, 660)],
        "#93a8a4",
    )
    p.shape(box(-10, 628, WIDTH + 20, 400), "#3f7486")
    _swell(p, 690, "#2f5f72", 34)
    for x in (690, 800, 1010, 1120):
        p.shape([(x - 13, 440), (x + 13, 440), (x + 17, 1010), (x - 17, 1010)], INK)
        p.shade([(x - 13, 450), (x - 3, 450), (x - 5, 1000), (x - 16, 1000)], "#55707c", 15, 5)
    for left, right in ((690, 800), (1010, 1120), (800, 1010)):
        p.bar((left, 470), (right, 690), 8, INK)
        p.bar((right, 470), (left, 690), 8, INK)
    _gauge_house(p)
    _staff(p, 905)
    _swell(p, 800, "#245064", 40)
    _swell(p, 890, "#1b4153", 46)
    return p


def _swell(p: Print, y: float, ink: str, height: float) -> None:
    crest: list[Point] = [(-20, 1010), (-20, y)]
    x = -20.0
    while x < WIDTH + 60:
        reach = p.chance.uniform(170, 260)
        crest += bend(
            (x, y),
            (x + reach * 0.55, y - height * 1.5),
            (x + reach * 0.8, y - height),
            (x + reach, y),
            steps=12,
        )
        x += reach
    p.shape([*crest, (x, 1010)], ink)
    for u, v in crest[2::3]:
        p.gouge((u - 46, v + 7), (u + 30, v + 5), 6, "#dfe8e2", 4)
    for _ in range(40):
        u, v = p.chance.uniform(0, WIDTH), y + p.chance.uniform(24, 90)
        p.gouge((u, v), (u + p.chance.uniform(40, 150), v), 5, "#7fa7b1", -3)


def _gauge_house(p: Print) -> None:
    p.shape(box(640, 420, 530, 26), INK)
    for x in range(650, 1170, 36):
        p.bar((x, 378), (x, 422), 4, INK)
    p.bar((642, 378), (1168, 378), 5, INK)
    p.shape(box(726, 222, 356, 200), "#d69b3f")
    for x in range(744, 1082, 22):
        p.bar((x, 226), (x, 420), 2.4, "#a8732a")
    p.shape([(694, 230), (904, 104), (1114, 230)], "#9b3d2b")
    p.shade([(694, 230), (904, 104), (1114, 230)], "#7a2b1c", 16, 6)
    p.shape(box(766, 270, 70, 152), INK)
    p.disc((824, 350), 5, CREAM)
    p.shape(box(896, 268, 130, 80), INK)
    p.shape(box(904, 276, 54, 64), "#f3dc9b")
    p.shape(box(964, 276, 54, 64), "#f3dc9b")
    p.bar((904, 40), (904, 108), 5, INK)
    p.shape([(904, 44), (976, 60), (904, 80)], "#9b3d2b")
    p.stroke(bend((1170, 430), (1330, 440), (1620, 404)), 12, INK)
    p.stroke(bend((1170, 386), (1330, 396), (1620, 360)), 4, INK)
    for x in (1250, 1350, 1450, 1550):
        p.bar((x, 384), (x, 426), 4, INK)
        p.bar((x, 420), (x + 6, 760), 9, INK)


def _staff(p: Print, x: float) -> None:
    p.shape(box(x - 24, 446, 48, 560), CREAM)
    for n in range(14):
        y = 456 + n * 40
        p.shape(box(x - 24, y, 24 if n % 2 else 48, 20), "#9b3d2b" if n % 5 == 0 else INK, 0.5)
        p.shape(box(x, y + 20, 24, 10), INK, 0.4)


def tide_wall() -> Print:
    """A long curved wall into the distance; waves at one side, low roofs at the other."""
    p = Print("tide-wall", "#e8dcc3")
    p.disc((1120, 300), 74, "#e58b4a")
    p.ripples((0, 0, WIDTH, 430), "#ddcfb3", 140, 6, 430)
    p.disc((1120, 300), 66, "#e07f3d")
    p.shape(box(-10, 430, WIDTH + 20, 590), "#6d8590")
    outer = bend((1000, 420), (560, 470), (420, 700), (300, 1010), steps=40)
    crest = bend((1040, 420), (800, 470), (760, 700), (740, 1010), steps=40)
    inner = bend((1062, 420), (960, 480), (1060, 720), (1160, 1010), steps=40)
    p.shape([*inner, (1620, 1010), (1620, 430), (1062, 430)], "#a97e4f")
    _roofs(p)
    p.shape([*outer, *reversed(crest)], "#b7b3a8")
    p.shape([*crest, *reversed(inner)], "#dcd5c3")
    for n in range(4, 41, 4):
        p.bar(outer[n], crest[n], 1.5 + n * 0.14, "#8d8b83")
        p.bar(crest[n], inner[n], 1 + n * 0.1, "#b5ae9b")
    p.shade([*outer, *reversed(crest)], "#96938a", 19, 5, 0.1)
    p.stroke(crest, 5, "#f3ecdb")
    _waves_at_wall(p, outer)
    for n, (left, base) in enumerate(((838, 742), (868, 742), (905, 640))):
        _walker(p, left, base, 0.8 - n * 0.14)
    return p


def _roofs(p: Print) -> None:
    for row, (y, size) in enumerate(((450, 40), (500, 62), (580, 92), (704, 138))):
        for n in range(9):
            x = 1110 + row * 34 + n * size * 1.35
            p.shape(box(x, y, size * 1.2, size), ("#efe2c6", "#d8b88a", "#c97f5a")[(n + row) % 3])
            p.shape([(x - size * 0.1, y + 2), (x + size * 0.6, y - size * 0.55), (x + size * 1.3, y + 2)],
                    ("#8e3b2b", "#43505a", "#a6482f")[(n + row * 2) % 3])  # fmt: skip
            p.shape(box(x + size * 0.2, y + size * 0.3, size * 0.24, size * 0.32), INK)
            p.shape(
                box(x + size * 0.72, y + size * 0.3, size * 0.24, size * 0.32),
                "#f0c869" if n % 4 == 1 else INK,
            )
            p.shape(box(x + size * 0.85, y - size * 0.56, size * 0.16, size * 0.4), "#6d3325")
    p.shape([(1180, 1010), (1240, 900), (1620, 880), (1620, 1010)], "#7d8a52")


def _waves_at_wall(p: Print, edge: list[Point]) -> None:
    p.ripples((0, 440, 420, 1000), "#9fb3b8", 170, 6, 210)
    for _ in range(150):
        n = p.chance.randrange(4, 40)
        x, y = edge[n]
        half = (14 + n * 2.4) * p.chance.uniform(0.5, 1)
        p.gouge(
            (x - half * 1.8, y + p.chance.uniform(-8, 8)), (x + half * 0.2, y), 2 + n * 0.16, "#e9eee8", -3
        )
    for n in (20, 26, 31, 36):
        x, y = edge[n]
        for _ in range(14):
            u, v = x + p.chance.uniform(-70, 30) * n / 30, y - p.chance.uniform(0, 90) * n / 34
            p.disc((u, v), p.chance.uniform(2.5, 6.5), "#f2f4ee", 0.4)


def _walker(p: Print, x: float, y: float, size: float) -> None:
    p.shape(
        [
            (x - 22 * size, y),
            (x - 14 * size, y - 110 * size),
            (x + 14 * size, y - 110 * size),
            (x + 22 * size, y),
            (x + 6 * size, y),
            (x, y - 50 * size),
            (x - 6 * size, y),
        ],
        INK,
    )
    p.disc((x, y - 128 * size), 15 * size, INK)


def sluice() -> Print:
    """A gate half lowered in its frame, water running out beneath."""
    p = Print("sluice", "#1f3b34")
    p.shape(box(-10, -10, WIDTH + 20, 330), "#2b5046")
    p.ripples((0, 0, WIDTH, 310), "#37655a", 120, 7, 300)
    for y in range(320, 1010, 58):
        for n in range(12):
            x = n * 150 - (y // 58 % 2) * 75
            p.shape(box(x, y, 144, 52), ("#c9cdbd", "#bcc2b2", "#d4d6c6")[(n + y // 58) % 3])
    for _ in range(260):
        left, top = p.chance.uniform(0, WIDTH), p.chance.uniform(330, 1000)
        p.gouge((left, top), (left + p.chance.uniform(14, 50), top), 4, "#8f9c8e")
    p.shape(box(430, 300, 740, 720), "#10231e")
    p.shape(box(400, 60, 62, 960), "#16302a")
    p.shape(box(1138, 60, 62, 960), "#16302a")
    p.shape(box(372, 40, 856, 62), "#16302a")
    p.shape(box(462, 330, 676, 330), "#4d7a6a")
    for y in (352, 456, 560):
        p.shape(box(462, y, 676, 30), "#2f5a4c")
        for x in range(486, 1130, 44):
            p.disc((x, y + 15), 6, "#a9c3b0")
    p.shade(box(470, 390, 660, 60), "#3c6959", 13, 6)
    p.shade(box(470, 494, 660, 60), "#3c6959", 13, 6)
    p.shade(box(470, 598, 660, 56), "#3c6959", 13, 6)
    _winch(p)
    _outflow(p)
    return p


def _winch(p: Print) -> None:
    for x in (620, 980):
        p.shape(box(x - 15, 100, 30, 240), "#c9cdbd")
        p.shade(box(x - 15, 104, 30, 232), "#16302a", 15, 7, 0.3)
    p.disc((800, 58), 76, "#d9a441")
    p.disc((800, 58), 54, "#2b5046")
    for n in range(6):
        p.bar(
            arc((800, 58), (10, 10), n * 60, n * 60, 1)[0],
            arc((800, 58), (62, 62), n * 60, n * 60, 1)[0],
            11,
            "#d9a441",
        )
    p.disc((800, 58), 17, "#10231e")
    p.bar((620, 78), (980, 78), 12, "#10231e")
    p.disc((800, 58), 17, "#d9a441")


def _outflow(p: Print) -> None:
    p.shape([(462, 662), (1138, 662), (1168, 770), (1330, 1010), (270, 1010), (432, 770)], "#eef1e8", 5)
    for _ in range(260):
        start = p.chance.uniform(462, 1138)
        away = (start - 800) * 0.55
        y = p.chance.uniform(664, 900)
        fall = (y - 662) / 340
        x = start + away * fall
        p.gouge((x, y), (x + away * 0.35, y + p.chance.uniform(50, 130)), p.chance.uniform(3, 8),
                ("#7fa99b", "#2f5a4c", "#b9cfc4")[p.chance.randrange(3)])  # fmt: skip
    p.ripples((0, 900, WIDTH, 1000), "#f4f6ee", 90, 8, 230)
    p.ripples((0, 920, WIDTH, 1000), "#4d7a6a", 60, 7, 230)
    for _ in range(120):
        p.disc(
            (p.chance.uniform(380, 1220), p.chance.uniform(740, 960)), p.chance.uniform(2, 7), "#ffffff", 0.5
        )


def crane() -> Print:
    """The hammerhead crane above the roofs of the yard, with gulls."""
    p = Print("crane", "#e9e1cf")
    p.disc((300, 280), 120, "#f3c98a")
    p.ripples((0, 20, WIDTH, 640), "#dcd3bd", 170, 7, 430)
    orange, grey = "#d4622b", "#5b656b"
    _crane_tower(p, 880, orange)
    _crane_arm(p, 880, orange)
    for n in range(6):
        x = n * 290 - 60
        p.shape([(x, 1010), (x, 770), (x + 200, 690), (x + 200, 770), (x + 290, 770), (x + 290, 1010)], grey)
        p.shape([(x + 196, 700), (x + 206, 690), (x + 206, 778), (x + 196, 778)], "#f0d58a")
        p.shade([(x, 780), (x + 290, 780), (x + 290, 1000), (x, 1000)], "#475158", 19, 6)
        for m in range(5):
            p.shape(box(x + 24 + m * 50, 850, 28, 60), "#2e373d" if (m + n) % 3 else "#f0d58a")
    p.shape(box(-10, 950, WIDTH + 20, 70), "#2e373d")
    p.ripples((0, 955, WIDTH, 1000), "#7d8a8e", 90, 5, 190)
    for x, y, size in ((340, 420, 1.2), (450, 350, 0.8), (1460, 440, 1.2), (1120, 560, 0.7), (540, 480, 0.6)):
        p.stroke(bend((x - 46 * size, y - 12 * size), (x - 16 * size, y - 28 * size), (x, y)), 6 * size, INK)
        p.stroke(bend((x, y), (x + 16 * size, y - 28 * size), (x + 48 * size, y - 14 * size)), 6 * size, INK)
    return p


def _crane_tower(p: Print, x: float, ink: str) -> None:
    for side in (-1, 1):
        p.bar((x + side * 118, 780), (x + side * 54, 300), 20, ink)
    for n in range(6):
        low, high = 118 - n * 10.7, 118 - (n + 1) * 10.7
        y, z = 780 - n * 80, 780 - (n + 1) * 80
        p.bar((x - low, y), (x + high, z), 8, "#a9481c")
        p.bar((x + low, y), (x - high, z), 8, "#a9481c")
        p.bar((x - high, z), (x + high, z), 8, ink)
    p.shape(box(x - 88, 262, 176, 44), INK)
    p.shape(box(x - 66, 306, 132, 18), ink)


def _crane_arm(p: Print, x: float, ink: str) -> None:
    top, low = 140, 250
    p.shape([(x - 430, low - 14), (x + 600, low - 14), (x + 600, low + 12), (x - 430, low + 12)], ink)
    p.bar((x - 400, top + 20), (x + 300, top), 14, ink)
    p.bar((x + 300, top), (x + 596, low - 8), 14, ink)
    p.bar((x - 426, low), (x - 400, top + 20), 12, ink)
    for n in range(14):
        u = x - 410 + n * 66
        p.bar((u, low), (u + 33, top + 14), 6, "#a9481c")
        p.bar((u + 33, top + 14), (u + 66, low), 6, "#a9481c")
    p.shape(box(x - 470, low - 34, 130, 92), INK)
    p.shade(box(x - 466, low - 28, 122, 80), "#43525c", 14, 6)
    p.shape(box(x - 54, 96, 108, 70), "#f0e3c4")
    p.shape(box(x - 40, 110, 34, 32), INK)
    p.shape(box(x + 6, 110, 34, 32), INK)
    p.shape([(x - 66, 98), (x, 60), (x + 66, 98)], ink)
    p.bar((x, 20), (x, 66), 5, INK)
    p.shape([(x, 22), (x + 58, 34), (x, 50)], "#a9481c")
    p.shape(box(x + 400, low + 10, 70, 26), INK)
    for u in (x + 416, x + 454):
        p.bar((u, low + 36), (u, 470), 3, INK)
    p.shape(box(x + 404, 466, 62, 34), INK)
    p.stroke(arc((x + 435, 526), (18, 22), -80, 190, 20), 9, INK)


def fish_market() -> Print:
    """Boxes of fish on ice, in rows, seen from above; a brass bell in the middle."""
    p = Print("fish-market", "#20474d")
    p.ripples((0, 0, WIDTH, 1000), "#2a5a60", 240, 8, 330)
    for row in range(4):
        for column in range(6):
            if (row, column) in ((1, 2), (1, 3), (2, 2), (2, 3)):
                continue
            _fish_box(p, 34 + column * 260, 30 + row * 242, (row * 7 + column) % 3)
    p.disc((802, 508), 190, "#16353a")
    p.disc((790, 494), 178, "#c8922f")
    p.disc((790, 494), 150, "#dfae4b")
    p.disc((778, 480), 96, "#eec877")
    p.disc((774, 476), 46, "#c8922f")
    p.disc((768, 470), 26, "#f6dfa2")
    p.stroke(arc((790, 494), (164, 164), 200, 300, 30), 7, "#f6dfa2")
    p.stroke(bend((774, 476), (900, 560), (880, 700), (980, 750)), 13, "#e8dcc0")
    p.disc((984, 754), 18, "#e8dcc0")
    return p


def _fish_box(p: Print, x: float, y: float, kind: int) -> None:
    p.shape(box(x + 10, y + 12, 226, 206), "#16353a")
    p.shape(box(x, y, 226, 206), ("#c9a36a", "#bb8f55", "#d3b27c")[kind])
    p.shape(box(x + 14, y + 14, 198, 178), "#e9f0ee")
    for _ in range(26):
        u, v = x + p.chance.uniform(20, 190), y + p.chance.uniform(20, 180)
        p.shape([(u, v), (u + 12, v - 5), (u + 16, v + 7), (u + 4, v + 10)], "#cfdedd", 1.5)
    for n in range(4):
        _fish(p, x + 26, y + 42 + n * 43, n % 2 == kind % 2, ("#7f9ea3", "#a9b7b3", "#5f868d")[kind])


def _fish(p: Print, x: float, y: float, right: bool, ink: str) -> None:
    def turned(points: list[Point]) -> list[Point]:
        return points if right else [(2 * x + 174 - u, v) for u, v in points]

    body = bend((x + 26, y), (x + 80, y - 36), (x + 130, y - 26), (x + 170, y + 1), steps=16)
    p.shape(
        turned([*body, *bend((x + 170, y + 1), (x + 130, y + 26), (x + 80, y + 32), (x + 26, y), steps=16)]),
        ink,
    )
    p.shape(turned([(x + 34, y), (x, y - 17), (x + 10, y), (x, y + 17)]), ink)
    p.shape(turned([(x + 86, y - 22), (x + 112, y - 34), (x + 120, y - 20)]), "#3f6b72")
    (start, end) = turned([(x + 44, y + 4), (x + 138, y + 5)])
    p.gouge(start, end, 3, "#e9f0ee")
    [eye] = turned([(x + 154, y - 4)])
    p.disc(eye, 4.6, "#f6f4e8", 0)
    p.disc(eye, 2.4, "#12282c", 0)
    p.stroke(turned(arc((x + 132, y), (10, 15), -70, 70, 10)), 2.4, "#34565c")


PICTURES = {
    "tide-gauge": tide_gauge,
    "tide-wall": tide_wall,
    "sluice": sluice,
    "crane": crane,
    "fish-market": fish_market,
}
