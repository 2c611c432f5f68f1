"""What the words of stories do to claims, and what can be asked of sealed sources without naming them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from gazette import METHOD, Gazette

from twosource.ledger.clock import at
from twosource.ledger.models import Entry
from twosource.verification.actions import note_rephrased, record_check
from twosource.verification.facts import dossier
from twosource.verification.models import Rephrasing
from twosource.verification.reads import sealed_among, sealed_names_among
from twosource.verification.refusals import CheckerIsWriter


def test_other_words_void_every_check_and_say_how_many(paper: Gazette) -> None:
    claim = paper.confirmed()
    assert note_rephrased(claim=claim, before="is cracked", after="is broken", by=paper.editor) == 2
    claim.refresh_from_db()
    assert claim.status == "corroborated"
    entry = Entry.objects.get(kind="CarryingWordsEdited")
    assert (entry.subject, entry.by_id) == (f"claim:{claim.pk}", paper.editor.pk)
    assert entry.payload["before"] == "is cracked"
    assert str(Rephrasing.objects.get()) == "is cracked → is broken"


def test_that_it_was_said_was_signed_for_those_words_too(paper: Gazette) -> None:
    claim = paper.interested()
    told = paper.said(claim)
    assert told.status == "confirmed"
    assert note_rephrased(claim=claim, before="precise", after="imprecise", by=paper.editor) == 2
    told.refresh_from_db()
    assert told.status == "corroborated"


def test_who_changed_the_words_is_a_writer(paper: Gazette) -> None:
    claim = paper.corroborated()
    note_rephrased(claim=claim, before="a", after="b", by=paper.editor)
    paper.sign(claim, paper.ana)
    with pytest.raises(CheckerIsWriter):
        record_check(claim=claim, verdict="stands", method=METHOD, by=paper.editor)


def test_words_changed_by_no_account_void_the_checks_too(paper: Gazette) -> None:
    claim = paper.confirmed()
    assert note_rephrased(claim=claim, before="a", after="", by=None) == 2
    claim.refresh_from_db()
    assert claim.status == "corroborated"
    assert not claim.writers.exists()


def test_what_was_shown_before_stays_explained(paper: Gazette) -> None:
    now = timezone.now()
    with at(now - timedelta(hours=3)):
        claim = paper.confirmed()
    with at(now - timedelta(hours=1)):
        note_rephrased(claim=claim, before="a", after="b", by=paper.editor)
    assert len(dossier(claim, as_of=now - timedelta(hours=2)).case.checks) == 2
    assert dossier(claim).case.checks == ()


def test_checks_signed_for_the_new_words_stand(paper: Gazette) -> None:
    claim = paper.confirmed()
    note_rephrased(claim=claim, before="a", after="b", by=paper.editor)
    assert paper.sign(claim, paper.ana, paper.bo).status == "confirmed"


# sealed sources


def test_a_named_voice_is_known_as_a_sealed_source_of_the_claim_and_of_no_other(paper: Gazette) -> None:
    named, other = paper.voice("Greta Solling", kind="person"), paper.voice("Tomas Verhey", kind="person")
    sealed = paper.sealed("Greta SOLLING")
    claim, elsewhere = paper.claim(), paper.claim("Another matter.")
    paper.support(claim, paper.item("A talk", sealed, basis="participant"))
    assert sealed_among([claim.pk], [named, other, sealed]) == {named.pk, sealed.pk}
    assert sealed_among([elsewhere.pk], [named, other, sealed]) == set()
    assert sealed_among([claim.pk], []) == set()
    assert sealed_names_among([claim.pk], ["greta  solling", "Tomas Verhey", " "]) == {"greta  solling"}


def test_a_sealed_source_is_found_behind_an_item_and_behind_that_it_was_said(paper: Gazette) -> None:
    sealed, named = paper.sealed("Greta Solling"), paper.voice("Greta Solling", kind="person")
    origin = paper.item("A talk", sealed, basis="participant")
    claim = paper.claim(said={"speaker": paper.voice("Ministry")})
    told = paper.said(claim, confirmed=False)
    paper.support(told, paper.item("A note", "Gazette", via=[origin]))
    assert sealed_among([claim.pk], [named]) == {named.pk}


def test_a_sealed_speaker_is_a_source_of_what_they_claim(paper: Gazette) -> None:
    sealed, named = paper.sealed("Greta Solling"), paper.voice("Greta Solling", kind="person")
    claim = paper.claim(said={"speaker": sealed})
    assert sealed_among([claim.pk], [named]) == {named.pk}
