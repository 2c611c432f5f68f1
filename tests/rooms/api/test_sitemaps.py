"""Search engines are told every address readers may see, and none other."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.xmlutils import SimplerXMLGenerator
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from press import Press
from twosource.api import sitemaps
from twosource.stories.actions import publish_story, unpublish_story
from twosource.stories.models import StoryPage

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SHARED = Path(os.environ.get("TWOSOURCE_SHARED") or Path(__file__).resolve().parents[4] / "shared")
XSD = SHARED / "judges" / "data" / "xsd"
SM = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"

BOTH = """<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">
<xsd:import namespace="{sitemap}" schemaLocation="{folder}/{name}.xsd"/>
<xsd:import namespace="{news}" schemaLocation="{folder}/sitemap-news.xsd"/>
</xsd:schema>"""


def paths(client: Client, path: str, base: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/xml")
    found = [loc.text or "" for loc in etree.fromstring(answer.content).iter(f"{SM}loc")]
    assert all(address.startswith(base + "/") for address in found)
    return [address.removeprefix(base) for address in found]


@pytest.fixture
def base(settings: Any) -> str:
    return str(settings.WAGTAILADMIN_BASE_URL)


def demand_valid(content: bytes, schema: str = "sitemap") -> None:
    if not XSD.exists():
        pytest.skip("the sitemap schemas are not on this machine (TWOSOURCE_SHARED names their folder)")
    both = etree.XMLSchema(
        etree.fromstring(BOTH.format(folder=XSD, name=schema, sitemap=SM[1:-1], news=NEWS[1:-1]))
    )
    both.assertValid(etree.fromstring(content))


def test_the_sitemap_holds_fronts_topics_tags_authors_and_stories(
    press: Press, client: Client, base: str
) -> None:
    press.publish("Dredger", "Text.", topic="Dock strike", tags=[("place", "Øst kaj")], byline="Jo Reed")
    found = paths(client, "/sitemap.xml", base)
    assert {"/", "/harbour/", "/city/", "/topics/", "/corrections/", "/harbour/dredger/"} <= set(found)
    assert {"/topics/dock-strike/", "/tags/place/%C3%B8st-kaj/", "/authors/jo-reed/"} <= set(found)
    assert len(found) == len(set(found))


def test_a_story_is_dated_by_its_last_change(press: Press, client: Client) -> None:
    story = press.correct(press.publish("Dredger", "Text."), "It was another.")
    root = etree.fromstring(client.get("/sitemap.xml").content)
    stamps = {url.findtext(f"{SM}loc", "")[-9:]: url.findtext(f"{SM}lastmod") for url in root}
    assert stamps["/dredger/"] == story.changed_at.isoformat(timespec="seconds")


def test_nothing_that_readers_may_not_see_is_told(press: Press, client: Client, base: str) -> None:
    press.draft("Draft", "Text.", topic="Secret matter", tags=[("person", "Secret")])
    publish_story(
        story=press.draft("Later", "Text."), by=press.editor, at=timezone.now() + timedelta(hours=1)
    )
    gone, past, wrong = (press.publish(word, "Text.") for word in ("Gone", "Past", "Wrong"))
    unpublish_story(story=gone, by=press.editor)
    past.expire_at = timezone.now() - timedelta(seconds=1)
    past.save()
    press.correct(wrong, "It was not so.", "retraction")
    told = paths(client, "/sitemap.xml", base) + paths(client, "/news-sitemap.xml", base)
    assert not [path for path in told if path.startswith("/harbour/") and path != "/harbour/"]
    assert not [path for path in told if "secret" in path]


def test_too_many_addresses_become_an_index_of_sheets(
    press: Press, client: Client, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "MOST", 10)
    for number in range(11):
        press.publish(f"Dredger {number}", "Text.")
    index = client.get("/sitemap.xml").content
    assert etree.fromstring(index).tag == f"{SM}sitemapindex"
    demand_valid(index, "siteindex")
    sheets = paths(client, "/sitemap.xml", base)
    assert sheets[0] == "/sitemap-pages.xml"
    assert len(sheets) in (3, 4)
    stories = [path for sheet in sheets[1:] for path in paths(client, sheet, base)]
    assert len(stories) == len(set(stories)) == 11
    assert "/" in paths(client, sheets[0], base)
    last = int(sheets[-1].removeprefix("/sitemap-").removesuffix(".xml"))
    for number in (0, last + 1, 10**17):
        assert client.get(f"/sitemap-{number}.xml").status_code == 404


def test_the_index_names_the_sheets_that_hold_anything_and_no_other(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found by going from one to the next, which is as good as looking at each."""
    monkeypatch.setattr(sitemaps, "MOST", 3)
    stories = [press.draft(f"Dredger {number}", "Text.") for number in range(16)]
    for number in (0, 1, 8, 15):
        press.claim(stories[number], f"Dredger {number} came.")
        publish_story(story=stories[number], by=press.editor)
    for name, kind in sitemaps.KINDS.items():
        last = max((pk for pk in kind.rows().order_by().values_list("pk", flat=True)), default=0)
        every = range(1, last // (kind.together or 3) + 3)
        assert kind.sheets() == [number for number in every if kind.sheet(number)], name
    assert len(sitemaps.KINDS["stories"].sheets()) in (3, 4)
    unpublish_story(story=StoryPage.objects.get(pk=stories[8].pk), by=press.editor)
    assert len(sitemaps.KINDS["stories"].sheets()) in (2, 3)


def test_moments_are_what_the_rows_say_to_the_second(press: Press) -> None:
    moment = datetime(2026, 3, 1, 23, 59, 59, 999999, tzinfo=UTC)
    for number, at in enumerate((moment, moment.replace(microsecond=0), moment - timedelta(days=9000))):
        press.publish(f"Dredger {number}", "Text.", at=at)
    press.correct(press.publish("Corrected", "Text.", at=moment), "It was another.")
    rows = StoryPage.objects.live().order_by("pk")
    wanted = [(row.changed_at or row.first_published_at).isoformat(timespec="seconds") for row in rows]
    [sheet] = sitemaps.KINDS["stories"].sheets()
    assert [changed for _path, changed in sitemaps.KINDS["stories"].sheet(sheet)] == wanted


def as_a_writer_has_it(addresses: list[sitemaps.Address]) -> str:
    """A sitemap by a writer of XML, which escapes whatever it is given."""
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement("urlset", {"xmlns": SM[1:-1]})
    for path, changed in addresses:
        xml.startElement("url", {})
        xml.addQuickElement("loc", sitemaps.absolute(path))
        if changed:
            xml.addQuickElement("lastmod", changed)
        xml.endElement("url")
    xml.endElement("urlset")
    xml.endDocument()
    return out.getvalue()


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"])) | st.text("ab/-_.~&<>\"'%?#=;é \n"),
            st.sampled_from(["", "2026-03-01T23:59:59+00:00"]),
        ),
        min_size=1,
    )
)
def test_any_path_is_written_as_a_writer_of_xml_writes_it(addresses: list[sitemaps.Address]) -> None:
    assert sitemaps.urlset(addresses) == as_a_writer_has_it(addresses)


def test_the_news_sitemap_holds_two_days_of_news(press: Press, client: Client, base: str) -> None:
    now = timezone.now()
    press.publish("Fresh <&>", "Text.", at=now - timedelta(hours=47, minutes=59))
    press.publish("Stale", "Text.", at=now - timedelta(hours=48, minutes=1))
    content = client.get("/news-sitemap.xml").content
    demand_valid(content)
    news = etree.fromstring(content).findall(f"{SM}url/{NEWS}news")
    assert [each.findtext(f"{NEWS}title") for each in news] == ["Fresh <&>"]
    assert news[0].findtext(f"{NEWS}publication/{NEWS}name") == "The Testing Gazette"
    assert news[0].findtext(f"{NEWS}publication/{NEWS}language") == "en"


def test_the_news_sitemap_holds_fewer_than_a_thousand(
    press: Press, client: Client, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sitemaps.MOST_NEWS < 1000
    monkeypatch.setattr(sitemaps, "MOST_NEWS", 2)
    for number in range(3):
        press.publish(f"Dredger {number}", "Text.")
    assert paths(client, "/news-sitemap.xml", base) == ["/harbour/dredger-2/", "/harbour/dredger-1/"]


def test_every_sitemap_is_valid_with_and_without_stories(press: Press, client: Client) -> None:
    for _round in range(2):
        for path in ("/sitemap.xml", "/news-sitemap.xml", "/sitemap-pages.xml"):
            demand_valid(client.get(path).content)
        story = press.publish("Dredger", "Text.", topic="Dock strike")
        StoryPage.objects.filter(pk=story.pk).update(title="Dred\x0bger")
        demand_valid(client.get("/sitemap-1.xml").content)


@pytest.mark.parametrize(
    ("tag", "told"),
    [("en-GB", "en"), ("ckb", "ckb"), ("zh-Hant", "zh-tw"), ("zh", "zh-cn"), ("zh-TW", "zh-tw")],
)
def test_a_language_is_told_as_news_sitemaps_have_it(tag: str, told: str) -> None:
    assert sitemaps.news_language(tag) == told


def test_robots_are_told_the_sitemaps_and_what_is_closed(press: Press, client: Client, base: str) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert {"Disallow: /admin/", "Disallow: /desk/", f"Sitemap: {base}/sitemap.xml",
            f"Sitemap: {base}/news-sitemap.xml"} <= set(lines)  # fmt: skip


def test_a_sitemap_that_did_not_change_is_not_sent_twice(press: Press, client: Client) -> None:
    press.publish("Dredger", "Text.")
    etag = client.get("/sitemap.xml")["ETag"]
    assert client.get("/sitemap.xml", headers={"If-None-Match": etag}).status_code == 304
