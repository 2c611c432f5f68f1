"""An edge process of a test's own, on a folder of pages, with small newsrooms behind it or none."""

from __future__ import annotations

import gzip
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import brotli

from serving import environment, free_port, wait_until
from twosource.edge.clock import Clock
from twosource.edge.folder import FolderStore
from twosource.edge.records import FinishedPage
from twosource.edge.terms import Terms

HERE = Path(__file__).parent
CLOCK = Clock(
    zone="GMT", language="en", direction="ltr", title="The time", time_shape="H:i", date_shape="j",
    words={"l": ("Monday",) * 7}, sheets=("/static/paper.css",),
)  # fmt: skip
TERMS: dict[str, Any] = {
    "hosts": ("127.0.0.1", "gazette.example"), "scheme": "http", "trusted_proxies": ("127.0.0.1",),
    "memory_megabytes": 16, "body_megabytes": 1, "clock": CLOCK,
}  # fmt: skip
WORDS = b"<!doctype html><title>A story</title>" + b"<p>The quay is cracked.</p>" * 200


def finished(path: str = "/story/", body: bytes = WORDS, **more: Any) -> FinishedPage:
    """A page as the newsroom would finish it."""
    told = {
        "status": 200, "headers": (("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "max-age=60")),
        "bodies": {"identity": body, "gzip": gzip.compress(body, mtime=0), "br": brotli.compress(body)},
        "etag": "abc", "last_modified": 1_700_000_000, "keys": ("story:7", "list:front"),
    }  # fmt: skip
    return FinishedPage(path=path, **told | more)


@dataclass
class Answer:
    """An answer as it came over the wire."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def __getitem__(self, name: str) -> str:
        return ", ".join(value for key, value in self.headers if key == name)

    @property
    def told(self) -> dict[str, Any]:
        return json.loads(self.body)  # type: ignore[no-any-return]


class Wire:
    """One connection, and what is written to it and read from it byte by byte."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.kept = b""

    def send(self, raw: bytes) -> None:
        self.socket.sendall(raw)

    def more(self) -> bool:
        """Read something; False at the end, however it comes."""
        try:
            piece = self.socket.recv(65536)
        except ConnectionResetError:
            return False
        self.kept += piece
        return bool(piece)

    def answer(self, *, head: bool = False) -> Answer:
        """The next whole answer."""
        while b"\r\n\r\n" not in self.kept:
            assert self.more(), f"it ended: {self.kept!r}"
        raw, _blank, self.kept = self.kept.partition(b"\r\n\r\n")
        first, *lines = raw.decode("latin-1").split("\r\n")
        headers = [(name.lower(), value) for name, _colon, value in (line.partition(": ") for line in lines)]
        found = Answer(int(first.split(" ")[1]), headers, b"")
        if not head and found.status not in (304, 204):
            found.body = (
                self._chunks() if found["transfer-encoding"] else self._bytes(int(found["content-length"]))
            )
        return found

    def _bytes(self, number: int) -> bytes:
        while len(self.kept) < number:
            assert self.more(), f"it ended after {len(self.kept)} of {number}"
        found, self.kept = self.kept[:number], self.kept[number:]
        return found

    def _chunks(self) -> bytes:
        whole = b""
        while True:
            while b"\r\n" not in self.kept:
                assert self.more()
            size, _line, self.kept = self.kept.partition(b"\r\n")
            whole += self._bytes(int(size, 16))
            self._bytes(2)
            if not int(size, 16):
                return whole

    def has_ended(self) -> bool:
        """Wait for the end of the connection."""
        while self.more():
            pass
        return True


@dataclass
class EdgeProcess:
    """A running edge process and what is behind it."""

    data: Path
    port: int
    process: subprocess.Popen[bytes]
    log: Path
    sockets: list[Path] = field(default_factory=list)
    newsrooms: dict[Path, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def store(self) -> FolderStore:
        return FolderStore(self.data / "pages")

    def wire(self) -> Any:
        """A connection, closed at the end of the block."""
        wire = Wire(self.port)
        return closing_wire(wire)

    def ask(self, raw: str | bytes, *, head: bool = False) -> Answer:
        """The answer to one request, as it is written, on a connection of its own."""
        with self.wire() as wire:
            wire.send(raw.encode("latin-1") if isinstance(raw, str) else raw)
            return wire.answer(head=head or raw[:4] in ("HEAD", b"HEAD"))

    def get(self, target: str = "/story/", method: str = "GET", **headers: str) -> Answer:
        """The answer to one plain request; `x_y` is sent as `x-y`."""
        lines = {
            "host": "gazette.example",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        rows = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return self.ask(f"{method} {target} HTTP/1.1\r\n{rows}\r\n")

    def open_newsroom(self, path: Path) -> None:
        """Have a small newsroom answer at this socket."""
        command = [sys.executable, str(HERE / "small_newsroom.py"), str(path)]
        with self.log.open("ab") as output:
            self.newsrooms[path] = subprocess.Popen(command, env=environment(), stdout=output, stderr=output)
        wait_until(lambda: answers(path) or self.newsrooms[path].poll() is not None)

    def close_newsroom(self, path: Path) -> None:
        self.newsrooms[path].kill()
        self.newsrooms[path].wait()


@contextmanager
def closing_wire(wire: Wire) -> Iterator[Wire]:
    with closing(wire.socket):
        yield wire


def answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
        return True


@contextmanager
def edge_process(
    data: Path, *, newsrooms: int = 1, running: bool = True, **terms: Any
) -> Iterator[EdgeProcess]:
    """An edge process on `data` with so many small newsrooms behind it (0: a copy without any), ready to answer."""
    for name in ("pages", "static", "media"):
        (data / name).mkdir(parents=True, exist_ok=True)
    Terms(**TERMS | terms).write(data / "pages")
    with (
        tempfile.TemporaryDirectory(prefix="edge-") as folder,
        socket.create_server(("127.0.0.1", free_port()), backlog=256) as listener,
    ):
        sockets = [Path(folder) / f"web-{number}" for number in range(newsrooms)]
        lifeline, life = os.pipe()
        ready, say_ready = os.pipe()
        errand = {
            "data": str(data), "web": [str(path) for path in sockets],
            "listener": listener.fileno(), "lifeline": lifeline, "ready": say_ready,
        }  # fmt: skip
        log = Path(folder) / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "twosource.edge.process", json.dumps(errand)],
                pass_fds=(listener.fileno(), lifeline, say_ready), env=environment(), stdout=output, stderr=output,
            )  # fmt: skip
        for handle in (lifeline, say_ready):
            os.close(handle)
        edge = EdgeProcess(data, listener.getsockname()[1], process, log, sockets)
        try:
            for path in sockets if running else []:
                edge.open_newsroom(path)
            assert os.read(ready, 1) == b"1", log.read_text()
            yield edge
            assert process.poll() is None, log.read_text()
            words = re.sub(r".*timeout graceful shutdown exceeded\n", "", log.read_text())
            assert "Traceback" not in words, words
        finally:
            os.close(life)
            os.close(ready)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            for each in edge.newsrooms.values():
                each.kill()
                each.wait()


def memory_of(process: subprocess.Popen[bytes]) -> int:
    """Megabytes of memory a process holds (resident)."""
    for line in Path(f"/proc/{process.pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) // 1024
    raise AssertionError("the process is gone")


__all__ = ["Answer", "EdgeProcess", "Wire", "edge_process", "finished", "memory_of"]
