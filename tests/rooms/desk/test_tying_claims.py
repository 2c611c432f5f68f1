"""Tying claims to words: from Wagtail's editor, from the story's screen, and what is told when words change."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from typing import Any

import pytest
from gazette import Gazette
from test_manners import editor_form

from twosource.stories.actions import want_claim
from twosource.stories.drafts import latest_draft
from twosource.stories.models import Need, StoryPage
from twosource.verification.models import Claim

WORDS = "The quay is cracked"
JSON = {"HTTP_ACCEPT": "application/json"}


def carried(story: StoryPage) -> list[tuple[int, str, str]]:
    return [(row.claim_id, row.mode, row.words) for row in latest_draft(story).carried.all()]


def send(seat: Any, story: StoryPage, *marks: tuple[str, dict[str, Any]], text: str = "", **more: Any) -> Any:
    """Save the story's form as the editor does; `by_itself` as it does while somebody types."""
    fields = editor_form(
        "Cracks", text=text or f"{WORDS}, divers say.", marks=marks, **more.pop("fields", {})
    )
    del fields["action-publish"]
    return seat.client.post(
        f"/admin/pages/{story.pk}/edit/", fields, **(JSON if more.get("by_itself") else {})
    )


@pytest.fixture
def claim(paper: Gazette) -> Claim:
    return paper.confirmed()


@pytest.fixture
def story(paper: Gazette, claim: Claim) -> StoryPage:
    return paper.story("Cracks", f"{WORDS}, divers say.", carries=[(claim, "fact", WORDS)])


@pytest.fixture
def rita(paper: Gazette, seat: Callable) -> Any:
    return seat(paper.reporter)


# In the editor


def test_the_editor_shows_the_mark_and_sends_it_back(rita: Any, story: StoryPage, claim: Claim) -> None:
    page = rita.see(f"/admin/pages/{story.pk}/edit/")
    assert "desk/claim-marks" in page
    assert "CLAIM" in page
    body = html.unescape(html.unescape(page)).replace("\\n", " ").replace('\\"', '"')
    assert f'"data": {{ "claim": "{claim.pk}" }}' in " ".join(body.split())
    send(rita, story, (WORDS, {"claim": str(claim.pk)}), text=f"Before. {WORDS} — after.")
    assert carried(story) == [(claim.pk, "fact", WORDS)]
    assert (
        f'<span data-claim="{claim.pk}">{WORDS}</span> — after.' in latest_draft(story).body[0].value.source
    )


def test_a_mark_that_was_just_made_carries_the_claim_as_chosen(
    paper: Gazette, rita: Any, claim: Claim
) -> None:
    story = paper.story("Cracks", "Nothing.")
    send(rita, story, (WORDS, {"claim": str(claim.pk), "mode": "fact"}), by_itself=True)
    assert carried(story) == [(claim.pk, "fact", WORDS)]
    send(rita, story, (WORDS, {"claim": str(claim.pk), "mode": "fact"}))
    assert carried(story) == [(claim.pk, "fact", WORDS)], "the form knew nothing of the row, and it stays"


def test_in_a_live_story_the_row_is_made_again_from_the_mark(paper: Gazette, rita: Any, claim: Claim) -> None:
    story = paper.published("Cracks", "Nothing.")
    for _time in range(2):
        send(rita, story, (WORDS, {"claim": str(claim.pk), "mode": "background"}), by_itself=True)
        assert carried(story) == [(claim.pk, "background", WORDS)]


def test_who_changed_the_words_is_told_how_many_checks_fell(
    rita: Any, story: StoryPage, claim: Claim
) -> None:
    send(rita, story, ("The quay is broken", {"claim": str(claim.pk)}), text="The quay is broken, they say.")
    page = rita.see(f"/admin/pages/{story.pk}/edit/")
    assert "The words that carry “The quay is cracked.” are others than before." in page
    assert "2 checks of it are void" in page
    told = rita.see(f"/desk/claims/{claim.pk}/").partition("What happened")[2]
    assert f"changed from “{WORDS}” to “The quay is broken”; checks before are void" in told
    claim.refresh_from_db()
    assert claim.status == "corroborated"


def test_who_takes_the_words_out_is_told_that_they_are_gone(
    rita: Any, story: StoryPage, claim: Claim
) -> None:
    send(rita, story, text="Nothing of it.")
    assert "are gone from the story, which still carries the claim." in rita.see(
        f"/admin/pages/{story.pk}/edit/"
    )


def test_what_the_editor_saves_by_itself_voids_nothing(rita: Any, story: StoryPage, claim: Claim) -> None:
    answer = send(
        rita, story, ("The quay is br", {"claim": str(claim.pk)}), text="The quay is br", by_itself=True
    )
    assert answer.json()["success"]
    claim.refresh_from_db()
    assert claim.status == "confirmed"
    page = rita.see(f"/desk/stories/{story.pk}/")
    assert "are others than those that were checked" in page
    send(rita, story, ("The quay is broken", {"claim": str(claim.pk)}), text="The quay is broken.")
    claim.refresh_from_db()
    assert claim.status == "corroborated"


def test_publishing_from_the_editor_tells_of_fallen_checks_and_of_the_gate(
    paper: Gazette, seat: Callable, story: StoryPage, claim: Claim
) -> None:
    fields = editor_form("Cracks", text="It is broken.", marks=[("It is broken", {"claim": str(claim.pk)})])
    answer = seat(paper.editor).client.post(f"/admin/pages/{story.pk}/edit/", fields, follow=True)
    page = answer.content.decode()
    assert "2 checks of it are void" in page
    assert "The gate is closed, so nothing went out." in page
    assert not StoryPage.objects.get().live


def test_a_claim_that_is_taken_off_in_the_form_loses_its_mark(
    rita: Any, story: StoryPage, claim: Claim
) -> None:
    row = latest_draft(story).carried.get()
    gone = {
        "carried-TOTAL_FORMS": 1, "carried-INITIAL_FORMS": 1, "carried-0-claim": claim.pk, "carried-0-mode": "fact",
        "carried-0-words": WORDS, "carried-0-ORDER": "1", "carried-0-id": row.pk, "carried-0-DELETE": "on",
    }  # fmt: skip
    send(rita, story, (WORDS, {"claim": str(claim.pk)}), fields=gone)
    assert carried(story) == []
    assert "data-claim" not in latest_draft(story).body[0].value.source
    claim.refresh_from_db()
    assert claim.status == "confirmed"


def test_a_mark_that_is_taken_off_takes_the_row_the_form_knew_nothing_of(
    paper: Gazette, rita: Any, claim: Claim
) -> None:
    story = paper.story("Cracks", "Nothing.")
    send(rita, story, (WORDS, {"claim": str(claim.pk), "mode": "fact"}), by_itself=True)
    send(rita, story, fields={"claims-off": f"{claim.pk},x", "claims-on": ""}, by_itself=True)
    assert carried(story) == []
    send(
        rita, story, (WORDS, {"claim": str(claim.pk)}), fields={"claims-off": "", "claims-on": str(claim.pk)}
    )
    assert carried(story) == [(claim.pk, "attributed", WORDS)]


# The dialog


def test_the_dialog_opens_a_claim_and_the_claim_that_it_was_said(paper: Gazette, rita: Any) -> None:
    assert "Tie a claim to these words" in rita.see("/desk/claims/tie/")
    answer = rita.send(
        "/desk/claims/tie/", mode="attributed", text="The quay is sound.", speaker="Port Authority",
        speaker_kind="organisation", also_said="on",
    )  # fmt: skip
    assert answer.status_code == 201
    told = answer.json()
    claim = Claim.objects.get(pk=told["id"])
    assert (claim.text, str(claim.speaker), claim.opened_by) == (
        "The quay is sound.",
        "Port Authority",
        paper.reporter,
    )
    assert claim.said_claims.count() == 1
    assert (told["mode"], told["status"], told["checks"]) == ("attributed", "none", 0)


def test_the_dialog_comes_back_with_what_is_wrong(rita: Any) -> None:
    page = rita.be_refused("/desk/claims/tie/", mode="attributed", text="The quay is sound.", speaker="")
    assert "Say who said it, or carry it another way." in page
    assert "The quay is sound." in page
    assert "This field is required." in rita.be_refused("/desk/claims/tie/", mode="fact", text=" ")
    assert "Null characters" in rita.be_refused("/desk/claims/tie/", mode="fact", text="a\x00b")
    assert not Claim.objects.exists()


def test_the_editor_is_told_what_stands_at_its_marks(
    paper: Gazette, rita: Any, story: StoryPage, claim: Claim
) -> None:
    other = paper.claim("Another.")
    told = rita.client.get(
        f"/desk/claims/marked/?story={story.pk}&claims={claim.pk},{other.pk},x,99999"
    ).json()["claims"]
    assert set(told) == {str(claim.pk), str(other.pk)}
    mine = told[str(claim.pk)]
    assert (mine["words"], mine["checks"], mine["status"], mine["sign"]) == (WORDS, 2, "confirmed", "✓✓")
    assert told[str(other.pk)]["words"] is None


@pytest.mark.parametrize(
    "path", ["/desk/claims/tie/", "/desk/claims/alike/?q=quay", "/desk/claims/marked/?claims=1"]
)
def test_strangers_and_readers_are_told_nothing(
    paper: Gazette, seat: Callable, path: str, client: Any
) -> None:
    assert client.get(path).status_code == 302
    assert seat(paper.hire("lea")).client.get(path).status_code == 403


# Earlier claims alike


def test_earlier_claims_alike_are_offered_with_their_status(paper: Gazette, rita: Any, claim: Claim) -> None:
    page = rita.see("/desk/claims/alike/?q=is+the+quay+cracked")
    assert "1 earlier claim is alike" in page
    assert "Confirmed" in page
    assert f'data-claim="{claim.pk}"' in page
    told = rita.client.get("/desk/claims/alike/?q=quay+cracked", **JSON).json()["claims"]
    assert [(one["id"], one["label"]) for one in told] == [(claim.pk, "Confirmed")]
    assert "<ol" not in rita.see("/desk/claims/alike/?q=")
    assert "<ol" not in rita.see("/desk/claims/alike/?q=%00")


def test_without_javascript_they_come_when_the_form_is_sent_back_and_one_press_takes_one(
    paper: Gazette, rita: Any, claim: Claim
) -> None:
    story = paper.story("Cracks again", f"{WORDS}, the mayor says.")
    fields = {"text": WORDS, "words": WORDS, "mode": "attributed", "speaker": ""}
    page = rita.be_refused(f"/desk/stories/{story.pk}/open-claim/", **fields)
    take = f"/desk/stories/{story.pk}/carry/{claim.pk}/"
    assert f'formaction="{take}"' in page
    assert "Carry this one" in page
    assert "The story carries the claim." in rita.do(take, **{**fields, "mode": "fact"})
    assert carried(story) == [(claim.pk, "fact", WORDS)]
    assert Claim.objects.propositions().count() == 1


# Sentences that need a claim


def test_a_sentence_is_marked_and_opened_as_a_claim_in_one_step(
    paper: Gazette, seat: Callable, rita: Any
) -> None:
    story = paper.story("Cracks", "Divers went down. It is the worst quay.")
    page = seat(paper.ana).do(f"/desk/stories/{story.pk}/want/", words="It is the worst quay.")
    assert "The gate is closed" in page
    assert "You marked it." in page
    need = Need.objects.get()
    page = rita.see(f"/desk/stories/{story.pk}/?need={need.pk}")
    form = page.partition('id="open-claim"')[2]
    assert form.count("It is the worst quay.</textarea>") == 2
    rita.do(
        f"/desk/stories/{story.pk}/open-claim/",
        text="It is the worst quay.",
        words="It is the worst quay.",
        mode="background",
    )
    assert "The gate is open" in rita.see(f"/desk/stories/{story.pk}/")
    assert Need.objects.get().ending == "claimed"


def test_another_person_says_that_it_needs_none(paper: Gazette, seat: Callable) -> None:
    story = paper.story("Cracks", "It is the worst quay.")
    need = want_claim(story=story, words="It is the worst quay.", by=paper.ana)
    path = f"/desk/stories/{story.pk}/needs-none/{need.pk}/"
    assert "Someone else must say" in seat(paper.ana).be_refused(path, reason="It is only an opinion.")
    assert "Why it needs no claim" in seat(paper.bo).be_refused(path, reason="No.")
    page = seat(paper.bo).do(path, reason="It is only an opinion.")
    assert "The gate is open" in page
    assert "A sentence needs no claim after all: It is only an opinion." in page
    assert "There is no such sentence." in seat(paper.bo).be_refused(
        f"/desk/stories/{story.pk}/needs-none/999/", reason="x" * 20
    )


def test_words_that_do_not_stand_there_are_refused_in_place(paper: Gazette, rita: Any) -> None:
    story = paper.story("Cracks", "It is the worst quay.")
    assert "do not stand in a paragraph" in rita.be_refused(
        f"/desk/stories/{story.pk}/want/", words="It is the best."
    )


def test_the_draft_is_shown_by_sentences(paper: Gazette, rita: Any, claim: Claim) -> None:
    story = paper.story("Cracks", f"{WORDS}. It is old.", carries=[(claim, "fact", WORDS)])
    draft = rita.see(f"/desk/stories/{story.pk}/?sentence=1").partition("From the draft")[2]
    assert draft.count("carries a claim") == 1
    assert 'value="It is old."' in draft
    assert "It is old.</textarea>" in rita.see(f"/desk/stories/{story.pk}/?sentence=1")
    assert "</textarea>" in rita.see(f"/desk/stories/{story.pk}/?sentence=99&need=99&from=99")


def test_a_closed_gate_in_the_editor_leads_to_the_sentence(paper: Gazette, seat: Callable) -> None:
    story = paper.story("Cracks", "The quay is cracked.")
    want_claim(story=story, words="The quay is cracked.", by=paper.ana)
    fields = editor_form("Cracks", text="The quay is cracked.")
    page = (
        seat(paper.editor).client.post(f"/admin/pages/{story.pk}/edit/", fields, follow=True).content.decode()
    )
    assert f'href="/desk/stories/{story.pk}/#wanting"' in page


def test_the_api_names_no_claim_where_there_is_none(paper: Gazette, seat: Callable) -> None:
    story = paper.story("Cracks", "The quay is cracked.")
    want_claim(story=story, words="The quay is cracked.", by=paper.ana)
    answer = seat(paper.editor).client.post(
        f"/api/v1/stories/{story.pk}/publish/", b"", content_type="application/json"
    )
    told = json.loads(answer.content)
    assert answer.status_code == 409, told
    assert told["reasons"][0]["claim"] is None
    assert told["reasons"][0]["url"].endswith(f"/desk/stories/{story.pk}/")
