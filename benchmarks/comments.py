"""Accepted comments a second, beside Isso: same machine, words and run, each comment on disk when it is answered.

    .venv/bin/python benchmarks/comments.py                       # seconds: 8 a measurement; rounds: 3
    .venv/bin/python benchmarks/comments.py --isso /tmp/isso/bin/isso

Isso comes from a throw-away environment of its own, made here if none is named (it needs the package index). Both get
the whole of their product as it is shipped: Isso its own server (gevent, where it finds it) and its SQLite as it
ships, which is a rollback journal with `synchronous` FULL; Twosource its edge, two web processes and everything else
that `twosource serve` starts, SQLite in WAL with FULL. Isso's own guard against many comments from one address is
off, ours is as high as it goes, and nothing is held: what is measured is taking.

wrk asks with 8 and with 64 connections, in turn, in rounds; the median is shown. By the clock and by processor time
of all the server's processes, since this machine has other things to do (docs/decisions/0056).

Memory is what all processes hold together (PSS), before anybody wrote and after. Beside it what one process holds that
has loaded a newsroom and does nothing, for no newsroom on Django and Wagtail is smaller.

Before that, threads of 20 and of 1,000 comments are read: of Twosource the finished page with the newest of them, as
readers without a script get it, of Isso the JSON of all that its script asks for. (Isso then writes to a thread of
its own that begins empty; Twosource goes on in the same.)
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests")]

from edge_load import measure as measure_reads  # noqa: E402
from edge_load import memory_megabytes, processes_under, processor_seconds, wait_for  # noqa: E402
from edge_servers import TWOSOURCE, environment, free_port  # noqa: E402

from talkers import Talkers, comments_on_record, let_talk  # noqa: E402
from twosource.edge.folder import FolderStore  # noqa: E402

MEASURED = ROOT / "benchmarks/measured.json"
CONNECTIONS = (8, 64)
LOAD = round(os.getloadavg()[0], 1)  # of the last minute when this began
READERS = 200
LONG = 1000  # comments of a long thread
ISSO_THREAD = "%2Fnews%2Fa-quay-is-cracked%2F"
# Readers do not all write the same, and what is alike is looked for: a comment is so many words of one to three of
# these, by chance.
SYLLABLES = (
    "har bor ka lo mi ten ser vo dun pel rast in gor ma tes li quay um bra sto ver ket al so fen dri po wul ta ne "
    "gil os man cor thi re ba lus ek tor ven ha sil do mer ap un fa gre ni zol"
)
LENGTH = 25  # words
_CHANCE = """
local known = {}
for syllable in ("%(syllables)s"):gmatch("%%a+") do known[#known + 1] = syllable end
math.randomseed(%(seed)d)
local function said(between)
  local words = {}
  for n = 1, %(length)d do
    local word = ""
    for _ = 1, math.random(3) do word = word .. known[math.random(#known)] end
    words[n] = word
  end
  return table.concat(words, between)
end
"""
OURS = """%(chance)s
local who, n = {}, 0
for line in io.lines("%(who)s") do
  local session, ticket = line:match("(%%S+) (%%S+)")
  who[#who + 1] = {session, ticket}
end
function request()
  n = n + 1
  local one = who[n %% #who + 1]
  local body = "under=%(under)s&answers=&text=" .. said("+") .. "&ticket=" .. one[2] .. "&receipt=%(run)s-"
    .. string.format("%%08d", n) .. "&address="
  return wrk.format("POST", "/discussion/post/", {
    ["Content-Type"] = "application/x-www-form-urlencoded", ["Cookie"] = "session=" .. one[1],
    ["Sec-Fetch-Site"] = "same-origin",
    ["X-Forwarded-For"] = "10." .. n %% 250 .. "." .. math.floor(n / 250) %% 250 .. ".7"}, body)
end
function response(status)
  if status ~= 303 then io.stderr:write("answered " .. status .. "\\n") os.exit(1) end
end
"""
THEIRS = """%(chance)s
local n = 0
function request()
  n = n + 1
  local body = '{"text": "' .. said(" ") .. '", "author": "Reader ' .. n %% 200
    .. '", "email": null, "website": null, "title": "A quay is cracked", "parent": null}'
  return wrk.format("POST", "/new?uri=%%2Fnews%%2Fanother-quay%%2F",
    {["Content-Type"] = "application/json", ["Origin"] = "http://127.0.0.1:%(port)d"}, body)
end
function response(status)
  if status ~= 201 then io.stderr:write("answered " .. status .. "\\n") os.exit(1) end
end
"""


def chance(name: str) -> str:
    """The part of a script that finds words; those of one name are the same each time, and others for another."""
    seed = int.from_bytes(name.encode()[-6:])
    return _CHANCE % {"syllables": SYLLABLES, "seed": seed % 2**31, "length": LENGTH}


def said(n: int) -> str:
    """The same in Python."""
    by_chance, known = random.Random(n), SYLLABLES.split()  # noqa: S311 no secret
    return " ".join("".join(by_chance.choices(known, k=by_chance.randint(1, 3))) for _word in range(LENGTH))


@dataclass(frozen=True)
class Taken:
    """What one measurement saw: comments a second, and of processor time; milliseconds; megabytes (PSS) after it."""

    per_second: float
    per_cpu: float
    p50: float
    p99: float
    slowest: float
    memory: float


def asked(url: str, script: Path, pid: int, *, seconds: int, connections: int) -> tuple[Taken, int]:
    """wrk with this script; what it saw, and how many were answered."""
    pids = processes_under(pid)
    await_quiet(pids)
    before = processor_seconds(pids)
    line = [
        "wrk",
        "-t1",
        f"-c{connections}",
        f"-d{seconds}s",
        "--latency",
        "--timeout",
        "30s",
        "-s",
        str(script),
        url,
    ]
    ran = subprocess.run(line, capture_output=True, text=True, timeout=seconds + 60, check=False)  # noqa: S603 our own
    spent = processor_seconds(pids) - before
    if ran.returncode:
        raise RuntimeError(ran.stdout + ran.stderr)
    number = int(re.search(r"(\d+) requests in", ran.stdout).group(1))  # type: ignore[union-attr]
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", ran.stdout).group(1))  # type: ignore[union-attr]
    at = {
        key: _milliseconds(value)
        for key, value in re.findall(r"^\s+(50|99)%\s+(\S+)", ran.stdout, re.MULTILINE)
    }
    slowest = _milliseconds(re.search(r"Latency\s+\S+\s+\S+\s+(\S+)", ran.stdout).group(1))  # type: ignore[union-attr]
    memory = held(pid)
    return Taken(rate, number / spent if spent else 0.0, at["50"], at["99"], slowest, memory), number


def held(pid: int) -> float:
    """Megabytes (PSS) of a server with all it started."""
    return sum(memory_megabytes(one) for one in processes_under(pid))


_LOADED = """
import django.urls
import twosource.conf.asgi
django.urls.get_resolver().url_patterns
print("LOADED", next(line.split()[1] for line in open("/proc/self/smaps_rollup") if line.startswith("Pss:")))
"""


def held_by_one(newsroom: Path) -> float:
    """Megabytes (PSS) of one process that has loaded this newsroom and does nothing."""
    line = [TWOSOURCE, "manage", "--newsroom", str(newsroom), "shell", "--command", _LOADED]
    ran = subprocess.run(line, env=environment(), capture_output=True, text=True, check=True, timeout=60)  # noqa: S603
    return int(ran.stdout.partition("LOADED ")[2].split()[0]) / 1024


def await_quiet(pids: list[int]) -> None:
    """Until they are done with what they were asked before: nobody who waited for it may be there any more."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        before = processor_seconds(pids)
        time.sleep(1)
        if processor_seconds(pids) - before < 0.1:
            return


def _milliseconds(text: str) -> float:
    value, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()  # type: ignore[union-attr]
    return float(value) * {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}[unit]


@contextmanager
def started(line: list[str], port: int, log: Path, ready: str = "", **more: str) -> Iterator[int]:
    """A server on this port, ended with the block; its process id."""
    with log.open("wb") as output:
        process = subprocess.Popen(line, stdout=output, stderr=output, env={**environment(), **more})  # noqa: S603
    try:
        wait_for(port, 120)
        until = time.monotonic() + 120
        while ready not in log.read_text():
            if time.monotonic() > until or process.poll() is not None:
                raise RuntimeError(log.read_text())
            time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@dataclass(frozen=True)
class Product:
    """A server that runs. `measure`: by how many connections ask, under a name of the round. `write` puts one comment
    down; `settle` returns once what is read is as it should be."""

    port: int
    pid: int
    measure: Callable[[int, str], tuple[Taken, int]]
    write: Callable[[int], None]
    thread: str
    settle: Callable[[], None] = lambda: None

    def read(self, seconds: int) -> dict[str, float]:
        """How often a second its thread is answered, and how long that is."""
        url = f"http://127.0.0.1:{self.port}{self.thread}"
        with urllib.request.urlopen(url, timeout=60) as answer:
            size = len(answer.read())
        load = measure_reads(url, processes_under(self.pid), {}, seconds=seconds)
        told = {"bytes": size, "per_second": load.per_second, "per_cpu": load.per_cpu, "p99": load.p99}
        return {key: round(value, 1) for key, value in told.items()}


def post(url: str, body: bytes, headers: dict[str, str]) -> None:
    """One comment by somebody who waits for the answer. Raises HTTPError when it is not taken."""
    with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=60) as answer:  # noqa: S310
        answer.read()


@contextmanager
def twosource(folder: Path, seconds: int) -> Iterator[Product]:
    """The whole product."""
    newsroom, port = folder / "gazette", free_port()
    here = {"check": True, "env": environment(), "capture_output": True, "timeout": 900}
    subprocess.run([TWOSOURCE, "init", newsroom, "--editor", "edith@paper.example"], **here)  # type: ignore[call-overload]  # noqa: S603
    talkers: Talkers = let_talk(newsroom, number=READERS)
    who = folder / "who.txt"
    who.write_text("\n".join(f"{session} {ticket.replace(':', '%3A')}" for session, ticket in talkers.who))
    line = [TWOSOURCE, "serve", "--newsroom", str(newsroom), "--port", str(port)]
    with started(line, port, folder / "twosource.log", "Ctrl-C") as pid:
        time.sleep(5)  # pages that were never made are made first

        def measure(connections: int, name: str) -> tuple[Taken, int]:
            script = folder / "ours.lua"
            script.write_text(
                OURS
                % {"chance": chance(name), "who": who, "under": talkers.under, "run": f"bench-{name}-run"}
            )
            before = len(comments_on_record(newsroom))
            taken, number = asked(
                f"http://127.0.0.1:{port}", script, pid, seconds=seconds, connections=connections
            )
            on_record = len(comments_on_record(newsroom)) - before
            if on_record < number:
                raise RuntimeError(f"{number} answered and {on_record} on record")
            return taken, number

        def write(n: int) -> None:
            form = talkers.body(n % READERS, f"one-after-the-other-{n:06}", said(n))
            headers = {"Cookie": f"session={talkers.who[n % READERS][0]}", "Accept": "application/json"}
            post(f"http://127.0.0.1:{port}/discussion/post/", urlencode(form).encode(), headers)

        thread = "/discussion/" + talkers.under.replace(":", "/") + "/"

        def settle() -> None:
            store = FolderStore(newsroom / "data" / "pages")
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{thread}", timeout=60) as answer:
                answer.read()
            until = time.monotonic() + 60
            while (page := store.get(thread)) is None or page.stale or not page.best:
                if time.monotonic() > until:
                    raise RuntimeError(f"{thread} was not finished in a minute")
                time.sleep(0.2)
            store.pulse.close()

        yield Product(port, pid, measure, write, thread, settle)


@contextmanager
def isso(folder: Path, program: Path, seconds: int) -> Iterator[Product]:
    """Isso as it is shipped."""
    port, script = free_port(), folder / "theirs.lua"
    config = folder / "isso.cfg"
    address = f"http://127.0.0.1:{port}/"
    config.write_text(
        f"[general]\ndbpath = {folder}/isso.db\nhost = {address}\n[server]\nlisten = {address}\n"
        "[guard]\nenabled = false\n[moderation]\nenabled = false\n"
    )
    line = [str(program), "-c", str(config), "run"]
    with started(line, port, folder / "isso.log") as pid:

        def write(n: int) -> None:
            told = {"text": said(n), "author": f"Reader {n}", "title": "A quay is cracked"}
            headers = {"Content-Type": "application/json", "Origin": address.rstrip("/")}
            post(f"{address}new?uri={ISSO_THREAD}", json.dumps(told).encode(), headers)

        def measure(connections: int, name: str) -> tuple[Taken, int]:
            script.write_text(THEIRS % {"chance": chance(name), "port": port})
            return asked(address, script, pid, seconds=seconds, connections=connections)

        yield Product(port, pid, measure, write, f"/?uri={ISSO_THREAD}")


def isso_of_its_own(folder: Path) -> Path:
    """Isso in an environment that goes with this folder."""
    subprocess.run([sys.executable, "-m", "venv", str(folder / "isso")], check=True)  # noqa: S603
    pip = [
        str(folder / "isso/bin/pip"),
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "isso==0.14.0",
        "gevent",
    ]
    subprocess.run(pip, check=True)  # noqa: S603
    return folder / "isso/bin/isso"


def read_threads(products: dict[str, Product], seconds: int) -> dict[str, dict[str, dict[str, float]]]:
    """Both products' threads of 20 and of 1,000 comments."""
    found: dict[str, dict[str, dict[str, float]]] = {who: {} for who in products}
    for start, number in ((0, 20), (20, LONG)):
        for who, product in products.items():
            with ThreadPoolExecutor(8) as writers:
                list(writers.map(product.write, range(start, number)))
            product.settle()
            found[who][str(number)] = product.read(seconds)
            print(f"{who:<10} thread of {number}: {found[who][str(number)]}", flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=int, default=8, help="of one measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--isso", type=Path, help="an installed isso, instead of one of its own")
    told = parser.parse_args()
    found: dict[str, dict[int, list[Taken]]] = {"Twosource": {}, "Isso": {}}
    with tempfile.TemporaryDirectory(prefix="comments-") as name:
        folder = Path(name)
        program = told.isso or isso_of_its_own(folder)
        with twosource(folder, told.seconds) as ours, isso(folder, program, told.seconds) as theirs:
            products = {"Twosource": ours, "Isso": theirs}
            before = {who: round(held(product.pid), 1) for who, product in products.items()}
            before["loaded"] = round(held_by_one(folder / "gazette"), 1)
            print(f"megabytes before anybody wrote: {before}", flush=True)
            reads = read_threads(products, told.seconds)
            for round_ in range(told.rounds):
                for connections in CONNECTIONS:
                    for who, product in products.items():
                        taken, number = product.measure(connections, f"{round_}-{connections}")
                        found[who].setdefault(connections, []).append(taken)
                        print(
                            f"{who:<10} {connections:>3} connections: {number:>6} comments, {taken}",
                            flush=True,
                        )
    shown = {who: {str(c): middle(some) for c, some in by.items()} for who, by in found.items()}
    report(shown)
    kept = json.loads(MEASURED.read_text())
    kept["comments"] = {
        "load": LOAD,
        "seconds": told.seconds,
        "rounds": told.rounds,
        "reads": reads,
        "before": before,
        **shown,
    }
    MEASURED.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")


def middle(some: list[Taken]) -> dict[str, float]:
    """The median of each figure."""
    return {key: round(median(getattr(each, key) for each in some), 1) for key in asdict(some[0])}


def report(shown: dict[str, dict[str, dict[str, float]]]) -> None:
    print(f"\nload average {LOAD} over {os.cpu_count()} cores")
    print("            connections  a second  of processor  p50 ms   p99 ms  slowest ms  MB")
    for who, by in shown.items():
        for connections, each in by.items():
            print(
                f"{who:<12}{connections:>11}{each['per_second']:>10.0f}{each['per_cpu']:>14.0f}{each['p50']:>8.0f}"
                f"{each['p99']:>9.0f}{each['slowest']:>12.0f}{each['memory']:>8.0f}"
            )
    for connections in map(str, CONNECTIONS):
        ours, theirs = shown["Twosource"][connections], shown["Isso"][connections]
        print(
            f"{connections} connections: {ours['per_second'] / theirs['per_second']:.1f} times as many by the clock, "
            f"{ours['per_cpu'] / theirs['per_cpu']:.1f} times by processor time"
        )


if __name__ == "__main__":
    main()
