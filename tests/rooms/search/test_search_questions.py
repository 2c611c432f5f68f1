"""Any text is a question; quotation marks make phrases."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from twosource.search.query import MOST_CLAUSES, MOST_LETTERS, Clause, ask
from twosource.search.snippets import snippet_html


def test_every_word_is_a_clause_and_the_last_may_go_on() -> None:
    assert ask("harbour stri", "en").clauses == (Clause(("harbour",)), Clause(("stri",), prefix=True))


def test_quotation_marks_of_several_kinds_make_a_phrase_that_is_finished() -> None:
    for text in ('"pilot boat"', "“pilot boat”", "«pilot boat»"):
        assert ask(text, "en").clauses == (Clause(("pilot", "boat")),)


def test_marks_without_a_partner_mean_nothing() -> None:
    assert ask('pilot" boat', "en").clauses == ask("pilot boat", "en").clauses


def test_a_hyphenated_word_is_a_phrase() -> None:
    assert ask("co-operation now", "en").clauses[0] == Clause(("co", "oper"))


def test_operators_are_only_words() -> None:
    assert [clause.terms for clause in ask("NOT near(a) OR b*", "en").clauses] == [
        ("not",), ("near", "a"), ("or",), ("b",),
    ]  # fmt: skip


def test_what_is_too_long_is_cut_and_said() -> None:
    long = ask("harbour " * 1000, "en")
    assert long.cut
    assert len(long.text) <= MOST_LETTERS
    many = ask(" ".join(f"w{number}" for number in range(MOST_CLAUSES + 5)), "en")
    assert many.cut
    assert len(many.clauses) == MOST_CLAUSES


@given(st.text() | st.text(alphabet="\"'“”«»*()-^:&|!<> \x00\ud800aא東", max_size=60))
def test_no_text_is_an_error_and_what_is_left_of_it_can_be_shown(text: str) -> None:
    question = ask(text, "en")
    question.text.encode("utf-8")
    assert not set(question.text) & set("\x00\x07")
    for clause in question.clauses:
        assert clause.terms
        assert all(clause.terms)


def test_a_snippet_marks_hits_and_escapes_everything_else() -> None:
    text = "The <b>pilot</b> boat & “crew” left."
    assert snippet_html([text], ask('"pilot" boats crew', "en"), "en") == (
        "The &lt;b&gt;<mark>pilot</mark>&lt;/b&gt; <mark>boat</mark> &amp; “<mark>crew</mark>” left."
    )


def test_hits_side_by_side_are_one_mark() -> None:
    assert "<mark>pilot boat</mark>" in snippet_html(["A pilot boat."], ask('"pilot boat"', "en"), "en")
    assert "<mark>東京</mark>" in snippet_html(["昨日東京で"], ask("東京", "ja"), "ja")


def test_a_snippet_is_the_passage_that_answers_most_of_the_question() -> None:
    passages = ["The harbour woke.", "No ship came.", "A ship entered the harbour."]
    assert snippet_html(passages, ask("harbour ship", "en"), "en").startswith("A <mark>ship</mark>")


def test_a_long_passage_is_cut_around_its_hits() -> None:
    passage = "before " * 300 + "the pilot spoke " + "after " * 300
    shown = snippet_html([passage], ask("pilot", "en"), "en")
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert "<mark>pilot</mark>" in shown
    assert len(shown) < 400


def test_without_a_hit_the_first_passage_is_shown() -> None:
    assert snippet_html(["A standfirst.", "More."], ask("headline", "en"), "en") == "A standfirst."
    assert snippet_html([], ask("headline", "en"), "en") == ""
