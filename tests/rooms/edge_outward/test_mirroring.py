"""From a folder into a bucket and from a bucket into a folder: what changed, whole, and on again after a stop."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from finished_pages import finished

from small_bucket import ACCESS, BUCKET, REGION, SECRET, SmallBucket, small_bucket
from twosource.edge.bucket import BucketStore, record_name
from twosource.edge.folder import FolderStore
from twosource.edge.mirror import bring_in_line, mirror, push
from twosource.outside.objects import NotStored, NullObjects, S3Objects


@pytest.fixture
def here(tmp_path: Path) -> Iterator[FolderStore]:
    store = FolderStore(tmp_path / "here")
    with closing(store.pulse):
        yield store


@pytest.fixture
def there(tmp_path: Path) -> Iterator[FolderStore]:
    """The folder of a second host."""
    store = FolderStore(tmp_path / "there")
    with closing(store.pulse):
        yield store


@pytest.fixture
def s3() -> Iterator[SmallBucket]:
    with small_bucket() as made:
        yield made


def over(s3: SmallBucket) -> BucketStore:
    return BucketStore(S3Objects(BUCKET, s3.endpoint, REGION, ACCESS, SECRET), "gazette")


def pages(store: FolderStore) -> dict[str, str]:
    return {path: page.etag for path in store.paths() if (page := store.get(path))}


def test_a_second_host_has_the_same_pages(here: FolderStore, there: FolderStore, s3: SmallBucket) -> None:
    made = [finished(f"/news/{number}/", f"n{number}") for number in range(20)] + [finished("/läuft//")]
    for page in made:
        here.put(page)
    told: list[tuple[str, int, int]] = []
    assert push(here, over(s3), told=lambda *step: told.append(step)).brought == 21
    assert told[-1] == ("pages", 21, 21)
    assert "gazette/news/3/index.html" in s3.objects
    before = there.pulse.read()
    assert mirror(over(s3), there).brought == 21
    assert {path: there.get(path) for path in there.paths()} == {page.path: page for page in made}
    assert there.pulse.read() > before


def test_only_what_changed_is_asked_for(here: FolderStore, there: FolderStore, s3: SmallBucket) -> None:
    for number in range(6):
        here.put(finished(f"/{number}/"))
    push(here, over(s3))
    mirror(over(s3), there)
    here.put(finished("/3/", "two"))
    here.drop("/5/")
    assert push(here, over(s3)).brought == 1
    s3.heard.clear()
    done = mirror(over(s3), there)
    assert (done.brought, done.dropped, done.same) == (1, 1, 4)
    gets = [name for method, name, _headers in s3.heard if method == "GET" and name]
    assert gets == ["gazette/records/pulse", f"gazette/{record_name('/3/')}"]
    assert pages(there) == pages(here)


def test_a_turn_that_changes_nothing_moves_no_pulse(
    here: FolderStore, there: FolderStore, s3: SmallBucket
) -> None:
    here.put(finished())
    push(here, over(s3))
    mirror(over(s3), there)
    before = there.pulse.read()
    assert mirror(over(s3), there).same == 1
    assert there.pulse.read() == before


def test_a_fill_that_was_broken_off_goes_on(here: FolderStore, s3: SmallBucket) -> None:
    for number in range(12):
        here.put(finished(f"/{number}/"))
    paths = sorted(here.paths())
    s3.refused[f"gazette/{record_name(paths[7])}"] = (503, "SlowDown")
    with pytest.raises(NotStored, match="503"):
        push(here, over(s3))
    already = {name for name in s3.objects if name.startswith("gazette/records/")}
    assert already
    s3.refused.clear()
    s3.heard.clear()
    done = push(here, over(s3))
    assert done.brought + done.same == 12
    assert done.same == len(already)
    sent_again = {name for method, name, _headers in s3.heard if method == "PUT" and name in already}
    assert sent_again == set()


def test_a_mirror_that_was_broken_off_goes_on(here: FolderStore, there: FolderStore) -> None:
    null = NullObjects()
    bucket = BucketStore(null)
    for number in range(80):
        bucket.put(finished(f"/{number}/"))
    bad = sorted(name for name in null.kept if name.startswith("records/"))[60]

    class Breaks(NullObjects):
        def get(self, name: str) -> bytes | None:
            if name == bad:
                raise NotStored("the line broke")
            return super().get(name)

    with pytest.raises(NotStored):
        mirror(BucketStore(Breaks(null.kept)), there)
    brought = len(list(there.paths()))
    assert 0 < brought < 80
    assert mirror(bucket, there).same == brought
    assert len(list(there.paths())) == 80


def test_lost_notes_cost_time_and_nothing_else(
    here: FolderStore, there: FolderStore, s3: SmallBucket
) -> None:
    here.put(finished())
    push(here, over(s3))
    mirror(over(s3), there)
    for broken in ("", "[]", "{", '{"x": 1}'):
        (there.folder / "mirror.json").write_text(broken)
        assert mirror(over(s3), there).brought == 1
    assert json.loads((there.folder / "mirror.json").read_text())
    there.drop("/news/x/")
    assert mirror(over(s3), there).brought == 1, "a page that was taken away comes back"


def test_an_empty_bucket_empties_no_host(there: FolderStore) -> None:
    there.put(finished())
    with pytest.raises(NotStored, match="nothing was changed"):
        mirror(BucketStore(NullObjects()), there)
    assert there.get("/news/x/") is not None


def test_an_empty_folder_empties_no_bucket(here: FolderStore) -> None:
    null = NullObjects()
    BucketStore(null).put(finished())
    with pytest.raises(NotStored, match="nothing was changed"):
        push(here, BucketStore(null))
    assert len(null.kept) == 2


def test_a_broken_record_in_the_bucket_leaves_the_page_that_was_there(there: FolderStore) -> None:
    null = NullObjects()
    bucket = BucketStore(null)
    bucket.put(finished(text="one"))
    mirror(bucket, there)
    bucket.put(finished(text="two"))
    raw, about = null.kept[record_name("/news/x/")]
    null.kept[record_name("/news/x/")] = raw[:-3], about
    mirror(bucket, there)
    assert there.get("/news/x/") == finished(text="one")


def test_a_page_that_changes_while_it_is_sent_is_sent_as_it_is_now(here: FolderStore) -> None:
    here.put(finished(text="one"))

    class Slow(NullObjects):
        """While the old page is on its way, somebody quicker swaps it and brings the new one."""

        def put(self, name: str, data: bytes, about: Mapping[str, str]) -> None:
            if not self.kept:
                here.put(finished(text="two"))
                BucketStore(NullObjects(self.kept)).put(finished(text="two"))
            super().put(name, data, about)

    bucket = BucketStore(Slow())
    bring_in_line(here, bucket, "/news/x/")
    assert bucket.get("/news/x/") == finished(text="two")


def test_a_page_dropped_while_it_is_sent_does_not_come_back(here: FolderStore) -> None:
    here.put(finished())

    class Slow(NullObjects):
        def put(self, name: str, data: bytes, about: Mapping[str, str]) -> None:
            here.drop("/news/x/")
            super().put(name, data, about)

    slow = Slow()
    bring_in_line(here, BucketStore(slow), "/news/x/")
    assert slow.kept == {}


def test_who_follows_asks_for_one_object_while_nothing_changes(
    here: FolderStore, there: FolderStore, s3: SmallBucket
) -> None:
    here.put(finished())
    push(here, over(s3))
    assert mirror(over(s3), there, whole=False).brought == 1
    s3.heard.clear()
    assert mirror(over(s3), there, whole=False).same == 1
    assert [(method, name) for method, name, _headers in s3.heard] == [("GET", "gazette/records/pulse")]
    here.put(finished(text="two"))
    push(here, over(s3))
    assert mirror(over(s3), there, whole=False).brought == 1
    there.drop("/news/x/")
    assert mirror(over(s3), there, whole=False).brought == 0
    assert mirror(over(s3), there).brought == 1, "a whole turn sees what is missing"


def test_a_turn_that_was_broken_off_is_not_taken_for_a_whole_one(there: FolderStore) -> None:
    null = NullObjects()
    bucket = BucketStore(null)
    bucket.put(finished())
    bucket.beat()

    class Breaks(NullObjects):
        def get(self, name: str) -> bytes | None:
            if name.endswith(".page"):
                raise NotStored("the line broke")
            return super().get(name)

    for _turn in range(2):
        with pytest.raises(NotStored):
            mirror(BucketStore(Breaks(null.kept)), there, whole=False)
    assert mirror(bucket, there, whole=False).brought == 1


def test_pages_that_are_there_are_not_fetched_to_be_compared(here: FolderStore, s3: SmallBucket) -> None:
    for number in range(5):
        here.put(finished(f"/{number}/"))
    push(here, over(s3))
    s3.heard.clear()
    assert push(here, over(s3)).same == 5
    assert {method for method, name, _headers in s3.heard if name} == set()
