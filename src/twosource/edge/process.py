"""The edge process: finished pages from memory, and everything else passed on. It never renders anything.

Started by the supervisor as a fresh interpreter, `python -m twosource.edge.process JSON`, so that it is small,
knows no Django, and is untouched by whatever goes on in the newsroom.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import resource
import socket
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import NoReturn, cast

from uvicorn import Config, Server

from .application import Edge
from .files import Files
from .front import Front
from .limits import KEEP_ALIVE, MOST_CONNECTIONS
from .passing import Passing
from .protocol import EdgeProtocol
from .shelf import Shelf
from .terms import NoTerms, read_terms

# Answers that are under way get this long when the process is told to stop.
_GRACE_SECONDS = 3
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Errand:
    """What an edge process is started for.

    data: the folder that holds pages/, static/ and media/. web: the sockets of the newsroom's web processes;
    none when there is no newsroom here. The rest are descriptors: the listening socket, whose queue is this process's
    alone, the pipe that ends with the supervisor, the one to say “ready” on.
    """

    data: str
    web: tuple[str, ...]
    listener: int
    lifeline: int
    ready: int

    def start(self) -> NoReturn:
        """Become this process."""
        for handle in (self.listener, self.lifeline, self.ready):
            os.set_inheritable(handle, True)
        words = [sys.executable, "-m", "twosource.edge.process", json.dumps(asdict(self))]
        os.execv(words[0], words)  # noqa: S606 no shell is wanted: this very interpreter, with our own words


class EdgeServer(Server):
    """uvicorn's server, which ticks and sweeps."""

    def __init__(self, config: Config, front: Front, errand: Errand) -> None:
        super().__init__(config)
        self.front, self.errand = front, errand

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._follow, args=(loop,), name="lifeline", daemon=True).start()
        await super().startup(sockets)
        os.write(self.errand.ready, b"1")
        os.close(self.errand.ready)

    def _follow(self, loop: asyncio.AbstractEventLoop) -> None:
        """End as if asked to, once the supervisor is gone for whatever reason."""
        # Not watched by the loop: that would have the pipe not wait for anybody, in every process that holds it.
        os.read(self.errand.lifeline, 1)
        loop.call_soon_threadsafe(setattr, self, "should_exit", True)

    async def on_tick(self, counter: int) -> bool:
        self.front.listening.look(asyncio.get_running_loop().time())
        if counter % 10 == 0:
            self.front.tick()
            self._sweep()
        return await super().on_tick(counter)

    def _sweep(self) -> None:
        now = self.front.now
        connections = cast("list[EdgeProtocol]", list(self.server_state.connections))
        for connection in connections:
            connection.look_after(now)
        surplus = len(connections) - self.front.listening.number - MOST_CONNECTIONS
        if surplus > 0:
            idle = sorted((each for each in connections if each.is_idle()), key=lambda each: each.free_since)
            for connection in idle[:surplus]:
                connection.transport.close()


def serve(errand: Errand) -> None:
    """Answer readers until told to stop, or until the supervisor is gone. Raises `NoTerms`."""
    data = Path(errand.data)
    pages = data / "pages"
    terms = read_terms(pages)
    allowed = _allow_many_files(terms.listeners)
    # Half of them is for those who read.
    terms = replace(terms, listeners=min(terms.listeners, allowed // 2))
    files = Files(static=data / "static", media=data / "media")
    copied = not errand.web
    shelf = Shelf(pages, most_bytes=terms.memory_megabytes * _MEGABYTE, copied=copied, files=files)
    front = Front(terms, shelf)
    newsroom = Passing(errand.web) if errand.web else None
    config = Config(
        Edge(front, files, newsroom),
        loop="uvloop",
        http=partial(EdgeProtocol, front),  # type: ignore[arg-type]  # called as the class would be
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(terms.trusted_proxies),
        forwarded_allow_ips=list(terms.trusted_proxies),
        timeout_graceful_shutdown=_GRACE_SECONDS,
        timeout_keep_alive=KEEP_ALIVE,
    )
    listener = socket.socket(fileno=errand.listener)
    listener.setblocking(False)
    gc.freeze()
    EdgeServer(config, front, errand).run(sockets=[listener])


def _allow_many_files(listeners: int) -> int:
    """As many connections as the system lets this account have; returns how many files that allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + listeners + 4096
    limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < limit:
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
        return limit
    return wanted if soft == resource.RLIM_INFINITY else soft


def main(arguments: Sequence[str]) -> int:
    """Serve what the argument says; returns the exit status."""
    told = json.loads(arguments[0])
    try:
        serve(Errand(**told | {"web": tuple(told["web"])}))
    except NoTerms as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
