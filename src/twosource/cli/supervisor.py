"""One parent over the newsroom's processes: starts them, restarts what falls, stops them all in time.

The parent has loaded the newsroom and runs nothing of it: its processes are forked from it, so they start
at once, share its memory, and cannot take it down. It owns the listening sockets: while a process that
answers readers is replaced, they wait in its queue instead of being turned away.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

import click

# Together they stay under the five seconds an operator (or an init system) waits.
GRACE_SECONDS = 4.0
KILL_SECONDS = 0.5
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
# A process that did its work and then fell is wanted back at once, however often that happens.
FIRST_RETURN, LATEST_RETURN = 0.1, 1.0
# A process that ran this long had started well: its next fall is a new story, not the same one.
SETTLED_SECONDS = 60.0
# So many falls in a row before it was ever ready mean that it cannot start at all.
HOPELESS = 5


@dataclass(frozen=True)
class Wires:
    """What joins a process to its supervisor: a pipe that ends with the supervisor, and one to say “ready” on."""

    lifeline: int
    ready: int


@dataclass
class Task:
    """One process to keep running, and what is known of its falls. `work` runs in it until told to stop."""

    name: str
    work: Callable[[Wires], None]
    pid: int | None = None
    ready_pipe: int | None = None
    was_ready: bool = False
    started: float = 0.0
    falls: int = 0
    next_start: float = field(default=0.0)


class Supervisor:
    """Keeps `tasks` running until SIGTERM or SIGINT, then ends them within five seconds."""

    def __init__(self, tasks: Sequence[Task], *, on_ready: Callable[[], None]) -> None:
        self.tasks = list(tasks)
        self.on_ready = on_ready
        self.told_ready = False
        self.stopping = False
        self.failed = False
        # The processes hold the reading end: it ends when the supervisor does, even when that is killed outright.
        self.lifeline_read, self.lifeline_write = os.pipe()

    def run(self) -> int:
        """Supervise until told to stop; returns the exit status (1 when a process could never start)."""
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        # Only so that it wakes the supervisor, which then looks who fell.
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        # What is there now stays: the processes share it, and collecting would only copy it into each.
        gc.freeze()
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
            if task.pid is None and now >= task.next_start:
                self._start(task)
            elif task.pid is not None and (code := _ended(task.pid)) is not None:
                self._fell(task, code)
        waiting = {task.ready_pipe: task for task in self.tasks if task.ready_pipe is not None}
        due = min((task.next_start - now for task in self.tasks if task.pid is None), default=0.25)
        readable, _, _ = select.select([wake, *waiting], [], [], max(0.0, min(due, 0.25)))
        for handle in readable:
            if handle in waiting:
                self._ready(waiting[handle])
            else:
                os.read(wake, 512)

    def _start(self, task: Task) -> None:
        ready_read, ready_write = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            self._become(task, Wires(lifeline=self.lifeline_read, ready=ready_write))
        os.close(ready_write)
        task.pid, task.ready_pipe = pid, ready_read
        task.started, task.was_ready = time.monotonic(), False

    def _become(self, task: Task, wires: Wires) -> NoReturn:
        """In the child: do the task's work and end; nothing of the supervisor's own is ever returned to."""
        status = 1
        try:
            # Ctrl-C reaches the supervisor alone, which then ends its processes in order.
            os.setsid()
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            os.close(self.lifeline_write)
            task.work(wires)
            status = 0
        except SystemExit as stop:
            status = stop.code if isinstance(stop.code, int) else 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def _ready(self, task: Task) -> None:
        """A byte says the process works; the end of the pipe without one, that it fell before it did."""
        if task.ready_pipe is None:
            return
        task.was_ready = bool(os.read(task.ready_pipe, 1))
        self._close_pipe(task)
        if not self.told_ready and all(each.was_ready for each in self.tasks):
            self.told_ready = True
            self.on_ready()

    def _fell(self, task: Task, code: int) -> None:
        ran = time.monotonic() - task.started
        task.falls = 1 if ran >= SETTLED_SECONDS else task.falls + 1
        first, longest = (FIRST_RETURN, LATEST_RETURN) if task.was_ready else (FIRST_PAUSE, LONGEST_PAUSE)
        pause = min(first * 2 ** min(task.falls - 1, 16), longest)
        task.next_start = time.monotonic() + pause
        task.pid = None
        self._close_pipe(task)
        if not self.told_ready and task.falls >= HOPELESS:
            click.echo(f"{task.name} cannot start; its last words are above.", err=True)
            self.failed = self.stopping = True
        else:
            click.echo(f"{task.name} {_how(code)} after {ran:.0f} s; again in {pause:g} s", err=True)

    def _close_pipe(self, task: Task) -> None:
        if task.ready_pipe is not None:
            os.close(task.ready_pipe)
            task.ready_pipe = None

    def _end_all(self) -> None:
        """Ask every process to end, and end it when it has not in time; transactions roll back whole."""
        running = {task.pid for task in self.tasks if task.pid is not None}
        for pid in running:
            os.kill(pid, signal.SIGTERM)
        _wait(running, GRACE_SECONDS)
        for pid in running:
            os.kill(pid, signal.SIGKILL)
        _wait(running, KILL_SECONDS)
        for task in self.tasks:
            self._close_pipe(task)


def _wait(running: set[int], seconds: float) -> None:
    """Wait for processes to end and take out of `running` those that have."""
    deadline = time.monotonic() + seconds
    while running and time.monotonic() < deadline:
        running.difference_update([pid for pid in running if _ended(pid) is not None])
        if running:
            time.sleep(0.02)


def _ended(pid: int) -> int | None:
    """The exit status of a child that has ended (negative: the signal that ended it), None while it runs."""
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def _how(code: int) -> str:
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with status {code}"
