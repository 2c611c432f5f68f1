"""What is not published answers at every door as if it did not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from walking import read, walk

if TYPE_CHECKING:
    from conftest import Printed

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NEVER, HIDDEN = "zanzibarite", "Whispered"


def test_nothing_that_can_be_reached_gives_an_unpublished_word_away(printed: Printed, client: Client) -> None:
    answers = walk(client) | walk(client, "/sitemap.xml") | walk(client, "/news-sitemap.xml")
    assert len(answers) > 40
    told = [path for path, answer in answers.items() if NEVER in answer.words or HIDDEN in answer.words]
    assert told == []


@pytest.mark.parametrize("why", ["draft", "scheduled", "unpublished"])
def test_whoever_guesses_the_address_of_a_hidden_story_learns_nothing(
    printed: Printed, client: Client, why: str
) -> None:
    story = printed.hidden[why]
    for path in (f"/harbour/{story.slug}/", f"/api/v1/stories/{story.pk}/"):
        never = path.replace(story.slug, "no-such-story").replace(str(story.pk), "999999")
        answer, other = client.get(path), client.get(never)
        assert (answer.status_code, other.status_code) == (404, 404)
        assert HIDDEN not in read(answer)


def test_nobody_finds_hidden_words_by_searching_for_them(printed: Printed, client: Client) -> None:
    assert "1 story with" in read(client.get("/search/?q=returns"))
    for words in (NEVER, "whispered", "mistake", "second thoughts"):
        answer = read(client.get("/search/", {"q": words}))
        assert "No story has these words" in answer
        assert HIDDEN not in answer


def test_every_list_and_feed_leaves_out_what_is_hidden_and_what_was_taken_back(
    printed: Printed, client: Client
) -> None:
    doors = [
        "/",
        "/harbour/",
        "/topics/night-ferries/",
        "/tags/person/ada-sound/",
        "/authors/ines-marlow/",
        "/api/v1/stories/",
        "/sitemap-1.xml",
        "/news-sitemap.xml",
        *(f"/feeds/{where}{name}" for name in ("rss.xml", "atom.xml", "feed.json") for where in (
            "", "section/harbour/", "topic/night-ferries/", "tag/person/ada-sound/", "author/ines-marlow/",
        )),
    ]  # fmt: skip
    for path in doors:
        answer = client.get(path)
        assert answer.status_code == 200, path
        words = read(answer).lower()
        assert "boat-returns" in words, path
        for secret in (NEVER, HIDDEN.lower(), "boat-sinks"):
            assert secret not in words, f"{secret} at {path}"


def test_a_retracted_story_keeps_its_address_and_gives_its_reason_without_its_words(
    printed: Printed, client: Client
) -> None:
    page = read(client.get("/harbour/the-boat-sinks/"))
    assert "It did not sink." in page
    assert NEVER not in page
    assert "It did not sink." in read(client.get("/corrections/"))
    answer = client.get(f"/api/v1/stories/{printed.retracted.pk}/")
    assert answer.status_code == 410
    assert NEVER not in read(answer)


def test_a_hidden_story_has_no_short_link(printed: Printed) -> None:
    from twosource.shortlinks.reads import short_path

    assert short_path(printed.shown[0].pk)
    assert not short_path(printed.hidden["draft"].pk)
    assert not short_path(printed.hidden["scheduled"].pk)
