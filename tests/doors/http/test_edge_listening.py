"""Hearing that a page is another, over a real line: `GET /live/pages?page=/story/`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from edge_process import Answer, EdgeProcess, Wire, edge_process, finished

STORY, CLAIM = "/story/", "/claim/"


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EdgeProcess]:
    with edge_process(tmp_path_factory.mktemp("edge") / "data") as running:
        running.store.put(finished("/moved/", status=302))
        yield running


class Stream:
    """What one listener hears."""

    def __init__(self, wire: Wire, head: Answer) -> None:
        self.wire, self.head = wire, head

    def next(self) -> tuple[str, dict[str, Any]]:
        """The next event: its name, and what it says."""
        while True:
            while b"\n\n" not in self.wire.kept:
                assert self.wire.more(), "the stream ended"
            block, _blank, self.wire.kept = self.wire.kept.partition(b"\n\n")
            said = dict(line.partition(": ")[::2] for line in block.decode().splitlines())
            if "event" in said:
                return said["event"], json.loads(said["data"])

    def etag(self) -> str:
        name, said = self.next()
        assert name == "page"
        return str(said["etag"])


@contextmanager
def listening(edge: EdgeProcess, query: str, *, version: str = "1.1", last: str = "") -> Iterator[Stream]:
    more = f"Last-Event-ID: {last}\r\n" if last else ""
    with edge.wire() as wire:
        wire.send(
            f"GET /live/pages?{query} HTTP/{version}\r\nHost: gazette.example\r\n{more}\r\n".encode("latin-1")
        )
        while b"\r\n\r\n" not in wire.kept:
            assert wire.more(), "no answer"
        raw, _blank, wire.kept = wire.kept.partition(b"\r\n\r\n")
        first, *lines = raw.decode("latin-1").split("\r\n")
        headers = [(name.lower(), value) for name, _colon, value in (line.partition(": ") for line in lines)]
        yield Stream(wire, Answer(int(first.split(" ")[1]), headers, b""))


def test_who_listens_hears_what_the_page_is_and_each_time_that_it_is_another(edge: EdgeProcess) -> None:
    edge.store.put(finished(STORY, etag="one"))
    with listening(edge, "page=/story/") as stream:
        assert stream.head.status == 200
        assert stream.head["content-type"] == "text/event-stream; charset=utf-8"
        assert stream.head["cache-control"] == "no-store"
        assert stream.etag() == "one"
        edge.store.put(finished(STORY, etag="two", last_modified=1_700_000_009))
        assert stream.next() == (
            "page",
            {"page": STORY, "etag": "two", "modified": 1_700_000_009, "within": 0},
        )
        # Waiting to be made anew is no news, nor is the same page made again.
        edge.store.mark_stale(STORY)
        edge.store.pulse.move()
        edge.store.put(finished(STORY, etag="two"))
        edge.store.put(finished(STORY, etag="three"))
        assert stream.etag() == "three"
        edge.store.drop(STORY)
        assert stream.next() == ("gone", {"page": STORY})
        assert edge.get("/live/pages?page=/story/").status == 404
        edge.store.put(finished(STORY, etag="three"))
        assert stream.etag() == "three"


def test_who_comes_again_hears_only_of_what_changed_meanwhile(edge: EdgeProcess) -> None:
    edge.store.put(finished(CLAIM, etag="one"))
    with listening(edge, "page=/claim/", last="older") as stream:
        assert stream.etag() == "one"
    with listening(edge, "page=/claim/", last="one") as stream:
        edge.store.put(finished(CLAIM, etag="two"))
        assert stream.etag() == "two"


def test_one_stream_is_for_several_pages_and_says_nothing_of_those_that_are_not_there(
    edge: EdgeProcess,
) -> None:
    edge.store.put(finished("/ä/", etag="one"))
    edge.store.put(finished("/b/", etag="two"))
    with listening(edge, "page=/%C3%A4/&page=/none/&page=/b/") as stream:
        assert [stream.next()[1]["page"] for _ in range(2)] == ["/ä/", "/b/"]
        edge.store.put(finished("/none/", etag="three"))
        edge.store.put(finished("/b/", etag="four"))
        assert stream.etag() == "four"


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("?page=/nowhere/", 404),
        ("?page=/moved/", 404),
        ("?page=unavailable", 404),
        ("?page=/static/nothing.css", 404),
        ("?page=/../etc/passwd%00", 404),
        ("", 400),
        ("?page=", 400),
        ("?page=%ff", 400),
        ("?" + "&".join(f"page=/{n}/" for n in range(9)), 400),
        ("?" + "&".join("page=/a/" for n in range(99)), 400),
    ],
)
def test_what_cannot_be_listened_to_is_said(edge: EdgeProcess, target: str, status: int) -> None:
    with edge.wire() as wire:
        wire.send(f"GET /live/pages{target} HTTP/1.1\r\nHost: gazette.example\r\n\r\n".encode("latin-1"))
        assert wire.answer().status == status
        assert wire.has_ended()


def test_another_method_another_host_and_another_address_are_not_answered_with_a_stream(
    edge: EdgeProcess,
) -> None:
    edge.store.put(finished("/there/"))
    assert edge.get("/live/pages?page=/there/", method="POST").status == 405
    assert edge.get("/live/pages/of?page=/there/").told["path"] == "/live/pages/of"
    assert edge.get("/live/pages?page=/there/", host="elsewhere.example").told["path"] == "/live/pages"
    head = edge.get("/live/pages?page=/there/", method="HEAD")
    assert (head.status, head["content-type"]) == (200, "text/event-stream; charset=utf-8")


def test_a_stream_in_http_1_0_needs_nothing_that_came_later(edge: EdgeProcess) -> None:
    edge.store.put(finished("/old/", etag="one"))
    with listening(edge, "page=/old/", version="1.0") as stream:
        assert not stream.head["transfer-encoding"]
        assert stream.etag() == "one"


def test_what_is_sent_after_the_question_is_not_read(edge: EdgeProcess) -> None:
    edge.store.put(finished("/quiet/", etag="one"))
    with edge.wire() as wire:
        asked = b"GET /live/pages?page=/quiet/ HTTP/1.1\r\nHost: gazette.example\r\n\r\n"
        wire.send(
            asked + b"GET /quiet/ HTTP/1.1\r\nHost: gazette.example\r\n\r\n\x00 rubbish\r\n" + b"x" * 7_000
        )
        while b"\r\n\r\n" not in wire.kept:
            assert wire.more()
        stream = Stream(wire, Answer(200, [], b""))
        assert stream.etag() == "one"
        wire.send(b"GET / HTTP/1.1\r\n" * 100)
        edge.store.put(finished("/quiet/", etag="two"))
        assert stream.etag() == "two"
        assert wire.kept == b""


def test_who_says_so_gets_a_page_that_was_touched_just_now_as_it_was(edge: EdgeProcess) -> None:
    edge.store.put(finished("/turning/", etag="one", bodies={"identity": b"as it was"}))
    edge.store.mark_stale("/turning/")
    edge.store.pulse.move()
    assert edge.get("/turning/", cache_control="max-stale=5").body == b"as it was"
    assert edge.get("/turning/", cache_control="no-cache").told["path"] == "/turning/"
    assert edge.get("/turning/").told["path"] == "/turning/"


def test_a_process_that_ends_sends_its_listeners_away(tmp_path: Path) -> None:
    with ExitStack() as stack:
        with edge_process(tmp_path / "data", newsrooms=0, listeners=1) as edge:
            edge.store.put(finished(STORY, etag="one"))
            stream = stack.enter_context(listening(edge, "page=/story/"))
            full = edge.get("/live/pages?page=/story/")
            assert (full.status, full["retry-after"]) == (503, "30")
            # A copy without a newsroom, whose pulse does not move with it.
            edge.store.file_of(STORY).unlink()
            assert [stream.next()[0] for _ in range(2)] == ["page", "gone"]
        assert stream.wire.has_ended()
        assert edge.process.returncode == 0
