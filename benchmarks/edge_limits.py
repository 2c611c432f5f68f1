"""What a machine allows: answers written by a loop that looks at nothing that is asked.

No server that speaks HTTP on this system through calls like these can do more for a second of processor time: each
answer is one read, and one write of bytes that were there before. What a server does beyond that is its own.

    python edge_limits.py PORT FILE      # writes what is in the file whenever something is sent
"""

from __future__ import annotations

import os
import select
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edge_load import pin
from edge_servers import Answering, free_port, started

from twosource.edge.records import FinishedPage

_MOST_READ = 65_536


@contextmanager
def bare(
    folder: Path, page: FinishedPage, *, encoding: str = "identity", core: int = 0
) -> Iterator[Answering]:
    """The loop, with this page as its answer."""
    port, body = free_port(), page.bodies[encoding]
    lines = ["HTTP/1.1 200 OK", "Content-Type: text/html; charset=utf-8", f"Content-Length: {len(body)}"]
    lines += ['ETag: "none"', *([f"Content-Encoding: {encoding}"] if encoding != "identity" else [])]
    file = folder / f"bare-{port}"
    file.write_bytes("\r\n".join([*lines, "", ""]).encode() + body)
    line = [sys.executable, __file__, str(port), str(file)]
    with started(line, port=port, log=folder / f"bare-{port}.log") as process:
        pin([process.pid], core)
        yield Answering("bare loop", port, [process.pid], [process.pid], page.path)


def loop(port: int, answer: bytes) -> None:
    """Write the answer for whatever is read, for ever."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", port))
    listener.listen(1024)
    ready = select.epoll()
    ready.register(listener.fileno(), select.EPOLLIN)
    lines: dict[int, socket.socket] = {}
    while True:
        for handle, _event in ready.poll():
            if handle == listener.fileno():
                line, _address = listener.accept()
                line.setblocking(False)
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                lines[line.fileno()] = line
                ready.register(line.fileno(), select.EPOLLIN)
            elif not _answered(handle, answer):
                ready.unregister(handle)
                lines.pop(handle).close()


def _answered(handle: int, answer: bytes) -> bool:
    """Whether whoever is there took the whole answer."""
    try:
        return bool(os.read(handle, _MOST_READ)) and os.write(handle, answer) == len(answer)
    except OSError:
        return False


if __name__ == "__main__":
    loop(int(sys.argv[1]), Path(sys.argv[2]).read_bytes())
