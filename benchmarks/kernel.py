"""How long the rules take: 1,000 random claims of 8 items, and single claims of 60 items and 200 links.

Rerun, from the project's root:

    .venv/bin/python benchmarks/kernel.py            # 7 rounds
    .venv/bin/python benchmarks/kernel.py --rounds 15 --seed 2

Every round runs every row once, one after the other, so that a slow moment of the machine falls on all rows
alike; the table shows medians of processor time and of wall clock, and the slowest round, in seconds, then the
budget of processor time and how much of it was used. The first row is the whole command in a process of its own,
start included. A case of 10,000 items has no budget but must be answered; the last rows take what a desk asks.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from twosource.kernel.advice import advise
from twosource.kernel.cases import Case
from twosource.kernel.reading import read_case
from twosource.kernel.status import Assessment, assess, sides_of, standing_checks

BUDGETS = {"command": 2.0, "circles": 0.05, "no circle": 0.05}
COMMAND = [sys.executable, "-c", "from twosource.cli.assess import assess; assess()"]


def small_claim(chance: random.Random, number: int) -> dict[str, Any]:
    """8 items by 6 actors, some under one roof, some anonymous, some with a stake, with checks."""
    actors = {
        f"A{one}": {
            "controlled_by": [f"A{chance.randrange(6)}"] if chance.random() < 0.3 else [],
            "anonymous": chance.random() < 0.1,
        }
        for one in range(6)
    }
    names = [f"i{one}" for one in range(8)]
    items = {}
    for name in names:
        carrier = chance.random() < 0.1
        items[name] = {
            "by": chance.sample(sorted(actors), chance.randint(1, 2)),
            "basis": None if carrier or chance.random() < 0.5 else "witnessed",
            "via": chance.sample(names, chance.randint(0, 3)),
            "needs_all": chance.random() < 0.2,
            "carrier": carrier,
        }
    return {
        "id": number,
        "actors": actors,
        "items": items,
        "supports": chance.sample(names, 4),
        "denies": chance.sample(names, chance.randint(0, 2)),
        "stakes": {"A1": "for"} if chance.random() < 0.5 else {},
        "checks": [{"by": "ana", "verdict": "stands"}, {"by": "bo", "verdict": "stands"}],
    }


def large_claim(chance: random.Random, circular: bool) -> dict[str, Any]:
    """60 items by 40 actors with 200 links; a tenth know by themselves, a tenth need all their sources."""
    names = [f"i{one}" for one in range(60)]
    items: dict[str, Any] = {
        name: {
            "by": [f"A{chance.randrange(40)}"],
            "basis": "witnessed" if chance.random() < 0.1 else None,
            "via": [],
            "needs_all": chance.random() < 0.1,
        }
        for name in names
    }
    links: set[tuple[int, int]] = set()
    while len(links) < 200:
        user, source = chance.sample(range(60), 2)
        links.add((user, source) if circular else (max(user, source), min(user, source)))
    for user, source in sorted(links):
        items[f"i{user}"]["via"].append(f"i{source}")
    for item in items.values():
        item["basis"] = item["basis"] if item["via"] else "witnessed"
    return {
        "id": "large",
        "actors": {f"A{one}": {"controlled_by": [f"A{chance.randrange(40)}"]} for one in range(0, 40, 5)},
        "items": items,
        "supports": names[::3],
        "denies": names[1::7],
        "stakes": {"A1": "for", "A2": "against"},
    }


def crowd(chance: random.Random) -> dict[str, Any]:
    """10,000 items, all of them evidence, with 30,000 links in every direction."""
    names = [f"i{one}" for one in range(10_000)]
    items = {
        name: {
            "by": [f"A{chance.randrange(5000)}"],
            "basis": "witnessed" if chance.random() < 0.3 else None,
            "via": chance.sample(names, 3),
        }
        for name in names
    }
    return {"id": "crowd", "items": items, "supports": names}


def asked_by_the_desk(case: Case) -> None:
    """What a claim's screen asks: the status, whose checks stand, and what would confirm it."""
    sides = sides_of(case)
    found = assess(case, sides)
    standing_checks(case, sides)
    advise(case, found, sides)


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Processor time, that of processes it started included, and wall clock."""
    start, busy = time.perf_counter(), sum(os.times()[:4])
    work()
    return sum(os.times()[:4]) - busy, time.perf_counter() - start


def described(answer: Assessment) -> str:
    bounded = ", bounded" if answer.bounded else ", exact"
    return f"{answer.supports.lines} lines for, {answer.denies.lines} against{bounded}"


def rows(seed: int, folder: Path) -> dict[str, tuple[Callable[[], object], str]]:
    """Each row's work, and a note about what it found."""
    chance = random.Random(seed)  # noqa: S311 - repeatable examples, not secrets
    small = [small_claim(chance, number) for number in range(1000)]
    path = folder / "small.jsonl"
    path.write_text("".join(json.dumps(case) + "\n" for case in small))
    cases: list[Case] = [read_case(case) for case in small]
    tree = read_case(large_claim(chance, circular=False))
    tangle = read_case(large_claim(chance, circular=True))
    many = read_case(crowd(chance))

    def command() -> None:
        subprocess.run([*COMMAND, str(path)], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own code

    return {
        "1,000 claims of 8 items, the command": (command, "process start, reading and printing included"),
        "1,000 claims of 8 items, the rules alone": (lambda: [assess(case) for case in cases], ""),
        "60 items, 200 links, no circle": (lambda: assess(tree), described(assess(tree))),
        "60 items, 200 links, full of circles": (lambda: assess(tangle), described(assess(tangle))),
        "the same, as the desk asks": (lambda: asked_by_the_desk(tangle), "with checks and advice"),
        "10,000 items, 30,000 links": (lambda: assess(many), described(assess(many))),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table = rows(given.seed, Path(folder))
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in table}
        for _ in range(given.rounds):
            for name, (work, _note) in table.items():
                taken[name].append(seconds(work))
    print(
        f"Python {platform.python_version()}, {platform.machine()}, seed {given.seed}, {given.rounds} rounds"
    )
    print(f"{'':42}{'processor':>10}{'clock':>10}{'slowest':>10}{'budget':>9}{'used':>7}")
    for name, (_work, note) in table.items():
        busy, clock = zip(*taken[name], strict=True)
        figures = (statistics.median(busy), statistics.median(clock), max(clock))
        budget = next((most for word, most in BUDGETS.items() if name.endswith(word)), None)
        used = f"{budget:8.2f}s{figures[0] / budget:7.0%}" if budget else " " * 16
        print(f"{name:42}{''.join(f'{figure:9.3f}s' for figure in figures)}{used}  {note}".rstrip())


if __name__ == "__main__":
    main()
