"""Every kind of reader's page, as a reader's browser meets it: nothing in the way, nothing moving, nobody told."""

from __future__ import annotations

import re
from typing import Any

import pytest

STORY = "/harbour/harbour-bridge-reports-withheld-for-the-third-time/"
LOST = "/harbour/nothing-was-ever-here/"
KINDS = {
    "front": "/",
    "section": "/harbour/",
    "story": STORY,
    "accusing story": "/harbour/engineers-union-says-two-bearings-were-never-opened/",
    "refuting story": "/harbour/no-the-guillemot-was-not-turned-back-by-customs/",
    "topics": "/topics/",
    "topic": "/topics/the-harbour-bridge/",
    "person": "/tags/person/tomas-verhey/",
    "organisation": "/tags/organisation/brackhaven-port-authority/",
    "place": "/tags/place/harbour-bridge/",
    "subject": "/tags/subject/public-records/",
    "author": "/authors/ines-marlow/",
    "corrections": "/corrections/",
    "standards": "/standards/",
    "checking": "/how-we-check/",
    "about": "/about/",
    "search": "/search/?q=bridge",
    "narrowed search": "/search/?q=bridge&tag=person:tomas-verhey&status=disputed&when=2026&from=2026-01-01",
    "search in vain": "/search/?q=bridge&topic=no-such-topic&from=2015-13-01",
    "empty search": "/search/",
    "lost": LOST,
    "no short link": "/s/zzzzz",
}
every_kind = pytest.mark.parametrize("path", KINDS.values(), ids=KINDS.keys())


def status(path: str) -> int:
    return 404 if path in (LOST, KINDS["no short link"]) else 200


@every_kind
def test_nothing_stands_in_a_readers_way_in_light_or_dark_on_a_phone_or_a_desk(look: Any, path: str) -> None:
    from watching import LOOKS

    with look() as seen:
        page = seen.open(path, status=status(path))
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            assert seen.barriers() == [], f"{width} px, {scheme}"


@every_kind
def test_nothing_complains_moves_or_sticks_out_and_nobody_else_is_asked(look: Any, path: str) -> None:
    for width in (320, 1280):
        with look(width=width) as seen:
            page = seen.open(path, status=status(path))
            page.mouse.wheel(0, 20_000)
            page.wait_for_timeout(150)
            assert seen.complaints() == []
            assert seen.sideways() <= 0, f"scrolls sideways at {width} px"
            assert seen.bytes < 100_000, f"{seen.bytes} bytes without pictures"


def test_what_is_wrong_with_a_page_does_not_go_unseen(look: Any) -> None:
    with look(width=320) as seen:
        page = seen.open("/about/")
        page.evaluate("""
            const wide = document.createElement("div");
            wide.style.cssText = "height: 200px; width: 900px";
            document.body.prepend(wide);
            const spy = document.createElement("img");
            spy.src = "http://elsewhere.example/spy.png";
            document.querySelector("main").append(spy);
        """)
        page.wait_for_timeout(500)
        told = " ".join(seen.complaints())
        assert "img-src" in told
        assert "the layout shifted" in told
        assert seen.sideways() > 0
        assert any("image-alt" in barrier for barrier in seen.barriers())
        assert seen.bytes > 10_000


def test_without_a_script_a_reader_finds_reads_and_shares_a_story(look: Any) -> None:
    with look(width=390, java_script_enabled=False) as seen:
        page = seen.open("/")
        clock = page.frame_locator("iframe.still").locator("time.clock")
        assert clock.inner_text().endswith("GMT")
        page.get_by_role("link", name="Search").first.click()
        page.get_by_label("Words to look for").fill("bearings")
        page.keyboard.press("Enter")
        assert "stories with “bearings”" in page.get_by_role("status").inner_text()
        page.get_by_role("link", name="inspection reports withheld").first.click()
        short = page.locator(".short a")
        assert short.is_visible()
        assert "/s/" in short.inner_text()
        page.locator("mark.claim a").first.click()
        assert page.locator("#how-we-know li:target").is_visible()
        page.goto(short.get_attribute("href") or "")
        assert page.url.endswith(STORY)


def test_without_a_script_a_reader_turns_the_pages_of_a_list(look: Any) -> None:
    with look(java_script_enabled=False) as seen:
        page = seen.open("/search/?q=the")
        first = page.locator(".card h2").all_inner_texts()
        page.get_by_role("link", name="Next page").click()
        second = page.locator(".card h2").all_inner_texts()
        assert second
        assert not set(first) & set(second)
        page.get_by_role("link", name="Previous page").click()
        assert page.locator(".card h2").all_inner_texts() == first


@pytest.mark.parametrize("width", [390, 1280])
def test_without_a_script_or_a_mouse_a_reader_narrows_a_search_down_and_widens_it_again(
    look: Any, width: int
) -> None:
    from playwright.sync_api import expect

    with look(width=width, java_script_enabled=False) as seen:
        page = seen.open("/search/?q=bridge")
        told = page.get_by_role("status").inner_text()
        if width < 600:
            page.get_by_role("link", name="Narrow it down").press("Enter")
            assert page.locator("#narrow:target").is_visible()
        for group, wanted in (("People", "Tomas Verhey"), ("How claims stand", "Disputed")):
            link = page.get_by_role("region", name=group).get_by_role("link", name=wanted).first
            count = link.locator(".count").inner_text().split()[0]
            link.press("Enter")
            expect(page.get_by_role("status")).to_contain_text(re.compile(rf"^\s*{count} stor"))
            expect(page.locator(".card")).to_have_count(int(count))
        page.get_by_label("From").fill("2026-01-01")
        page.get_by_role("button", name="Show these days").press("Enter")
        chosen = page.get_by_role("group", name="Narrowed down to")
        expect(chosen.get_by_role("listitem")).to_have_count(4)
        page.get_by_label("Words to look for").fill("bearings")
        page.keyboard.press("Enter")
        page.wait_for_url("**q=bearings**")
        expect(chosen.get_by_role("listitem")).to_have_count(4)
        page.get_by_label("Words to look for").fill("bridge")
        page.keyboard.press("Enter")
        page.wait_for_url("**q=bridge**")
        for left in (3, 2, 1):
            expect(chosen.get_by_role("listitem")).to_have_count(left + 1)
            chosen.get_by_role("link").first.press("Enter")
        expect(page.get_by_role("status")).to_have_text(told)


def test_the_short_link_copies_itself_and_says_so(look: Any) -> None:
    with look(permissions=["clipboard-read", "clipboard-write"]) as seen:
        page = seen.open(STORY)
        page.get_by_role("button", name="Copy short link").press("Enter")
        page.get_by_role("button", name="Copied").wait_for()
        assert page.locator(".short [role=status]").inner_text() == "Copied"
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator("link[rel=shortlink]").get_attribute("href")
        assert seen.complaints() == []


def test_the_keyboard_alone_reaches_the_words_of_a_story_first(look: Any) -> None:
    with look() as seen:
        page = seen.open(STORY)
        page.keyboard.press("Tab")
        skip = page.locator(":focus")
        assert skip.inner_text() == "Skip to the content"
        assert skip.is_visible()
        skip.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_pictures_keep_their_place_before_they_arrive(look: Any) -> None:
    with look() as seen:
        page = seen.open(STORY)
        for picture in page.locator("main img").all():
            assert int(picture.get_attribute("width") or 0) > 0
            assert int(picture.get_attribute("height") or 0) > 0
            assert picture.get_attribute("alt")
        kinds = page.locator("main source").evaluate_all("all => all.map(one => one.type)")
        assert {"image/avif", "image/webp"} <= set(kinds)


def test_a_story_on_paper_leaves_the_screens_furniture_out(look: Any) -> None:
    with look() as seen:
        page = seen.open(STORY)
        page.emulate_media(media="print")
        assert page.locator("h1").is_visible()
        assert page.locator("#how-we-know").is_visible()
        assert not page.locator("nav.sections").is_visible()
        assert not page.locator("form.search").first.is_visible()
