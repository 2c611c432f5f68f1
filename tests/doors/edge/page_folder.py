"""The real edge process on a folder of finished pages: by the command, and as `serve` starts it beside a newsroom."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import brotli
import zstandard

from serving import PATIENCE, TWOSOURCE, end, environment, free_port, wait_until
from twosource.edge.clock import Clock
from twosource.edge.folder import FolderStore
from twosource.edge.process import Errand
from twosource.edge.records import FinishedPage
from twosource.edge.terms import Terms

STORY = "/news/the-quay-is-cracked/"
PICTURE = "/media/quay.jpg"  # of two megabytes
BODY = (
    b"<!doctype html><title>The quay is cracked</title><p>"
    + b"A crack runs along the quay. " * 300
    + b"</html>"
)
MADE = 1_780_000_000  # when the page was finished
MADE_WORDS = "Thu, 28 May 2026 20:26:40 GMT"

_WORDS = {"l": ("day",) * 7, "D": ("day",) * 7} | dict.fromkeys("FEMNb", ("month",) * 12)
TERMS = Terms(
    hosts=("127.0.0.1",),
    scheme="http",
    trusted_proxies=(),
    memory_megabytes=64,
    body_megabytes=16,
    clock=Clock("UTC", "en", "ltr", "The time", "H:i", "j F Y", _WORDS, ()),
)


def finished(path: str, body: bytes = BODY, *, encoded: bool = True) -> FinishedPage:
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
    )


@dataclass
class Edge:
    """A running edge process; `data` is the folder it answers from, `store` its pages."""

    port: int
    data: Path
    store: FolderStore
    process: subprocess.Popen[bytes]
    log: Path


@contextmanager
def copied_edge(data: Path, *pages: FinishedPage) -> Iterator[Edge]:
    """`twosource serve --edge-only`: a host that has a copy of the pages, and no newsroom."""
    port = free_port()
    command = [TWOSOURCE, "serve", "--edge-only", "--data", str(data), "--port", str(port)]
    with _laid_out(data, pages) as store, _running(command, data, port, store) as edge:
        yield edge


@contextmanager
def newsroom_edge(data: Path, *pages: FinishedPage) -> Iterator[Edge]:
    """The edge process as `serve` starts it, of a newsroom that is down: nobody is at the other end of its socket."""
    with ExitStack() as stack:
        store = stack.enter_context(_laid_out(data, pages))
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(2048)
        lifeline, ours = os.pipe()
        told, ready = os.pipe()
        for handle in (lifeline, ours, told, ready):
            stack.callback(os.close, handle)
        handles = (listener.fileno(), lifeline, ready)
        alone = {"web": (str(data / "nobody"),)}
        errand = Errand(str(data), **alone, listener=handles[0], lifeline=lifeline, ready=ready)  # type: ignore[arg-type]
        command = [sys.executable, "-m", "twosource.edge.process", json.dumps(asdict(errand))]
        port = int(listener.getsockname()[1])
        yield stack.enter_context(_running(command, data, port, store, pass_fds=handles))


@contextmanager
def _laid_out(data: Path, pages: tuple[FinishedPage, ...]) -> Iterator[FolderStore]:
    TERMS.write(data / "pages")
    store = FolderStore(data / "pages")
    for page in pages:
        store.put(page)
    yield store
    store.pulse.close()


@contextmanager
def _running(command: list[str], data: Path, port: int, store: FolderStore, **more: Any) -> Iterator[Edge]:
    log = data.parent / f"{data.name}-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            **more,
        )
    try:
        wait_until(lambda: process.poll() is not None or _answers(port), PATIENCE)
        if process.poll() is not None:
            raise AssertionError(f"it ended with {process.returncode}:\n{log.read_text()}")
        yield Edge(port, data, store, process, log)
    finally:
        end(process)


def _answers(port: int) -> bool:
    """Whether somebody answers, and not only a socket in which one may wait."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            line.sendall(b"HEAD /clock/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            return line.recv(12).startswith(b"HTTP/1.1")
    except OSError:
        return False
