"""Invented pages, one per way that sites lay out and save their news."""

from __future__ import annotations

from pathlib import Path

from twosource.wire.formats.page import SavedPage, read_page

PAGES = Path(__file__).parent / "pages"


def page(name: str) -> SavedPage:
    """The fixture of that name, read."""
    return read_page((PAGES / name).read_bytes(), name=name)


def told(saved: SavedPage) -> list[tuple[str, str | None, str | None, str]]:
    """Kind, speaker, cue and the first words of each statement."""
    return [(s.kind, s.speaker, s.cue, " ".join(s.text.split()[:4])) for s in saved.statements]
