"""One parent over the newsroom's processes: starts them, restarts what falls, stops them all in time.

The parent loads nothing of the newsroom, so that a fault in it cannot take the supervisor down. It owns
the listening socket: while a web process is replaced, readers wait in its queue instead of being turned away.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import click

# Together they stay under the five seconds an operator (or an init system) waits.
GRACE_SECONDS = 4.0
KILL_SECONDS = 0.5
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
# A process that ran this long had started well: its next fall is a new story, not the same one.
SETTLED_SECONDS = 60.0
# So many falls in a row before it was ever ready mean that it cannot start at all.
HOPELESS = 5


@dataclass
class Task:
    """One process to keep running, and what is known of its falls."""

    name: str
    arguments: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    ready_pipe: int | None = None
    was_ready: bool = False
    started: float = 0.0
    falls: int = 0
    next_start: float = field(default=0.0)


class Supervisor:
    """Keeps `tasks` running until SIGTERM or SIGINT, then ends them within five seconds."""

    def __init__(
        self, tasks: Sequence[Task], *, listener: socket.socket, on_ready: Callable[[], None]
    ) -> None:
        self.tasks = list(tasks)
        self.listener = listener
        self.on_ready = on_ready
        self.told_ready = False
        self.stopping = False
        self.failed = False
        # Children hold the reading end: it ends when the supervisor does, even when it is killed outright.
        self.lifeline_read, self.lifeline_write = os.pipe()

    def run(self) -> int:
        """Supervise until told to stop; returns the exit status (1 when a process could never start)."""
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        wake_read, wake_write = os.pipe2(os.O_NONBLOCK)
        previous = signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        try:
            while not self.stopping:
                self._turn(wake_read)
        finally:
            self._end_all()
            signal.set_wakeup_fd(previous)
            for number, handler in before.items():
                signal.signal(number, handler)
            for handle in (wake_read, wake_write, self.lifeline_read, self.lifeline_write):
                os.close(handle)
        return 1 if self.failed else 0

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _turn(self, wake: int) -> None:
        """Start what is due, see what fell, and wait a little for something to happen."""
        now = time.monotonic()
        for task in self.tasks:
            if task.process is None and now >= task.next_start:
                self._start(task)
            elif task.process is not None and task.process.poll() is not None:
                self._fell(task)
        waiting = {task.ready_pipe: task for task in self.tasks if task.ready_pipe is not None}
        readable, _, _ = select.select([wake, *waiting], [], [], 0.25)
        for handle in readable:
            if handle in waiting:
                self._ready(waiting[handle])

    def _start(self, task: Task) -> None:
        ready_read, ready_write = os.pipe()
        environment = {
            **os.environ,
            "TWOSOURCE_LISTENER": str(self.listener.fileno()),
            "TWOSOURCE_LIFELINE": str(self.lifeline_read),
            "TWOSOURCE_READY": str(ready_write),
        }
        command = [sys.executable, "-m", "twosource.cli.processes", *task.arguments]
        task.process = subprocess.Popen(  # noqa: S603 our own module by our own interpreter
            command,
            env=environment,
            pass_fds=(self.listener.fileno(), self.lifeline_read, ready_write),
            # Ctrl-C reaches the supervisor alone, which then ends its children in order.
            start_new_session=True,
        )
        os.close(ready_write)
        task.ready_pipe, task.started, task.was_ready = ready_read, time.monotonic(), False

    def _ready(self, task: Task) -> None:
        """A byte says the process works; the end of the pipe without one, that it fell before it did."""
        if task.ready_pipe is None:
            return
        task.was_ready = bool(os.read(task.ready_pipe, 1))
        self._close_pipe(task)
        if not self.told_ready and all(each.was_ready for each in self.tasks):
            self.told_ready = True
            self.on_ready()

    def _fell(self, task: Task) -> None:
        if task.process is None:
            return
        ran = time.monotonic() - task.started
        task.falls = 1 if ran >= SETTLED_SECONDS else task.falls + 1
        pause = min(FIRST_PAUSE * 2 ** (task.falls - 1), LONGEST_PAUSE)
        task.next_start = time.monotonic() + pause
        code, task.process = task.process.returncode, None
        self._close_pipe(task)
        if not self.told_ready and task.falls >= HOPELESS:
            click.echo(f"{task.name} cannot start; its last words are above.", err=True)
            self.failed = self.stopping = True
        else:
            click.echo(f"{task.name} {_ended(code)} after {ran:.0f} s; again in {pause:g} s", err=True)

    def _close_pipe(self, task: Task) -> None:
        if task.ready_pipe is not None:
            os.close(task.ready_pipe)
            task.ready_pipe = None

    def _end_all(self) -> None:
        """Ask every process to end, and end it when it has not in time; transactions roll back whole."""
        running = [task.process for task in self.tasks if task.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for process in running:
            try:
                process.wait(timeout=max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
        for process in running:
            process.wait(timeout=KILL_SECONDS)
        for task in self.tasks:
            self._close_pipe(task)


def _ended(code: int) -> str:
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with status {code}"
