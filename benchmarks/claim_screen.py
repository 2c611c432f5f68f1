"""How long the screen of a claim takes, and how many questions it asks the database.

Rerun, from the project's root:

    .venv/bin/python benchmarks/claim_screen.py            # 9 rounds
    .venv/bin/python benchmarks/claim_screen.py --rounds 21 --folder /tmp/kept

A newsroom of its own is made in a temporary folder (or in --folder, which is kept), with three claims: 4 items,
60 items with 200 links and no circle, and the same full of circles. Every round opens every screen once, so
that a slow moment of the machine falls on all alike; the table shows medians of processor time and of the clock
of the whole request (middleware, queries, templates), the slowest, the bytes of the answer, and the queries,
whose number must not depend on the size of the claim. The budget of the large screens is 0.3 s.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from folder import make_folder
from twosource.cli.folder import start_django

if TYPE_CHECKING:
    from twosource.people.models import User
    from twosource.verification.models import Claim

BUDGET = 0.3


def people() -> tuple[User, User, User]:
    """A reporter and two checkers."""
    from twosource.people.actions import create_staff
    from twosource.people.roles import CHECKER, REPORTER

    def hire(name: str, role: str) -> User:
        return create_staff(
            username=name, email=f"{name}@paper.example", name=f"{name.title()} Smith",
            roles=[role], password="a long enough password",  # noqa: S106 - gone with the folder
        )  # fmt: skip

    return hire("rita", REPORTER), hire("ana", CHECKER), hire("bo", CHECKER)


def claim(text: str, items: int, links: int, *, circular: bool, by: tuple[User, User, User]) -> Claim:
    """A claim on record with so many items and links, a third of the items its evidence, signed by one person.

    A tenth know by themselves; voices are two thirds as many as items, and a few are under one hand.
    """
    from twosource.verification.actions import (
        add_item,
        attach_evidence,
        link_origin,
        name_voice,
        open_claim,
        record_check,
        record_control,
    )
    from twosource.verification.actions.evidence import HowKnown

    chance = random.Random(text)  # noqa: S311 - repeatable examples, not secrets
    reporter = by[0]
    voices = [
        name_voice(name=f"Voice {text} {number}", kind="outlet", by=reporter)
        for number in range(max(3, items * 2 // 3))
    ]
    for number in range(0, len(voices) - 1, 5):
        record_control(actor=voices[number], controller=voices[number + 1], by=reporter)
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < links:
        user, source = chance.sample(range(items), 2)
        pairs.add((user, source) if circular else (max(user, source), min(user, source)))
    relays = {user for user, _source in pairs}
    rows = [
        add_item(
            title=f"Report number {number} on the quay, its cracks and the divers who saw them",
            actors=[chance.choice(voices)],
            known=HowKnown(basis="witnessed" if number not in relays or chance.random() < 0.1 else ""),
            by=reporter,
        )
        for number in range(items)
    ]
    for user, source in sorted(pairs):
        link_origin(item=rows[user], origin=rows[source], by=reporter)
    made = open_claim(text=text, by=reporter, stakes={voices[0]: "for", voices[2]: "against"})
    for number, row in enumerate(rows):
        if number % 3 == 0:
            attach_evidence(
                claim=made, item=row, direction="denies" if number % 21 == 0 else "supports", by=reporter
            )
    record_check(claim=made, verdict="stands", method="Read all of it.", by=by[1])
    return made


def measured(client: Any, path: str) -> tuple[float, float, int, int]:
    """Processor time and clock of one request, the bytes of its answer and its queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        start, busy = time.perf_counter(), time.process_time()
        answer = client.get(path)
        busy, taken = time.process_time() - busy, time.perf_counter() - start
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    return busy, taken, len(answer.content), len(asked)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=9)
    arguments.add_argument("--folder", type=Path)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = make_folder(given.folder or Path(temporary) / "newsroom")
        toml = folder / "twosource.toml"
        toml.write_text(
            toml.read_text(encoding="utf-8") + "\n[policy]\nsecond_factor = false\n", encoding="utf-8"
        )
        start_django(folder)
        run(given.rounds)


def run(rounds: int) -> None:
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    staff = people()
    made = {
        "4 items": claim("small", 4, 3, circular=False, by=staff),
        "60 items, 200 links, no circle": claim("tree", 60, 200, circular=False, by=staff),
        "60 items, 200 links, full of circles": claim("tangle", 60, 200, circular=True, by=staff),
    }
    client = Client(SERVER_NAME="localhost")
    client.force_login(staff[1])
    paths = {name: f"/desk/claims/{one.pk}/" for name, one in made.items()}
    paths |= {
        f"{name}, every carrier": f"{path}?carriers=apart" for name, path in paths.items() if "60" in name
    }
    paths |= {
        f"{name}, looking back": f"/desk/claims/{one.pk}/?at={one.checks.get().at:%Y-%m-%dT%H:%MZ}"
        for name, one in made.items()
        if "circles" in name
    }
    taken: dict[str, list[tuple[float, float, int, int]]] = {name: [] for name in paths}
    for round_ in range(rounds + 1):
        for name, path in paths.items():
            one = measured(client, path)
            if round_:  # the first opens templates and connections
                taken[name].append(one)
    print(f"{'':54}{'processor':>10}{'clock':>10}{'slowest':>10}{'kB':>7}{'queries':>9}")
    for name, found in taken.items():
        busy, clock, size, asked = zip(*found, strict=True)
        times = (statistics.median(busy), statistics.median(clock), max(clock))
        over = "  over budget" if times[1] > BUDGET else ""
        shown = "".join(f"{one:9.3f}s" for one in times)
        print(f"{name:54}{shown}{max(size) / 1000:7.0f}{max(asked):9}{over}")


if __name__ == "__main__":
    main()
