"""The sealed room: a name goes in, and comes out to two editors who say why."""

from __future__ import annotations

import pytest
from django.core import serializers
from gazette import Gazette

from twosource.people.refusals import NotYourRole
from twosource.people.roles import EDITOR, MODERATOR
from twosource.sources.actions import (
    NotForYou,
    find_sealed,
    open_sealed,
    replace_reader,
    seal_source,
)
from twosource.sources.models import SealedSource, SealedView
from twosource.verification.actions import seal_voice
from twosource.verification.actions.sealed import NotYours, hand_on, open_name, seal_new_voice
from twosource.verification.models import Actor
from twosource.verification.refusals import Refused

NAME = "Wilhelmina Quartermaine"


@pytest.fixture
def source(paper: Gazette) -> SealedSource:
    return seal_source(name=NAME, codename="Heron", readers=(paper.editor, paper.deputy), by=paper.editor)


def test_the_name_is_nowhere_in_the_rows(paper: Gazette, source: SealedSource) -> None:
    rows = serializers.serialize("json", SealedSource.objects.all())
    kept = rows.encode() + bytes(source.sealed_name)
    assert NAME.encode() not in kept
    assert b"Quartermaine" not in kept
    assert str(source) == "Heron"


def test_its_two_editors_can_read_it_and_each_reading_is_logged(paper: Gazette, source: SealedSource) -> None:
    assert open_sealed(source=source, reason="Our lawyer asks.", by=paper.deputy) == NAME
    view = SealedView.objects.get()
    assert (view.by, view.reason, view.source) == (paper.deputy, "Our lawyer asks.", source)
    assert str(view) == f"{paper.deputy.pk} read {source.pk}"


def test_nobody_else_can_read_it_superusers_included(paper: Gazette, source: SealedSource) -> None:
    third = paper.hire("third", EDITOR)
    for person in (paper.root, third, paper.reporter, paper.ana):
        with pytest.raises(NotForYou, match="two other editors"):
            open_sealed(source=source, reason="I want to know.", by=person)
    assert not SealedView.objects.exists()


def test_reading_needs_a_reason(paper: Gazette, source: SealedSource) -> None:
    for reason in ("  ", "because " * 50):
        with pytest.raises(ValueError, match="why"):
            open_sealed(source=source, reason=reason, by=paper.editor)


def test_a_codename_is_given_short_and_means_one_person(paper: Gazette, source: SealedSource) -> None:
    readers = (paper.editor, paper.deputy)
    for name, codename, why in (
        ("Someone Else", "Heron", "somebody else’s"),
        ("Someone Else", " ", "codename"),
        ("Someone Else", "H" * 61, "codename"),
        (" ", "Egret", "name"),
    ):
        with pytest.raises(ValueError, match=why):
            seal_source(name=name, codename=codename, readers=readers, by=paper.editor)
    assert SealedSource.objects.get() == source


def test_the_same_person_is_the_same_source_however_the_name_is_spelled(
    paper: Gazette, source: SealedSource
) -> None:
    again = seal_source(
        name="  wilhelmina   QUARTERMAINE",
        codename="Egret",
        readers=(paper.editor, paper.deputy),
        by=paper.editor,
    )
    assert again == source
    other = seal_source(
        name="Someone Else", codename="Egret", readers=(paper.editor, paper.deputy), by=paper.editor
    )
    assert other.token != source.token


def test_a_source_is_known_to_two_different_editors_no_more_no_fewer(paper: Gazette) -> None:
    twin = paper.hire("eva2", EDITOR, email="Eva+2@paper.example")
    for readers in ((paper.editor, paper.editor), (paper.editor, twin), (paper.editor, paper.reporter)):
        with pytest.raises(ValueError, match="two different editors"):
            seal_source(name=NAME, codename="Heron", readers=readers, by=paper.editor)
    assert not SealedSource.objects.exists()


def test_a_sealed_voice_is_one_voice_and_is_never_named(paper: Gazette) -> None:
    voice = paper.sealed(NAME)
    again = seal_voice(
        name=NAME.upper(), codename="Egret", readers=(paper.editor, paper.deputy), by=paper.editor
    )
    assert again == voice
    assert str(voice) == "a source known to us"
    assert voice not in Actor.objects.nameable()


def test_an_editor_who_is_one_no_more_reads_nothing(paper: Gazette, source: SealedSource) -> None:
    paper.editor.groups.clear()
    editor = type(paper.editor).objects.get(pk=paper.editor.pk)
    with pytest.raises(NotForYou):
        open_sealed(source=source, reason="I used to.", by=editor)


def test_a_name_sealed_with_another_key_is_said_to_be_so(
    paper: Gazette, source: SealedSource, settings: pytest.FixtureRequest
) -> None:
    settings.SEALED_KEY = "x" * 43 + "="  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="another sealed_key"):
        open_sealed(source=source, reason="Why not?", by=paper.editor)
    assert not SealedView.objects.exists()


def test_one_of_the_two_gives_way_at_the_word_of_the_other(paper: Gazette, source: SealedSource) -> None:
    third = paper.hire("third", EDITOR)
    told = {"source": source, "leaving": paper.editor, "coming": third, "reason": "She leaves."}
    for by, changed, refusal in (
        (paper.editor, {}, NotForYou),
        (third, {}, NotForYou),
        (paper.deputy, {"reason": " "}, ValueError),
        (paper.deputy, {"reason": "x" * 301}, ValueError),
        (paper.deputy, {"coming": paper.reporter}, ValueError),
        (paper.deputy, {"coming": paper.deputy}, ValueError),
        (paper.deputy, {"coming": paper.editor}, ValueError),
        (paper.deputy, {"leaving": third}, ValueError),
    ):
        with pytest.raises(refusal):
            replace_reader(**(told | changed), by=by)
    assert set(source.readers.all()) == {paper.editor, paper.deputy}
    replace_reader(**told, by=paper.deputy)
    assert set(source.readers.all()) == {third, paper.deputy}
    assert open_sealed(source=source, reason="New here.", by=third) == NAME


def test_a_codename_holds_no_part_of_the_name(paper: Gazette) -> None:
    for codename in ("Quartermaine", "old WILHELMINA"):
        with pytest.raises(ValueError, match="part of the name"):
            seal_source(name=NAME, codename=codename, readers=(paper.editor, paper.deputy), by=paper.editor)
    assert find_sealed(NAME) is None


def test_the_desks_verbs_refuse_by_name_what_the_room_refuses(paper: Gazette, source: SealedSource) -> None:
    third = paper.hire("third", EDITOR)
    told = {"leaving": paper.editor, "coming": third, "reason": "She leaves."}
    with pytest.raises(NotYours, match="two other editors"):
        hand_on(source_id=source.pk, **told, by=third)
    with pytest.raises(Refused, match="Say why"):
        hand_on(source_id=source.pk, **(told | {"reason": " "}), by=paper.deputy)
    with pytest.raises(Refused, match="Say why"):
        open_name(source_id=source.pk, reason=" ", by=paper.editor)
    for missing in (
        lambda: hand_on(source_id=0, **told, by=paper.deputy),
        lambda: open_name(source_id=0, reason="Why not?", by=paper.editor),
    ):
        with pytest.raises(Refused, match="no such sealed source"):
            missing()
    with pytest.raises(NotYourRole):
        seal_new_voice(
            name="A. Nother",
            codename="Egret",
            readers=(paper.editor, paper.deputy),
            by=paper.hire("mo", MODERATOR),
        )
    with pytest.raises(Refused, match="Give the name"):
        seal_new_voice(name=" ", codename="Egret", readers=(paper.editor, paper.deputy), by=paper.editor)
    assert set(source.readers.all()) == {paper.editor, paper.deputy}
