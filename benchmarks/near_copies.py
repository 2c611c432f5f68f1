"""How long it takes to note an item's words among very many: by default 10,000 items of 400 words.

Rerun, from the project's root:

    .venv/bin/python benchmarks/near_copies.py                     # SQLite, in a folder thrown away
    .venv/bin/python benchmarks/near_copies.py --items 2000 --rounds 9

A third of the items end with the same paragraph of background, as agency copy does. Each round notes the words of one
more item that takes half of another's; the table shows median and slowest, in seconds, and how large the index is.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from own_newsroom import start_newsroom

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        start_newsroom(Path(folder), None)
        run(given.items, given.rounds)


def run(items: int, rounds: int) -> None:
    from django.db import transaction

    from twosource.people.actions import create_staff
    from twosource.people.roles import REPORTER
    from twosource.verification.actions import add_item, note_words
    from twosource.verification.models import Fingerprint, NearCopy

    chance = random.Random(1)  # noqa: S311
    vocabulary = [f"word{number}" for number in range(8000)]
    background = " ".join(chance.choices(vocabulary, k=30))
    by = create_staff(
        username="rita", email="r@paper.example", name="Rita", roles=[REPORTER], password=str(chance.random())
    )
    texts = []
    began = time.perf_counter()
    with transaction.atomic():
        for number in range(items):
            own = " ".join(chance.choices(vocabulary, k=400))
            texts.append(f"{own} {background}" if number % 3 == 0 else own)
            note_words(item=add_item(title=f"Item {number}", actors=[], by=by), words=texts[-1], by=by)
    filled = time.perf_counter() - began
    took = []
    for number in range(rounds):
        taken = " ".join(chance.choice(texts).split()[:200])
        words = f"{taken} {' '.join(chance.choices(vocabulary, k=150))} {background}"
        item = add_item(title=f"Round {number}", actors=[], by=by)
        began = time.perf_counter()
        note_words(item=item, words=words, by=by)
        took.append(time.perf_counter() - began)
    print(f"items {items}, fingerprints {Fingerprint.objects.count()}, pairs {NearCopy.objects.count()}")
    print(f"filling: {filled:.1f} s, {filled / items * 1000:.1f} ms an item")
    print(f"one more: median {statistics.median(took):.3f} s, slowest {max(took):.3f} s")


if __name__ == "__main__":
    main()
