"""The archive by date: every story on its day, with counts, and the days before and after that have any."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from gazette import Gazette

from twosource.stories import list_views
from twosource.stories.actions import correct_story
from twosource.stories.archive_views import archive_addresses, archive_view, day_view, month_view, year_view
from twosource.stories.correction_view import corrections_view
from twosource.stories.models import StoryPage


def on(paper: Gazette, *days: str) -> list[StoryPage]:
    """A live story on each of these days, at noon in UTC."""
    made = []
    for number, day in enumerate(days):
        moment = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).replace(hour=12)
        story = StoryPage(title=f"{day} {number}", live=True, first_published_at=moment)
        paper.harbour.add_child(instance=story)
        made.append(story)
    return made


def test_years_months_and_days_are_counted(paper: Gazette) -> None:
    on(paper, "2023-12-31", "2025-03-01", "2025-03-01", "2025-11-02")
    whole = archive_view()
    assert [(part.text, part.url, part.count) for part in whole.parts] == [
        ("2025", "/archive/2025/", 3), ("2023", "/archive/2023/", 1)
    ]  # fmt: skip
    year = year_view(2025)
    assert year is not None
    assert [(part.url, part.count) for part in year.parts] == [
        ("/archive/2025/11/", 1),
        ("/archive/2025/03/", 2),
    ]
    assert year.total == 3
    assert year.newer is None
    assert year.older is not None
    assert year.older.url == "/archive/2023/"
    month = month_view(2025, 3)
    assert month is not None
    assert [(part.url, part.count) for part in month.parts] == [("/archive/2025/03/01/", 2)]
    assert (month.newer and month.newer.url, month.older and month.older.url) == (
        "/archive/2025/11/", "/archive/2023/12/"
    )  # fmt: skip


def test_a_day_has_its_stories_and_the_days_beside_it_that_have_any(paper: Gazette) -> None:
    on(paper, "2023-12-31", "2025-03-01", "2025-03-01", "2025-11-02")
    view = day_view(date(2025, 3, 1))
    assert view is not None
    assert view.list is not None
    assert [card.headline for card in view.list.cards] == ["2025-03-01 2", "2025-03-01 1"]
    assert [link.url for link in view.above] == ["/archive/", "/archive/2025/", "/archive/2025/03/"]
    assert (view.newer and view.newer.url, view.older and view.older.url) == (
        "/archive/2025/11/02/", "/archive/2023/12/31/"
    )  # fmt: skip


def test_a_long_day_is_complete_page_by_page(paper: Gazette, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_views, "PER_PAGE", 3)
    made = on(paper, *["2025-03-01"] * 8, "2025-03-02")
    before, met = "", []
    for _page in range(9):
        view = day_view(date(2025, 3, 1), before=before)
        assert view is not None
        assert view.list is not None
        assert view.list.total == 8
        met += [card.headline for card in view.list.cards]
        before = view.list.older_url.partition("?before=")[2]
        if not before:
            break
    assert sorted(met) == sorted(story.title for story in made[:8])


def test_a_day_is_one_of_the_papers_own_zone(paper: Gazette, settings: object) -> None:
    from django.utils import timezone

    with timezone.override("Asia/Tokyo"):
        story = StoryPage(title="Late", live=True, first_published_at=datetime(2025, 3, 1, 20, tzinfo=UTC))
        paper.harbour.add_child(instance=story)
        assert day_view(date(2025, 3, 2)) is not None
        assert day_view(date(2025, 3, 1)) is None


def test_a_day_whose_only_story_is_retracted_is_no_day_any_more(paper: Gazette, client: Client) -> None:
    story = paper.published("Gone")
    address = archive_addresses()[-1]
    assert client.get(address).status_code == 200
    correct_story(story=story, kind="retraction", text="None of it was so.", by=paper.editor)
    assert client.get(address).status_code == 404
    assert archive_addresses() == []
    assert "Nothing has been published yet." in client.get("/archive/").content.decode()


@pytest.mark.parametrize(
    "address",
    ["2025/02/", "2024/", "2025/13/", "2025/02/30/", "0000/", "2025/3/", "2025/03/01/x/", "9999/12/31/"],
)
def test_what_is_no_day_with_stories_is_not_found(paper: Gazette, client: Client, address: str) -> None:
    on(paper, "2025-03-01")
    assert client.get(f"/archive/{address}").status_code == 404


def test_every_page_of_the_archive_is_told_and_leads_to_the_next(paper: Gazette, client: Client) -> None:
    on(paper, "2023-12-31", "2025-03-01")
    assert archive_addresses() == [
        "/archive/", "/archive/2025/", "/archive/2023/", "/archive/2025/03/", "/archive/2023/12/",
        "/archive/2025/03/01/", "/archive/2023/12/31/",
    ]  # fmt: skip
    for address in archive_addresses():
        assert client.get(address).status_code == 200, address
    assert 'href="/archive/2023/12/31/"' in client.get("/archive/2025/03/01/").content.decode()
    assert 'href="/archive/"' in client.get("/").content.decode()


def test_corrections_go_page_by_page_and_meet_each_once(
    paper: Gazette, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    from twosource.stories import correction_view

    monkeypatch.setattr(correction_view, "PER_PAGE", 2)
    for number in range(5):
        story = paper.published(f"Story {number}")
        correct_story(story=story, kind="correction", text=f"Note {number}.", by=paper.editor)
    before, met = "", []
    for _page in range(6):
        view = corrections_view(before=before)
        met += [note.text for note in view.corrections]
        before = view.older_url.partition("?before=")[2]
        if not before:
            break
    assert met == [f"Note {number}." for number in (4, 3, 2, 1, 0)]
    for odd in ("x", "1.x", "\x00", "9" * 400):
        assert client.get("/corrections/", {"before": odd}).status_code == 200
