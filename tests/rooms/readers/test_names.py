"""Which names a reader can have, and what only looks like another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from gazette import Gazette

from twosource.people.actions import name_byline
from twosource.readers import actions
from twosource.readers.actions import join, rename
from twosource.readers.looks import bare_look_of, look_of, mixes_alphabets
from twosource.readers.models import Reader
from twosource.readers.names import demand_name
from twosource.readers.reads import names
from twosource.readers.refusals import NameRefused, TooSoon


def reader(name: str) -> Reader:
    """A reader whose address is proved."""
    made = join(name=name, email=f"reader-{Reader.objects.count()}@reader.example", by=None)
    made.unproved_since = None
    made.save()
    return made


@pytest.mark.parametrize("other", ["аnna", "ΑNNA", "ａｎｎａ", "a n n a", "An.na", "𝐀nna"])
def test_letters_that_pass_for_others_look_the_same(other: str) -> None:
    assert look_of(other) == look_of("Anna")


@pytest.mark.parametrize(
    ("one", "other"), [("Anna", "Anne"), ("Zoë", "Zoe"), ("Олег", "Ольга"), ("渡辺", "渡邉")]
)
def test_what_eyes_tell_apart_looks_different(one: str, other: str) -> None:
    assert look_of(one) != look_of(other)


def test_a_capital_i_an_l_and_a_one_are_one_and_rn_is_m() -> None:
    assert look_of("BiIl") == look_of("Bill") == look_of("Bi1l")
    assert look_of("Modem") == look_of("Modern")
    assert bare_look_of("Nëwsróom") == bare_look_of("newsroom")


def test_one_word_in_two_alphabets_is_seen_and_two_words_are_fine() -> None:
    assert mixes_alphabets("Pаul")
    assert not mixes_alphabets("Paul Павел")


@pytest.mark.parametrize(
    "name", ["Nora Quill", "Ólafur Ó", "Jean-Luc d’Arc", "नीरज", "محمد", "渡辺 明", "Ольга", "J. R. 7"]
)
def test_names_of_every_script_can_be_had(db: None, name: str) -> None:
    assert demand_name(f"  {name} ") == name


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("N", "2 to 60 characters"),
        ("N" * 61, "2 to 60 characters"),
        ("ﷺ" * 10, "2 to 60|marks|letters"),
        ("Nora\u202eQuill", "right-to-left override"),
        ("No\u200bra", "zero width space"),
        ("Nora ✓", "check mark"),
        ("Nora 🙂", "slightly smiling"),
        ("<b>Nora</b>", "less-than sign"),
        ("2026", "at least one letter"),
        ("Z" + "\u0301" * 5 + "oe", "more marks than can be read"),
        ("Pаul", "mixes alphabets"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(db: None, name: str, why: str) -> None:
    with pytest.raises(NameRefused, match=why):
        demand_name(name)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Newsroom", "office"),
        ("news room", "office"),
        ("Nеwsrооm".translate({ord("N"): "Ν", ord("w"): "ԝ", ord("m"): "m"}), "office|mixes"),
        ("Chief Editor", "office"),
        ("The Moderator", "office"),
        ("Testing Gazette", None),
        ("The Testing Gazette", "the paper itself"),
        ("TheTestingGazette", "the paper itself"),
        ("The Testing Gazette Official", "office"),
        ("Team The Testing Gazétte", "the paper itself"),
        ("Rita Smith", "works here"),
        ("Rità Smith", "works here"),
        ("RlTA SMlTH", "works here"),
        ("Eva Smith", "works here"),
        ("eva", "works here"),
        ("Mara Lind", "works here"),
    ],
)
def test_nobody_speaks_for_the_newsroom(paper: Gazette, name: str, why: str | None) -> None:
    name_byline(name="Mara Lind")
    if why is None:
        assert demand_name(name) == name
    else:
        with pytest.raises(NameRefused, match=why):
            demand_name(name)


@pytest.mark.parametrize(
    ("name", "why"), [("nora  QUILL", "has this name"), ("Nоra Quill", "mixes"), ("Nora QuiII", "looks like")]
)
def test_a_name_and_what_looks_like_it_are_had_once(db: None, name: str, why: str) -> None:
    reader("Nora Quill")
    with pytest.raises(NameRefused, match=why):
        reader(name)


def test_of_two_who_take_a_name_at_once_one_gets_it(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    reader("Nora Quill")
    monkeypatch.setattr(actions, "demand_name", lambda name, **_: name)
    with pytest.raises(NameRefused, match="has this name"):
        reader("Nora Quill")


def test_a_name_is_changed_once_in_thirty_days_and_the_old_one_waits_as_long(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    nora = reader("Nora Quill")
    rename(user=nora.user, name="Nora Heron", by=nora.user)
    assert names([nora.user_id]) == {nora.user_id: "Nora Heron"}
    with pytest.raises(TooSoon, match="once in thirty days; yours again on"):
        rename(user=nora.user, name="Nora Stork", by=nora.user)
    with pytest.raises(NameRefused, match="has this name"):
        reader("Nora Quill")
    later = actions.now() + timedelta(days=31)
    for module in ("actions", "names"):
        monkeypatch.setattr(f"twosource.readers.{module}.now", lambda: later)
    assert rename(user=nora.user, name="Nora Stork", by=nora.user).name == "Nora Stork"
    assert reader("Nora Quill").name == "Nora Quill"


def test_one_may_have_ones_own_old_name_back_and_the_same_name_is_no_change(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    nora = reader("Nora Quill")
    rename(user=nora.user, name="Nora Quill", by=nora.user)
    assert Reader.objects.get(pk=nora.pk).renamed_at is None
    rename(user=nora.user, name="Nora Heron", by=nora.user)
    later = actions.now() + timedelta(days=31)
    monkeypatch.setattr("twosource.readers.actions.now", lambda: later)
    assert rename(user=nora.user, name="nora quill", by=nora.user).name == "nora quill"


def test_pages_that_show_a_name_rest_on_it(db: None, heard: Any) -> None:
    from twosource.ledger.reads import history
    from twosource.ledger.uses import recording

    nora = reader("Nora Quill")
    with recording() as uses:
        assert names([nora.user_id, 10**6]) == {nora.user_id: "Nora Quill"}
    assert uses.subjects == {f"reader:{nora.user_id}", "reader:1000000"}
    heard(lambda: rename(user=nora.user, name="Nora Heron", by=nora.user))
    assert "ReaderRenamed" in [entry.kind for entry in history([f"reader:{nora.user_id}"])]
