"""What the words of a story say about its sources, and when two wordings are one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twosource.kernel.wording import plain_form, plural_sources, same_words, sentences, tells_of_silence


@pytest.mark.parametrize(
    "text",
    [
        "Sources said the bridge is safe.",
        "Two sources in the ministry told us that it is.",
        "Port officials said so on Monday.",
        "Witnesses say it fell before noon.",
        "Eyewitnesses at the quay reported smoke.",
        "It was closed, according to officials.",
        "It was closed, according to three people familiar with the talks.",
        "“It fell,” said witnesses.",
        "He was told by insiders that it would.",
        "Quellen im Ministerium sagten, sie sei sicher.",
        "Le pont est fermé, selon plusieurs sources.",
        "Según fuentes del puerto, no hay defectos.",
        "Очевидцы рассказали о дыме.",
        "Мост закрыт, по словам очевидцев.",
        "قالت مصادر في الوزارة إن الجسر آمن",
    ],
)
def test_several_sources_are_heard_in_several_languages(text: str) -> None:
    found = plural_sources(text)
    assert found
    assert found in text


@pytest.mark.parametrize(
    "text",
    [
        "A source said so.",
        "An official told us, and a witness agreed.",
        "It was closed, according to a source.",
        "One of our sources has the letter.",
        "Water sources near the quay are low, the mayor said.",
        "The report on water sources said so.",
        "The sources of the river, said the mayor, are dry.",
        "He has several sources of income, she said.",
        "The officials’ union said it.",
        "The mayor said witnesses would be heard.",
        "Ein Zeuge sagte das.",
        "Les sources d’eau sont rares, dit le maire.",
        "",
    ],
)
def test_one_source_and_a_source_of_water_are_not_several(text: str) -> None:
    assert plural_sources(text) == ""


@pytest.mark.parametrize(
    "sentence",
    [
        "He declined to comment.",
        "She did not respond to a request sent 3 May 09:00 UTC by 5 May 09:00 UTC.",
        "The firm hasn’t yet replied.",
        "They could not be reached by phone.",
        "Der Minister wollte sich nicht äußern.",
        "Il n’a pas répondu.",
    ],
)
def test_silence_is_heard(sentence: str) -> None:
    assert tells_of_silence(sentence)


@pytest.mark.parametrize(
    "sentence", ["He commented at length.", "She replied within the hour.", "No defect was found."]
)
def test_an_answer_is_no_silence(sentence: str) -> None:
    assert not tells_of_silence(sentence)


def test_sentences_end_at_their_stops_and_not_after_a_title_or_an_initial() -> None:
    text = "Mr. Smith of St. Brendan’s said “it fell.” Then he left. J. Doe stayed!\nA new line. 雨です。 終わり。"
    assert list(sentences(text)) == [
        "Mr. Smith of St. Brendan’s said “it fell.”",
        "Then he left.",
        "J. Doe stayed!",
        "A new line.",
        "雨です。",
        "終わり。",
    ]
    assert list(sentences("   ")) == []


@given(st.text(max_size=300))
def test_sentences_lose_no_letter(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(st.lists(st.text(st.characters(whitelist_categories=("L", "N")), min_size=1), min_size=1))
def test_space_counts_for_nothing(words: list[str]) -> None:
    assert same_words(" ".join(words), "\n ".join(words) + "\u00a0")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("“checked” and ‘double’", "\"checked\" and 'double'"),
        ("«checked»", "„checked“"),
        ("the bridge – it said", "the bridge — it said"),
        ("na\u0308chste", "n\u00e4chste"),
        ("\u200eשלום\u200f", "שלום"),
    ],
)
def test_the_style_of_quotes_and_invisible_marks_count_for_nothing(before: str, after: str) -> None:
    assert same_words(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("is safe", "is unsafe"),
        ("14,200", "14,300"),
        ("is safe.", "is safe?"),
        ("שָׁלוֹם", "שלום"),
        ("It is", "it is"),
    ],
)
def test_letters_figures_points_and_accents_count(before: str, after: str) -> None:
    assert not same_words(before, after)


@given(st.text())
def test_the_plain_form_of_a_plain_form_is_itself(words: str) -> None:
    assert plain_form(plain_form(words)) == plain_form(words)
