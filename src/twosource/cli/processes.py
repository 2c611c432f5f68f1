"""What the supervisor's children do: answer readers, carry facts, keep the schedule.

Run as `python -m twosource.cli.processes web|worker|schedule` by the supervisor alone, which passes the
listening socket, a pipe to say “ready” on, and a pipe that ends when the supervisor does.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable

log = logging.getLogger("twosource.serve")

# Readers whose page is still being made get this long when the newsroom stops.
_WEB_GRACE_SECONDS = 3
_WORK_PAUSE_SECONDS = 1.0
_TROUBLE_PAUSE_SECONDS = 5.0
# Small enough that a worker which is told to stop is done well inside the supervisor's patience.
_DELIVERIES_AT_A_TIME = 10


def main(arguments: list[str]) -> None:
    """Be the process that the one argument names."""
    _follow_supervisor()
    roles: dict[str, Callable[[], None]] = {"web": web, "worker": worker, "schedule": schedule}
    roles[arguments[0]]()


def _follow_supervisor() -> None:
    """End as if asked to, once the supervisor is gone for whatever reason."""
    lifeline = os.environ.get("TWOSOURCE_LIFELINE")
    if not lifeline:
        return

    def wait() -> None:
        os.read(int(lifeline), 1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="lifeline", daemon=True).start()


def say_ready() -> None:
    """Tell the supervisor that this process does its work."""
    handle = os.environ.pop("TWOSOURCE_READY", None)
    if handle:
        os.write(int(handle), b"1")
        os.close(int(handle))


def web() -> None:
    """Answer readers and the desk on the supervisor's socket until told to stop."""
    from uvicorn import Config, Server

    from twosource.conf.asgi import application
    from twosource.conf.settings import TWOSOURCE

    class WebServer(Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            say_ready()

    config = Config(
        application,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(TWOSOURCE.server.trusted_proxies),
        forwarded_allow_ips=list(TWOSOURCE.server.trusted_proxies),
        timeout_graceful_shutdown=_WEB_GRACE_SECONDS,
        timeout_keep_alive=20,
    )
    WebServer(config).run(sockets=[socket.socket(fileno=int(os.environ["TWOSOURCE_LISTENER"]))])


def worker() -> None:
    """Deliver facts that a crash or a failure left undelivered, until told to stop."""
    _start()
    from twosource.ledger.actions import deliver_pending

    def work(stop: threading.Event) -> float:
        heard = deliver_pending(most=_DELIVERIES_AT_A_TIME)
        return 0.0 if heard == _DELIVERIES_AT_A_TIME else _WORK_PAUSE_SECONDS

    _repeat(work)


def schedule() -> None:
    """Publish what is due at each second's turn, until told to stop."""
    _start()
    from twosource.stories.actions import publish_due

    def work(stop: threading.Event) -> float:
        published, refused = publish_due()
        for story in published:
            log.info("published on schedule: %s", story.title)
        for refusal in refused:
            log.warning("refused on schedule: %s: %s", refusal.story.title, " ".join(refusal.reasons))
        return 1.0 - time.time() % 1.0

    _repeat(work)


def _start() -> None:
    import django

    django.setup()


def _repeat(work: Callable[[threading.Event], float]) -> None:
    """Do `work` again and again, pausing as long as it says; a database in trouble is tried again later."""
    from django.db import Error, close_old_connections

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    say_ready()
    while not stop.is_set():
        try:
            pause = work(stop)
        except Error as error:
            log.error("the database is in trouble: %s", str(error).strip())
            pause = _TROUBLE_PAUSE_SECONDS
        close_old_connections()
        stop.wait(pause)


if __name__ == "__main__":
    main(sys.argv[1:])
