"""Bars in an SVG, written by hand: readable without a script, in print, and by a screen reader."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape

WIDTH, LABELS, ROW, GAP, TITLE = 860, 260, 20, 12, 44
COLOURS = {"Twosource": "#7a1f2b", "nginx": "#4d6a7a", "Varnish": "#9a8a5c"}
OTHER = "#8a8a8a"


@dataclass(frozen=True)
class Bar:
    """What is measured, and how much of it."""

    name: str
    value: float


@dataclass(frozen=True)
class Panel:
    """Groups of bars on one scale; with `log`, each step of the scale is ten times the one before."""

    title: str
    groups: dict[str, list[Bar]]
    log: bool


def drawn(panels: list[Panel]) -> str:
    """The SVG, with every figure in its words too."""
    parts, at = [], 10.0
    for panel in panels:
        lines, at = _panel(panel, at)
        parts += lines
    said = "; ".join(
        f"{group}: {bar.name} {_number(bar.value)}".lstrip(": ")
        for panel in panels
        for group, bars in panel.groups.items()
        for bar in bars
    )
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {at:.0f}" role="img" '
        f'aria-labelledby="title desc" font-family="system-ui, sans-serif" font-size="13">\n'
        f'<title id="title">How fast Twosource is, beside others</title>\n<desc id="desc">{escape(said)}</desc>\n'
        f'<rect width="{WIDTH}" height="{at:.0f}" fill="#fff"/>'
    )
    return "\n".join([head, *parts, "</svg>\n"])


def _panel(panel: Panel, at: float) -> tuple[list[str], float]:
    top = max(bar.value for bars in panel.groups.values() for bar in bars)
    lines = [f'<text x="10" y="{at + 22:.0f}" font-size="16" font-weight="600">{escape(panel.title)}</text>']
    at += TITLE
    for group, bars in panel.groups.items():
        if group:
            lines.append(f'<text x="10" y="{at + 14:.0f}" font-weight="600">{escape(group)}</text>')
            at += ROW
        for bar in bars:
            lines += _bar(bar, at, _length(bar.value, top, log=panel.log))
            at += ROW
        at += GAP
    return lines, at + GAP


def _length(value: float, top: float, *, log: bool) -> float:
    room = WIDTH - LABELS - 90
    if not log:
        return room * value / top
    return room * max(0.0, math.log10(max(value, 1))) / math.log10(top)


def _bar(bar: Bar, at: float, length: float) -> list[str]:
    colour = next((colour for name, colour in COLOURS.items() if bar.name.startswith(name)), OTHER)
    return [
        f'<text x="{LABELS - 8}" y="{at + 14:.0f}" text-anchor="end">{escape(bar.name)}</text>',
        f'<rect x="{LABELS}" y="{at + 3:.0f}" width="{length:.1f}" height="{ROW - 6}" fill="{colour}"/>',
        f'<text x="{LABELS + length + 6:.0f}" y="{at + 14:.0f}">{_number(bar.value)}</text>',
    ]


def _number(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}"
