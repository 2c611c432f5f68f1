"""Every address the paper names leads somewhere, and every number it gives is the same one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from walking import walk

if TYPE_CHECKING:
    from conftest import Printed

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_no_address_that_a_reader_is_given_is_broken(printed: Printed, client: Client) -> None:
    answers = walk(client)
    broken = {
        path: answer.status_code for path, answer in answers.items() if answer.status_code not in (200, 302)
    }
    assert broken == {}
    for path in (
        "/harbour/the-boat-sails/",
        "/city/",
        "/topics/night-ferries/",
        "/tags/person/ada-sound/",
        "/tags/organisation/port-authority/",
        "/tags/place/fish-quay/",
        "/tags/subject/ferries/",
        "/authors/ines-marlow/",
        "/corrections/",
        "/standards/",
        "/feeds/topic/night-ferries/atom.xml",
        "/feeds/rss.xml",
    ):
        assert path in answers
    assert any(path.startswith("/s/") for path in answers)
    assert any(path.startswith("/media/") for path in answers)


def test_a_topic_has_the_same_number_on_every_door(printed: Printed, client: Client) -> None:
    counts: dict[str, set[str]] = {}
    for path, answer in walk(client).items():
        if "html" in answer.headers.get("Content-Type", ""):
            words = re.sub(r"<[^>]+>", "", answer.words)
            counts[path] = set(re.findall(r"Night ferries\s*\((\d+)\)", words))
    given = {path: numbers for path, numbers in counts.items() if numbers}
    assert {
        "/",
        "/topics/",
        "/topics/night-ferries/",
        "/harbour/the-boat-sails/",
        "/harbour/",
    } <= given.keys()
    assert set().union(*given.values()) == {"2"}
    feed = ElementTree.fromstring(  # noqa: S314 our own feed
        client.get("/feeds/topic/night-ferries/rss.xml").content
    )
    assert len(feed.findall("channel/item")) == 2
    listed: dict[str, Any] = client.get("/api/v1/stories/?topic=night-ferries").json()
    assert listed["total"] == 2
    assert {story["topic"]["count"] for story in listed["stories"]} == {2}


def test_a_page_without_its_last_slash_leads_to_the_one_with_it(printed: Printed, client: Client) -> None:
    answer = client.get("/harbour/the-boat-sails")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/harbour/the-boat-sails/")


def test_a_short_link_leads_to_its_story_and_says_when_the_story_is_gone(
    printed: Printed, client: Client
) -> None:
    from twosource.shortlinks.models import ShortLink

    shown, gone = printed.shown[0], printed.hidden["unpublished"]
    code = ShortLink.objects.get(story=shown).code
    for path in (f"/s/{code}", f"/s/{code}/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/harbour/the-boat-sails/")
    assert client.get(f"/s/{ShortLink.objects.get(story=gone).code}").status_code == 410
    assert client.get("/s/zzzzz").status_code == 404
