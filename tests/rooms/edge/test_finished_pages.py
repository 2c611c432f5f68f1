"""Publishing finishes pages: which are made, which are made anew, and which are gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from finished import answer_of, finish_all, fresh, kept
from gazette import Gazette

from twosource.edge.models import Standing
from twosource.edge.reads import waiting

STORY = "/harbour/cracks-in-the-quay/"
Heard = Callable[[Callable[[], object]], object]


@pytest.fixture
def story(paper: Gazette, heard: Heard) -> Iterator[object]:
    """A story with a topic and a confirmed claim, published and heard of."""
    claim = paper.confirmed()
    yield heard(lambda: paper.published(topic=paper.topic(), carries=[(claim, "fact")]))


def test_a_published_story_has_a_page_before_the_click_is_answered(story: object) -> None:
    page = kept(STORY)
    assert page is not None
    assert b"Cracks in the quay" in page.bodies["identity"]
    assert answer_of(page) == fresh(STORY)


def test_the_pages_around_it_wait_and_are_made_in_turn(story: object) -> None:
    waits = set(Standing.objects.exclude(state="fresh").values_list("path", flat=True))
    assert {"/topics/harbour-repairs/", "/claims/1/"} <= {p for p in waits} or len(waits) >= 2
    finish_all()
    assert kept("/topics/harbour-repairs/") is not None
    assert not waiting().stale and not waiting().failed


def test_reader_get_is_kept(story: object, client: Client) -> None:
    for path in (
        "/",
        "/harbour/",
        "/topics/",
        "/corrections/",
        "/feeds/atom.xml",
        "/sitemap.xml",
        "/news-sitemap.xml",
        "/robots.txt",
        "/theme.css",
        "/api/v1/stories/1/",
        "/about/",
        "/how-we-check/",
        "/community-standards/",
    ):
        answer = client.get(path)
        page = kept(path)
        print(path, answer.status_code, page and sorted(page.keys), answer.headers)
