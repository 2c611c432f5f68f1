"""Static files and media as the edge gives them out."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator

import pytest
from edge_process import EdgeProcess, edge_process

from serving import wait_until

SHEET = b"body { color: black }" * 50
LARGE = os.urandom(3_000_000)


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EdgeProcess]:
    data = tmp_path_factory.mktemp("edge")
    (data / "static/site").mkdir(parents=True)
    (data / "static/site/paper.0123456789ab.css").write_bytes(SHEET)
    (data / "static/site/paper.0123456789ab.css.gz").write_bytes(gzip.compress(SHEET))
    (data / "static/site/plain.js").write_bytes(b"1")
    (data / "static/.collected").write_bytes(b"stamp")
    (data / "media/images").mkdir(parents=True)
    (data / "media/images/large.jpg").write_bytes(LARGE)
    (data / "media/drawing.svg").write_bytes(b"<svg/>")
    (data / "media/läuft.png").write_bytes(b"png")
    (data / "secret.txt").write_bytes(b"secret")
    (data / "media/way-out.txt").symlink_to(data / "secret.txt")
    (data / "media/way-in").symlink_to(data / "media/images")
    with edge_process(data) as process:
        yield process


def test_a_collected_file_is_good_for_ever_and_comes_compressed(edge: EdgeProcess) -> None:
    answer = edge.get("/static/site/paper.0123456789ab.css", accept_encoding="gzip, br")
    assert gzip.decompress(answer.body) == SHEET
    assert (answer["content-encoding"], answer["vary"]) == ("gzip", "Accept-Encoding")
    assert "immutable" in answer["cache-control"]
    assert answer["content-type"] == "text/css; charset=utf-8"
    assert edge.get("/static/site/plain.js")["cache-control"] == "max-age=60, public"
    assert edge.get("/static/site/plain.js", host="elsewhere.example")["x-app"] == "1"


@pytest.mark.parametrize("target", ["/media/drawing.svg", "/media/images/large.jpg"])
def test_an_uploaded_file_can_never_act(edge: EdgeProcess, target: str) -> None:
    answer = edge.get(target, method="HEAD")
    assert "sandbox" in answer["content-security-policy"]
    assert answer["x-content-type-options"] == "nosniff"
    assert answer["cache-control"] == "max-age=604800, public"


def test_media_are_found_under_any_name_and_as_they_are_now(edge: EdgeProcess) -> None:
    assert edge.get("/media/l%C3%A4uft.png").body == b"png"
    assert edge.get("/media/way-in/large.jpg").body == LARGE
    (edge.data / "media/läuft.png").write_bytes(b"png, changed")
    wait_until(lambda: edge.get("/media/l%C3%A4uft.png").body == b"png, changed")
    (edge.data / "media/läuft.png").unlink()
    wait_until(lambda: edge.get("/media/l%C3%A4uft.png")["x-app"] == "1")


@pytest.mark.parametrize("target", ["/media/images/large.jpg", "/media/drawing.svg"])
def test_what_the_reader_has_is_not_sent_again(edge: EdgeProcess, target: str) -> None:
    whole = edge.get(target)
    assert edge.get(target, if_none_match=whole["etag"]).status == 304
    assert edge.get(target, if_modified_since=whole["last-modified"]).status == 304
    assert edge.get(target, if_none_match='"x"').status == 200
    head = edge.get(target, method="HEAD")
    assert (head["etag"], head["content-length"]) == (whole["etag"], str(len(whole.body)))


@pytest.mark.parametrize(
    ("ranges", "status", "part"),
    [
        ("bytes=0-99", 206, slice(0, 100)), ("bytes=100-", 206, slice(100, None)), ("bytes=-5", 206, slice(-5, None)),
        ("bytes=2999999-9999999", 206, slice(2999999, None)), ("bytes=5-2", 200, slice(None)),
        ("lines=1-2", 200, slice(None)), ("bytes=x", 200, slice(None)),
        ("bytes=" + "0-1," * 40 + "0-1", 200, slice(None)),
    ],
)  # fmt: skip
def test_a_part_of_a_large_file_may_be_asked_for(
    edge: EdgeProcess, ranges: str, status: int, part: slice
) -> None:
    answer = edge.get("/media/images/large.jpg", range=ranges)
    assert (answer.status, answer.body) == (status, LARGE[part])
    if status == 206:
        first = range(len(LARGE))[part][0]
        assert answer["content-range"] == f"bytes {first}-{first + len(answer.body) - 1}/{len(LARGE)}"


def test_parts_of_small_files_and_several_parts_are_right_too(edge: EdgeProcess) -> None:
    small = edge.get("/media/drawing.svg", range="bytes=1-3")
    assert (small.status, small.body) == (206, b"svg")
    several = edge.get("/media/images/large.jpg", range="bytes=0-1,10-11")
    assert several["content-type"].startswith("multipart/byteranges; boundary=")
    assert edge.get("/media/images/large.jpg", range="bytes=3000000-").status == 416
    assert edge.get("/media/images/large.jpg", range="bytes=3000000-")["content-range"] == "bytes */3000000"


def test_a_part_is_of_the_file_the_reader_began_with(edge: EdgeProcess) -> None:
    etag = edge.get("/media/images/large.jpg", method="HEAD")["etag"]
    assert edge.get("/media/images/large.jpg", range="bytes=0-1", if_range=etag).status == 206
    assert edge.get("/media/images/large.jpg", range="bytes=0-1", if_range='"older"').status == 200


@pytest.mark.parametrize(
    "target",
    [
        "/media/../secret.txt", "/media/%2e%2e/secret.txt", "/media/..%2fsecret.txt", "/media/way-out.txt",
        "/media//secret.txt", "/media/", "/media/images", "/media/images/", "/static/.collected", "/media/%00",
        "/media/..%5csecret.txt", "/static/site/../../secret.txt", "/media/./drawing.svg", "/media/drawing.svg/x",
    ],
)  # fmt: skip
def test_nothing_outside_the_folders_is_given_out(edge: EdgeProcess, target: str) -> None:
    answer = edge.get(target)
    assert answer.status == 400 or answer["x-app"] == "1"
    assert b"secret" not in answer.body or answer["x-app"] == "1"
