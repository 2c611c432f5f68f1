"""Sentences say the same in any language, holes and nested sentences included."""

from __future__ import annotations

import pytest
from kernel_cases import cases, holds_for, judged

from twosource.kernel import vocabulary
from twosource.kernel.words import Phrase, _, in_turn, listed, named, ngettext

GERMAN = {"Asserted": "Behauptet", "%(status)s. %(more)s": "%(more)s – %(status)s.", "no line": "keine Linie"}


def german(text: str) -> str:
    return GERMAN.get(text, text)


def german_plural(one: str, many: str, n: int) -> str:
    return {"one line": "eine Linie", "%(n)s lines": "%(n)s Linien"}[one if n == 1 else many]


def test_a_phrase_is_english_by_itself() -> None:
    assert str(_("%(who)s declined", who="Mara")) == "Mara declined"
    assert str(_("100 % sure")) == "100 % sure"


@pytest.mark.parametrize(
    ("n", "english", "translated"), [(1, "one line", "eine Linie"), (3, "3 lines", "3 Linien")]
)
def test_number_chooses_the_form_in_each_language(n: int, english: str, translated: str) -> None:
    phrase = ngettext("one line", "%(n)s lines", n, n=n)
    assert str(phrase) == english
    assert phrase.say(german, german_plural) == translated


def test_phrases_inside_phrases_are_translated_too() -> None:
    phrase = _("%(status)s. %(more)s", status=_("Asserted"), more=ngettext("one line", "%(n)s lines", 2, n=2))
    assert phrase.say(german, german_plural) == "2 Linien – Behauptet."


def test_a_name_is_never_translated_nor_taken_for_a_pattern() -> None:
    assert named("100 %(sure)s").say(german, german_plural) == "100 %(sure)s"
    assert len(str(named("x" * 1000))) == 120


def test_lists_and_sentences_join_as_one_would_write_them() -> None:
    parts = [named(name) for name in ("a", "b", "c")]
    assert [str(listed(parts[:count])) for count in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert [str(in_turn(parts[:count])) for count in range(4)] == ["", "a", "a b", "a b c"]


@pytest.mark.parametrize("wrong", ["%(wer)s lehnte ab", "%(who)d lehnte ab", "%(who lehnte ab", "%s %s"])
def test_a_translation_that_does_not_fit_is_passed_over_for_english(wrong: str) -> None:
    assert _("%(who)s declined", who="Mara").say(lambda _text: wrong, german_plural) == "Mara declined"


def test_an_empty_phrase_asks_no_translator() -> None:
    def refuse(text: str) -> str:
        raise AssertionError(text)

    assert Phrase("").say(refuse, german_plural) == ""


def test_equal_phrases_are_one_in_a_set() -> None:
    assert len({_("a %(b)s", b=1), _("a %(b)s", b=1), _("a %(b)s", b=2)}) == 2


@pytest.mark.parametrize(
    "words",
    [
        vocabulary.Basis,
        vocabulary.Stake,
        vocabulary.Verdict,
        vocabulary.Grade,
        vocabulary.Status,
        vocabulary.Mode,
        vocabulary.Outcome,
        vocabulary.Channel,
        vocabulary.Wording,
    ],
)
def test_every_code_has_words_of_its_own(words: type[vocabulary.Status]) -> None:
    labels = [str(code.label) for code in words]
    assert all(labels)
    assert len(set(labels)) == len(labels)


def test_every_status_has_its_sign() -> None:
    signs = "".join(f"{status}{status.sign} " for status in vocabulary.Status)
    assert signs == (
        "none asserted“ corroborated✓ confirmed✓✓ disputed≠ denied× refuted×× withdrawn↩ unverifiable? "
    )


@holds_for(cases())
def test_an_explanation_can_be_said_through_any_translator(case: dict) -> None:  # type: ignore[type-arg]
    def upper(text: str) -> str:
        return text.replace("report", "REPORT").replace("%(REPORTs)", "%(reports)")

    def upper_plural(one: str, many: str, n: int) -> str:
        return upper(one if n == 1 else many)

    said = judged(case).why.say(upper, upper_plural)
    assert "report" not in said
    assert said.replace("REPORT", "report") == str(judged(case).why)
