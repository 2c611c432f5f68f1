"""A bucket: objects are put whole, given back, listed to the end, dropped; what it refuses is said in words."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from small_bucket import ACCESS, BUCKET, REGION, SECRET, SmallBucket, signature, small_bucket
from twosource.outside.objects import NotStored, NullObjects, S3Objects, bucket, open_bucket


@pytest.fixture
def store() -> Iterator[SmallBucket]:
    with small_bucket() as made:
        yield made


def client(store: SmallBucket, **other: Any) -> S3Objects:
    told = {"bucket": BUCKET, "endpoint": store.endpoint, "region": REGION, "seconds": 5.0}
    return S3Objects(**{**told, "access_key": ACCESS, "secret_key": SECRET, **other})


def test_the_signature_of_the_tests_is_the_published_one() -> None:
    # “Example: GET Object”, with the key and the answer that Amazon gives for it.
    headers = {
        "host": "examplebucket.s3.amazonaws.com",
        "range": "bytes=0-9",
        "x-amz-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-amz-date": "20130524T000000Z",
    }
    secret, scope = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "20130524/us-east-1/s3/aws4_request"
    made = signature("GET", "/test.txt", headers, sorted(headers), secret, scope)
    assert made == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"


def test_an_object_is_put_with_its_headers_and_given_back(store: SmallBucket) -> None:
    about = {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "max-age=60",
        "surrogate-key": "story:7 ~a1",
    }
    client(store).put("news/läuft x+%/index.html", b"<p>hi", about)
    kept = store.objects["news/läuft x+%/index.html"]
    assert kept.data == b"<p>hi"
    assert kept.headers["content-type"] == "text/html; charset=utf-8"
    assert kept.headers["cache-control"] == "max-age=60"
    assert kept.headers["x-amz-meta-surrogate-key"] == "story:7 ~a1"
    assert client(store).get("news/läuft x+%/index.html") == b"<p>hi"
    assert client(store).get("news/none") is None


def test_a_large_object_goes_in_one_request(store: SmallBucket) -> None:
    client(store).put("big", b"x" * 12_000_000, {})
    assert [(method, name) for method, name, _headers in store.heard] == [("PUT", "big")]


def test_every_object_is_listed_however_many_pages_that_takes(store: SmallBucket) -> None:
    one = client(store)
    for number in range(8):
        one.put(f"records/{number}.page", str(number).encode(), {})
    one.put("recordsmore/1", b"", {})
    found = list(one.listed("records"))
    assert [each.name for each in found] == [f"records/{number}.page" for number in range(8)]
    assert found[3].etag == store.objects["records/3.page"].etag
    assert len(store.lists) == 3


def test_what_is_not_there_is_dropped_already(store: SmallBucket) -> None:
    one = client(store)
    one.put("a", b"1", {})
    one.drop(["a", "b"])
    assert store.names() == []


def said(store: SmallBucket, **other: Any) -> NotStored:
    with pytest.raises(NotStored) as refusal:
        client(store, **other).put("a", b"1", {})
    assert SECRET not in str(refusal.value)
    assert "\n" not in str(refusal.value), "one line, without the library's own"
    return refusal.value


def test_a_wrong_key_is_said(store: SmallBucket) -> None:
    assert "refuses our key" in str(said(store, secret_key="another"))
    assert "refuses our key" in str(said(store, access_key="AKOTHER"))


def test_a_bucket_that_is_not_there_is_said(store: SmallBucket) -> None:
    assert "there is no bucket “other”" in str(said(store, bucket="other"))
    with pytest.raises(NotStored, match="no bucket"):
        client(store, bucket="other").get("a")
    with pytest.raises(NotStored, match="no bucket"):
        list(client(store, bucket="other").listed("a"))


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_store_in_trouble_is_another_matter_than_an_object_it_refuses(
    store: SmallBucket, status: int
) -> None:
    store.trouble = (status, "SlowDown")
    refusal = said(store)
    assert str(status) in str(refusal)
    assert not refusal.refused
    assert len(store.heard) == 0, "it was asked once, and not again in silence"
    store.trouble = (400, "EntityTooLarge")
    assert said(store).refused


def test_a_name_that_no_store_takes_is_refused(store: SmallBucket) -> None:
    with pytest.raises(NotStored) as refusal:
        client(store).put("a/../b", b"", {})
    assert refusal.value.refused


def test_a_store_that_hangs_is_left_alone(store: SmallBucket) -> None:
    store.hang = 3.0
    assert "cannot be reached in time" in str(said(store, seconds=0.3))


def test_nobody_at_the_address(store: SmallBucket) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert "cannot be reached" in str(said(store, endpoint=f"http://127.0.0.1:{port}"))


def test_keys_come_from_the_environment_and_from_nowhere_else(
    store: SmallBucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    assert "no keys for the bucket" in str(said(store, access_key="", secret_key=""))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    client(store, access_key="", secret_key="").put("a", b"1", {})
    assert store.names() == ["a"]


def test_without_the_library_the_extra_is_named(store: SmallBucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "obstore.store", None)
    assert "twosource[s3]" in str(said(store))


def test_the_null_keeps_in_memory_and_refuses_when_told() -> None:
    null = NullObjects()
    null.put("a/b", b"1", {"Content-Type": "text/plain"})
    assert [one.name for one in null.listed("a")] == ["a/b"]
    null.trouble = "closed"
    with pytest.raises(NotStored, match="closed"):
        null.get("a/b")


def test_the_newsroom_has_the_bucket_it_was_given() -> None:
    before, null = bucket(), NullObjects()
    open_bucket(null)
    try:
        assert bucket() is null
    finally:
        open_bucket(before)
