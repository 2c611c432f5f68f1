"""Near copies: what is folded, what is counted, and what can be promised of the fingerprints."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twosource.kernel.likeness import (
    LEAST,
    Likeness,
    fingerprints,
    judge,
    read_words,
    share,
    shingles,
    side_by_side,
)

WIRE = (
    "The northern quay at Brackhaven is cracked in four places, the harbour office said on Monday. Divers found the "
    "cracks in March and wrote two letters about them. Ships are still being unloaded there every day."
)
WORDS = st.lists(
    st.sampled_from(
        ["the", "quay", "is", "cracked", "in", "four", "places", "near", "an", "old", "crane", "by", "night"]
    ),
    max_size=60,
)
TEXTS = st.one_of(st.text(max_size=400), WORDS.map(" ".join))


def keys(text: str) -> list[str]:
    return [word.key for word in read_words(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“The quay,” he said—", '"the QUAY", he said'),
        ("Don’t touch O’Brien’s crane", "don't touch o'brien's crane"),
        ("Caf\u00e9 society", "Cafe\u0301 society"),
        ("har\u00adbour of\u200bfice", "harbour office"),
        ("‘quay’ 'quay' «quay»", "quay quay quay"),
        ("STRASSE ﬁre", "straße fire"),
        ("co-operate", "co operate"),
        ("\u202eyauq\u202c", "yauq"),
    ],
)  # fmt: skip
def test_what_is_only_typography_is_folded(one: str, other: str) -> None:
    assert keys(one) == keys(other) != []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("港口办公室说码头裂了", list("港口办公室说码头裂了")),
        ("東京タワー Tokyo", [*"東京タワ", "ー", "tokyo"]),
        ("ท่าเรือ", ["ท่", "า", "เ", "รื", "อ"]),
        ("रूस का बंदरगाह", ["रूस", "का", "बंदरगाह"]),
        ("порт треснул", ["порт", "треснул"]),
        ("נמל חיפה", ["נמל", "חיפה"]),
        ("می‌روم خانه", ["میروم", "خانه"]),
        ("snake_case 1.41", ["snake", "case", "1", "41"]),
        ("— … !", []),
    ],
)
def test_words_are_words_in_every_script(text: str, words: list[str]) -> None:
    assert keys(text) == [unicodedata.normalize("NFKC", word) for word in words]


def test_every_word_is_found_again_where_it_stands() -> None:
    assert [WIRE[word.start : word.end].lower() for word in read_words(WIRE)] == keys(WIRE)


def test_a_text_of_fewer_than_five_words_is_one_run() -> None:
    assert len(shingles("Stop the ferry")) == 1
    assert shingles("") == frozenset()


def test_a_report_taken_whole_from_a_longer_one_is_all_of_it() -> None:
    longer = f"From our own reporter. {WIRE} The council meets on Thursday and may close the quay to lorries."
    assert share(shingles(WIRE), shingles(longer)) == 1.0
    cut = WIRE.partition(" Ships")[0]
    assert share(shingles(cut), shingles(longer)) == 1.0


def test_other_words_about_the_same_thing_are_no_copy() -> None:
    own = (
        "Four cracks run through the quay in the north of the town. Two of our reporters counted them this week, at "
        "low water, and photographed each beside a ruler."
    )
    assert judge(share(shingles(WIRE), shingles(own))) is Likeness.NONE


def test_too_few_words_say_nothing() -> None:
    short = "On Monday 3 May 2026 the harbour office said"
    assert share(shingles(short), shingles(short)) == 0.0
    assert fingerprints(short) == frozenset()


@pytest.mark.parametrize(
    ("part", "worth"),
    [(1.0, "proposed"), (0.30, "proposed"), (0.2999, "listed"), (0.10, "listed"), (0.0999, "none"),
     (0.0, "none")]
)  # fmt: skip
def test_from_three_tenths_it_is_proposed_from_one_tenth_listed(part: float, worth: str) -> None:
    assert judge(part) == worth


@given(TEXTS, TEXTS)
def test_a_share_is_a_share_and_the_same_from_both_sides(one: str, other: str) -> None:
    left, right = shingles(one), shingles(other)
    part = share(left, right)
    assert 0.0 <= part <= 1.0
    assert part == share(right, left)
    assert share(left, left) == (1.0 if len(left) >= LEAST else 0.0)


@given(TEXTS, st.sampled_from(["upper", "NFD", "NFC", "quotes"]))
def test_folding_changes_no_share(text: str, how: str) -> None:
    changed = {
        "upper": text.upper() if text.isascii() else text,
        "NFD": unicodedata.normalize("NFD", text),
        "NFC": unicodedata.normalize("NFC", text),
        "quotes": text.replace("'", "’"),
    }[how]
    if how in ("NFD", "NFC") and not all(unicodedata.category(sign)[0] in "LZ" for sign in text):
        return
    assert shingles(changed) == shingles(text)


LETTERS = st.text("abcdefgh", min_size=1, max_size=3)


@settings(max_examples=60)
@given(*(st.lists(LETTERS, max_size=40) for _ in range(4)), st.lists(LETTERS, min_size=12, max_size=30))
def test_twelve_words_in_common_are_never_missed(
    before: list[str], after: list[str], above: list[str], below: list[str], common: list[str]
) -> None:
    one, other = " ".join([*before, *common, *after]), " ".join([*above, *common, *below])
    assert fingerprints(one) & shingles(other)
    assert fingerprints(one) & fingerprints(other)


def test_fingerprints_are_few() -> None:
    text = " ".join(f"word{number}" for number in range(9000))
    assert 0.18 < len(fingerprints(text)) / len(shingles(text)) < 0.26


@given(TEXTS, TEXTS)
def test_side_by_side_both_texts_are_whole(one: str, other: str) -> None:
    for text, stretches in zip((one, other), side_by_side(one, other), strict=True):
        assert "".join(stretch.text for stretch in stretches) == text
        assert all(stretch.text for stretch in stretches)
        assert all(before.shared != after.shared for before, after in pairwise(stretches))


def test_side_by_side_shows_what_both_have_and_what_one_has_alone() -> None:
    other = WIRE.replace("in four places", "badly").replace("Divers", "Two divers")
    left, right = side_by_side(WIRE, other)
    assert [stretch.text.strip() for stretch in left if not stretch.shared] == ["in four places,", "."]
    assert "badly" in "".join(stretch.text for stretch in right if not stretch.shared)
    assert "wrote two letters about them. Ships" in "".join(s.text for s in right if s.shared)


def test_nothing_in_common_is_shown_as_nothing() -> None:
    left, right = side_by_side("The quay is cracked in four places", "")
    assert [stretch.shared for stretch in left] == [False]
    assert right == []


def test_a_text_shorter_than_a_run_is_shared_whole() -> None:
    left, _right = side_by_side("Stop the ferry!", "stop the ferry")
    assert [(stretch.text, stretch.shared) for stretch in left] == [("Stop the ferry", True), ("!", False)]
