"""Finishing a page into a store from another process, so many times a second, as long as a block runs.

Each time the page is another one: its compressed bodies are made at the fast level and swapped into the folder, as a
publish does it. `python benchmarks/edge_publishing.py STORE PATH PER_SECOND` goes on until it is ended.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import brotli
import zstandard

from twosource.edge.folder import FolderStore
from twosource.edge.records import FinishedPage


@contextmanager
def publishing(store: Path, path: str, *, per_second: float) -> Iterator[None]:
    """As long as the block runs, on the client's core: the server is not slowed by what takes its core away."""
    from edge_load import CLIENT_CORE
    from edge_servers import ROOT

    line = ["taskset", "-c", str(CLIENT_CORE), sys.executable, __file__, str(store), path, str(per_second)]
    here = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen(line, env=here, stdout=subprocess.PIPE)  # noqa: S603 our own
    try:
        if process.stdout is None or not process.stdout.readline():
            raise RuntimeError("nothing was published")
        yield
        if process.poll() is not None:
            raise RuntimeError("publishing ended before the block did")
    finally:
        process.terminate()
        process.wait()


def anew(page: FinishedPage, number: int) -> FinishedPage:
    """The same page with a few other words, compressed as fast as a publish does it."""
    body = page.bodies["identity"].replace(b"</html>", b"<!-- %d --></html>" % number)
    bodies = {
        "identity": body,
        "gzip": gzip.compress(body, 4, mtime=0),
        "br": brotli.compress(body, quality=4),
        "zstd": zstandard.compress(body, 3),
    }
    return replace(page, bodies=bodies, etag=f"{page.etag}{number}", best=False)


def publish(folder: Path, path: str, per_second: float) -> None:
    """For ever."""
    store, number = FolderStore(folder), 0
    page = store.get(path)
    if page is None:
        raise SystemExit(f"{path} is not finished")
    due = time.monotonic()
    while True:
        number += 1
        store.put(anew(page, number))
        if number == 1:
            print("publishing", flush=True)
        due += 1 / per_second
        time.sleep(max(0.0, due - time.monotonic()))


if __name__ == "__main__":
    publish(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]))
