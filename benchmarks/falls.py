"""How long a fall takes that a thousand live stories rely on, until each owes its readers a note.

Rerun, from the project's root (a newsroom of its own is made in a temporary folder and thrown away):

    .venv/bin/python benchmarks/falls.py             # 1,000 stories, 5 rounds
    .venv/bin/python benchmarks/falls.py --stories 100 --rounds 9

Two shapes: one claim that all the stories carry, and a claim of its own for each story, all resting on one voice.
Every round retracts, from the call of the action to the end of its handlers, and then makes all as it was before.
The table shows medians of processor time and of wall clock, and the slowest round, in seconds; the number of queries;
and how many times the processor time of one story, in the same run. The budget is 2 s for 1,000 stories.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from own_newsroom import start_newsroom

ROOT = Path(__file__).resolve().parent.parent


class Paper:
    """A voice, and so many live stories whose claims rest on it and on one witness each."""

    def __init__(self, stories: int, shared: bool) -> None:
        from wagtail.signal_handlers import disable_reference_index_auto_update

        sys.path.insert(0, str(ROOT / "tests" / "rooms"))
        from gazette import Gazette

        from twosource.people.models import User

        with disable_reference_index_auto_update():
            paper = Gazette() if not User.objects.exists() else Gazette.__new__(Gazette)
            if not hasattr(paper, "reporter"):
                for name in ("rita", "ana", "bo", "eva"):
                    setattr(
                        paper,
                        {"rita": "reporter", "eva": "editor"}.get(name, name),
                        User.objects.get(username=name),
                    )
            self.by = paper.reporter
            self.voice = paper.voice(f"The agency {time.time_ns()}")
            wire = paper.item("A wire", self.voice, basis="witnessed")
            claims = [self._claim(paper, wire, n) for n in range(1 if shared else stories)]
            for n in range(stories):
                paper.published(f"Story {n}", carries=[(claims[n % len(claims)], "fact")])
        self.stories = stories

    def _claim(self, paper: object, wire: object, n: int) -> object:
        claim = paper.claim(f"Claim {n} of {self.voice}.")
        paper.support(claim, wire, paper.witness(f"Witness {n} of {self.voice}"))
        return paper.sign(claim, paper.ana, paper.bo)

    def fall(self) -> None:
        from twosource.verification.actions import retract_voice

        retract_voice(actor=self.voice, reason="It was never there.", by=self.by)

    def undo(self) -> None:
        """All as before, for the next round; not a deed of the newsroom's, so no action."""
        from django.db import transaction

        from twosource.stories.models import Obligation
        from twosource.verification.models import Claim, Item
        from twosource.verification.settling import settle

        owed = Obligation.objects.filter(closed_at=None).count()
        if owed != self.stories:
            raise SystemExit(f"{owed} obligations for {self.stories} stories: this measures nothing")
        Item.objects.filter(by=self.voice).update(retracted_at=None, retracted_by=None, retracted_reason="")
        with transaction.atomic():
            settle(Claim.objects.filter(evidence__item__by=self.voice).values_list("pk", flat=True), by=None)


def queries(work: Callable[[], object]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def measure(stories: int, shared: bool, rounds: int) -> tuple[list[tuple[float, float]], int]:
    paper = Paper(stories, shared)
    asked = queries(paper.fall)
    paper.undo()
    taken = []
    for _ in range(rounds):
        start, busy = time.perf_counter(), time.process_time()
        paper.fall()
        taken.append((time.process_time() - busy, time.perf_counter() - start))
        paper.undo()
    return taken, asked


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--stories", type=int, default=1000)
    arguments.add_argument("--rounds", type=int, default=5)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        start_newsroom(Path(folder), None)
        rows = {
            "1 claim, 1 story": (1, True),
            f"1 claim, {given.stories:,} stories": (given.stories, True),
            f"{given.stories:,} claims, {given.stories:,} stories": (given.stories, False),
        }
        print(f"Python {platform.python_version()}, {platform.machine()}, SQLite, {given.rounds} rounds")
        print(f"{'':32}{'processor':>11}{'clock':>10}{'slowest':>10}{'queries':>9}{'ratio':>8}")
        one = 0.0
        for name, (stories, shared) in rows.items():
            taken, asked = measure(stories, shared, given.rounds)
            busy, clock = zip(*taken, strict=True)
            one = one or statistics.median(busy)
            times = "".join(f"{figure:9.3f}s" for figure in (statistics.median(clock), max(clock)))
            ratio = statistics.median(busy) / one
            print(f"{name:32}{statistics.median(busy):10.3f}s{times}{asked:9}{ratio:7.1f}×", flush=True)


if __name__ == "__main__":
    main()
