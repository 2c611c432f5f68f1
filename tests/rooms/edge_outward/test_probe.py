"""The probe fetches what changed from the paper's own address and compares it with the finished page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from finished_pages import finished
from gazette import Gazette

from small_web import SmallWeb, page
from twosource.edge import outward, probe
from twosource.edge.folder import FolderStore
from twosource.edge.models import Look
from twosource.edge.outward import forget_strangers, tell, try_again
from twosource.edge.probe import LATE_AFTER, address_of, is_the_same, look
from twosource.outside.asking import NotAnswered, Reply, WebAsker

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper_at(settings: Any) -> Iterator[SmallWeb]:
    """What answers at the paper's own address."""
    web = SmallWeb()
    settings.WAGTAILADMIN_BASE_URL = f"http://127.0.0.1:{web.port}"
    yield web
    web.close()


@pytest.fixture(autouse=True)
def _no_places(caches: Any) -> None:
    """Nothing stands before the paper."""


def shown(text: str, *headers: str, etag: str = "", status: str = "200 OK") -> bytes:
    version = (f'ETag: "{etag or "v-" + text}"',) if etag != "-" else ()
    return page(f"<p>{text}</p>".encode(), *version, *headers, status=status)


def changed(ago: timedelta) -> None:
    """As if the change had been so long ago, and the next look were due."""
    Look.objects.update(changed_at=timezone.now() - ago, next_at=timezone.now())


def the_look() -> Look:
    return Look.objects.get()


def test_a_change_that_is_seen_is_good(folder: FolderStore, paper_at: SmallWeb) -> None:
    folder.put(finished("/", "two"))
    tell(paths=["/"], keys=["list:front"])
    assert look() == 0, "a moment is given"
    changed(timedelta(seconds=1.5))
    paper_at.answers["/"] = shown("two")
    assert look() == 1
    row = the_look()
    assert (row.kind, row.late, row.next_at, row.seen, row.wanted, row.status) == (
        "front", False, None, "v-two", "v-two", 200,
    )  # fmt: skip
    assert row.seconds is not None
    assert row.seconds >= 1.5
    assert look() == 0
    request = paper_at.heard[0].lower()
    assert "cache-control" not in request, "as a reader would: what caches hold is what is looked at"
    assert "accept-encoding: identity" in request


def test_an_older_page_is_an_alarm_after_five_seconds_and_until_it_is_gone(
    folder: FolderStore, paper_at: SmallWeb
) -> None:
    folder.put(finished("/", "two"))
    tell(paths=["/"], keys=["list:front"])
    paper_at.answers["/"] = shown("one")
    changed(timedelta(seconds=2))
    look()
    assert not the_look().late, "it may still come"
    assert the_look().next_at is not None
    changed(LATE_AFTER)
    look()
    row = the_look()
    assert row.late
    assert (row.seen, row.wanted, row.words) == ("v-one", "v-two", "It shows an older page.")
    assert row.next_at is not None
    assert row.next_at > timezone.now() + timedelta(seconds=5), "and then less often"
    paper_at.answers["/"] = shown("two")
    changed(timedelta(seconds=90))
    look()
    row = the_look()
    assert (row.late, row.next_at, row.words) == (False, None, "")
    assert row.seconds is not None
    assert row.seconds >= 90


def test_pauses_of_a_late_page_grow_and_stay_bounded(folder: FolderStore, paper_at: SmallWeb) -> None:
    folder.put(finished("/", "two"))
    tell(paths=["/"], keys=[])
    paper_at.answers["/"] = shown("one")
    pauses = []
    for _turn in range(9):
        changed(timedelta(minutes=1))
        look()
        next_at = the_look().next_at
        assert next_at is not None
        pauses.append(round((next_at - timezone.now()).total_seconds(), -1))
    assert pauses == [10, 20, 40, 80, 160, 320, 600, 600, 600]


def test_a_page_made_a_moment_ago_is_not_late_yet(folder: FolderStore, paper_at: SmallWeb) -> None:
    folder.put(finished("/", "three", last_modified=int(timezone.now().timestamp())))
    tell(paths=["/"], keys=[])
    paper_at.answers["/"] = shown("two")
    changed(timedelta(seconds=30))
    look()
    assert not the_look().late


def test_a_paper_that_cannot_be_reached_is_said(folder: FolderStore, paper_at: SmallWeb) -> None:
    folder.put(finished("/", "two"))
    tell(paths=["/"], keys=[])
    paper_at.close()
    changed(timedelta(minutes=1))
    look()
    row = the_look()
    assert row.late
    assert row.status is None
    assert "cannot be reached" in row.words


def test_another_answer_is_said(folder: FolderStore, paper_at: SmallWeb) -> None:
    folder.put(finished("/", "two"))
    tell(paths=["/"], keys=[])
    paper_at.answers["/"] = shown("no", status="503 Busy")
    changed(timedelta(minutes=1))
    look()
    assert the_look().words == "It answers 503 instead of 200."


def test_what_was_taken_away_is_to_be_gone(folder: FolderStore, paper_at: SmallWeb) -> None:
    tell(paths=[], keys=["story:7"], dropped=["/news/x/"])
    paper_at.answers["/news/x/"] = shown("one")
    changed(timedelta(minutes=1))
    look()
    assert the_look().words == "It answers 200, and there should be nothing any more."
    paper_at.answers["/news/x/"] = page(b"", status="410 Gone")
    changed(timedelta(minutes=2))
    look()
    assert not the_look().late


def test_a_page_of_which_none_is_kept_is_no_alarm(folder: FolderStore, paper_at: SmallWeb) -> None:
    tell(paths=["/"], keys=[])
    paper_at.answers["/"] = shown("made each time")
    changed(timedelta(minutes=1))
    look()
    assert (the_look().late, the_look().next_at) == (False, None)
    assert "nothing to compare" in the_look().words


def test_a_storys_own_page_the_front_and_the_corrections_are_looked_at(
    paper: Gazette, folder: FolderStore
) -> None:
    stories = [paper.published(f"Story {number}") for number in range(5)]
    own = [f"/{story.url_path.split('/', 2)[2]}" for story in stories]
    tell(
        paths=["/", "/corrections/", "/harbour/", "/topics/", *own],
        keys=["list:front", "claim:3", *(f"story:{story.pk}" for story in stories)],
    )
    kinds = sorted(Look.objects.values_list("kind", flat=True))
    assert kinds == ["corrections", "front", "story", "story", "story"], "three stories at a time"
    looked = set(Look.objects.filter(kind="story").values_list("path", flat=True))
    assert looked <= set(own)


def test_keys_of_any_kind_are_taken(folder: FolderStore) -> None:
    tell(paths=["/"], keys=["story:", "story:x", "story:²", "story:99999", "x"])
    assert Look.objects.count() == 1


def test_a_change_during_a_look_is_looked_at_again(
    folder: FolderStore, paper_at: SmallWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.put(finished("/", "one"))
    tell(paths=["/"], keys=[])
    changed(timedelta(seconds=2))
    first = the_look().token

    class Meanwhile(WebAsker):
        def ask(self, method: str, address: str, **other: Any) -> Reply:
            tell(paths=["/"], keys=[])  # told of another change: whatever is seen now closes nothing
            return super().ask(method, address, **other)

    paper_at.answers["/"] = shown("one")
    monkeypatch.setattr(probe, "_asker", Meanwhile())
    look()
    assert the_look().next_at is not None
    assert the_look().token != first


def test_a_page_swapped_during_a_look_says_nothing(
    folder: FolderStore, paper_at: SmallWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.put(finished("/", "one"))
    tell(paths=["/"], keys=[])
    changed(timedelta(minutes=1))

    class Meanwhile(WebAsker):
        def ask(self, method: str, address: str, **other: Any) -> Reply:
            folder.put(finished("/", "two"))
            return super().ask(method, address, **other)

    paper_at.answers["/"] = shown("one")
    monkeypatch.setattr(probe, "_asker", Meanwhile())
    look()
    assert not the_look().late
    assert the_look().next_at is not None


@pytest.mark.parametrize(
    ("reply", "same"),
    [
        (Reply(200, {"etag": '"v-one"'}, b""), True),
        (Reply(200, {"etag": 'W/"v-one"'}, b"changed on the way"), True),
        (Reply(200, {"etag": 'W/"v-one-gzip"'}, b""), True),
        (Reply(200, {"etag": '"v-one-more"'}, b""), False),
        (Reply(200, {"etag": '"v-two"', "last-modified": "Tue, 14 Nov 2023 22:13:20 GMT"}, b""), False),
        (Reply(200, {"last-modified": "Tue, 14 Nov 2023 22:13:20 GMT"}, b""), True),
        (Reply(200, {"last-modified": "Tue, 14 Nov 2023 22:13:19 GMT"}, b"<p>one</p>"), False),
        (Reply(200, {"last-modified": "yesterday"}, b"<p>one</p>"), False),
        (Reply(200, {}, b"<p>one</p>"), True),
        (Reply(200, {}, b"<p>two</p>"), False),
        (Reply(304, {"etag": '"v-one"'}, b""), False),
    ],
)
def test_versions_are_compared_by_what_came_through(reply: Reply, same: bool) -> None:
    assert is_the_same(reply, finished(text="one")) is same


def test_any_address_is_asked_for_as_browsers_do(settings: Any) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://gazette.example"
    assert address_of("/news/läuft x?#%/") == "https://gazette.example/news/l%C3%A4uft%20x%3F%23%25/"


def test_a_probe_that_is_off_writes_nothing(
    folder: FolderStore, says: Callable[..., None], django_assert_num_queries: Callable
) -> None:
    says("purge", probe=False)
    with django_assert_num_queries(0):
        tell(paths=["/"], keys=["story:7"])
        outward.set_out()


def test_late_pages_are_looked_at_again_at_a_persons_word(
    folder: FolderStore, paper_at: SmallWeb, paper: Gazette
) -> None:
    folder.put(finished("/", "two"))
    tell(paths=["/"], keys=[])
    changed(timedelta(minutes=1))
    look()
    assert look() == 0
    try_again(by=paper.reporter)
    assert look() == 1


def test_looks_that_are_over_are_kept_a_while_only(
    folder: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "_KEPT", 3)
    moment = timezone.now()
    for number in range(6):
        asked = moment - timedelta(hours=number)
        Look.objects.create(path=f"/{number}/", mark=str(number), kind="story", asked_at=asked)
    Look.objects.create(path="/open/", mark="open", kind="story", late=True, next_at=moment)
    forget_strangers()
    assert set(Look.objects.values_list("path", flat=True)) == {"/0/", "/1/", "/2/", "/open/"}


def test_the_probe_ends_in_time(folder: FolderStore, monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(WebAsker):
        def ask(self, method: str, address: str, **other: Any) -> Reply:
            raise NotAnswered("it was not done within 8 seconds")

    folder.put(finished("/"))
    tell(paths=["/"], keys=[])
    changed(timedelta(minutes=1))
    monkeypatch.setattr(probe, "_asker", Silent())
    assert look() == 1
    assert "not done within 8 seconds" in the_look().words
