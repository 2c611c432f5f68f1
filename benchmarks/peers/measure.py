"""WordPress, Ghost and a plain Wagtail page on this machine: story pages a second, and publish to visible.

Rerun, from the project's root (what must be there is said at the top of each peer's file; one that cannot be
installed or started is left out, with the reason):

    .venv/bin/python benchmarks/peers/measure.py
    .venv/bin/python benchmarks/peers/measure.py --only ghost

Each holds one story with 24 kB of text and 32 links to other stories, among 50 others; its theme is its default one. It
runs on one core and wrk on the other, as in `benchmarks/edge.py`. Everything is in temporary folders on this machine's
own address, and ends with the benchmark.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from ghost import ghost
from peer import CannotBeHere, Peer
from wagtail_page import wagtail_page
from wordpress import wordpress

from edge import PLAIN, keep, middle  # isort: skip  peer.py has said where it is
from edge_load import measure  # isort: skip

PEERS: dict[str, Callable[[Path], AbstractContextManager[Peer]]] = {
    "wordpress": wordpress,
    "ghost": ghost,
    "wagtail": wagtail_page,
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=list(PEERS), action="append")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--publishes", type=int, default=30)
    given = parser.parse_args()
    found: dict[str, object] = {}
    for name in given.only or PEERS:
        with tempfile.TemporaryDirectory(prefix=f"twosource-{name}-") as folder:
            try:
                with PEERS[name](Path(folder)) as peer:
                    found |= dict(weigh(peer, given))
            except CannotBeHere as why:
                print(f"{name} is left out: {why}")
                found[name] = {"left_out": str(why)[:300]}
    keep("peers", found)


def weigh(peer: Peer, given: argparse.Namespace) -> Iterator[tuple[str, dict[str, object]]]:
    """The figures of a peer and of its variants, by name."""
    for name, url in {peer.name: peer.story, **peer.variants}.items():
        with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310 an address of this machine
            size = len(answer.read())
        loads = [
            measure(url, peer.own(), PLAIN, seconds=given.seconds, connections=8)
            for _ in range(given.rounds + 1)
        ][1:]
        if wrong := sum(load.refused for load in loads):
            print(f"{name}: {wrong} requests failed")
        visible: list[float | None] = []
        while len(visible) < given.publishes and None not in visible:
            visible.append(publish_to_visible(peer, url, len(visible)))
        figures = {**middle(loads), "bytes": size, "version": peer.version, "failed": wrong}
        if None not in visible:
            times = sorted(one for one in visible if one is not None)
            figures |= {"visible_p50": statistics.median(times), "visible_p95": times[int(len(times) * 0.95)]}
        shown = f"visible p50 {figures['visible_p50']:6.0f} ms" if "visible_p50" in figures else "stays stale"
        print(f"{name:<32}{figures['per_second']:>9,.0f}/s{figures['per_cpu']:>9,.0f}/cpu-s  {shown}")
        yield name, figures


def publish_to_visible(peer: Peer, url: str, number: int) -> float | None:
    """Milliseconds from asking for a change to a reader's seeing it; None when it is not seen within two seconds."""
    words = f"again {number} {time.monotonic_ns()}"
    began = time.perf_counter()
    peer.publish(words)
    while time.perf_counter() - began < 2:
        with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310 an address of this machine
            if words.encode() in answer.read():
                return (time.perf_counter() - began) * 1000
    return None


if __name__ == "__main__":
    main()
