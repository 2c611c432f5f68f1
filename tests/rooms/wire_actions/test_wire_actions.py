"""Bringing a saved page in: kept as it came, three clocks apart, and decided about by people."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from gazette import Gazette

from twosource.ledger.models import Entry
from twosource.outside.store import Broken
from twosource.outside.windows import store
from twosource.people.refusals import NotYourRole
from twosource.people.roles import MODERATOR
from twosource.stories.actions import publish_story
from twosource.stories.drafts import latest_draft
from twosource.stories.gate import GateClosed
from twosource.stories.models import SectionPage, StoryPage
from twosource.stories.story_view import story_view
from twosource.topics.models import Tag, Topic
from twosource.verification.actions import name_voice
from twosource.verification.models import Actor, Claim
from twosource.verification.refusals import BadValue, Refused
from twosource.wire.actions import accept_proposal, import_page, refuse_proposal
from twosource.wire.formats.values import BadPage
from twosource.wire.models import Intake, Proposal

SEED = next(
    (
        parent / "shared/seed/page.txt"
        for parent in Path(__file__).parents
        if (parent / "shared/seed").is_dir()
    ),
    None,
)

PAGE = """<!doctype html><html lang="en"><head>
<title>Cracks in the quay - Harbour Post</title>
<link rel="canonical" href="https://post.example/quay">
<meta property="article:published_time" content="2025-05-03T09:00:00Z">
<meta property="og:site_name" content="Harbour Post">
<meta property="og:title" content="Cracks in the quay">
</head><body><article><h1>Cracks in the quay</h1>
<p>The northern quay is cracked in four places, Tomas Verhey told Harbour Radio on Saturday, and the council has
known about it since the winter storms, according to two letters that were read aloud at its meeting.</p>
<p>"We have asked for the reports three times & were refused," Verhey said. He added that ships are still being
unloaded there every day, and that nobody had measured how fast the cracks are growing since last autumn.</p>
<p>The harbour authority owns the quay and has run it for thirty years. It employs four hundred people and
publishes a report every spring, which lists all repairs and what they cost.</p>
</article></body></html>"""


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: object) -> None:
    settings.TWOSOURCE_FOLDER = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def page(paper: Gazette) -> bytes:
    return PAGE.encode()


@pytest.fixture
def intake(paper: Gazette, page: bytes) -> Intake:
    return import_page(data=page, name="quay.html", by=paper.reporter)[0]


@pytest.fixture
def proposal(intake: Intake) -> Proposal:
    """That the quay is cracked, by Verhey."""
    return next(one for one in intake.proposals.all() if one.speaker and "refused" in one.text)


def kept(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "data").rglob("*") if path.is_file()]


def rows() -> list[int]:
    return [model.objects.count() for model in (Intake, Proposal, StoryPage, Topic, Tag, Claim, Actor, Entry)]


def test_a_page_becomes_a_draft_and_its_bytes_are_kept_as_they_came(
    paper: Gazette, page: bytes, tmp_path: Path
) -> None:
    intake, new = import_page(data=page, name="quay.html", by=paper.reporter)
    digest = hashlib.sha256(page).hexdigest()
    assert new
    assert (intake.sha256, intake.size, intake.name, str(intake)) == (
        digest,
        len(page),
        "quay.html",
        "quay.html",
    )
    assert store().read(digest) == page
    assert [path.name for path in kept(tmp_path)] == [digest]
    assert Path(settings.MEDIA_ROOT) not in store().place(digest).parents
    story = intake.story
    assert (story.title, story.live, story.owner) == ("Cracks in the quay", False, paper.reporter)
    assert story.get_parent().specific == paper.harbour
    assert "& were refused" in story.body[1].value.source.replace("&amp;", "&")
    assert Entry.objects.get(kind="PageImported").payload["sha256"] == digest


def test_the_pages_times_never_stand_in_for_one_another(paper: Gazette, intake: Intake) -> None:
    assert intake.published_at == datetime(2025, 5, 3, 9, tzinfo=UTC)
    assert intake.crawled_at is None
    assert intake.story.first_published_at is None
    assert (intake.site_name, intake.url) == ("Harbour Post", "https://post.example/quay")


def test_the_same_bytes_again_add_nothing(
    paper: Gazette, page: bytes, intake: Intake, tmp_path: Path
) -> None:
    before = rows()
    again, new = import_page(data=page, name="other-name.html", by=paper.ana)
    assert (again, new) == (intake, False)
    assert rows() == before
    assert len(kept(tmp_path)) == 1


def test_it_goes_to_the_section_asked_for_at_an_address_of_its_own(paper: Gazette, intake: Intake) -> None:
    slugs = [
        import_page(data=PAGE.replace("four", word).encode(), name="x", by=paper.reporter, section=paper.harbour)[0]
        .story.slug
        for word in ("five", "six")
    ]  # fmt: skip
    assert len({intake.story.slug, *slugs}) == 3
    other = import_page(
        data=PAGE.replace("four", "ten").encode(), name="x", by=paper.reporter, section=paper.city
    )
    assert other[0].story.get_parent().specific == paper.city


@pytest.mark.parametrize(
    "data", [b"", b"\x00\x01\x02" * 100, b"Hi"], ids=["empty", "binary", "no paragraphs"]
)
def test_a_refused_page_leaves_nothing_behind(
    paper: Gazette, page: bytes, data: bytes, tmp_path: Path
) -> None:
    before = rows()
    with pytest.raises(BadPage, match=r"bad\.html"):
        import_page(data=data, name="bad.html", by=paper.reporter)
    assert rows() == before
    assert kept(tmp_path) == []


def test_a_paper_without_sections_takes_no_page_and_keeps_none(
    paper: Gazette, page: bytes, tmp_path: Path
) -> None:
    for section in SectionPage.objects.all():
        section.unpublish()
    with pytest.raises(Refused, match="no section"):
        import_page(data=page, name="quay.html", by=paper.reporter)
    assert kept(tmp_path) == []
    assert not Intake.objects.exists()


def test_a_full_disk_leaves_no_rows_and_no_half_a_file(
    paper: Gazette, page: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="disk is full"):
        import_page(data=page, name="quay.html", by=paper.reporter)
    assert rows() == before
    assert kept(tmp_path) == []
    monkeypatch.undo()
    assert store().keep(page) == store().keep(page)


def test_an_original_that_was_changed_on_disk_is_not_given_out(intake: Intake) -> None:
    store().place(intake.sha256).write_bytes(b"forged")
    with pytest.raises(Broken, match="changed on disk"):
        store().read(intake.sha256)


def test_only_the_newsroom_brings_pages_in_and_decides(
    paper: Gazette, page: bytes, proposal: Proposal
) -> None:
    stranger = paper.hire("mo", MODERATOR)
    for deed in (
        lambda: import_page(data=page, name="x", by=stranger),
        lambda: accept_proposal(proposal=proposal, by=stranger),
        lambda: refuse_proposal(proposal=proposal, by=stranger),
    ):
        with pytest.raises(NotYourRole):
            deed()


# proposals


def test_nothing_is_accepted_by_the_machine(intake: Intake) -> None:
    assert intake.proposals.count() >= 2
    assert {one.state for one in intake.proposals.all()} == {Proposal.State.PROPOSED}
    assert not Claim.objects.exists()
    assert str(intake.proposals.first()) == intake.proposals.first().text[:80]


def test_an_accepted_statement_opens_both_claims_and_is_carried_attributed_by_its_words(
    paper: Gazette, proposal: Proposal
) -> None:
    claim = accept_proposal(proposal=proposal, by=paper.reporter)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.claim, proposal.decided_by) == ("accepted", claim, paper.reporter)
    said = Claim.objects.get(about=claim)
    assert (claim.speaker, said.speaker) == (said.speaker, claim.speaker)
    assert said.text.startswith(f"{claim.speaker} ")
    row = latest_draft(proposal.story).carried.get()
    assert (row.claim, row.mode, row.words) == (claim, "attributed", proposal.text)
    marked = [block for block in story_view(latest_draft(proposal.story)).body if block.notes]
    assert len(marked) == 1
    assert f'href="#claim-{claim.pk}"' in marked[0].html
    with pytest.raises(GateClosed, match="G2"):
        publish_story(story=proposal.story, by=paper.editor)


def test_a_person_mends_what_the_machine_got_wrong(paper: Gazette, proposal: Proposal) -> None:
    holdings = name_voice(name="Quay Holdings", kind="organisation", by=paper.reporter)
    changes = {
        "text": "The reports were refused three times.", "speaker": "Tomas A. Verhey", "speaker_kind": "person",
        "addressee": "Harbour Radio", "said_on": date(2025, 5, 2), "accused": ("Quay Holdings", "The council"),
    }  # fmt: skip
    claim = accept_proposal(proposal=proposal, by=paper.reporter, changes=changes)
    assert (claim.text, str(claim.speaker), claim.addressee, claim.said_on) == (
        "The reports were refused three times.", "Tomas A. Verhey", "Harbour Radio", date(2025, 5, 2),
    )  # fmt: skip
    assert set(claim.accused.all()) == {holdings, Actor.objects.get(name="The council")}
    assert Claim.objects.get(about=claim).text == (
        "Tomas A. Verhey told Harbour Radio: The reports were refused three times."
    )
    assert latest_draft(proposal.story).carried.get().words == proposal.text


def test_nothing_that_was_found_is_lost_however_it_is_mended(paper: Gazette, proposal: Proposal) -> None:
    changes = {"text": "The reports were refused.", "place": "Brackhaven", "cue": "insisted"}
    claim = accept_proposal(proposal=proposal, by=paper.reporter, changes=changes)
    assert (claim.verbatim, claim.kind, claim.channel) == (proposal.text, proposal.kind, proposal.channel)
    assert (claim.place, claim.cue) == ("Brackhaven", "insisted")
    said = Claim.objects.get(about=claim)
    assert (said.verbatim, said.kind, said.place, said.cue) == (
        claim.verbatim, claim.kind, claim.place, claim.cue,
    )  # fmt: skip


def test_the_very_words_can_be_mended_too(paper: Gazette, proposal: Proposal) -> None:
    changes = {"verbatim": "“Every joint was checked”, he said.", "kind": "direct"}
    claim = accept_proposal(proposal=proposal, by=paper.reporter, changes=changes)
    assert (claim.verbatim, claim.kind) == ("“Every joint was checked”, he said.", "direct")


def test_words_that_were_edited_away_carry_nothing(paper: Gazette, proposal: Proposal) -> None:
    draft = latest_draft(proposal.story)
    draft.body = [("heading", "All was rewritten")]
    draft.save_revision(user=paper.reporter)
    accept_proposal(proposal=proposal, by=paper.reporter, changes={"addressee": ""})
    row = latest_draft(proposal.story).carried.get()
    assert row.words == ""
    assert " said: " in Claim.objects.get(about=row.claim).text


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"mood": "angry"}, "mood: a proposal's text, speaker"),
        ({"speaker": " "}, "speaker: say who"),
        ({"said_on": "yesterday"}, "said_on: 'yesterday' is no date"),
        ({"kind": "sung"}, "kind: 'sung'"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_and_changes_nothing(
    paper: Gazette, proposal: Proposal, changes: dict, why: str
) -> None:
    before = rows()
    with pytest.raises(BadValue, match=why):
        accept_proposal(proposal=proposal, by=paper.reporter, changes=changes)
    assert rows() == before


def test_a_proposal_is_decided_once(paper: Gazette, intake: Intake) -> None:
    first, second = intake.proposals.all()[:2]
    refuse_proposal(proposal=first, by=paper.ana)
    accept_proposal(proposal=second, by=paper.reporter, changes={"speaker": "Tomas Verhey"})
    first.refresh_from_db()
    assert (first.state, first.decided_by, first.claim) == ("refused", paper.ana, None)
    assert [entry.payload["state"] for entry in Entry.objects.filter(kind="ProposalDecided").order_by("id")] == [
        "refused", "accepted",
    ]  # fmt: skip
    deeds: list[Callable] = [accept_proposal, refuse_proposal]
    for proposal in (first, second):
        for deed in deeds:
            with pytest.raises(Refused, match="decided already"):
                deed(proposal=proposal, by=paper.reporter)


# the page of the issue


@pytest.mark.skipif(SEED is None, reason="the saved page is not on this machine")
def test_the_saved_page_keeps_its_clock_its_topic_and_its_printed_count(paper: Gazette) -> None:
    assert SEED is not None
    data = SEED.read_bytes()
    name_tag_before = Tag.objects.create(name="Syria", slug="syria", kind=Tag.Kind.PLACE)
    intake, _new = import_page(data=data, name="page.txt", by=paper.reporter)
    story = intake.story
    assert intake.crawled_at == datetime(2021, 1, 21, 9, 42, tzinfo=UTC)
    assert (intake.published_at, story.first_published_at) == (None, None)
    assert (intake.printed_topic, intake.printed_count) == ("Russia Versus ISIL in Syria", 618)
    assert story.topic.name == "Russia Versus ISIL in Syria"
    assert story.headline_proposed
    assert len(story.body) == 7
    kinds = {tag.name: tag.kind for tag in story.tags.all()}
    assert (kinds["Alexander Yakovenko"], kinds["Daesh"]) == ("person", "subject")
    assert name_tag_before in story.tags.all()
    assert [one.kind for one in intake.proposals.all()].count("direct") == 3
    assert {one.said_on for one in intake.proposals.all()} == {None}
    assert {"Listen Live", "Get short URL"} <= set(intake.furniture)
    assert store().read(intake.sha256) == data


@pytest.mark.skipif(SEED is None, reason="the saved page is not on this machine")
def test_the_saved_page_leads_to_a_story_the_gate_lets_out_attributed_only(paper: Gazette) -> None:
    """Case 6d, from the page that was brought in to what its readers see."""
    from twosource.stories.actions import change_mode
    from twosource.verification.actions import declare_stake

    assert SEED is not None
    intake, _new = import_page(data=SEED.read_bytes(), name="page.txt", by=paper.reporter)
    proposal = next(one for one in intake.proposals.all() if "double-checked" in one.text)
    claim = accept_proposal(proposal=proposal, by=paper.reporter)
    russia = paper.voice("Russia", kind="state")
    ambassador = claim.speaker
    paper.voice(ambassador.name, russia, kind="person")
    declare_stake(claim=claim, actor=russia, direction="for", by=paper.reporter)
    bodies = [
        paper.item(f"{n} intelligence", paper.voice(f"{n} intelligence", russia), basis="participant")
        for n in "RS"
    ]
    told = paper.item("The ambassador’s words", ambassador, via=bodies, needs_all=True)
    rt = paper.voice("RT", russia)
    paper.support(claim, paper.item("RT’s report", rt, via=[told]))
    said = Claim.objects.get(about=claim)
    with pytest.raises(GateClosed, match="G2"):
        publish_story(story=intake.story, by=paper.editor)
    tape = paper.item("RT’s recording", rt, basis="recorded")
    paper.support(said, tape)
    from twosource.verification.actions import authenticate_item

    for person in (paper.ana, paper.bo):
        authenticate_item(item=tape, method="Compared with the broadcast.", by=person)
    paper.sign(said, paper.ana, paper.bo)
    claim.refresh_from_db()
    assert (claim.status, said.status) == ("asserted", "confirmed")
    assert (claim.assessment["supports"]["lines"], claim.assessment["supports"]["grade"]) == (1, "i")
    change_mode(story=intake.story, claim=claim, mode="fact", by=paper.reporter)
    with pytest.raises(GateClosed) as closed:
        publish_story(story=intake.story, by=paper.editor)
    assert {reason.rule for reason in closed.value.reasons} == {"G1", "G7"}
    change_mode(story=intake.story, claim=claim, mode="attributed", by=paper.reporter)
    story = publish_story(story=intake.story, by=paper.editor)
    assert [entry.note.status for entry in story_view(story).known] == ["asserted", "confirmed"]
