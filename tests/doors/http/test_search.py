"""The page of a search: any address is understood, and what is hidden is told by no number on it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from walking import read

from twosource.search.actions import index_story
from twosource.search.filters import ANY

if TYPE_CHECKING:
    from conftest import Printed

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_an_answer_to_a_reader_is_kept_by_nobody(printed: Printed, client: Client) -> None:
    for path in ("/search/", "/search/?q=returns", "/search/?topic=night-ferries"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"


def test_every_link_to_narrow_a_search_down_leads_to_as_many_stories_as_it_says(
    printed: Printed, client: Client
) -> None:
    press = printed.press
    for number, (section, kind) in enumerate((("city", "person"), ("harbour", "place"), ("city", "place"))):
        more = press.publish(
            f"More {number}", "The end.", section=section, tags=[(kind, f"Name {number % 2}")]
        )
        assert index_story(story_id=more.pk)
    asked = {"/search/?q=the"}
    todo = list(asked)
    while todo and len(asked) < 60:
        page = read(client.get(todo.pop()))
        for url, count in re.findall(
            r'<li[^>]*><a href="(/search/[^"]+)" rel="nofollow"><span class="facet-text.*?class="count">(\d+)',
            page,
        ):
            url = url.replace("&amp;", "&")
            if url not in asked:
                asked.add(url)
                shown = read(client.get(url))
                told = re.search(r'role="status">(\d+) stor', shown)
                assert told, url
                # A second section is shown beside the first: then the number is what it adds.
                beside = [name for name in ANY if url.count(f"&{name}=") > 1]
                todo += [] if beside else [url]
                assert (int(told.group(1)) > int(count)) if beside else (told.group(1) == count), url
    assert len(asked) > 5


def test_no_number_and_no_filter_gives_a_hidden_story_away(printed: Printed, client: Client) -> None:
    plain = read(client.get("/search/?topic=night-ferries"))
    told = re.search(r'role="status">(\d+) stor', plain)
    assert told
    assert int(told.group(1)) == len(re.findall(r'<article class="card', plain)) == 2
    assert "Whispered" not in plain


@pytest.mark.parametrize(
    "query",
    [
        "q=the&section=no-such&topic=&tag=x&says=-1&status=perfect&when=20155&from=31.12.2015&to=tomorrow",
        "q=the&tag=person:%00&says=1e3&when=0000&from=0000-00-00&page=0",
        "q=%22&page=99999999999999999999&section=%F0%9F%98%80",
        "q=the" + "&topic=x" * 500,
        "q=" + "a" * 10_000,
        "q=%E2%80%AE%D7%A0%D7%9E%D7%9C&tag=%E2%80%8F",
    ],
)
def test_a_wild_address_is_answered_kindly(printed: Printed, client: Client, query: str) -> None:
    answer = client.get(f"/search/?{query}")
    assert answer.status_code == 200
    assert "0 stories" in read(answer)


def test_a_filter_that_nothing_has_can_be_taken_away(printed: Printed, client: Client) -> None:
    page = read(client.get("/search/?q=returns&topic=no-such-topic"))
    assert "nothing has it" in page
    assert '<a href="/search/?q=returns" rel="nofollow" class="unknown">' in page
