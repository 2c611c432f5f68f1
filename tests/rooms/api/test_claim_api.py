"""A claim as JSON: what its page says, by name, and nothing of a claim that has no page."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from press import Press
from twosource.api import sitemaps
from twosource.verification.actions import name_voice, open_claim, open_said_claim

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@pytest.fixture
def told(press: Press) -> Any:
    """A claim somebody made, carried by a story that is live."""
    from twosource.stories.actions import carry_claim, publish_story

    speaker = name_voice(name="Mara Lind", kind="person", by=press.reporter)
    said = {
        "speaker": speaker,
        "addressee": "the council",
        "kind": "direct",
        "cue": "said",
        "verbatim": "It cracked!",
    }
    claim = open_claim(text="The quay is cracked.", said=said, by=press.reporter)
    open_said_claim(claim=claim, by=press.reporter)
    story = press.draft("Dredger", "The quay is cracked.")
    carry_claim(story=story, claim=claim, mode="background", words="quay is cracked", by=press.reporter)
    publish_story(story=story, by=press.editor)
    return claim


def test_a_claim_is_told_whole(press: Press, client: Client, told: Any, settings: Any) -> None:
    base = settings.WAGTAILADMIN_BASE_URL
    answer = client.get(f"/api/v1/claims/{told.pk}/")
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "*"
    claim = json.loads(answer.content)
    assert claim["url"] == f"{base}/claims/{told.pk}/"
    assert (claim["text"], claim["status"], claim["times_checked"]) == ("The quay is cracked.", "none", 0)
    assert claim["told"] == {
        "sentence": "Mara Lind told the council",
        "speaker": {"name": "Mara Lind", "url": f"{base}/voices/{told.speaker_id}-mara-lind/"},
        "wording": "in their own words",
        "cue": "said",
        "verbatim": "It cracked!",
    }
    assert [story["words"] for story in claim["stories"]] == ["quay is cracked"]
    assert [said["text"] for said in claim["said_claims"]] == [
        "Mara Lind told the council: The quay is cracked."
    ]
    again = client.get(f"/api/v1/claims/{told.pk}/", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_that_it_was_said_names_what_was_said(press: Press, client: Client, told: Any) -> None:
    said = told.said_claims.get()
    claim = json.loads(client.get(f"/api/v1/claims/{said.pk}/").content)
    assert claim["about"]["text"] == "The quay is cracked."


def test_a_story_gives_the_addresses_of_its_claims(press: Press, client: Client, told: Any) -> None:
    story = json.loads(client.get("/api/v1/stories/").content)["stories"][0]
    claims = json.loads(client.get(story["api_url"]).content)["claims"]
    assert claims[0]["api_url"].endswith(f"/api/v1/claims/{told.pk}/")
    assert claims[0]["url"].endswith(f"/claims/{told.pk}/")


def test_a_claim_without_a_page_is_not_told(press: Press, client: Client) -> None:
    claim = press.claim(press.draft("Draft", "Text."), "Nobody may know.")
    answer = client.get(f"/api/v1/claims/{claim.pk}/")
    assert (answer.status_code, json.loads(answer.content)) == (404, {"error": "There is no such claim."})
    assert client.post(f"/api/v1/claims/{claim.pk}/").status_code == 405


def test_the_sitemap_holds_the_pages_of_claims_and_voices(press: Press, client: Client, told: Any) -> None:
    press.claim(press.draft("Draft", "Text."), "Nobody may know.")
    found = client.get("/sitemap.xml").content.decode()
    assert found.count("/claims/") == 2
    assert f"/voices/{told.speaker_id}-mara-lind/" in found


def test_many_claims_have_sheets_of_their_own(
    press: Press, client: Client, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "MOST", 1)
    sheets = [loc.text or "" for loc in etree.fromstring(client.get("/sitemap.xml").content).iter(LOC)]
    paths = [sheet.partition(":8000")[2] or "/" + sheet.split("/", 3)[3] for sheet in sheets]
    claims = [path for path in paths if "claims" in path]
    assert len(claims) == 2
    voices = [path for path in paths if "voices" in path]
    assert len(voices) == 1
    for path in paths:
        assert client.get(path).status_code == 200
    after = [f"/sitemap-{name}-{10**9}.xml" for name in ("claims", "voices")]
    for past in ("/sitemap-claims-0.xml", *after):
        assert client.get(past).status_code == 404
