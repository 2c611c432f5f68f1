"""The harbour bridge, by day and by night."""

from __future__ import annotations

from twosource.demo.pictures_ink import WIDTH, Print, bend, box

NAVY, RUST, OCHRE, CREAM = "#1c3144", "#b2502f", "#dca94a", "#f4ecda"
SEA = "#6f9aa3"


def bridge() -> Print:
    """Seven spans at low water, two lifting towers, a pale sun."""
    p = Print("bridge", "#e6e4d3")
    p.disc((1180, 330), 118, "#e8b96a")
    p.ripples((0, 40, WIDTH, 470), "#d5d9cc", 150, 5, 330)
    p.disc((1180, 330), 100, "#e3a555")
    _far_bank(p)
    p.shape(box(-10, 610, WIDTH + 20, 400), SEA)
    p.ripples((0, 622, WIDTH, 800), "#9dbcbd", 260, 4, 170)
    _sun_on_water(p)
    _spans(p)
    _towers(p)
    _mudflat(p)
    return p


def _far_bank(p: Print) -> None:
    ridge = [
        (-10, 612),
        (-10, 560),
        *bend((0, 560), (260, 490), (480, 560), steps=14),
        (640, 572),
        (800, 566),
    ]
    p.shape([*ridge, *bend((900, 560), (1180, 470), (1610, 548), steps=16), (1610, 612)], "#8ea79f")
    for x, height in ((96, 34), (150, 58), (214, 28), (1310, 42), (1384, 66), (1452, 36), (1520, 50)):
        p.shape(box(x, 576 - height, 46, height + 36), "#6c8a86")
        p.shape([(x - 5, 577 - height), (x + 23, 556 - height), (x + 51, 577 - height)], "#57746f")


def _sun_on_water(p: Print) -> None:
    for n in range(34):
        y = 622 + n * 6.4
        half = (26 + n * 2.2) * p.chance.uniform(0.5, 1.1)
        p.gouge((1180 - half, y), (1180 + half, y), 5, "#efc77f")


def _spans(p: Print) -> None:
    p.shape(box(-10, 446, WIDTH + 20, 26), NAVY, 0.8)
    p.shape(box(-10, 438, WIDTH + 20, 5), NAVY, 0.4)
    for x in range(-8, WIDTH, 26):
        p.bar((x, 424), (x, 446), 3, NAVY)
    p.bar((-10, 424), (WIDTH + 10, 424), 4, NAVY)
    edges = [-30, 250, 530, 1070, 1350, 1630]
    for left, right in ((-30, 250), (250, 530), (1070, 1350), (1350, 1630)):
        _truss(p, left, right)
    for x in edges[1:-1]:
        if x not in (530, 1070):
            _pier(p, x, 26)
    for x in range(560, 1060, 62):
        p.bar((x, 472), (x + 31, 494), 5, NAVY)
        p.bar((x + 31, 494), (x + 62, 472), 5, NAVY)
    p.bar((545, 496), (1055, 496), 7, NAVY)


def _truss(p: Print, left: float, right: float) -> None:
    """The bow above the deck, with its hangers."""
    bow = bend((left + 14, 446), ((left + right) / 2, 190), (right - 14, 446), steps=28)
    p.stroke(bow, 15, RUST)
    p.stroke([(x, y + 17) for x, y in bow[3:-3]], 3.5, "#7f3420")
    for n in range(4, 25, 4):
        x, y = bow[n]
        p.bar((x, y), (x, 446), 5, RUST)
    for n in range(4, 21, 4):
        p.bar(bow[n], (bow[n + 4][0], 446), 3, RUST)


def _pier(p: Print, x: float, half: float) -> None:
    p.shape([(x - half, 472), (x + half, 472), (x + half + 12, 720), (x - half - 12, 720)], NAVY)
    p.shade(
        [(x - half, 480), (x - half / 4, 480), (x - half / 4, 716), (x - half - 9, 716)], "#5a7684", 13, 5
    )
    p.shape(box(x - half - 26, 706, 2 * half + 52, 22), "#152636")
    for n in range(7):
        y, wide = 738 + n * 11, (half + 20) * p.chance.uniform(0.5, 1.1)
        p.gouge((x - wide, y), (x + wide, y), 6, "#3c6270")


def _towers(p: Print) -> None:
    for x in (530, 1070):
        _pier(p, x, 46)
        p.shape([(x - 44, 150), (x + 44, 150), (x + 52, 480), (x - 52, 480)], NAVY)
        p.shape([(x - 20, 186), (x + 20, 186), (x + 23, 424), (x - 23, 424)], "#e6e4d3", 0.8)
        for n in range(5):
            y = 188 + n * 48
            p.bar((x - 21, y), (x + 21, y + 46), 6, NAVY)
            p.bar((x + 21, y), (x - 21, y + 46), 6, NAVY)
        p.shape(box(x - 60, 128, 120, 26), RUST)
        p.shape([(x - 34, 130), (x, 92), (x + 34, 130)], NAVY)
        p.bar((x, 50), (x, 96), 5, NAVY)
    p.stroke(bend((530, 146), (800, 168), (1070, 146)), 5, NAVY)


def _mudflat(p: Print) -> None:
    bank = [(-10, 1010), (-10, 830), *bend((0, 832), (340, 768), (700, 868), (980, 880), steps=30)]
    p.shape([*bank, *bend((980, 880), (1300, 900), (1610, 856), steps=20), (1610, 1010)], "#8c7350")
    p.shade(
        [(-10, 1010), (-10, 850), (300, 822), (690, 890), (1000, 902), (1610, 884), (1610, 1010)],
        "#6d5638",
        17,
        8,
        0.05,
    )
    p.stroke(bend((610, 1010), (700, 930), (840, 950), (900, 884), steps=24), 13, SEA)
    for x, y in ((150, 842), (224, 858), (1290, 918), (1366, 926), (1430, 914)):
        p.disc((x, y), (13, 7), NAVY)
        p.stroke([(x + 8, y - 4), (x + 17, y - 13)], 3, NAVY)
        p.stroke([(x, y + 5), (x, y + 17)], 2, NAVY)
    _skiff(p, 420, 872)


def _skiff(p: Print, x: float, y: float) -> None:
    hull = [(x - 96, y - 30), *bend((x - 90, y - 28), (x, y - 6), (x + 96, y - 34), steps=12)]
    p.shape(
        [*hull, *bend((x + 100, y - 34), (x + 62, y + 26), (x - 52, y + 20), (x - 98, y - 30), steps=14)],
        RUST,
    )
    p.stroke(bend((x - 92, y - 27), (x, y - 3), (x + 96, y - 32), steps=12), 6, CREAM)
    p.stroke([(x - 60, y + 16), (x + 26, y + 22)], 5, "#5d2514")


def bridge_night() -> Print:
    """The underside of the lifting span at night: two lamps, a platform, four people at a bearing."""
    p = Print("bridge-night", "#0f1f33")
    for radius, ink in ((520, "#152a44"), (400, "#1d3855"), (290, "#2c4d68")):
        p.disc((560, 560), (radius * 1.25, radius), ink)
        p.disc((1130, 560), (radius * 1.1, radius * 0.9), ink)
    p.disc((560, 580), (250, 190), "#f0cf7c")
    p.disc((1130, 580), (220, 165), "#f0cf7c")
    _deck_from_below(p)
    _bearing_and_pier(p)
    _platform(p)
    for x, tool in ((470, True), (620, False), (1060, False), (1190, True)):
        _worker(p, x, 742, tool)
    for x in (560, 1130):
        p.bar((x, 330), (x, 470), 5, "#0b1624")
        p.shape([(x - 16, 470), (x + 16, 470), (x + 44, 512), (x - 44, 512)], "#0b1624")
        p.disc((x, 514), (32, 10), "#fff4cf")
    p.shape(box(-10, 900, WIDTH + 20, 120), "#0b1828")
    p.ripples((0, 905, WIDTH, 1000), "#2c4d68", 90, 5, 210)
    p.ripples((380, 905, 760, 1000), "#e3bd62", 40, 5, 120)
    p.ripples((980, 905, 1290, 1000), "#e3bd62", 32, 5, 110)
    return p


def _deck_from_below(p: Print) -> None:
    p.shape([(-10, -10), (WIDTH + 10, -10), (WIDTH + 10, 250), (-10, 250)], "#0b1624")
    p.shape(box(-10, 250, WIDTH + 20, 30), RUST)
    p.shape(box(-10, 280, WIDTH + 20, 52), "#132a40")
    for x in range(-60, WIDTH + 60, 110):
        p.shape([(x, 60), (x + 26, 60), (x + 44, 250), (x - 18, 250)], "#1b344c")
        p.bar((x + 60, 70), (x + 92, 248), 4, "#2c4d68")
    for x in range(10, WIDTH, 46):
        p.disc((x, 306), 4.5, "#e3bd62" if 330 < x < 1330 else "#35546b")
    p.shade(box(-10, 20, WIDTH + 20, 60), "#1b344c", 15, 6)


def _bearing_and_pier(p: Print) -> None:
    p.shape([(700, 560), (990, 560), (1012, 1010), (678, 1010)], "#1a2b38")
    p.shade([(700, 566), (760, 566), (748, 1010), (678, 1010)], "#d6ae5c", 17, 7)
    p.shade([(930, 566), (990, 566), (1012, 1010), (942, 1010)], "#b98f45", 17, 6)
    p.shape(box(672, 536, 346, 30), "#0b1624")
    for x, ink in ((762, RUST), (868, RUST)):
        p.shape(box(x, 332, 66, 34), "#0b1624")
        p.shape(box(x + 8, 366, 50, 26), ink)
        p.shape(box(x - 10, 392, 86, 20), "#0b1624")
        p.shape(box(x + 14, 412, 38, 124), "#27435a")
        p.bar((x + 22, 414), (x + 22, 534), 5, "#f0cf7c")


def _platform(p: Print) -> None:
    p.shape(box(270, 748, 1060, 16), "#0b1624")
    for x in (290, 690, 1010, 1310):
        p.bar((x, 640), (x, 748), 7, "#0b1624")
        p.bar((x, 332), (x, 640), 3, "#0b1624")
    for left, right in ((290, 690), (1010, 1310)):
        for y in (648, 696):
            p.bar((left, y), (right, y), 5, "#0b1624")
    for x in range(290, 1310, 60):
        p.bar((x, 764), (x + 30, 792), 5, "#0b1624")
        p.bar((x + 30, 792), (x + 60, 764), 5, "#0b1624")


def _worker(p: Print, x: float, y: float, tool: bool) -> None:
    """A figure in overalls standing on y; `tool` raises an arm with a bar."""
    ink = "#0b1624"
    p.shape(
        [(x - 20, y), (x - 14, y - 62), (x + 14, y - 62), (x + 20, y), (x + 4, y), (x, y - 40), (x - 4, y)],
        ink,
    )
    p.shape([(x - 18, y - 58), (x - 22, y - 112), (x - 12, y - 124), (x + 12, y - 124), (x + 22, y - 112),
             (x + 18, y - 58)], ink)  # fmt: skip
    p.disc((x, y - 138), 14, ink)
    p.shape(
        [
            (x - 19, y - 140),
            *bend((x - 16, y - 142), (x, y - 168), (x + 16, y - 142), steps=10),
            (x + 19, y - 140),
        ],
        "#e3bd62",
    )
    p.bar((x - 15, y - 92), (x + 15, y - 92), 6, "#e3bd62")
    if tool:
        p.stroke([(x + 16, y - 112), (x + 42, y - 138), (x + 50, y - 176)], 11, ink)
        p.stroke([(x + 30, y - 196), (x + 70, y - 158)], 6, ink)
    else:
        p.stroke([(x - 16, y - 112), (x - 38, y - 86), (x - 26, y - 60)], 11, ink)
        p.stroke([(x + 16, y - 112), (x + 34, y - 86), (x + 40, y - 60)], 11, ink)


PICTURES = {"bridge": bridge, "bridge-night": bridge_night}
