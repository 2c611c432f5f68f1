"""Text in boxes: it is cut between letters, stays inside, and turns nothing beside it round."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from twosource.verification.lettering import cut, isolated, plain, width, wrapped

ANY = st.text(max_size=60)


def test_what_fits_is_left_as_it_is() -> None:
    assert cut("Short", 1000) == "Short"
    assert wrapped("Short", 1000, 2) == ("Short",)
    assert wrapped("", 1000, 2) == ()


def test_a_letter_with_its_accents_is_never_torn_apart() -> None:
    family = "👩‍👩‍👧‍👦"
    text = "e\u0301" * 40
    assert set(cut(text, 700).rstrip("…")) == {"e", "\u0301"}
    assert cut(text, 700).rstrip("…").endswith("\u0301")
    assert cut(family * 9, 500) == family * 3 + "…"
    assert cut("🇫🇷" * 9, 500).removesuffix("…") == "🇫🇷" * 3
    assert width("\u0301") == 0


def test_wide_letters_count_for_more_than_narrow_ones() -> None:
    assert width("東京") > width("WW") > width("AA") > width("aa") > width("ii")


def test_words_go_on_the_next_line_and_the_rest_is_cut_off() -> None:
    lines = wrapped("The harbour master of the northern quay saw it himself that night", 1000, 2)
    assert len(lines) == 2
    assert lines[0] == "The harbour master"
    assert lines[1].endswith("…")


def test_a_word_longer_than_a_line_is_cut_where_the_line_ends() -> None:
    assert wrapped("x" * 80, 1000, 3) == (cut("x" * 80, 1000),)


def test_marks_that_turn_text_round_are_taken_out_and_each_piece_keeps_to_itself() -> None:
    assert plain("a\u202eb\u2067c\u200f\nd\x00e") == "abc d e"
    assert isolated("دائرة") == "\u2068دائرة\u2069"
    assert isolated("") == ""


@settings(deadline=None, max_examples=150)
@given(ANY, st.integers(200, 3000))
def test_whatever_is_cut_fits_and_begins_as_it_did(text: str, most: int) -> None:
    found = cut(text, most)
    assert width(found) <= most
    assert text.startswith(found.removesuffix("…")) or found == text


@settings(deadline=None, max_examples=150)
@given(ANY, st.integers(300, 2000), st.integers(1, 3))
def test_lines_fit_and_are_no_more_than_asked(text: str, most: int, lines: int) -> None:
    found = wrapped(plain(text), most, lines)
    assert len(found) <= lines
    assert all(width(line) <= most for line in found)
