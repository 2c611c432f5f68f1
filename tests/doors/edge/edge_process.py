"""A folder of finished pages, and the real edge process on it: `twosource serve --edge-only`."""

from __future__ import annotations

import gzip
import hashlib
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import brotli
import zstandard

from serving import PATIENCE, TWOSOURCE, environment, free_port, wait_until
from twosource.edge.folder import FolderStore
from twosource.edge.records import FinishedPage

STORY = "/news/the-quay-is-cracked/"
BODY = (
    b"<!doctype html><title>The quay is cracked</title><p>"
    + b"A crack runs along the quay. " * 300
    + b"</html>"
)
MADE = 1_780_000_000  # when the page was finished: Thu, 28 May 2026 20:26:40 GMT
MADE_WORDS = "Thu, 28 May 2026 20:26:40 GMT"


def finished(path: str, body: bytes = BODY, *, encoded: bool = True, **more: object) -> FinishedPage:
    """A page as the newsroom finishes it."""
    bodies = {"identity": body}
    if encoded:
        bodies["gzip"] = gzip.compress(body, 9, mtime=0)
        bodies["br"] = brotli.compress(body, quality=5)
        bodies["zstd"] = zstandard.compress(body, 3)
    return FinishedPage(
        path=path,
        status=200,
        headers=(
            ("content-type", "text/html; charset=utf-8"),
            ("cache-control", "public, max-age=0, must-revalidate"),
        ),
        bodies=bodies,
        etag=hashlib.sha256(body).hexdigest()[:20],
        last_modified=MADE,
        keys=("story:1", "list:front"),
        query=("page",) if path == "/" else (),
        best=True,
        **more,  # type: ignore[arg-type]
    )


@dataclass
class Edge:
    """A running edge process and the folder it answers from."""

    port: int
    folder: Path
    store: FolderStore
    process: subprocess.Popen[bytes]
    log: Path
    pages: dict[str, FinishedPage] = field(default_factory=dict)

    def put(self, page: FinishedPage) -> None:
        self.store.put(page)
        self.pages[page.path] = page


@contextmanager
def edge_on(folder: Path, *pages: FinishedPage) -> Iterator[Edge]:
    """The command, answering from this folder; ended with the block."""
    store, port, log = FolderStore(folder), free_port(), folder.parent / f"{folder.name}.log"
    for page in pages:
        store.put(page)
    command = [TWOSOURCE, "serve", "--edge-only", "--data", str(folder), "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment(), stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
    edge = Edge(port, folder, store, process, log, {page.path: page for page in pages})
    try:
        wait_until(lambda: process.poll() is not None or _listens(port), PATIENCE)
        if process.poll() is not None:
            raise AssertionError(f"it ended with {process.returncode}:\n{log.read_text()}")
        yield edge
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        store.pulse.close()


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
