"""The edge between a reader and the newsroom: what it passes on, and what it keeps to itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from edge_process import EdgeProcess, edge_process, finished

from serving import wait_until
from twosource.edge.folder import FolderStore


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[EdgeProcess]:
    FolderStore(tmp_path / "pages").put(finished())
    with edge_process(tmp_path, newsrooms=2) as process:
        yield process


def test_a_request_reaches_the_newsroom_as_it_was(edge: EdgeProcess) -> None:
    answer = edge.get("/desk/a%2Fb/?q=%C3%A4&q=2", cookie="a=1", accept_encoding="br", x_own="yes")
    told, heads = answer.told, dict(answer.told["headers"])
    assert (told["method"], told["raw"], told["query"]) == ("GET", "/desk/a%2Fb/", "q=%C3%A4&q=2")
    assert (heads["host"], heads["cookie"], heads["x-own"]) == ("gazette.example", "a=1", "yes")
    assert heads["via"] == "1.1 twosource"
    assert answer["set-cookie"] == "a=1, b=2"
    assert [name for name, _value in answer.headers].count("date") == 1


def test_what_is_meant_for_one_connection_goes_no_further(edge: EdgeProcess) -> None:
    answer = edge.get(
        "/x", connection="keep-alive, x-mine, host", x_mine="1", te="trailers", keep_alive="timeout=5",
        proxy_authorization="Basic x", upgrade="h2c",
    )  # fmt: skip
    heads = dict(answer.told["headers"])
    assert heads["host"] == "gazette.example"
    for name in ("x-mine", "te", "keep-alive", "proxy-authorization", "upgrade"):
        assert name not in heads
    assert answer["x-private"] == ""


def test_nobody_but_a_trusted_proxy_says_who_the_reader_is(edge: EdgeProcess, tmp_path: Path) -> None:
    told = edge.get("/x", x_forwarded_for="203.0.113.7", x_forwarded_proto="https").told
    assert (told["client"], told["scheme"]) == ("203.0.113.7", "https")
    assert dict(told["headers"])["x-forwarded-for"] == "203.0.113.7"
    assert edge.get("/x").told["client"] == "127.0.0.1"
    with edge_process(tmp_path / "other", trusted_proxies=()) as other:
        told = other.get(
            "/x", x_forwarded_for="203.0.113.7", x_forwarded_proto="https", forwarded="for=1.2.3.4"
        ).told
        assert (told["client"], told["scheme"]) == ("127.0.0.1", "http")
        assert "forwarded" not in dict(told["headers"])


@pytest.mark.parametrize("framing", ["length", "chunks"])
def test_a_body_goes_through_in_either_framing(edge: EdgeProcess, framing: str) -> None:
    body = os.urandom(700_000)
    head = "POST /x HTTP/1.1\r\nHost: gazette.example\r\nExpect: 100-continue\r\n"
    with edge.wire() as wire:
        if framing == "length":
            wire.send(f"{head}Content-Length: {len(body)}\r\n\r\n".encode())
        else:
            wire.send(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
            body = (
                b"".join(b"%x\r\n%s\r\n" % (7000, body[at : at + 7000]) for at in range(0, 700_000, 7000))
                + b"0\r\n\r\n"
            )
        while b"100 Continue\r\n\r\n" not in wire.kept:
            assert wire.more()
        wire.kept = b""
        wire.send(body)
        told = wire.answer().told
        assert told["size"] == 700_000
        assert "expect" not in dict(told["headers"])


def test_an_answer_streams_piece_by_piece(edge: EdgeProcess) -> None:
    with edge.wire() as wire:
        wire.send(b"GET /events/ HTTP/1.1\r\nHost: gazette.example\r\n\r\n")
        while b"data: one" not in wire.kept:
            assert wire.more()
        assert b"data: two" not in wire.kept
        for path in edge.sockets:
            Path(f"{path}.go").touch()
        assert wire.answer().body == b"data: one\n\ndata: two\n\n"


def test_the_newsroom_hears_that_a_reader_has_gone(edge: EdgeProcess) -> None:
    with edge.wire() as wire:
        wire.send(b"GET /never/ HTTP/1.1\r\nHost: gazette.example\r\n\r\n")
        wait_until(lambda: any(Path(f"{path}.asked").exists() for path in edge.sockets))
    wait_until(lambda: any(Path(f"{path}.gone").exists() for path in edge.sockets))


def test_a_page_is_asked_once_more_when_its_maker_fell(edge: EdgeProcess) -> None:
    for path in edge.sockets[1:]:
        Path(f"{path}.died").touch()
    assert edge.get("/die-once/").status == 200


def test_what_changes_something_is_never_sent_twice(edge: EdgeProcess) -> None:
    answer = edge.get("/die-once/", method="POST")
    assert answer.status == 503
    assert sum(Path(f"{path}.died").exists() for path in edge.sockets) == 1


def test_one_process_down_is_not_noticed(edge: EdgeProcess) -> None:
    makers = {edge.get("/x").told["pid"]}
    edge.close_newsroom(edge.sockets[0])
    for _ in range(10):
        makers.add(edge.get("/x").told["pid"])
    assert edge.newsrooms[edge.sockets[1]].pid in makers
    assert edge.get("/x", method="POST").status == 200


def test_with_the_newsroom_down_readers_keep_every_page_and_hear_a_kind_word(edge: EdgeProcess) -> None:
    edge.store.put(finished("/old/", stale=True, etag="old"))
    edge.store.put(
        finished("unavailable", b"It is not you.", status=503, bodies={"identity": b"It is not you."})
    )
    edge.store.put(finished("unavailable/form", b"Keep it.", status=503, bodies={"identity": b"Keep it."}))
    for path in edge.sockets:
        edge.close_newsroom(path)
    assert edge.get()["etag"] == '"abc"'
    assert edge.get("/old/")["etag"] == '"old"'
    missing = edge.get("/x", if_none_match="*")
    assert (missing.status, missing["retry-after"], missing["cache-control"]) == (503, "10", "no-store")
    assert (missing.body, missing["etag"], missing["content-type"]) == (
        b"It is not you.", "", "text/html; charset=utf-8",
    )  # fmt: skip
    assert edge.get("/x", method="POST").body == b"Keep it."
    assert edge.get("/x", method="HEAD").body == b""
    assert edge.get("/api/v1/stories/")["content-type"] == "application/json"


def test_a_newsroom_that_comes_back_soon_is_waited_for(edge: EdgeProcess) -> None:
    for path in edge.sockets:
        edge.close_newsroom(path)
    with edge.wire() as wire:
        wire.send(b"GET /x HTTP/1.1\r\nHost: gazette.example\r\n\r\n")
        edge.open_newsroom(edge.sockets[0])
        assert wire.answer().status in (200, 503)  # 503 where starting took longer than readers wait
    wait_until(lambda: edge.get("/x").status == 200)
