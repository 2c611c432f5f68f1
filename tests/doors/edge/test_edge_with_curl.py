"""What a reader with curl sees of finished pages: docs/newsroom/edge.md, “See it with curl”, asked the same way."""

from __future__ import annotations

import gzip
from http.client import HTTPConnection

import brotli
import pytest
import zstandard
from page_folder import BODY, MADE_WORDS, STORY, Edge
from raw_line import line

pytestmark = pytest.mark.slow

UNPACK = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body, max_output_size=1 << 20),
}


def test_a_page_is_answered_whole_with_everything_a_cache_asks_for(edge: Edge) -> None:
    with line(edge.port) as curl:
        answer = curl.ask(STORY)
    assert (answer.status, answer.body) == (200, BODY)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-length"] == str(len(BODY))
    assert answer.headers["last-modified"] == MADE_WORDS
    assert answer.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert set(answer.headers["surrogate-key"].split()) == {"story:1", "list:front"}
    assert answer.headers["etag"].startswith('"')
    assert "date" in answer.headers
    assert len(answer.names) == len(set(answer.names))


@pytest.mark.parametrize("encoding", list(UNPACK))
def test_each_encoding_holds_the_same_page_under_a_validator_of_its_own(edge: Edge, encoding: str) -> None:
    with line(edge.port) as curl:
        plain, packed = curl.ask(STORY), curl.ask(STORY, accept_encoding=encoding)
    assert packed.headers["content-encoding"] == encoding
    assert UNPACK[encoding](packed.body) == BODY
    assert len(packed.body) == int(packed.headers["content-length"]) < len(BODY)
    assert packed.headers["etag"] != plain.headers["etag"]
    assert packed.headers["etag"].startswith('"')
    assert "content-encoding" not in plain.headers


@pytest.mark.parametrize(
    ("accepted", "given"),
    [
        ("gzip;q=0", None),
        ("identity", None),
        ("", None),
        ("compress, x-bzip", None),
        ("br;q=0, gzip", "gzip"),
        ("GZIP", "gzip"),
        ("gzip;q=0.5, br;q=1.0", "br"),
        ("gzip ; q=1 , deflate", "gzip"),
        ("zstd;q=0, br;q=0, gzip;q=0, *;q=0.1", None),
        ("nonsense;;;q=x,,,", None),
    ],
)
def test_an_encoding_is_chosen_as_the_reader_asks(edge: Edge, accepted: str, given: str | None) -> None:
    with line(edge.port) as curl:
        answer = curl.ask(STORY, accept_encoding=accepted)
    assert answer.status == 200
    assert answer.headers.get("content-encoding") == given


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br", "zstd"])
def test_who_has_the_page_is_told_so_without_a_body(edge: Edge, encoding: str) -> None:
    with line(edge.port) as curl:
        first = curl.ask(STORY, accept_encoding=encoding)
        for known in (
            first.headers["etag"],
            f'"another", {first.headers["etag"]}',
            "*",
            f"W/{first.headers['etag']}",
        ):
            again = curl.ask(STORY, accept_encoding=encoding, if_none_match=known)
            assert (again.status, again.body) == (304, b""), known
            for name in ("etag", "cache-control", "vary"):
                assert again.headers[name] == first.headers[name]
        assert curl.ask(STORY, accept_encoding=encoding, if_none_match='"another"').status == 200
        # The line is in order after answers without a body.
        assert curl.ask(STORY).body == BODY


def test_a_date_is_a_validator_too_and_the_tag_goes_before_it(edge: Edge) -> None:
    with line(edge.port) as curl:
        assert curl.ask(STORY, if_modified_since=MADE_WORDS).status == 304
        assert curl.ask(STORY, if_modified_since="Thu, 28 May 2026 20:26:39 GMT").status == 200
        assert curl.ask(STORY, if_modified_since="the day before yesterday").status == 200
        assert curl.ask(STORY, if_modified_since=MADE_WORDS, if_none_match='"another"').status == 200


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br", "zstd"])
def test_head_is_the_same_answer_without_its_body(edge: Edge, encoding: str) -> None:
    with line(edge.port) as curl:
        whole = curl.ask(STORY, accept_encoding=encoding)
        head = curl.ask(STORY, method="HEAD", accept_encoding=encoding)
        after = curl.ask(STORY)
    passing = {"date"}
    kept = {name: value for name, value in head.headers.items() if name not in passing}
    assert kept == {name: value for name, value in whole.headers.items() if name not in passing}
    assert (head.status, after.body) == (200, BODY)


@pytest.mark.parametrize("query", ["?utm_source=letter", "?fbclid=x&y", "?", "?=&&"])
def test_a_parameter_that_makes_no_other_page_is_ignored(edge: Edge, query: str) -> None:
    with line(edge.port) as curl:
        assert curl.ask(STORY + query).body == BODY


def test_letters_beyond_ascii_are_the_same_address_however_they_are_written(edge: Edge) -> None:
    with line(edge.port) as curl:
        for path in ("/news/l%C3%A4uft/", "/news/l%c3%a4uft/"):
            assert curl.ask(path).status == 200, path


def test_http_1_0_gets_its_answer_and_the_end_of_the_line(edge: Edge) -> None:
    with line(edge.port) as curl:
        curl.say(f"GET {STORY} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".encode())
        answer = curl.answer()
        assert (answer.status, answer.body) == (200, BODY)
        assert "transfer-encoding" not in answer.headers
        assert curl.is_closed()


def test_http_1_0_keeps_the_line_when_it_asks_for_it(edge: Edge) -> None:
    with line(edge.port) as curl:
        for _ in range(3):
            answer = curl.ask(STORY, version="1.0", connection="keep-alive")
            assert (answer.status, answer.body) == (200, BODY)
            if answer.headers.get("connection", "").lower() != "keep-alive":
                assert curl.is_closed()
                break


def test_a_reader_who_asks_for_the_end_of_the_line_gets_it(edge: Edge) -> None:
    with line(edge.port) as curl:
        answer = curl.ask(STORY, connection="close")
        assert (answer.status, answer.body) == (200, BODY)
        assert curl.is_closed()


def test_what_is_asked_in_one_breath_is_answered_in_order(edge: Edge) -> None:
    host = "Host: 127.0.0.1\r\n"
    asked = [
        (f"GET {STORY} HTTP/1.1\r\n{host}\r\n", False),
        (f"HEAD {STORY} HTTP/1.1\r\n{host}\r\n", True),
        (f"GET / HTTP/1.1\r\n{host}Accept-Encoding: gzip\r\n\r\n", False),
        (f"GET {STORY} HTTP/1.1\r\n{host}If-None-Match: *\r\n\r\n", False),
        (f"GET /nobody-wrote-this/ HTTP/1.1\r\n{host}\r\n", False),
        (f"GET {STORY} HTTP/1.1\r\n{host}\r\n", False),
    ]
    with line(edge.port) as curl:
        curl.say("".join(words for words, _ in asked).encode())
        told = [curl.answer(bodiless=bodiless) for _, bodiless in asked]
    statuses = [answer.status for answer in told]
    assert statuses[:4] == [200, 200, 200, 304]
    assert statuses[4] in (404, 502, 503)
    assert (told[5].status, told[5].body) == (200, BODY)
    assert gzip.decompress(told[2].body) == BODY


def test_a_hundred_requests_in_one_breath_have_a_hundred_answers(edge: Edge) -> None:
    with line(edge.port) as curl:
        curl.say(f"GET {STORY} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode() * 100)
        assert {curl.answer().body for _ in range(100)} == {BODY}


def test_a_request_that_comes_letter_by_letter_is_answered(edge: Edge) -> None:
    with line(edge.port) as curl:
        for letter in f"GET {STORY} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode():
            curl.say(bytes([letter]))
        assert curl.answer().body == BODY


def test_a_polite_client_of_the_standard_library_reads_many_pages_over_one_line(edge: Edge) -> None:
    client = HTTPConnection("127.0.0.1", edge.port, timeout=20)
    for path in (STORY, "/", STORY, "/news/l%C3%A4uft/") * 5:
        client.request("GET", path)
        assert client.getresponse().read() == BODY
    client.close()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "GETX"])
def test_another_method_is_never_answered_with_the_page(edge: Edge, method: str) -> None:
    with line(edge.port) as curl:
        answer = curl.ask(STORY, method=method, content_length="0")
    assert answer.status >= 400
    assert BODY not in answer.body
