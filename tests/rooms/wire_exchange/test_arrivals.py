"""What the rooms do with rows that arrive: each keeps its own, and nothing without a transaction."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from exchanging import a_newsroom, exported, imported, of_kind, records, rewritten
from gazette import Gazette

from twosource.ledger.clock import now
from twosource.ledger.models import Entry
from twosource.ledger.recounting import recount
from twosource.people.actions import admit_stranger
from twosource.people.roles import CHECKER
from twosource.replies import arrivals as replies
from twosource.replies.models import Request
from twosource.sources.tokens import telltale
from twosource.verification import migrations
from twosource.verification.actions import arrivals as verification
from twosource.verification.events import ClaimOpened
from twosource.verification.models import Actor, Claim, Item, Stake
from twosource.verification.reads import alike
from twosource.wire.formats.claims_jsonl import line_of


def test_a_room_keeps_its_own_rows_only(paper: Gazette) -> None:
    with pytest.raises(TypeError, match="Request is kept by another room"):
        verification.bring_in_rows(rows=[Request()], by=paper.editor)
    with pytest.raises(TypeError, match="Actor is kept by another room"):
        replies.bring_in_rows(rows=[Actor()], by=paper.editor)


@pytest.mark.django_db(transaction=True)
def test_the_past_is_not_told_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        recount([(ClaimOpened(1, "x"), now(), None)])


def test_a_stranger_is_admitted_once(paper: Gazette) -> None:
    told = {"key": "n:person:1", "newsroom": "Elsewhere", "number": "1"}
    first = admit_stranger(**told, roles=[CHECKER])
    assert str(first) == "Elsewhere #1"
    assert admit_stranger(**told, roles=[CHECKER]) == first
    with pytest.raises(ValueError, match="role 'Kings' does not exist"):
        admit_stranger(**told, roles=["Kings"])


def test_a_source_of_ours_that_comes_back_is_ours(paper: Gazette) -> None:
    """Another newsroom tells us, in a claim of its own, of the voice that we sealed and told it of."""
    with a_newsroom():
        paper.asserted("Theirs.")
        theirs = exported()
    paper.support(
        paper.claim("Ours."), paper.item("An interview", paper.sealed("Ada Lovelace"), basis="participant")
    )
    ours = exported()
    assert sum(imported(ours, by=paper.editor).new.values()) == 0
    (voice,) = of_kind(ours, "voice")

    def tell(record: dict[str, Any]) -> None:
        if record["record"] == "item":
            record["by"] = [voice["id"]]

    imported(rewritten(theirs, tell), by=paper.editor)
    assert {item.by.get() for item in Item.objects.all()} == {Actor.objects.get(sealed__isnull=False)}


def test_a_reference_to_what_is_here_needs_no_second_telling(paper: Gazette) -> None:
    with a_newsroom():
        paper.corroborated()
        whole = exported()
    imported(whole, by=paper.editor)
    header, *rest = records(whole)
    (claim,) = [record for record in rest if record["record"] == "claim"]
    claim["id"] = claim["id"].rpartition(":")[0] + ":77"
    header["records"] = {"person": 0, "voice": 0, "item": 0, "claim": 1}
    assert imported(line_of(header) + line_of(claim), by=paper.editor).new == header["records"]
    assert [one.status for one in Claim.objects.all()] == ["corroborated", "corroborated"]
    assert Item.objects.count() == 2


def test_two_voices_of_a_file_that_are_one_here_gain_and_are_accused_once(paper: Gazette) -> None:
    with a_newsroom():
        one, other = paper.voice("Group"), paper.voice("Group Ltd")
        claim = paper.claim("Theirs.", accused=[one, other], stakes={one: "for", other: "against"})
        paper.support(claim, paper.item("A statement", one, other, basis="participant"))
        out = exported()
    ours = paper.voice("Group")

    def rename(record: dict[str, Any]) -> None:
        if record.get("name") == "Group Ltd":
            record["name"] = "Group"

    assert imported(rewritten(out, rename), by=paper.editor).met == 2
    claim = Claim.objects.get()
    assert list(claim.accused.all()) == [ours]
    assert [stake.direction for stake in Stake.objects.all()] == ["for"]
    assert list(Item.objects.get().by.all()) == [ours]


def test_while_nobody_is_sealed_no_word_tells_on_anybody(paper: Gazette) -> None:
    assert telltale() is None


def test_kept_assessments_are_told_in_the_new_names_of_items(paper: Gazette) -> None:
    claim = paper.corroborated()
    told = claim.assessment["supports"]["chosen"]
    for side in ("supports", "denies"):
        lines = claim.assessment[side]["chosen"]
        claim.assessment[side]["chosen"] = [[_short(token) for token in line] for line in lines]
    claim.save()
    assert claim.assessment["supports"]["chosen"] != told
    (migration,) = Path(migrations.__file__).parent.glob("*_exchange.py")
    import_module(f"{migrations.__name__}.{migration.stem}").rekey(apps, None)
    claim.refresh_from_db()
    assert claim.assessment["supports"]["chosen"] == told


def _short(token: str) -> str:
    """An item's name as it was: without the zeros that make it sort."""
    kind, colon, number = token.partition(":")
    return f"item:{int(number)}" if kind + colon == "item:" else token


def test_a_claim_that_was_brought_in_is_offered_to_who_opens_one_alike(paper: Gazette) -> None:
    with a_newsroom():
        paper.asserted("The northern quay of Skerry harbour is cracked.")
        out = exported()
    imported(out, by=paper.editor)
    assert [one.text for one in alike("Skerry harbour’s northern quay is badly cracked")]
    assert not Entry.objects.filter(kind="SupportChanged").exists()
