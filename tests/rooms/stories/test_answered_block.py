"""The sentence about a request for comment, put into a story: it follows its row and is never typed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from gazette import Gazette, block, paragraph

from twosource.replies.actions import log_outcome
from twosource.replies.models import Request
from twosource.stories.models import StoryPage
from twosource.stories.story_view import story_view
from twosource.verification.models import Actor, Claim


@pytest.fixture
def holdings(paper: Gazette) -> Actor:
    return paper.voice("Quay Holdings")


@pytest.fixture
def claim(paper: Gazette, holdings: Actor) -> Claim:
    return paper.confirmed("Holdings hid it.", accused=[holdings])


def said(request: Request, *, whole: bool = False) -> dict[str, Any]:
    return block("answered", {"request": request.pk, "whole": whole})


def written(paper: Gazette, claim: Claim, *blocks: dict[str, Any]) -> StoryPage:
    from twosource.stories.actions import carry_claim, write_story

    story = StoryPage(title="Cracks", body=[paragraph("Holdings hid it."), *blocks])
    write_story(section=paper.harbour, story=story, by=paper.reporter)
    carry_claim(story=story, claim=claim, mode="fact", words="", by=paper.reporter)
    return story


def sentences(story: StoryPage) -> list[str]:
    view = story_view(StoryPage.objects.get(pk=story.pk))
    return [part.text for part in view.body if part.kind == "answered"]


def test_a_live_story_says_what_the_row_says_the_moment_the_row_says_it(
    paper: Gazette, claim: Claim, holdings: Actor, client: Client
) -> None:
    from twosource.stories.actions import publish_story

    request = paper.ask(claim, holdings)
    story = written(paper, claim, said(request))
    publish_story(story=story, by=paper.editor)
    page = client.get("/harbour/cracks/").content.decode()
    assert "<p>Quay Holdings did not respond to a request sent" in page
    log_outcome(request=request, outcome="answered", answer="It is not so.", by=paper.reporter)
    page = client.get("/harbour/cracks/").content.decode()
    assert "<p>Quay Holdings responded on" in page
    assert "<p>Quay Holdings did not respond" not in page
    api = client.get(f"/api/v1/stories/{story.pk}/").json()
    assert "Quay Holdings responded on" in str(api["body"])


def test_refusals_are_told_together_with_their_dates_in_text_panel_and_answer(
    paper: Gazette, claim: Claim, holdings: Actor
) -> None:
    requests = [paper.ask(claim, holdings) for _n in range(3)]
    for days, request in enumerate(requests):
        at = timezone.now() - timedelta(days=days / 2, minutes=1)
        log_outcome(request=request, outcome="declined", at=at, by=paper.reporter)
    story = written(paper, claim, said(requests[0], whole=True), said(requests[0]))
    [together, alone] = sentences(story)
    assert together.startswith("Quay Holdings declined to comment on ")
    assert alone == "Quay Holdings declined to comment."
    view = story_view(StoryPage.objects.get(pk=story.pk))
    assert [pair.answer for pair in view.facing] == [together]
    assert {row.so_far for row in view.asked} == {together}


def test_those_asked_together_stand_together_in_the_panel(
    paper: Gazette, claim: Claim, holdings: Actor
) -> None:
    lawyer = paper.voice("Their lawyer")
    for who in (holdings, lawyer, holdings):
        paper.ask(claim, who)
    view = story_view(StoryPage.objects.get(pk=written(paper, claim).pk))
    assert [(row.whom, bool(row.so_far)) for row in view.asked] == [
        ("Quay Holdings", True), ("Quay Holdings", True), ("Their lawyer", False),
    ]  # fmt: skip


def test_a_request_about_another_claim_can_be_told_and_none_is_no_gap(
    paper: Gazette, claim: Claim, holdings: Actor
) -> None:
    other = paper.ask(paper.asserted("Something else."), holdings)
    story = written(paper, claim, said(other), block("answered", {"request": None, "whole": False}))
    assert len(sentences(story)) == 1


def test_many_sentences_take_no_more_questions_than_one(
    paper: Gazette, claim: Claim, holdings: Actor
) -> None:
    counts = []
    for n in (1, 8):
        story = written(paper, claim, *[said(paper.ask(claim, holdings)) for _n in range(n)])
        story = StoryPage.objects.get(pk=story.pk)
        with CaptureQueriesContext(connection) as asked:
            story_view(story)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_writer_finds_a_request_in_the_editor_by_whom_what_or_claim(
    paper: Gazette, claim: Claim, holdings: Actor, client: Client, settings: Any
) -> None:
    policy = settings.TWOSOURCE.policy.model_copy(update={"second_factor": False})
    settings.TWOSOURCE = settings.TWOSOURCE.model_copy(update={"policy": policy})
    request = paper.ask(claim, holdings)
    client.force_login(paper.reporter)
    for words, found in (("holdings", True), ("is it so", True), ("hid it", True), ("nobody", False)):
        answer = client.get("/admin/request_chooser/results/", {"q": words})
        assert answer.status_code == 200
        assert (f"/admin/request_chooser/chosen/{request.pk}/" in answer.content.decode()) is found
    assert "Is it so?" in client.get("/admin/request_chooser/").content.decode()
