"""Our own copies and near copies at the desk: kept, opened without running, decided by one deed each."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from gazette import Gazette

from twosource.demo.script import CONTENT
from twosource.outside import fetch_refusals
from twosource.outside.fetch import Fetched, NullFetcher
from twosource.outside.store import FolderStore, NullStore
from twosource.outside.timestamp import NotStamped
from twosource.outside.windows import instead
from twosource.people.roles import MODERATOR
from twosource.verification.actions import keep_copy, note_words
from twosource.verification.gathering import gather_file
from twosource.verification.models import Claim, Copy, Item, NearCopy, Origin, Text
from twosource.wire.actions import import_page
from twosource.wire.reading import read_copy

REPORT = (CONTENT / "reports" / "coastal-press.html").read_bytes()
HOSTILE = b"<!doctype html><p>Hello</p><script>document.title = 'run'</script>"
ADDRESS = "https://post.example/quay"


@pytest.fixture(autouse=True)
def files() -> Iterator[NullStore]:
    null = NullStore()
    with instead(store=null, fetcher=NullFetcher()):
        yield null


@pytest.fixture
def claim(paper: Gazette) -> Claim:
    return paper.claim()


def upload(data: bytes = REPORT, name: str = "report.html") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def evidence(**more: Any) -> dict[str, Any]:
    return {"title": "The wire story", "direction": "supports", **more}


def add(seat: Callable, paper: Gazette, claim: Claim, **more: Any) -> str:
    return str(seat(paper.reporter).do(f"/desk/claims/{claim.pk}/add-evidence/", **evidence(**more)))


# keeping


def test_evidence_comes_with_its_file_which_is_shown_and_opens(
    paper: Gazette, seat: Callable, claim: Claim
) -> None:
    page = add(seat, paper, claim, file=upload(name="../../re\u202eport.html"))
    copy = Copy.objects.get()
    assert (copy.name, copy.kept_by, copy.sha256) == (
        "report.html",
        paper.reporter,
        hashlib.sha256(REPORT).hexdigest(),
    )
    shown = " ".join(
        re.sub(r"<[^>]+>", "", re.search(r'<small class="copy">.*?</small>', page, re.S)[0]).split()
    )  # type: ignore[index]
    assert re.fullmatch(
        r"our copy: report\.html web page / 1\.\d\s+KB, kept \d+ \w+ \d\d:\d\d, hash verified",
        shown.replace("\xa0", " "),
    )
    answer = seat(paper.ana).client.get(f"/desk/copies/{copy.pk}/")
    assert answer.content == REPORT
    assert Text.objects.get().words.startswith("BRACKHAVEN (Coastal Press)")
    assert "Our own copy of “The wire story” kept" in page


@pytest.mark.parametrize(
    ("data", "name", "opens"),
    [
        (HOSTILE, "a.html", False),
        (b"<svg xmlns='x'><script>alert(1)</script></svg>", "a.svg", False),
        (b"<svg/>", "a.png", False),
        (b"%PDF-1.4", "a.pdf", False),
        (b"Plain words.", "a.txt", True),
        (b"\x89PNG\r\n\x1a\n<script>", "a.html", True),
    ],
)
def test_what_is_kept_never_runs(paper: Gazette, seat: Callable, data: bytes, name: str, opens: bool) -> None:
    item = paper.item("A thing")
    copy = keep_copy(item=item, kept=gather_file(data, name=name), by=paper.reporter)
    answer = seat(paper.reporter).client.get(f"/desk/copies/{copy.pk}/")
    assert answer["Content-Disposition"].startswith("inline" if opens else "attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    policy = answer["Content-Security-Policy"]
    assert re.search(r"(^|; )sandbox(;|$)", policy)
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    kind = answer["Content-Type"]
    assert kind in (("image/png", "text/plain; charset=utf-8") if opens else ("application/octet-stream",))


def test_copies_and_near_copies_are_for_the_newsroom_alone(paper: Gazette, seat: Callable) -> None:
    copy = keep_copy(item=paper.item("A thing"), kept=gather_file(b"x", name="a"), by=paper.reporter)
    pair = two_alike(paper)
    for address in (f"/desk/copies/{copy.pk}/", "/desk/near-copies/", f"/desk/near-copies/{pair.pk}/"):
        assert Client().get(address).status_code == 302
        assert seat(paper.hire(f"mo{len(address)}", MODERATOR)).client.get(address).status_code == 403
    assert seat(paper.ana).client.post(f"/desk/copies/{copy.pk}/").status_code == 405
    for address in ("/desk/copies/999/", "/desk/near-copies/999/", f"/desk/near-copies/{pair.pk}/marry/"):
        assert seat(paper.ana).client.get(address).status_code == 404


def test_a_copy_that_does_not_stand_is_not_opened_and_says_what_to_do(
    paper: Gazette, seat: Callable, claim: Claim, files: NullStore
) -> None:
    add(seat, paper, claim, file=upload())
    copy = Copy.objects.get()
    whole, files.kept[copy.sha256] = files.kept[copy.sha256], b"forged"
    assert "Our copy was changed on disk" in seat(paper.ana).see(f"/desk/copies/{copy.pk}/", status=409)
    page = seat(paper.ana).see(f"/desk/claims/{claim.pk}/")
    assert "Our copy was changed on disk." in page
    assert "hash verified" not in page
    del files.kept[copy.sha256]
    assert "Our copy is missing on disk" in seat(paper.ana).see(f"/desk/copies/{copy.pk}/", status=409)
    files.kept[copy.sha256] = whole
    assert seat(paper.ana).client.get(f"/desk/copies/{copy.pk}/").content == whole
    page = seat(paper.ana).see(f"/desk/claims/{claim.pk}/")
    assert "hash verified" in page
    assert "is whole again" in page


def test_an_address_is_fetched_when_one_asks_for_it(paper: Gazette, seat: Callable, claim: Claim) -> None:
    found = Fetched(ADDRESS, "https://www.post.example/2026/quay.html", REPORT, "text/html")
    null = NullFetcher({ADDRESS: found})
    with instead(fetcher=null):
        add(seat, paper, claim, link=ADDRESS)
        assert null.asked == []
        page = add(seat, paper, claim, link=ADDRESS, fetch="on", title="Again")
    assert null.asked == [ADDRESS]
    assert Copy.objects.get().item.title == "Again"
    assert "fetched" in page
    assert "https://www.post.example/2026/quay.html" in page


def test_a_page_that_cannot_be_fetched_is_said_beside_the_address_and_nothing_is_added(
    paper: Gazette, seat: Callable, claim: Claim
) -> None:
    refusal = fetch_refusals.NotPublic("post.example is not on the public internet")
    with instead(fetcher=NullFetcher({ADDRESS: refusal})):
        page = seat(paper.reporter).be_refused(
            f"/desk/claims/{claim.pk}/add-evidence/",
            **evidence(link=ADDRESS, fetch="on", note="typed already"),
        )
    assert "Address: post.example is not on the public internet" in page
    assert "typed already" in page
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"", "The file is empty: there is nothing to keep."), (b"x" * 1_000_001, "larger than 1 MB")],
    ids=["empty", "large"],
)
def test_a_file_that_is_not_kept_says_why(
    paper: Gazette, seat: Callable, claim: Claim, settings: Any, data: bytes, why: str
) -> None:
    small = settings.TWOSOURCE.evidence.model_copy(update={"largest_megabytes": 1})
    settings.TWOSOURCE = settings.TWOSOURCE.model_copy(update={"evidence": small})
    page = seat(paper.reporter).be_refused(
        f"/desk/claims/{claim.pk}/add-evidence/", **evidence(file=upload(data))
    )
    assert f"A file: {why}" in page or why in page
    assert (Item.objects.count(), Copy.objects.count()) == (0, 0)


def test_a_full_disk_is_said(
    paper: Gazette, seat: Callable, claim: Claim, monkeypatch: Any, tmp_path: Any
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FolderStore, "_keep", full)
    with instead(store=FolderStore(tmp_path)):
        page = seat(paper.reporter).be_refused(
            f"/desk/claims/{claim.pk}/add-evidence/", **evidence(file=upload())
        )
    assert "The disk is full, so nothing was kept." in page


def test_a_login_wall_is_kept_and_said_to_be_one(paper: Gazette, seat: Callable, claim: Claim) -> None:
    wall = (
        b"<!doctype html><html><body><h1>The quay</h1><p>Please log in to continue reading.</p>"
        b"<form><input type=password></form></body></html>"
    )
    page = add(seat, paper, claim, file=upload(wall, "wall.html"))
    assert "it was kept as it is. Attach a saved page." in page
    assert "The copy shows a login wall, and no article." in page
    assert (Copy.objects.get().wall, Text.objects.exists()) == (True, False)


def test_an_authority_that_is_off_is_said_and_stops_nothing(
    paper: Gazette, seat: Callable, claim: Claim
) -> None:
    class Off:
        def stamp(self, data: bytes) -> None:
            raise NotStamped("The clock is off.")

    with instead(timestamper=Off()):
        page = add(seat, paper, claim, file=upload())
    assert "It was kept without a time stamp: The clock is off." in page
    assert Copy.objects.count() == 1


def test_a_copy_and_words_are_added_to_what_is_evidence_already(
    paper: Gazette, seat: Callable, claim: Claim
) -> None:
    item = paper.item("The letter", basis="document")
    (row,) = paper.support(claim, item)
    other = paper.support(paper.claim("Another"), paper.item("Elsewhere"))[0]
    address = f"/desk/claims/{claim.pk}/keep-copy"
    assert "Give a file, an address or words." in seat(paper.ana).be_refused(f"{address}/{row.pk}/")
    assert "not evidence on this claim" in seat(paper.ana).be_refused(f"{address}/{other.pk}/", words="x")
    page = seat(paper.ana).do(f"{address}/{row.pk}/", file=upload(b"A letter.", "letter.txt"))
    assert "Our own copy of “The letter” is kept." in page
    page = seat(paper.ana).do(f"{address}/{row.pk}/", words="Other words than those in the copy.")
    assert "The words of “The letter” are noted." in page
    assert [text.words for text in Text.objects.all()] == ["A letter.", "Other words than those in the copy."]


def test_a_newsroom_that_fetches_nothing_offers_no_fetching(
    paper: Gazette, seat: Callable, claim: Claim, settings: Any
) -> None:
    paper.support(claim, paper.item("The letter"))
    quiet = settings.TWOSOURCE.evidence.model_copy(update={"fetch": False})
    settings.TWOSOURCE = settings.TWOSOURCE.model_copy(update={"evidence": quiet})
    page = seat(paper.reporter).see(f"/desk/claims/{claim.pk}/")
    assert "add-evidence-link" in page
    assert 'name="fetch"' not in page
    assert "to be fetched now" not in page


# near copies


def two_alike(paper: Gazette, **known: Any) -> NearCopy:
    words = read_copy(REPORT, media_type="text/html", name="x").words
    for title in ("The agency’s report", "The paper’s report"):
        note_words(item=paper.item(title, title, **known), words=words, by=paper.reporter)
    return NearCopy.objects.get()


@pytest.mark.parametrize(
    ("act", "fields", "links", "says"),
    [
        (
            "from-other",
            {},
            [("The paper’s report", "The agency’s report")],
            "“The paper’s report” got it from “The agency’s report”.",
        ),
        (
            "other-from-it",
            {},
            [("The agency’s report", "The paper’s report")],
            "“The agency’s report” got it from “The paper’s report”.",
        ),
        ("no-copy", {}, [], "are no copies."),
        (
            "third",
            {"title": "The line’s statement", "another": "Sound Line", "another_kind": "organisation"},
            [("The agency’s report", "The line’s statement"), ("The paper’s report", "The line’s statement")],
            "came from the same.",
        ),
    ],
)
def test_one_deed_decides_and_leads_back_to_the_claim(
    paper: Gazette, seat: Callable, claim: Claim, act: str, fields: dict[str, str], links: list, says: str
) -> None:
    pair = two_alike(paper)
    paper.support(claim, pair.item, pair.other)
    page = seat(paper.ana).see(f"/desk/claims/{claim.pk}/")
    assert "100 %" in page
    assert [key for key in "1234" if f'data-key="{key}"' in page] == ["1", "2", "3", "4"]
    address = f"/desk/near-copies/{pair.pk}/{act}/?claim={claim.pk}"
    assert f'action="{address}"' in page
    page = seat(paper.ana).do(address, **fields)
    assert says in page
    assert f"<h1>{claim.text}</h1>" in page
    assert 'data-key="1"' not in page
    assert f"{paper.ana}, <time" in page
    assert [(link.item.title, link.origin.title) for link in Origin.objects.order_by("item")] == links


def test_a_third_is_one_on_record_or_a_new_one_and_not_both(paper: Gazette, seat: Callable) -> None:
    pair, wire = two_alike(paper), paper.item("The wire")
    address = f"/desk/near-copies/{pair.pk}/third/"
    for fields in ({}, {"origin": wire.pk, "title": "Another"}):
        page = seat(paper.ana).be_refused(address, **fields)
        assert "Choose one that is on record, or say what the new one is." in page
        assert '<details open><summary data-key="3"' in page
    assert "both came from “The wire”" in seat(paper.ana).do(address, origin=wire.pk)
    assert {link.origin for link in Origin.objects.all()} == {wire}
    page = seat(paper.ana).be_refused(address, origin=wire.pk)
    assert "decided already" in page


def test_side_by_side_what_both_have_is_marked_and_what_one_should_know_is_said(
    paper: Gazette, seat: Callable
) -> None:
    first = paper.item("The agency’s report", basis="witnessed")
    second = paper.item("The paper’s report")
    for item, end in ((first, "Ours alone."), (second, "Theirs <b>alone</b>.")):
        words = f"The fire was out eleven minutes after the alarm, the ship’s log says, and nobody was hurt. {end}"
        note_words(item=item, words=words, by=paper.reporter)
    pair = NearCopy.objects.get()
    page = seat(paper.ana).see(f"/desk/near-copies/{pair.pk}/")
    assert (
        page.count(
            "<mark>The fire was out eleven minutes after the alarm, the ship’s log says, and nobody was hurt</mark>"
        )
        == 2
    )
    assert "Theirs &lt;b&gt;alone&lt;/b&gt;." in page
    assert "“The agency’s report” states a basis of its own (" in page


def test_imported_pages_of_one_wire_story_are_on_the_list_and_the_dashboard_says_how_many(
    paper: Gazette, seat: Callable
) -> None:
    for file in sorted((CONTENT / "reports").glob("*.html")):
        import_page(data=file.read_bytes(), name=file.name, by=paper.reporter)
    assert "8 pairs of items have much the same words" in seat(paper.ana).see("/desk/")
    page = seat(paper.ana).see("/desk/near-copies/")
    assert page.count('<article class="pair"') == 8
    first = NearCopy.objects.first()
    assert first is not None
    page = seat(paper.ana).do(f"/desk/near-copies/{first.pk}/from-other/?list=1")
    assert page.count('<article class="pair"') < 8
    for pair in NearCopy.objects.filter(state__in=("proposed", "listed")):
        seat(paper.ana).do(f"/desk/near-copies/{pair.pk}/no-copy/?list=1")
    assert "No two items wait to be decided." in seat(paper.ana).see("/desk/near-copies/")
    assert "much the same words" not in seat(paper.ana).see("/desk/")
