"""Feeds hold what readers may see, in three formats, and say what was corrected."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree

from press import Press
from twosource.shortlinks.actions import mint_link
from twosource.stories.actions import publish_story, unpublish_story
from twosource.stories.models import StoryPage

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ATOM = "{http://www.w3.org/2005/Atom}"
NAMES = ("rss.xml", "atom.xml", "feed.json")


def headlines(client: Client, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    if path.endswith(".json"):
        return [item["title"] for item in json.loads(answer.content)["items"]]
    root = etree.fromstring(answer.content)
    items = root.findall(f"{ATOM}entry") or root.findall("channel/item")
    return [item.findtext(f"{ATOM}title") or item.findtext("title") or "" for item in items]


def test_each_format_holds_the_newest_stories_first(press: Press, client: Client) -> None:
    now = timezone.now()
    press.publish("Old", "Text.", at=now - timedelta(days=2))
    press.publish("New", "Text.", at=now - timedelta(days=1))
    for name in NAMES:
        assert headlines(client, f"/feeds/{name}") == ["New", "Old"], name


def test_a_feed_of_a_section_topic_tag_and_author_holds_theirs_only(press: Press, client: Client) -> None:
    press.publish("Ours", "Text.", topic="Dock strike", tags=[("person", "Ana Brandt")], byline="Jo Reed")
    press.publish("Other", "Text.", section="city")
    paths = ("section/harbour", "topic/dock-strike", "tag/person/ana-brandt", "author/jo-reed")
    for path in paths:
        for name in NAMES:
            assert headlines(client, f"/feeds/{path}/{name}") == ["Ours"], path
    for path in ("section/none", "topic/none", "tag/person/none", "tag/none/ana-brandt", "author/none"):
        assert client.get(f"/feeds/{path}/atom.xml").status_code == 404


def test_nothing_that_readers_may_not_see_is_in_a_feed(press: Press, client: Client) -> None:
    press.draft("Draft", "Text.", topic="Dock strike")
    later = press.draft("Scheduled", "Text.", topic="Dock strike")
    publish_story(story=later, by=press.editor, at=timezone.now() + timedelta(hours=1))
    gone, past, wrong = (
        press.publish(word, "Text.", topic="Dock strike") for word in ("Gone", "Past", "Wrong")
    )
    unpublish_story(story=gone, by=press.editor)
    past.expire_at = timezone.now() - timedelta(seconds=1)
    past.save()
    press.correct(wrong, "It was not so.", "retraction")
    for path in ("/feeds/", "/feeds/section/harbour/", "/feeds/topic/dock-strike/"):
        for name in NAMES:
            assert headlines(client, path + name) == []


def test_a_corrected_story_comes_to_the_top_with_its_stamp_and_note(press: Press, client: Client) -> None:
    now = timezone.now()
    old = press.publish("Old", "Text.", at=now - timedelta(days=9))
    for number in range(3):
        press.publish(f"New {number}", "Text.", at=now - timedelta(days=3))
    press.correct(old, "The ship was <i>Aurora</i> & not Boreas.")
    changed = StoryPage.objects.get(pk=old.pk).changed_at
    for name in NAMES:
        assert headlines(client, f"/feeds/{name}")[0] == "Old"
    entry = etree.fromstring(client.get("/feeds/atom.xml").content).find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}published", "")[:10] == (now - timedelta(days=9)).date().isoformat()
    assert entry.findtext(f"{ATOM}updated", "")[:19] == changed.isoformat()[:19]
    assert "Correction" in entry.findtext(f"{ATOM}summary", "")
    assert "&lt;i&gt;Aurora&lt;/i&gt; &amp; not" in entry.findtext(f"{ATOM}summary", "")
    item = etree.fromstring(client.get("/feeds/rss.xml").content).find("channel/item")
    assert item is not None
    assert item.findtext(f"{ATOM}updated", "")[:19] == changed.isoformat()[:19]
    first = client.get("/feeds/feed.json").json()["items"][0]
    assert first["date_modified"][:19] == changed.isoformat()[:19]
    assert first["_twosource"]["corrections"][0]["text"] == "The ship was <i>Aurora</i> & not Boreas."


def test_an_entry_has_whole_addresses_categories_authors_and_how_its_claims_stand(
    press: Press, client: Client, settings: Any
) -> None:
    draft = press.draft(
        "Dredger", "The dredger came.", standfirst="It came & went.", topic="Dock strike",
        tags=[("place", "Øst kaj")], byline="Jo Reed",
    )  # fmt: skip
    press.claim(draft, "The dredger came.")
    story = publish_story(story=draft, by=press.editor)
    mint_link(story_id=story.pk)
    base = settings.WAGTAILADMIN_BASE_URL
    item = client.get("/feeds/feed.json").json()["items"][0]
    assert item["url"] == f"{base}/harbour/dredger/"
    assert item["tags"] == ["Harbour", "Dock strike", "Øst kaj"]
    assert item["authors"] == [{"name": "Jo Reed"}]
    assert item["_twosource"]["claims"] == "No evidence"
    assert item["_twosource"]["short_url"].startswith(f"{base}/s/")
    assert "How its claims stand: No evidence" in item["content_text"]
    root = etree.fromstring(client.get("/feeds/rss.xml").content)
    assert [c.text for c in root.findall("channel/item/category")] == ["Harbour", "Dock strike", "Øst kaj"]
    link = root.find(f"channel/{ATOM}link")
    assert dict(link.attrib) == {"rel": "self", "href": f"{base}/feeds/rss.xml"}
    assert "It came &amp; went." in root.findtext("channel/item/description", "")


def test_a_guid_survives_a_new_address(press: Press, client: Client) -> None:
    story = press.publish("Dredger", "Text.")
    before = client.get("/feeds/feed.json").json()["items"][0]
    story.slug = "another"
    story.save()
    after = client.get("/feeds/feed.json").json()["items"][0]
    assert before["id"] == after["id"]
    assert before["url"] != after["url"]
    atom = etree.fromstring(client.get("/feeds/atom.xml").content)
    rss = etree.fromstring(client.get("/feeds/rss.xml").content)
    assert atom.findtext(f"{ATOM}entry/{ATOM}id") == rss.findtext("channel/item/guid") == after["id"]
    assert rss.find("channel/item/guid").get("isPermaLink") == "false"  # type: ignore[union-attr]


def test_what_xml_cannot_hold_is_left_out_of_it(press: Press, client: Client) -> None:
    story = press.publish("Dredger", "Text.", topic="Dock strike", byline="Jo Reed")
    StoryPage.objects.filter(pk=story.pk).update(title="Dred\x0bger\uffff <&>", standfirst="a\x01b")
    for name in NAMES[:2]:
        assert headlines(client, f"/feeds/{name}") == ["Dredger <&>"]


@pytest.mark.parametrize("name", NAMES)
def test_an_unchanged_feed_is_not_sent_twice(press: Press, client: Client, name: str) -> None:
    story = press.publish("Dredger", "Text.")
    first = client.get(f"/feeds/{name}")
    assert client.get(f"/feeds/{name}", headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert (
        client.get(f"/feeds/{name}", headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    )
    unpublish_story(story=story, by=press.editor)
    assert client.get(f"/feeds/{name}", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_feed_that_lost_a_story_is_newer_than_before(
    press: Press, client: Client, monkeypatch: Any
) -> None:
    story = press.publish("Dredger", "Text.")
    first = client.get("/feeds/rss.xml")
    later = timezone.now() + timedelta(seconds=5)
    monkeypatch.setattr("twosource.ledger.actions.timezone.now", lambda: later)
    monkeypatch.setattr("twosource.edge.keeping.time.time", later.timestamp)
    unpublish_story(story=story, by=press.editor)
    again = client.get("/feeds/rss.xml", headers={"If-Modified-Since": first["Last-Modified"]})
    assert again.status_code == 200


def test_an_empty_paper_has_empty_feeds(press: Press, client: Client) -> None:
    for name in NAMES:
        assert headlines(client, f"/feeds/{name}") == []
        assert client.get(f"/feeds/{name}").content == client.get(f"/feeds/{name}").content


def test_the_queries_of_a_feed_do_not_grow_with_its_stories(press: Press, client: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for _more in range(2):
        for number in range(3):
            story = press.publish(f"Dredger {number}", "Text.", topic="Dock strike", byline="Jo Reed",
                                  tags=[("place", "Quay")])  # fmt: skip
            press.correct(story, "It was another.")
        with CaptureQueriesContext(connection) as queries:
            client.get("/feeds/atom.xml?plain")  # nothing is kept of an address with a query
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20


@pytest.mark.parametrize(
    "path", ["/feeds/other.xml", "/feeds/topic/%00/atom.xml", "/feeds/section/%ff/rss.xml"]
)
def test_an_address_that_is_no_feed_is_not_found(press: Press, client: Client, path: str) -> None:
    assert client.get(path, follow=True).status_code == 404


def test_a_feed_is_only_read(press: Press, client: Client) -> None:
    assert client.post("/feeds/rss.xml").status_code == 405
