"""A search is narrowed down by what stories are filed under, with true counts, and any address is understood."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from gazette import Gazette
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from press import Press
from twosource.search.actions import index_story
from twosource.search.filters import PARAMETERS, Filters, read_filters
from twosource.search.reads import search_view
from twosource.stories.actions import publish_story
from twosource.stories.models import SectionPage, StoryPage
from twosource.topics.models import Tag, Topic
from twosource.verification.actions import name_voice, seal_voice
from twosource.verification.models import Actor, Claim

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def held(press: Press, headline: str, *paragraphs: str, **about: Any) -> StoryPage:
    story = press.publish(headline, *paragraphs, **about)
    assert index_story(story_id=story.pk)
    return story


def view(query: str = "", **filters: Any) -> Any:
    pairs = [(name.rstrip("_"), value) for name, value in filters.items()]
    lists = [(name, list(value) if isinstance(value, tuple) else [value]) for name, value in pairs]
    return search_view(query, 1, read_filters(lists))


def headlines(found: Any) -> set[str]:
    return {card.headline for card in found.list.cards}


def facet(found: Any, name: str) -> dict[str, int]:
    return {
        value.text: value.count
        for one in found.facets
        if one.name == name
        for value in (*one.values, *one.more)
    }


def quoting(press: Press, headline: str, voice: Actor, words: str, at: datetime, **about: Any) -> StoryPage:
    """A published story in which a voice is quoted."""
    story = press.draft(headline, "Text of the quay.", **about)
    story = StoryPage.objects.get(pk=story.pk)
    quotation = {"text": words, "speaker": voice.pk, "addressee": "", "channel": "", "said_on": None}
    story.body = [*story.body.raw_data, {"type": "quotation", "value": quotation, "id": f"q-{story.pk}"}]
    story.save_revision(user=press.reporter)
    publish_story(story=story, by=press.editor)
    StoryPage.objects.filter(pk=story.pk).update(first_published_at=at)
    assert index_story(story_id=story.pk)
    return story


def test_each_filter_counts_what_it_leaves_and_leaves_what_it_counts(press: Press) -> None:
    held(
        press,
        "A",
        "The quay.",
        topic="Dock strike",
        tags=[("person", "Tomas Verhey"), ("place", "North quay")],
    )
    held(press, "B", "The quay.", topic="Dock strike", section="city", tags=[("person", "Tomas Verhey")])
    held(press, "C", "The quay.", at=datetime(2015, 3, 4, tzinfo=UTC), tags=[("subject", "Tomas Verhey")])
    held(press, "D", "Elsewhere.", topic="Tide wall")
    found = view("quay")
    assert facet(found, "section") == {"Harbour": 2, "City": 1}
    assert facet(found, "topic") == {"Dock strike": 2}
    assert facet(found, "person") == {"Tomas Verhey": 2}
    assert facet(found, "place") == {"North quay": 1}
    assert facet(found, "subject") == {"Tomas Verhey": 1}
    assert facet(found, "when")["2015"] == 1
    for one in found.facets:
        for value in (*one.values, *one.more):
            query = QueryDict(value.url.partition("?")[2])
            narrowed = search_view(query["q"], 1, read_filters(query.lists()))
            assert narrowed.list.total == value.count, value.url
            (chosen,) = narrowed.chosen
            assert chosen.known
            assert chosen.url == "/search/?q=quay"


def test_several_filters_at_once_and_each_can_be_taken_away(press: Press) -> None:
    held(press, "A", "The quay.", topic="Dock strike", tags=[("person", "Verhey"), ("person", "Osei")])
    held(press, "B", "The quay.", topic="Tide wall", tags=[("person", "Verhey")])
    held(press, "C", "The quay.", tags=[("person", "Osei")])
    assert headlines(view("quay", topic=("dock-strike", "tide-wall"))) == {"A", "B"}
    assert headlines(view("quay", tag=("person:verhey", "person:osei"))) == {"A"}
    both = view("quay", topic="dock-strike", tag="person:verhey", section="harbour")
    assert headlines(both) == {"A"}
    assert [one.text for one in both.chosen] == ["Harbour", "Dock strike", "Verhey"]
    assert [one.url for one in both.chosen] == [
        "/search/?q=quay&topic=dock-strike&tag=person%3Averhey",
        "/search/?q=quay&section=harbour&tag=person%3Averhey",
        "/search/?q=quay&section=harbour&topic=dock-strike",
    ]
    assert both.clear_url == "/search/?q=quay"
    # Another topic would be shown too: it is counted as if none had been chosen.
    assert facet(both, "topic") == {"Dock strike": 1, "Tide wall": 1}


def test_filters_alone_list_the_newest_first(press: Press) -> None:
    held(press, "Old", "Text.", topic="Dock strike", at=datetime(2014, 1, 1, tzinfo=UTC))
    held(press, "New", "Text.", topic="Dock strike", at=datetime(2016, 1, 1, tzinfo=UTC))
    found = view(topic="dock-strike")
    assert [card.headline for card in found.list.cards] == ["New", "Old"]
    assert found.query == ""


def test_days_are_those_of_the_papers_zone_and_both_are_within(press: Press, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    held(press, "Third", "The quay.", at=datetime(2015, 3, 2, 15, 30, tzinfo=UTC))  # 00:30 on the 3rd there
    held(press, "Second", "The quay.", at=datetime(2015, 3, 2, 14, 30, tzinfo=UTC))
    assert headlines(view("quay", from_="2015-03-03")) == {"Third"}
    assert headlines(view("quay", to="2015-03-02")) == {"Second"}
    assert headlines(view("quay", from_="2015-03-02", to="2015-03-03")) == {"Second", "Third"}
    assert headlines(view("quay", from_="2015-03-04", to="2015-03-01")) == set()


def test_the_months_of_a_chosen_year_follow_it(press: Press) -> None:
    for month in (3, 5):
        held(press, f"Month {month}", "The quay.", at=datetime(2015, month, 4, tzinfo=UTC))
    held(press, "Later", "The quay.", at=datetime(2016, 3, 4, tzinfo=UTC))
    found = view("quay", when="2015")
    assert facet(found, "when") == {"2016": 1, "2015": 2, "March 2015": 1, "May 2015": 1}
    assert headlines(view("quay", when="2015-05")) == {"Month 5"}
    assert [one.text for one in view("quay", when="2015-05").chosen] == ["May 2015"]


def test_what_somebody_said_about_a_topic_in_a_year_and_verified_only(paper: Gazette) -> None:
    """The question readers have of an archive, in one address."""
    del paper  # its people come with it
    press = Press()
    verhey = name_voice(name="Tomas Verhey", kind="person", by=press.reporter)
    osei = name_voice(name="Bridget Osei", kind="person", by=press.reporter)
    at = datetime(2015, 6, 1, tzinfo=UTC)
    wanted = quoting(press, "Wanted", verhey, "It held.", at, topic="Dock strike")
    unverified = quoting(press, "Unverified", verhey, "It will hold.", at, topic="Dock strike")
    others = quoting(press, "Another's claim", verhey, "It may hold.", at, topic="Dock strike")
    quoting(press, "Another year", verhey, "It held.", datetime(2016, 6, 1, tzinfo=UTC), topic="Dock strike")
    for story, voice, status in (
        (wanted, verhey, "confirmed"),
        (unverified, verhey, "asserted"),
        (others, osei, "confirmed"),
    ):
        story = StoryPage.objects.get(pk=story.pk).get_latest_revision_as_object()
        claim = press.claim(story, f"Claim of {story.title}")
        publish_story(story=StoryPage.objects.get(pk=story.pk), by=press.editor)
        Claim.objects.filter(pk=claim.pk).update(status=status, speaker=voice)
        assert index_story(story_id=story.pk)
    asked = {"says": str(verhey.pk), "topic": "dock-strike", "when": "2015"}
    assert headlines(view(**asked)) == {"Wanted", "Unverified", "Another's claim"}
    verified = view(**asked, status="confirmed")
    assert headlines(verified) == {"Wanted"}
    assert facet(verified, "status") == {"Asserted": 1, "Confirmed": 1}
    assert facet(view("quay"), "says") == {"Tomas Verhey": 4, "Bridget Osei": 1}


def test_a_protected_voice_is_no_filter(paper: Gazette) -> None:
    press = Press()
    sealed = seal_voice(
        name="Nobody Knows", codename="Heron", readers=(paper.editor, paper.deputy), by=paper.editor
    )
    unnamed = name_voice(name="an official", kind="voice", anonymous=True, by=press.reporter)
    for number, voice in enumerate((sealed, unnamed)):
        quoting(press, f"Story {number}", voice, "It held.", datetime(2015, 6, 1, tzinfo=UTC))
    found = view("quay")
    assert found.list.total == 2
    assert facet(found, "says") == {}
    for voice in (sealed, unnamed):
        narrowed = view("quay", says=str(voice.pk))
        assert narrowed.list.total == 0
        assert [(one.text, one.known) for one in narrowed.chosen] == [(str(voice.pk), False)]


def test_a_voice_that_is_sealed_later_is_no_filter_any_more(press: Press) -> None:
    voice = name_voice(name="Tomas Verhey", kind="person", by=press.reporter)
    quoting(press, "One", voice, "It held.", datetime(2015, 6, 1, tzinfo=UTC))
    held(press, "Two", "The quay.")
    assert facet(view("quay"), "says") == {"Tomas Verhey": 1}
    Actor.objects.filter(pk=voice.pk).update(anonymous=True)
    assert facet(view("quay"), "says") == {}
    assert view("quay", says=str(voice.pk)).list.total == 0


def test_a_topic_without_stories_for_readers_is_told_nothing_of(press: Press) -> None:
    press.draft("Hidden", "Text.", topic="Operation Heron", tags=[("person", "Nobody Knows")])
    held(press, "Shown", "The quay.")
    found = view("quay", topic="operation-heron", tag="person:nobody-knows")
    assert [(one.text, one.known) for one in found.chosen] == [
        ("operation-heron", False), ("person:nobody-knows", False),
    ]  # fmt: skip
    assert found.list.total == 0


def test_a_renamed_topic_tag_and_section_have_their_new_names_at_once(press: Press) -> None:
    held(press, "A", "The quay.", topic="Dock strike", tags=[("person", "Verhey")])
    held(press, "B", "Else. The quay.", section="city")
    Topic.objects.update(name="The long strike", slug="long-strike")
    Tag.objects.update(name="Tomas Verhey")
    section = SectionPage.objects.get(slug="harbour")
    section.title = "Port"
    section.save()
    found = view("quay", topic="long-strike")
    assert facet(view("quay"), "section") == {"Port": 1, "City": 1}
    assert facet(view("quay"), "topic") == {"The long strike": 1}
    assert facet(view("quay"), "person") == {"Tomas Verhey": 1}
    assert headlines(found) == {"A"}


MEANINGLESS = (
    "nope", "person:nope", "999999999", "99999999999999999999", "0000", "0001", "9999-12", "2015-02-30",
    "confirmed'", "%00", "a" * 5000, "²", "١٢٣", "-1", "<b>",
)  # fmt: skip


def test_a_value_that_means_nothing_finds_nothing_and_can_be_taken_away(press: Press) -> None:
    held(press, "A", "The quay.")
    for name in PARAMETERS:
        for value in MEANINGLESS:
            found = search_view("quay", 1, read_filters([(name, [value])]))
            (one,) = found.chosen
            assert (one.known, one.url, found.list.total) == (False, "/search/?q=quay", 0), (name, value)


def test_days_at_the_ends_of_time_are_understood_or_refused(press: Press) -> None:
    held(press, "A", "The quay.")
    for name in ("from", "to"):
        for value in ("0001-01-01", "9999-12-31", "1900-01-01"):
            search_view("quay", 1, read_filters([(name, [value])]))
    assert view("quay", from_="1900-01-01").list.total == 1
    assert read_filters([("topic", ["\x00", " "])]).asked == ()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from(PARAMETERS), st.text(max_size=30)), max_size=30), st.text(max_size=30)
)
@example([("says", "1\x00")] * 25, "")
@example([("tag", ":"), ("tag", "person:"), ("when", "2015-3"), ("from", "٢٠١٥-٠١-٠١")], "a")
def test_no_filter_whatever_is_an_error(press: Press, pairs: list[tuple[str, str]], query: str) -> None:
    lists: dict[str, list[str]] = {}
    for name, value in pairs:
        lists.setdefault(name, []).append(value)
    filters = read_filters(lists.items())
    assert len(filters.asked) <= 20
    search_view(query, 2, filters)
    for one in search_view(query, 1, filters).chosen:
        assert one.url.isascii()


def test_an_address_says_its_filters_in_one_order() -> None:
    one = read_filters([("topic", ["b", "a"]), ("section", ["x"]), ("other", ["y"]), ("from", ["1", "2"])])
    assert one == Filters((("section", "x"), ("topic", "b"), ("topic", "a"), ("from", "2")))
    assert one.without("topic", "b").with_one("topic", "b").asked[1:3] == (("topic", "a"), ("topic", "b"))


def test_a_page_with_filters_costs_as_many_queries_however_much_is_filed(press: Press) -> None:
    voice = name_voice(name="Tomas Verhey", kind="person", by=press.reporter)
    counts = []
    for more in range(3):
        for number in range(2 * more + 1):
            quoting(
                press, f"Story {more} {number}", voice, "It held.", datetime(2015, 6, 1 + number, tzinfo=UTC),
                topic=f"Topic {number}", tags=[("person", f"P {number}"), ("place", f"Q {number}")],
            )  # fmt: skip
        view("quay", when="2015")
        with CaptureQueriesContext(connection) as queries:
            view("quay", when="2015", says=str(voice.pk))
        counts.append(len(queries))
    assert counts[1] == counts[2] <= 32


def test_days_in_a_form_are_dates(press: Press) -> None:
    held(press, "A", "The quay.", at=datetime(2015, 3, 4, tzinfo=UTC))
    found = view("quay", from_="2015-03-01", when="2015")
    assert date.fromisoformat(found.first_day) == date(2015, 3, 1)
    assert found.kept_for_days == (("when", "2015"),)
    assert found.last_day == ""
