"""Words are compared alike in an index and in a question."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twosource.language import words
from twosource.language.words import LONGEST, terms_of, words_in


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("strikes", "Strike", "en"),
        ("café", "CAFE", "en"),
        ("Straße", "STRASSE", "de"),
        ("послами", "послам", "ru"),
        ("ёлка", "елка", "ru"),
        ("مُدَرِّسَة", "مدرسة", "ar"),
        ("إسلام", "اسلام", "ar"),
        ("שָׁלוֹם", "שלום", "he"),
        ("הממשלה", "ממשלה", "he"),
        ("İstanbul", "istanbul", "tr"),
        ("ISPARTA", "ısparta", "tr"),
        ("Isparta", "isparta", "tr"),
        ("IŞIK", "ışık", "tr"),
        ("ışık", "isik", "tr"),
        ("Diyarbakır", "DIYARBAKIR", "en"),
        ("Müller", "Mueller", "de"),
        ("MÜLLER", "Muller", "de"),
        ("Häfen", "Haefen", "de"),
        ("größte", "GROESSTE", "de"),
        ("أحمد", "احمد", "ar"),
        ("آمال", "امال", "ar"),
        ("إدارة", "اداره", "ar"),
        ("مـدرسـة", "مدرسه", "ar"),
        ("مستشفى", "مستشفي", "ar"),
        ("على", "علي", "ar"),
        ("والميناء", "ميناء", "ar"),
        ("بالميناء", "الميناء", "ar"),
        ("بالميناء", "الميناء", "en"),
        ("בנמל", "נמל", "he"),
        ("מהנמל", "הנמלים", "he"),
        ("לממשלה", "והממשלה", "he"),
        ("ספינות", "ספינה", "he"),
        ("מלך", "המלך", "en"),
        ("ﬁshing", "fishing", "en"),
        ("envoy’s", "envoy", "en"),
        ("don't", "don’t", "en"),
        ("می\u200cخواهم", "میخواهم", "fa"),
        ("e\u0301lan", "élan", "fr"),
    ],
)
def test_two_spellings_of_a_word_are_one_term(one: str, other: str, language: str) -> None:
    assert terms_of(one, language) == terms_of(other, language) != []


@pytest.mark.parametrize(
    ("one", "other"), [("harbour", "harvest"), ("посол", "послать"), ("كتاب", "باب"), ("מספר", "ספר")]
)
def test_two_words_are_two_terms(one: str, other: str) -> None:
    assert terms_of(one, "en") != terms_of(other, "en")


def test_a_paper_in_a_language_without_a_stemmer_does_not_stem_its_words_as_english() -> None:
    assert terms_of("radiation", "vi") == ["radiation"]
    assert terms_of("radiation", "en") == ["radiat"]


def test_a_script_without_spaces_is_taken_letter_by_letter() -> None:
    assert terms_of("東京都", "ja") == ["東", "京", "都"]


def test_elided_articles_and_names_are_two_words_and_possessives_one() -> None:
    assert terms_of("l'eau O'Brien Verhey's", "fr") == ["l", "eau", "o", "brien", "verhey"]


def test_devanagari_vowel_signs_do_not_cut_a_word() -> None:
    assert len(terms_of("हिन्दी।", "hi")) == 1


@given(st.text(max_size=300))
def test_words_stand_where_they_say_and_terms_are_fit_for_both_indexes(text: str) -> None:
    at = 0
    for word in words_in(text, "en"):
        assert at <= word.start < word.end <= len(text)
        assert 0 < len(word.term) <= LONGEST
        assert not set(word.term) & set("'\"\\ :*()&|!<>^-\x00")
        at = word.end


@given(
    text=st.text(max_size=200) | st.text("aZéßıİ'’ʼ_-0٣ש ", max_size=60),
    language=st.sampled_from(["en", "tr", "he", "ar"]),
)
def test_an_index_holds_the_words_that_a_question_is_told_apart_into(text: str, language: str) -> None:
    assert terms_of(text, language) == [word.term for word in words_in(text, language)]


def letter_by_letter(text: str) -> list[str]:
    """The words of a text, looked for the slow way: each letter by itself."""
    letter = rf"(?:(?![_{words._ALONE}])[\w{words._MARKS}])"
    return re.findall(rf"[{words._ALONE}]|{letter}+(?:['’ʼ]{letter}+)*", text)


@given(text=st.text(max_size=200) | st.text("aZ9éß'’ʼ_- ་\u0301\u0bc9\u0e01\u0eca\u200dक東ー", max_size=60))
def test_a_run_of_letters_is_one_word_whatever_its_scripts(text: str) -> None:
    assert words._WORD.findall(text) == letter_by_letter(text)
