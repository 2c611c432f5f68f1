"""The page of a claim: there while a live story carries it, whole, and legal to machines."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from gazette import Gazette, block
from schema_org import faults

from twosource.ledger.clock import at
from twosource.replies.actions import log_outcome
from twosource.stories.actions import (
    carry_claim,
    correct_story,
    overrule_gate,
    publish_story,
    unpublish_story,
)
from twosource.stories.claim_pages import ClaimView
from twosource.stories.claim_view import claim_view
from twosource.stories.drafts import latest_draft
from twosource.stories.models import StoryPage
from twosource.stories.story_view import story_view
from twosource.verification.actions import edit_claim_words, retract_item, withdraw_claim
from twosource.verification.models import Claim

HOSTILE = "</script><script>alert(1)</script> & <b>'\"x"


def view_of(claim: Claim) -> ClaimView:
    view = claim_view(claim.pk)
    assert view is not None
    return view


def ld(view: Any) -> dict[str, Any]:
    """The JSON-LD of a view, which must be legal."""
    document = json.loads(view.json_ld)
    assert faults(document) == []
    return document


def node(document: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(each for each in document["@graph"] if each["@type"] == kind)


def kinds(document: dict[str, Any]) -> list[str]:
    return [each["@type"] for each in document["@graph"]]


# where there is one


def test_a_claim_has_a_page_only_while_a_live_story_carries_it(paper: Gazette, client: Client) -> None:
    claim = paper.confirmed()
    address = f"/claims/{claim.pk}/"
    assert client.get(address).status_code == 404
    story = paper.story(carries=[(claim, "fact")])
    assert client.get(address).status_code == 404, "a draft brings nothing before readers"
    story = publish_story(story=story, by=paper.editor)
    assert client.get(address).status_code == 200
    unpublish_story(story=story, by=paper.editor)
    assert client.get(address).status_code == 404


def test_a_page_that_is_not_there_says_no_more_than_one_that_never_was(
    paper: Gazette, client: Client
) -> None:
    claim = paper.confirmed("Nobody outside may know that this is looked into.")
    paper.story(carries=[(claim, "fact")])
    there, never = client.get(f"/claims/{claim.pk}/"), client.get("/claims/999999999/")
    clocks = re.compile(rb"<time[^>]*>.*?</time>")
    assert clocks.sub(b"", there.content) == clocks.sub(b"", never.content)
    assert there.status_code == never.status_code == 404


def test_a_retracted_story_takes_its_claims_pages_with_it(paper: Gazette, client: Client) -> None:
    claim = paper.confirmed()
    story = paper.published(carries=[(claim, "fact")])
    correct_story(story=story, kind="retraction", text="It was another quay.", by=paper.editor)
    assert client.get(f"/claims/{claim.pk}/").status_code == 404


def test_a_later_draft_of_a_live_story_publishes_nothing_of_its_claims(
    paper: Gazette, client: Client
) -> None:
    story = paper.published()
    claim = paper.confirmed("The crane is cracked.")
    carry_claim(story=story, claim=claim, mode="fact", words="", by=paper.reporter)
    assert client.get(f"/claims/{claim.pk}/").status_code == 404


def test_that_it_was_said_has_a_page_beside_what_was_said(paper: Gazette, client: Client) -> None:
    speaker = paper.voice("Mara Lind", kind="person")
    claim = paper.asserted(said={"speaker": speaker})
    said = paper.said(claim)
    paper.published(carries=[(claim, "attributed")])
    what, that = view_of(claim), view_of(said)
    assert [line.url for line in what.said_claims] == [f"/claims/{said.pk}/"]
    assert that.about is not None
    assert that.about.url == f"/claims/{claim.pk}/"
    assert [each.mode_label for each in that.appearances] == ["that it was said"]
    page = client.get(f"/claims/{said.pk}/").content.decode()
    assert "two questions" in page


@pytest.mark.parametrize(
    "address", ["/claims/0/", "/claims/1234567890/", "/claims/-1/", "/claims/x/", "/claims/"]
)
def test_an_address_that_is_none_is_not_found(paper: Gazette, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


# what it says


def test_the_page_says_all_that_is_known(paper: Gazette, client: Client) -> None:
    council = paper.voice("City Council")
    speaker = paper.voice("Mara Lind", kind="person")
    told = {
        "speaker": speaker, "addressee": "Harbour Radio", "channel": "the breakfast programme",
        "place": "Oslo", "said_on": date(2026, 11, 20), "kind": "direct", "cue": "said",
        "verbatim": "That quay is as cracked as my cup.",
    }  # fmt: skip
    claim = paper.corroborated(said=told, accused=[council])
    paper.deny(claim, paper.item("A letter of the council", council, basis="participant"))
    paper.said(claim)
    log_outcome(
        request=paper.ask(claim, council), outcome="answered", answer="It is sound.", by=paper.reporter
    )
    paper.published(carries=[(claim, "attributed", "The quay is cracked")])
    view = view_of(claim)
    assert view.known.told is not None
    assert view.known.told.sentence == (
        "Mara Lind told Harbour Radio on 20 November 2026, via the breakfast programme, in Oslo"
    )
    assert view.facing is not None
    assert view.facing.answer == "It is sound."
    page = client.get(f"/claims/{claim.pk}/").content.decode()
    for words in (
        "The quay is cracked.", "Corroborated", "That quay is as cracked as my cup.", "in their own words",
        "A letter of the council", "It is sound.", "2 lines", "Cracks in the quay", "attributed",
        f'href="/voices/{speaker.pk}-mara-lind/"', f'href="/voices/{council.pk}-city-council/"',
        "No check has been signed yet.", "How its status moved", "Asserted",
    ):  # fmt: skip
        assert words in page, words


def test_checkers_are_roles_and_never_names(paper: Gazette, client: Client) -> None:
    claim = paper.confirmed()
    paper.published(carries=[(claim, "fact")])
    page = client.get(f"/claims/{claim.pk}/").content.decode()
    assert page.count("a checker: it stands") == 2
    assert "checked 2 times in all" in page
    assert "Smith" not in page


def test_signatures_that_fell_are_counted_and_not_shown(paper: Gazette, client: Client) -> None:
    claim = paper.confirmed()
    story = paper.published(carries=[(claim, "fact")])
    retract_item(item=claim.evidence.first().item, reason="He was not there.", by=paper.editor)
    view = view_of(claim)
    assert (view.known.checked, view.known.signed) == (2, ())
    assert [move.status for move in view.moves] == ["asserted", "corroborated", "confirmed", "asserted"]
    page = client.get(f"/claims/{claim.pk}/").content.decode()
    assert "what was signed has fallen since" in page
    since = [move.status for move in story_view(StoryPage.objects.get(pk=story.pk)).known[0].since]
    assert since == ["asserted"], "the panel tells what became of it after the story went out"


def test_an_override_stands_with_its_reason_and_its_story(paper: Gazette, client: Client) -> None:
    claim = paper.asserted()
    story = paper.story(carries=[(claim, "fact")])
    overrule_gate(story=story, claim=claim, rule="G1", reason="Lives depend on it tonight.", by=paper.editor)
    publish_story(story=story, by=paper.editor)
    assert [each.story.text for each in view_of(claim).overruled] == ["Cracks in the quay"]
    page = client.get(f"/claims/{claim.pk}/").content.decode()
    assert "Lives depend on it tonight." in page
    assert "Eva Smith" in page


def test_what_was_taken_back_says_who_and_when(paper: Gazette, client: Client) -> None:
    claim = paper.asserted()
    story = paper.story(carries=[(claim, "background")])
    publish_story(story=story, by=paper.editor)
    withdraw_claim(claim=claim, reason="Mara Lind, by letter, 3 May.", by=paper.reporter)
    assert "Mara Lind, by letter, 3 May." in client.get(f"/claims/{claim.pk}/").content.decode()


def test_every_live_story_that_carries_it_stands_with_how_and_since_when(paper: Gazette) -> None:
    claim = paper.confirmed()
    paper.published(
        "First", "The quay is cracked, divers say.", carries=[(claim, "fact", "The quay is cracked")]
    )
    paper.published("Second", "Old news.", carries=[(claim, "background")])
    paper.story("Third", carries=[(claim, "fact")])
    view = view_of(claim)
    assert [(each.story.text, each.mode_label, each.words) for each in view.appearances] == [
        ("First", "in our own voice", "The quay is cracked"),
        ("Second", "as background", ""),
    ]
    assert view.published_at == view.appearances[0].published_at


def test_words_readers_never_saw_stay_at_the_desk(paper: Gazette) -> None:
    claim = paper.asserted("The quay is falling down, and he did it.")
    edit_claim_words(claim=claim, text="The quay is cracked.", by=paper.reporter)
    story = paper.published(carries=[(claim, "background")])
    assert view_of(claim).wordings == ()
    edit_claim_words(claim=claim, text="The north quay is cracked.", by=paper.reporter)
    assert [each.text for each in view_of(claim).wordings] == ["The quay is cracked."]
    assert story.live


def test_a_claim_a_later_version_brought_was_not_public_before(paper: Gazette) -> None:
    story = paper.published()
    claim = paper.asserted("A guess nobody printed.")
    edit_claim_words(claim=claim, text="The quay is cracked.", by=paper.reporter)
    carry_claim(story=story, claim=claim, mode="background", words="", by=paper.reporter)
    publish_story(story=story, by=paper.editor)
    assert view_of(claim).wordings == ()


def test_the_number_of_queries_does_not_grow_with_the_claim(
    paper: Gazette, client: Client, django_assert_max_num_queries: Any
) -> None:
    claim = paper.corroborated()
    for number in range(12):
        paper.support(claim, paper.witness(f"Witness {number}"))
        paper.published(f"Story {number}", carries=[(claim, "background")])
    with django_assert_max_num_queries(42):
        claim_view(claim.pk)


# what machines are told


def test_a_claim_nobody_signed_has_no_review(paper: Gazette) -> None:
    claim = paper.corroborated()
    paper.published(carries=[(claim, "background")])
    document = ld(view_of(claim))
    assert kinds(document) == ["WebPage", "Claim"]
    told = node(document, "Claim")
    assert told["text"] == claim.text
    assert [story["@type"] for story in told["appearance"]] == ["NewsArticle"]
    assert told["firstAppearance"] == told["appearance"][0]
    assert len(told["citation"]) == 2, "several sources"


def test_one_signature_is_no_review_and_two_are(paper: Gazette) -> None:
    claim = paper.corroborated()
    paper.published(carries=[(claim, "background")])
    paper.sign(claim, paper.ana)
    assert "ClaimReview" not in kinds(ld(view_of(claim)))
    paper.sign(claim, paper.bo)
    review = node(ld(view_of(claim)), "ClaimReview")
    assert review["reviewRating"]["alternateName"] == "Confirmed"
    assert review["itemReviewed"] == {"@id": view_of(claim).absolute_url + "#claim"}
    assert review["claimReviewed"] == claim.text


def test_words_that_were_said_are_a_quotation_of_who_said_them(paper: Gazette) -> None:
    speaker = paper.voice("Mara Lind", kind="person")
    said = {
        "speaker": speaker,
        "kind": "direct",
        "verbatim": "It cracked.",
        "said_on": date(2026, 5, 3),
        "channel": "TV",
    }
    claim = paper.asserted(said=said)
    paper.said(claim)
    paper.published(carries=[(claim, "attributed")])
    document = ld(view_of(claim))
    quotation = node(document, "Quotation")
    assert quotation["text"] == "It cracked."
    assert quotation["spokenByCharacter"]["@type"] == "Person"
    assert quotation["spokenByCharacter"]["url"].endswith(f"/voices/{speaker.pk}-mara-lind/")
    assert node(document, "Claim")["firstAppearance"] == {
        "@type": "CreativeWork", "name": "TV", "datePublished": "2026-05-03",
    }  # fmt: skip


def test_a_source_known_to_us_is_nobodys_author(paper: Gazette) -> None:
    source = paper.sealed("Xanthippe Quicklime")
    claim = paper.asserted(said={"speaker": source, "kind": "direct", "verbatim": "It cracked."})
    paper.said(claim)
    paper.published(carries=[(claim, "attributed")])
    view = view_of(claim)
    assert "author" not in node(ld(view), "Claim")
    assert "Quotation" not in kinds(ld(view))
    assert view.known.told is not None
    assert [piece.url for piece in view.known.told.pieces] == [""] * len(view.known.told.pieces)


def test_a_story_mentions_its_claims_and_has_its_quotations_as_parts(paper: Gazette) -> None:
    speaker = paper.voice("Harbour Office")
    quotation = {
        "text": "It is sound.",
        "speaker": speaker.pk,
        "addressee": "",
        "channel": "",
        "said_on": "2026-05-03",
    }
    claim = paper.confirmed()
    story = paper.story(carries=[(claim, "fact")], dateline="North quay")
    draft = latest_draft(story)
    draft.body = [*draft.body.raw_data, block("quotation", quotation)]
    draft.save_revision(user=paper.reporter)
    story = publish_story(story=story, by=paper.editor)
    correct_story(story=story, kind="correction", text="It is the north quay.", by=paper.editor)
    document = ld(story_view(StoryPage.objects.get(pk=story.pk)))
    assert [claim["@type"] for claim in document["mentions"]] == ["Claim"]
    assert document["hasPart"][0]["spokenByCharacter"]["name"] == "Harbour Office"
    assert document["correction"][0]["@type"] == "CorrectionComment"
    assert document["dateline"] == "North quay"


@pytest.mark.parametrize("kind", ["claim", "speaker", "channel"])
def test_nothing_written_here_breaks_out_of_the_script(paper: Gazette, client: Client, kind: str) -> None:
    speaker = paper.voice(HOSTILE if kind == "speaker" else "Mara Lind", kind="person")
    said = {
        "speaker": speaker,
        "channel": HOSTILE if kind == "channel" else "",
        "kind": "direct",
        "verbatim": HOSTILE,
    }
    claim = paper.asserted(HOSTILE if kind == "claim" else "The quay is cracked.", said=said)
    paper.said(claim)
    paper.published(carries=[(claim, "attributed")])
    for address in (f"/claims/{claim.pk}/", client.get(f"/voices/{speaker.pk}-x/")["Location"]):
        page = client.get(address).content.decode()
        scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
        assert len(scripts) == 1
        held = HOSTILE in json.dumps(json.loads(scripts[0]), ensure_ascii=False).replace('\\"', '"')
        assert held or (kind, "/voices/" in address) == ("channel", True)
        assert "<script>alert" not in page
        assert "<b>'" not in page


def test_illegal_terms_would_be_found() -> None:
    """The judge judges: wrong types, wrong places and wrong values are each named."""
    context = {"@context": "https://schema.org"}
    assert faults({"@type": "Claim"}) == ["@context is None"]
    assert faults(context | {"@type": "Clam"}) == ["no type 'Clam'"]
    assert faults(context | {"@type": "Person", "appearance": "x"}) == ["Person has no appearance"]
    assert faults(context | {"@type": "Claim", "appearance": "x"}) != []
    assert faults(context | {"@type": "Claim", "datePublished": "yesterday"}) != []
    assert faults(context | {"@type": "Claim", "author": {"@type": "CreativeWork"}}) != []
    assert faults(context | {"@type": "ClaimReview", "itemReviewed": {"@id": "#nowhere"}}) != []


# the head of the page


def test_a_claims_page_introduces_itself(paper: Gazette, client: Client, settings: Any) -> None:
    claim = paper.confirmed()
    paper.published(carries=[(claim, "fact")])
    page = client.get(f"/claims/{claim.pk}/").content.decode()
    address = f"{settings.WAGTAILADMIN_BASE_URL}/claims/{claim.pk}/"
    assert f'<link rel="canonical" href="{address}">' in page
    assert '<meta property="og:title" content="Confirmed: The quay is cracked.">' in page
    assert "noindex" not in page
    [said] = re.findall(r'ld\+json">(.*?)</script>', page)
    assert faults(json.loads(said)) == [], "with what the site adds of its discussion"


def test_a_claim_of_five_thousand_characters_has_a_page(paper: Gazette, client: Client) -> None:
    claim = paper.asserted("Ω" * 4990 + " is so.")
    paper.published(carries=[(claim, "background")])
    answer = client.get(f"/claims/{claim.pk}/")
    assert answer.status_code == 200
    assert 'class="long"' in answer.content.decode()


def test_moments_are_those_of_the_record(paper: Gazette) -> None:
    then = datetime(2026, 5, 3, 9, tzinfo=UTC)
    with at(then):
        claim = paper.asserted()
    paper.published(carries=[(claim, "background")])
    assert view_of(claim).moves[0].at - then < timedelta(seconds=1)
