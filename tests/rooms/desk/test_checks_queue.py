"""The checker's queue: what is due for whom, in which order, and what is not for them, with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from gazette import METHOD, REASON, Gazette

from twosource.desk.boards.checks_board import checks_board, due_claims, next_due
from twosource.desk.boards.claim_board import sign_refusal
from twosource.replies.actions import waive_request
from twosource.stories.actions import carry_claim, publish_story, send_to_checking, write_story
from twosource.stories.models import StoryClaim, StoryPage
from twosource.verification.actions import retract_item, set_aside
from twosource.verification.models import Claim


def checking(paper: Gazette, *claims: Claim, mode: str = "fact", headline: str = "Cracks") -> StoryPage:
    story = paper.story(headline, carries=[(claim, mode) for claim in claims])
    send_to_checking(story=story, by=paper.reporter)
    return story


def test_what_is_scheduled_comes_first_by_its_minute_then_what_waits_longest(paper: Gazette) -> None:
    claims = {name: paper.confirmed(f"The {name} is cracked.") for name in ("late", "soon")}
    waits = [paper.corroborated(f"Pier {n} is cracked.") for n in (1, 2)]
    for claim in waits:
        checking(paper, claim)
    for name, hours in (("late", 9), ("soon", 2)):
        story = checking(paper, claims[name], headline=name)
        publish_story(story=story, by=paper.editor, at=timezone.now() + timedelta(hours=hours))
    for claim in claims.values():
        retract_item(item=claim.evidence.first().item, reason="Withdrawn by the diver.", by=paper.reporter)
    due = due_claims(paper.bo)
    assert [one.claim_id for one in due] == [claims["soon"].pk, claims["late"].pk, waits[0].pk, waits[1].pk]
    assert due[0].lost
    assert due[0].at is not None
    assert (due[2].lost, due[2].at) == (False, None)


def test_what_is_attributed_waits_for_that_it_was_said(paper: Gazette) -> None:
    claim = paper.interested()
    told = paper.said(claim, confirmed=False)
    checking(paper, claim, mode="attributed")
    background = paper.asserted("Seen from afar.")
    checking(paper, background, mode="background")
    itself = paper.asserted("X said so.", about=paper.asserted("So."))
    checking(paper, itself, mode="attributed")
    assert [(one.claim_id, one.said) for one in due_claims(paper.ana)] == [(told.pk, True), (itself.pk, True)]


def test_a_claim_in_the_newest_version_alone_is_due_too(paper: Gazette) -> None:
    story = checking(paper, paper.corroborated("First."))
    second = paper.corroborated("Second.")
    from twosource.stories.drafts import latest_draft

    draft = latest_draft(story)
    draft.carried.add(StoryClaim(claim=second, mode="fact"))
    draft.save_revision(user=paper.reporter)
    assert second.pk in {one.claim_id for one in due_claims(paper.ana)}


def everyone(paper: Gazette) -> dict[str, Any]:
    return {
        "reporter": paper.reporter, "ana": paper.ana, "bo": paper.bo, "editor": paper.editor,
        "deputy": paper.deputy, "root": paper.root,
        "twin": paper.hire("ana-two", "Checkers", email="Ana+desk@PAPER.example"),
        "writer": paper.hire("wes", "Editors"),
    }  # fmt: skip


def test_the_queue_says_of_everyone_and_every_claim_what_the_action_would_say(paper: Gazette) -> None:
    """The rule is asked once for a queue and once for a claim; the two never differ."""
    people = everyone(paper)
    claims = [paper.corroborated(f"Claim {n}.") for n in range(5)]
    paper.support(claims[1], paper.witness("A crane driver", by=paper.deputy))
    paper.support(claims[2], paper.witness("A cook", by=people["root"]))
    for claim in claims[1:4]:
        paper.sign(claim, paper.ana)
    paper.sign(claims[4], paper.ana, verdict="unverifiable")
    story = checking(paper, *claims)
    story.standfirst = "Changed."
    story.save_revision(user=people["writer"], log_action=True)
    signed = paper.sign(paper.corroborated("Signed, then one signs otherwise."), paper.ana)
    paper.sign(signed, paper.ana, verdict="unverifiable")
    carry_claim(story=story, claim=signed, mode="fact", by=paper.reporter)
    compared = 0
    for person in people.values():
        due = {one.claim_id: one for one in due_claims(person)}
        assert len(due) == 6
        for claim_id, one in due.items():
            assert one.refusal == sign_refusal(Claim.objects.get(pk=claim_id), "stands", person)
            compared += bool(one.refusal)
    assert compared > 10


def test_a_live_story_whose_claim_lost_a_check_is_shown_to_who_may_sign_it_again(paper: Gazette) -> None:
    claim = paper.confirmed()
    paper.published(carries=[(claim, "fact")])
    paper.published("Other", carries=[(paper.confirmed("It stands."), "fact")])
    assert checks_board(paper.bo).fallen == ()
    retract_item(item=claim.evidence.first().item, reason="Withdrawn.", by=paper.reporter)
    [fallen] = checks_board(paper.bo).fallen
    assert (fallen.claim_id, fallen.lost) == (claim.pk, True)


def test_records_wait_for_who_has_not_vouched_for_them(paper: Gazette) -> None:
    claim = paper.claim("A record shows it.")
    alone, nobody, both = (
        paper.record_of(f"Radio {n}", *by) for n, by in enumerate(([paper.ana], [], [paper.ana, paper.bo]))
    )
    gone = paper.record_of("Radio 9", paper.ana)
    paper.support(claim, alone, nobody, both, gone)
    retract_item(item=gone, reason="Forged.", by=paper.reporter)
    board = checks_board(paper.bo)
    assert [one.what for one in board.words] == [alone.title]
    checking(paper, claim)
    assert [one.what for one in checks_board(paper.bo).words] == [alone.title, nobody.title]
    assert checks_board(paper.bo).words[0].claim_id == claim.pk
    refused = {one.what: one.refusal for one in checks_board(paper.ana).others_words}
    assert refused == {alone.title: "You vouched for it already. A second person must."}


def test_evidence_to_leave_out_and_accused_not_to_be_asked_wait_for_a_second_person(paper: Gazette) -> None:
    holdings = paper.voice("Quay Holdings")
    claim = paper.corroborated("Holdings hid it.", accused=[holdings])
    set_aside(evidence=claim.evidence.first(), reason="He was not there.", by=paper.ana)
    waive_request(claim=claim, accused=holdings, reason="Danger to a source.", by=paper.editor)
    waits = {person: checks_board(person) for person in (paper.ana, paper.bo, paper.editor, paper.deputy)}
    kinds = {
        person.username: ([one.place for one in board.words], [one.refusal for one in board.others_words])
        for person, board in waits.items()
    }
    assert kinds == {
        "ana": ([], ["You said so already. A second person must agree.", "Only an editor may waive asking."]),
        "bo": (["#evidence"], ["Only an editor may waive asking."]),
        "eva": (["#evidence"], ["You said so already. A second editor must agree."]),
        "dan": (["#evidence", "#asking"], []),
    }
    assert waits[paper.deputy].words[1].why == "Eva Smith: Danger to a source."
    set_aside(evidence=claim.evidence.first(), reason="Nor do I think so.", by=paper.bo)
    waive_request(claim=claim, accused=holdings, reason=REASON, by=paper.deputy)
    assert checks_board(paper.deputy).words == ()


def test_after_signing_the_next_claim_is_offered_with_its_key(paper: Gazette, seat: Callable) -> None:
    first, second = paper.corroborated("First."), paper.corroborated("Second.")
    story = checking(paper, first, second)
    page = seat(paper.ana).do(
        f"/desk/claims/{first.pk}/check/?story={story.pk}", verdict="stands", method=METHOD, note=""
    )
    link = re.search(r'<a href="([^"]+)" data-key="n">Next for you to check', page)[1]
    assert link == f"/desk/claims/{second.pk}/?story={story.pk}"
    paper.sign(second, paper.ana)
    assert next_due(paper.ana, besides=0) is None
    assert "Next for you to check" not in seat(paper.ana).see(f"/desk/claims/{first.pk}/")
    assert "Next for you to check" not in seat(paper.reporter).see(f"/desk/claims/{first.pk}/")
    assert next_due(paper.bo, besides=first.pk).claim_id == second.pk


def test_the_next_claim_is_found_however_many_stories_are_not_for_one(paper: Gazette) -> None:
    for n in range(12):
        checking(paper, paper.sign(paper.corroborated(f"Signed {n}."), paper.ana))
    wanted = paper.corroborated("The one.")
    checking(paper, wanted)
    assert next_due(paper.ana, besides=0).claim_id == wanted.pk


def test_the_screen_parts_what_is_yours_from_what_is_not(paper: Gazette, seat: Callable) -> None:
    mine, not_mine = (
        paper.corroborated("Mine to sign."),
        paper.sign(paper.corroborated("Signed by me."), paper.ana),
    )
    checking(paper, mine, not_mine)
    page = seat(paper.ana).see("/desk/checks/")
    yours, others = page.split("Due, but not for you")
    assert "Mine to sign." in yours
    assert "Signed by me." not in yours
    assert "You signed the first check. The second must be someone else’s." in others
    assert yours.count("data-row-first") == 1
    reporter = seat(paper.reporter).see("/desk/checks/")
    assert "No claim waits for you." in reporter
    assert reporter.count("Only a checker or an editor may sign a check.") == 2


def test_a_queue_of_any_length_asks_the_same_few_questions(paper: Gazette, seat: Callable) -> None:
    ana = seat(paper.ana)
    story = checking(paper, paper.sign(paper.corroborated("Claim."), paper.bo))
    with CaptureQueriesContext(connection) as few:
        ana.see("/desk/checks/")
    now = timezone.now()
    claims = Claim.objects.bulk_create(
        Claim(
            text=f"Claim {n}.", opened_at=now, worded_at=now, opened_by=paper.reporter, status="asserted",
            assessment={"standing": []},
        )
        for n in range(300)
    )  # fmt: skip
    from twosource.stories.drafts import latest_draft

    draft = latest_draft(story)
    for claim in claims:
        draft.carried.add(StoryClaim(claim=claim, mode="fact"))
    draft.save_revision(user=paper.reporter)
    with CaptureQueriesContext(connection) as many:
        page = ana.see("/desk/checks/")
    assert len(many) == len(few)
    assert page.count("data-row-first") == 50
    assert "Page 1 of 7" in page
    assert ana.see("/desk/checks/?page=7").count("data-row-first") == 1


@pytest.mark.parametrize("query", ["?page=0", "?page=x", "?page=99999999999999999999"])
def test_odd_pages_break_nothing(paper: Gazette, seat: Callable, query: str) -> None:
    assert "No claim waits for you." in seat(paper.ana).see(f"/desk/checks/{query}")


def test_an_empty_story_on_the_schedule_waits_for_nothing(paper: Gazette) -> None:
    story = StoryPage(title="Tides")
    write_story(section=paper.harbour, story=story, by=paper.reporter)
    publish_story(story=story, by=paper.editor, at=timezone.now() + timedelta(hours=1))
    assert due_claims(paper.ana) == []
