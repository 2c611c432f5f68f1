"""The marks that tie claims to words: whatever is written, pasted or sent, no page breaks over them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from twosource.stories.marks import chosen, lift, put, read, shown, tidy
from twosource.stories.text import plain


def mark(claim: int, words: str) -> str:
    return f'<span data-claim="{claim}">{words}</span>'


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("<p>The <i>quay</i></p>", "<p>The <i>quay</i></p>"),
        (f"<p>{mark(1, 'The <b>quay</b>')} is</p>", f"<p>{mark(1, 'The <b>quay</b>')} is</p>"),
        (f"<p>{mark(9, 'Of no claim')}</p>", "<p>Of no claim</p>"),
        ('<p><span style="color:red">Red</span> <span>bare</span></p>', "<p>Red bare</p>"),
        (f"<p>{mark(1, 'outer ' + mark(2, 'inner'))} on</p>", f"<p>{mark(1, 'outer inner')} on</p>"),
        (f"<p>{mark(9, 'gone ' + mark(2, 'inner'))} on</p>", f"<p>gone {mark(2, 'inner')} on</p>"),
        ('<p><span data-claim="1">over</p><p>two</span></p>', f"<p>{mark(1, 'over')}</p><p>two</p>"),
        ("<p><span data-claim=1>bare</span></p>", f"<p>{mark(1, 'bare')}</p>"),
        ('<p><span data-claim="1">never closed', f"<p>{mark(1, 'never closed')}"),
        ("<p>closed</span> only</p>", "<p>closed only</p>"),
        ('<p><span data-claim="1"> </span>space</p>', "<p> space</p>"),
        ('<p><span data-claim="1"></span>nothing</p>', "<p>nothing</p>"),
        ('<p><span data-claim="1&quot; onclick=&quot;x">odd</span></p>', f"<p>{mark(1, 'odd')}</p>"),
        ('<p><span data-claim="x1">odd</span></p>', "<p>odd</p>"),
        (f"<ul><li>{mark(1, 'one')}</li><li>{mark(2, 'two')}</li></ul>",) * 2,
        (
            f'<p>{mark(1, "before ")}<a href="/x">a link</a>{mark(1, " after")}</p>',
            f'<p>{mark(1, "before <a href=" + chr(34) + "/x" + chr(34) + ">a link</a> after")}</p>',
        ),
        (f"<p>{mark(1, 'one ')}pasted{mark(1, ' two')}</p>", f"<p>{mark(1, 'one pasted two')}</p>"),
        (f"<p>{mark(1, 'a')} {mark(2, 'b')} {mark(1, 'c')}</p>",) * 2,
        (f"<p>{mark(1, 'x <b>y')} z</b></p>", f"<p>{mark(1, 'x ')}<b>{mark(1, 'y')} z</b></p>"),
        (f"<p>a<!-- {mark(1, 'b')} -->c <span>d</span></p>", "<p>ac d</p>"),
        (f"<p>{mark(1, 'שָׁלוֹם עולם')} e\u0301</p>",) * 2,
    ],
)  # fmt: skip
def test_what_is_sent_is_made_whole(sent: str, kept: str) -> None:
    assert tidy(sent, None, {1, 2}) == kept
    assert tidy(kept, None, {1, 2}) == kept


PIECES = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>",
     '<a href="/x">', "</a>", "<li>", "</li>", "<br/>", "<span>", "</span>", "a", " ", "é",
     "&amp;", "&lt;", "&gt;", '"',
     "ש", "\u0301", '<span data-claim="1">', '<span data-claim="2">', '<span data-claim="7">']
)  # fmt: skip


@given(st.lists(PIECES, max_size=25))
def test_no_soup_survives_and_no_letter_is_lost(pieces: list[str]) -> None:
    sent = "".join(pieces)
    kept = tidy(sent, None, {1, 2})
    assert plain(kept) == plain(sent)
    assert tidy(kept, None, {1, 2}) == kept
    assert set(read(kept).words) <= {1, 2}
    assert kept.count("<span data-claim") == kept.count("</span>")
    assert lift(lift(kept, 1), 2).count("<span") == 0


@given(
    st.lists(st.sampled_from(["<b>", "</b>", "<i>", "</i>", "one ", "two ", "three "]), max_size=14),
    st.data(),
)
def test_a_mark_never_cuts_an_element_in_two(pieces: list[str], data: st.DataObject) -> None:
    sound = lxml_html.tostring(
        lxml_html.fragment_fromstring("".join(pieces), create_parent="p"), encoding="unicode"
    )
    words = plain(sound).split()
    if not words:
        return
    start = data.draw(st.integers(0, len(words) - 1))
    wanted = " ".join(words[start : data.draw(st.integers(start + 1, len(words)))])
    marked = put(sound, wanted, 3)
    assert marked is not None
    assert read(marked).words[3] == [wanted]
    again = lxml_html.tostring(lxml_html.fragment_fromstring(marked), encoding="unicode")
    assert again == marked, "a browser reads it as it was written"


def test_words_are_marked_across_bold_and_around_whole_elements() -> None:
    assert put("<p>one <b>two</b> three</p>", "two three", 5) == f"<p>one {mark(5, '<b>two</b> three')}</p>"
    assert put("<p>one <b>two</b> three</p>", "one two", 5) == f"<p>{mark(5, 'one <b>two</b>')} three</p>"
    assert put("<p>cat concatenate cat</p>", "cat", 5) == f"<p>{mark(5, 'cat')} concatenate cat</p>"
    assert put("<p>fish &amp; chips</p>", "fish & chips", 5) == f"<p>{mark(5, 'fish &amp; chips')}</p>"


def test_words_that_do_not_stand_or_are_marked_for_another_stay_unmarked() -> None:
    assert put("<p>one</p><p>two</p>", "one two", 5) is None
    assert put("<p>one</p>", "", 5) is None
    assert put(f"<p>{mark(1, 'one two')}</p>", "two", 5) is None
    assert put(f"<p>{mark(1, 'one')} one</p>", "one", 5) == f"<p>{mark(1, 'one')} {mark(5, 'one')}</p>"


def test_marks_are_drawn_with_the_sign_after_the_last_of_a_claims_pieces() -> None:
    markup = f'<p>{mark(1, "x ")}<b>{mark(1, "y")} z</b> <a href="/x">{mark(2, "in a link")}</a> {mark(3, "n")}</p>'
    drawn = shown(
        markup, lambda claim, inner, linked, last: f"[{claim}{inner}{linked}{last}]" if claim < 3 else None
    )
    assert drawn == '<p>[1x FalseFalse]<b>[1yFalseTrue] z</b> <a href="/x">[2in a linkTrueTrue]</a> n</p>'


@pytest.mark.parametrize(
    ("parts", "before", "stay"),
    [
        (["as it was", "as it was"], "as it was", [0]),
        (["changed", "as it was"], "as it was", [1]),
        (["as it", "was"], "as it was", [0, 1]),
        (["new", "new"], "", [0]),
        (["other", "words"], "as it was", [0, 1]),
        (["“as” it was"], '"as"  it was', [0]),
    ],
)
def test_of_copies_the_one_that_holds_the_words_stays(parts: list[str], before: str, stay: list[int]) -> None:
    assert chosen({1: parts}, {1: before}) == {1: stay}
