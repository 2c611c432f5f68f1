"""What changed is told beyond this machine: written down at once, done in order, put off, and never lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from finished_pages import finished
from gazette import Gazette

from twosource.edge import outward
from twosource.edge.bucket import BucketStore
from twosource.edge.folder import FolderStore
from twosource.edge.keeping import cache_tags
from twosource.edge.models import Errand, Station
from twosource.edge.outward import (
    carry_out,
    forget_strangers,
    pause_after,
    purge,
    purge_everything,
    tell,
    try_again,
)
from twosource.edge.tags import drawer
from twosource.outside.objects import NotStored, NullObjects
from twosource.outside.purging import NotPurged, NullPurger
from twosource.people.refusals import NotYourRole

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_probe(says: Callable[..., None]) -> None:
    says("purge", probe=False)


def rest_is_over() -> None:
    """As if every pause were over."""
    Station.objects.update(next_try_at=timezone.now())
    Errand.objects.update(next_try_at=timezone.now())


class Fussy(NullPurger):
    """Refuses some keys by themselves, or everything for a while; answers as it is told."""

    def __init__(self, name: str = "fussy", *, bad: Sequence[str] = (), most: int = 100) -> None:
        super().__init__(name=name, most=most)
        self.bad, self.next, self.tried = set(bad), [], 0

    def purge(self, keys: Sequence[str]) -> None:
        self.tried += 1
        if self.next:
            raise self.next.pop(0)
        if self.bad & set(keys):
            raise NotPurged("no such key, ever", refused=True)
        super().purge(keys)


def test_without_a_place_beyond_nothing_is_written_or_asked(
    folder: FolderStore, caches: Any, django_assert_num_queries: Callable
) -> None:
    with django_assert_num_queries(0):
        tell(paths=["/news/x/"], keys=["story:7"], dropped=["/y/"])
        outward.set_out()
        assert carry_out() == 0


def test_a_key_is_purged_with_its_drawer(folder: FolderStore, cache: NullPurger) -> None:
    tell(paths=["/news/x/"], keys=["story:7"])
    assert cache.calls == [], "only written down"
    assert carry_out() == 2
    assert cache.calls == [("story:7", drawer("story:7"))]
    assert carry_out() == 0
    assert Errand.objects.count() == 0


def test_many_purges_of_one_key_are_one(folder: FolderStore, cache: NullPurger) -> None:
    for _turn in range(30):
        tell(paths=["/"], keys=["list:front", "list:front"])
    assert Errand.objects.count() == 2
    carry_out()
    assert cache.calls == [("list:front", drawer("list:front"))]


def test_calls_are_as_large_as_the_cache_allows_and_in_order(folder: FolderStore, caches: Any) -> None:
    small = NullPurger(most=4)
    caches(small)
    tell(paths=[], keys=[f"story:{number}" for number in range(5)])
    carry_out()
    assert [len(call) for call in small.calls] == [4, 4, 2]
    assert [key for call in small.calls for key in call if key.startswith("story:")] == [
        f"story:{number}" for number in range(5)
    ]


def test_no_more_is_done_than_was_asked(folder: FolderStore, caches: Any) -> None:
    small = NullPurger(most=2)
    caches(small)
    tell(paths=[], keys=[f"story:{number}" for number in range(5)])
    assert carry_out(most=4) == 4
    assert Errand.objects.count() == 6


def test_the_bucket_is_brought_in_line_with_the_folder(
    folder: FolderStore, objects: NullObjects, caches: Any
) -> None:
    folder.put(finished("/a/"))
    BucketStore(objects).put(finished("/b/"))
    tell(paths=["/a/"], keys=["story:7"], dropped=["/b/"])
    folder.put(finished("/a/", "later"))
    carry_out()
    assert set(BucketStore(objects).paths()) == {"/a/"}
    assert BucketStore(objects).get("/a/") == finished("/a/", "later"), "what is there when it is carried out"


def test_who_follows_the_bucket_is_told(folder: FolderStore, objects: NullObjects, caches: Any) -> None:
    store = BucketStore(objects)
    pulses = {store.pulse()}
    for text in ("one", "two"):
        folder.put(finished("/a/", text))
        tell(paths=["/a/"], keys=[])
        carry_out()
        pulses.add(store.pulse())
    assert len(pulses) == 3


def test_what_is_rolled_back_is_not_told(folder: FolderStore, cache: NullPurger) -> None:
    class Undone(Exception):
        pass

    def change() -> None:
        with transaction.atomic():
            tell(paths=["/"], keys=["story:7"])
            raise Undone

    with pytest.raises(Undone):
        change()
    assert Errand.objects.count() == 0
    with transaction.atomic():
        tell(paths=["/"], keys=["story:7"])
    assert Errand.objects.count() == 2


def test_what_is_asked_while_it_is_carried_out_is_done_again(folder: FolderStore, caches: Any) -> None:
    class Busy(NullPurger):
        def purge(self, keys: Sequence[str]) -> None:
            super().purge(keys)
            if len(self.calls) == 1:  # a second change of the same story arrives before the answer does
                tell(paths=["/"], keys=["story:7"])

    busy = Busy()
    caches(busy)
    tell(paths=["/"], keys=["story:7"])
    carry_out()
    assert len(busy.calls) == 2
    assert Errand.objects.count() == 0


def test_a_failure_is_kept_in_words_and_tried_again(folder: FolderStore, cache: NullPurger) -> None:
    cache.trouble = "fell over"
    tell(paths=["/"], keys=["story:7"])
    assert carry_out() == 0
    station = Station.objects.get()
    assert (station.name, station.trouble, station.failures, station.done_at) == (
        "null",
        "fell over",
        1,
        None,
    )
    cache.trouble = ""
    assert carry_out() == 0, "it is left alone for a while"
    rest_is_over()
    assert carry_out() == 2
    station.refresh_from_db()
    assert (station.trouble, station.failures) == ("", 0)
    assert station.done_at is not None


def test_pauses_grow_and_stay_bounded(folder: FolderStore, cache: NullPurger) -> None:
    cache.trouble = "fell over"
    tell(paths=["/"], keys=["story:7"])
    pauses = []
    for _turn in range(12):
        before = timezone.now()
        carry_out()
        pauses.append(Station.objects.get().next_try_at - before)
        rest_is_over()
    assert [round(pause.total_seconds()) for pause in pauses] == [
        1,
        2,
        4,
        8,
        16,
        32,
        64,
        128,
        256,
        300,
        300,
        300,
    ]
    assert pause_after(10_000) == timedelta(minutes=5)


def test_a_place_that_asks_for_time_is_given_it(folder: FolderStore, caches: Any) -> None:
    fussy = Fussy()
    fussy.next = [
        NotPurged("429", again_after=77),
        NotPurged("429", again_after=10**6),
        NotPurged("?", again_after=0),
    ]
    caches(fussy)
    tell(paths=["/"], keys=["story:7"])
    waits = []
    for _turn in range(3):
        before = timezone.now()
        carry_out()
        waits.append(round((Station.objects.get().next_try_at - before).total_seconds()))
        rest_is_over()
    assert waits == [77, 3600, 1]


def test_one_failing_place_holds_up_no_other(folder: FolderStore, objects: NullObjects, caches: Any) -> None:
    bad, good = NullPurger(name="bad", trouble="down"), NullPurger(name="good")
    objects.trouble = "closed"
    caches(bad, good)
    tell(paths=["/"], keys=["story:7"])
    carry_out()
    assert len(good.calls) == 1
    assert dict(Station.objects.exclude(trouble="").values_list("name", "trouble")) == {
        "bad": "down",
        "bucket": "closed",
    }


def test_one_key_that_is_refused_holds_up_no_other(folder: FolderStore, caches: Any) -> None:
    fussy = Fussy(bad=["story:3"])
    caches(fussy)
    tell(paths=[], keys=[f"story:{number}" for number in range(8)])
    assert carry_out() == 15
    done = {key for call in fussy.calls for key in call}
    assert {f"story:{number}" for number in range(8)} - done == {"story:3"}
    (row,) = Errand.objects.all()
    assert (row.what, row.attempts, row.last_error) == ("story:3", 1, "no such key, ever")
    assert row.next_try_at > timezone.now()
    fussy.bad.clear()
    rest_is_over()
    assert carry_out() == 1


def test_a_purge_of_everything_goes_alone_and_does_for_what_was_asked_before(
    folder: FolderStore, cache: NullPurger, objects: NullObjects
) -> None:
    cache.trouble = "down"
    tell(paths=["/"], keys=["story:7"])
    purge_everything()
    assert not Errand.objects.filter(station="bucket", what="*").exists(), "a bucket is no cache"
    carry_out()
    cache.trouble = ""
    rest_is_over()
    tell(paths=["/"], keys=["story:8"])
    rest_is_over()
    carry_out()
    assert cache.calls[0] == ("*",)
    assert "story:8" in cache.calls[1], "what was asked later is done"
    assert all("story:7" not in call for call in cache.calls)


def test_an_address_is_purged_by_the_keys_of_its_page(folder: FolderStore, cache: NullPurger) -> None:
    folder.put(finished("/a/", keys=("story:9",)))
    purge(paths=["/a/"])
    carry_out()
    assert cache.calls == [("story:9", drawer("story:9"))]
    with pytest.raises(LookupError, match="/none/"):
        purge(paths=["/none/"])


def test_a_cache_before_the_bucket_waits_for_the_bucket(
    folder: FolderStore, objects: NullObjects, cache: NullPurger, says: Callable[..., None]
) -> None:
    says("purge", origin="bucket")
    objects.trouble = "closed"
    folder.put(finished("/a/"))
    tell(paths=["/a/"], keys=["story:7"])
    carry_out()
    assert cache.calls == []
    objects.trouble = ""
    rest_is_over()
    carry_out()
    assert BucketStore(objects).get("/a/") is not None
    assert len(cache.calls) == 1


def test_a_cache_before_the_paper_does_not(
    folder: FolderStore, objects: NullObjects, cache: NullPurger
) -> None:
    objects.trouble = "closed"
    tell(paths=["/a/"], keys=["story:7"])
    carry_out()
    assert len(cache.calls) == 1


def test_a_clock_that_is_set_back_holds_nothing_up(folder: FolderStore, cache: NullPurger) -> None:
    tell(paths=["/"], keys=["story:7"])
    far = timezone.now() + timedelta(days=3)
    Errand.objects.update(next_try_at=far, asked_at=far, told_at=far)
    Station.objects.create(name="null", next_try_at=far, failures=1, trouble="before")
    assert carry_out() == 2


def test_places_the_newsroom_gave_up_are_forgotten(
    folder: FolderStore, caches: Any, cache: NullPurger
) -> None:
    cache.trouble = "down"
    tell(paths=["/"], keys=["story:7"])
    carry_out()
    forget_strangers()
    assert (Errand.objects.count(), Station.objects.count()) == (2, 1)
    caches()
    forget_strangers()
    assert (Errand.objects.count(), Station.objects.count()) == (0, 0)


def test_trying_again_waits_for_no_pause(folder: FolderStore, cache: NullPurger, paper: Gazette) -> None:
    cache.trouble = "down"
    tell(paths=["/"], keys=["story:7"])
    carry_out()
    cache.trouble = ""
    with pytest.raises(NotYourRole):
        try_again(by=paper.hire("mo", "Moderators"))
    assert carry_out() == 0
    try_again(by=paper.reporter)
    assert carry_out() == 2


def test_two_at_once_do_not_carry_out_for_one_place(folder: FolderStore, cache: NullPurger) -> None:
    tell(paths=["/"], keys=["story:7"])
    with outward._alone("null") as mine:
        assert mine
        assert carry_out() == 0
    assert carry_out() == 2


def test_telling_of_a_hundred_pages_costs_a_few_queries_more(folder: FolderStore, cache: NullPurger) -> None:
    counts = []
    for number in (1, 100):
        with CaptureQueriesContext(connection) as seen:
            tell(
                paths=[f"/{each}/" for each in range(number)],
                keys=[f"story:{each}" for each in range(number)],
            )
        counts.append(len(seen))
    assert counts[1] <= counts[0] + 4


def test_an_address_of_any_length_is_told(folder: FolderStore, objects: NullObjects, caches: Any) -> None:
    long = "/" + "ä" * 6000 + "/"
    folder.put(finished(long))
    tell(paths=[long], keys=[])
    assert carry_out() == 1
    assert BucketStore(objects).get(long) is not None


class Slow(NullPurger):
    """Answers when it is let to."""

    def __init__(self) -> None:
        super().__init__(name="slow")
        self.asked, self.let = threading.Event(), threading.Event()

    def purge(self, keys: Sequence[str]) -> None:
        self.asked.set()
        assert self.let.wait(30)
        super().purge(keys)


@pytest.mark.django_db(transaction=True)
def test_one_slow_place_holds_up_no_other(folder: FolderStore, caches: Any) -> None:
    slow, quick = Slow(), NullPurger(name="quick")
    caches(slow, quick)
    try:
        tell(paths=["/"], keys=["story:7"])
        outward.set_out()
        assert slow.asked.wait(30)
        outward._out["quick"].join(30)
        assert len(quick.calls) == 1
        tell(paths=["/"], keys=["story:8"])
        outward.set_out()
        outward._out["quick"].join(30)
        assert len(quick.calls) == 2, "while the slow one still thinks"
        assert slow.calls == []
    finally:
        slow.let.set()
        outward._out["slow"].join(30)
    outward.set_out()
    outward._out["slow"].join(30)
    assert {key for call in slow.calls for key in call} >= {"story:7", "story:8"}
    assert not Errand.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_place_that_breaks_in_a_way_nobody_foresaw_is_tried_again(
    folder: FolderStore, caches: Any, caplog: pytest.LogCaptureFixture
) -> None:
    fussy: Any = Fussy()
    fussy.next = [RuntimeError("what nobody foresaw")]
    caches(fussy)
    tell(paths=["/"], keys=["story:7"])
    outward.set_out()
    outward._out["fussy"].join(30)
    assert "broke off" in caplog.text
    assert Station.objects.get().trouble == "RuntimeError: what nobody foresaw"
    rest_is_over()
    outward.set_out()
    outward._out["fussy"].join(30)
    assert len(fussy.calls) == 1


def test_the_bucket_refusing_one_page_takes_the_others(
    folder: FolderStore, caches: Any, objects: NullObjects
) -> None:
    class Picky(NullObjects):
        def put(self, name: str, data: bytes, about: Any) -> None:
            if name == "b/index.html":
                raise NotStored("too odd", refused=True)
            super().put(name, data, about)

    from twosource.outside.objects import open_bucket

    picky = Picky()
    open_bucket(picky)
    for path in ("/a/", "/b/", "/c/"):
        folder.put(finished(path))
    tell(paths=["/a/", "/b/", "/c/"], keys=[])
    carry_out()
    assert {"a/index.html", "c/index.html"} <= picky.kept.keys()
    assert [row.what for row in Errand.objects.all()] == ["/b/"]


def test_cloudflare_reads_another_header(caches: Any) -> None:
    assert cache_tags(["story:7"]) == ()
    caches(NullPurger(name="cloudflare"))
    assert cache_tags(["story:7", "list:front"]) == (("Cache-Tag", "list:front,story:7"),)
