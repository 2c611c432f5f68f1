"""A published story has one short address, which always says where the story is or what became of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from press import Press
from twosource.shortlinks import codes
from twosource.shortlinks.actions import mint_link
from twosource.shortlinks.codes import ALPHABET, LENGTH, new_code, read_code
from twosource.shortlinks.handlers import mint_published
from twosource.shortlinks.models import ShortLink
from twosource.shortlinks.reads import short_path, short_paths
from twosource.stories.actions import unpublish_story
from twosource.stories.events import StoryPublished
from twosource.stories.models import StoryPage

database = pytest.mark.database


def minted(press: Press, headline: str = "Dredger arrives") -> tuple[StoryPage, str]:
    story = press.publish(headline, "It was seen.")
    mint_published(StoryPublished(story.pk))
    return story, short_path(story.pk)


def test_codes_have_no_letter_that_is_mistaken_for_another() -> None:
    assert not set(ALPHABET) & set("01ilouaey")
    assert len({new_code() for _ in range(200)}) > 190
    assert all(len(new_code(length)) == length for length in (LENGTH, 9))


@pytest.mark.parametrize("typed", ["bcdfg", "BCDFG", "bcdfg.", "bcdfg/", "bcdfg)”"])
def test_a_code_is_read_as_readers_type_it(typed: str) -> None:
    assert read_code(typed) == "bcdfg"


@given(st.text())
def test_whatever_else_is_typed_is_no_code(text: str) -> None:
    code = read_code(text)
    assert code == "" or re.fullmatch(f"[{ALPHABET}]+", code)


@database
def test_a_published_story_has_one_address_for_ever(press: Press) -> None:
    story, path = minted(press)
    assert re.fullmatch(f"/s/[{ALPHABET}]{{5}}", path)
    mint_published(StoryPublished(story.pk))
    press.correct(story, "It was another.")
    mint_published(StoryPublished(story.pk))
    assert short_path(story.pk) == path
    assert ShortLink.objects.count() == 1


@database
def test_a_draft_has_none(press: Press) -> None:
    story = press.draft("Embargoed", "Text.")
    assert mint_link(story_id=story.pk) is None
    assert mint_link(story_id=story.pk + 1000) is None
    assert short_path(story.pk) == ""


@database
def test_many_are_asked_for_in_one_query(press: Press, django_assert_num_queries: Any) -> None:
    first, second = minted(press, "One"), minted(press, "Two")
    with django_assert_num_queries(1):
        assert short_paths([first[0].pk, second[0].pk, 10**6]) == {
            story.pk: path for story, path in (first, second)
        }


@database
def test_a_code_in_use_is_never_given_twice(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    _story, path = minted(press, "One")
    taken = path.removeprefix("/s/")
    drawn = iter([taken, taken, "xxxxx"])
    monkeypatch.setattr("twosource.shortlinks.actions.new_code", lambda _length: next(drawn))
    other = press.publish("Two", "Text.")
    assert mint_link(story_id=other.pk).code == "xxxxx"  # type: ignore[union-attr]


@database
def test_when_codes_run_short_they_grow_by_a_letter(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes.secrets, "choice", lambda _letters: "b")
    one, two = press.publish("One", "Text."), press.publish("Two", "Text.")
    links = [mint_link(story_id=story.pk) for story in (one, two)]
    assert [link and link.code for link in links] == ["bbbbb", "bbbbbb"]


@database
def test_it_leads_to_the_story_in_any_case_and_with_any_slash(press: Press, client: Client) -> None:
    _story, path = minted(press)
    code = path.removeprefix("/s/")
    for typed in (path, path + "/", f"/s/{code.upper()}", path + "."):
        answer = client.get(typed)
        assert (answer.status_code, answer["Location"]) == (302, "/harbour/dredger-arrives/"), typed
    assert "no-store" in answer["Cache-Control"]
    assert client.head(path).status_code == 302
    assert client.post(path).status_code == 405


@database
def test_it_survives_a_new_address_and_a_retraction(press: Press, client: Client) -> None:
    story, path = minted(press)
    story = press.correct(story, "There was none.", "retraction")
    story.slug = "no-dredger"
    story.save()
    assert client.get(path)["Location"] == "/harbour/no-dredger/"
    assert short_path(story.pk) == path


@database
def test_it_says_when_a_story_is_no_longer_published_and_comes_back_with_it(
    press: Press, client: Client
) -> None:
    story, path = minted(press)
    unpublish_story(story=story, by=press.editor)
    answer = client.get(path)
    assert answer.status_code == 410
    assert "no longer published" in answer.content.decode()
    assert "Dredger" not in answer.content.decode()
    StoryPage.objects.get(pk=story.pk).get_latest_revision().publish(user=press.editor)
    mint_published(StoryPublished(story.pk))
    assert (client.get(path).status_code, short_path(story.pk)) == (302, path)


@database
def test_a_deleted_story_leaves_its_code_behind(press: Press, client: Client) -> None:
    story, path = minted(press)
    story.delete()
    assert client.get(path).status_code == 410


@database
@pytest.mark.parametrize(
    "code", ["zzzzz", "a", "https:%2F%2Felsewhere.example", "%00", "%2e%2e", "b" * 64, "%ff"]
)
def test_an_unknown_code_is_not_found(press: Press, client: Client, code: str) -> None:
    assert client.get(f"/s/{code}").status_code == 404


@database
def test_a_paper_without_short_addresses_shows_none(press: Press, settings: Any) -> None:
    story, _path = minted(press)
    rooms = settings.TWOSOURCE.rooms.model_copy(update={"shortlinks": False})
    settings.TWOSOURCE = settings.TWOSOURCE.model_copy(update={"rooms": rooms})
    assert short_path(story.pk) == ""
