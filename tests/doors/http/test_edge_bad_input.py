"""The edge, spoken to by those who mean no good: each is answered 4xx or left, and the paper goes on."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from edge_process import WORDS, EdgeProcess, edge_process, finished, memory_of

from serving import wait_until
from twosource.edge import limits
from twosource.edge.folder import FolderStore

HOST = b"Host: gazette.example\r\n"


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EdgeProcess]:
    data = tmp_path_factory.mktemp("edge")
    FolderStore(data / "pages").put(finished())
    with edge_process(data) as process:
        yield process


def status_of(edge: EdgeProcess, raw: bytes) -> int:
    """The status of the answer to what was written, 0 when there was none; the connection is then at its end."""
    with edge.wire() as wire:
        try:
            wire.send(raw)
        except (BrokenPipeError, ConnectionResetError):
            return 0
        status = wire.answer().status if wire.kept or wire.more() else 0
        assert wire.has_ended()
        assert wire.kept == b""
        return status


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
        (b"GET /story/\r\n\r\n", 400),
        (b"BREW /story/ HTTP/1.1\r\n" + HOST + b"\r\n", 400),
        (b"GET /story/ HTTP/1.1\r\n\r\n", 400),
        (b"GET /story/ HTTP/1.1\r\n" + HOST + HOST + b"\r\n", 400),
        (b"GET /story/ HTTP/1.1\r\n" + HOST + b"Host: elsewhere.example\r\n\r\n", 400),
        (b"GET /story/ HTTP/1.1\r\n" + HOST + b"Bad Name: x\r\n\r\n", 400),
        (b"GET /story/ HTTP/1.1\r\n" + HOST + b"X: a\0b\r\n\r\n", 400),
        (b"GET /story/ HTTP/1.1\r\n" + HOST + b" folded: x\r\n\r\n", 400),
        (b"GET /st\xffory/ HTTP/1.1\r\n" + HOST + b"\r\n", 400),
        (b"GET /\0 HTTP/1.1\r\n" + HOST + b"\r\n", 400),
        (b"GET story/ HTTP/1.1\r\n" + HOST + b"\r\n", 400),
        (b"GET ftp://gazette.example/story/ HTTP/1.1\r\n" + HOST + b"\r\n", 400),
        (b"GET http://user@gazette.example/story/ HTTP/1.1\r\n" + HOST + b"\r\n", 400),
        (b"CONNECT gazette.example:443 HTTP/1.1\r\n" + HOST + b"\r\n", 400),
        (b"POST /x HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400),
        (b"POST /x HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"POST /x HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400),
        (b"GET /story/ HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: gzip\r\n\r\n", 400),
        (b"POST /x HTTP/1.1\r\n" + HOST + b"Content-Length: -5\r\n\r\n", 400),
        (b"POST /x HTTP/1.1\r\n" + HOST + b"Content-Length: 99999999999999999999999\r\n\r\n", 400),
        (b"POST /x HTTP/1.1\r\n" + HOST + b"Content-Length: 1048577\r\n\r\n", 413),
        (b"POST /x HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n100001\r\n" + b"x" * 0x100001, 413),
        (b"GET /" + b"x" * limits.LONGEST_TARGET + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
        (b"GET /" + b"x" * 100_000, 414),
        (b"GET /story/ HTTP/1.1\r\n" + HOST + b"X: y\r\n" * 120 + b"\r\n", 431),
        (b"GET /story/ HTTP/1.1\r\n" + HOST + b"X: " + b"y" * 40_000 + b"\r\n\r\n", 431),
        (b"GET /story/ HTTP/1.1\r\n" + HOST + b"X: " + b"y" * 400_000, 431),
        (b"GET /story/ HTTP/1.1\r\n" + HOST + b"X: y\r\n" * 20_000, 431),
    ],
)  # fmt: skip
def test_what_is_no_request_is_refused_and_the_next_reader_is_served(
    edge: EdgeProcess, raw: bytes, status: int
) -> None:
    assert status_of(edge, raw) in (status, 0)
    assert edge.get().body == WORDS


def test_what_is_refused_is_told_why(edge: EdgeProcess) -> None:
    answer = edge.ask(b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\n" + HOST + b"\r\n")
    assert (answer.status, answer["connection"]) == (414, "close")
    assert edge.ask(b"GET /story/ HTTP/1.1\r\n" + HOST + HOST + b"\r\n").status == 400


def test_rubbish_after_a_request_does_not_spoil_its_answer(edge: EdgeProcess) -> None:
    with edge.wire() as wire:
        wire.send(b"GET /passed HTTP/1.1\r\n" + HOST + b"\r\nrubbish rubbish\r\n\r\n")
        answer = wire.answer()
        assert (answer.status, answer.told["path"]) == (200, "/passed")
        assert wire.has_ended()
        assert wire.kept == b""


def test_heads_in_pieces_are_counted_one_by_one(edge: EdgeProcess) -> None:
    with edge.wire() as wire:
        for _ in range(12):
            wire.send(b"GET /story/ HTTP/1.1\r\n" + HOST + b"X: " + b"y" * 6000)
            time.sleep(0.02)  # so that it arrives in two pieces
            wire.send(b"\r\n\r\n")
            assert wire.answer().status == 200


def test_a_body_that_is_a_second_request_is_never_answered_as_one(edge: EdgeProcess) -> None:
    inner = b"GET /story/ HTTP/1.1\r\n" + HOST + b"\r\n"
    with edge.wire() as wire:
        wire.send(b"GET /story/ HTTP/1.1\r\n" + HOST + b"Content-Length: %d\r\n\r\n" % len(inner) + inner)
        wire.send(b"GET /last HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
        first, second = wire.answer(), wire.answer()
        assert first.body == WORDS
        assert second.told["path"] == "/last"
        assert wire.has_ended()


def test_a_head_that_never_ends_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    FolderStore(tmp_path / "pages").put(finished())
    with edge_process(tmp_path, newsrooms=0) as edge, edge.wire() as slow, edge.wire() as silent:
        slow.send(b"GET /story/ HTTP/1.1\r\nHost: gaz")
        assert slow.answer().status == 408
        assert slow.has_ended()
        assert silent.has_ended()
        assert edge.get().body == WORDS


def test_thousands_of_idle_readers_take_little_and_keep_nobody_out(tmp_path: Path) -> None:
    FolderStore(tmp_path / "pages").put(finished())
    with edge_process(tmp_path, newsrooms=0) as edge:
        before = memory_of(edge.process)
        idle = []
        try:
            for _ in range(5000):
                each = socket.create_connection(("127.0.0.1", edge.port))
                idle.append(each)
            wait_until(lambda: edge.get().body == WORDS)
            assert memory_of(edge.process) - before < 60
        finally:
            for each in idle:
                each.close()
        wait_until(lambda: edge.get().body == WORDS)


def test_a_reader_who_takes_nothing_holds_no_copies(tmp_path: Path) -> None:
    body = b"x" * 5_000_000
    FolderStore(tmp_path / "pages").put(finished("/large/", body, bodies={"identity": body}))
    with edge_process(tmp_path, newsrooms=0) as edge:
        assert edge.get("/large/").status == 200
        before = memory_of(edge.process)
        with edge.wire() as wire:
            wire.send(b"GET /large/ HTTP/1.1\r\n" + HOST + b"\r\n")
            wire.send(b"GET /large/ HTTP/1.1\r\n" + HOST + b"\r\n" * 1)
            for _ in range(200):
                wire.send(b"GET /large/ HTTP/1.1\r\n" + HOST + b"\r\n")
            assert edge.get("/large/").body == body
            assert memory_of(edge.process) - before < 40
