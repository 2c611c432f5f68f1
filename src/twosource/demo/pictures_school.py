"""The school meals: a kitchen, a tray, two letterheads before one door; and two portraits."""

from __future__ import annotations

from twosource.demo.pictures_ink import WIDTH, Point, Print, arc, bend, box

INK, CREAM = "#22302f", "#f4ecd8"


def school_kitchen() -> Print:
    """Steaming pots on a range, ladles on a rail, small coats beyond the window."""
    p = Print("school-kitchen", "#dfe5cf")
    for y in range(0, 620, 62):
        for n in range(22):
            x = n * 78 - (y // 62 % 2) * 39
            p.shape(box(x, y, 74, 58), ("#cfdac0", "#d9e2cb", "#c6d3b8")[(n + y // 62) % 3], 0.7)
    _coats(p)
    p.bar((760, 250), (1560, 250), 12, INK)
    for n, x in enumerate(range(800, 1540, 92)):
        _utensil(p, x, n)
    p.shape(box(-10, 640, WIDTH + 20, 370), "#2c4642")
    p.shape(box(-10, 620, WIDTH + 20, 40), "#8fa296")
    p.shape(box(-10, 620, WIDTH + 20, 10), "#c9d2c4")
    for n in range(4):
        x = 40 + n * 400
        p.shape(box(x, 700, 330, 270), "#375752")
        p.shade(box(x + 16, 716, 298, 190), "#2c4642", 20, 6)
        p.shape(box(x + 40, 730, 250, 20), "#8fa296")
        for m in range(4):
            p.disc((x + 60 + m * 70, 684), 13, "#d9a441")
            p.bar((x + 60 + m * 70, 684), (x + 60 + m * 70, 674), 4, INK)
    for x, width, height, ink in (
        (140, 270, 190, "#b5562f"),
        (480, 220, 150, "#8a9b98"),
        (800, 300, 230, "#d9a441"),
        (1180, 240, 170, "#8a9b98"),
    ):
        _pot(p, x, 622, width, height, ink)
    return p


def _coats(p: Print) -> None:
    p.shape(box(90, 90, 570, 380), INK)
    p.shape(box(108, 108, 534, 344), "#f0d9a0")
    p.bar((120, 200), (632, 200), 9, "#8a6436")
    inks = ("#b5432f", "#2f6d68", "#d9a441", "#3f5f86", "#b5432f", "#6f8a4c")
    for n in range(6):
        x = 152 + n * 88
        ink = inks[n]
        p.shape(
            [(x - 10, 206), (x + 10, 206), (x + 34, 232), (x + 38, 360), (x - 38, 360), (x - 34, 232)], ink
        )
        p.stroke([(x - 30, 236), (x - 42, 330)], 15, ink)
        p.stroke([(x + 30, 236), (x + 42, 330)], 15, ink)
        p.bar((x, 216), (x, 356), 3, CREAM)
        for y in (250, 286, 322):
            p.disc((x + 8, y), 4, CREAM, 0)
    p.bar((375, 108), (375, 452), 12, INK)


def _utensil(p: Print, x: float, n: int) -> None:
    p.stroke(arc((x, 262), (9, 12), -180, 60, 12), 5, INK)
    p.bar((x, 272), (x, 400), 8, "#5c6f6b")
    if n % 3 == 0:
        p.disc((x, 420), (34, 28), "#5c6f6b")
        p.disc((x, 413), (26, 13), "#3c4f4b")
    elif n % 3 == 1:
        p.shape([(x - 24, 396), (x + 24, 396), (x + 28, 460), (x - 28, 460)], "#5c6f6b")
        for u in (-14, 0, 14):
            p.bar((x + u, 408), (x + u, 448), 5, "#dfe5cf")
    else:
        for u in (-22, -11, 0, 11, 22):
            p.stroke(bend((x, 398), (x + u * 1.7, 432), (x + u * 0.4, 476), steps=12), 3.5, "#5c6f6b")


def _pot(p: Print, x: float, y: float, width: float, height: float, ink: str) -> None:
    p.shape([(x, y - height), (x + width, y - height), (x + width - 10, y), (x + 10, y)], ink)
    p.shade([(x + width * 0.66, y - height + 10), (x + width - 2, y - height + 10), (x + width - 12, y - 4),
             (x + width * 0.7, y - 4)], INK, 15, 6)  # fmt: skip
    p.bar((x + 22, y - height + 28), (x + 30, y - 20), 9, CREAM)
    p.disc((x + width / 2, y - height), (width / 2 + 8, 20), INK)
    p.disc((x + width / 2, y - height - 2), (width / 2 - 8, 13), "#e9c77b")
    for side in (x - 12, x + width + 12):
        p.stroke(arc((side, y - height * 0.72), (16, 24), 0, 360, 20), 8, INK)
    for n in range(4):
        u = x + width * (0.24 + n * 0.18)
        v = y - height - 26
        sway = 34 if n % 2 else -34
        p.stroke(
            bend((u, v), (u + sway, v - 60), (u - sway, v - 110), (u + sway * 0.4, v - 176), steps=24),
            9,
            "#f7f5ea",
        )


def lunch_tray() -> Print:
    """A tray from above: fish, peas, potatoes, a beaker, an apple."""
    p = Print("lunch-tray", "#d97b3f")
    for y in range(-10, 1010, 26):
        p.gouge(
            (-10, y + p.chance.uniform(-4, 4)), (WIDTH + 10, y + p.chance.uniform(-4, 4)), 5, "#c96b31", 3
        )
    p.shape([(236, 132), (1390, 122), (1400, 912), (246, 922)], "#8f4319")
    p.shape(box(210, 100, 1180, 790), "#2b6f70")
    p.shape(box(238, 128, 1124, 734), "#35827f")
    p.shade(box(238, 128, 1124, 734), "#2f7876", 22, 6)
    p.disc((708, 512), 330, "#1f5455")
    p.disc((696, 498), 328, CREAM)
    p.disc((696, 498), 262, "#e9dfc6")
    p.disc((696, 498), 254, "#f9f4e6")
    _lunch_fish(p)
    for n in range(44):
        a, r = p.chance.uniform(0, 6.28), 96 * p.chance.random() ** 0.6
        [at] = arc((620, 628), (r * 1.2, r * 0.8), a * 57.3, a * 57.3, 1)[:1]
        p.disc((at[0] + 3, at[1] + 4), 15, "#3f6b2f")
        p.disc(at, 14, ("#7fae4c", "#8fbd58", "#6f9f42")[n % 3])
        p.disc((at[0] - 4, at[1] - 4), 4, "#c4df94", 0.2)
    for x, y in ((800, 600), (862, 560), (836, 660), (768, 674), (888, 636)):
        p.disc((x + 4, y + 6), (42, 32), "#b08c3c")
        p.disc((x, y), (42, 32), "#ecd28a")
        p.gouge((x - 20, y - 10), (x + 14, y - 14), 6, "#fbf0c6", 3)
    _beaker_and_apple(p)
    p.stroke([(306, 250), (306, 740)], 17, "#d5dbd6")
    for u in (280, 306, 332):
        p.stroke([(u, 200), (u, 330)], 9, "#d5dbd6")
    p.stroke(arc((306, 330), (26, 26), 0, 180, 14), 11, "#d5dbd6")
    return p


def _lunch_fish(p: Print) -> None:
    body = [
        *bend((500, 420), (600, 270), (820, 300), (890, 396)),
        *bend((890, 396), (820, 500), (600, 520), (500, 420)),
    ]
    p.shape([(x + 6, y + 10) for x, y in body], "#a5712c")
    p.shape(body, "#dfa54a")
    p.shape([(520, 420), (440, 350), (462, 420), (440, 490)], "#c98a32")
    p.gouges(
        p.area(body), "#b97a28", [((540 + n * 40, 330), (560 + n * 40, 480), 8.0, 16.0) for n in range(8)]
    )
    for _ in range(90):
        at = (p.chance.uniform(540, 860), p.chance.uniform(340, 460))
        p.disc(at, p.chance.uniform(2, 5), ("#f1c976", "#b97a28")[p.chance.randrange(2)], 0.3)
    p.disc((806, 330), 34, "#f4dc6a")
    p.disc((806, 330), 25, "#fbeea5")
    for n in range(6):
        [rim] = arc((806, 330), (24, 24), n * 60, n * 60, 1)[:1]
        p.bar((806, 330), rim, 4, "#f4dc6a")


def _beaker_and_apple(p: Print) -> None:
    p.disc((1196, 292), 108, "#1f5455")
    p.disc((1186, 280), 106, "#cfe0dd")
    p.disc((1186, 280), 88, "#8fb9bd")
    p.disc((1186, 280), 76, "#dcebe8")
    p.stroke(arc((1186, 280), (58, 58), 200, 290, 20), 9, "#ffffff")
    p.disc((1212, 660), (116, 112), "#1f5455")
    p.disc((1200, 646), (116, 110), "#b5322a")
    p.shape([(1100, 640), *bend((1110, 590), (1150, 540), (1210, 540), steps=12), (1150, 640)], "#d9542f")
    p.disc((1200, 588), (34, 17), "#7d1f1c")
    p.stroke(bend((1200, 590), (1206, 550), (1234, 528), steps=10), 9, "#4a2f1a")
    p.shape(
        [
            *bend((1220, 556), (1260, 500), (1326, 530), steps=12),
            *bend((1326, 530), (1276, 590), (1220, 556), steps=12),
        ],
        "#7fae4c",
    )
    for _ in range(26):
        x, y = p.chance.uniform(1120, 1290), p.chance.uniform(610, 730)
        p.gouge((x, y), (x + 6, y + 18), 2, "#e58a5a")
    p.shape([(980, 760), (1320, 742), (1326, 832), (986, 848)], "#f4ecd8")
    p.bar((1000, 778), (1306, 762), 4, "#b5322a")


def invoices() -> Print:
    """Two sheets with different heads before a single door, number 14."""
    p = Print("invoices", "#c9a35c")
    for y in range(0, 1000, 50):
        for n in range(12):
            x = n * 148 - (y // 50 % 2) * 74
            p.shape(box(x, y, 143, 45), ("#b88f49", "#c39a53", "#ad853f")[(n * 3 + y // 50) % 3], 0.9)
    p.shape(box(560, 60, 480, 950), "#e9ddc0")
    p.shape(box(596, 96, 408, 914), "#25455e")
    for x, y, height in ((632, 400, 250), (818, 400, 250), (632, 690, 270), (818, 690, 270)):
        p.shape(box(x, y, 150, height), "#1b3448")
        p.shape(box(x + 12, y + 12, 126, height - 24), "#2d5271")
    p.shape(box(632, 140, 336, 150), "#f3d88f")
    for n in range(1, 4):
        p.bar((632 + n * 84, 140), (632 + n * 84, 290), 7, "#25455e")
    p.words((800, 366), "14", 84, "#e8c25f", "serif", "ms")
    p.disc((974, 676), 17, "#e8c25f")
    p.shape(box(724, 656, 152, 20), "#e8c25f")
    for side, x in ((0, 1066), (1, 1066)):
        p.shape(box(x, 330 + side * 110, 176, 78), "#e9e3d0")
        p.words((x + 88, 380 + side * 110), ("CATERING", "FRESH")[side], 27, "#25455e", "bold", "ms")
    _sheet(p, (120, 240), -7, "#a8402c", 0)
    _sheet(p, (1130, 560), 6, "#2f6d4f", 1)
    return p


def _sheet(p: Print, corner: Point, lean: float, ink: str, kind: int) -> None:
    (x, y), tilt = corner, lean / 60

    def at(u: float, v: float) -> Point:
        return (x + u - v * tilt, y + v + u * tilt)

    p.shape([at(18, 20), at(418, 20), at(418, 580), at(18, 580)], "#7d5d28")
    p.shape([at(0, 0), at(400, 0), at(400, 560), at(0, 560)], "#faf5e6")
    if kind:
        p.disc(at(66, 64), 34, ink)
        p.shape([at(50, 66), at(66, 40), at(84, 66), at(66, 90)], "#faf5e6")
    else:
        p.shape([at(30, 30), at(104, 30), at(104, 100), at(30, 100)], ink)
        p.stroke([at(46, 80), at(66, 48), at(88, 80)], 8, "#faf5e6")
    p.bar(at(124, 48), at(364, 48), 17, ink)
    p.bar(at(124, 80), at(300, 80), 8, "#b7ab90")
    for n in range(9):
        v = 168 + n * 34
        p.bar(at(34, v), at(34 + 150 + (n * 53) % 90, v), 8, "#9c9078")
        p.bar(at(310, v), at(366, v), 8, "#5d5647")
    p.bar(at(34, 480), at(366, 480), 4, ink)
    p.bar(at(230, 516), at(366, 516), 18, ink)


PICTURES = {"school-kitchen": school_kitchen, "lunch-tray": lunch_tray, "invoices": invoices}
