"""A full sample of any page a template can be given, made from the page's own types.

`stories/pages.py` says what templates are given; a sample has every field of it filled, so a theme is
tried with everything that can stand on a page, also in a newsroom that has published nothing yet.
"""

from __future__ import annotations

import dataclasses
import types
from datetime import UTC, date, datetime
from typing import Any, Union, get_args, get_origin, get_type_hints

from twosource.stories import pages
from twosource.verification.provenance import Provenance
from twosource.verification.timeline import Timeline

_WHEN = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
_BLOCKS = ("paragraph", "heading", "list", "quotation", "picture", "embed", "correction", "answered")
# Where a word is one of a fixed few, any word would not do.
_WORDS = {"status": "asserted", "outcome": "declined", "type": "image/webp", "json_ld": "{}"}
_KINDS: dict[type, str] = {
    pages.TagRef: "place",
    pages.ListView: "section",
    pages.CorrectionNote: "correction",
}


def sample(kind: type) -> Any:
    """A value of a page's dataclass with every field filled; its body has a block of each kind."""
    hints = get_type_hints(kind, localns={"Provenance": Provenance, "Timeline": Timeline})
    filled = {field.name: _value(kind, field.name, hints[field.name]) for field in dataclasses.fields(kind)}
    return kind(**filled)


def _value(owner: type, name: str, hint: Any) -> Any:
    if owner is pages.StoryView and name == "body":
        return tuple(dataclasses.replace(sample(pages.Block), kind=kind) for kind in _BLOCKS)
    if (owner, name) == (pages.CorrectionNote, "story"):
        return sample(pages.Link)
    if hint is Provenance:
        return Provenance(
            1, "Sample claim", "asserted", ("Sample of a count",), "Sample of what it rests on", ()
        )
    if hint is Timeline:
        return Timeline(1, (), _WHEN)
    origin, inside = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _value(owner, name, next(part for part in inside if part is not type(None)))
    if origin is tuple:
        parts = inside[:1] if inside[-1] is Ellipsis else inside
        return tuple(_value(owner, name, part) for part in parts)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return sample(hint)
    return _plain(owner, name, hint)


def _plain(owner: type, name: str, hint: Any) -> Any:
    if hint is datetime:
        return _WHEN
    if hint is date:
        return _WHEN.date()
    if hint is bool:
        return False
    if hint is int:
        return 800
    if name == "kind":
        return _KINDS.get(owner, "sample")
    if "url" in name or name in ("src", "srcset"):
        return "/sample/"
    return _WORDS.get(name, f"Sample of {name}")
