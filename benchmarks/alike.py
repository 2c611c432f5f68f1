"""How long it takes to find earlier claims alike among many: 100,000 made-up claims of a dozen words.

Rerun, from the project's root:

    .venv/bin/python benchmarks/alike.py                  # SQLite
    .venv/bin/python benchmarks/alike.py --postgres       # PostgreSQL of its own, thrown away after
    .venv/bin/python benchmarks/alike.py --claims 10000

Words are drawn as a language has them: few of them often, most of them seldom. The table shows the median and the
slowest of 200 questions, in milliseconds of wall clock; a question is eight words of a claim that is on record.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from own_newsroom import start_newsroom

LETTERS = "bcdfghklmnprstvz"


def main() -> None:
    """Make the claims, ask the questions, print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="twosource-benchmark-")))
        start_newsroom(folder, stack if asked.postgres else None)
        chance = random.Random(asked.seed)  # noqa: S311  # no secret
        texts = _make(asked.claims, chance)
        _ask(texts, chance, asked.claims)


def _make(count: int, chance: random.Random) -> list[str]:
    """So many claims and their index, in the tables."""
    from django.db import connection
    from django.utils import timezone

    from twosource.people.actions import create_staff
    from twosource.people.roles import REPORTER
    from twosource.verification.alike import keys_of
    from twosource.verification.models import Claim, ClaimTerm

    by = create_staff(
        username="r",
        email="r@paper.example",
        name="R",
        roles=[REPORTER],
        password="a long password",  # noqa: S106
    )
    words = [
        "".join(chance.choice(LETTERS) + chance.choice("aeiou") for _ in range(3)) for _ in range(20_000)
    ]
    often = [1 / (rank + 2) for rank in range(len(words))]
    texts = [" ".join(chance.choices(words, often, k=12)) for _ in range(count)]
    now = timezone.now()
    for start in range(0, count, 5_000):
        rows = Claim.objects.bulk_create(
            [
                Claim(text=text, opened_at=now, worded_at=now, opened_by=by)
                for text in texts[start : start + 5_000]
            ]
        )
        terms: list[Any] = []
        for row in rows:
            terms += [
                ClaimTerm(claim=row, term=term) for term in {t for key in keys_of(row.text) for t in key}
            ]
        ClaimTerm.objects.bulk_create(terms, batch_size=5_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return texts


def _ask(texts: list[str], chance: random.Random, count: int) -> None:
    from django.db import connection

    from twosource.verification.reads import alike

    times = []
    found = 0
    for _number in range(200):
        text = chance.choice(texts)
        question = " ".join(chance.sample(text.split(), 8))
        begun = time.perf_counter()
        answers = alike(question)
        times.append((time.perf_counter() - begun) * 1000)
        found += bool(answers) and answers[0].text == text
    print(f"{connection.vendor}, {count:,} claims: median {statistics.median(times):.1f} ms, "
          f"slowest {max(times):.1f} ms, first answer right {found / 2:.0f} %")  # fmt: skip


if __name__ == "__main__":
    main()
