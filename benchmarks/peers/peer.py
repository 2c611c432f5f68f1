"""What a peer is to the benchmark: where its story is, whose time is counted, and how its story is changed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BENCHMARKS))

from edge_load import SERVER_CORE, processes_under, wait_for  # noqa: E402

HEADLINE = "A quay is cracked"
OTHERS = 50
LINKS = 32


class CannotBeHere(Exception):
    """The peer cannot be installed or started on this machine; says why."""


@dataclass(frozen=True)
class Peer:
    """A running peer. `publish` gives the story new words; it returns when the peer says that it is done.

    own: all processes that make an answer (read anew for every run, as servers start more of them).
    variants: further addresses of the same story by what stands before them, such as a page cache.
    """

    name: str
    version: str
    story: str
    own: Callable[[], list[int]]
    publish: Callable[[str], None]
    variants: dict[str, str]


def prose(address: Callable[[int], str]) -> str:
    """The story's text in HTML: 24 kB of this handbook, and links to so many other stories."""
    rules = sorted((BENCHMARKS.parent / "docs/rules").glob("*.md"))
    lines = [line for path in rules for line in path.read_text("utf-8").splitlines() if len(line) > 40]
    text = [f"<p>{line.replace('&', '&amp;').replace('<', '&lt;')}</p>" for line in lines]
    while sum(map(len, text)) > 24_000:
        text.pop()
    links = [f'<p>See <a href="{address(n)}">story number {n}</a>.</p>' for n in range(LINKS)]
    return "\n".join(text + links)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    line: list[str], *, log: Path, port: int | None = None, cwd: Path | None = None, **more: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A program on the server's core until the block ends; with a port, from when somebody listens there."""
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 our own
            ["taskset", "-c", str(SERVER_CORE), *line],  # noqa: S607 found as the shell finds it
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=cwd, env={**os.environ, **more},
        )  # fmt: skip
    try:
        if port is not None:
            wait_for(port, 120)
        yield process
    except TimeoutError:
        raise CannotBeHere(f"{line[0]} did not start: {log.read_text()[-2000:]}") from None
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def under(*started: subprocess.Popen[bytes]) -> Callable[[], list[int]]:
    return lambda: [pid for one in started for pid in processes_under(one.pid)]


def run(*line: object, cwd: Path | None = None, given: str = "", **more: str) -> str:
    """Run to the end; raises CannotBeHere with the last words when it fails."""
    try:
        ran = subprocess.run(  # noqa: S603 our own
            list(map(str, line)), cwd=cwd, input=given, capture_output=True, text=True, timeout=900,
            check=False, env={**os.environ, **more},
        )  # fmt: skip
    except FileNotFoundError:
        raise CannotBeHere(f"{line[0]} is not on this machine") from None
    if ran.returncode:
        raise CannotBeHere(f"{line[0]} failed: {(ran.stdout + ran.stderr)[-1500:]}")
    return ran.stdout
