"""Readers' pages, drawn from plain values: no database, no request, no address table."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Engine
from django.test import override_settings
from django.utils import timezone, translation
from site_pages import AT, CARD, KNOWN, LATER, PAGES, PICTURE, Paper, whole_story, whole_voice

import twosource.site
from twosource.site.templatetags import paper as tags
from twosource.stories.pages import (
    Block,
    ClaimNote,
    CorrectionNote,
    FrontView,
    Link,
    Numbered,
    SearchView,
    StoryView,
    TagRef,
    TopicRef,
)

SITE = Path(twosource.site.__file__).parent
HOSTILE = "<script>alert(\"1\")</script> & 'two'"
VOID = {"meta", "link", "img", "input", "source", "br", "hr"}


@dataclass
class Drawn(HTMLParser):
    """A page taken apart: its elements with their attributes, and whether every one of them was closed."""

    source: str
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> in the wrong place"

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        """Every element of this name whose attributes have these values; `class_` is one of its classes."""
        found = [attrs for name, attrs in self.elements if name == tag]
        css = wanted.pop("class_", None)
        if css:
            found = [attrs for attrs in found if css in attrs.get("class", "").split()]
        return [attrs for attrs in found if all(attrs.get(name) == value for name, value in wanted.items())]

    @property
    def words(self) -> str:
        """What stands on the page, without markup and with single spaces."""
        body = self.source.split("<body", 1)[1]
        return " ".join(re.sub(r"<[^>]*>", " ", body).split())


@pytest.fixture(autouse=True)
def _plain_surroundings():
    """English and GMT, and static files under the names they have."""
    storages = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=storages), translation.override("en"), timezone.override(UTC):
        yield


def draw(name: str, /, paper: Paper | None = None, **context: object) -> Drawn:
    engine = Engine(
        dirs=[str(SITE / "templates")],
        libraries={
            "i18n": "django.templatetags.i18n",
            "static": "django.templatetags.static",
            "paper": "twosource.site.templatetags.paper",
        },
    )
    shared = {} if name == "500.html" else {"paper": paper or Paper()}
    return Drawn(engine.get_template(f"site/{name}").render(Context({**shared, **context})))


@pytest.fixture
def story() -> Drawn:
    return draw("story.html", **PAGES["story.html"])


@pytest.mark.parametrize("name", PAGES)
def test_a_page_closes_what_it_opens_and_says_its_language(name: str) -> None:
    page = draw(name, **PAGES[name])
    assert page.open == []
    assert page.all("html") == [{"lang": "en", "dir": "ltr"}]
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    assert page.all("meta", name="description")[0]["content"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_needs_no_inline_style_or_script(name: str) -> None:
    page = draw(name, **PAGES[name])
    assert page.all("style") == []
    names = {name for _tag, attrs in page.elements for name in attrs}
    assert not [name for name in names if name == "style" or name.startswith("on")]
    for script in page.all("script"):
        assert script.get("type") == "application/ld+json" or "src" in script
    assert "{{" not in page.source
    assert "{%" not in page.source


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_nobody_else_for_anything(name: str) -> None:
    page = draw(name, **PAGES[name])
    fetched = [attrs.get("src", "") for _tag, attrs in page.elements]
    loading = {"stylesheet", "preload", "icon"}
    fetched += [attrs["href"] for attrs in page.all("link") if attrs["rel"] in loading]
    ours = ("/static/", "/media/", "/clock/")
    assert all(address.startswith(ours) for address in fetched if address)


@pytest.mark.parametrize("name", PAGES)
def test_every_id_is_given_once_and_every_label_finds_its_field(name: str) -> None:
    page = draw(name, **PAGES[name])
    ids = [attrs["id"] for _tag, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    pointed = [attrs["for"] for attrs in page.all("label")]
    pointed += [attrs["href"][1:] for attrs in page.all("a") if attrs["href"].startswith("#")]
    pointed += [attrs["aria-labelledby"] for _tag, attrs in page.elements if "aria-labelledby" in attrs]
    assert set(pointed) <= set(ids)


@pytest.mark.parametrize("name", PAGES)
def test_every_time_is_readable_by_machines(name: str) -> None:
    for attrs in draw(name, **PAGES[name]).all("time"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?", attrs["datetime"])


def test_a_right_to_left_paper_says_so() -> None:
    page = draw("front.html", Paper(language="ar", direction="rtl"), **PAGES["front.html"])
    assert page.all("html") == [{"lang": "ar", "dir": "rtl"}]


def test_the_header_tells_the_hour_and_the_date_by_a_script_and_without_one(story: Drawn) -> None:  # S1
    place = story.all("span", **{"data-zone": "UTC"})[0]
    assert place["data-labels"] == '{"0": "GMT"}'
    (frame,) = story.all("iframe")
    assert (frame["src"], frame["title"]) == ("/clock/", "The time")


def test_a_page_is_the_same_whenever_it_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    for moment in (datetime(2026, 11, 22, 9, 42, tzinfo=UTC), datetime(2026, 12, 24, 18, 0, tzinfo=UTC)):
        monkeypatch.setattr("django.utils.timezone.now", lambda moment=moment: moment)
        drawn.append(draw("story.html", view=whole_story()).source)
    assert drawn[0] == drawn[1]


def test_published_and_updated_stand_apart_from_the_clock(story: Drawn) -> None:
    assert "Published 21 November 2026, 17:05 GMT" in story.words
    assert "Updated 22 November 2026, 08:30 GMT" in story.words
    never_updated = draw("story.html", view=replace(whole_story(), updated_at=None))
    assert "Updated" not in never_updated.words


def test_the_short_link_is_a_link_before_any_script_makes_it_a_button(story: Drawn) -> None:  # S3
    assert story.all("a", href="https://gazette.example/s/x8k2m")
    place = story.all("p", class_="short")[0]
    assert place["data-copy"] == "https://gazette.example/s/x8k2m"
    assert place["data-label"] == "Copy short link"
    assert [button for button in story.all("button") if button.get("type") != "submit"] == []


def test_the_topic_has_the_same_number_above_the_story_and_under_it(story: Drawn) -> None:  # S4, S6
    assert story.words.count("The harbour bridge (18)") == 2
    assert len(story.all("a", href="/topics/harbour-bridge/")) == 2
    assert story.all("a", href="/city/council-votes/")


def test_a_quotation_names_who_said_it_to_whom_through_whom_and_when(story: Drawn) -> None:  # S5
    said = story.source[story.source.index('<figure class="quotation">') :].split("</figure>")[0]
    assert "<blockquote><p>“Every joint was checked.”</p></blockquote>" in said
    words = re.sub(r"<[^>]*>", " ", said)
    for part in (
        "Tomas Verhey",
        "director",
        "to Harbour Radio",
        "the breakfast programme",
        "20 November 2026",
    ):
        assert part in words


def test_tags_stand_in_groups_of_one_kind(story: Drawn) -> None:  # S7
    assert "person Tomas Verhey Ines Stroud subject bridges" in story.words
    assert len(story.all("a", rel="tag")) == 3


def test_the_community_standards_are_one_click_away(story: Drawn) -> None:  # S8
    assert story.all("a", href="/standards/")


def test_what_comes_later_has_a_place_and_no_dead_button(story: Drawn) -> None:  # S2, S9
    assert "Listen" not in story.words
    assert "Discussion" not in story.words
    assert "{% block discussion %}" in (SITE / "templates/site/story.html").read_text()
    assert "{% block listen %}" in (SITE / "templates/site/page.html").read_text()


def test_accusation_and_answer_face_each_other_with_their_status(story: Drawn) -> None:  # S10
    assert story.all("div", class_="accusation")[0]["class"].split()[-1] == "asserted"
    assert story.all("div", class_="answer")[0]["class"].split()[-1] == "denied"
    assert "The accusation Two bearings were never opened. “ Asserted One report, one line." in story.words
    assert "The answer: Stroud &amp; Sons All were opened. × Denied They say it is not so." in story.words


def test_the_ledger_says_what_was_asked_and_what_came_of_it(story: Drawn) -> None:  # S11
    assert "Port authority 21 Nov 2026 letter Both reports declined to comment" in story.words
    assert "declined to comment on 14 September" in story.words
    assert story.words.count("Port authority") == 1


def test_the_panel_says_how_we_know(story: Drawn) -> None:  # S12
    panel = story.source[story.source.index('id="how-we-know"') :]
    words = " ".join(re.sub(r"<[^>]*>", " ", panel).split())
    assert story.all("li", id="claim-2", class_="asserted")
    for part in (
        "How we know this",
        "“ Asserted Two separate teams inspected the bridge. One report, one line.",
        "Tomas Verhey to Harbour Radio",
        "The contractor’s statement took part in it, has an interest",
        "1 line for it",
        "1 line against it",
        "How the story carries it attributed",
        "Everything rests on the contractor",
        "The contractor gains if this is believed",
        "a checker: it stands (compared the letters), 21 November 2026, 17:05 GMT",
        "Last checked 22 November 2026, 08:30 GMT",
        "No check has been signed yet.",
    ):
        assert part in words
    assert '<a href="#claim-3">' in panel


def test_the_panel_tells_who_told_whom_and_what_became_of_it(story: Drawn) -> None:  # B13
    for words in (
        "Tomas Verhey told Harbour Radio on 20 November 2026", "(partly in their own words: “according to”)",
        "“Every joint was checked.”", "Council, 21 Nov 2026 : declined to comment", "checked 3 times in all",
        "Since it was published × Denied 22 November 2026, 08:30 GMT",
    ):  # fmt: skip
        assert words in story.words, words
    assert story.all("a", href="/voices/3-tomas-verhey/")
    assert story.all("a", href="/claims/2/")


def test_an_error_is_reported_by_a_plain_link(story: Drawn) -> None:  # C10
    assert story.all("a", href="/reports/new/7/", rel="nofollow")
    preview = draw("story.html", view=replace(whole_story(), preview=True))
    assert not preview.all("a", href="/reports/new/7/")


def test_a_claims_page_has_both_sides_its_stories_and_its_history() -> None:
    page = draw("claim.html", **PAGES["claim.html"])
    for words in (
        "A claim that something was said", "1 line for it", "1 line against it", "All were opened.",
        "It was looked at.",
        "That it was said.", "What became of it", "Decided by Hanne Brandt, editor", "The story that carries it",
    ):  # fmt: skip
        assert words in page.words, words
    assert page.all("link", rel="canonical", href="https://gazette.example/claims/2/")
    assert page.all("a", href="/voices/4-stroud-sons/")


def test_a_voices_page_says_of_each_thing_what_it_is() -> None:
    page = draw("voice.html", **PAGES["voice.html"])
    for words in (
        "Tomas Verhey (4)",
        "Claim",
        "Quotation",
        "Asked for comment",
        "Denial",
        "in print 20 Nov 2026",
    ):
        assert words in page.words, words
    assert page.all("meta", name="robots", content="noindex, follow")
    first = draw("voice.html", view=replace(whole_voice(), newer_url=""))
    assert not first.all("meta", name="robots")


def test_the_key_explains_every_status_word(story: Drawn) -> None:
    assert len(story.all("details", class_="key")) == 1
    for word in (
        "✓✓ Confirmed",
        "✓ Corroborated",
        "≠ Disputed",
        "×× Refuted",
        "↩ Withdrawn",
        "? Unverifiable",
    ):
        assert word in story.words


def test_an_override_shows_its_editor_and_the_reason(story: Drawn) -> None:
    for part in ("G4", "An allegation needs an answer.", "Hanne Brandt", "Court sits today."):
        assert part in story.words


def test_a_correction_stands_above_the_story_and_under_it(story: Drawn) -> None:
    assert story.words.count("Correction 22 November 2026, 08:30 GMT It has forty bearings, not 42.") == 2
    assert story.all("section", id="corrections")


def test_a_margin_note_may_run_down_to_the_next_one(story: Drawn) -> None:
    assert [attrs["class"] for attrs in story.all("div", class_="notes")] == ["notes span-3", "notes span-4"]


def test_a_retracted_story_keeps_its_headline_and_loses_its_words() -> None:
    notice = CorrectionNote("retraction", "Retracted", "The letter was forged.", LATER)
    page = draw("story.html", view=replace(whole_story(), retracted=notice))
    assert "Bridge reports withheld" in page.words
    assert "The letter was forged." in page.words
    for gone in ("was inspected", "Every joint", "The authority says", "Two separate teams", "Both reports"):
        assert gone not in page.words
    assert not page.all("meta", property="og:image")


def test_a_story_with_nothing_but_words_shows_no_empty_frames() -> None:
    bare = StoryView("Herring", "/h/", "https://gazette.example/h/", "", Link("Harbour", "/harbour/"), AT)
    page = draw("story.html", view=bare)
    for heading in ("How we know this", "Accusation", "What we asked", "Corrections to", "Tags", "Related"):
        assert heading not in page.words
    assert not page.all("p", class_="short")


def test_a_preview_says_so_and_is_not_for_search_engines() -> None:
    page = draw("story.html", view=replace(whole_story(), preview=True))
    assert page.words.count("Preview.") == 1
    assert page.all("meta", name="robots", content="noindex")


def test_a_story_introduces_itself_to_machines(story: Drawn) -> None:
    assert story.all("link", rel="canonical", href="https://gazette.example/harbour/bridge-reports/")
    assert story.all("meta", property="og:image", content="https://gazette.example/media/bridge.800.jpg")
    assert story.all("meta", property="article:published_time", content="2026-11-21T17:05:00Z")
    assert story.all("link", type="application/atom+xml", href="/feeds/atom.xml")
    assert '<script type="application/ld+json">{"@type": "NewsArticle"}</script>' in story.source


def test_what_people_typed_is_never_markup() -> None:
    hostile = ClaimNote("claim-2", "asserted", HOSTILE, "“", HOSTILE)
    view = replace(
        whole_story(),
        headline=HOSTILE,
        standfirst=HOSTILE,
        description=HOSTILE,
        dateline=HOSTILE,
        bylines=(Link(HOSTILE, "/a/"), Link(HOSTILE)),
        lead_picture=replace(PICTURE, alt=HOSTILE, credit=HOSTILE),
        body=(
            Block("quotation", text=HOSTILE, speaker=Link(HOSTILE), addressee=HOSTILE, channel=HOSTILE),
            Block("heading", text=HOSTILE, notes=(hostile,)),
        ),
        tags=(TagRef(HOSTILE, "person", HOSTILE, "/t/"),),
        topic=TopicRef(HOSTILE, "/t/", 1),
        imported_from=HOSTILE,
        related=(replace(CARD, headline=HOSTILE),),
        known=(replace(KNOWN, text=HOSTILE, said=HOSTILE),),
    )
    for page in (
        draw("story.html", Paper(name=HOSTILE, tagline=HOSTILE), view=view),
        draw("search.html", view=SearchView(HOSTILE, Numbered((), 0))),
        draw("front.html", view=FrontView(replace(CARD, headline=HOSTILE, standfirst=HOSTILE), (), ())),
    ):
        assert "<script>alert" not in page.source
        assert page.open == []
        assert "&lt;script&gt;alert" in page.source


def test_the_front_page_gives_the_lead_the_first_and_fastest_place() -> None:
    page = draw("front.html", **PAGES["front.html"])
    assert page.all("article")[0]["class"] == "card lead with-picture"
    assert page.all("img")[0]["fetchpriority"] == "high"
    assert all(img.get("loading") == "lazy" for img in page.all("img")[1:])
    assert "Running The harbour bridge (18)" in page.words


def test_a_picture_reserves_its_place_and_offers_small_files() -> None:
    page = draw("story.html", **PAGES["story.html"])
    assert all(img["width"] == "800" and img["height"] == "500" and img["alt"] for img in page.all("img"))
    assert page.all("source", type="image/avif")[0]["srcset"].endswith("800w")
    assert page.all("source", type="image/avif")[0]["sizes"]


def test_an_empty_paper_still_has_a_front_page() -> None:
    page = draw("front.html", view=FrontView(None, (), ()))
    assert "Nothing has been published yet." in page.words


def test_a_list_leads_on_to_older_stories_and_to_its_feed() -> None:
    page = draw("list.html", **PAGES["list.html"])
    assert "The harbour bridge (18)" in page.words
    assert page.all("a", rel="next", href="?before=1")
    assert page.all("link", type="application/atom+xml", href="/atom.xml")
    assert "Also known as The bridge" in page.words


def test_a_search_keeps_the_words_in_its_field_and_counts_what_it_found() -> None:
    page = draw("search.html", **PAGES["search.html"])
    assert [attrs["value"] for attrs in page.all("input")] == ["bridge"]
    assert "1 story with “bridge”" in page.words


def test_a_paper_without_search_shows_no_search_form() -> None:
    for name in ("front.html", "404.html"):
        assert draw(name, Paper(search_url=""), **PAGES[name]).all("form") == []


def test_a_standard_can_be_cited_by_its_number() -> None:
    assert draw("standards.html", **PAGES["standards.html"]).all("li", id="rule-1")


def test_the_words_about_checking_and_about_the_paper_are_whole() -> None:
    for name in ("how-we-check.html", "about.html"):
        page = draw("plain.html", title="Words", html=draw_fragment(name))
        assert page.open == []
        assert len(page.words.split()) > 90


def draw_fragment(name: str) -> str:
    engine = Engine(
        dirs=[str(SITE / "templates")],
        libraries={"i18n": "django.templatetags.i18n", "paper": "twosource.site.templatetags.paper"},
    )
    return engine.get_template(f"site/{name}").render(Context({"paper": Paper()}))


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("UTC", "21 November 2026, 17:05 GMT"),
        ("Europe/Helsinki", "21 November 2026, 19:05 EET"),
        ("Asia/Tehran", "21 November 2026, 20:35 UTC+03:30"),
        ("America/Sao_Paulo", "21 November 2026, 14:05 UTC-03"),
    ],
)
def test_a_stamp_is_in_the_papers_zone_by_name_and_in_utc_for_machines(zone: str, shown: str) -> None:
    with timezone.override(ZoneInfo(zone)):
        assert tags.stamp(AT) == f'<time datetime="2026-11-21T17:05:00Z">{shown}</time>'


def test_a_stamp_has_shorter_forms_and_refuses_unknown_ones() -> None:
    assert ">21 Nov, 17:05 GMT<" in tags.stamp(AT, "short")
    assert tags.stamp(date(2026, 11, 20)) == '<time datetime="2026-11-20">20 November 2026</time>'
    assert tags.stamp(None) == ""
    with pytest.raises(ValueError, match="no form 'soon'"):
        tags.stamp(AT, "soon")


def test_quotation_marks_are_added_once() -> None:
    assert tags.quoted("Yes.") == "“Yes.”"
    assert tags.quoted("„Ja.“") == "„Ja.“"


def test_the_style_sheet_asks_nobody_else_and_knows_no_left_or_right() -> None:
    css = (SITE / "static/site/paper.css").read_text()
    for found in re.findall(r'url\("([^"]+)"\)', css):
        assert (SITE / "static/site" / found).is_file()
    assert not re.search(r"(?:margin|padding|border)-(?:left|right)|: (?:left|right)\b", css)


def test_a_page_weighs_less_than_a_hundred_kilobytes_without_its_pictures() -> None:
    static = SITE / "static/site"
    sent = sum(font.stat().st_size for font in (static / "fonts").glob("*.woff2"))
    texts = [(static / name).read_bytes() for name in ("paper.css", "paper.js", "favicon.svg")]
    texts.append(draw("story.html", **PAGES["story.html"]).source.encode() * 2)
    sent += sum(len(gzip.compress(text)) for text in texts)
    assert sent < 100_000


def test_what_was_drawn_is_remembered_by_what_it_was_drawn_with() -> None:
    """Another count, another section of the paper, another language: another piece; else the same one."""
    engine = Engine(
        dirs=[str(SITE / "templates")],
        libraries={"i18n": "django.templatetags.i18n", "paper": tags.__name__},
    )
    page = engine.from_string('{% load paper %}{% drawn "site/parts/card.html" card=card level=2 %}')

    def drawn(card: object = CARD, sections: tuple[Link, ...] = ()) -> str:
        return page.render(Context({"card": card, "paper": Paper(sections=sections), "level": 4}))

    tags._drawn.cache_clear()
    one = drawn()
    assert "<h2" in one, "with its own values alone"
    assert drawn(replace(CARD)) == one
    assert tags._drawn.cache_info().misses == 1
    assert "Quays" in drawn(replace(CARD, headline="Quays"))
    drawn(sections=(Link("Harbour", "/harbour/"),))
    with translation.override("de"):
        drawn()
    assert tags._drawn.cache_info().misses == 4
