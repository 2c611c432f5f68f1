"""The prose of the rules says what the rules do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from kernel_cases import judged

from twosource.cli.assess import answer
from twosource.kernel import independence, reading, vocabulary, witnesses
from twosource.kernel.gate import RULES

RULE_PAGES = Path(__file__).parents[2] / "docs" / "rules"


def page(name: str) -> str:
    return (RULE_PAGES / name).read_text(encoding="utf-8")


def test_the_example_of_the_command_is_what_it_answers() -> None:
    text = page("assess.md")
    given, answered = (block for block in text.split("\n\n") if block.startswith('    {"id"'))
    assert answer(judged(json.loads(given))) == json.loads(answered)


@pytest.mark.parametrize(
    "key", {*reading.CASE_KEYS, *reading.ACTOR_KEYS, *reading.ITEM_KEYS, *reading.CHECK_KEYS}
)
def test_every_key_of_a_case_is_in_the_page_of_the_command(key: str) -> None:
    assert f"`{key}`" in page("assess.md")


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("claims.md", vocabulary.STATUSES),
        ("claims.md", vocabulary.BASES),
        ("claims.md", vocabulary.GRADES),
        ("gate.md", vocabulary.MODES),
        ("gate.md", [rule for rule, _ in RULES]),
        ("requests.md", [outcome for outcome in vocabulary.OUTCOMES if outcome != "open"]),
        ("assess.md", [*vocabulary.VERDICTS, *vocabulary.STAKES]),
    ],
)
def test_every_code_is_in_its_page(name: str, codes: list[str]) -> None:
    text = page(name)
    assert [code for code in codes if code not in text] == []


def test_the_limits_are_the_ones_that_are_told() -> None:
    told = page("independence.md")
    for limit in (witnesses.FAMILY_LIMIT, witnesses.OFFER_LIMIT, independence.SEARCH_LIMIT):
        assert f"{limit:,} " in told


def test_every_page_is_in_the_list_of_pages() -> None:
    listed = page("README.md")
    assert [path.name for path in RULE_PAGES.glob("*.md") if f"({path.name})" not in listed] == ["README.md"]
