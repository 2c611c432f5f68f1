"""Where evidence comes from: the same as data, as a picture and as a list, and nobody is given away by it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from gazette import Gazette

from twosource.kernel import witnesses
from twosource.ledger import clock
from twosource.verification.actions import declare_stake, link_origin, record_control, retract_item, set_aside
from twosource.verification.models import Claim, Item
from twosource.verification.provenance import Provenance, provenance
from twosource.verification.settling import settle


def of(claim: Claim, *, for_readers: bool = False, as_of: datetime | None = None) -> Provenance:
    return provenance([claim.pk], for_readers=for_readers, as_of=as_of)[claim.pk]


def wire_story(paper: Gazette, outlets: int = 5) -> Claim:
    """A claim whose reports all carry one agency."""
    claim = paper.claim()
    agency = paper.witness("Coastal Press")
    for number in range(outlets):
        paper.support(claim, paper.item(f"Outlet {number} has it", f"Outlet {number}", via=[agency]))
    return claim


def drawn(picture: str) -> ElementTree.Element:
    """The picture as a tree; it must be well-formed."""
    return ElementTree.fromstring(picture)  # noqa: S314 - our own words


def test_five_outlets_of_one_agency_are_one_line_and_five_carriers(paper: Gazette) -> None:
    found = of(wire_story(paper))
    assert found.words == ("For it: 1 line, 5 carriers.",)
    assert found.rests == "Everything rests on Coastal Press."
    assert [box.title for box in found.folded] == ["5 carriers", "Coastal Press saw it"]
    assert found.folds
    assert len(found.folded[0].members) == 5
    origin = found.boxes[-1] if found.boxes[-1].shared else found.boxes[1]
    assert (origin.title, origin.shared, origin.lines) == ("Coastal Press saw it", True, (1,))
    assert found.picture.count("<a ") == 2
    assert found.whole_picture.count("<a ") == 6


def test_two_outlets_are_drawn_as_two(paper: Gazette) -> None:
    found = of(wire_story(paper, 2))
    assert not found.folds
    assert len(found.folded) == 3


def test_what_counts_otherwise_is_not_folded_with_the_rest(paper: Gazette) -> None:
    claim = wire_story(paper, 4)
    row = claim.evidence.first()
    assert row is not None
    for person in (paper.ana, paper.bo):
        set_aside(evidence=row, reason="A copy of a copy.", by=person)
    found = of(claim)
    assert {len(box.members) for box in found.folded} == {0, 3}
    out = next(box for box in found.boxes if box.out)
    assert out.out == "set aside"


def test_every_box_of_the_picture_leads_to_its_entry_in_the_list(paper: Gazette) -> None:
    found = of(wire_story(paper))
    told = re.findall(r'id="([^"]+)"', found.listing)
    assert len(told) == len(set(told)) == 6
    for picture in (found.picture, found.whole_picture):
        assert set(re.findall(r'href="#([^"]+)"', picture)) <= set(told)
    assert set(re.findall(r'href="#([^"]+)"', found.listing)) <= set(told)


def test_the_list_says_what_the_picture_says(paper: Gazette) -> None:
    claim = paper.claim()
    diver, chart = paper.witness("Diver"), paper.item("A chart", "Office", basis="document")
    paper.support(claim, paper.item("Both read together", "Daily", via=[diver, chart], needs_all=True), diver)
    paper.deny(claim, paper.witness("The harbour master"))
    found = of(claim)
    for box in found.boxes:
        assert box.title in found.listing
        assert box.title in found.picture
    assert "which needs all of these together:" in found.listing
    assert "told above" in found.listing or found.listing.count("Diver saw it") > 1
    assert found.listing.index("What supports it") < found.listing.index("What denies it")
    assert "denies it · line 2" in found.listing


def test_what_two_have_from_one_is_told_once_and_pointed_to(paper: Gazette) -> None:
    claim = paper.claim()
    origin = paper.witness("Diver")
    left, right = paper.item("Left", "L", via=[origin]), paper.item("Right", "R", via=[origin])
    both = paper.item("Both", "B", via=[left])
    for more in (origin, right):
        link_origin(item=both, origin=more, by=paper.reporter)
    paper.support(claim, both)
    listing = of(claim).listing
    assert listing.count("<bdi>Diver saw it</bdi></span>") == 1
    assert listing.count("<bdi>Diver saw it</bdi></a>") == 2
    assert '<li class="again">' in listing


def test_a_circle_ends_in_both(paper: Gazette) -> None:
    claim = paper.claim()
    a, b = paper.item("First", "A"), paper.item("Second", "B")
    link_origin(item=a, origin=b, by=paper.reporter)
    link_origin(item=b, origin=a, by=paper.reporter)
    paper.support(claim, a)
    found = of(claim)
    assert found.words == ("For it: 0 lines, 2 carriers.",)
    assert 'class="round"' in found.picture
    assert "told above" in found.listing or "from-them" in found.listing


def test_lines_are_told_apart_by_number_and_stroke_and_a_carrier_belongs_to_the_line_it_brings(
    paper: Gazette,
) -> None:
    claim = paper.claim()
    film = paper.item("A film", "Pilot", basis="recorded")
    tube = paper.item(
        "Posting", "Tube", carrier=True, via=[paper.item("Copy", "Vids", carrier=True, via=[film])]
    )
    paper.support(claim, paper.witness("Diver"), tube)
    found = of(claim)
    numbers = {box.title: box.lines for box in found.boxes}
    assert numbers == {"Diver saw it": (1,), "Posting": (2,), "Copy": (2,), "A film": (2,)}
    assert "line l1" in found.picture
    assert found.picture.count('class="line l2"') == 3


def test_who_gains_and_who_speaks_against_their_interest(paper: Gazette) -> None:
    claim = paper.claim()
    ministry = paper.voice("Ministry")
    spokesman = paper.voice("Spokesman", ministry)
    declare_stake(claim=claim, actor=ministry, direction="against", by=paper.reporter)
    paper.support(claim, paper.witness(spokesman))
    paper.deny(claim, paper.item("A statement", ministry, basis="participant"))
    admits, denies = of(claim).boxes
    assert (admits.gains, admits.against) == ("", "against their own interest")
    assert (denies.gains, denies.against) == ("gains if this is not believed", "")
    assert admits.hand == "\u2068Ministry\u2069"
    assert 'class="hand"' in of(claim).picture


def test_what_was_retracted_is_struck_and_nothing_rests_on_it(paper: Gazette) -> None:
    claim = wire_story(paper, 2)
    retract_item(item=Item.objects.get(title="Coastal Press saw it"), reason="Made up.", by=paper.reporter)
    found = of(claim)
    assert next(box for box in found.boxes if box.title == "Coastal Press saw it").out == "retracted"
    assert found.words[0].startswith("For it: 0 lines")
    assert 'class="out"' in found.picture


def test_a_sealed_voice_and_whoever_controls_it_are_named_in_neither_face(paper: Gazette) -> None:
    works, employer = paper.sealed("Carlo Quicklime", codename="Heron"), paper.voice("Quayworks Limited")
    record_control(actor=works, controller=employer, by=paper.reporter)
    claim = paper.claim()
    declare_stake(claim=claim, actor=employer, direction="for", by=paper.reporter)
    paper.support(claim, paper.item("What he saw", works, basis="witnessed"))
    paper.support(claim, paper.item("Payslips of Quayworks Limited", "A clerk", basis="document"))
    for for_readers in (True, False):
        found = of(claim, for_readers=for_readers)
        whole = found.picture + found.listing + found.rests + repr(found.boxes)
        assert "Quicklime" not in whole
        assert "Heron" not in whole
        assert "a source known to us" in whole
        assert "under" not in whole
        assert not any(box.gains for box in found.boxes)
    readers = of(claim, for_readers=True)
    assert [box.title for box in readers.boxes] == [
        "What a source known to us told us",
        "An item whose title would give a source away",
    ]
    settle([claim.pk], by=None)
    claim.refresh_from_db()
    assert "Payslips" not in str(claim.assessment)
    assert "What he saw" not in str(claim.assessment)


def test_words_of_others_are_escaped(paper: Gazette) -> None:
    claim = paper.claim("<script>alert(1)</script> & so on is so.")
    paper.support(
        claim, paper.witness("<b>Jo</b>"), paper.item("A & B < C", '"Quoted" <i>', basis="measured")
    )
    found = of(claim)
    drawn(found.picture)
    assert "<script>" not in found.picture
    assert "<b>" not in found.picture + found.listing


def test_one_box_is_not_worth_a_picture_and_nothing_none_at_all(paper: Gazette) -> None:
    one, none = of(paper.asserted()), of(paper.claim("Nothing yet."))
    assert one.picture == ""
    assert "Diver" in one.listing
    assert (none.boxes, none.words, none.picture, none.listing) == ((), (), "", "")


def test_a_claim_of_five_thousand_letters_is_cut_to_its_box(paper: Gazette) -> None:
    claim = wire_story(paper, 2)
    Claim.objects.filter(pk=claim.pk).update(text="Ē\u0301" * 2500)
    end = drawn(of(claim).picture).findall(".//{*}g[@class='end']//{*}text") or drawn(
        of(claim).picture
    ).findall(".//g[@class='end']//text")
    assert all(len(row.text or "") < 80 for row in end)
    assert any((row.text or "").endswith("…") for row in end)


def test_a_page_read_from_the_right_is_drawn_from_the_right(paper: Gazette) -> None:
    claim = wire_story(paper, 2)

    def lefts(picture: str) -> list[float]:
        return [float(x) for x in re.findall(r'<rect x="([\d.]+)"', picture)]

    left = of(claim)
    with override("ar"):
        right = of(claim)
        mirrored = lefts(right.picture)
    straight = lefts(left.picture)
    assert straight[-1] == max(straight)
    assert mirrored[-1] == min(mirrored)


def test_it_is_told_as_it_was(paper: Gazette) -> None:
    start = datetime(2026, 3, 1, 9, tzinfo=UTC)
    with clock.at(start):
        claim = paper.asserted()
    with clock.at(start + timedelta(days=1)):
        paper.support(claim, paper.witness("Pilot"))
    with clock.at(start + timedelta(days=2)):
        retract_item(item=claim.evidence.first().item, reason="Gone.", by=paper.reporter)  # type: ignore[union-attr]
    assert [len(of(claim, as_of=start + timedelta(days=day)).boxes) for day in (-1, 0, 1, 2)] == [0, 1, 2, 2]
    assert [bool(box.out) for box in of(claim, as_of=start + timedelta(days=1)).boxes] == [False, False]
    assert of(claim, as_of=start + timedelta(days=1)).words == ("For it: 2 lines.",)
    assert of(claim).words == ("For it: 1 line.",)


def test_many_claims_ask_no_more_than_one_and_depth_asks_nothing(paper: Gazette) -> None:
    claims = [wire_story(paper, 2) for _ in range(3)]
    item = paper.witness("Far away")
    for number in range(12):
        item = paper.item(f"Step {number}", paper.voice(f"V{number}", paper.voice(f"W{number}")), via=[item])
    deep = paper.claim("It is deep.")
    paper.support(deep, item)

    def asked(ids: list[int]) -> int:
        with CaptureQueriesContext(connection) as found:
            provenance(ids, for_readers=True)
        return len(found)

    assert asked([claims[0].pk]) == asked([claim.pk for claim in claims])
    assert asked([deep.pk]) <= 18


def test_a_count_that_met_a_limit_says_at_least(paper: Gazette, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = paper.claim()
    origins = [paper.witness(name) for name in ("A", "B", "C")]
    paper.support(claim, *(paper.item(f"R{n}", f"R{n}", via=origins) for n in range(2)))
    monkeypatch.setattr(witnesses, "OFFER_LIMIT", 2)
    monkeypatch.setattr("twosource.kernel.independence.PROOF_LIMIT", 0)
    assert of(claim).words == ("For it: at least 2 lines, 2 carriers.",)


def test_readers_see_it_under_the_claim_in_the_story(paper: Gazette, client: Client) -> None:
    claim = wire_story(paper)
    story = paper.published(carries=[(claim, "background")])
    page = client.get(story.url).content.decode()
    assert "site/provenance" in page
    assert '<svg class="from"' in page
    assert f'id="from-{claim.pk}-1"' in page
    assert "style=" not in page[page.index('<svg class="from"') : page.index("</svg>")]


def test_a_claims_own_page_has_both_pictures(paper: Gazette, client: Client) -> None:
    claim = paper.confirmed()
    paper.published(carries=[(claim, "fact")])
    page = client.get(f"/claims/{claim.pk}/").content.decode()
    assert '<svg class="from"' in page
    assert '<svg class="moved"' in page
    assert "A check was signed" in page
    assert "Smith" not in page[page.index('<svg class="moved"') :]
