"""Listeners of one edge process: how many there can be, what each costs, and when the last hears of a new page.

Rerun, from the project's root (two cores; no other program is needed):

    .venv/bin/python benchmarks/listeners.py                 # 10,000 listeners, 5 swaps: about 3 minutes
    .venv/bin/python benchmarks/listeners.py --listeners 2000 --swaps 2
    .venv/bin/python benchmarks/listeners.py --fetch         # and each fetches the page when it hears of it
    .venv/bin/python benchmarks/performance.py               # docs/performance.md from what was measured

The edge runs on one core; on the other, readers connect from several addresses of this machine (one has ports for some
28,000), each with a line of its own. They hear of a page that is swapped in the folder, and what is other in it; times
are from just before the swap. With `--fetch` each does what a browser does that had no page before: a new line, the
page in br, within the time it was told. Then wrk asks for another page (if it is here) with and without the listeners.
What is written is added to `measured.json`.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import resource
import socket
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvloop
from edge import keep
from edge_load import BROWSER, CLIENT_CORE, measure, memory_megabytes, processor_seconds
from edge_publishing import anew
from edge_servers import Answering, edge_alone, missing, prose

from twosource.edge.encodings import best
from twosource.edge.folder import FolderStore
from twosource.edge.records import FinishedPage

THREAD, STORY = "/discussion/story/7/fragment/", "/news/a-quay-is-cracked/"
ADDRESSES = itertools.cycle([f"127.0.0.{number}" for number in range(2, 10)])
_BIND_ADDRESS_NO_PORT = 24  # of Linux; Python has no name for it
AT_ONCE = 400  # lines that are being opened
FETCH_LINE = (
    f"GET {THREAD} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip, deflate, br\r\n"
    "Cache-Control: max-stale=2\r\nConnection: close\r\n\r\n"
).encode()


class Listener(asyncio.Protocol):
    """One reader’s stream; each event is noted with when it came."""

    __slots__ = ("crowd", "transport")

    def __init__(self, crowd: Crowd) -> None:
        self.crowd = crowd

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        asked = f"GET /live/pages?page={THREAD} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        transport.write((asked + "".join(f"{k}: {v}\r\n" for k, v in BROWSER.items()) + "\r\n").encode())  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        if b"event: page" in data:
            self.crowd.hear(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self.crowd.lost += 1


class Fetch(asyncio.Protocol):
    """What a reader’s browser does then: one page over a new line."""

    __slots__ = ("crowd", "size", "transport")

    def __init__(self, crowd: Crowd) -> None:
        self.crowd, self.size = crowd, 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(FETCH_LINE)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        if not self.size and not data.startswith(b"HTTP/1.1 200"):
            self.crowd.refused += 1
        self.size += len(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self.crowd.read.append(time.monotonic())
        self.crowd.bytes += self.size


class Crowd:
    """All listeners, and what they heard since the last swap."""

    def __init__(self, port: int, *, fetches: bool) -> None:
        self.port, self.fetches = port, fetches
        self.lines: list[Any] = []
        self.heard: list[float] = []
        self.read: list[float] = []
        self.lost = self.refused = self.bytes = 0
        self.is_whole = False
        self._tasks: set[asyncio.Task[Any]] = set()

    def hear(self, data: bytes) -> None:
        self.heard.append(time.monotonic())
        if self.fetches and self.is_whole:
            told = json.loads(data.rpartition(b"data: ")[2])
            loop = asyncio.get_running_loop()
            loop.call_later(random.random() * told["within"] / 1000, self._fetch)  # noqa: S311

    def _fetch(self) -> None:
        task = asyncio.ensure_future(self._connect(Fetch(self)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connect(self, protocol: asyncio.Protocol) -> None:
        try:
            await opened(lambda: protocol, self.port)
        except OSError:
            self.refused += 1
            self.read.append(time.monotonic())

    async def gather(self, number: int) -> None:
        """Have so many listen."""
        while len(self.lines) < number:
            some = min(AT_ONCE, number - len(self.lines))
            self.lines += await asyncio.gather(
                *(opened(lambda: Listener(self), self.port) for _ in range(some))
            )
        await self._until(lambda: len(self.heard) >= number, 60)
        self.is_whole = True

    async def swapped(self, swap: Any) -> dict[str, float]:
        """What became of one swap: seconds until the first, the middle one and the last of them heard."""
        self.heard, self.read, self.bytes = [], [], 0
        begun = time.monotonic()
        swap()
        await self._until(lambda: len(self.heard) >= len(self.lines), 30)
        found = _spread("heard", self.heard, begun)
        if self.fetches:
            await self._until(lambda: len(self.read) >= len(self.lines), 60)
            found |= _spread("read", self.read, begun)
            found["bytes"] = self.bytes / len(self.lines)
        return found

    async def _until(self, is_so: Any, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > deadline:
                raise SystemExit(f"{len(self.heard)} heard, {len(self.read)} read, {self.lost} lost")
            await asyncio.sleep(0.01)


async def opened(protocol: Callable[[], asyncio.Protocol], port: int) -> asyncio.BaseTransport:
    """A line to this port, from one of the addresses in turn."""
    loop, line = asyncio.get_running_loop(), socket.socket()
    line.setblocking(False)
    # The port is chosen when it is known where to: otherwise each of thousands is searched for.
    line.setsockopt(socket.IPPROTO_IP, _BIND_ADDRESS_NO_PORT, 1)
    line.bind((next(ADDRESSES), 0))
    await loop.sock_connect(line, ("127.0.0.1", port))
    transport, _protocol = await loop.create_connection(protocol, sock=line)
    return transport


def _spread(name: str, moments: list[float], begun: float) -> dict[str, float]:
    return {
        f"{name}_first": min(moments) - begun,
        f"{name}_median": statistics.median(moments) - begun,
        f"{name}_last": max(moments) - begun,
    }


@dataclass
class Folder:
    """The pages of the edge that is asked, swapped from here."""

    store: FolderStore
    page: FinishedPage
    number: int = 0

    def next(self) -> FinishedPage:
        self.number += 1
        return anew(self.page, self.number)

    def put(self, page: FinishedPage) -> None:
        self.store.put(page)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--listeners", type=int, default=10_000)
    parser.add_argument("--swaps", type=int, default=5)
    parser.add_argument("--idle", type=int, default=30, help="seconds")
    parser.add_argument("--fetch", action="store_true")
    given = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    most = (hard - 100) // (2 if given.fetch else 1)
    number = min(given.listeners, most)
    print(f"{number:,} listeners (files this account may have open: {soft:,}, at most {hard:,})")
    os.sched_setaffinity(0, {CLIENT_CORE})
    with (
        tempfile.TemporaryDirectory(prefix="twosource-listeners-") as folder,
        _edge(Path(folder)) as (edge, pages),
    ):
        found = uvloop.run(run(edge, pages, number, given))
    name = "listeners_fetching" if given.fetch else "listeners"
    load = round(os.getloadavg()[1], 1)
    keep(name, {"listeners": number, "swaps": given.swaps, "load": load, **found})


@contextmanager
def _edge(folder: Path) -> Iterator[tuple[Answering, Folder]]:
    thread, story = _page(THREAD, 30_000), _page(STORY, 39_000)
    with edge_alone(folder, [story, thread]) as edge:
        store = FolderStore(edge.data / "pages")  # type: ignore[operator]
        yield edge, Folder(store, thread)
        store.pulse.close()


def _page(path: str, size: int) -> FinishedPage:
    body = ("<!doctype html>\n" + "".join(f"<p>{line}</p>\n" for line in prose(size)) + "</html>").encode()
    headers = (("content-type", "text/html; charset=utf-8"),)
    return FinishedPage(path, 200, headers, best(body), "0" * 32, 1_780_000_000, best=True)


async def run(edge: Answering, pages: Folder, number: int, given: argparse.Namespace) -> dict[str, Any]:
    empty = memory_megabytes(edge.own[0])
    alone = await _speed(edge, given)
    crowd = Crowd(edge.port, fetches=given.fetch)
    before, begun = processor_seconds(edge.own), time.monotonic()
    await crowd.gather(number)
    came = time.monotonic() - begun
    coming = processor_seconds(edge.own) - before
    await asyncio.sleep(2)
    memory = memory_megabytes(edge.own[0])
    print(f"they came in {came:.1f} s, {coming:.2f} s of the edge’s processor time")
    print(
        f"memory: {empty:.1f} MB without, {memory:.1f} MB with: {(memory - empty) * 1024 / number:.1f} kB each"
    )
    before = processor_seconds(edge.own)
    await asyncio.sleep(given.idle)
    idle = (processor_seconds(edge.own) - before) / given.idle
    print(f"idle: {idle:.2%} of a core")
    found: dict[str, Any] = {
        "memory_without": empty, "memory_with": memory, "idle_core": idle, "coming_cpu": coming,
        **await _swaps(edge, pages, crowd, given.swaps),
    }  # fmt: skip
    beside = await _speed(edge, given)
    if alone and beside:
        found["beside"] = {"alone": alone, "with": beside}
        print(
            f"wrk beside: {alone['per_cpu']:,.0f} → {beside['per_cpu']:,.0f} answers per second of processor time,"
        )
        print(f"  p99 {alone['p99']:.2f} → {beside['p99']:.2f} ms")
    print(f"lost {crowd.lost}, refused {crowd.refused}")
    for line in crowd.lines:
        line.close()
    return found | {"lost": crowd.lost, "refused": crowd.refused}


async def _swaps(edge: Answering, pages: Folder, crowd: Crowd, number: int) -> dict[str, float]:
    rows = []
    for _ in range(number):
        fresh = pages.next()
        before = processor_seconds(edge.own)
        row = await crowd.swapped(lambda page=fresh: pages.put(page))
        row["cpu"] = processor_seconds(edge.own) - before
        rows.append(row)
        print("  ".join(f"{name} {value:,.3f}" for name, value in row.items()))
        await asyncio.sleep(2.5)
    return {name: statistics.median(row[name] for row in rows) for name in rows[0]}


async def _speed(edge: Answering, given: argparse.Namespace) -> dict[str, float]:
    """Another page, asked for by wrk; nothing where there is no wrk."""
    if "wrk" in missing():
        return {}
    load = await asyncio.to_thread(measure, edge.url, edge.own, BROWSER, seconds=4)
    return {"per_cpu": load.per_cpu, "per_second": load.per_second, "p50": load.p50, "p99": load.p99}


if __name__ == "__main__":
    main()
