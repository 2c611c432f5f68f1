"""What the gate reads in the words of a story: sentences that need a claim, plural sources, promises to sources."""

from __future__ import annotations

import pytest
from gazette import REASON, Gazette, block, paragraph

from twosource.ledger.models import Entry
from twosource.replies.actions import log_outcome
from twosource.stories.actions import (
    carry_claim,
    correct_story,
    needs_none,
    overrule_gate,
    publish_story,
    want_claim,
)
from twosource.stories.drafts import latest_draft
from twosource.stories.gate import GateClosed, claim_to_mend, decide, say
from twosource.stories.models import Need, StoryPage
from twosource.stories.story_view import story_view
from twosource.verification.models import Actor, Claim
from twosource.verification.refusals import BadValue, Refused

WORST = "It is the worst quay in the country."


def rewrite(story: StoryPage, paper: Gazette, *values: str) -> None:
    draft = latest_draft(story)
    draft.body = [paragraph(value) for value in values]
    draft.save_revision(user=paper.reporter)


def told(story: StoryPage) -> list[tuple[str, str]]:
    return [(reason.rule, say(reason)) for reason in decide(latest_draft(story)).unmet]


# A sentence that needs a claim


def test_a_sentence_that_needs_a_claim_closes_the_gate_and_is_quoted(paper: Gazette) -> None:
    story = paper.story("Cracks", f"Divers went down. {WORST}")
    need = want_claim(story=story, words=WORST, by=paper.ana)
    assert (need.marked_by, str(need)) == (paper.ana, WORST)
    assert Entry.objects.get(kind="ClaimWanted").by == paper.ana
    ((rule, words),) = told(story)
    assert rule == "G1"
    assert words.startswith(f"“{WORST}” says something that can be disputed")
    assert [claim_to_mend(reason) for reason in decide(latest_draft(story)).unmet] == [0]
    with pytest.raises(GateClosed, match="no claim stands behind it"):
        publish_story(story=story, by=paper.editor)


def test_marking_it_again_changes_nothing(paper: Gazette) -> None:
    story = paper.story("Cracks", WORST)
    assert want_claim(story=story, words=WORST, by=paper.ana) == want_claim(
        story=story, words=f" {WORST}  ", by=paper.bo
    )


def test_a_claim_tied_to_its_words_settles_it(paper: Gazette) -> None:
    story = paper.story("Cracks", f"Divers went down. {WORST}")
    want_claim(story=story, words=WORST, by=paper.ana)
    claim = paper.confirmed("The quay is the worst in the country.")
    carry_claim(
        story=story, claim=claim, mode="fact", words="the worst quay in the country", by=paper.reporter
    )
    need = Need.objects.get()
    assert (need.ending, need.ended_by) == ("claimed", paper.reporter)
    assert publish_story(story=story, by=paper.editor).live


def test_a_claim_tied_to_other_words_settles_nothing(paper: Gazette) -> None:
    story = paper.story("Cracks", f"Divers went down. {WORST}")
    want_claim(story=story, words=WORST, by=paper.ana)
    carry_claim(
        story=story, claim=paper.confirmed(), mode="fact", words="Divers went down", by=paper.reporter
    )
    assert [rule for rule, _words in told(story)] == ["G1"]


def test_words_that_are_gone_need_no_claim_and_words_around_it_change_nothing(paper: Gazette) -> None:
    story = paper.story("Cracks", WORST)
    want_claim(story=story, words=WORST, by=paper.ana)
    rewrite(story, paper, f"Divers say so. {WORST} And more.")
    assert len(told(story)) == 1
    rewrite(story, paper, "It is a quay.")
    assert (Need.objects.get().ending, told(story)) == ("gone", [])


def test_that_it_needs_none_is_for_another_person_to_say_with_a_reason(paper: Gazette) -> None:
    story = paper.story("Cracks", WORST)
    need = want_claim(story=story, words=WORST, by=paper.ana)
    twin = paper.hire("ana2", "Checkers", email="ana+again@paper.example")
    for person in (paper.ana, twin):
        with pytest.raises(Refused, match="Someone else must say"):
            needs_none(need=need, reason="It is an opinion and says so.", by=person)
    with pytest.raises(BadValue, match="reason"):
        needs_none(need=need, reason="No.", by=paper.bo)
    ended = needs_none(need=need, reason="It is an opinion and says so.", by=paper.bo)
    assert (ended.ending, ended.ended_by, told(story)) == ("needless", paper.bo, [])
    assert Entry.objects.get(kind="WantEnded").payload["reason"] == "It is an opinion and says so."
    with pytest.raises(Refused, match="settled already"):
        needs_none(need=ended, reason="It is an opinion and says so.", by=paper.bo)


@pytest.mark.parametrize("words", ["Not in it.", "", "x" * 1001])
def test_only_words_of_the_story_can_be_marked(paper: Gazette, words: str) -> None:
    with pytest.raises(BadValue, match="words"):
        want_claim(story=paper.story("Cracks", WORST), words=words, by=paper.ana)


def test_words_that_carry_a_claim_need_none(paper: Gazette) -> None:
    story = paper.story("Cracks", WORST, carries=[(paper.confirmed(), "fact", "the worst quay")])
    with pytest.raises(Refused, match="tied to these words already"):
        want_claim(story=story, words=WORST, by=paper.ana)


def test_a_retraction_waits_for_no_claim(paper: Gazette) -> None:
    story = paper.published("Cracks", WORST)
    want_claim(story=story, words=WORST, by=paper.ana)
    assert correct_story(story=story, kind="retraction", text="It was another quay.", by=paper.editor).live


# G5


def test_plural_sources_in_the_sentence_of_the_claim_need_two_lines(paper: Gazette) -> None:
    claim = paper.asserted()
    text = "The quay is cracked, sources said. The mayor slept."
    story = paper.story("Cracks", text, carries=[(claim, "background", "The quay is cracked")])
    ((rule, words),) = told(story)
    assert (rule, "“sources said” speaks of several" in words) == ("G5", True)
    overrule_gate(story=story, claim=claim, rule="G5", reason=REASON, by=paper.editor)
    assert told(story) == []


def test_plural_sources_of_another_sentence_are_not_this_claims(paper: Gazette) -> None:
    text = "Sources said it rained. The quay is cracked."
    story = paper.story("Cracks", text, carries=[(paper.asserted(), "background", "The quay is cracked")])
    assert told(story) == []


def test_two_lines_are_several_sources(paper: Gazette) -> None:
    claim = paper.corroborated()
    story = paper.story(
        "Cracks", "It is cracked, sources said.", carries=[(claim, "background", "It is cracked")]
    )
    assert told(story) == []


# G6


@pytest.fixture
def solling(paper: Gazette) -> Actor:
    return paper.voice("Greta Solling", kind="person")


@pytest.fixture
def claim(paper: Gazette, solling: Actor) -> Claim:
    """A claim that rests on what Greta Solling told two editors, and of which she was asked openly."""
    claim = paper.claim("The bearings were never opened.", accused=[solling])
    paper.support(claim, paper.item("A talk", paper.sealed("Greta Solling"), basis="participant"))
    log_outcome(request=paper.ask(claim, solling), outcome="declined", by=paper.reporter)
    return claim


@pytest.mark.parametrize(
    "text",
    [
        "The firm is old. Greta Solling declined to comment.",
        "Ms Solling did not respond to a request.",
        "Asked about it, Solling’s office said that Solling has not replied.",
        "Greta Solling was asked on Monday. She declined to comment.",
    ],
)
def test_no_sentence_says_that_a_sealed_source_did_not_answer(
    paper: Gazette, claim: Claim, text: str
) -> None:
    story = paper.story("Bearings", text, carries=[(claim, "background")])
    ((rule, words),) = told(story)
    assert rule == "G6"
    assert "Solling" not in words
    assert "bearings" not in words


@pytest.mark.parametrize(
    "text",
    [
        "Greta Solling said that all is well.",
        "The mayor declined to comment.",
        "Greta Solling spoke for an hour. The mayor, Tom Verhey, declined to comment.",
    ],
)
def test_others_may_be_said_not_to_have_answered(paper: Gazette, claim: Claim, text: str) -> None:
    assert told(paper.story("Bearings", text, carries=[(claim, "background")])) == []


def test_where_she_is_no_source_it_may_be_said(paper: Gazette, claim: Claim) -> None:
    other = paper.asserted("The quay is cracked.")
    assert (
        told(paper.story("Quay", "Greta Solling declined to comment.", carries=[(other, "background")])) == []
    )


def test_the_reason_stands_with_the_first_claim_whichever_it_is_about(paper: Gazette, claim: Claim) -> None:
    first = paper.asserted("The quay is cracked.")
    story = paper.story(
        "Quay", "Greta Solling declined to comment.", carries=[(first, "background"), (claim, "background")]
    )
    assert [reason.claim_key for reason in decide(latest_draft(story)).unmet] == [str(first.pk)]


def test_readers_are_told_nothing_of_the_request_and_nothing_of_an_override(
    paper: Gazette, claim: Claim
) -> None:
    story = paper.story("Bearings", "Greta Solling declined to comment.", carries=[(claim, "background")])
    overrule_gate(story=story, claim=claim, rule="G6", reason=REASON, by=paper.editor)
    view = story_view(publish_story(story=story, by=paper.editor))
    assert (view.asked, view.facing, view.overridden) == ((), (), ())


def test_an_answer_given_openly_is_shown(paper: Gazette, claim: Claim, solling: Actor) -> None:
    log_outcome(
        request=paper.ask(claim, solling), outcome="answered", answer="All is well.", by=paper.reporter
    )
    view = story_view(paper.published("Bearings", "Nothing.", carries=[(claim, "background")]))
    assert [asked.outcome for asked in view.asked] == ["answered"]


def test_of_others_readers_are_told_that_they_declined(paper: Gazette) -> None:
    mayor = paper.voice("Tom Verhey", kind="person")
    claim = paper.asserted("The mayor knew.", accused=[mayor])
    log_outcome(request=paper.ask(claim, mayor), outcome="declined", by=paper.reporter)
    view = story_view(paper.published("Mayor", "Nothing.", carries=[(claim, "background")]))
    assert [asked.sentence for asked in view.asked] == ["declined to comment"]
    assert "declined to comment" in view.facing[0].answer


def test_a_block_that_tells_of_the_request_is_withheld_and_closes_the_gate(
    paper: Gazette, claim: Claim, solling: Actor
) -> None:
    story = paper.story("Bearings", "The firm is old.", carries=[(claim, "background")])
    draft = latest_draft(story)
    draft.body = [
        paragraph("The firm is old."),
        block("answered", {"request": solling.requests.get().pk, "whole": False}),
    ]
    draft.save()
    draft.save_revision(user=paper.reporter)
    ((rule, _words),) = told(story)
    assert rule == "G6"
    assert [part.kind for part in story_view(latest_draft(story)).body] == ["paragraph"]


def test_the_page_of_the_claim_tells_nothing_of_the_request_either(paper: Gazette, claim: Claim) -> None:
    from twosource.stories.claim_view import claim_view

    story = paper.story("Bearings", "Greta Solling declined to comment.", carries=[(claim, "background")])
    overrule_gate(story=story, claim=claim, rule="G6", reason=REASON, by=paper.editor)
    publish_story(story=story, by=paper.editor)
    view = claim_view(claim.pk)
    assert view is not None
    assert (view.facing, view.overruled, view.known.asked) == (None, (), ())


def test_a_source_of_another_claim_of_the_story_is_kept_there_too(
    paper: Gazette, claim: Claim, solling: Actor
) -> None:
    from twosource.stories.silence import told_about

    other = paper.asserted("The quay is cracked.")
    log_outcome(request=paper.ask(other, solling), outcome="declined", by=paper.reporter)
    assert len(told_about([other.pk])) == 1
    paper.story("Both", "Nothing.", carries=[(claim, "background"), (other, "background")])
    assert told_about([other.pk]) == []
    assert told_about([paper.asserted("Nobody was asked.").pk]) == []
