"""Words are found however they are disguised, and nothing that is typed makes that slow or unsafe."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twosource.discussion.spam.folding import fold
from twosource.discussion.spam.likeness import ALIKE, alike, shared_words, sketch, without_quotes
from twosource.discussion.spam.links import LINK, MAY_LINK
from twosource.discussion.spam.rules import WordList
from twosource.discussion.spam.work import is_done, seek

DISGUISES = (
    "casino", "CASINO", "c a s i n o", "C.A.S.I.N.O.", "c-a-s-i-n-o", "ca\u200bsi\u00adno", "саsino", "с а s i n o",
    "𝒄𝒂𝒔𝒊𝒏𝒐", "ｃａｓｉｎｏ", "ⓒⓐⓢⓘⓝⓞ", "c4s1n0", "ca$ino", "c@sino", "cásînö", "c\u0337a\u0337s\u0337ino", "ᴄᴀꜱɪɴᴏ",
    "casinos", "casino's", "cas\x00ino",
)  # fmt: skip
LONGEST = 20_000
SLOW_IF_ANYTHING_IS = (
    "a." * 10_000, "www." * 5_000, "http://" * 2_800, "(" * LONGEST, "a@" * 10_000, "$@" * 10_000, "'" * LONGEST,
    "a " * 10_000, "\u0301" * LONGEST, "x-" * 10_000, "a . " * 5_000, "[dot]" * 4_000, "1" * LONGEST, "а" * LONGEST,
    ">" * LONGEST, "\n>" * 10_000, "ﷺ" * LONGEST, "賭" * LONGEST, "a" * 63 + "." + "b" * LONGEST, "🂡" * LONGEST,
    "casino work from " * 1_100, "http://a/" + "?" * LONGEST,
)  # fmt: skip


@pytest.mark.parametrize("typed", DISGUISES)
def test_a_disguised_word_is_found_and_told_as_it_stands(typed: str) -> None:
    found = WordList(["casino"], "en").find(fold(f"Come to my {typed} now"))
    assert [each.words for each in found] == [typed.rstrip(".")]


@pytest.mark.parametrize("typed", ["casinova", "occasion", "a cas in oslo", "Casimir", "case in order"])
def test_other_words_are_other_words(typed: str) -> None:
    assert WordList(["casino"], "en").find(fold(typed)) == []


@pytest.mark.parametrize(
    ("entry", "typed", "told"),
    [
        ("work from home", "She was WORKING  from\nhome.", "WORKING  from\nhome"),
        ("*bet*", "alphabets", "alphabets"),
        ("cheap *pills", "cheap superpills", "cheap superpills"),
        ("cheap *pills", "cheap pill", None),
        ("赌博", "网上赌博吧", "赌博"),
        ("ставка", "Лучшие ставки на спорт", "ставки"),
        ("cop", "Вынесли сор из избы", None),  # Russian letters of a Russian word are no Latin ones
        ("καζίνο", "το καλύτερο ΚΑΖΙΝΟ εδώ", "ΚΑΖΙΝΟ"),
    ],
)
def test_phrases_patterns_and_scripts(entry: str, typed: str, told: str | None) -> None:
    found = WordList([entry], "en").find(fold(typed))
    assert [each.words for each in found] == ([told] if told else [])


@pytest.mark.parametrize(
    ("typed", "sites"),
    [
        ("see https://www.news.co.uk/a?b=c.", ["news.co.uk"]),
        ("kidsmediausa  . com and murdev.com", ["kidsmediausa.com", "murdev.com"]),
        ("pills [dot] shop, hxxp://evil.tk/x", ["pills.shop", "evil.tk"]),
        ("ｗｗｗ．spam．com", ["spam.com"]),
        ("youtu.be/xyz", ["youtu.be"]),
        ("http://192.0.2.7/x", ["192.0.2.7"]),
        ("That was the end.It was late, i.e. over. Mail ann@paper.example!", []),
        ("it cost 3.50 vs. 4.20 in the U.S. market", []),
    ],
)
def test_links_are_seen_however_they_are_written(typed: str, sites: list[str]) -> None:
    assert [site.name for site in fold(typed).sites] == sites


@given(st.text(st.characters(), max_size=80))
def test_folding_again_changes_nothing_and_every_word_stands_in_the_text(text: str) -> None:
    folded = fold(text)
    assert fold(folded.normal).normal == folded.normal
    ends = 0
    for word in folded.words:
        assert ends <= word.start < word.end <= len(text)
        ends = word.start
    for site in folded.sites:
        assert text[site.start : site.end].strip()


@given(
    st.lists(
        st.sampled_from(
            ["с", "a", "п", "1", "@", "$", "'", ".", " ", "ᴀ", "か", "\u0301", "\u200b", "ß", "Ⅻ", "ω"]
        )
    )
)
def test_folding_again_changes_nothing_of_what_is_awkward(signs: list[str]) -> None:
    once = fold("".join(signs)).normal
    assert fold(once).normal == once


@pytest.mark.parametrize("between", ["\n", "\r\n", "\t \x0b", "\x0c", "\x1c", "\u2003", "\x00 "])
def test_lines_and_other_gaps_tell_words_apart_like_spaces(between: str) -> None:
    text = f"It's a{between}QUAY{between}of example.com"
    folded = fold(text)
    assert [word.key for word in folded.words] == ["its", "a", "quay", "of"]
    assert [folded.stands(at, at) for at in range(4)] == ["It's", "a", "QUAY", "of"]
    assert [text[site.start : site.end] for site in folded.sites] == ["example.com"]


PIECES = (
    "a", "b-c", "paper", "example", "com", "org", ".", "/", ":", "http", "hxxps", "www", "2", "(", "dot", ")", "[", "]",
    "{", "}", "@", "?", "ß", " ", "\n",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES)))
def test_where_nothing_looks_like_a_link_there_is_none(signs: list[str]) -> None:
    text = "".join(signs)
    found = LINK.search(text)
    assert not found or MAY_LINK.search(text)


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("don't say “rock ’n’ roll”, O\u02bcNeill", ["dont", "say", "rock", "n", "roll", "oneill"]),
        ("a b, it is; a b c d it is", ["a", "b", "it", "is", "abcd", "it", "is"]),
        ("It's on page 7", ["its", "on", "page", "7"]),
    ],
)
def test_words_stand_as_they_are_compared(typed: str, keys: list[str]) -> None:
    assert [word.key for word in fold(typed).words] == keys


@pytest.mark.parametrize("text", SLOW_IF_ANYTHING_IS, ids=lambda text: ascii(text[:6]))
def test_the_longest_comment_is_read_whatever_it_is(text: str) -> None:
    folded = fold(text[:LONGEST])
    WordList(["casino", "*a*b*", "work from home"], "en").find(folded)
    made = sketch(folded)
    assert made is None or alike(made, made) == 1
    assert without_quotes(text)


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        (
            "Check out my new channel, I make funny videos about cats every day!",
            "check out my channel - I make FUNNY videos about dogs every day",
            True,
        ),
        (
            "Earn $4000 a month working from home, visit best-jobs-4u.example now",
            "Earn $9000 a week working from home, visit superjobs.example now",
            True,
        ),
        (
            "The harbour was dredged in 2019 and the quay has cracked ever since.",
            "The council promised to dredge the harbour, and nothing has happened since.",
            False,
        ),
    ],
)
def test_near_copies_are_told_from_texts_on_one_matter(one: str, other: str, is_alike: bool) -> None:
    first, second = sketch(fold(one)), sketch(fold(other))
    assert first
    assert second
    assert (alike(first, second) >= ALIKE) == is_alike


def test_what_is_alike_has_a_key_in_common() -> None:
    """Of two hundred near copies at least nine in ten are found by a key; texts that share nothing by hardly any."""
    base = [f"w{number:x}rd" for number in range(24)]
    whole = sketch(fold(" ".join(base)))
    assert whole
    near = far = 0
    for at in range(200):
        changed = [
            f"n{at}ew" if place in (at % 24, (at * 7) % 24) else word for place, word in enumerate(base)
        ]
        copy, other = (
            sketch(fold(" ".join(changed))),
            sketch(fold(" ".join(f"{at}x{n * at}y" for n in range(24)))),
        )
        assert copy
        assert other
        near += alike(whole, copy) >= ALIKE and not set(whole.keys).isdisjoint(copy.keys)
        far += not set(whole.keys).isdisjoint(other.keys)
    assert near >= 180
    assert far <= 4


def test_short_words_have_no_sketch_and_quotes_do_not_count() -> None:
    assert sketch(fold("Thank you!")) is None
    assert without_quotes("> what you said\n> at length\nI agree").strip() == "I agree"
    assert without_quotes("> all of it") == "> all of it"


def test_the_stretch_that_both_have_is_told_as_it_was_typed() -> None:
    known = fold("come and see my new channel")
    assert shared_words(fold("Hey you! Come, and SEE my other channel"), known) == "Come, and SEE my"
    assert shared_words(fold("nothing here"), known) == ""


def test_work_is_checked_and_done_for_one_ticket() -> None:
    answer = seek("story:7:3:1abc:signature", bits=8)
    assert is_done("story:7:3:1abc:signature", answer, bits=8)
    assert not is_done("story:8:3:1abc:signature", answer, bits=16)
    assert not is_done("", answer, bits=0)


@given(st.text(max_size=30), st.text(max_size=30))
def test_anything_may_be_given_as_work(ticket: str, answer: str) -> None:
    assert is_done(ticket, answer, bits=64) is False
