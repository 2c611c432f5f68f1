"""Finishing pages into a store from another process, so many a second, as long as a block runs.

Each page is compressed at the fast level and swapped into the folder, as a publish does it; half of them are the
page that readers are asking for. `python benchmarks/edge_publishing.py STORE PER_SECOND` until it is ended.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def publishing(store: Path, *, per_second: float) -> Iterator[None]:
    """As long as the block runs, on the client's core: a server is not slowed by what takes its core away."""
    from edge_load import CLIENT_CORE
    from edge_servers import ROOT

    line = ["taskset", "-c", str(CLIENT_CORE), sys.executable, __file__, str(store), str(per_second)]
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


def publish(folder: Path, per_second: float) -> None:
    from edge_servers import STORY, finished, story_html

    from twosource.edge.folder import FolderStore

    store, number = FolderStore(folder), 0
    due = time.monotonic()
    while True:
        path = STORY if number % 2 else f"/published/{number % 50}/"
        store.put(finished(path, story_html(words=str(number)), best=False))
        number += 1
        if number == 2:
            print("publishing", flush=True)
        due += 1 / per_second
        time.sleep(max(0.0, due - time.monotonic()))


if __name__ == "__main__":
    publish(Path(sys.argv[1]), float(sys.argv[2]))
