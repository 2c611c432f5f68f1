"""Items of much the same words: proposed and listed by the machine, linked by people alone."""

from __future__ import annotations

import random
from typing import Any

import pytest
from gazette import Gazette
from reports import NAMES, words_of

from twosource.ledger.models import Entry
from twosource.people.refusals import NotYourRole
from twosource.people.roles import MODERATOR
from twosource.verification.actions import decide_near_copy, link_origin, note_words, retract_item
from twosource.verification.actions.likeness import LONGEST_WORDS, Ruling
from twosource.verification.copy_reads import open_pairs, pair_of, pairs_of, with_words
from twosource.verification.copy_reads import words_of as noted
from twosource.verification.models import Fingerprint, Item, NearCopy, Origin, Text
from twosource.verification.near_copies import FROM_OTHER, LAPSED, NO_COPY, OTHER_FROM_IT, THIRD
from twosource.verification.refusals import BadValue, Refused

WORDS = words_of("coastal-press")


def item(paper: Gazette, title: str, words: str, **known: Any) -> Item:
    made = paper.item(title, title, **known)
    note_words(item=made, words=words, by=paper.reporter)
    return made


@pytest.fixture
def five(paper: Gazette) -> dict[str, Item]:
    """The wire story, three papers that print it, and the letter that quotes it, in this order."""
    return {name: item(paper, name, words_of(name)) for name in NAMES}


def states() -> dict[tuple[str, str], tuple[str, int]]:
    return {
        (pair.item.title, pair.other.title): (pair.state, round(pair.share * 100))
        for pair in NearCopy.objects.all()
    }


def decide(paper: Gazette, later: Item, earlier: Item, what: str, origin: Item | None = None) -> NearCopy:
    pair = NearCopy.objects.get(item=later, other=earlier)
    return decide_near_copy(pair=pair, ruling=Ruling(what, origin), by=paper.ana)


def test_five_reports_of_one_wire_story_are_proposed_and_listed_and_nothing_is_linked(
    five: dict[str, Item],
) -> None:
    assert states() == {
        ("coast-today", "coastal-press"): ("proposed", 89),
        ("sound-and-strand", "coastal-press"): ("proposed", 83),
        ("sound-and-strand", "coast-today"): ("proposed", 83),
        ("northern-mail", "coastal-press"): ("proposed", 43),
        ("northern-mail", "coast-today"): ("proposed", 43),
        ("ellinsay-letter", "coastal-press"): ("listed", 10),
        ("ellinsay-letter", "coast-today"): ("listed", 10),
        ("ellinsay-letter", "northern-mail"): ("listed", 14),
    }
    assert not Origin.objects.exists()
    first = Entry.objects.filter(kind="NearCopyFound").earliest("pk")
    assert (first.payload["percent"], first.payload["state"]) == (89, "proposed")


def test_one_wire_story_in_five_papers_counts_five_times_until_people_have_said_what_it_is(
    paper: Gazette, five: dict[str, Item]
) -> None:
    """The point of it all: what looks like several lines is one."""
    claim = paper.claim("The fire was out after eleven minutes.")
    source = paper.witness("Officer of the line")
    link_origin(item=five["coastal-press"], origin=source, by=paper.reporter)
    witness = paper.item("Mail’s own reporter", "Mail", basis="witnessed")
    link_origin(item=five["northern-mail"], origin=witness, by=paper.reporter)
    paper.support(claim, *five.values())
    assert claim.assessment["supports"]["lines"] == 2
    decide(paper, five["coast-today"], five["coastal-press"], FROM_OTHER)
    decide(paper, five["sound-and-strand"], five["coastal-press"], FROM_OTHER)
    claim.refresh_from_db()
    assert claim.assessment["supports"]["lines"] == 2
    assert [(pair.item.title, pair.other.title) for pair in open_pairs()] == [
        ("northern-mail", "coast-today"), ("northern-mail", "coastal-press"), ("ellinsay-letter", "northern-mail"),
        ("ellinsay-letter", "coast-today"), ("ellinsay-letter", "coastal-press"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "links"),
    [
        (FROM_OTHER, [("b", "a")]),
        (OTHER_FROM_IT, [("a", "b")]),
        (THIRD, [("a", "wire"), ("b", "wire")]),
        (NO_COPY, []),
    ],
)
def test_a_ruling_links_what_it_says_with_who_and_when(paper: Gazette, what: str, links: list) -> None:
    first, second, third = item(paper, "a", WORDS), item(paper, "b", WORDS), paper.item("wire")
    claim = paper.claim()
    paper.support(claim, first, second)
    pair = decide(paper, second, first, what, third if what == THIRD else None)
    assert (pair.state, pair.decided_by, pair.origin) == (what, paper.ana, third if what == THIRD else None)
    assert pair.decided_at is not None
    assert [(link.item.title, link.origin.title) for link in Origin.objects.order_by("item")] == links
    assert Entry.objects.get(kind="NearCopyDecided").payload["ruling"] == what
    assert open_pairs() == ()
    told = pair_of(pair)
    assert (told.is_open, told.decided_by, told.percent) == (False, str(paper.ana), 100)
    assert str(pair).endswith("100%")


def test_a_pair_is_decided_once_by_people_of_the_newsroom_with_a_word_there_is(paper: Gazette) -> None:
    first, second = item(paper, "a", WORDS), item(paper, "b", WORDS)
    pair = NearCopy.objects.get()
    refusals: list[tuple[Ruling, str]] = [
        (Ruling("maybe"), "ruling: 'maybe'"), (Ruling(THIRD), "origin: name a third"),
        (Ruling(THIRD, first), "origin: name a third"),
        (Ruling(THIRD, second), "origin: name a third"),
    ]  # fmt: skip
    for ruling, why in refusals:
        with pytest.raises(BadValue, match=why):
            decide_near_copy(pair=pair, ruling=ruling, by=paper.ana)
    with pytest.raises(NotYourRole):
        decide_near_copy(pair=pair, ruling=Ruling(NO_COPY), by=paper.hire("mo", MODERATOR))
    assert not Origin.objects.exists()
    decide_near_copy(pair=pair, ruling=Ruling(NO_COPY), by=paper.ana)
    with pytest.raises(Refused, match="decided already"):
        decide_near_copy(pair=pair, ruling=Ruling(FROM_OTHER), by=paper.bo)


def test_a_link_on_record_is_not_made_twice_and_not_proposed(paper: Gazette) -> None:
    first, second = item(paper, "a", WORDS), item(paper, "b", WORDS)
    link_origin(item=second, origin=first, by=paper.reporter)
    decide(paper, second, first, FROM_OTHER)
    assert Origin.objects.count() == 1
    third = paper.item("c", via=[first])
    note_words(item=third, words=WORDS, by=paper.reporter)
    assert {(pair.item, pair.other) for pair in NearCopy.objects.filter(item=third)} == {(third, second)}
    note_words(item=first, words=WORDS + " And so on.", by=paper.reporter)
    assert not NearCopy.objects.filter(item=third, other=first).exists()


def test_what_a_common_origin_explains_is_no_longer_due(paper: Gazette, five: dict[str, Item]) -> None:
    wire = five["coastal-press"]
    for name in ("coast-today", "sound-and-strand", "northern-mail"):
        decide(paper, five[name], wire, FROM_OTHER)
    due = {(pair.item.title, pair.other.title) for pair in open_pairs()}
    assert due == {("ellinsay-letter", name) for name in ("coastal-press", "coast-today", "northern-mail")}
    told = pairs_of([five["sound-and-strand"].pk])[five["sound-and-strand"].pk]
    assert {(pair.other.title, pair.explained_by, pair.is_due) for pair in told} == {
        ("coastal-press", "", False), ("coast-today", "coastal-press", False),
    }  # fmt: skip


def test_a_circle_of_origins_has_an_end(paper: Gazette) -> None:
    first, second = item(paper, "a", WORDS), item(paper, "b", WORDS)
    third = item(paper, "c", WORDS)
    for one, other in ((first, second), (second, first)):
        link_origin(item=one, origin=other, by=paper.reporter)
    assert {pair.item for pair in open_pairs()} == {third}


# words


def test_words_that_change_are_compared_anew_and_what_is_no_longer_alike_lapses(paper: Gazette) -> None:
    first, second = item(paper, "a", WORDS), item(paper, "b", WORDS)
    assert note_words(item=second, words=f"  {WORDS}\r\n", by=paper.ana) == Text.objects.get(item=second)
    other = "Nothing of this was in the papers: " + " ".join(f"word{n}" for n in range(60))
    note_words(item=second, words=other, by=paper.ana)
    assert [pair.state for pair in NearCopy.objects.all()] == [LAPSED]
    assert pairs_of([second.pk]) == {}
    assert [text.ended_at is None for text in Text.objects.filter(item=second)] == [False, True]
    assert noted([first.pk, second.pk]) == {first.pk: WORDS, second.pk: other}
    with pytest.raises(Refused):
        decide(paper, second, first, NO_COPY)
    note_words(item=first, words=other.partition(" word40")[0], by=paper.ana)
    pair = NearCopy.objects.get()
    assert (pair.state, pair.item, pair.share) == ("proposed", second, 1.0)
    decide(paper, second, first, NO_COPY)
    note_words(item=first, words=WORDS, by=paper.ana)
    note_words(item=first, words=other, by=paper.ana)
    assert [pair.state for pair in NearCopy.objects.all()] == [NO_COPY]
    assert str(Text.objects.first()) == WORDS[:80]
    assert str(Fingerprint.objects.filter(item=first).first()).startswith(f"{first.pk}: ")


def test_no_words_are_no_words(paper: Gazette) -> None:
    made = paper.item("a")
    assert note_words(item=made, words="  \n ", by=paper.reporter) is None
    assert (with_words([made.pk]), Fingerprint.objects.count()) == (set(), 0)


def test_pasted_words_that_are_too_long_are_refused_and_those_of_a_copy_are_cut(paper: Gazette) -> None:
    from twosource.outside.store import NullStore
    from twosource.outside.windows import instead
    from twosource.verification.actions import keep_copy
    from twosource.verification.gathering import gather_file

    made = paper.item("a")
    long = "word " * (LONGEST_WORDS // 5 + 1)
    with pytest.raises(BadValue, match="words: at most 200000"):
        note_words(item=made, words=long, by=paper.reporter)
    with pytest.raises(BadValue, match="NUL"):
        note_words(item=made, words="a\x00b", by=paper.reporter)
    with instead(store=NullStore()):
        copy = keep_copy(item=made, kept=gather_file(b"x", name="a.txt"), by=paper.reporter)
    text = note_words(item=made, words="\x00" + long, read_from=copy, by=paper.reporter)
    assert text is not None
    assert (len(text.words), text.read_from) == (LONGEST_WORDS, copy)
    assert str(NearCopy.objects.count()) == "0"


def test_the_words_of_a_sealed_source_are_in_no_table(paper: Gazette) -> None:
    from twosource.outside.store import NullStore
    from twosource.outside.windows import instead
    from twosource.verification.actions import keep_copy
    from twosource.verification.gathering import gather_file

    talk = paper.item("An interview", paper.sealed("Xanthippe Quicklime"))
    with instead(store=NullStore()):
        copy = keep_copy(item=talk, kept=gather_file(WORDS.encode(), name="a.txt"), by=paper.reporter)
    assert note_words(item=talk, words=WORDS, read_from=copy, by=paper.reporter) is None
    assert note_words(item=talk, words=" ", by=paper.reporter) is None
    with pytest.raises(Refused, match="in a copy alone"):
        note_words(item=talk, words=WORDS, by=paper.reporter)
    assert (Text.objects.count(), Fingerprint.objects.count()) == (0, 0)


def test_a_retracted_item_is_still_recognised(paper: Gazette) -> None:
    first = item(paper, "a", WORDS)
    retract_item(item=first, reason="It was invented.", by=paper.editor)
    second = item(paper, "b", WORDS)
    assert [pair.item for pair in open_pairs()] == [second]


def test_only_the_newsroom_notes_words(paper: Gazette) -> None:
    with pytest.raises(NotYourRole):
        note_words(item=paper.item("a"), words=WORDS, by=paper.hire("mo", MODERATOR))


def test_among_very_many_items_the_copy_is_found_by_few_questions(
    paper: Gazette, django_assert_max_num_queries: Any
) -> None:
    chance = random.Random(7)
    words = [f"word{number}" for number in range(3000)]
    for number in range(60):
        item(paper, f"other {number}", " ".join(chance.choices(words, k=120)))
    item(paper, "the wire", WORDS)
    made = paper.item("the paper")
    with django_assert_max_num_queries(25):
        note_words(item=made, words=WORDS, by=paper.reporter)
    assert [(pair.item.title, pair.other.title) for pair in NearCopy.objects.all()] == [
        ("the paper", "the wire")
    ]
