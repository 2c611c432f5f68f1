"""Sealed stays sealed: what goes out names nobody, tells whom nobody works for, and still counts once."""

from __future__ import annotations

import pytest
from exchanging import a_newsroom, as_prov, exported, imported, of_kind, told, without_header
from gazette import Gazette

from twosource.sources.actions import NotForYou, open_sealed
from twosource.sources.models import SealedSource
from twosource.verification.actions import add_item, record_check
from twosource.verification.models import Actor, Claim
from twosource.wire.exchange.outgoing import Wanted
from twosource.wire.exchange.silence import BLANK, TellsOnSource

MARK = "Xanthippe Quicklime"
CODENAME = "Kittiwake"
EMPLOYER = "Ministry of Hidden Locks"


def with_source(paper: Gazette, *above: Actor) -> Claim:
    """A claim that rests on a sealed source, in every part a voice can have, and on a diver."""
    from twosource.verification.actions import record_control

    source = paper.sealed(MARK, codename=CODENAME)
    for controller in above:
        record_control(actor=source, controller=controller, by=paper.reporter, note=f"{MARK} works there")
    claim = paper.claim("The quay is cracked.", said={"speaker": source})
    paper.support(claim, paper.item("An interview", source, basis="participant"), paper.witness("Diver"))
    return claim


@pytest.mark.parametrize("form", [bytes, as_prov], ids=["JSON Lines", "PROV-JSON"])
def test_neither_name_nor_codename_nor_token_nor_employer_goes_out(paper: Gazette, form: type) -> None:
    with_source(paper, paper.voice(EMPLOYER))
    source = SealedSource.objects.get()
    add_item(
        title="Another talk", actors=[Actor.objects.get(sealed=source)], by=paper.reporter,
        note="In the canteen of the ministry", url="https://locks.example/staff/xq",
    )  # fmt: skip
    out = form(exported()).decode()
    secrets = [MARK, *MARK.split(), CODENAME, EMPLOYER, source.token, bytes(source.sealed_name).decode()]
    assert [
        secret for secret in [*secrets, "canteen", "locks.example"] if secret.casefold() in out.casefold()
    ] == []
    # What is not sealed is there, so that silence means something.
    assert "An interview" in out
    assert "Diver" in out


def test_a_token_is_the_same_for_one_person_and_another_for_each_receiver(paper: Gazette) -> None:
    claim = with_source(paper)
    paper.support(
        claim, paper.item("A second interview", paper.sealed(MARK, codename=CODENAME), basis="participant")
    )
    paper.support(claim, paper.item("Somebody else", paper.sealed("Yorick Mortar", codename="Dunlin")))

    def tokens(receiver: str) -> set[str]:
        out = exported(Wanted(receiver=receiver))
        sealed = {voice["id"] for voice in of_kind(out, "voice") if voice["sealed"]}
        spoken = {name for item in of_kind(out, "item") for name in item["by"] if ":sealed:" in name}
        assert spoken == sealed
        return sealed

    ours, theirs, again = tokens(""), tokens("The Other Paper"), tokens("The Other Paper")
    assert len(ours) == len(theirs) == 2
    assert theirs == again
    assert not ours & theirs
    kept = set(SealedSource.objects.values_list("token", flat=True))
    assert not kept & {name.rpartition(":")[2] for name in ours | theirs}


def test_a_sealed_source_without_known_control_is_brought_in_and_counts_once(paper: Gazette) -> None:
    paper.deputy  # noqa: B018 hired before the other newsroom begins
    with a_newsroom():
        claim = with_source(paper)
        paper.sign(claim, paper.ana, paper.bo)
        out, told_there = exported(), told()
    assert told_there[0][1] == "confirmed"
    imported(out, by=paper.editor)
    assert told() == told_there
    assert without_header(exported()) == without_header(out)
    voice = Actor.objects.get(sealed__isnull=False)
    assert str(voice) == "a source known to another newsroom"
    with pytest.raises(NotForYou):
        open_sealed(source=voice.sealed, reason="Who is it?", by=paper.editor)
    assert paper.sealed(MARK, codename=CODENAME) != voice


def test_what_is_kept_back_never_makes_a_second_line(paper: Gazette) -> None:
    """Our official and another paper's unnamed one are of one ministry: there are no two lines, here or there."""
    with a_newsroom():
        ministry = paper.voice("Ministry")
        claim = with_source(paper, ministry)
        other = paper.voice("an official", ministry, kind="voice", anonymous=True)
        for row in claim.evidence.filter(item__title="Diver saw it"):
            row.delete()
        paper.support(claim, paper.item("Their report", other, basis="participant"))
        paper.sign(claim, paper.ana, paper.bo)
        assert (claim.status, claim.assessment["supports"]["lines"]) == ("asserted", 1)
        out = exported()
    brought = imported(out, by=paper.editor)
    claim = Claim.objects.get()
    assert (claim.status, claim.assessment["supports"]["lines"]) == ("asserted", 1)
    assert brought.otherwise == []
    assert "Ministry" in [voice["name"] for voice in of_kind(out, "voice")]
    sealed = next(voice for voice in of_kind(out, "voice") if voice["sealed"])
    assert (sealed["withheld"], sealed["controlled_by"]) == (True, [])


def test_a_claim_that_stands_less_firmly_here_is_named(paper: Gazette) -> None:
    with a_newsroom():
        paper.sign(with_source(paper, paper.voice("Harbour office")), paper.ana, paper.bo)
        out = exported()
        assert Claim.objects.get().status == "confirmed"
    brought = imported(out, by=paper.editor)
    claim = Claim.objects.get()
    assert brought.otherwise == [(claim.pk, "confirmed", "asserted")]
    # And from here on it is told as it stands here.
    assert of_kind(exported(), "claim")[0]["status"] == "asserted"


def test_power_of_a_sealed_voice_over_a_named_one_is_kept_back_too(paper: Gazette) -> None:
    source = paper.sealed(MARK, codename=CODENAME)
    claim = paper.claim()
    paper.support(claim, paper.witness(paper.voice("Front company", source)))
    (company,) = of_kind(exported(), "voice")
    assert (company["name"], company["withheld"], company["controlled_by"]) == ("Front company", True, [])


def test_words_that_tell_on_a_source_stop_the_export_and_are_named_without_being_shown(
    paper: Gazette,
) -> None:
    claim = with_source(paper)
    for note in ("QUICKLIME says so.", "As kittiwake told us.", "Quicklimestone is fine.", "Xanthippe"):
        record_check(
            claim=paper.claim(f"Another: {len(note)}."),
            verdict="stands",
            method="Asked.",
            note=note,
            by=paper.ana,
        )
    with pytest.raises(TellsOnSource) as refused:
        exported()
    numbers = list(Claim.objects.exclude(pk=claim.pk).order_by("pk").values_list("pk", flat=True))
    assert refused.value.places == [f"claim {numbers[place]}: checks[0].note" for place in (0, 1, 3)]
    assert not any(word in str(refused.value).casefold() for word in ("quicklime", "kittiwake", "xanthippe"))
    out = exported(Wanted(blank=True))
    notes = [check["note"] for one in of_kind(out, "claim") for check in one["checks"]]
    assert notes == [BLANK, BLANK, "Quicklimestone is fine.", BLANK]
    assert "quicklime says" not in out.decode().casefold()


def test_a_source_sealed_elsewhere_is_told_on_by_the_same_token_and_otherwise_for_a_named_receiver(
    paper: Gazette,
) -> None:
    with a_newsroom():
        with_source(paper)
        out = exported()
    imported(out, by=paper.editor)
    (there,) = [voice["id"] for voice in of_kind(out, "voice") if voice["sealed"]]
    (here,) = [voice["id"] for voice in of_kind(exported(), "voice") if voice["sealed"]]
    (other,) = [
        voice["id"] for voice in of_kind(exported(Wanted(receiver="A third")), "voice") if voice["sealed"]
    ]
    assert here == there
    assert other != there
