"""What a moderator waits for: the queue with 10 and with 10,000 that wait, and 1,000 decided in one.

Rerun, from the project's root:

    .venv/bin/python benchmarks/moderation.py                # SQLite, in a folder thrown away
    .venv/bin/python benchmarks/moderation.py --postgres

Processor time of this process and by the clock, the best of some rounds; on PostgreSQL the server’s time is its own and
is in the clock’s column alone. The queue's page is all that the browser gets, sign-in and frame included.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

from own_newsroom import start_newsroom

FEW, MANY, TOGETHER = 10, 10_000, 1_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--postgres", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        start_newsroom(Path(folder), stack if given.postgres else None)
        run(given.rounds)


def run(rounds: int) -> None:
    from django.conf import settings
    from django.test import Client

    from twosource.people.actions import create_staff
    from twosource.people.roles import MODERATOR

    policy = settings.TWOSOURCE.policy.model_copy(update={"second_factor": False})
    settings.TWOSOURCE = settings.TWOSOURCE.model_copy(update={"policy": policy})
    settings.ALLOWED_HOSTS = ["*"]
    mo = create_staff(
        username="mo", email="mo@paper.example", name="Mo", roles=[MODERATOR], password="x" * 20
    )
    client = Client()
    client.force_login(mo)
    thread, waiting = _thread(), 0
    for number in (FEW, MANY):
        _hold(thread, number - waiting)
        waiting = number
        _tell(f"queue, {number} wait", *_best(lambda: _open(client), rounds))
    _tell(f"{TOGETHER} removed in one", *_best(lambda: _remove(mo), rounds, again=lambda: _back(mo)))


def _open(client: Any) -> None:
    answer = client.get("/desk/comments/")
    if answer.status_code != 200 or b"data-card" not in answer.content:
        raise SystemExit(f"the queue answered {answer.status_code}")


def _thread() -> Any:
    from django.utils import timezone

    from twosource.discussion.models import Thread

    return Thread.objects.create(title="The bridge", path="/the-bridge/", opened_at=timezone.now())


def _hold(thread: Any, number: int) -> None:
    """So many held comments by half as many readers, each with its reason."""
    from django.utils import timezone

    from twosource.discussion.models import Comment, Hold
    from twosource.people.models import Human, User

    mark = User.objects.count()
    humans = Human.objects.bulk_create(Human() for _each in range(number // 2))
    names = [f"reader{mark + at}" for at in range(number // 2)]
    users = User.objects.bulk_create(
        User(username=name, email=f"{name}@readers.example", human=human)
        for name, human in zip(names, humans, strict=True)
    )
    now = timezone.now()
    made = Comment.objects.bulk_create(
        Comment(
            thread=thread, author=users[at % len(users)], source=f"Win at the casino of luck {at}.", html="",
            state="held", posted_at=now - timedelta(seconds=number - at), likeness=at % 50,
        )
        for at in range(number)
    )  # fmt: skip
    Hold.objects.bulk_create(Hold(comment=each, why="words", words="casino") for each in made)


def _remove(mo: Any) -> None:
    from twosource.discussion.actions.deciding import Ruling, decide_many
    from twosource.discussion.models import Comment
    from twosource.discussion.moderation.seen import seen_of

    rows = Comment.objects.filter(state="held").order_by("posted_at")[:TOGETHER]
    seen = {row.pk: seen_of(row) for row in rows}
    done = decide_many(seen=seen, ruling=Ruling("removed", 6, "A run of advertising."), by=mo)
    if len(done.decided) != TOGETHER:
        raise SystemExit(f"{len(done.decided)} of {TOGETHER} were decided")


def _back(mo: Any) -> None:
    from twosource.discussion.actions.deciding import undo_many
    from twosource.discussion.models import Decision

    undo_many(together=Decision.objects.latest("pk").together, by=mo)


def _best(
    deed: Callable[[], None], rounds: int, again: Callable[[], None] = lambda: None
) -> tuple[float, float]:
    """Seconds of processor and by the clock, the least of each."""
    found = []
    for _round in range(rounds):
        busy, began = time.process_time(), time.perf_counter()
        deed()
        found.append((time.process_time() - busy, time.perf_counter() - began))
        again()
    return min(busy for busy, _clock in found), min(clock for _busy, clock in found)


def _tell(what: str, busy: float, clock: float) -> None:
    print(f"{what}: {busy * 1000:.0f} ms of processor, {clock * 1000:.0f} ms by the clock")


if __name__ == "__main__":
    main()
