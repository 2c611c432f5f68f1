"""Readers' words go through the edge by a way of their own, and whoever falls meanwhile, they arrive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from edge_process import EdgeProcess, Wire, edge_process, finished

from twosource.edge.folder import FolderStore


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EdgeProcess]:
    folder = tmp_path_factory.mktemp("edge")
    FolderStore(folder / "pages").put(finished())
    with edge_process(folder, newsrooms=2) as process:
        yield process


def form(body: bytes = b"text=words", query: str = "", *, chunked: bool = False, **headers: str) -> bytes:
    lines = {"host": "gazette.example", **{name.replace("_", "-"): value for name, value in headers.items()}}
    lines |= {"transfer-encoding": "chunked"} if chunked else {"content-length": str(len(body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    sent = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if chunked else body
    return f"POST /discussion/post/{query} HTTP/1.1\r\n{head}\r\n".encode() + sent


def told(edge: EdgeProcess, raw: bytes) -> dict[str, Any]:
    answer = edge.ask(raw)
    assert answer.status == 200
    assert answer["set-cookie"] == "a=1, b=2"
    assert answer["x-private"] == ""
    return answer.told


def test_a_form_reaches_the_newsroom_as_it_was(edge: EdgeProcess) -> None:
    found = told(
        edge, form(cookie="session=x", x_forwarded_for="203.0.113.7", connection="x-mine", x_mine="1")
    )
    heads = dict(found["headers"])
    assert (found["method"], found["raw"], found["size"]) == ("POST", "/discussion/post/", 10)
    assert (found["client"], heads["cookie"], heads["via"]) == ("203.0.113.7", "session=x", "1.1 twosource")
    assert "x-mine" not in heads


def test_all_forms_go_to_one_process_over_lines_that_stay_open(edge: EdgeProcess) -> None:
    wires = [Wire(edge.port) for _each in range(8)]
    for _round in range(3):
        for wire in wires:
            wire.send(form())
        assert len({wire.answer().told["pid"] for wire in wires}) == 1
    for wire in wires:
        wire.socket.close()


@pytest.mark.parametrize("size", [0, 100_000, 700_000])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_form_of_any_size_goes_through_in_either_framing(
    edge: EdgeProcess, size: int, chunked: bool
) -> None:
    if size or not chunked:
        assert told(edge, form(b"x" * size, chunked=chunked))["size"] == size


def test_when_a_process_falls_while_it_answers_another_is_asked_and_then_nobody(tmp_path: Path) -> None:
    FolderStore(tmp_path / "pages").put(finished())
    with edge_process(tmp_path, newsrooms=2) as edge:
        first = told(edge, form())["pid"]
        second = told(edge, form(query="?first-dies"))["pid"]
        assert first != second
        assert told(edge, form())["pid"] == second
        for each in edge.sockets:
            edge.close_newsroom(each)
        assert edge.ask(form()).status == 503
        edge.open_newsroom(edge.sockets[0])
        assert told(edge, form())["pid"] not in (first, second)
