"""How a statement was told is kept with its claim: the kind, the cue, the very words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from gazette import Gazette
from hypothesis import given
from hypothesis import strategies as st

from twosource.kernel.vocabulary import WORDINGS
from twosource.stories.pages import Link
from twosource.stories.statements import sentence, told, wording_label
from twosource.verification.actions.claims import LONGEST
from twosource.verification.reads import known_claims
from twosource.verification.refusals import BadValue


class Nowhere:
    """Nobody has a page."""

    def of_voice(self, voice_id: int) -> str:
        return ""

    def of_name(self, name: str) -> str:
        return ""


def test_a_claim_keeps_how_it_was_told(paper: Gazette) -> None:
    speaker = paper.voice("Mara Lind", kind="person")
    said = {
        "speaker": speaker,
        "kind": "mixed",
        "cue": "according to",
        "verbatim": "“cracked”, she said",
        "place": "Oslo",
    }
    claim = paper.claim(said=said)
    known = known_claims([claim.pk])[claim.pk]
    assert (known.kind, known.cue, known.verbatim, known.place) == (
        "mixed", "according to", "“cracked”, she said", "Oslo",
    )  # fmt: skip
    assert (known.speaker_id, known.speaker_kind) == (speaker.pk, "person")


def test_that_it_was_said_is_told_as_what_was_said(paper: Gazette) -> None:
    said = {"speaker": paper.voice("Mara Lind"), "kind": "direct", "cue": "said", "verbatim": "Cracked!"}
    that = paper.said(paper.claim(said=said), confirmed=False)
    assert (that.kind, that.cue, that.verbatim) == ("direct", "said", "Cracked!")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "sung"), ("cue", "x" * 101), ("cue", 7), ("verbatim", "x" * (LONGEST + 1)), ("verbatim", "a\x00b"),
        ("kind", 3), ("mood", "sad"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_by_its_name(paper: Gazette, field: str, value: Any) -> None:
    with pytest.raises(BadValue, match=field):
        paper.claim(said={field: value})


def test_who_is_protected_may_not_be_looked_up(paper: Gazette) -> None:
    for voice in (paper.sealed("Quicklime"), paper.voice("An official", anonymous=True)):
        claim = paper.claim(said={"speaker": voice})
        assert known_claims([claim.pk])[claim.pk].speaker_id == 0
        assert not voice.may_be_looked_up


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({}, "A said it"),
        ({"addressee": "B"}, "A told B"),
        ({"addressee": "B", "channel": "B"}, "A told B"),
        ({"channel": "C"}, "A said it, via C"),
        (
            {"addressee": "B", "channel": "C", "place": "D", "said_on": date(2026, 5, 3)},
            "A told B on 3 May 2026, via C, in D",
        ),
    ],
)  # fmt: skip
def test_a_statement_is_one_sentence(parts: dict[str, Any], words: str) -> None:
    links = {name: Link(parts.pop(name, "")) for name in ("addressee", "channel")}
    pieces = sentence(speaker=Link("A", "/voices/1-a/"), **links, **parts)
    assert "".join(piece.text for piece in pieces) == words
    assert [piece.url for piece in pieces if piece.url] == ["/voices/1-a/"]


@given(st.text(min_size=1), st.text(), st.text())
def test_names_are_never_taken_for_a_pattern(speaker: str, addressee: str, channel: str) -> None:
    """Whatever people are called, each name stands in the sentence once, whole."""
    pieces = sentence(
        speaker=Link(speaker, "/s/"), addressee=Link(addressee, "/a/"), channel=Link(channel, "/c/")
    )
    named = {piece.url: piece.text for piece in pieces if piece.url}
    assert named["/s/"] == speaker
    assert named.get("/a/", "") == addressee
    assert named.get("/c/", "") == ("" if channel == addressee else channel)


def test_the_very_words_are_not_said_twice(paper: Gazette) -> None:
    speaker = paper.voice("Mara Lind")
    same = paper.claim("It cracked.", said={"speaker": speaker, "verbatim": "“It  cracked.”"})
    other = paper.claim("The quay is cracked.", said={"speaker": speaker, "verbatim": "It cracked."})
    nobody = paper.claim("It is so.")
    known = known_claims([same.pk, other.pk, nobody.pk])
    assert told(known[nobody.pk], Nowhere()) is None
    assert [getattr(told(known[claim.pk], Nowhere()), "verbatim", None) for claim in (same, other)] == [
        "",
        "It cracked.",
    ]


def test_every_wording_has_a_label_and_no_other_code_has_one() -> None:
    assert all(wording_label(kind) for kind in WORDINGS)
    assert wording_label("sung") == wording_label("") == ""
