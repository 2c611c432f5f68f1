"""Signing checks through the desk's own door."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from gazette import METHOD, Gazette

from twosource.stories.drafts import latest_draft
from twosource.verification.models import Claim


def sign(claim: Claim, verdict: str = "stands") -> tuple[str, dict[str, str]]:
    return f"/desk/claims/{claim.pk}/check/", {"verdict": verdict, "method": METHOD, "note": "Tried twice."}


def test_two_checkers_confirm_a_corroborated_claim(paper: Gazette, seat: Callable) -> None:
    claim = paper.corroborated()
    path, fields = sign(claim)
    seat(paper.ana).do(path, **fields)
    page = seat(paper.bo).do(path, **fields)
    assert "Signed: it stands." in page
    assert Claim.objects.get(pk=claim.pk).status == "confirmed"
    assert "What confirms it" in page


def refused_persons(paper: Gazette, claim: Claim) -> dict[str, object]:
    """Each who may not sign second, made so."""
    paper.support(claim, paper.witness("A crane driver", by=paper.deputy))
    paper.story(carries=[(claim, "fact")])
    writer = paper.hire("wes", "Editors")
    from twosource.stories.models import StoryPage

    draft = latest_draft(StoryPage.objects.get())
    draft.standfirst = "Cracks, say divers."
    draft.save_revision(user=writer, log_action=True)
    return {"first checker": paper.ana, "collector": paper.deputy, "writer": writer}


@pytest.mark.parametrize("who", ["first checker", "collector", "writer"])
def test_the_second_check_is_refused_with_the_reason_in_place(
    paper: Gazette, seat: Callable, who: str
) -> None:
    claim = paper.corroborated()
    person = refused_persons(paper, claim)[who]
    paper.sign(claim, paper.ana)
    path, fields = sign(claim)
    reason = {
        "first checker": "You signed the first check.",
        "collector": "You collected this evidence.",
        "writer": "You wrote words that carry this claim.",
    }[who]
    answer = seat(person).send(path, **fields)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert reason in page.partition('class="not-done"')[2].partition("</div>")[0]
    assert METHOD in page
    assert Claim.objects.get(pk=claim.pk).status == "corroborated"


def test_a_superuser_who_collected_is_refused_like_anyone(paper: Gazette, seat: Callable) -> None:
    claim = paper.claim()
    paper.support(claim, paper.witness("Diver", by=paper.root), paper.witness("Pilot", by=paper.root))
    paper.sign(claim, paper.ana)
    path, fields = sign(claim)
    answer = seat(paper.root).send(path, **fields)
    assert answer.status_code == 403
    assert "You collected this evidence." in answer.content.decode()


def test_the_same_human_under_two_accounts_is_one(paper: Gazette, seat: Callable) -> None:
    claim = paper.corroborated()
    twin = paper.hire("ana-two", "Checkers", email="Ana+desk@PAPER.example")
    path, fields = sign(claim)
    seat(paper.ana).do(path, **fields)
    answer = seat(twin).send(path, **fields)
    assert answer.status_code == 403
    assert "You signed the first check." in answer.content.decode()


def test_the_button_one_may_not_press_is_shown_with_its_reason(paper: Gazette, seat: Callable) -> None:
    claim = paper.sign(paper.corroborated(), paper.ana)
    page = seat(paper.ana).see(f"/desk/claims/{claim.pk}/")
    button = page.partition('value="stands"')[2].partition("</button>")[0]
    assert "disabled" in button
    assert 'aria-describedby="why-stands"' in button
    assert "You signed the first check." in page.partition('id="why-stands">')[2].partition("</p>")[0]
    other = seat(paper.bo).see(f"/desk/claims/{claim.pk}/").partition('value="stands"')[2]
    assert "disabled" not in other.partition("</button>")[0]


def test_who_wrote_in_the_editor_finds_no_button_and_is_refused_superusers_too(
    paper: Gazette, seat: Callable
) -> None:
    claim = paper.corroborated()
    story = paper.story("Cracks", "The quay is cracked.", carries=[(claim, "fact", "The quay is cracked")])
    draft = latest_draft(story)
    draft.standfirst = "Written by the superuser."
    draft.save_revision(user=paper.root, log_action=True)
    paper.sign(claim, paper.ana)
    page = seat(paper.root).see(f"/desk/claims/{claim.pk}/")
    assert "disabled" in page.partition('value="stands"')[2].partition("</button>")[0]
    assert "You wrote words that carry this claim." in page
    path, fields = sign(claim)
    assert seat(paper.root).send(path, **fields).status_code == 403
    assert Claim.objects.get(pk=claim.pk).status == "corroborated"


def test_a_reporter_may_not_sign(paper: Gazette, seat: Callable) -> None:
    claim = paper.corroborated()
    path, fields = sign(claim)
    answer = seat(paper.reporter).send(path, **fields)
    assert answer.status_code == 403
    assert "Only a checker or an editor may sign a check." in answer.content.decode()
    assert not claim.checks.exists()


def test_a_check_without_a_method_keeps_what_was_written(paper: Gazette, seat: Callable) -> None:
    claim = paper.corroborated()
    page = seat(paper.ana).be_refused(
        f"/desk/claims/{claim.pk}/check/", verdict="stands", method=" ", note="Half of a note"
    )
    assert "Half of a note" in page
    assert not claim.checks.exists()


def test_a_verdict_nobody_knows_is_refused(paper: Gazette, seat: Callable) -> None:
    claim = paper.corroborated()
    page = seat(paper.ana).be_refused(f"/desk/claims/{claim.pk}/check/", verdict="maybe", method=METHOD)
    assert "a check says stands, refuted, unverifiable" in page


def test_the_screen_tells_the_history_dated_and_signed(paper: Gazette, seat: Callable) -> None:
    claim = paper.sign(paper.corroborated(), paper.ana)
    page = seat(paper.bo).see(f"/desk/claims/{claim.pk}/").partition("What happened")[2]
    for words in ("Signed: it stands", "Ana Smith", "Status: corroborated (was asserted)", "Claim opened"):
        assert words in page


def test_the_queue_says_which_claims_one_may_sign(paper: Gazette, seat: Callable) -> None:
    from twosource.stories.actions import send_to_checking

    claim = paper.sign(paper.corroborated(), paper.ana)
    told = paper.said(paper.interested(), confirmed=False)
    story = paper.story(carries=[(claim, "fact"), (told.about, "attributed")])
    send_to_checking(story=story, by=paper.reporter)
    ana, bo = (seat(person).see("/desk/").partition("Claims to check")[2] for person in (paper.ana, paper.bo))
    assert "1 of 2 checks · You signed the first check." in ana
    assert "1 of 2 checks · <b>You may sign</b>" in bo
    assert f'href="/desk/claims/{told.pk}/?story={story.pk}"' in bo
    assert f'href="/desk/claims/{told.about_id}/?story={story.pk}"' not in bo
