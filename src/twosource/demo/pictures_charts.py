"""Charts: a bearing in three steps, the night of the surge, the Sound, and the harbour."""

from __future__ import annotations

from math import cos, pi

from twosource.demo.pictures_ink import WIDTH, Point, Print, arc, bend, box

PAPER, INK, SOFT, RUST, BLUE = "#f4eddb", "#1d2d3a", "#6b7477", "#b2482c", "#3f7486"


def bearings() -> Print:
    """A bearing in use, jacked up, and opened."""
    p = Print("bearings", PAPER)
    p.words((70, 56), "How a bearing is opened", 52, INK, "serif")
    p.bar((70, 136), (1530, 136), 3, INK)
    for n, (title, text) in enumerate(
        (
            ("1  In use", "The deck rests on the pad."),
            ("2  Jacked", "The deck is raised by 4 mm."),
            ("3  Opened", "The pad is slid out, measured."),
        )
    ):
        x = 70 + n * 500
        p.words((x, 160), title, 40, INK, "bold")
        p.words((x, 211), text, 29, SOFT, "sans")
        _bearing(p, x, n)
    p.words(
        (70, 936),
        "The lift is drawn many times too high. Each bearing of the bridge carries about 310 tonnes.",
        29,
        SOFT,
    )
    return p


def _bearing(p: Print, x: float, step: int) -> None:
    lift = 54 if step else 0
    p.shape(box(x, 330 - lift, 460, 110), INK)
    p.shade(box(x + 8, 340 - lift, 444, 56), "#3d5362", 14, 6)
    p.shape(box(x, 424 - lift, 460, 16), RUST)
    p.shape([(x + 60, 640), (x + 400, 640), (x + 424, 900), (x + 36, 900)], "#b9ad95")
    p.shade([(x + 60, 648), (x + 400, 648), (x + 424, 900), (x + 36, 900)], "#9b8e74", 17, 6)
    p.shape(box(x + 40, 616, 380, 26), "#8c8068")
    p.shape(box(x + 138, 440 - lift, 184, 26), "#55656f")
    p.shape(box(x + 118, 588, 224, 28), "#55656f")
    for u in (132, 320):
        p.disc((x + u + 4, 602), 7, PAPER)
    slide = 152 if step == 2 else 0
    p.shape(box(x + 150 + slide, 466, 160, 122), "#dca94a")
    for n in range(5):
        p.shape(box(x + 150 + slide, 480 + n * 22, 160, 6), "#8a6426", 0.5)
    if step:
        for u in (62, 398) if step == 1 else (62,):
            _jack(p, x + u, lift)
    if step == 1:
        p.shape(box(x + 150, 466 - lift, 160, lift), PAPER, 0)
        _arrow(p, (x + 230, 352), (x + 230, 300))
    if step == 2:
        _jack(p, x + 112, lift)
        _arrow(p, (x + 336, 419), (x + 428, 419))
        p.bar((x + 302, 446), (x + 302, 462), 3, INK)
        p.bar((x + 462, 446), (x + 462, 462), 3, INK)
        p.bar((x + 302, 454), (x + 462, 454), 3, INK)


def _jack(p: Print, x: float, lift: float) -> None:
    p.shape(box(x - 26, 560, 52, 56), RUST)
    p.shape(box(x - 13, 440 - lift, 26, 124 + lift), "#8f9aa0")
    p.shape(box(x - 24, 438 - lift, 48, 14), INK)
    p.shape(box(x - 34, 606, 68, 12), INK)


def _arrow(p: Print, start: Point, end: Point) -> None:
    p.bar(start, end, 9, RUST)
    (x, _), (u, v) = start, end
    if x == u:
        p.shape([(u - 20, v + 6), (u, v - 26), (u + 20, v + 6)], RUST)
    else:
        p.shape([(u - 6, v - 20), (u + 26, v), (u - 6, v + 20)], RUST)


def tide_graph() -> Print:
    """Twelve hours of water level: the forecast tide, the measured level, the line of the wall."""
    p = Print("tide-graph", PAPER)
    p.words((90, 48), "The night of the surge", 52, INK, "serif")
    p.words((90, 118), "Water level at Lantern Point above harbour datum, in metres", 34, SOFT)
    forecast = [_at(hour / 10, _forecast(hour / 10)) for hour in range(121)]
    measured = [_at(hour / 10, _measured(hour / 10)) for hour in range(121)]
    base = [_at(12, 0), _at(0, 0)]
    p.shape([*measured, *base], "#bdd3d3", 0)
    for n in range(5):
        y = _at(0, n / 2)[1]
        p.bar((170, y), (1500, y), 1.6, "#c9c2af")
        p.words((150, y), f"{n / 2:.1f}", 34, SOFT, anchor="rm")
    for hour in range(0, 13, 2):
        x = _at(hour, 0)[0]
        p.bar((x, 900), (x, 912), 3, INK)
        p.words((x, 950), f"{(22 + hour) % 24:02d}.00", 34, SOFT, anchor="ms")
    p.bar((170, 900), (1500, 900), 3, INK)
    _wall_line(p)
    for n in range(0, 120, 3):
        p.stroke(forecast[n : n + 2], 5, BLUE)
    p.stroke(measured, 8, INK)
    _peak(p)
    p.words(_at(5.85, 1.16), "forecast: 1.52", 36, BLUE, "bold")
    p.words(_at(4.1, 1.72), "measured", 36, INK, "bold", "rs")
    return p


def _at(hour: float, level: float) -> Point:
    """A point of the graph: hours after 22.00, metres."""
    return (170 + hour * 1330 / 12, 900 - level * 300)


def _forecast(hour: float) -> float:
    return 0.92 + 0.6 * cos((hour - 5.67) / 6.21 * pi)


def _measured(hour: float) -> float:
    return _forecast(hour) + 0.58 / (1 + ((hour - 5.67) / 1.1) ** 2) ** 0.8


def _wall_line(p: Print) -> None:
    y = _at(0, 2)[1]
    p.bar((170, y), (1500, y), 5, RUST)
    p.words((178, y - 14), "the wall: 2.00", 36, RUST, "bold", "ls")


def _peak(p: Print) -> None:
    x, y = _at(5.67, 2.1)
    p.disc((x, y), 13, INK)
    p.bar((x, y), (x, 900), 2, INK)
    p.words((x + 30, y - 26), "2.10 at 03.40", 42, INK, "bold", "ls")


def sound_chart() -> Print:
    """The Sound between Brackhaven and Ellinsay, with the ferry's unbroken track."""
    p = Print("sound-chart", "#cfdfdc")
    for n in range(1, 8):
        p.bar((n * 200, -10), (n * 200, 1010), 1.5, "#b5c9c6")
        p.bar((-10, n * 130), (WIDTH + 10, n * 130), 1.5, "#b5c9c6")
    mainland = [
        (-10, -10),
        (330, -10),
        *bend((330, -10), (420, 180), (250, 330), (300, 470), steps=24),
        *bend((300, 470), (350, 560), (220, 640), (330, 800), (250, 1010), steps=26),
        (-10, 1010),
    ]
    island = [*bend((1220, 270), (1290, 120), (1500, 190), (1540, 330), steps=20),
              *bend((1540, 330), (1560, 520), (1400, 600), (1310, 540), steps=20),
              *bend((1310, 540), (1180, 500), (1200, 360), (1220, 270), steps=20)]  # fmt: skip
    for outline in (mainland, island):
        _shoals(p, outline)
        p.shape(outline, "#e9dcb4", 1.6)
        p.stroke([*outline, outline[0]], 4, "#6a5c34")
    p.shade([(1330, 260), (1470, 290), (1460, 420), (1340, 430)], "#c9b77f", 16, 5, 0.4)
    _soundings(p)
    track = bend((296, 486), (520, 330), (700, 640), (960, 560), (1040, 380), (1222, 404), steps=60)
    p.stroke(track, 8, RUST)
    for n in range(6, 60, 9):
        p.disc(track[n], 9, RUST)
        p.disc(track[n], 4, PAPER, 0.2)
    for at, name, when, anchor in (
        ((296, 486), "Brackhaven", "01.10", "rs"),
        ((1222, 404), "Ellinsay", "02.51", "ls"),
    ):
        p.disc(at, 15, INK)
        shift = -28 if anchor == "rs" else 34
        p.words((at[0] + shift, at[1] - 6), name, 44, INK, "serif", anchor)
        p.words((at[0] + shift, at[1] + 36), when, 34, RUST, "bold", anchor)
    p.words((740, 250), "The Sound", 56, "#5d7f85", "italic", "ms")
    _rose(p, 760, 830)
    return p


def _shoals(p: Print, outline: list[Point]) -> None:
    x = sum(u for u, _ in outline) / len(outline)
    y = sum(v for _, v in outline) / len(outline)
    for scale, ink in ((1.24, "#dbe8e4"), (1.12, "#e4eeea")):
        p.shape([(x + (u - x) * scale, y + (v - y) * scale) for u, v in outline], ink, 2)


def _soundings(p: Print) -> None:
    placed: list[Point] = []
    while len(placed) < 46:
        at = (p.chance.uniform(420, 1180), p.chance.uniform(60, 960))
        if all(abs(at[0] - u) + abs(at[1] - v) > 96 for u, v in placed) and not 600 < at[0] < 900:
            placed.append(at)
            depth = round(34 - abs(at[0] - 800) / 18 + p.chance.uniform(-5, 5))
            p.words(at, str(max(4, depth)), 23, "#7d9a9c", "italic", "mm")
        elif len(placed) > 30:
            break


def _rose(p: Print, x: float, y: float) -> None:
    p.stroke(arc((x, y), (104, 104), 0, 360, 60), 3, SOFT)
    for n in range(16):
        [tip] = arc((x, y), (104, 104), n * 22.5, n * 22.5, 1)[:1]
        [root] = arc((x, y), (90, 90), n * 22.5, n * 22.5, 1)[:1]
        p.bar(root, tip, 3, SOFT)
    for u, v in ((0, -1), (1, 0), (0, 1), (-1, 0)):
        p.shape([(x + u * 96, y + v * 96), (x + v * 17, y - u * 17), (x, y)], INK)
        p.shape([(x + u * 96, y + v * 96), (x - v * 17, y + u * 17), (x, y)], "#e9dcb4")
    p.words((x, y - 116), "N", 34, INK, "serif", "ms")


def harbour_map() -> Print:
    """Brackhaven harbour with the line of the tide wall, finished and unfinished."""
    p = Print("harbour-map", "#e9dfc4")
    sea = [
        (-10, 1010),
        (-10, 700),
        *bend((-10, 700), (260, 620), (520, 700), (700, 640), steps=20),
        (730, 590),
        *bend((730, 590), (700, 420), (820, 220), (760, -10), steps=24),
        (960, -10),
        *bend((960, -10), (1000, 260), (900, 420), (960, 560), steps=24),
        *bend((960, 560), (1200, 640), (1380, 560), (1610, 640), steps=20),
        (1610, 1010),
    ]
    p.shape(sea, "#8fb3b8", 1.6)
    p.gouges(p.area(sea), "#a9c7c9", [((x, y), (x + 180, y), 4.0, 0.0) for x, y in _scattered(p, 150)])
    p.stroke(sea[2:-1], 5, "#5b6d6a")
    _streets(p, sea)
    _moles(p)
    p.bar((676, 404), (1010, 404), 17, INK)
    for x in (752, 820, 888):
        p.disc((x, 404), 12, INK)
    wall = bend((40, 672), (260, 602), (520, 682), (690, 624), steps=40)
    p.stroke(wall[18:], 15, RUST)
    for n in range(0, 18, 3):
        p.stroke(wall[n : n + 2], 15, RUST)
    _names(p)
    _scale_and_key(p)
    return p


def _scattered(p: Print, count: int) -> list[Point]:
    return [(p.chance.uniform(-100, WIDTH), p.chance.uniform(0, 1000)) for _ in range(count)]


def _streets(p: Print, sea: list[Point]) -> None:
    wet = p.area(sea)
    for _ in range(420):
        x, y = p.chance.uniform(10, 1580), p.chance.uniform(10, 760)
        x, y = round(x / 34) * 34 + (y // 120 % 2) * 9, round(y / 30) * 30
        corners = [(x - 6, y - 6), (x + 34, y - 6), (x - 6, y + 30), (x + 34, y + 30)]
        if any(wet.covers(at) or not 0 <= at[0] < WIDTH for at in corners):
            continue
        ink = ("#d3c29a", "#cbb88c", "#d9caa6", "#c4a98a")[p.chance.randrange(4)]
        p.shape(box(x, y, p.chance.uniform(16, 29), p.chance.uniform(14, 25)), ink, 0.8)
    for x, y, r in ((1310, 210, 74), (360, 330, 62), (1180, 420, 40)):
        p.disc((x, y), (r * 1.4, r), "#a9b682", 3)


def _moles(p: Print) -> None:
    p.stroke(bend((690, 640), (740, 760), (690, 850), steps=20), 15, "#8c8068")
    p.stroke(bend((1040, 590), (1010, 740), (850, 850), steps=20), 15, "#8c8068")
    p.disc((690, 852), 15, "#c0392b")
    p.disc((850, 852), 15, "#2f7d4f")
    p.disc((1330, 590), 12, INK)


def _names(p: Print) -> None:
    for at, text, size, ink, face, anchor in (
        ((300, 560), "The Salterns", 42, INK, "serif", "ms"),
        ((560, 250), "North Quay", 40, INK, "serif", "ms"),
        ((1240, 330), "Lantern Hill", 40, INK, "serif", "ms"),
        ((1330, 560), "Lantern Point", 34, INK, "serif", "ms"),
        ((1040, 414), "Harbour bridge", 31, INK, "sans", "lm"),
        ((300, 860), "The Sound", 54, "#3f6a75", "italic", "ms"),
        ((852, 130), "Sele", 42, "#3f6a75", "italic", "ms"),
    ):
        for shift in ((-2, 0), (2, 0), (0, -2), (0, 2)):
            halo = "#8fb3b8" if face == "italic" else "#e9dfc4"
            p.words((at[0] + shift[0], at[1] + shift[1]), text, size, halo, face, anchor)
        p.words(at, text, size, ink, face, anchor)


def _scale_and_key(p: Print) -> None:
    p.shape(box(1070, 800, 470, 164), PAPER, 0.6)
    p.bar((1100, 848), (1200, 848), 13, RUST)
    p.words((1226, 848), "wall, finished", 30, INK, anchor="lm")
    for n in range(3):
        p.bar((1100 + n * 36, 894), (1122 + n * 36, 894), 13, RUST)
    p.words((1226, 894), "wall, to be built", 30, INK, anchor="lm")
    p.bar((1100, 938), (1200, 938), 3, INK)
    p.bar((1100, 930), (1100, 946), 3, INK)
    p.bar((1200, 930), (1200, 946), 3, INK)
    p.words((1226, 938), "200 metres", 27, SOFT, anchor="lm")


PICTURES = {
    "bearings": bearings,
    "tide-graph": tide_graph,
    "sound-chart": sound_chart,
    "harbour-map": harbour_map,
}
