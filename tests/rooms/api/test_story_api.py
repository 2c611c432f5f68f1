"""The read API gives what readers see, pages by key, and says what is wrong with a question."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from press import Press
from twosource.api.answers import ApiError
from twosource.api.parameters import read_moment
from twosource.api.story_list import key_of, read_key
from twosource.shortlinks.actions import mint_link
from twosource.stories.actions import publish_story, unpublish_story
from twosource.stories.models import StoryPage

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SHARED = Path(os.environ.get("TWOSOURCE_SHARED") or Path(__file__).resolve().parents[4] / "shared")
BLNS = SHARED / "judges" / "data" / "blns.json"
LIST = "/api/v1/stories/"


def headlines(client: Client, query: str = "") -> list[str]:
    answer = client.get(LIST + query)
    assert answer.status_code == 200, answer.content
    return [story["headline"] for story in answer.json()["stories"]]


def refused(client: Client, query: str) -> str:
    answer = client.get(LIST + query)
    assert answer.status_code == 400, query
    return str(answer.json()["error"])


def test_a_story_in_the_list_says_what_its_card_says(press: Press, client: Client, settings: Any) -> None:
    story = press.publish(
        "Dredger",
        "Text.",
        standfirst="It came.",
        topic="Dock strike",
        tags=[("place", "Quay")],
        byline="Jo Reed",
    )
    mint_link(story_id=story.pk)
    base = settings.WAGTAILADMIN_BASE_URL
    (line,) = client.get(LIST).json()["stories"]
    assert line["url"] == f"{base}/harbour/dredger/"
    assert line["api_url"] == f"{base}/api/v1/stories/{story.pk}/"
    assert line["short_url"].startswith(f"{base}/s/")
    assert line["topic"] == {"name": "Dock strike", "url": f"{base}/topics/dock-strike/", "count": 1}
    assert line["tags"] == [{"name": "Quay", "kind": "place", "url": f"{base}/tags/place/quay/"}]
    assert line["bylines"] == [{"name": "Jo Reed", "url": f"{base}/authors/jo-reed/"}]


def test_every_story_is_reached_once_by_following_next(press: Press, client: Client, settings: Any) -> None:
    same = timezone.now() - timedelta(days=1)
    for number in range(5):
        press.publish(
            f"Dredger {number}", "Text.", at=same if number % 2 else same - timedelta(seconds=number)
        )
    seen, address = [], f"{LIST}?limit=2&section=harbour"
    while address:
        page = client.get(address).json()
        assert page["total"] == 5
        seen += [story["id"] for story in page["stories"]]
        address = (page["next"] or "").removeprefix(settings.WAGTAILADMIN_BASE_URL)
    stamps = [StoryPage.objects.get(pk=pk).first_published_at for pk in seen]
    assert len(seen) == len(set(seen)) == 5
    assert stamps == sorted(stamps, reverse=True)


def test_a_story_published_between_two_pages_moves_none(press: Press, client: Client) -> None:
    for number in range(4):
        press.publish(f"Dredger {number}", "Text.")
    first = client.get(f"{LIST}?limit=2").json()
    press.publish("Newcomer", "Text.")
    query = first["next"].partition("?")[2]
    assert headlines(client, f"?{query}") == ["Dredger 1", "Dredger 0"]


def test_filters_cut_the_list(press: Press, client: Client) -> None:
    old = timezone.now() - timedelta(days=10)
    press.publish("Ours", "Text.", topic="Dock strike", tags=[("person", "Ana"), ("place", "Ana")])
    press.publish("Theirs", "Text.", section="city", at=old)
    corrected = press.publish("Corrected", "Text.", section="city", at=old)
    press.correct(corrected, "It was another.")
    assert headlines(client, "?topic=dock-strike") == ["Ours"]
    assert headlines(client, "?section=harbour") == ["Ours"]
    assert headlines(client, "?tag=person/ana") == headlines(client, "?tag=ana") == ["Ours"]
    assert headlines(client, "?tag=nobody") == []
    day = (timezone.now() - timedelta(days=2)).date().isoformat()
    assert set(headlines(client, f"?since={day}")) == {"Ours", "Corrected"}
    assert headlines(client, f"?since={day}T00:00:00%2B00:00&section=city") == ["Corrected"]
    assert headlines(client, f"?since={day}T00:00:00+00:00&section=city&topic=dock-strike") == []


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?limit=0", "limit"), ("?limit=101", "limit"), ("?limit=x", "limit"), ("?limit=%C2%B2", "limit"),
        ("?before=1", "before"), ("?before=1.2.3", "before"), (f"?before={'9' * 40}.1", "before"),
        ("?since=yesterday", "since"), ("?since=2026-13-01", "since"), ("?since=2026-01-01T10:00", "since"),
        ("?since=9999-12-31T23:59:59-12:00", "since"), ("?topic=none", "topic"), ("?section=none", "section"),
        ("?tag=person/none", "tag"), ("?sort=x", "sort"), ("?limit=1&limit=2", "limit"),
        ("?topic=%00", "topic"),
        ("?since=", "since"), ("?limit=", "limit"), ("?tag=a%0ab", "tag"),
    ],
)  # fmt: skip
def test_a_parameter_that_means_nothing_is_named(
    press: Press, client: Client, query: str, names: str
) -> None:
    assert names in refused(client, query)


def test_nothing_that_readers_may_not_see_is_given(press: Press, client: Client) -> None:
    draft = press.draft("Draft", "Text.")
    later = press.draft("Later", "Text.")
    publish_story(story=later, by=press.editor, at=timezone.now() + timedelta(hours=1))
    gone, past = press.publish("Gone", "Text."), press.publish("Past", "Text.")
    unpublish_story(story=gone, by=press.editor)
    past.expire_at = timezone.now() - timedelta(seconds=1)
    past.save()
    assert client.get(LIST).json() == {"total": 0, "next": None, "stories": []}
    nobody = client.get(f"{LIST}999999/")
    for story in (draft, later, gone, past):
        answer = client.get(f"{LIST}{story.pk}/")
        assert (
            (answer.status_code, answer.content)
            == (nobody.status_code, nobody.content)
            == (404, answer.content)
        )


def test_a_retracted_story_leaves_the_list_and_says_so_at_its_own_address(
    press: Press, client: Client
) -> None:
    story = press.publish("Wrong", "The secret paragraph.")
    press.correct(story, "It was not so.", "retraction")
    assert headlines(client) == []
    answer = client.get(f"{LIST}{story.pk}/")
    assert answer.status_code == 410
    assert answer.json()["retracted"]["text"] == "It was not so."
    assert "secret paragraph" not in answer.content.decode()


def test_a_whole_story_carries_its_claims_and_why_they_stand_so(press: Press, client: Client) -> None:
    draft = press.draft("Dredger", "The dredger <b>came</b>.", "It <i>left</i>.")
    claim = press.claim(draft, "The dredger came.", words="dredger came")
    story = publish_story(story=draft, by=press.editor)
    said = client.get(f"{LIST}{story.pk}/").json()
    assert [block["kind"] for block in said["body"]] == ["paragraph", "paragraph"]
    assert said["body"][0]["html"] == "The dredger <b>came</b>."
    assert said["section"]["name"] == "Harbour"
    (told,) = said["claims"]
    assert (told["id"], told["text"], told["status"]) == (claim.pk, "The dredger came.", "none")
    assert told["words"] == "dredger came"
    assert told["why"]
    assert (told["supports"], told["signed"]) == ([], [])


def test_an_answer_that_did_not_change_is_not_sent_twice(press: Press, client: Client) -> None:
    story = press.publish("Dredger", "Text.")
    for path in (LIST, f"{LIST}{story.pk}/"):
        etag = client.get(path)["ETag"]
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 304


def test_other_methods_and_addresses_are_refused_as_json(press: Press, client: Client) -> None:
    answer = client.post(LIST)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert "error" in answer.json()
    for path in (
        "/api/",
        "/api/v1/stories/x/",
        "/api/v1/stories/1",
        f"/api/v1/stories/{'9' * 30}/",
        "/api/v2/%00",
    ):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "error" in answer.json()


def test_naughty_strings_are_refused_or_find_nothing(press: Press, client: Client) -> None:
    if not BLNS.exists():
        pytest.skip("the list of naughty strings is not on this machine (TWOSOURCE_SHARED names its folder)")
    press.publish("Dredger", "Text.")
    strings = [text for text in json.loads(BLNS.read_text("utf-8")) if isinstance(text, str)] + ["'" * 5000]
    for text in strings[::8]:
        for name in ("topic", "tag", "since", "before"):
            answer = client.get(f"{LIST}?{name}={quote(text, safe='')}")
            assert answer.status_code == 400 or answer.json()["stories"] == []


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["topic", "section", "tag", "since", "before", "limit", "x"]), st.text(max_size=30))
def test_no_value_is_an_error_of_ours(press: Press, client: Client, name: str, value: str) -> None:
    quoted = quote(value.encode("utf-8", "surrogatepass"), safe="")
    assert client.get(f"{LIST}?{name}={quoted}").status_code in (200, 400)


@given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9998, 1, 1)), st.integers(1, 10**17))
def test_a_key_is_read_as_it_was_written(moment: datetime, pk: int) -> None:
    moment = moment.replace(tzinfo=UTC)
    assert read_key(key_of(moment, pk)) == (moment, pk)


@given(st.text(max_size=40) | st.integers() | st.none() | st.lists(st.integers()))
def test_any_value_is_a_moment_or_refused(value: object) -> None:
    try:
        moment = read_moment("at", value)
    except ApiError as error:
        moment = error.status
    assert moment == 400 or moment.tzinfo is UTC
