"""Readers, an editor and an executioner: what is counted while the processes of `twosource serve` are killed.

Promised, and counted here:

- A connection is never refused for longer than a second: a reader who tries again within it is let in.
- A finished page is never answered with 5xx, and never half.
- A connection whose own edge process is killed is cut; that cannot be helped. A reader who asks again gets the page.
- What an editor was told is published is seen by readers in the end, with its words.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from editor_over_http import Editor, NotDone

from serving import Server

PATIENCE = 60.0  # a slow machine may take this long; nothing is asserted about it
SECOND = 1.0


@dataclass
class Counts:
    """What was seen. `healed` were refused at first and let in within the second; `shut` were not."""

    pages: int = 0
    healed: int = 0
    shut: int = 0
    cut: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0


class Readers:
    """So many readers on lines of their own, each asking for one finished page after the other until told to stop."""

    def __init__(self, port: int, paths: list[str], *, many: int = 8, pause: float = 0.0) -> None:
        self.port, self.paths, self.many, self.pause = port, paths, many, pause
        self.counts = Counts()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._all()), name="readers")

    def __enter__(self) -> Readers:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    async def _all(self) -> None:
        await asyncio.gather(*(self._one(random.Random(seed)) for seed in range(self.many)))

    async def _one(self, chance: random.Random) -> None:
        lines: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        while not self._stop.is_set():
            began = time.monotonic()
            if lines is None:
                lines = await self._let_in()
                if lines is None:
                    continue
            try:
                closes = await asyncio.wait_for(self._read(chance.choice(self.paths), *lines), PATIENCE)
            except TimeoutError:
                self.counts.wrong["no answer"] += 1
                closes = True
            except (asyncio.IncompleteReadError, ConnectionError):
                self.counts.cut += 1
                closes = True
            self.counts.slowest = max(self.counts.slowest, time.monotonic() - began)
            if closes:
                lines[1].close()
                lines = None
            await asyncio.sleep(self.pause)
        if lines is not None:
            lines[1].close()

    async def _let_in(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """A line; tried again for a second when it is refused."""
        began, first = time.monotonic(), True
        while True:
            try:
                lines = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                if time.monotonic() - began > SECOND:
                    self.counts.shut += 1
                    return None
                first = False
                await asyncio.sleep(0.05)
            else:
                self.counts.healed += not first
                return lines

    async def _read(self, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Ask for a page and look at the answer; returns whether the line ends with it."""
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split(" ", 2)[1])
        length = re.search(r"\r\ncontent-length: (\d+)", head)
        if length:
            body = await reader.readexactly(int(length.group(1)))
        else:
            body = await _chunks(reader)
        self._judge(path, status, body)
        return "\r\nconnection: close" in head

    def _judge(self, path: str, status: int, body: bytes) -> None:
        if status != 200:
            self.counts.wrong[f"{status} on {path}"] += 1
        elif not body.rstrip().endswith(b"</html>"):
            self.counts.wrong[f"half a page on {path}"] += 1
        else:
            self.counts.pages += 1


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
    return body


@contextmanager
def editing(editor: Editor, section: int, *, pause: float = 0.2) -> Iterator[Counter[str]]:
    """As long as the block runs, the editor publishes and mends, and begins again when a screen does not answer."""
    stop, done = threading.Event(), Counter[str]()

    def work() -> None:
        chance, number = random.Random(1), 0
        while not stop.is_set():
            number += 1
            try:
                if editor.told and chance.random() < 0.5:
                    editor.mend(chance.choice(editor.told), f"Mended {number}")
                    done["mended"] += 1
                else:
                    editor.publish(section, f"Written {number}")
                    done["published"] += 1
            except NotDone as why:
                done["unanswered"] += 1
                done[f"unanswered: {str(why)[:60]}"] += 1
            stop.wait(pause)

    thread = threading.Thread(target=work, name="editor")
    thread.start()
    try:
        yield done
    finally:
        stop.set()
        thread.join()


@dataclass(frozen=True)
class Death:
    """A process that was killed: what the supervisor calls it, and how many seconds until another stood there."""

    name: str
    seconds: float


class Executioner:
    """Kills one process of the supervisor at a time, and waits for the next to stand in its place."""

    def __init__(self, server: Server, *, seed: int = 1) -> None:
        self.server, self._chance = server, random.Random(seed)
        self.deaths: list[Death] = []

    def kill_one(self) -> Death:
        """Any of them, never the supervisor."""
        return self.kill(self._chance.choice(self.server.children()))

    def kill(self, pid: int) -> Death:
        before, heard = set(self.server.children()), len(self.server.words)
        began = time.monotonic()
        os.kill(pid, signal.SIGKILL)
        until(lambda: len(now := set(self.server.children())) == len(before) and pid not in now)
        stood = time.monotonic() - began
        said = re.compile(r"^(.+?) was ended by SIGKILL", re.MULTILINE)
        until(lambda: said.search(self.server.words, heard) is not None)
        found = said.search(self.server.words, heard)
        death = Death(found.group(1) if found else "?", stood)
        self.deaths.append(death)
        return death


def webs(server: Server) -> list[int]:
    """The processes that make pages for whoever asks: they listen on sockets that only the edge can reach."""
    rows = [line.split() for line in Path("/proc/net/unix").read_text().splitlines()[1:]]
    listening = {f"socket:[{row[6]}]" for row in rows if len(row) > 7 and "/web-" in row[7]}
    found = []
    for pid in server.children():
        for handle in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(FileNotFoundError):
                if os.readlink(handle) in listening:
                    found.append(pid)
                    break
    return found


def until(true: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait for it; raises AssertionError when it never comes."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise AssertionError("it never happened")
        time.sleep(0.02)
