"""Two portraits of people who do not exist, in three or four inks each."""

from __future__ import annotations

from math import sin

from twosource.demo.pictures_ink import WIDTH, Print, arc, bend, box


def portrait_lund() -> Print:
    """A woman in a dark coat before a chart of tides."""
    p = Print("portrait-lund", "#d8b777")
    for n in range(13):
        p.bar((-10, 40 + n * 80), (WIDTH + 10, 40 + n * 80), 2, "#c29f5d")
        p.bar((40 + n * 130, -10), (40 + n * 130, 1010), 2, "#c29f5d")
    for n, height in enumerate((60, 88, 120)):
        wave = [(x, 300 + n * 190 - height * _tide(x / 150 + n)) for x in range(-10, WIDTH + 20, 10)]
        p.stroke(wave, 6, ("#7d6a45", "#8f5a34", "#3f6a7c")[n])
    ink, skin, dark = "#1d3044", "#e8c79d", "#b98a5e"
    p.shape([(350, 1010), *bend((380, 900), (430, 740), (640, 690), steps=14),
             *bend((960, 690), (1170, 740), (1220, 900), steps=14), (1250, 1010)], ink)  # fmt: skip
    p.shape([(700, 560), (900, 560), (912, 720), (800, 800), (688, 720)], dark)
    _lund_hair_back(p)
    face = [
        *bend((648, 300), (630, 600), (800, 668), steps=24),
        *bend((800, 668), (970, 600), (952, 300), steps=24),
        *bend((952, 300), (800, 160), (648, 300), steps=20),
    ]
    p.shape(face, skin)
    p.gouges(p.area(face), dark, [((880, 250 + n * 15), (990, 236 + n * 15), 6.0, 3.0) for n in range(26)])
    _lund_face(p)
    _lund_hair_front(p)
    _lund_coat(p)
    return p


def _tide(x: float) -> float:
    """A rise and fall for the chart behind her; no tide in particular."""

    return sin(x) * (0.75 + 0.25 * sin(x / 3.7))


def _lund_hair_back(p: Print) -> None:
    p.shape([*bend((800, 120), (560, 120), (590, 420), (600, 640), steps=24), (690, 660), (910, 660),
             *bend((1000, 640), (1010, 420), (1040, 120), (800, 120), steps=24)], "#4b5560")  # fmt: skip


def _lund_hair_front(p: Print) -> None:
    grey, light = "#5b6670", "#aab2b4"
    p.shape(
        [
            (800, 128),
            *bend((760, 130), (580, 150), (606, 470), steps=20),
            *bend((640, 470), (650, 300), (840, 226), steps=16),
            *bend((840, 226), (950, 260), (968, 470), steps=14),
            *bend((1002, 470), (1010, 140), (800, 124), steps=20),
        ],
        grey,
    )
    for n in range(13):
        p.stroke(
            bend(
                (812 - n * 3, 136 + n * 3), (690 - n * 7, 170 + n * 6), (618 + n * 2, 440 - n * 12), steps=16
            ),
            3,
            light,
        )
    for n in range(9):
        p.stroke(
            bend((830 + n * 4, 140 + n * 3), (950 + n * 4, 200), (986 - n * 2, 430 - n * 14), steps=14),
            3,
            light,
        )


def _lund_face(p: Print) -> None:
    ink, blush = "#1d3044", "#cf9470"
    for x in (728, 872):
        p.shape(
            [
                *bend((x - 40, 402), (x, 374), (x + 40, 402), steps=12),
                *bend((x + 40, 402), (x, 422), (x - 40, 402), steps=12),
            ],
            "#f8f1e0",
        )
        p.disc((x + 2, 400), 15, ink, 0.3)
        p.disc((x + 7, 395), 4, "#f8f1e0", 0)
        p.stroke(bend((x - 42, 400), (x, 370), (x + 42, 400), steps=12), 6, ink)
        p.stroke(bend((x - 46, 352), (x, 330), (x + 44, 350), steps=12), 9, "#4b5560")
        p.stroke(bend((x - 26, 432), (x, 440), (x + 26, 430), steps=8), 3, blush)
    p.stroke(bend((806, 392), (796, 470), (776, 496), (804, 508), steps=20), 6, "#b98a5e")
    p.stroke(bend((744, 566), (800, 584), (858, 560), steps=14), 8, "#9a4a3a")
    p.stroke(bend((774, 596), (800, 602), (828, 594), steps=8), 4, blush)
    for x in (728, 872):
        p.stroke(arc((x, 402), (62, 54), 0, 360, 40), 5, "#8f5a34")
    p.stroke(bend((790, 394), (800, 386), (810, 394), steps=6), 5, "#8f5a34")


def _lund_coat(p: Print) -> None:
    p.shape([(640, 690), (690, 668), (800, 850), (740, 900), (600, 760)], "#27425c")
    p.shape([(960, 690), (910, 668), (800, 850), (860, 900), (1000, 760)], "#27425c")
    p.shape([(692, 672), (800, 712), (908, 672), (916, 740), (800, 850), (684, 740)], "#b5432f")
    for n in range(5):
        p.stroke(bend((690, 690 + n * 24), (800, 730 + n * 26), (910, 690 + n * 24), steps=10), 4, "#8a2e20")
    for y in (900, 960):
        p.disc((838, y), 13, "#d8b777")
    p.bar((800, 850), (800, 1010), 5, "#0f1e2d")
    for n in range(16):
        p.gouge((430 + n * 12, 990 - n * 14), (500 + n * 10, 800 + n * 2), 4, "#3c5a75")
        p.gouge((1176 - n * 12, 990 - n * 14), (1106 - n * 10, 800 + n * 2), 4, "#3c5a75")


def portrait_cook() -> Print:
    """A cook in a white cap and apron before shelves of pans."""
    p = Print("portrait-cook", "#7f9a7c")
    for y in (250, 560, 870):
        p.shape(box(-10, y, WIDTH + 20, 26), "#4d3a2a")
        for n in range(7):
            x = 60 + n * 236
            if not 440 < x + 90 < 1160:
                _shelf_pan(p, x, y, n)
    rose, skin, dark, white = "#c9605a", "#a9714b", "#7d4c30", "#f6f0e0"
    p.shape([(330, 1010), *bend((360, 900), (420, 750), (650, 706), steps=14),
             *bend((950, 706), (1180, 750), (1240, 900), steps=14), (1270, 1010)], rose)  # fmt: skip
    p.shape([(706, 560), (894, 560), (910, 730), (800, 780), (690, 730)], dark)
    p.disc((640, 430), (30, 46), skin)
    p.disc((960, 430), (30, 46), dark)
    face = [
        *bend((640, 330), (620, 640), (800, 690), steps=24),
        *bend((800, 690), (980, 640), (960, 330), steps=24),
    ]
    p.shape(face, skin)
    p.gouges(p.area(face), dark, [((866, 330 + n * 15), (1010, 318 + n * 15), 6.0, 3.0) for n in range(24)])
    _cook_face(p)
    _cook_cap(p)
    p.shape(
        [(610, 730), (690, 706), (720, 850), (880, 850), (910, 706), (990, 730), (1040, 1010), (560, 1010)],
        white,
    )
    p.shade([(880, 850), (910, 706), (990, 730), (1040, 1010), (900, 1010)], "#d3cab2", 16, 6)
    p.bar((720, 852), (880, 852), 6, "#b9ae92")
    p.shape(box(690, 900, 220, 110), "#e9e1cb")
    p.bar((690, 902), (910, 902), 5, "#b9ae92")
    for x in (740, 770):
        p.bar((x, 850), (x - 4, 930), 9, "#4d3a2a")
        p.disc((x, 846), 15, "#c7b07a")
    return p


def _shelf_pan(p: Print, x: float, y: float, n: int) -> None:
    ink, shine = (("#b5763a", "#e0aa68"), ("#5c6b68", "#93a39d"), ("#8e3b2b", "#c0654d"))[n % 3]
    height = 90 + (n * 37) % 60
    p.shape([(x, y - height), (x + 170, y - height), (x + 158, y), (x + 12, y)], ink)
    p.bar((x + 24, y - height + 16), (x + 32, y - 12), 9, shine)
    p.shade(
        [(x + 110, y - height + 8), (x + 166, y - height + 8), (x + 156, y - 4), (x + 116, y - 4)],
        "#2f2a24",
        14,
        5,
    )
    p.shape(box(x - 8, y - height - 12, 186, 14), shine)
    p.disc((x + 85, y - height - 18), 11, ink)


def _cook_cap(p: Print) -> None:
    white, fold = "#f8f3e4", "#d3cab2"
    for x, y, r in ((660, 180, 96), (800, 140, 118), (944, 182, 94), (730, 220, 90), (880, 222, 90)):
        p.disc((x, y), r, white)
    p.shape([(612, 230), (990, 230), (972, 350), (628, 350)], white)
    p.shade([(860, 236), (988, 236), (972, 346), (866, 346)], fold, 15, 5)
    for x in (690, 760, 838, 912):
        p.stroke(bend((x, 240), (x + (x - 800) * 0.16, 190), (x + (x - 800) * 0.3, 150), steps=10), 4, fold)
    p.shape([(624, 300), (976, 300), (970, 356), (630, 356)], "#efe7d2")
    for side in (-1, 1):
        x = 800 + side * 156
        p.shape([(x - 12, 350), (x + 14, 350), (x + 8, 420), (x - 8, 410)], "#d9d6cf")


def _cook_face(p: Print) -> None:
    ink = "#33211a"
    for x in (730, 870):
        p.stroke(bend((x - 36, 448), (x, 424), (x + 36, 448), steps=12), 8, ink)
        p.stroke(bend((x - 42, 394), (x, 374), (x + 40, 396), steps=12), 9, "#8f8a84")
        for n in range(3):
            side = 1 if x > 800 else -1
            p.stroke([(x + side * 44, 440 + n * 8), (x + side * 62, 434 + n * 13)], 3, "#7d4c30")
        p.disc((x + (30 if x > 800 else -30), 518), (38, 26), "#bd6f52")
    p.stroke(bend((804, 430), (790, 500), (770, 524), (806, 536), steps=20), 7, "#7d4c30")
    p.shape(
        [
            *bend((724, 574), (800, 606), (880, 570), steps=14),
            *bend((880, 570), (800, 664), (724, 574), steps=14),
        ],
        "#7a2b26",
    )
    p.shape(
        [
            *bend((738, 582), (800, 606), (866, 578), steps=14),
            (856, 592),
            *bend((846, 600), (800, 622), (750, 596), steps=8),
        ],
        "#f8f3e4",
    )


PICTURES = {"portrait-lund": portrait_lund, "portrait-cook": portrait_cook}
