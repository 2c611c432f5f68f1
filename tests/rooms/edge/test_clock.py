"""The time as a page: the edge says it in the words and shapes that Django would."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import translation
from django.utils.formats import date_format

from twosource.edge.clock import Clock, zone_label, zone_labels
from twosource.site.clock import paper_clock

MOMENTS = [
    datetime(2026, month, day, hour, 5, tzinfo=UTC)
    for month in (1, 5, 9, 12)
    for day, hour in ((1, 0), (28, 23))
]


@pytest.mark.parametrize("language", ["en-gb", "en", "de", "ru", "tr", "ar", "he"])
@pytest.mark.parametrize("zone", ["GMT", "Asia/Kathmandu", "America/New_York"])
def test_it_says_what_django_would_in_any_language_and_zone(language: str, zone: str, settings: Any) -> None:
    settings.LANGUAGE_CODE, settings.TIME_ZONE = language, zone
    clock = Clock.read(json.loads(json.dumps(asdict(paper_clock()))))
    with translation.override(language):
        for moment in MOMENTS:
            local = moment.astimezone(ZoneInfo(zone))
            for shape in (
                clock.date_shape,
                clock.time_shape,
                "D j M Y",
                "d.m.y, G:i",
                r"j \d\e E",
                "N b n g A",
            ):
                if set(shape) & set("aAP") == set():
                    assert clock.say(local, shape) == date_format(local, shape)


def test_the_page_says_the_hour_of_the_papers_zone() -> None:
    clock = Clock("Europe/Helsinki", "en", "ltr", "The time", "H:i", "j", {}, ("/static/a.css?b&c",))
    page = clock.page(datetime(2026, 7, 1, 12, 30, 9, 5, tzinfo=UTC)).decode()
    assert '<time class="clock" datetime="2026-07-01T12:30:09Z">15:30 EEST</time>' in page
    assert 'href="/static/a.css?b&amp;c"' in page


def test_a_zone_has_its_names_by_offset() -> None:
    assert zone_labels("Europe/Helsinki", 2026) == {120: "EET", 180: "EEST"}
    assert zone_labels("Asia/Kathmandu", 2026) == {345: "UTC+05:45"}
    assert zone_labels("UTC", 2026) == {0: "GMT"}
    assert zone_label(datetime(2026, 1, 1, tzinfo=ZoneInfo("America/Sao_Paulo"))) == "UTC-03"


@pytest.mark.django_db
def test_the_newsroom_tells_the_time_too_and_lets_the_paper_alone_frame_it(client: Client) -> None:
    answer = client.get("/clock/")
    assert answer.status_code == 200
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Cache-Control"] == "no-store"
    framing = client.get("/about/")
    assert "frame-src 'self'" in framing["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in framing["Content-Security-Policy"]
