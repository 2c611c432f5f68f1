"""What the supervisor's processes do: answer readers, carry facts, keep the schedule.

An edge process is a fresh interpreter. Each of the others is forked from a parent that has loaded the
newsroom (`load`) and started nothing of it: no thread, no connection, no event loop.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from twosource.cli.supervisor import Wires

if TYPE_CHECKING:
    from twosource.edge.process import Errand

log = logging.getLogger("twosource.serve")

# Readers whose page is still being made get this long when the newsroom stops.
_WEB_GRACE_SECONDS = 3
_WORK_PAUSE_SECONDS = 1.0
_TROUBLE_PAUSE_SECONDS = 5.0
# A story goes live within five seconds of its minute: trouble that ends must not cost all of them.
_SCHEDULE_TROUBLE_SECONDS = 1.0
_SCHEDULE_LOCK_SECONDS = 1.5
_FORGET_EVERY_SECONDS = 300.0
# Small enough that a worker which is told to stop is done well inside the supervisor's patience.
_DELIVERIES_AT_A_TIME = 10
_REMINDER_PAUSE_SECONDS = 60.0
_WATCH_PAUSE_SECONDS = 1.0
_NEWS_PAUSE_SECONDS = 20.0
_LETTERS_AT_A_TIME = 5
_INDEX_PAUSE_SECONDS = 5.0
_PAGES_PAUSE_SECONDS = 2.0
_LEARN_PAUSE_SECONDS = 60.0


def load() -> None:
    """Load in the parent what every process would load for itself. Django must have been started."""
    import uvicorn.protocols.http.httptools_impl  # noqa: F401 so that it is there, and shared
    import uvloop  # noqa: F401 likewise
    from django.db import connections
    from django.urls import get_resolver

    import twosource.conf.asgi
    import twosource.edge.rendering
    import twosource.ledger.actions
    import twosource.replies.actions
    import twosource.stories.actions

    _ = get_resolver().url_patterns
    twosource.edge.rendering.prepare()
    connections.close_all()
    # What is loaded stays for good: no process need look through it for what can go, and all go on sharing it.
    gc.collect()
    gc.freeze()


def _follow(wires: Wires) -> None:
    """End as if asked to, once the supervisor is gone for whatever reason."""

    def wait() -> None:
        os.read(wires.lifeline, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="lifeline", daemon=True).start()


def _say_ready(wires: Wires) -> None:
    """Tell the supervisor that this process does its work."""
    os.write(wires.ready, b"1")
    os.close(wires.ready)


def edge(wires: Wires, errand: Errand) -> None:
    """Become an edge process, which answers readers on the supervisor's socket; see `twosource.edge.process`."""
    replace(errand, lifeline=wires.lifeline, ready=wires.ready).start()


def _at_the_papers_address(application: Any) -> Any:
    """The same application, told the host and port that readers know, where uvicorn would name the socket's file."""
    from django.conf import settings

    parts = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    server = (parts.hostname or "localhost", parts.port or (443 if parts.scheme == "https" else 80))

    async def told(scope: Any, receive: Any, send: Any) -> None:
        await application({**scope, "server": server}, receive, send)

    return told


def web(wires: Wires, path: Path) -> None:
    """Answer what the edge passes on, at a Unix socket of its own, until told to stop."""
    from uvicorn import Config, Server

    from twosource.conf.asgi import application
    from twosource.search.readiness import keep_ready

    class WebServer(Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            _say_ready(wires)
            preparing.start()

    stopping = threading.Event()
    preparing = threading.Thread(target=keep_ready, args=(stopping,), name="readiness", daemon=True)
    _follow(wires)
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    listener.listen(1024)
    config = Config(
        _at_the_papers_address(application),
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        # Nobody but the edge can reach the socket, and it says who the reader is.
        proxy_headers=True,
        forwarded_allow_ips="*",
        timeout_graceful_shutdown=_WEB_GRACE_SECONDS,
        timeout_keep_alive=75,
    )
    try:
        WebServer(config).run(sockets=[listener])
    finally:
        stopping.set()
        path.unlink(missing_ok=True)
        # When the supervisor is gone, the last one takes the folder away.
        with suppress(OSError):
            path.parent.rmdir()


def worker(wires: Wires) -> None:
    """Deliver what a crash left undelivered, and do what is to be done now and then.

    Pages that wait while nobody makes them are made here too.
    """
    from twosource.discussion.actions import forget_senders, post_news
    from twosource.discussion.actions.banning import forget_banned_networks
    from twosource.discussion.actions.reporting import forget_reporters
    from twosource.discussion.learning import learn
    from twosource.discussion.remembering import forget_traces
    from twosource.edge.finisher import finish_forgotten
    from twosource.edge.outward import forget_strangers, set_out
    from twosource.ledger.actions import deliver_pending
    from twosource.people.actions import forget_former
    from twosource.readers.actions import forget_unconfirmed
    from twosource.reports.actions import forget
    from twosource.search.actions import catch_up
    from twosource.stories.actions import watch_schedule

    at_times: tuple[Callable[[], object], ...] = (
        _NowAndThen(watch_schedule, _WATCH_PAUSE_SECONDS),
        _NowAndThen(_post_alarms, _WATCH_PAUSE_SECONDS),
        _NowAndThen(_send_reminders, _REMINDER_PAUSE_SECONDS),
        _NowAndThen(post_news, _NEWS_PAUSE_SECONDS),
        _NowAndThen(_tell_readers, _REMINDER_PAUSE_SECONDS),
        _NowAndThen(forget, _FORGET_EVERY_SECONDS),
        _NowAndThen(forget_senders, _FORGET_EVERY_SECONDS),
        _NowAndThen(forget_banned_networks, _FORGET_EVERY_SECONDS),
        _NowAndThen(forget_reporters, _FORGET_EVERY_SECONDS),
        _NowAndThen(forget_strangers, _FORGET_EVERY_SECONDS),
        _NowAndThen(forget_unconfirmed, _FORGET_EVERY_SECONDS),
        _NowAndThen(forget_former, _FORGET_EVERY_SECONDS),
        _NowAndThen(forget_traces, _FORGET_EVERY_SECONDS),
        _NowAndThen(learn, _LEARN_PAUSE_SECONDS),
        set_out,
        _NowAndThen(catch_up, _INDEX_PAUSE_SECONDS),
        _NowAndThen(finish_forgotten, _PAGES_PAUSE_SECONDS),
    )

    def work() -> float:
        heard = deliver_pending(most=_DELIVERIES_AT_A_TIME)
        for duty in at_times:
            duty()
        return 0.0 if heard == _DELIVERIES_AT_A_TIME else _WORK_PAUSE_SECONDS

    _repeat(work, wires)


class _NowAndThen:
    """A duty that is done when it is called, and not again before so many seconds have passed."""

    def __init__(self, duty: Callable[[], object], seconds: float) -> None:
        self._duty, self._seconds, self._next = duty, seconds, 0.0

    def __call__(self) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + self._seconds
            self._duty()


def _send_reminders() -> None:
    """Write again to those who were asked for comment and whose deadline is near."""
    from twosource.replies.actions import remind_due

    sent, troubles = remind_due(most=_LETTERS_AT_A_TIME)
    for letter in sent:
        log.info("a reminder was sent of request %s", letter.request_id)
    for trouble in troubles:
        log.warning("a reminder was not sent: %s", trouble)


def _tell_readers() -> None:
    """Write to readers whose words were removed, whose appeal was decided, or who were banned."""
    from twosource.discussion.actions.telling import tell_readers

    sent, troubles = tell_readers(most=_LETTERS_AT_A_TIME)
    if sent:
        log.info("letters to readers about moderation: %d", sent)
    for trouble in troubles:
        log.warning("a letter to a reader was not sent: %s", trouble)


def _post_alarms() -> None:
    """Write to those whose scheduled story is late or was refused."""
    from twosource.stories.actions import post_alarms

    sent, troubles = post_alarms(most=_LETTERS_AT_A_TIME)
    for letter in sent:
        log.info("an alarm was sent: %s", letter.message_id)
    for trouble in troubles:
        log.warning("an alarm was not sent: %s", trouble)


def finisher(wires: Wires) -> None:
    """Make the pages anew that facts have touched, those first that readers look at first."""
    from twosource.api.addresses import every_address
    from twosource.edge.finisher import Finisher

    _repeat(Finisher(every_address).work, wires)


def schedule(wires: Wires) -> None:
    """Publish what is due at each second's turn, until told to stop.

    It asks the wall clock anew each second and remembers nothing, so that after a sleep, a restart or a clock that
    was set the next turn is right. What is not out is not named in the log: it may be embargoed.
    """
    from twosource.stories.actions import publish_due
    from twosource.stories.beat import note_turn

    def work() -> float:
        before = note_turn()
        _wait_for_locks_at_most(_SCHEDULE_LOCK_SECONDS)
        published, refused = publish_due(last_turn=before)
        for story in published:
            log.info("published on schedule: %s", story.title)
        for refusal in refused:
            log.warning("refused on schedule: story %s; the desk is told why", refusal.story_id)
        return 1.0 - time.time() % 1.0

    _repeat(work, wires, trouble_pause=_SCHEDULE_TROUBLE_SECONDS)


def _wait_for_locks_at_most(seconds: float) -> None:
    """On this connection: a schedule that waits long for a lock would look as if it stood still."""
    from django.db import connection

    wait = {"sqlite": "PRAGMA busy_timeout = {}", "postgresql": "SET lock_timeout = {}"}
    with connection.cursor() as cursor:
        cursor.execute(wait[connection.vendor].format(int(seconds * 1000)))


def _repeat(
    work: Callable[[], float], wires: Wires, *, trouble_pause: float = _TROUBLE_PAUSE_SECONDS
) -> None:
    """Do `work` again and again, pausing as long as it says; a database in trouble is tried again later."""
    from django.db import Error, close_old_connections

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    _follow(wires)
    _say_ready(wires)
    while not stop.is_set():
        try:
            pause = work()
        except Error as error:
            log.error("the database is in trouble: %s", str(error).strip())
            pause = trouble_pause
        except OSError as error:
            log.error("the disk is in trouble: %s", error)
            pause = trouble_pause
        close_old_connections()
        stop.wait(pause)
