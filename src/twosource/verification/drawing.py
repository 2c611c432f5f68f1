"""The picture of provenance as SVG, and the list that says the same.

It runs from those who can know to the claim, in the direction in which the page is read. Each box is a link
to its entry in the list. Lines are told apart by how they are drawn and by their number, never by colour
alone. Nothing here has a style of its own: classes only, which both faces colour with their own tokens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from .layout import Layout, Spot, arrange
from .lettering import cut, isolated, wrapped

if TYPE_CHECKING:
    from .provenance import Provenance

WIDE, GAP, EDGE, PAD, LEADING = 182, 42, 6, 10, 17
TITLE, SMALL = 13, 12  # sizes of letters, in pixels
HULL = 5
END = ""  # the claim's own name among the boxes


@dataclass(frozen=True, slots=True)
class Box:
    """One item, or several that only carry the same (`members`).

    `who` said it and `how` they know; `hand`: who has power over them, when that is somebody else; `way` is
    `supports`, `denies` or empty for what is only behind the evidence; `lines`: the numbers of the lines that
    pass through it; `shared`: everything in its direction rests on it; `gains`: that they gain by it, in words;
    `against`: or that they speak against their interest;
    `out`: why it does not count (retracted, set aside), in words; `via`: the boxes it has it from.
    """

    key: str
    title: str
    who: str
    how: str
    hand: str = ""
    way: str = ""
    lines: tuple[int, ...] = ()
    shared: bool = False
    gains: str = ""
    against: str = ""
    out: str = ""
    via: tuple[str, ...] = ()
    needs_all: bool = False
    members: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A box with its texts, each (class, words), and its height."""

    box: Box
    rows: tuple[tuple[str, str], ...]

    @property
    def height(self) -> int:
        return 2 * PAD - 4 + LEADING * len(self.rows)


def drawing(told: Provenance, boxes: Sequence[Box]) -> SafeString:
    """The picture of these boxes and the claim they lead to."""
    names = {member.key: box.key for box in boxes for member in (box, *box.members)}
    drawn = {box.key: Drawn(box, tuple(_rows(box))) for box in boxes}
    drawn[END] = Drawn(Box(END, told.text, "", told.status), tuple(_end_rows(told)))
    links = list(dict.fromkeys(_links(boxes, names)))
    hands = _hands(boxes)
    plan = arrange({key: one.height for key, one in drawn.items()}, links, END, hands)
    page = _Page(told, plan, drawn, hands)
    return format_html(
        '<svg class="from" viewBox="0 0 {} {}" width="{}" height="{}" role="group" aria-label="{}">{}{}{}</svg>',
        page.width, page.height, page.width, page.height, _label(told), page.hulls(), page.arrows(), page.boxes(),
    )  # fmt: skip


def _label(told: Provenance) -> str:
    return " ".join([_("Where the evidence comes from."), *told.words, told.rests]).strip()


def _links(boxes: Sequence[Box], names: dict[str, str]) -> Iterator[tuple[str, str]]:
    for box in boxes:
        if box.way:
            yield box.key, END
        for via in box.via:
            if names[via] != box.key:
                yield names[via], box.key


def _hands(boxes: Sequence[Box]) -> dict[str, str]:
    """The boxes that stand under one hand with another, by whose: these are drawn in one enclosure."""
    under: dict[str, list[str]] = {}
    for box in boxes:
        for hand in {box.hand, box.who} - {""}:
            under.setdefault(hand, []).append(box.key)
    held = {box.hand for box in boxes if box.hand}
    return {key: hand for hand, keys in under.items() if hand in held and len(keys) > 1 for key in keys}


def _rows(box: Box) -> Iterator[tuple[str, str]]:
    room = (WIDE - 2 * PAD) * 100
    for words in wrapped(box.title, room // TITLE, 2):
        yield "", words
    under = " · ".join(part for part in (box.how, box.who) if part)
    for words in wrapped(under, room // SMALL, 2):
        yield "s", words
    if box.hand:
        yield "s", cut(_("under %(hand)s") % {"hand": box.hand}, room // SMALL)
    for words in wrapped(" · ".join(_tags(box)), room // SMALL, 2):
        yield "t", words


def _tags(box: Box) -> Iterator[str]:
    """What is to be seen of a box without its colour: its lines, what rests on it, who gains, why it is out."""
    if box.out:
        yield box.out
    if box.way == "denies":
        yield _("denies it")
    for number in box.lines:
        yield _("line %(number)d") % {"number": number}
    if box.shared:
        yield _("all rest on this")
    if box.gains or box.against:
        yield box.gains or box.against


def _end_rows(told: Provenance) -> Iterator[tuple[str, str]]:
    room = (WIDE - 2 * PAD) * 100
    for words in wrapped(told.text, room // TITLE, 4):
        yield "", words
    yield "t", told.status


class _Page:
    """Where everything comes to stand, mirrored for languages that are read from the right."""

    def __init__(
        self, told: Provenance, plan: Layout, drawn: dict[str, Drawn], hands: dict[str, str]
    ) -> None:
        self.told, self.plan, self.drawn, self.hands = told, plan, drawn, hands
        self.deepest = max(spot.layer for spot in plan.spots.values())
        self.top = EDGE + (HULL + LEADING if hands else 0)
        self.width = 2 * EDGE + (self.deepest + 1) * WIDE + self.deepest * GAP
        self.height = self.top + plan.height + EDGE + (HULL if hands else 0)
        self.mirrored = get_language_bidi()

    def _left(self, layer: int) -> int:
        steps = layer if self.mirrored else self.deepest - layer
        return EDGE + steps * (WIDE + GAP)

    def _y(self, spot: Spot) -> int:
        return self.top + spot.middle

    def hulls(self) -> SafeString:
        """An enclosure round the boxes of one column that stand under one hand."""
        inside: dict[tuple[str, int], list[str]] = {}
        for key, hand in self.hands.items():
            inside.setdefault((hand, self.plan.spots[key].layer), []).append(key)
        return format_html_join(
            "",
            '<g class="hand"><rect x="{}" y="{}" width="{}" height="{}" rx="9"/><text x="{}" y="{}">{}</text></g>',
            (self._hull(layer, keys) for (_hand, layer), keys in inside.items() if len(keys) > 1),
        )

    def _hull(self, layer: int, keys: Sequence[str]) -> tuple[object, ...]:
        tops = [self._y(self.plan.spots[key]) - self.drawn[key].height // 2 for key in keys]
        ends = [self._y(self.plan.spots[key]) + self.drawn[key].height // 2 for key in keys]
        x, y = self._left(layer) - HULL, min(tops) - HULL - LEADING
        words = cut(_("under one hand"), WIDE * 100 // SMALL)
        at = self._left(layer) + (WIDE if self.mirrored else 0)
        return x, y, WIDE + 2 * HULL, max(ends) - y + HULL, at, y + LEADING, words

    def arrows(self) -> SafeString:
        return format_html_join(
            "",
            '<path class="{}" d="{}"/><path class="tip {}" d="{}"/>',
            (self._arrow(*link) for link in self.plan.ways),
        )

    def _arrow(self, start: str, goal: str) -> tuple[str, str, str, str]:
        """A link as a curve through the layers it passes, with its tip where it arrives."""
        way = self.plan.ways[start, goal]
        leaves = self._left(way[0].layer)
        arrives = self._left(way[-1].layer)
        onwards = (arrives > leaves) if arrives != leaves else not self.mirrored
        step = 1 if onwards else -1
        x, y = leaves + (WIDE if onwards else 0), self._y(way[0])
        path = [f"M{x} {y}"]
        for spot in way[1:]:
            near = self._left(spot.layer) + (0 if onwards else WIDE)
            half, there = (x + near) // 2, self._y(spot)
            path.append(f"C{half} {y} {half} {there} {near} {there}")
            x, y = near, there
            if spot is not way[-1]:
                x = near + step * WIDE
                path.append(f"H{x}")
        kind = self._kind(start, goal)
        return kind, " ".join(path), kind, f"M{x} {y}l{-7 * step} -4v8z"

    def _kind(self, start: str, goal: str) -> str:
        """How a link is drawn: by the line that runs along it, or that it denies, goes round, or is out."""
        box, user = self.drawn[start].box, self.drawn[goal].box
        if box.out or user.out:
            return "out"
        kinds = []
        if (start, goal) in self.plan.back:
            kinds.append("round")
        shared = [number for number in box.lines if goal == END or number in user.lines]
        if shared:
            kinds.append(f"line l{(shared[0] - 1) % 6 + 1}")
        if goal == END and box.way == "denies":
            kinds.append("denies")
        return " ".join(kinds)

    def boxes(self) -> SafeString:
        return format_html_join("", "{}", ((self._box(one),) for one in self.drawn.values()))

    def _box(self, one: Drawn) -> SafeString:
        spot = self.plan.spots[one.box.key]
        x, y = self._left(spot.layer), self._y(spot) - one.height // 2
        drawn = format_html(
            '<rect x="{}" y="{}" width="{}" height="{}" rx="3"/>{}',
            x,
            y,
            WIDE,
            one.height,
            self._texts(one, x, y),
        )
        if one.box.key == END:
            return format_html('<g class="end">{}</g>', drawn)
        return format_html(
            '<a href="#{}" class="{}"><title>{}</title>{}{}</a>',
            anchor(self.told, one.box), _box_kind(one.box), described(one.box), _outline(one, x, y), drawn,
        )  # fmt: skip

    def _texts(self, one: Drawn, x: int, y: int) -> SafeString:
        at = x + (WIDE - PAD if self.mirrored else PAD)
        return format_html_join(
            "",
            '<text{} x="{}" y="{}">{}</text>',
            (
                (format_html(' class="{}"', kind) if kind else "", at, y + PAD + 9 + LEADING * row, words)
                for row, (kind, words) in enumerate(one.rows)
            ),
        )


def _outline(one: Drawn, x: int, y: int) -> SafeString:
    """The second frame of what everything rests on."""
    if not one.box.shared:
        return SafeString("")
    return format_html(
        '<rect class="all" x="{}" y="{}" width="{}" height="{}" rx="6"/>',
        x - 3.5, y - 3.5, WIDE + 7, one.height + 7,
    )  # fmt: skip


def _box_kind(box: Box) -> str:
    kinds = [("out", box.out), ("counted", box.lines), ("gains", box.gains), ("many", box.members)]
    return " ".join(kind for kind, so in kinds if so)


def anchor(told: Provenance, box: Box) -> str:
    """The address of a box's entry in the list, on a page that may have several lists."""
    first = box.members[0] if box.members else box
    place = next(number for number, one in enumerate(told.boxes, 1) if one.key == first.key)
    return f"from-{told.claim_id}-{place}"


def described(box: Box) -> str:
    """A box in one line, for those who hear it or point at it."""
    hand = _("under %(hand)s") % {"hand": box.hand} if box.hand else ""
    parts = [box.who, box.how, hand, *_tags(box)]
    return f"{isolated(box.title)}: {', '.join(part for part in parts if part)}"


def listing(told: Provenance) -> SafeString:
    """What supports or denies the claim, each with what it rests on under it; what was told is only pointed to."""
    boxes = {box.key: box for box in told.boxes}
    shown: set[str] = set()
    ways = [
        (_("What supports it"), [box for box in told.boxes if box.way == "supports"]),
        (_("What denies it"), [box for box in told.boxes if box.way == "denies"]),
    ]
    return format_html_join(
        "",
        '<p class="from-way">{}</p><ul class="from-list">{}</ul>',
        (
            (words, format_html_join("", "{}", ((_entry(told, box, boxes, shown),) for box in found)))
            for words, found in ways
            if found
        ),
    )


def _entry(told: Provenance, box: Box, boxes: dict[str, Box], shown: set[str]) -> SafeString:
    """One entry with what is under it; written without recursion, as chains may be longer than any stack."""
    if box.key in shown:
        return _pointer(told, box)
    parts: list[SafeString] = []
    waiting: list[Box | SafeString] = [box]
    while waiting:
        one = waiting.pop()
        if isinstance(one, SafeString):
            parts.append(one)
        elif one.key in shown:
            parts.append(_pointer(told, one))
        else:
            shown.add(one.key)
            parts.append(_opening(told, one))
            waiting.append(SafeString("</li>"))
            if one.via and shown.issuperset(one.via):
                parts.append(_briefly(told, one, boxes))
            elif one.via:
                parts.append(format_html('<span class="from-them">{}</span><ul>', _had_from(one)))
                waiting.append(SafeString("</ul>"))
                waiting.extend(boxes[via] for via in reversed(one.via))
    return SafeString("".join(parts))


def _briefly(told: Provenance, box: Box, boxes: dict[str, Box]) -> SafeString:
    """What it rests on in one line, where all of it was told above."""
    return format_html(
        '<span class="from-them">{} {}</span>',
        _had_from(box),
        format_html_join(
            ", ",
            '<a href="#{}"><bdi>{}</bdi></a>',
            ((anchor(told, boxes[via]), boxes[via].title) for via in box.via),
        ),
    )


def _had_from(box: Box) -> str:
    return _("which needs all of these together:") if box.needs_all else _("which they have from:")


def _opening(told: Provenance, box: Box) -> SafeString:
    under = " · ".join(
        part
        for part in (box.who, box.how, _("under %(hand)s") % {"hand": box.hand} if box.hand else "")
        if part
    )
    tags = " · ".join(_tags(box))
    return format_html(
        '<li id="{}"><span class="from-title{}"><bdi>{}</bdi></span> <small>{}</small>{}',
        anchor(told, box), " out" if box.out else "", box.title, under,
        format_html(' <small class="from-tags">{}</small>', tags) if tags else "",
    )  # fmt: skip


def _pointer(told: Provenance, box: Box) -> SafeString:
    return format_html(
        '<li class="again"><a href="#{}"><bdi>{}</bdi></a> <small>{}</small></li>',
        anchor(told, box), box.title, _("told above"),
    )  # fmt: skip
