"""Plain text: the layout of the seed page, its variations, and pages that look quite different."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from textwrap import fill

import pytest
from folder_of_pages import PAGES, page, told

from twosource.wire.formats.page import read_page


def test_a_page_in_the_seed_layout_is_taken_apart_whole() -> None:
    twin = page("twin.txt")
    assert twin.crawled_at == datetime(2019, 11, 4, 7, 15, tzinfo=UTC)
    assert twin.published_at is None
    assert (twin.topic, twin.printed_count) == ("The Long Dispute over Skerry Sound", 87)
    assert len(twin.paragraphs) == 7
    assert len(twin.related) == 3
    assert twin.tags[0] == "survey"
    assert twin.tags[-1] == "Harwick"
    assert len(twin.tags) == 7
    assert twin.furniture == ("Listen Live", "Get short URL", "Community standards", "Discussion")
    assert "\xa0" not in "".join(twin.paragraphs)


def test_a_page_in_the_seed_layout_yields_its_statements_and_no_others() -> None:
    consul, neighbours = "Maren Solheim", "Harwick and most of its neighbours"
    assert told(page("twin.txt")) == [
        ("indirect", consul, "told", "Although Norland has repeatedly"),
        ("indirect", consul, "according to", "Norland, according to the"),
        ("direct", consul, "repeated", "We are willing to"),
        ("mixed", neighbours, "accused", "accused Norland of drawing"),
        ("indirect", "Norland's coast and customs officials", "rejected", "rejected these allegations"),
        ("direct", consul, "explained", "We asked the commission,"),
        ("direct", consul, None, "We ask them every"),
        ("indirect", consul, "stressed", "the soundings are correct"),
    ]


def test_a_missing_headline_is_proposed_from_the_lede_with_its_speaker() -> None:
    twin = page("twin.txt")
    assert twin.headline_proposed
    assert twin.headline == "Maren Solheim: Harwick and Easby still keep the charts under lock"


def test_a_headline_on_the_first_line_is_the_headline() -> None:
    saved = page("headline_first.txt")
    assert saved.headline == "Pier to Close for the Winter, and Perhaps for Good"
    assert not saved.headline_proposed
    assert saved.crawled_at == datetime(2016, 3, 3, 18, 5, tzinfo=UTC)
    assert saved.published_at is None


def test_counts_bylines_tags_and_furniture_are_read_in_other_dress() -> None:
    saved = page("headline_first.txt")
    assert (saved.topic, saved.printed_count) == ("Harwick Pier", 1204)
    assert saved.bylines == ("Sam Hale", "Jo Grant")
    assert saved.tags == ("pier", "safety", "Harwick")
    assert saved.related == ("Strand Hotel Sold for a Pound", "What Is a Pile, and Why Does It Move?")
    assert saved.furniture == ("Listen Live", "Get short URL", "Community standards", "Discussion")
    assert [p.split()[0] for p in saved.paragraphs] == ["The", "Li", "The"]


def test_the_seed_layout_wrapped_at_a_width_or_with_other_line_ends_reads_the_same() -> None:
    plain = (PAGES / "twin.txt").read_text(encoding="utf-8")
    lines = plain.split("\n")
    wrapped = "\n".join(fill(line, 72) if len(line) > 140 else line for line in lines)
    close = "\n".join(line for line in lines if line.strip())
    expected = page("twin.txt")
    for variant in (
        wrapped,
        close,
        plain.replace("\n", "\r\n"),
        plain.replace("\n", "\r"),
        plain.replace("\n", "\n\n"),
    ):
        saved = read_page(variant.encode(), name="twin.txt")
        assert (saved.paragraphs, saved.related, saved.tags) == (
            expected.paragraphs,
            expected.related,
            expected.tags,
        )
        assert told(saved) == told(expected)


def test_quotation_marks_of_any_kind_read_the_same() -> None:
    plain = (PAGES / "twin.txt").read_text(encoding="utf-8")
    for opening, closing in ("“”", "«»", "‘’", "„“"):
        variant = re.sub(r'"([^"]*)"', rf"{opening}\1{closing}", plain)
        assert [row[:3] for row in told(read_page(variant.encode(), name="twin.txt"))] == [
            row[:3] for row in told(page("twin.txt"))
        ]


def test_an_agency_report_is_unwrapped_and_dated_by_its_published_line() -> None:
    saved = page("agency.txt")
    assert saved.published_at == datetime(2023, 5, 12, 13, 5, tzinfo=UTC)
    assert saved.published_precision == "minute"
    assert saved.crawled_at is None
    assert saved.bylines == ("Ravi Menon",)
    assert len(saved.paragraphs) == 4
    assert saved.paragraphs[0].startswith(
        "HARWICK, 12 May (Coast Agency) - The trust that runs the ferry to Skerry"
    )


def test_words_are_dated_by_the_day_of_publication_and_leave_the_dateline_out() -> None:
    first = page("agency.txt").statements[0]
    assert first.text == "The trust that runs the ferry to Skerry will sell its last boat this month"
    assert (first.speaker, first.channel, first.said_at) == ("Ann Poole", "statement", date(2023, 5, 11))


def test_a_speech_over_several_paragraphs_keeps_its_speaker() -> None:
    saved = page("speech.txt")
    assert saved.crawled_at == datetime(2021, 1, 21, 8, 42, tzinfo=UTC)
    assert told(saved) == [
        ("direct", "Clara Voss", "said", "Nobody told us that"),
        ("direct", "Clara Voss", None, "Nobody rang."),
        ("direct", "Clara Voss", None, "I read it in"),
        ("direct", "Clara Voss", None, "And then I drove"),
        ("direct", "Tom Reed", "asked", "Who signed the report?"),
        ("mixed", "Tom Reed", "said", "Voss had “slept on"),
        ("indirect", "a civil servant who asked not to be named", "told", "the report had lain"),
        ("direct", "Nina Falk", "said", "The date is for"),
    ]


def test_a_court_report_with_single_quotation_marks_keeps_readers_comments_out() -> None:
    saved = page("court.txt")
    assert saved.site_name == "The Harbour Gazette"
    assert saved.headline == "Man who sold the lighthouse gets two years"
    assert told(saved) == [
        ("mixed", "Denis Orr", "told", 'he had "only ever'),
        ("direct", "Helen Moss", "said", "You sold what was"),
        ("indirect", "Omar Said", "argued", "the buyers should have"),
        ("direct", "Omar Said", "said", "No reasonable person buys"),
        ("indirect", "Omar Said", "added", "his client was sorry"),
        ("indirect", "one of the buyers", "said", "he would appeal to"),
    ]


def test_prose_in_which_nobody_speaks_yields_no_statement() -> None:
    assert page("plain_prose.txt").statements == ()


BODY = (
    "\n\nThe pier will close on Sunday because two of its piles are loose. Nobody knows when it will open.\n"
)


@pytest.mark.parametrize(
    ("clock", "utc"),
    [
        ("09:42 GMT21 January 2021", "2021-01-21T09:42:00Z"),
        ("18:05 GMT 3 March 2016", "2016-03-03T18:05:00Z"),
        ("09:42 GMT+1 21 January 2021", "2021-01-21T08:42:00Z"),
        ("09:42 GMT+121 January 2021", "2021-01-21T08:42:00Z"),
        ("09:42 GMT+5:30, 21 January 2021", "2021-01-21T04:12:00Z"),
        ("21 January 2021, 09:42 UTC", "2021-01-21T09:42:00Z"),
        ("Thu, 21 Jan 2021 09:42 CET", "2021-01-21T08:42:00Z"),
        ("January 21, 2021 9:42 p.m. EST", "2021-01-22T02:42:00Z"),
        ("21:15 MSK, 3rd March 2016", "2016-03-03T18:15:00Z"),
        ("09:42 GMT\n21 January 2021", "2021-01-21T09:42:00Z"),
        ("09:42 GMT+1", None),
        ("09:42 GMT 10/11/2021", None),
        ("09:42 GMT 31 February 2021", None),
    ],
)
def test_the_page_clock_is_read_as_utc_or_left_open(clock: str, utc: str | None) -> None:
    saved = read_page((clock + BODY).encode(), name="clock.txt")
    assert saved.as_json()["crawled_at"] == utc
    assert saved.published_at is None
    assert len(saved.paragraphs) == 1


@pytest.mark.parametrize(
    ("lines", "utc", "precision"),
    [
        ("Published: 12 May 2023, 14:05 BST", "2023-05-12T13:05:00Z", "minute"),
        ("Published 12 May 2023", "2023-05-12T00:00:00Z", "day"),
        ("First published on 12 May 2023 at 14:05", "2023-05-12T14:05:00Z", "minute"),
        ("Updated: 12 May 2023, 14:05 BST", None, None),
        ("10:00 GMT 1 June 2023\nThe pier is loose again\n08:15 GMT 12.05.2023(updated 09:00 GMT 12.05.2023)",
         "2023-05-12T08:15:00Z", "minute"),
        ("The pier is loose again\n12 May 2023", "2023-05-12T00:00:00Z", "day"),
    ],
)  # fmt: skip
def test_the_day_of_publication_is_only_what_the_page_states(
    lines: str, utc: str | None, precision: str | None
) -> None:
    saved = read_page((lines + BODY).encode(), name="dated.txt")
    assert (saved.as_json()["published_at"], saved.published_precision) == (utc, precision)


@pytest.mark.parametrize(
    ("dateline", "utc"),
    [
        ("HARWICK, 12 May 2023 (Coast Agency) — ", "2023-05-12T00:00:00Z"),
        ("HARWICK, May 12, 2023 /COAST/. ", "2023-05-12T00:00:00Z"),
        ("HARWICK, 12 May (Coast Agency) — ", None),
        ("HARWICK (Coast Agency) - ", None),
    ],
)
def test_a_dateline_dates_the_page_only_when_it_has_a_year(dateline: str, utc: str | None) -> None:
    saved = read_page(
        f"{dateline}The pier will close on Sunday, the mayor said.\n".encode(), name="dateline.txt"
    )
    assert saved.as_json()["published_at"] == utc
    assert [s.text for s in saved.statements] == ["The pier will close on Sunday"]


@pytest.mark.parametrize("count", ["618", "1,204", "1.204", "12 345"])
def test_a_topic_is_read_with_its_printed_count(count: str) -> None:
    saved = read_page(f"The Skerry Ferry ({count})\n{BODY}".encode(), name="topic.txt")
    assert (saved.topic, saved.printed_count) == (
        "The Skerry Ferry",
        int(count.translate({44: "", 46: "", 32: ""})),
    )


def test_a_count_of_comments_is_no_topic() -> None:
    assert read_page(f"{BODY}\nComments (12)\n".encode(), name="comments.txt").topic is None


@pytest.mark.parametrize(
    "line",
    [
        "Community standardsDiscussion",
        "community standards | discussion",
        "COMMUNITY STANDARDS  DISCUSSION (4)",
    ],
)
def test_furniture_is_known_glued_parted_and_in_capitals(line: str) -> None:
    saved = read_page(f"{BODY}{line}".encode(), name="furniture.txt")
    assert saved.furniture == ("Community standards", "Discussion")
    assert len(saved.paragraphs) == 1


def test_links_in_the_middle_of_a_story_are_related_and_no_paragraphs() -> None:
    saved = read_page(f"{BODY}READ MORE: Pier Loses Its Last Lamp{BODY}".encode(), name="more.txt")
    assert saved.related == ("Pier Loses Its Last Lamp",)
    assert len(saved.paragraphs) == 2
