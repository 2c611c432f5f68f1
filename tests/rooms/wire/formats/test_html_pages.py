"""HTML: pages that say much about themselves, pages that say nothing, and pages made to do harm."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

import pytest
from folder_of_pages import PAGES, page, told

from twosource.wire.formats.page import BadPage, read_page

STORY = (
    "<p>The pier will close on Sunday because two of its piles are loose, the mayor said.</p>"
    "<p>Nobody in Harwick knows when it will open again, or who is going to pay for the work.</p>"
)


def test_an_article_is_read_with_what_it_says_of_itself() -> None:
    saved = page("article.html")
    assert saved.headline == "Council votes to keep the ferry & the pier"
    assert not saved.headline_proposed
    assert saved.published_at == datetime(2024, 3, 1, 9, 0, tzinfo=UTC)
    assert saved.crawled_at == datetime(2025, 1, 21, 9, 42, tzinfo=UTC)
    assert saved.bylines == ("Jo Grant", "Li Wei")
    assert (saved.topic, saved.printed_count) == ("The Skerry Ferry", 42)
    assert saved.tags == ("ferry", "Harwick", "county council", "Skerry")
    assert saved.related == ("Engine of last ferry fails for the ninth time", "What a rock is worth")
    assert saved.site_name == "Harwick Courier"
    assert saved.canonical_url == "https://courier.example/2024/ferry-vote"
    assert (saved.media_type, saved.language) == ("text/html", "en")
    assert set(saved.furniture) == {"Listen Live", "Community standards", "Discussion"}


def test_the_body_of_an_article_holds_no_menu_no_byline_and_no_comment() -> None:
    saved = page("article.html")
    assert [p.split()[0] for p in saved.paragraphs] == ["The", "“An", "Nine", "Opponents", "The"]
    assert saved.paragraphs[1].endswith("“We are not in the business of rocks.”")


def test_statements_of_an_article_are_proposed() -> None:
    assert told(page("article.html")) == [
        ("indirect", "Tom Reed", "told", "The county council voted"),
        ("direct", "Tom Reed", "said", "An island without a"),
        ("direct", "Tom Reed", None, "We are not in"),
        ("indirect", "opponents", "said", "the money would have"),
        ("mixed", "Maria van Dorn", "called", "called the vote “a"),
        ("indirect", "Ann Poole", "according to", "The trust that runs"),
    ]


def test_an_old_page_is_read_in_the_charset_it_declares() -> None:
    saved = page("old.html")
    assert saved.encoding == "cp1252"
    assert saved.headline == "The baker's cat – a correction"
    assert "the café would reopen on Tuesday at £2 a cup" in saved.paragraphs[2]
    assert (saved.published_at, saved.published_precision) == (datetime(2009, 11, 30, tzinfo=UTC), "day")
    assert saved.tags == ("cats", "bakery", "correction")


def test_text_wrapped_in_bare_html_is_read_like_text() -> None:
    saved = page("bare.html")
    assert saved.headline_proposed
    assert saved.crawled_at == datetime(2018, 2, 2, 16, 20, tzinfo=UTC)
    assert (saved.topic, saved.printed_count) == ("The Easby Water Dispute", 9)
    assert saved.tags == ("water", "Easby", "Nina Falk")
    assert len(saved.related) == 2
    assert saved.furniture == ("Listen Live", "Get short URL", "Community standards", "Discussion")
    assert len(saved.paragraphs) == 2


def test_preformatted_text_is_read_line_by_line() -> None:
    plain = (PAGES / "twin.txt").read_text(encoding="utf-8")
    saved = read_page(f"<html><body><pre>{escape(plain)}</pre></body></html>".encode(), name="pre.html")
    assert saved.paragraphs == page("twin.txt").paragraphs
    assert saved.tags == page("twin.txt").tags


def test_a_page_with_few_words_about_itself_still_has_date_and_tags() -> None:
    saved = page("short_links.html")
    assert saved.headline == "Swan stops the 8.15 to Easby"
    assert saved.as_json()["published_at"] == "2022-06-09T00:00:00Z"
    assert saved.tags == ("swans", "trains")
    assert len(saved.paragraphs) == 3


def test_a_login_wall_is_refused_and_a_login_form_beside_a_story_is_not() -> None:
    with pytest.raises(BadPage) as refused:
        page("login_wall.html")
    assert refused.value.reason == "login_wall"
    assert "password" in (page_text := _raw("article.html"))
    assert read_page(page_text.encode(), name="article.html").paragraphs


def _raw(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8")


def test_a_page_of_pictures_has_no_paragraphs() -> None:
    with pytest.raises(BadPage) as refused:
        page("gallery.html")
    assert refused.value.reason == "no_paragraphs"


def test_a_page_that_states_no_date_gets_none_from_its_address_or_text() -> None:
    html = f"<html><link rel=canonical href='https://a.example/2019/05/04/pier'><article>{STORY}</article>"
    assert read_page(html.encode(), name="undated.html").published_at is None


def test_a_story_that_is_only_in_the_data_of_the_page_is_read_from_there() -> None:
    html = (
        '<html><head><script type="application/ld+json">{"@type": "NewsArticle", "headline": "Pier loose",'
        '"articleBody": "The pier is loose, the mayor said.\\nNobody knows who will pay for it."}</script>'
        '</head><body><div id="root"></div><nav>Home</nav></body></html>'
    )
    saved = read_page(html.encode(), name="data.html")
    assert len(saved.paragraphs) == 2
    assert saved.headline == "Pier loose"


@pytest.mark.parametrize(
    "hostile",
    [
        "<div>" * 100_000 + STORY + "</div>" * 100_000,
        "<html><body>" + "<span>" * 50_000 + STORY,
        "<html><body>" + "<ul><li>" * 20_000 + "</li></ul>" * 20_000 + STORY,
        f'<html><body><img alt="{"x" * 3_000_000}">{STORY}',
        f"<html><body><script>var a = '<div>{STORY}';</script>{STORY}",
        f"<html><body><p>&#0;&#x1F;&lt;script&gt;&amp;amp; &bogus; {'&amp;' * 50_000}</p>{STORY}",
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "b">]><html><p>&a;</p>{STORY}</html>',
        f'<html><script type="application/ld+json">{"[" * 50_000}</script><body>{STORY}</body></html>',
        f'<html><script type="application/ld+json">{{"@type": ["Article", 7], "name": 9}}</script>{STORY}',
        f"<html><title>x\x00y</title><body>{STORY.replace('pier', 'pi' + chr(0) + 'er')}</body></html>",
    ],
    ids=["divs", "spans", "lists", "attribute", "script", "entities", "xml", "deep-json", "odd-json", "nuls"],
)
def test_hostile_html_is_read_without_harm(hostile: str) -> None:
    saved = read_page(hostile.encode(), name="hostile.html")
    text = " ".join(saved.paragraphs)
    assert "two of its piles are loose" in text
    assert "<script" not in text.replace("&lt;", "")
    assert "\x00" not in text + saved.headline


def test_text_from_a_script_is_never_a_paragraph() -> None:
    html = f"<html><script>document.write('The mayor said it was all over now.')</script>{STORY}</html>"
    assert "all over" not in " ".join(read_page(html.encode(), name="script.html").paragraphs)
