"""One page, in every encoding and over one line. What else is promised: tests/doors/http and see-with-curl.md."""

from __future__ import annotations

import gzip
from http.client import HTTPConnection

import brotli
import pytest
import zstandard
from page_folder import BODY, STORY, Edge
from raw_line import line

pytestmark = pytest.mark.slow

UNPACK = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body, max_output_size=1 << 20),
}


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


def test_http_1_0_keeps_the_line_when_it_asks_for_it(edge: Edge) -> None:
    with line(edge.port) as curl:
        for _ in range(3):
            answer = curl.ask(STORY, version="1.0", connection="keep-alive")
            assert (answer.status, answer.body) == (200, BODY)
            if answer.headers.get("connection", "").lower() != "keep-alive":
                assert curl.is_closed()
                break


def test_a_hundred_requests_in_one_breath_have_a_hundred_answers(edge: Edge) -> None:
    with line(edge.port) as curl:
        curl.say(f"GET {STORY} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode() * 100)
        assert {curl.answer().body for _ in range(100)} == {BODY}


def test_a_polite_client_of_the_standard_library_reads_many_pages_over_one_line(edge: Edge) -> None:
    client = HTTPConnection("127.0.0.1", edge.port, timeout=20)
    for path in (STORY, "/", STORY, "/news/l%C3%A4uft/") * 5:
        client.request("GET", path)
        assert client.getresponse().read() == BODY
    client.close()
