"""What lists say of a story is made once, and anew when any of it changes; and a large archive's cost no more."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import product
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from lxml import etree

from press import Press
from twosource.api import entries, feeds, lists, sitemaps
from twosource.api.listed import listed
from twosource.edge import actions, middleware
from twosource.edge.parts import PartsKept
from twosource.people.models import Byline
from twosource.shortlinks.actions import mint_link
from twosource.stories.actions import publish_story
from twosource.stories.drafts import latest_draft
from twosource.stories.models import SectionPage, StoryPage
from twosource.topics.models import Tag, Topic
from twosource.verification.actions import withdraw_claim

pytestmark = [pytest.mark.django_db, pytest.mark.database]

API = "/api/v1/stories/"
FEEDS = ("/feeds/atom.xml", "/feeds/rss.xml", "/feeds/feed.json")
QUESTIONS = {
    API: 10,
    f"{API}?section=harbour&topic=dock-strike": 12,
    f"{API}?since=2020-01-01": 12,
    "/feeds/atom.xml": 11,
    "/feeds/rss.xml": 11,
    "/feeds/feed.json": 11,
    "/feeds/topic/dock-strike/atom.xml": 12,
    "/sitemap.xml": 6,
    "/sitemap-1.xml": 2,
    "/sitemap-claims-1.xml": 2,
    "/sitemap-pages.xml": 8,
    "/news-sitemap.xml": 3,
}


def filed(press: Press, number: int) -> StoryPage:
    """A story with something of everything that lists show."""
    draft = press.draft(
        f"Dredger {number}", "The dredger came.", standfirst="It came & went.", topic="Dock strike",
        tags=[("place", f"Quay {number % 3}")], byline="Jo Reed",
    )  # fmt: skip
    press.claim(draft, f"Dredger {number} came.")
    return publish_story(story=draft, by=press.editor)


def questions(client: Client, path: str) -> list[str]:
    """What the database is asked for this answer; of a page, until it is kept."""
    asked: list[str] = []

    def keep(**made: Any) -> actions.Kept:
        asked.extend(query["sql"] for query in found)
        return kept_as_ever(**made)

    kept_as_ever = actions.keep
    with CaptureQueriesContext(connection) as found, patch.object(actions, "keep", keep):
        assert client.get(path).status_code == 200
    return [sql for sql in asked or [query["sql"] for query in found] if not sql.startswith("PRAGMA")]


def anew(client: Client, path: str) -> bytes:
    """The answer from nothing that was made before."""
    with patch.object(middleware, "parts", PartsKept()):
        return client.get(path).content


def test_the_questions_of_a_list_do_not_grow_with_the_archive(
    press: Press, client: Client, heard: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when one story is new in it: the others are known."""
    monkeypatch.setattr(sitemaps, "MOST", 2)
    found: list[dict[str, int]] = []
    number = 0
    for more in (4, 12):
        for _each in range(more):
            number += 1
            story = heard(partial(filed, press, number))
            heard(partial(press.correct, story, "It was another."))
        found.append({path: _when_touched(client, path, story) for path in QUESTIONS})
    assert found[0] == found[1]
    assert {path: number for path, number in found[1].items() if number > QUESTIONS[path]} == {}


def _when_touched(client: Client, path: str, story: StoryPage) -> int:
    """How many questions it takes where all else is known."""
    if path.endswith("-1.xml"):  # the first that there is
        first = sitemaps.KINDS["claims" if "claims" in path else "stories"].sheets()[0]
        path = path.replace("-1.xml", f"-{first}.xml")
    client.get(path)
    actions.touch(subjects=[f"story:{story.pk}"])
    asked = questions(client, path)
    assert asked
    return len(asked)


THINGS = ("headline", "standfirst", "address", "section", "topic", "tag", "author", "correction", "claim")


@pytest.mark.parametrize(
    ("path", "thing"),
    [*product((API, *FEEDS), THINGS), (API, "link"), ("/feeds/feed.json", "link")],
)
def test_what_a_list_says_of_a_story_is_new_when_it_changes(
    press: Press, client: Client, heard: Callable, path: str, thing: str
) -> None:
    story = filed(press, 1)
    heard(lambda: press.publish("Beside it", "Text."))
    before = client.get(path).content
    assert client.get(path).content == before
    heard(lambda: CHANGES[thing](press, story))
    after = client.get(path).content
    assert after != before
    assert after == anew(client, path)
    said = '"correction_count": 1' if (path, thing) == (API, "correction") else SAID[thing]
    assert said.encode() in after


def _version(press: Press, story: StoryPage, **changes: str) -> None:
    draft = latest_draft(StoryPage.objects.get(pk=story.pk))
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save_revision(user=press.reporter)
    publish_story(story=StoryPage.objects.get(pk=story.pk), by=press.editor)


def _renamed(thing: Any, name: str = "name") -> None:
    setattr(thing, name, "Changed Word")
    thing.save()


CHANGES: dict[str, Callable[[Press, StoryPage], Any]] = {
    "headline": lambda press, story: _version(press, story, title="Changed Word"),
    "standfirst": lambda press, story: _version(press, story, standfirst="Changed Word"),
    "address": lambda press, story: _version(press, story, slug="changed-word"),
    "section": lambda press, story: _renamed(SectionPage.objects.get(slug="harbour"), "title"),
    "topic": lambda press, story: _renamed(Topic.objects.get()),
    "tag": lambda press, story: _renamed(Tag.objects.get()),
    "author": lambda press, story: _renamed(Byline.objects.get()),
    "correction": lambda press, story: press.correct(story, "Changed Word."),
    "claim": lambda press, story: withdraw_claim(
        claim=story.carried.get().claim, reason="It was a joke of mine, and nobody said it.", by=press.editor
    ),
    "link": lambda press, story: mint_link(story_id=story.pk),
}
SAID = dict.fromkeys(CHANGES, "Changed Word") | {
    "address": "/harbour/changed-word/", "claim": "Withdrawn", "link": "",
}  # fmt: skip


def test_a_line_says_how_many_stories_its_topic_has_now(
    press: Press, client: Client, heard: Callable
) -> None:
    heard(lambda: filed(press, 1))
    assert client.get(API).json()["stories"][0]["topic"]["count"] == 1
    heard(lambda: filed(press, 2))
    assert [line["topic"]["count"] for line in client.get(API).json()["stories"]] == [2, 2]


def test_asking_for_the_head_alone_costs_as_many_questions(press: Press, client: Client) -> None:
    """Nothing is kept where nothing is noted; and yet a story is not looked up once more for what is drawn of it."""
    for number in range(6):
        filed(press, number)
    with CaptureQueriesContext(connection) as few:
        listed(StoryPage.objects.values_list("pk", flat=True)[:1])
    with CaptureQueriesContext(connection) as many:
        feeds.written(feeds.ATOM, lists.whole_paper())
    assert len(many) <= len(few) + 4


def test_a_question_to_a_list_is_answered_from_parts_too(
    press: Press, client: Client, heard: Callable
) -> None:
    heard(lambda: filed(press, 1))
    path = f"{API}?section=harbour"
    first, second = questions(client, path), questions(client, path)
    assert len(second) < len(first)


def test_an_older_page_of_a_list_leaves_no_parts(press: Press, client: Client, heard: Callable) -> None:
    """And takes those that others left: nobody who reads the archive through pushes them out."""
    heard(lambda: filed(press, 1))
    path = f"{API}?before=4102444800000000.9"
    first, second = questions(client, path), questions(client, path)
    assert len(first) == len(second)
    client.get(API)
    assert len(questions(client, path)) < len(first)


def test_an_entry_is_what_djangos_own_feed_writes(press: Press, client: Client, settings: Any) -> None:
    for number in range(2):
        press.correct(filed(press, number), "It was <i>another</i> & more.")
    channel = lists.whole_paper()
    places = entries.places_in(channel)
    stories = listed(place.story_id for place in places)
    for ours, theirs in ((feeds.Rss, Rss201rev2Feed), (feeds.Atom, Atom1Feed)):
        whole = type(
            "Whole", (theirs,), {"add_item_elements": ours.add_item_elements} if ours is feeds.Atom else {}
        )
        for place in places:
            entry = entries.entry_of(stories[place.story_id])
            drawn = ours(title="", link="", description="").drawn(entry)
            feed = whole(title="t", link="/", description="d")
            feed.add_item(
                title=entry.title, link=entry.url, description=entry.summary_html,
                author_name=", ".join(entry.authors), unique_id=entry.guid, unique_id_is_permalink=False,
                pubdate=entry.published_at, updateddate=entry.updated_at, categories=entry.categories,
            )  # fmt: skip
            plain = drawn.replace(_updated(entry), "") if ours is feeds.Rss else drawn
            assert plain in feed.writeString("utf-8")


def _updated(entry: entries.Entry) -> str:
    """What Django's RSS has no word for."""
    return f"<atom:updated>{feeds.rfc3339_date(entry.updated_at)}</atom:updated>"


@pytest.mark.parametrize("stories", [0, 1, 3])
def test_a_feed_of_any_length_is_laid_out_as_json_is(press: Press, client: Client, stories: int) -> None:
    for number in range(stories):
        filed(press, number)
    text = client.get("/feeds/feed.json").content.decode()
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1)
    assert len(json.loads(text)["items"]) == stories


@pytest.mark.parametrize("stories", [0, 1, 3])
def test_the_list_has_a_line_for_each_story(press: Press, client: Client, stories: int) -> None:
    for number in range(stories):
        filed(press, number)
    lines = client.get(API).content.decode().splitlines()
    ids = [json.loads(line.strip().removesuffix(","))["id"] for line in lines if line.startswith("  {")]
    assert ids == [line["id"] for line in client.get(API).json()["stories"]]
    assert len(ids) == stories


def test_a_new_version_of_a_story_that_was_corrected_brings_it_to_the_top(
    press: Press, client: Client, heard: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it was not among those shown."""
    monkeypatch.setattr(entries, "MOST", 2)
    now = timezone.now()
    old = heard(lambda: press.publish("Old", "Text.", at=now - timedelta(days=9)))
    heard(lambda: press.correct(old, "It was another."))
    for number in range(2):
        heard(partial(press.publish, f"New {number}", "Text.", at=now + timedelta(hours=1 + number)))
    assert b"Old" not in client.get("/feeds/atom.xml").content
    later = now + timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    heard(lambda: _version(press, old, standfirst="More was found."))
    feed = etree.fromstring(client.get("/feeds/atom.xml").content)
    assert feed.findtext("{*}entry/{*}title") == "Old"


def test_since_lists_what_is_new_and_then_what_was_changed(
    press: Press, client: Client, settings: Any
) -> None:
    now = timezone.now()
    for number in range(3):
        press.publish(f"New {number}", "Text.", at=now - timedelta(hours=number))
        old = press.publish(f"Old {number}", "Text.", at=now - timedelta(days=9 + number))
        press.correct(old, "It was another.")
    press.publish("Past", "Text.", at=now - timedelta(days=9))
    day = (now - timedelta(days=2)).date().isoformat()
    seen, address = [], f"{API}?since={day}&limit=2"
    while address:
        page = client.get(address).json()
        assert page["total"] == 6
        seen += [story["headline"] for story in page["stories"]]
        address = (page["next"] or "").removeprefix(settings.WAGTAILADMIN_BASE_URL)
    assert seen == ["New 0", "New 1", "New 2", "Old 0", "Old 1", "Old 2"]


def test_a_section_with_a_topic_lists_and_counts_what_is_in_both(press: Press, client: Client) -> None:
    ours = press.publish("Ours", "Text.", topic="Dock strike")
    press.publish("Elsewhere", "Text.", topic="Dock strike", section="city")
    press.publish("Of another", "Text.", topic="Ferries")
    path = f"{API}?section=harbour&topic=dock-strike"

    def told() -> tuple[int, list[str]]:
        page = client.get(path).json()
        return page["total"], [story["headline"] for story in page["stories"]]

    assert told() == (1, ["Ours"])
    StoryPage.objects.get(pk=ours.pk).move(
        SectionPage.objects.get(slug="city"), pos="last-child", user=press.editor
    )
    assert told() == (0, [])
    assert client.get(f"{path.replace('harbour', 'city')}&tag=none").json()["total"] == 0
    assert client.get(path.replace("harbour", "city")).json()["total"] == 2
