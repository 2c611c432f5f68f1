"""Our own copies: what is kept of a file or a page, what is refused, and what a proof finds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from gazette import Gazette

from twosource.ledger.models import Entry
from twosource.outside import fetch_refusals
from twosource.outside.fetch import Fetched, NullFetcher
from twosource.outside.store import CHANGED, INTACT, MISSING, Broken, FolderStore, NotKept, NullStore
from twosource.outside.timestamp import NotStamped, Stamp
from twosource.outside.windows import instead, store
from twosource.people.refusals import NotYourRole
from twosource.people.roles import MODERATOR
from twosource.verification.actions import keep_copy, note_proofs, note_stamp
from twosource.verification.copy_reads import copies_of, kept_digests
from twosource.verification.gathering import Kept, gather_address, gather_file
from twosource.verification.media import clean_name, count_pages, kind_of, media_type
from twosource.verification.models import Copy, Item
from twosource.verification.proving import how_many, lost, proofs, strays
from twosource.verification.refusals import BadValue, CopyRefused

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
    b"4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
)


def pdf() -> bytes:
    """Two pages, with a true table of where its parts are."""
    places = [PDF.index(b"%d 0 obj" % number) for number in (1, 2, 3, 4)]
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return PDF + table + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(PDF)


@pytest.fixture(autouse=True)
def kept_files() -> Iterator[NullStore]:
    null = NullStore()
    with instead(store=null):
        yield null


@pytest.fixture
def letter(paper: Gazette) -> Item:
    return paper.item("The harbour office’s letter", "Harbour office", basis="document")


def keep(paper: Gazette, item: Item, data: bytes = b"The quay is cracked.", name: str = "letter.txt") -> Copy:
    return keep_copy(item=item, kept=gather_file(data, name=name), by=paper.reporter)


# what is kept


def test_a_file_is_kept_with_when_who_and_how(paper: Gazette, letter: Item) -> None:
    copy = keep(paper, letter, pdf(), "C:\\Users\\rita\\letter of May.pdf")
    (told,) = copies_of([letter.pk])[letter.pk]
    assert (told.name, told.kind, told.pages, told.size) == ("letter of May.pdf", "PDF", 2, len(pdf()))
    assert (told.kept_by, told.fetched, told.finding, told.wall) == (str(paper.reporter), False, "", False)
    assert (told.sha256, told.proved_at) == (hashlib.sha256(pdf()).hexdigest(), told.kept_at)
    assert store().read(copy.sha256) == pdf()
    assert Entry.objects.get(kind="CopyKept").payload == {
        "item_id": letter.pk, "copy_id": copy.pk, "sha256": copy.sha256, "how": "file",
    }  # fmt: skip


def test_the_same_bytes_are_one_file_and_of_one_item_one_copy(
    paper: Gazette, letter: Item, kept_files: NullStore
) -> None:
    first, again = keep(paper, letter), keep(paper, letter, name="other.txt")
    other = keep(paper, paper.item("Another"), name="third.txt")
    assert again == first
    assert other.sha256 == first.sha256
    assert len(kept_files.kept) == 1
    assert Entry.objects.filter(kind="CopyKept").count() == 2
    assert kept_digests() == {first.sha256}


def test_a_page_is_fetched_with_where_it_came_from_and_what_it_said(paper: Gazette, letter: Item) -> None:
    page = Fetched(
        "https://post.example/quay", "https://www.post.example/2026/quay.html?a=b", b"<p>The quay.</p>", "text/html",
        {"last-modified": "Tue, 05 May 2026 09:00:00 GMT"},
    )  # fmt: skip
    with instead(fetcher=NullFetcher({"https://post.example/quay": page})):
        kept = gather_address("https://post.example/quay")
    copy = keep_copy(item=letter, kept=kept, by=paper.ana)
    (told,) = copies_of([letter.pk])[letter.pk]
    assert (told.fetched, told.moved, told.address) == (True, True, page.address)
    assert (told.name, told.kind, told.last_modified) == (
        "quay.html",
        "web page",
        "Tue, 05 May 2026 09:00:00 GMT",
    )
    assert store().read(copy.sha256) == page.data
    assert str(copy).startswith("quay.html (")


def test_a_front_page_has_no_name_of_its_own() -> None:
    page = Fetched("https://post.example/", "https://post.example/", b"<p>Hello</p>", "text/html")
    with instead(fetcher=NullFetcher({"https://post.example/": page})):
        assert gather_address("https://post.example/").name == "copy.html"


def test_what_cannot_be_fetched_is_said_and_nothing_kept(kept_files: NullStore) -> None:
    answers = {"http://home.example/": fetch_refusals.NotPublic("home.example is not public")}
    with instead(fetcher=NullFetcher(answers)):
        with pytest.raises(CopyRefused, match="is not public"):
            gather_address("http://home.example/")
        with pytest.raises(CopyRefused, match="fetches nothing"):
            gather_address("http://other.example/")
    assert kept_files.kept == {}


def test_only_the_newsroom_keeps_and_only_in_ways_there_are(paper: Gazette, letter: Item) -> None:
    kept = gather_file(b"The quay", name="a.txt")
    with pytest.raises(NotYourRole):
        keep_copy(item=letter, kept=kept, by=paper.hire("mo", MODERATOR))
    with pytest.raises(BadValue, match="how: 'stolen'"):
        keep_copy(item=letter, kept=gather_file(b"x", name="a", how="stolen"), by=paper.reporter)
    assert not Copy.objects.exists()


# bad input


def test_an_empty_file_is_nothing_to_keep(kept_files: NullStore) -> None:
    for pieces in (b"", [], [b"", b""]):
        with pytest.raises(CopyRefused, match="is empty"):
            gather_file(pieces, name="empty.pdf")
    assert kept_files.kept == {}


def test_a_file_that_is_too_large_is_refused_while_it_comes(tmp_path: Any) -> None:
    came = []

    def coming() -> Iterator[bytes]:
        for number in range(1000):
            came.append(number)
            yield b"x" * 1_000_000

    folder = FolderStore(tmp_path / "originals")
    with instead(store=folder), pytest.raises(CopyRefused, match="larger than 50 MB"):
        gather_file(coming(), name="film.mp4")
    assert len(came) == 51
    assert list(folder.names()) == []
    with instead(store=folder):
        assert gather_file((b"x" * 1_000_000 for _ in range(50)), name="film.mp4").size == 50_000_000


def test_a_disk_that_is_full_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    folder = FolderStore(tmp_path)
    monkeypatch.setattr(FolderStore, "_keep", full)
    with instead(store=folder), pytest.raises(NotKept, match="disk is full"):
        gather_file(b"x", name="a")


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("letter\u202efdp.exe", "letterfdp.exe"),
        ("  a\tb\x00 \u200f\n.txt ", "ab .txt"),
        ("Zäh\u0308len.pdf", "Zähl̈en.pdf".replace("Zähl̈en", "Zäḧlen")),
        ("x" * 400 + ".pdf", "x" * 146 + ".pdf"),
        ("a." + "e" * 40, "a." + "e" * 40),
        (".", "copy.pdf"),
        ("", "copy.pdf"),
        ("..", "copy.pdf"),
        ("/", "copy.pdf"),
        ("письмо — 3 мая.pdf", "письмо — 3 мая.pdf"),
    ],
)  # fmt: skip
def test_a_name_keeps_its_words_and_loses_its_tricks(name: str, clean: str) -> None:
    assert clean_name(name, "application/pdf") == clean


@pytest.mark.parametrize(
    ("head", "name", "told", "kind"),
    [
        (pdf(), "letter.exe", "text/html", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "", "", "image/png"),
        (
            b"PK\x03\x04",
            "letter.docx",
            "",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (b"PK\x03\x04", "letter.pdf", "", "application/zip"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8", "", "", "image/webp"),
        (b"RIFF\x00\x00\x00\x00NONE", "", "", "application/octet-stream"),
        (b"\x00\x00\x00\x1cftypisom", "", "", "video/mp4"),
        (b"\x00\x00\x00\x1cftypM4A ", "", "", "audio/mp4"),
        (b"\x00\x00\x00\x1cftypavif", "", "", "image/avif"),
        (b"<svg xmlns='x'><script>alert(1)</script></svg>", "a.png", "image/png", "image/svg+xml"),
        (b"<!DOCTYPE html><p>Hello", "a.txt", "", "text/html"),
        (b"Hello <b>there</b>", "a.html", "", "text/plain"),
        (b"Hello", "", "text/html", "text/html"),
        (b"a,b\n1,2\n", "table.csv", "", "text/csv"),
        (b"\xff\xfeH\x00i\x00", "", "", "text/plain"),
        (b"\x00\x01\x02", "a.txt", "text/plain", "application/octet-stream"),
    ],
)
def test_what_it_is_is_told_by_its_beginning(head: bytes, name: str, told: str, kind: str) -> None:
    assert media_type(head, name=name, told=told) == kind


@pytest.mark.parametrize(
    ("kind", "word"),
    [("application/pdf", "PDF"), ("image/png", "picture"), ("audio/mpeg", "sound"),
     ("video/mp4", "film"), ("text/markdown", "text"),
     ("application/vnd.oasis.opendocument.text", "office document"), ("application/octet-stream", "file")],
)  # fmt: skip
def test_people_have_a_word_for_it(kind: str, word: str) -> None:
    assert kind_of(kind) == word


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.4 nonsense", pdf()[:-60], pdf().replace(b"/Count 2", b"/Count-2"), b"%PDF-" * 500]
)
def test_a_broken_pdf_has_no_pages_and_is_kept_all_the_same(data: bytes) -> None:
    import io

    assert count_pages(io.BytesIO(data)) is None


# sealed sources


def test_a_copy_of_what_a_sealed_source_gave_has_no_name_of_its_own(paper: Gazette) -> None:
    talk = paper.item("An interview", paper.sealed("Xanthippe Quicklime"), basis="participant")
    copy = keep(paper, talk, pdf(), "Quicklime, Xanthippe – notes.pdf")
    assert copy.name == "copy.pdf"
    told = json.dumps(list(Entry.objects.values_list("payload", flat=True)))
    assert "Quicklime" not in f"{told}{copies_of([talk.pk])}"


# proofs


def found() -> list[tuple[str, str]]:
    return [(proof.finding, proof.stamp_finding) for proof in proofs()]


def test_every_copy_is_proved_and_each_file_read_once(
    paper: Gazette, letter: Item, kept_files: NullStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(paper, letter)
    keep(paper, paper.item("Another"))
    keep(paper, letter, pdf(), "b.pdf")
    read: list[str] = []
    prove = kept_files.prove
    monkeypatch.setattr(kept_files, "prove", lambda sha256: read.append(sha256) or prove(sha256))
    assert found() == [(INTACT, "")] * 3
    assert all(proof.holds for proof in proofs())
    assert (how_many(), len(read), lost()) == (3, 4, [])


def test_a_copy_that_was_changed_or_lost_is_found_out_and_told_once(
    paper: Gazette, letter: Item, kept_files: NullStore
) -> None:
    copy, other = keep(paper, letter), keep(paper, letter, pdf(), "b.pdf")
    kept_files.kept[copy.sha256] = b"The quay is cracked!"
    gone = kept_files.kept.pop(other.sha256)
    findings = {proof.copy_id: proof.finding for proof in proofs()}
    assert findings == {copy.pk: CHANGED, other.pk: MISSING}
    assert not any(proof.holds for proof in proofs())
    assert lost() == [("b.pdf", other.sha256)]
    assert note_proofs(findings=findings, by=None) == 2
    assert note_proofs(findings=findings, by=None) == 0
    copy.refresh_from_db()
    assert (copy.finding, copy.proved_at) == (CHANGED, copy.kept_at)
    kept_files.kept[other.sha256] = gone
    assert note_proofs(findings={proof.copy_id: proof.finding for proof in proofs()}, by=paper.ana) == 1
    told = [
        (entry.payload["finding"], entry.by)
        for entry in Entry.objects.filter(kind="CopyProved").order_by("pk")
    ]
    assert told == [(CHANGED, None), (MISSING, None), ("", paper.ana)]
    other.refresh_from_db()
    assert other.proved_at > other.kept_at
    with pytest.raises(Broken, match="changed"):
        store().read(copy.sha256)


def test_a_file_that_nothing_refers_to_is_named(paper: Gazette, letter: Item, kept_files: NullStore) -> None:
    copy = keep(paper, letter)
    stray = kept_files.keep(b"nobody knows me")
    assert strays(kept_digests()) == [stray]
    assert strays({copy.sha256, stray}) == []
    assert kept_files.read(stray) == b"nobody knows me"


class Clock:
    """An authority that attests everything, or nothing."""

    def __init__(self, answer: Stamp | Exception) -> None:
        self.answer = answer

    def stamp(self, data: bytes) -> Stamp:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


MOMENT = datetime(2026, 5, 3, 9, tzinfo=UTC)


def test_a_stamp_is_kept_with_its_copy_and_judged_with_it(paper: Gazette, letter: Item) -> None:
    with instead(timestamper=Clock(Stamp(b"no stamp at all", MOMENT, "http://clock.example/"))):
        copy = keep(paper, letter)
    (told,) = copies_of([letter.pk])[letter.pk]
    assert (told.stamped_at, told.stamped_by) == (MOMENT, "http://clock.example/")
    assert found() == [(INTACT, "unreadable")]
    assert not next(proofs()).holds
    assert (
        note_stamp(copy=copy, stamp=Stamp(b"later", MOMENT, "x"), by=None).stamped_by
        == "http://clock.example/"
    )


def test_an_authority_that_is_off_takes_nothing_away_and_may_attest_later(
    paper: Gazette, letter: Item
) -> None:
    with instead(timestamper=Clock(NotStamped("the clock is off"))):
        kept = gather_file(b"The quay", name="a.txt")
    assert (kept.stamp, kept.no_stamp) == (None, "the clock is off")
    copy = keep_copy(item=letter, kept=kept, by=paper.reporter)
    assert (copy.stamped_at, found()) == (None, [(INTACT, "")])
    copy = note_stamp(copy=copy, stamp=Stamp(b"token", MOMENT, "http://clock.example/"), by=None)
    assert (bytes(copy.stamp), copy.stamped_at) == (b"token", MOMENT)
    assert Entry.objects.filter(kind="CopyStamped").count() == 1


# what happens elsewhere


def test_a_copy_outlives_its_story_its_original_and_its_item(paper: Gazette, letter: Item) -> None:
    from twosource.verification.actions import retract_item

    claim = paper.claim()
    paper.support(claim, letter)
    story = paper.story(carries=[(claim, "background")])
    copy = keep(paper, letter)
    story.delete()
    retract_item(item=letter, reason="It was forged.", by=paper.editor)
    with instead(fetcher=NullFetcher()):
        assert store().read(copy.sha256) == b"The quay is cracked."
    assert found() == [(INTACT, "")]
    later = keep(paper, letter, pdf(), "b.pdf")
    assert [one.copy_id for one in copies_of([letter.pk])[letter.pk]] == [copy.pk, later.pk]


def test_a_kept_value_says_what_it_is() -> None:
    assert Kept("0" * 64, 1, "a", "text/plain", "file").headers == {}
