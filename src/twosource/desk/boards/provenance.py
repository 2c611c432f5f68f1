"""The picture of provenance: from who can know, on the left, to the claim, on the right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twosource.kernel.vocabulary import Basis
from twosource.verification.facts import item_key
from twosource.verification.graph import items_behind
from twosource.verification.models import Actor, Claim, Evidence, Item

MOST = 14  # with more boxes a picture explains less than the table does
WIDE, HIGH, GAP, ROW, EDGE = 178, 46, 56, 60, 8
LETTERS, SMALL_LETTERS = 24, 27


@dataclass(frozen=True, slots=True)
class Box:
    """One item, or the claim. `kind` is counted, plain, out or claim."""

    x: int
    y: int
    title: str
    under: str
    kind: str

    @property
    def middle(self) -> int:
        return self.y + HIGH // 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """From where it came to where it went; `kind` is counted, plain, out or denies."""

    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    words: str


def provenance(claim: Claim, evidence: list[Evidence], why: str, status: str) -> Picture | None:
    """The picture for a claim, or None when there is nothing, or too much, to draw."""
    items = items_behind(row.item_id for row in evidence)
    if not 1 < len(items) <= MOST:
        return None
    columns = _columns(evidence, items)
    deepest = max(columns.values())
    height = max(_rows(columns).values()) * ROW
    counted = _counted(claim)
    out = {row.item_id for row in evidence if len({word.human_id for word in row.set_asides.all()}) > 1}
    boxes = {
        pk: _box(items[pk], place, _kind(items[pk], counted, out))
        for pk, place in _places(columns, deepest, height).items()
    }
    end = Box(_left(0, deepest), (height - HIGH) // 2, _cut(claim.text, LETTERS), status, "claim")
    return Picture(
        width=_left(0, deepest) + WIDE + EDGE,
        height=height,
        boxes=(*boxes.values(), end),
        arrows=tuple(_arrows(evidence, items, boxes, end)),
        words=_("Where the evidence comes from. %(why)s") % {"why": why},
    )


def _columns(evidence: list[Evidence], items: dict[int, Item]) -> dict[int, int]:
    """How many steps each item is from the claim, the longest way; a circle is walked once."""
    steps = {row.item_id: 1 for row in evidence}
    for _round in items:
        for pk in list(steps):
            for origin in items[pk].via.all():
                if steps.get(origin.pk, 0) <= steps[pk] < len(items):
                    steps[origin.pk] = steps[pk] + 1
    return steps


def _rows(columns: dict[int, int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for column in columns.values():
        found[column] = found.get(column, 0) + 1
    return found


def _places(columns: dict[int, int], deepest: int, height: int) -> dict[int, tuple[int, int]]:
    """Where each box stands: each column is as high as its boxes, in the middle of the whole."""
    filled: dict[int, int] = {}
    rows = _rows(columns)
    places = {}
    for pk, column in columns.items():
        top = (height - rows[column] * ROW) // 2 + (ROW - HIGH) // 2
        places[pk] = _left(column, deepest), top + filled.get(column, 0) * ROW
        filled[column] = filled.get(column, 0) + 1
    return places


def _left(column: int, deepest: int) -> int:
    return EDGE + (deepest - column) * (WIDE + GAP)


def _counted(claim: Claim) -> set[str]:
    """The items that the independent lines pass through, by their key in the assessment."""
    sides = (claim.assessment.get(side, {}).get("chosen", ()) for side in ("supports", "denies"))
    return {token for side in sides for line in side for token in line if token.startswith("item:")}


def _kind(item: Item, counted: set[str], out: set[int]) -> str:
    if item.retracted_at or item.pk in out:
        return "out"
    return "counted" if item_key(item.pk) in counted else "plain"


def _box(item: Item, place: tuple[int, int], kind: str) -> Box:
    how = Basis(item.basis).label.say(_, ngettext) if item.basis else ""
    how = how or (
        _("only carries it") if item.carrier else "" if item.via.all() else _("not said how they know")
    )
    whom = ", ".join(_under_whom(actor) for actor in item.by.all())
    under = " · ".join(part for part in ((whom, how) if ", " in whom else (how, whom)) if part)
    return Box(*place, _cut(item.title, LETTERS), _cut(under, SMALL_LETTERS), kind)


def _under_whom(actor: Actor) -> str:
    """Who it is, and who has power over them: two boxes under one hand are one line."""
    hand = (
        actor.controllers.filter(ended_at=None, controller__sealed=None).select_related("controller").first()
    )
    if hand is None or actor.sealed_id:
        return str(actor)
    return _("%(who)s, under %(hand)s") % {"who": actor, "hand": hand.controller}


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _arrows(
    evidence: list[Evidence], items: dict[int, Item], boxes: dict[int, Box], end: Box
) -> Iterable[Arrow]:
    for pk, box in boxes.items():
        for origin in items[pk].via.all():
            if origin.pk in boxes:
                yield Arrow(_path(boxes[origin.pk], box), boxes[origin.pk].kind)
    for row in evidence:
        box = boxes[row.item_id]
        kind = "denies" if row.direction == "denies" and box.kind != "out" else box.kind
        yield Arrow(_path(box, end), kind)


def _path(start: Box, end: Box) -> str:
    x, far = start.x + WIDE, end.x
    half = (x + far) // 2
    return f"M{x} {start.middle} C{half} {start.middle} {half} {end.middle} {far} {end.middle}"
