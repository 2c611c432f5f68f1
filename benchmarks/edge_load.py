"""Asking a server as fast as it answers, and what that cost it: wrk on one core, the server's own processor time.

Requests per second say how fast a machine was today; requests per second of the server's processor time say how much
work an answer is, and hardly move when something else runs beside. Both are kept.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TICK = os.sysconf("SC_CLK_TCK")
SERVER_CORE, CLIENT_CORE = 0, 1

BROWSER: Final = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "Accept-Language": "en-GB,en;q=0.8,de;q=0.5",
    "Accept-Encoding": "gzip, deflate, br",
    "Referer": "https://search.example/",
    "Upgrade-Insecure-Requests": "1",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "cross-site",
    "Sec-Fetch-User": "?1",
    "DNT": "1",
    "Priority": "u=0, i",
}


@dataclass(frozen=True)
class Load:
    """What one run of wrk saw. Times are milliseconds; `per_cpu` is requests per second of processor time."""

    per_second: float
    per_cpu: float
    p50: float
    p99: float
    refused: int


def processes_under(pid: int) -> list[int]:
    """The process and everything it started that still runs."""
    found = [pid]
    for one in found:
        try:
            for thread in Path(f"/proc/{one}/task").iterdir():
                found += [int(child) for child in (thread / "children").read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def processor_seconds(pids: Iterable[int]) -> float:
    """What these processes have used of the processor so far, user and system."""
    return sum(_ticks(pid) for pid in pids) / TICK


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(fields[11]) + int(fields[12])


def memory_megabytes(pid: int) -> float:
    """The process's proportional share of memory (PSS), in MB."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE).group(1)) / 1024  # type: ignore[union-attr]


def pin(pids: Iterable[int], *cores: int) -> None:
    """Have these processes, each with all its threads, run on these cores alone."""
    for pid in pids:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            os.sched_setaffinity(int(thread.name), cores)


def start_wrk(
    url: str, headers: dict[str, str], *, seconds: int, connections: int, core: int
) -> subprocess.Popen[str]:
    """wrk, running on one core; give it to `read_wrk`."""
    said = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    pinned = ["taskset", "-c", str(core)]
    line = [*pinned, "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", *said, url]
    return subprocess.Popen(line, stdout=subprocess.PIPE, text=True)  # noqa: S603 our own


def read_wrk(running: subprocess.Popen[str]) -> tuple[float, int, dict[str, float], int]:
    """Requests per second, their number, latency by percentile in ms, and what went wrong."""
    words = running.communicate()[0]
    if running.returncode:
        raise RuntimeError(words)
    number = int(re.search(r"(\d+) requests in", words).group(1))  # type: ignore[union-attr]
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", words).group(1))  # type: ignore[union-attr]
    wrong = re.findall(r"(?:Non-2xx or 3xx responses: |connect |read |write |timeout )(\d+)", words)
    parts = {
        name: float(value) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]
        for name, value, unit in re.findall(r"^\s+(50|90|99)%\s+([\d.]+)(us|ms|s)", words, re.MULTILINE)
    }
    return rate, number, parts, sum(map(int, wrong))


def measure(
    url: str, pids: Iterable[int], headers: dict[str, str], *, seconds: int, connections: int = 32
) -> Load:
    """Ask for `url` for so long from the client's core; `pids` are all the processes that answer."""
    pids = list(pids)
    before = processor_seconds(pids)
    rate, number, parts, wrong = read_wrk(
        start_wrk(url, headers, seconds=seconds, connections=connections, core=CLIENT_CORE)
    )
    spent = processor_seconds(pids) - before
    return Load(rate, number / spent if spent else 0.0, parts["50"], parts["99"], wrong)


def wait_for(port: int, seconds: float = 60) -> None:
    """Until somebody listens on this port of this machine; raises TimeoutError when nobody does."""
    import socket

    deadline = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise TimeoutError(f"nobody listens on port {port}") from None
            time.sleep(0.05)
