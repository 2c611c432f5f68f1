"""The edge beside nginx and Varnish: requests for a second of processor time, memory, and p99 under publishing.

Rerun, from the project's root (Debian's nginx, libnginx-mod-http-brotli-static, varnish and wrk; two cores):

    .venv/bin/python benchmarks/edge.py                      # 5 rounds of 4 s: about 12 minutes
    .venv/bin/python benchmarks/edge.py --rounds 2 --seconds 1
    .venv/bin/python benchmarks/performance.py               # docs/performance.md from what was measured

One finished story of some 40 kB is asked for by wrk on one core; every server has the other to itself, and all are
asked in turn within each round, so that whatever else the machine does meets them alike. The medians of the rounds
are shown. What is written is added to `benchmarks/measured.json`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from edge_limits import bare
from edge_load import (
    BROWSER,
    CLIENT_CORE,
    SERVER_CORE,
    Load,
    measure,
    memory_megabytes,
    pin,
    processor_seconds,
    read_wrk,
    start_wrk,
)
from edge_publishing import anew, publishing
from edge_servers import (
    Answering,
    edge_alone,
    entity_tag,
    finished_story,
    missing,
    nginx,
    varnish,
    versions,
    whole_product,
)

MEASURED = Path(__file__).with_name("measured.json")
PLAIN = {"User-Agent": "wrk"}
# What is asked for, by the name of the row.
KINDS: dict[str, dict[str, str]] = {
    "identity": PLAIN,
    "gzip": {**PLAIN, "Accept-Encoding": "gzip"},
    "br": {**PLAIN, "Accept-Encoding": "br"},
    "browser": BROWSER,
    "304": {**PLAIN, "If-None-Match": ""},
    "browser 304": {**BROWSER, "If-None-Match": ""},
}


# Over lines that stay, and with a new line for every page.
WAYS = {"": BROWSER, "new_": {**BROWSER, "Connection": "close"}}

# Of the last minute when the benchmark began: what else the machine had to do.
LOAD = round(os.getloadavg()[0], 1)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--only", choices=["compare", "memory", "publishing", "two"], action="append")
    given = parser.parse_args()
    if lacking := missing():
        raise SystemExit(f"not on this machine: {', '.join(lacking)}; see the first lines of {__file__}")
    if len(os.sched_getaffinity(0)) < 2:
        raise SystemExit("the server and wrk need a core each; this machine has one")
    parts: dict[str, Callable[[Path, int, int], object]] = {
        "compare": compare,
        "memory": memory,
        "publishing": under_publishing,
        "two": two_processes,
    }
    for name in given.only or parts:
        with tempfile.TemporaryDirectory(prefix="twosource-edge-") as folder:
            keep(f"edge_{name}", parts[name](Path(folder), given.rounds, given.seconds))


def keep(name: str, found: object) -> None:
    """Add what was found to the file that `performance.py` reads."""
    known = json.loads(MEASURED.read_text()) if MEASURED.exists() else {}
    known[name] = found
    known.setdefault("loads", {})[name] = LOAD
    known["machine"] = {
        "processor": _processor(), "cores": os.cpu_count(), "system": _system(), **versions(),
    }  # fmt: skip
    MEASURED.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")


def _system() -> str:
    return f"{platform.system()} {platform.release().partition('-')[0]}"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def compare(folder: Path, rounds: int, seconds: int) -> object:
    """Every server, every kind of request; → {server: {kind: figures}}."""
    with ExitStack() as stack:
        product = stack.enter_context(whole_product(folder))
        page = finished_story(product)
        files = stack.enter_context(nginx(folder, page))
        servers = [
            files,
            stack.enter_context(varnish(folder, files)),
            stack.enter_context(edge_alone(folder, [page])),
            product,
        ]
        limit = stack.enter_context(bare(folder, page))
        runs = rounds_of(servers, rounds, seconds, limit)
    found = {server.name: {kind: middle(runs[server.name, kind]) for kind in KINDS} for server in servers}
    print(
        f"{'requests per second of the server’s processor time (of wall clock), median of ' + str(rounds):<40}"
    )
    print(f"{'':<16}" + "".join(f"{kind:>22}" for kind in KINDS))
    for name, kinds in found.items():
        cells = (f"{one['per_cpu']:>12,.0f} ({one['per_second']:>7,.0f})" for one in kinds.values())
        print(f"{name:<16}" + "".join(f"{cell:>22}" for cell in cells))
    for name in ("edge", "whole product"):
        against = (found[name][kind]["per_cpu"] / found["nginx"][kind]["per_cpu"] for kind in KINDS)
        print(f"{name + ' ÷ nginx':<24}" + "".join(f"{ratio:>14.2f}        " for ratio in against))
    most = middle(runs[limit.name, "identity"])
    print(f"a loop that looks at nothing, as it is: {most['per_cpu']:,.0f} ({most['per_second']:,.0f})")
    size = len(page.bodies["identity"])
    return {"rounds": rounds, "seconds": seconds, "bytes": size, "servers": found, "limit": most}


def rounds_of(
    servers: list[Answering], rounds: int, seconds: int, limit: Answering
) -> dict[tuple[str, str], list[Load]]:
    """Each server in turn, again and again, and for the page as it is the limit. The first round is thrown away: it
    warms what can be warmed."""
    runs: dict[tuple[str, str], list[Load]] = {(one.name, kind): [] for one in servers for kind in KINDS}
    runs[limit.name, "identity"] = []
    for number in range(rounds + 1):
        for kind, headers in KINDS.items():
            for server in [*servers, limit] if kind == "identity" else servers:
                said = dict(headers)
                if "304" in kind:
                    del said["If-None-Match"]
                    said["If-None-Match"] = entity_tag(server, said)
                else:
                    entity_tag(server, said)
                load = measure(server.url, server.own, said, seconds=seconds if number else 1)
                if load.refused:
                    raise SystemExit(f"{server.name} failed {load.refused} times on {kind}")
                if number:
                    runs[server.name, kind].append(load)
    return runs


def middle(loads: list[Load]) -> dict[str, float]:
    names = ("per_second", "per_cpu", "p50", "p99")
    return {name: statistics.median(getattr(one, name) for one in loads) for name in names}


def memory(folder: Path, rounds: int, seconds: int) -> object:
    """PSS of the process that answers: with one page, and with a thousand, each asked for."""
    found = {}
    with whole_product(folder) as product:
        page = finished_story(product)
    for number in (1, 1_000):
        pages = [replace(anew(page, n), path=f"{page.path}{n}/") for n in range(1, number)]
        pages = [page, *pages]
        with edge_alone(folder, pages, memory=1024) as edge:
            _ask_each(edge, [page.path for page in pages])
            measure(edge.url, edge.own, BROWSER, seconds=min(seconds, 2))
            held = sum(len(body) for page in pages for body in page.bodies.values()) / 2**20
            found[str(number)] = {"pss": memory_megabytes(edge.answering[0]), "bodies": held}
            print(f"{number:>6,} pages of {held:6.1f} MB: the edge holds {found[str(number)]['pss']:.1f} MB")
    return found


def _ask_each(server: Answering, paths: list[str]) -> None:
    from http.client import HTTPConnection

    line = HTTPConnection("127.0.0.1", server.port, timeout=10)
    for path in paths:
        line.request("GET", path)
        answer = line.getresponse()
        if answer.status != 200 or not answer.read():
            raise SystemExit(f"{path} answered {answer.status}")
    line.close()


def under_publishing(folder: Path, rounds: int, seconds: int) -> object:
    """p50 and p99 while nothing happens, and while ten pages a second are finished by another process."""
    quiet: list[Load] = []
    busy: list[Load] = []
    with whole_product(folder) as edge:
        for number in range(rounds + 1):
            still = measure(edge.url, edge.own, BROWSER, seconds=seconds)
            with publishing(edge.data / "pages", edge.story, per_second=10):
                loud = measure(edge.url, edge.own, BROWSER, seconds=seconds)
            if number:
                quiet.append(still)
                busy.append(loud)
    found = {"idle": middle(quiet), "publishing": middle(busy)}
    for name, one in found.items():
        print(
            f"{name:<12} p50 {one['p50']:6.2f} ms   p99 {one['p99']:6.2f} ms   {one['per_second']:>8,.0f}/s"
        )
    print(f"p99 ÷ idle p99: {found['publishing']['p99'] / found['idle']['p99']:.2f}")
    return found


def two_processes(folder: Path, rounds: int, seconds: int) -> object:
    """One edge process and one wrk on one core, against two of each on two: what a second process brings.

    wrk needs as much of a core as the server does, so a machine of two cores cannot give two servers a core each.
    Each pair shares one: the ratio is that of two machines with half a core for the server. Over lines that stay, and
    with a new line for every page. Beside it nginx in the same way, and what the machine gives: two loops that look at
    nothing, each with readers on its own core alone.
    """
    cores = (SERVER_CORE, CLIENT_CORE)
    runs: dict[str, list[tuple[float, float]]] = {}
    with ExitStack() as stack:
        one = stack.enter_context(whole_product(folder))
        two = stack.enter_context(whole_product(folder, processes=2))
        page = finished_story(one)
        files = [stack.enter_context(nginx(folder, page, workers=number)) for number in (1, 2)]
        loops = [stack.enter_context(bare(folder, page, encoding="br", core=core)) for core in cores]
        for server in (two, files[1]):
            for process, core in zip(server.answering, cores, strict=True):
                pin([process], core)
        pairs = {
            "one": [(one, SERVER_CORE)], "two": [(two, core) for core in cores],
            "nginx_one": [(files[0], SERVER_CORE)], "nginx_two": [(files[1], core) for core in cores],
            "bare_one": [(loops[0], SERVER_CORE)], "bare_two": list(zip(loops, cores, strict=True)),
        }  # fmt: skip
        for _round in range(rounds):
            for name, some in pairs.items():
                for way, headers in WAYS.items():
                    if way == "" or not name.startswith("bare"):
                        runs.setdefault(way + name, []).append(_side_by_side(some, seconds, headers))
    found = {name: statistics.median(rate for rate, _cost in some) for name, some in runs.items()}
    found |= {f"{name}_per_cpu": statistics.median(cost for _, cost in runs[name]) for name in ("one", "two")}
    for name in ("", "nginx_", "new_", "new_nginx_", "bare_"):
        first, both = found[f"{name}one"], found[f"{name}two"]
        print(f"{name or 'edge_'}one {first:,.0f}/s, two {both:,.0f}/s: × {both / first:.2f}")
    return found


def _side_by_side(
    some: list[tuple[Answering, int]], seconds: int, headers: dict[str, str]
) -> tuple[float, float]:
    """Each of these servers asked from its core at once; requests by the clock, and by the servers' processor time."""
    own = {pid for server, _core in some for pid in server.own}
    before = processor_seconds(own)
    running = [
        start_wrk(each.url, headers, seconds=seconds, connections=32, core=core) for each, core in some
    ]
    told = [read_wrk(one) for one in running]
    spent = processor_seconds(own) - before
    if wrong := sum(one[3] for one in told):
        raise SystemExit(f"{some[0][0].name} failed {wrong} times")
    return sum(one[0] for one in told), sum(one[1] for one in told) / spent


if __name__ == "__main__":
    main()
