"""A voice at the desk: everything they said, drafts too, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from gazette import Gazette, block

from twosource.replies.actions import log_outcome
from twosource.stories.drafts import latest_draft
from twosource.verification.models import Claim


def test_the_desk_sees_drafts_and_what_became_of_each(paper: Gazette, seat: Callable) -> None:
    mara = paper.voice("Mara Lind", kind="person")
    radio = paper.voice("Harbour Radio", kind="outlet")
    said = {
        "speaker": mara, "addressee": "Harbour Radio", "said_on": date(2026, 5, 3), "kind": "mixed", "cue": "warned",
        "verbatim": "It will go, she warned.",
    }  # fmt: skip
    claim = paper.asserted(said=said)
    story = paper.story("Not out yet", carries=[(claim, "background")])
    draft = latest_draft(story)
    quotation = {
        "text": "I told them.",
        "speaker": mara.pk,
        "addressee": "",
        "channel": "",
        "said_on": "2026-05-09",
    }
    draft.body = [*draft.body.raw_data, block("quotation", quotation)]
    draft.save_revision(user=paper.reporter)
    other = paper.asserted("The crane is cracked.", accused=[mara])
    log_outcome(request=paper.ask(other, mara), outcome="declined", by=paper.reporter)
    rita = seat(paper.reporter)
    page = rita.see(f"/desk/voices/{mara.pk}/")
    for words in (
        "Mara Lind told Harbour Radio on 3 May 2026", "partly in their own words", "warned", "It will go, she warned.",
        "asserted", "I told them.", "Not out yet", "being written", "3 entries, drafts too", "declined to comment",
    ):  # fmt: skip
        assert words in page, words
    assert page.index("I told them.") < page.index("It will go"), "newest first"
    assert f"/voices/{mara.pk}-mara-lind/" not in page, "readers have no page of it yet"
    card = rita.see(f"/desk/claims/{claim.pk}/")
    assert f'href="/desk/voices/{mara.pk}/"' in card
    assert f'href="/desk/voices/{radio.pk}/"' in card
    assert "It will go, she warned." in card


def test_how_it_was_said_is_completed_on_the_claims_screen(paper: Gazette, seat: Callable) -> None:
    claim = paper.claim(said={"speaker": paper.voice("Mara Lind"), "addressee": "us"})
    rita = seat(paper.reporter)
    path = f"/desk/claims/{claim.pk}/describe/"
    rita.be_refused(path, kind="sung")
    page = rita.do(
        path,
        addressee="us",
        kind="direct",
        cue="said",
        verbatim="It cracked.",
        where="Oslo",
        said_on="2026-05-03",
    )
    assert "Mara Lind told us on 3 May 2026, in Oslo" in " ".join(re.sub(r"<[^>]*>", "", page).split())
    assert "More on record of how it was said" in page


def test_what_is_published_leads_to_the_readers_page(paper: Gazette, seat: Callable) -> None:
    mara = paper.voice("Mara Lind", kind="person")
    claim = paper.asserted(said={"speaker": mara})
    story = paper.published(carries=[(claim, "background")])
    page = seat(paper.reporter).see(f"/desk/voices/{mara.pk}/")
    assert f'href="/voices/{mara.pk}-mara-lind/"' in page
    assert f'href="/desk/stories/{story.pk}/"' in page


def test_a_printed_quotation_stands_once(paper: Gazette, seat: Callable) -> None:
    mara = paper.voice("Mara Lind", kind="person")
    quotation = {
        "text": "I told them.",
        "speaker": mara.pk,
        "addressee": "us",
        "channel": "",
        "said_on": None,
    }
    story = paper.story("Out")
    draft = latest_draft(story)
    draft.body = [*draft.body.raw_data, block("quotation", quotation)]
    draft.save_revision(user=paper.reporter)
    from twosource.stories.actions import publish_story

    publish_story(story=story, by=paper.editor)
    assert seat(paper.reporter).see(f"/desk/voices/{mara.pk}/").count("I told them.") == 1


def test_a_long_list_goes_by_pages(paper: Gazette, seat: Callable) -> None:
    mara = paper.voice("Mara Lind", kind="person")
    for number in range(62):
        paper.claim(f"Claim number {number}.", said={"speaker": mara})
    rita = seat(paper.reporter)
    assert Claim.objects.count() == 62
    first = rita.see(f"/desk/voices/{mara.pk}/")
    assert "?from=60" in first
    assert first.count("Claim number") == 60
    assert rita.see(f"/desk/voices/{mara.pk}/?from=60").count("Claim number") == 2
    rita.see(f"/desk/voices/{mara.pk}/?from=x")
