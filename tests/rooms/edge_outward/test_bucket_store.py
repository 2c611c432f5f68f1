"""Pages in a bucket: a readable object and a record each, under names that can be foretold."""

from __future__ import annotations

from dataclasses import replace

import pytest
from finished_pages import finished
from hypothesis import given
from hypothesis import strategies as st

from twosource.edge.bucket import BucketStore, readable_name, record_name, served_with
from twosource.edge.records import unpack
from twosource.edge.tags import drawer, tags_of, to_purge
from twosource.outside.objects import NotStored, NullObjects


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "index.html"),
        ("/news/x/", "news/x/index.html"),
        ("/feed.xml", "feed.xml"),
        ("/news/läuft/", "news/läuft/index.html"),
        ("/новости/море/", "новости/море/index.html"),
        ("/a b+c%/", "a b+c%/index.html"),
        ("/a//b/", None),
        ("//a/", None),
        ("/a/../b/", None),
        ("/a/./b/", None),
        ("/..", None),
        ("/a\x00b/", None),
        ("/a\nb/", None),
        ("/a\\b/", None),
        ("/a\udcff/", None),
        ("/" + "a" * 930 + "/", None),
        ("a/", None),
        ("", None),
    ],
)
def test_an_address_has_one_readable_name_or_none(path: str, name: str | None) -> None:
    assert readable_name(path) == name


@given(st.text(min_size=1, max_size=60).map(lambda text: "/" + text))
def test_two_addresses_never_share_a_name_but_for_the_index(path: str) -> None:
    name = readable_name(path)
    if name is not None:
        assert path in (f"/{name}", f"/{name.removesuffix('index.html')}")
        assert len(name.encode()) <= 1024
        assert not name.startswith("/")


def test_a_page_is_an_object_and_a_record() -> None:
    null = NullObjects()
    store, page = BucketStore(null, "papers/gazette/"), finished("/news/x/")
    store.put(page)
    assert sorted(null.kept) == [
        f"papers/gazette/{name}" for name in ("news/x/index.html", record_name("/news/x/"))
    ]
    body, about = null.kept["papers/gazette/news/x/index.html"]
    assert body == page.bodies["identity"]
    assert about == {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "max-age=60",
        "surrogate-key": "list:front story:7",
        "page-etag": "v-one",
        "page-last-modified": "Tue, 14 Nov 2023 22:13:20 GMT",
    }
    assert unpack(null.kept[f"papers/gazette/{record_name('/news/x/')}"][0]) == page
    assert store.get("/news/x/") == page


def test_what_is_no_200_is_a_record_only() -> None:
    null = NullObjects()
    store = BucketStore(null)
    store.put(finished("/news/x/"))
    gone = finished("/news/x/", "gone", status=410)
    store.put(gone)
    assert sorted(null.kept) == [record_name("/news/x/")]
    assert store.get("/news/x/") == gone


def test_a_page_is_dropped_marked_and_listed() -> None:
    null = NullObjects()
    store = BucketStore(null)
    store.put(finished("/a/"))
    store.put(finished("/b//"))
    assert set(store.paths()) == {"/a/", "/b//"}
    assert store.mark_stale("/a/")
    assert store.get("/a/") == replace(finished("/a/"), stale=True)
    assert not store.mark_stale("/none/")
    assert store.drop("/a/")
    assert not store.drop("/a/")
    assert store.drop("/b//")
    assert null.kept == {}


def test_half_a_record_is_no_page() -> None:
    null = NullObjects()
    store = BucketStore(null)
    store.put(finished("/a/"))
    raw, about = null.kept[record_name("/a/")]
    null.kept[record_name("/a/")] = raw[:-1], about
    assert store.get("/a/") is None
    assert list(store.paths()) == []


def test_a_bucket_that_refuses_is_said() -> None:
    with pytest.raises(NotStored, match="closed"):
        BucketStore(NullObjects(trouble="closed")).put(finished())


def test_a_header_that_no_store_could_hold_is_left_out() -> None:
    page = finished(
        headers=(("Content-Type", "text/plain"), ("Content-Disposition", "läuft"), ("X-Other", "1"))
    )
    assert {name for name in served_with(page) if name[0].isupper()} == {"Content-Type"}


@given(st.lists(st.text(max_size=40), max_size=400), st.integers(200, 1600))
def test_a_line_of_keys_is_short_enough_and_every_purge_finds_its_page(keys: list[str], most: int) -> None:
    most = max(most, 256 * 4)  # where all drawers fit
    line = " ".join(tags_of(keys, most=most))
    assert len(line) <= most
    assert line.isascii()
    for key in keys:
        assert not set(to_purge([key])).isdisjoint(line.split(" "))


def test_every_drawer_fits_into_an_objects_metadata() -> None:
    keys = [f"story:{number}" for number in range(20_000)]
    line = tags_of(keys, most=1600)
    assert len(line) == 256
    assert len(" ".join(line)) <= 1600
    assert drawer("story:7") in line
