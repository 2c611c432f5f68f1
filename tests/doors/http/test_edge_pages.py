"""The edge, spoken to byte by byte: what a reader gets at the address of a finished page."""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Iterator
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path

import brotli
import pytest
from edge_process import WORDS, EdgeProcess, edge_process, finished

from serving import wait_until
from twosource.edge.folder import FolderStore

MODIFIED = formatdate(1_700_000_000, usegmt=True)


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EdgeProcess]:
    data = tmp_path_factory.mktemp("edge")
    store = FolderStore(data / "pages")
    store.put(finished())
    store.put(finished("/list/", query=("before",)))
    store.put(finished("/läuft/news/"))
    store.put(
        finished("/moved/", b"", status=302, headers=(("Location", "/story/"),), bodies={"identity": b""})
    )
    store.put(finished("/unfinished/", stale=True, etag="old"))
    store.put(finished("/stale-and-failing/", stale=True, etag="old"))
    with edge_process(data) as process:
        yield process


def test_a_finished_page_comes_with_all_that_caches_ask(edge: EdgeProcess) -> None:
    answer = edge.get()
    assert (answer.status, answer.body) == (200, WORDS)
    assert answer["etag"] == '"abc"'
    assert answer["last-modified"] == MODIFIED
    assert answer["vary"] == "Accept-Encoding"
    assert answer["surrogate-key"] == "list:front story:7"
    assert answer["cache-control"] == "max-age=60"
    assert parsedate_to_datetime(answer["date"])
    assert answer["content-encoding"] == ""
    assert len([name for name, _value in answer.headers]) == len({name for name, _value in answer.headers})


@pytest.mark.parametrize(
    ("accept", "encoding"),
    [
        ("gzip", "gzip"), ("x-gzip", "gzip"), ("br", "br"), ("gzip, deflate, br", "br"), ("zstd", ""),
        ("gzip;q=1, br;q=0.5", "gzip"), ("identity, gzip;q=0.5", ""), ("gzip;q=0", ""), ("*", "br"),
        ("*;q=0, gzip", "gzip"), ("identity;q=0, gzip", "gzip"), ("GZIP", "gzip"), ("gzip;q=nonsense", ""),
        ("", ""), ("identity;q=0", ""), ("deflate", ""), (", ,gzip ; q=0.9 ,", "gzip"),
    ],
)  # fmt: skip
def test_it_comes_as_the_reader_can_read_it(edge: EdgeProcess, accept: str, encoding: str) -> None:
    answer = edge.get(accept_encoding=accept)
    assert answer["content-encoding"] == encoding
    opened = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}[encoding](answer.body)
    assert opened == WORDS
    assert answer["etag"] == (f'"abc-{encoding}"' if encoding else '"abc"')


@pytest.mark.parametrize(
    "headers",
    [
        {"if_none_match": '"abc"'}, {"if_none_match": 'W/"abc"'}, {"if_none_match": "*"},
        {"if_none_match": '"x", W/"y" , "abc"'}, {"if_modified_since": MODIFIED},
        {"if_modified_since": "Sun, 06 Nov 2094 08:49:37 GMT"}, {"if_none_match": '"abc-br"', "accept_encoding": "br"},
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_the_reader_has_is_not_sent_again(
    edge: EdgeProcess, headers: dict[str, str], method: str
) -> None:
    answer = edge.get(method=method, **headers)
    assert (answer.status, answer.body) == (304, b"")
    assert answer["etag"].startswith('"abc')
    assert answer["vary"] == "Accept-Encoding"
    assert answer["cache-control"] == "max-age=60"
    assert answer["date"]
    assert answer["content-length"] == ""


@pytest.mark.parametrize(
    "headers",
    [
        {"if_none_match": '"abd"'}, {"if_none_match": "abc"}, {"if_none_match": '"abc"', "accept_encoding": "br"},
        {"if_none_match": '"x"', "if_modified_since": MODIFIED}, {"if_modified_since": "yesterday"},
        {"if_modified_since": formatdate(1_699_999_999, usegmt=True)}, {"if_modified_since": "\xff"},
    ],
)  # fmt: skip
def test_what_has_changed_is_sent_whole(edge: EdgeProcess, headers: dict[str, str]) -> None:
    assert edge.get(**headers).status == 200


def test_head_is_told_what_get_would_get(edge: EdgeProcess) -> None:
    asked, told = edge.get(accept_encoding="br"), edge.get(method="HEAD", accept_encoding="br")
    assert [line for line in told.headers if line[0] != "date"] == [
        line for line in asked.headers if line[0] != "date"
    ]
    assert told.body == b""


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_any_other_method_is_the_newsrooms(edge: EdgeProcess, method: str) -> None:
    assert edge.get(method=method).told["method"] == method


def test_a_redirect_is_a_finished_page_too(edge: EdgeProcess) -> None:
    answer = edge.get("/moved/", if_none_match="*")
    assert (answer.status, answer["location"], answer.body) == (302, "/story/", b"")


@pytest.mark.parametrize(
    "target", ["/story/?utm_source=x", "/story/?", "/list/?after=1", "/list/?xbefore=1&a=before"]
)
def test_a_parameter_that_makes_no_other_page_is_ignored(edge: EdgeProcess, target: str) -> None:
    assert edge.get(target)["etag"] == '"abc"'


@pytest.mark.parametrize("target", ["/list/?before=1", "/list/?before", "/list/?a=1&bef%6Fre=2"])
def test_a_parameter_that_makes_another_page_is_the_newsrooms(edge: EdgeProcess, target: str) -> None:
    assert edge.get(target).told["query"] == target.partition("?")[2]


@pytest.mark.parametrize("target", ["/l%C3%A4uft/news/", "/l%c3%a4uft/news/"])
def test_an_address_in_any_script_is_found(edge: EdgeProcess, target: str) -> None:
    assert edge.get(target)["etag"] == '"abc"'


@pytest.mark.parametrize(
    "target",
    [
        "/story//", "//story/", "/./story/", "/x/../story/", "/%2e/story/", "/x/%2e%2e/story/", "/story%2f", "/Story/",
        "/%73tory/", "/story/%00", "/story/%0d%0ax", "/story", "/story/;", "/story\\", "/story/%ff", "unavailable",
        "/l\xc3\xa4uft/news/", "/story/#x", "/story/%7f",
    ],
)  # fmt: skip
def test_an_address_that_is_not_spelled_so_is_never_answered_from_the_store(
    edge: EdgeProcess, target: str
) -> None:
    answer = edge.get(target)
    assert answer.status == 400 or answer["x-app"] == "1"


@pytest.mark.parametrize(
    "host", ["elsewhere.example", "gazette.example.evil", "a b", "", "gazette.example:x", "\xff"]
)
def test_a_foreign_host_gets_no_page(edge: EdgeProcess, host: str) -> None:
    answer = edge.get(host=host)
    assert answer.status == 400 or answer["x-app"] == "1"


@pytest.mark.parametrize("host", ["gazette.example:8000", "GAZETTE.example", "gazette.example.", "127.0.0.1"])
def test_the_papers_own_host_in_any_spelling_does(edge: EdgeProcess, host: str) -> None:
    assert edge.get(host=host)["etag"] == '"abc"'


def test_an_absolute_target_names_the_host(edge: EdgeProcess) -> None:
    page = edge.ask("GET http://gazette.example/story/ HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n")
    assert page["etag"] == '"abc"'
    passed = edge.ask("GET http://elsewhere.example/story/ HTTP/1.1\r\nHost: gazette.example\r\n\r\n")
    assert dict(passed.told["headers"])["host"] == "elsewhere.example"


def test_pipelined_requests_are_answered_in_their_order(edge: EdgeProcess) -> None:
    rows = [
        f"GET {target} HTTP/1.1\r\nHost: gazette.example\r\n\r\n"
        for target in ("/story/", "/a", "/story/", "/b")
    ]
    with edge.wire() as wire:
        wire.send(
            "".join([*rows, rows[0].replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"), rows[1]]).encode()
        )
        found = [wire.answer() for _ in range(5)]
        assert [answer["etag"] for answer in found] == ['"abc"', "", '"abc"', "", '"abc"']
        assert [answer.told["path"] for answer in found if answer["x-app"]] == ["/a", "/b"]
        assert found[4]["connection"] == "close"
        assert wire.has_ended()
        assert wire.kept == b""


def test_a_request_may_come_a_byte_at_a_time(edge: EdgeProcess) -> None:
    with edge.wire() as wire:
        for byte in b"GET /story/ HTTP/1.1\r\nHost: gazette.example\r\nAccept-Encoding: br\r\n\r\n":
            wire.send(bytes([byte]))
        assert wire.answer()["etag"] == '"abc-br"'
        wire.send(b"GET /story/ HTTP/1.1\r\nhOST: gazette.example\r\n\r\n")
        assert wire.answer()["etag"] == '"abc"'


def test_http_1_0_is_answered_and_left(edge: EdgeProcess) -> None:
    with edge.wire() as wire:
        wire.send(b"GET /story/ HTTP/1.0\r\nHost: gazette.example\r\n\r\n")
        answer = wire.answer()
        assert (answer["connection"], answer.body) == ("close", WORDS)
        assert wire.has_ended()
    assert edge.ask("GET /story/ HTTP/1.0\r\n\r\n")["x-app"] == "1"
    with edge.wire() as wire:
        for _ in range(2):
            wire.send(b"GET /story/ HTTP/1.0\r\nHost: gazette.example\r\nConnection: keep-alive\r\n\r\n")
            assert wire.answer()["connection"] == "keep-alive"


def test_an_upgrade_is_not_heard(edge: EdgeProcess) -> None:
    with edge.wire() as wire:
        wire.send(
            b"GET /story/ HTTP/1.1\r\nHost: gazette.example\r\nConnection: Upgrade, HTTP2-Settings\r\n"
            b"Upgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: gazette.example\r\n\r\n"
        )
        assert wire.answer()["etag"] == '"abc"'
        assert wire.has_ended()
        assert wire.kept == b""


def test_a_changed_page_is_new_at_the_very_next_request(edge: EdgeProcess) -> None:
    for number in range(20):
        edge.store.put(finished("/changing/", b"version %d" % number, etag=str(number)))
        assert edge.get("/changing/").body == gzip.decompress(
            edge.get("/changing/", accept_encoding="gzip").body
        )
        assert edge.get("/changing/").body == b"version %d" % number
    edge.store.drop("/changing/")
    assert edge.get("/changing/")["x-app"] == "1"


def test_a_stale_page_is_asked_anew_and_shown_only_when_nobody_can(edge: EdgeProcess) -> None:
    assert edge.get("/unfinished/")["x-app"] == "1"
    failing = edge.get("/stale-and-failing/")
    assert (failing.status, failing["etag"], failing.body) == (200, '"old"', WORDS)
    edge.store.put(finished("/turning/"))
    assert edge.get("/turning/")["etag"] == '"abc"'
    edge.store.mark_stale("/turning/")
    edge.store.pulse.move()
    assert edge.get("/turning/")["x-app"] == "1"
    edge.store.mark_stale("/turning/", stale=False)
    edge.store.pulse.move()
    assert edge.get("/turning/")["etag"] == '"abc"'


def test_the_time_is_told_by_the_edge_itself(edge: EdgeProcess) -> None:
    answer = edge.get("/clock/")
    assert b" GMT</time>" in answer.body
    assert answer["cache-control"] == "no-store"
    assert "frame-ancestors 'self'" in answer["content-security-policy"]
    assert edge.get("/clock/", host="elsewhere.example")["x-app"] == "1"


def test_half_a_record_is_no_page(edge: EdgeProcess) -> None:
    edge.store.put(finished("/broken/"))
    file = edge.store.file_of("/broken/")
    file.write_bytes(file.read_bytes()[:-100])
    assert edge.get("/broken/")["x-app"] == "1"


def test_a_page_of_twenty_megabytes_is_one_like_any_other(edge: EdgeProcess) -> None:
    body = os.urandom(20 * 1024 * 1024)
    edge.store.put(finished("/large/", body, bodies={"identity": body}))
    with edge.wire() as wire:
        wire.send(b"GET /large/ HTTP/1.1\r\nHost: gazette.example\r\n\r\n" * 3)
        assert all(wire.answer().body == body for _ in range(3))
    assert edge.get()["etag"] == '"abc"'


def test_with_https_only_who_came_over_tls_gets_the_page(tmp_path: Path) -> None:
    FolderStore(tmp_path / "pages").put(finished())
    with edge_process(tmp_path, scheme="https", newsrooms=1) as edge:
        assert edge.get()["x-app"] == "1"
        assert edge.get(x_forwarded_proto="http")["x-app"] == "1"
        assert edge.get(x_forwarded_proto="https")["etag"] == '"abc"'
    with edge_process(tmp_path, scheme="https", trusted_proxies=("192.0.2.1",), newsrooms=1) as edge:
        assert edge.get(x_forwarded_proto="https")["x-app"] == "1"


def test_more_pages_than_memory_are_read_again_from_disk(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "pages")
    for number in range(40):
        body = b"%d " % number * 300_000
        store.put(finished(f"/{number}/", body, bodies={"identity": body}))
    with edge_process(tmp_path, memory_megabytes=8) as edge:
        for _ in range(2):
            for number in range(40):
                assert edge.get(f"/{number}/").body.startswith(b"%d " % number)


def test_a_copy_of_the_folder_is_served_without_a_newsroom(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "pages")
    store.put(finished())
    store.put(finished("/old/", stale=True))
    with edge_process(tmp_path, newsrooms=0) as edge:
        assert edge.get()["etag"] == '"abc"'
        assert edge.get("/old/").status == 200
        missing = edge.get("/search/?q=quay")
        assert (missing.status, missing["retry-after"]) == (503, "10")
        assert edge.get("/api/v1/").told == {"error": "The newsroom cannot answer just now."}
        assert edge.get("/static/none.css").status == 404
        # No pulse is shared with a copy: it is looked at once a second.
        page = finished(body=b"new", etag="new")
        fresh = FolderStore(tmp_path / "elsewhere")
        fresh.put(page)
        shutil.copy(fresh.file_of("/story/"), store.file_of("/story/"))
        wait_until(lambda: edge.get().body == b"new")


@pytest.mark.parametrize("newsrooms", [0, 1])
def test_a_folder_that_is_taken_away_goes_on_being_served_and_is_found_again(
    tmp_path: Path, newsrooms: int
) -> None:
    store = FolderStore(tmp_path / "pages")
    store.put(finished())
    with edge_process(tmp_path, newsrooms=newsrooms) as edge:
        assert edge.get()["etag"] == '"abc"'
        (tmp_path / "pages").rename(tmp_path / "away")
        store.pulse.move()
        for _ in range(3):
            assert edge.get()["etag"] == '"abc"'
        shutil.copytree(tmp_path / "away", tmp_path / "pages")
        FolderStore(tmp_path / "pages").put(finished(body=b"back", etag="back"))
        wait_until(lambda: edge.get().body == b"back")
