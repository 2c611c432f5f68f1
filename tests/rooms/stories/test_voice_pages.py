"""A voice's page: everything published that they said, and no page, nor a hint of one, for who is protected."""

from __future__ import annotations

import importlib
import json
import re
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from gazette import Gazette, block
from schema_org import faults

from twosource.replies.actions import log_outcome
from twosource.stories.actions import correct_story, publish_story, unpublish_story
from twosource.stories.drafts import latest_draft
from twosource.stories.models import Quote, StoryPage
from twosource.stories.quotes import drafted_quotations
from twosource.stories.story_view import story_view
from twosource.stories.voice_view import PER_PAGE, find_voice, voice_view
from twosource.topics.actions import name_tag
from twosource.verification.actions import retract_item
from twosource.verification.models import Actor


def quoting(
    paper: Gazette,
    speaker: Actor,
    text: str,
    *,
    on: str | None = None,
    headline: str = "Heard",
    live: bool = True,
) -> StoryPage:
    """A story with a quotation of this speaker."""
    value = {"text": text, "speaker": speaker.pk, "addressee": "Harbour Radio", "channel": "", "said_on": on}
    story = paper.story(headline)
    draft = latest_draft(story)
    draft.body = [*draft.body.raw_data, block("quotation", value)]
    draft.save_revision(user=paper.reporter)
    return publish_story(story=story, by=paper.editor) if live else story


@pytest.fixture
def mara(paper: Gazette) -> Actor:
    return paper.voice("Mara Lind", kind="person")


def address(voice: Actor) -> str:
    return f"/voices/{voice.pk}-{voice.name.lower().replace(' ', '-')}/"


def test_claims_quotations_requests_and_denials_stand_in_order_of_their_days(
    paper: Gazette, mara: Actor
) -> None:
    claim = paper.asserted(said={"speaker": mara, "said_on": date(2026, 5, 3)})
    paper.said(claim)
    other = paper.asserted("The crane is cracked.", accused=[mara])
    paper.deny(other, paper.item("Her letter", mara, basis="participant"))
    log_outcome(request=paper.ask(other, mara), outcome="declined", by=paper.reporter)
    paper.published("One", carries=[(claim, "attributed")])
    paper.published("Two", carries=[(other, "background")])
    quoting(paper, mara, "I told them so.", on="2026-05-09")
    view = voice_view(mara)
    assert [each.kind for each in view.spoken[-2:]] == ["quotation", "claim"]
    assert {each.kind for each in view.spoken[:2]} == {"denial", "request"}
    assert [each.on for each in view.spoken] == sorted((each.on for each in view.spoken), reverse=True)
    by_kind = {each.kind: each for each in view.spoken}
    assert by_kind["claim"].url == f"/claims/{claim.pk}/"
    assert [move.status for move in by_kind["claim"].became] == ["asserted"]
    assert [link.text for link in by_kind["claim"].stories] == ["One"]
    assert by_kind["quotation"].told is not None
    assert by_kind["quotation"].told.sentence == "Mara Lind told Harbour Radio on 9 May 2026"
    assert by_kind["request"].asked is not None
    assert by_kind["request"].asked.outcome == "declined"
    assert (by_kind["denial"].text, by_kind["denial"].denied) == ("Her letter", "The crane is cracked.")
    assert view.total == 4


def test_the_page_reads_as_one_would_write_it(paper: Gazette, mara: Actor, client: Client) -> None:
    tag = name_tag(name="Mara Lind", kind="person", by=None)
    claim = paper.asserted(
        said={
            "speaker": mara,
            "addressee": "the council",
            "kind": "mixed",
            "cue": "warned",
            "verbatim": "It will go.",
        }
    )
    paper.said(claim)
    story = paper.published(carries=[(claim, "attributed")])
    assert "/tags/person/mara-lind/" not in client.get(address(mara)).content.decode(), "no story is under it"
    draft = latest_draft(story)
    draft.tags.add(tag)
    draft.save_revision(user=paper.reporter)
    publish_story(story=story, by=paper.editor)
    page = client.get(address(mara)).content.decode()
    for words in ("Mara Lind", "Person", "Asserted", "partly in their own words", "warned", "It will go.",
                  'href="/tags/person/mara-lind/"', "Cracks in the quay", '<link rel="canonical"'):  # fmt: skip
        assert words in page, words
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    document = json.loads(scripts[0])
    assert faults(document) == []
    assert document["mainEntity"]["@type"] == "Person"


@pytest.mark.parametrize("kind", ["sealed", "anonymous"])
def test_a_protected_voice_has_no_page_and_no_hint_of_one(paper: Gazette, client: Client, kind: str) -> None:
    voice = (
        paper.sealed("Xanthippe Quicklime")
        if kind == "sealed"
        else paper.voice("An official", anonymous=True)
    )
    claim = paper.asserted(said={"speaker": voice})
    paper.said(claim)
    story = quoting(paper, voice, "I saw it.")
    paper.published(carries=[(claim, "attributed")])
    assert find_voice(voice.pk) is None
    there, never = client.get(f"/voices/{voice.pk}-x/"), client.get("/voices/999999999-x/")
    clocks = re.compile(rb"<time[^>]*>.*?</time>")
    assert clocks.sub(b"", there.content) == clocks.sub(b"", never.content)
    assert there.status_code == never.status_code == 404
    for page in (story.url, f"/claims/{claim.pk}/", "/sitemap.xml"):
        assert f"/voices/{voice.pk}" not in client.get(page).content.decode()
    assert "hasPart" not in json.loads(story_view(story).json_ld)


def test_a_voice_of_whom_nothing_is_published_has_no_page(
    paper: Gazette, mara: Actor, client: Client
) -> None:
    claim = paper.asserted(said={"speaker": mara})
    paper.said(claim)
    story = paper.story(carries=[(claim, "attributed")])
    quoting(paper, mara, "Not yet.", headline="Later", live=False)
    assert client.get(address(mara)).status_code == 404
    story = publish_story(story=story, by=paper.editor)
    assert client.get(address(mara)).status_code == 200
    assert [each.kind for each in voice_view(mara).spoken] == ["claim"], "the draft's words stay at the desk"
    unpublish_story(story=story, by=paper.editor)
    assert client.get(address(mara)).status_code == 404


def test_what_a_retracted_story_quoted_is_gone(paper: Gazette, mara: Actor, client: Client) -> None:
    story = quoting(paper, mara, "I saw it.")
    assert client.get(address(mara)).status_code == 200
    correct_story(story=story, kind="retraction", text="She said nothing of the kind.", by=paper.editor)
    assert client.get(address(mara)).status_code == 404


def test_the_same_words_stand_once(paper: Gazette, mara: Actor) -> None:
    claim = paper.asserted("It will go.", said={"speaker": mara})
    paper.said(claim)
    paper.published(carries=[(claim, "attributed")])
    quoting(paper, mara, "“It will go”", headline="Again")
    quoting(paper, mara, "It was going.", headline="Thrice")
    quoting(paper, mara, "It was going.", headline="More")
    assert sorted(each.text for each in voice_view(mara).spoken) == ["It was going.", "It will go."]


def test_a_quotation_leads_to_who_said_it(paper: Gazette, mara: Actor, client: Client) -> None:
    name_tag(name="Mara Lind", kind="person", by=None)
    story = quoting(paper, mara, "I told them so.")
    assert f'<a href="{address(mara)}">Mara Lind</a>' in client.get(story.url).content.decode()


def test_an_address_with_another_name_leads_to_the_right_one(
    paper: Gazette, mara: Actor, client: Client
) -> None:
    quoting(paper, mara, "I told them so.")
    answer = client.get(f"/voices/{mara.pk}-someone-else/")
    assert (answer.status_code, answer["Location"]) == (301, address(mara))


def test_names_in_any_script_have_addresses(paper: Gazette, client: Client) -> None:
    for name in ("Øyvind Å", "山田 花子", "مارا", "!!!"):
        voice = paper.voice(name, kind="person")
        quoting(paper, voice, f"So says {name}.", headline=f"Heard {voice.pk}")
        answer = client.get(f"/voices/{voice.pk}-x/", follow=True)
        assert answer.status_code == 200, name
        assert name in answer.content.decode()


def test_a_denial_readers_are_not_shown_under_a_story_is_not_shown_here(paper: Gazette, mara: Actor) -> None:
    claim = paper.asserted(said={"speaker": mara})
    paper.said(claim)
    denied, secret = paper.asserted("One."), paper.asserted("Two.")
    letter = paper.item("Her letter", mara, basis="participant")
    paper.deny(denied, letter)
    paper.deny(
        secret, paper.item("A talk with a source", mara, paper.sealed("Quicklime"), basis="participant")
    )
    paper.published(carries=[(claim, "attributed"), (denied, "background"), (secret, "background")])
    assert [each.text for each in voice_view(mara).spoken if each.kind == "denial"] == ["Her letter"]
    retract_item(item=letter, reason="It was forged.", by=paper.editor)
    assert [each for each in voice_view(mara).spoken if each.kind == "denial"] == []


def test_a_long_list_goes_by_pages(paper: Gazette, mara: Actor, client: Client) -> None:
    story = quoting(paper, mara, "First.")
    rows = [
        Quote(story=story, block_id=f"b{n}", speaker=mara, text=f"Number {n}", said_on=date(2026, 1, 1))
        for n in range(PER_PAGE + 5)
    ]
    Quote.objects.bulk_create(rows)
    first, second = voice_view(mara), voice_view(mara, page=2)
    assert (len(first.spoken), len(second.spoken)) == (PER_PAGE, 6)
    assert (first.newer_url, first.older_url) == ("", f"{address(mara)}?page=2")
    assert (second.newer_url, second.older_url) == (address(mara), "")
    assert voice_view(mara, page=3).newer_url == f"{address(mara)}?page=2"
    page = client.get(f"{address(mara)}?page=2").content.decode()
    assert 'content="noindex, follow"' in page
    for odd in ("0", "-1", "x", "99999", "９", "1e3", "\x00"):
        assert client.get(address(mara), {"page": odd}).status_code == 200, odd


def test_the_number_of_queries_does_not_grow_with_what_was_said(
    paper: Gazette, mara: Actor, django_assert_max_num_queries: Any
) -> None:
    other = paper.asserted("The crane is cracked.", accused=[mara])
    paper.deny(other, paper.item("Her letter", mara, basis="participant"))
    paper.ask(other, mara)
    paper.published("Two", carries=[(other, "background")])
    for number in range(8):
        claim = paper.asserted(f"Claim {number}.", said={"speaker": mara, "addressee": "the council"})
        paper.published(f"Story {number}", carries=[(claim, "background")])
        quoting(paper, mara, f"Quote {number}.", headline=f"Heard {number}")
    with django_assert_max_num_queries(40):
        assert len(voice_view(mara).spoken) == 18


# the rows they are found by


def test_quotes_are_those_of_the_version_readers_see(paper: Gazette, mara: Actor) -> None:
    story = quoting(paper, mara, "First words.")
    draft = latest_draft(story)
    rows = list(draft.body.raw_data)
    rows[-1]["value"] = dict(rows[-1]["value"]) | {"text": "Other words."}
    rows.append(
        block("quotation", {"text": "", "speaker": mara.pk, "addressee": "", "channel": "", "said_on": None})
    )
    draft.body = rows
    draft.save_revision(user=paper.reporter)
    assert [quote.text for quote in Quote.objects.all()] == ["First words."]
    publish_story(story=story, by=paper.editor)
    assert [str(quote) for quote in Quote.objects.all()] == ["Other words."], (
        "a quotation without words is none"
    )


def test_what_the_drafts_say_is_known_at_the_desk(paper: Gazette, mara: Actor) -> None:
    quoting(paper, mara, "Printed.")
    quoting(paper, mara, "Not yet.", headline="Later", live=False)
    assert [row["text"] for _story, row in drafted_quotations(mara.pk)] == ["Not yet."]
    assert drafted_quotations(mara.pk, most=0) == []


def test_a_newsroom_that_exists_gets_its_quotes(paper: Gazette, mara: Actor) -> None:
    """The migration makes of live stories what the bridge makes of each that goes out from now on."""
    quoting(paper, mara, "I told them so.", on="2026-05-09")
    quoting(paper, mara, "Not yet.", headline="Later", live=False)
    made = list(
        Quote.objects.values("story", "block_id", "speaker", "text", "addressee", "channel", "said_on")
    )
    Quote.objects.all().delete()
    migration = importlib.import_module("twosource.stories.migrations.0004_readers")
    migration.quotes_of_live_stories(apps, None)
    again = list(
        Quote.objects.values("story", "block_id", "speaker", "text", "addressee", "channel", "said_on")
    )
    assert made == again
    assert len(made) == 1
