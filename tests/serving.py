"""Driving Twosource from outside, as its users do: the command, and the addresses it serves."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TWOSOURCE = str(Path(sys.executable).with_name("twosource"))
# A slow, shared machine may take this long to start; nothing is asserted about it.
PATIENCE = 60


def environment(**more: str) -> dict[str, str]:
    """This process's environment without what points at the suite's own newsroom."""
    ours = ("TWOSOURCE_", "DJANGO_")
    return {**{key: value for key, value in os.environ.items() if not key.startswith(ours)}, **more}


def twosource(
    *arguments: object, cwd: Path | None = None, program: str = TWOSOURCE, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end; `more` is added to its environment."""
    return subprocess.run(
        [program, *map(str, arguments)],
        cwd=cwd,
        env=environment(**more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Page:
    """An answer over HTTP."""

    status: int
    text: str
    headers: Mapping[str, str]


class _Stay(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer like any other."""

    def redirect_request(self, *_: object) -> None:
        return None


_opener = urllib.request.build_opener(_Stay)


def fetch(url: str, **headers: str) -> Page:
    """GET, whatever the status; raises OSError when nobody answers. `x_y` is sent as the header `x-y`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with _opener.open(urllib.request.Request(url, headers=named), timeout=30) as answer:  # noqa: S310 an address of this machine
            return Page(answer.status, answer.read().decode(), dict(answer.headers))
    except urllib.error.HTTPError as error:
        with error:
            return Page(error.code, error.read().decode(), dict(error.headers))


@dataclass
class Server:
    """A running `twosource serve` (or `demo`); `log` holds what it printed."""

    process: subprocess.Popen[bytes]
    log: Path
    address: str

    @property
    def words(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def children(self) -> list[int]:
        """The process ids of the supervisor's children."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text(encoding="ascii").split()]

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask it to end; raises TimeoutExpired when it takes longer than the five seconds it promises."""
        self.process.send_signal(number)
        return self.process.wait(timeout=5)


@contextmanager
def serving(
    folder: Path, *arguments: object, command: str = "serve", program: str = TWOSOURCE, **more: str
) -> Iterator[Server]:
    """The newsroom served on a free port, ready to answer; killed at the end if it still runs."""
    port = free_port()
    log = folder.parent / f"{folder.name}-{port}.log"
    which = ["--newsroom", str(folder)] if command == "serve" else [str(folder)]
    line = [program, *command.split(), *which, "--port", str(port), *map(str, arguments)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            line, env=environment(**more), stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
    server = Server(process, log, f"http://127.0.0.1:{port}")
    try:
        wait_until(lambda: "Ctrl-C" in server.words or process.poll() is not None, PATIENCE * 5)
        if process.poll() is not None:
            raise AssertionError(f"it ended with {process.returncode}:\n{server.words}")
        yield server
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end, and end it when it does not."""
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_until(true: object, seconds: float = PATIENCE) -> None:
    """Wait for the callable to say so; raises AssertionError when it never does."""
    deadline = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        if time.monotonic() > deadline:
            raise AssertionError("it never happened")
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    """Whether the process is there and more than a name (a zombie has ended)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
