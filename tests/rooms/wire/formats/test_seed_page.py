"""The saved page that started the paper, and an invented twin of its layout that is always there."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from twosource.wire.formats.page import SavedPage, Statement, read_page

REPOSITORY = Path(__file__).parents[4]


def _seed() -> Path:
    shared = Path(os.environ.get("TWOSOURCE_SHARED") or REPOSITORY.parent / "shared")
    return shared / "seed" / "page.txt"


@pytest.fixture
def seed() -> SavedPage:
    path = _seed()
    if not path.is_file():
        pytest.skip(f"no seed page at {path}; set TWOSOURCE_SHARED to the folder that holds seed/page.txt")
    return read_page(path.read_bytes(), name="page.txt")


def _one(page: SavedPage, beginning: str) -> Statement:
    found = [s for s in page.statements if s.text.startswith(beginning)]
    assert len(found) == 1, [s.text for s in page.statements]
    return found[0]


def test_the_seed_page_keeps_its_clock_apart_from_its_publication(seed: SavedPage) -> None:
    assert seed.crawled_at == datetime(2021, 1, 21, 9, 42, tzinfo=UTC)
    assert seed.published_at is None
    assert {statement.said_at for statement in seed.statements} == {None}


def test_the_seed_page_is_taken_apart_whole(seed: SavedPage) -> None:
    assert (seed.topic, seed.printed_count) == ("Russia Versus ISIL in Syria", 618)
    assert len(seed.paragraphs) == 7
    assert seed.paragraphs[0].startswith("Although Russia")
    assert seed.paragraphs[6].endswith("checked and double-checked.")
    assert len(seed.related) == 4
    assert len(seed.tags) == 10
    assert seed.furniture == ("Listen Live", "Get short URL", "Community standards", "Discussion")
    assert (seed.media_type, seed.encoding, seed.language) == ("text/plain", "utf-8", "en")
    assert seed.sha256 == hashlib.sha256(_seed().read_bytes()).hexdigest()


def test_the_seed_page_gets_a_proposed_headline_with_its_speaker(seed: SavedPage) -> None:
    assert seed.headline_proposed
    assert "Yakovenko" in seed.headline
    assert len(seed.headline) <= 110


def test_the_seed_page_yields_these_statements_and_no_others(seed: SavedPage) -> None:
    ambassador = "Alexander Yakovenko"
    allies = "Washington and some of its allies"
    officials = "Russian political and military officials"
    assert [(s.kind, s.speaker, s.cue, s.paragraph) for s in seed.statements] == [
        ("indirect", ambassador, "told", 0),
        ("indirect", ambassador, "according to", 1),
        ("direct", ambassador, "reaffirmed", 2),
        ("mixed", allies, "accused", 4),
        ("indirect", officials, "denied", 4),
        ("direct", ambassador, "explained", 5),
        ("direct", ambassador, None, 5),
        ("indirect", ambassador, "underscored", 6),
    ]


def test_the_seed_page_tells_whom_the_envoy_spoke_to(seed: SavedPage) -> None:
    told = _one(seed, "Although Russia")
    assert (told.addressee, told.channel) == ("RT", "RT")
    assert told.speaker_mention == "Russia's envoy to the UK Alexander Yakovenko"


def test_quoted_words_of_the_seed_page_stop_at_their_marks(seed: SavedPage) -> None:
    ready = _one(seed, "We are ready")
    assert ready.text == "We are ready to cooperate with those, who are ready to fight"
    assert '"wrong targets"' in _one(seed, "accused").text
