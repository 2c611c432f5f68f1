"""The pictures of the example newsroom: one for each key, always the same, none of them blank."""

from __future__ import annotations

from datetime import UTC, datetime

from twosource.demo import pictures
from twosource.demo.script import read_script


def test_every_picture_of_the_script_can_be_drawn_and_no_other() -> None:
    script = read_script(datetime(2026, 11, 22, 9, 42, tzinfo=UTC))
    assert {picture.key for picture in script.pictures} == set(pictures.KEYS)


def test_a_picture_is_the_same_every_time() -> None:
    assert pictures.draw("tide-graph").tobytes() == pictures.draw("tide-graph").tobytes()


def test_a_picture_has_its_size_and_more_than_one_ink() -> None:
    drawn = pictures.draw("lighthouse")
    assert (drawn.size, drawn.mode) == ((1600, 1000), "RGB")
    assert len(drawn.resize((80, 50)).quantize(16).getcolors() or []) >= 8
