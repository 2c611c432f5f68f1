"""How long the desk's lists take when much waits: 5,000 claims in 250 stories, 5,000 requests for comment.

Rerun, from the project's root (a newsroom of its own is made in a temporary folder and thrown away):

    .venv/bin/python benchmarks/desk_lists.py        # 7 rounds

The table shows medians of wall clock and of processor time, and the slowest round, in seconds, and the number
of questions to the database. Each screen is asked for whole, through the test client, by a checker.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

STORIES, CLAIMS, REQUESTS = 250, 5_000, 5_000
SCREENS = {
    "the dashboard": "/desk/",
    "the queue": "/desk/checks/",
    "its last page": "/desk/checks/?page=9999",
    "a claim, with the next": "/desk/claims/{claim}/",
    "the ledger": "/desk/requests/",
    "its last page ": "/desk/requests/?page=9999",
    "the ledger, overdue": "/desk/requests/?which=overdue",
    "the ledger, by words": "/desk/requests/?q=number+4711",
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    folder = Path(tempfile.mkdtemp(prefix="twosource-benchmark-"))
    try:
        subprocess.run([Path(sys.executable).with_name("twosource"), "init", folder / "gazette"], check=True)  # noqa: S603
        toml = folder / "gazette" / "twosource.toml"
        toml.write_text(toml.read_text().replace("second_factor = true", "second_factor = false"))
        os.environ["TWOSOURCE_NEWSROOM"] = str(folder / "gazette")
        os.environ["DJANGO_SETTINGS_MODULE"] = "twosource.conf.settings"
        import django

        django.setup()
        measure(fill(), rounds)
    finally:
        shutil.rmtree(folder)


def fill() -> tuple[object, int]:
    """A paper with much to do; returns a checker and the id of a claim."""
    from django.utils import timezone

    from twosource.people.actions import create_staff
    from twosource.replies.models import Request
    from twosource.stories.actions import send_to_checking, write_story
    from twosource.stories.models import SectionPage, StoryClaim, StoryPage
    from twosource.verification.actions import name_voice
    from twosource.verification.models import Claim

    def hire(name: str, role: str) -> object:
        return create_staff(
            username=name,
            email=f"{name}@g.example",
            name=name,
            roles=[role],
            password="a long enough one",  # noqa: S106
        )

    rita, ana = hire("rita", "Reporters"), hire("ana", "Checkers")
    now, section, who = (
        timezone.now(),
        SectionPage.objects.first(),
        name_voice(name="Quay", kind="person", by=rita),
    )
    claims = Claim.objects.bulk_create(
        Claim(
            text=f"Claim number {n} says that a quay is cracked.", opened_at=now, worded_at=now, opened_by=rita,
            status="corroborated", assessment={"standing": [], "supports": {"lines": 2}},
        )
        for n in range(CLAIMS)
    )  # fmt: skip
    each = CLAIMS // STORIES
    for n in range(STORIES):
        story = StoryPage(title=f"Story {n}", body=[("heading", "Quay")])
        story.carried.set(
            [StoryClaim(claim=claim, mode="fact") for claim in claims[n * each : (n + 1) * each]]
        )
        write_story(section=section, story=story, by=rita)
        send_to_checking(story=story, by=rita)
    Request.objects.bulk_create(
        Request(
            claim=claims[n], asked=who, question=f"Question number {n}?", channels=["phone"], asked_by=rita,
            sent_at=now - timedelta(days=2), deadline=now + timedelta(minutes=n - 2_500),
            outcome="declined" if n % 2 else "", outcome_at=now if n % 2 else None,
        )
        for n in range(REQUESTS)
    )  # fmt: skip
    return ana, claims[0].pk


def measure(told: tuple[object, int], rounds: int) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    ana, claim = told
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(ana)  # type: ignore[arg-type]
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in SCREENS}
    asked = {}
    for _round in range(rounds + 1):
        for name, path in SCREENS.items():
            wall, cpu = time.perf_counter(), time.process_time()
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path.format(claim=claim)).status_code == 200  # noqa: S101
            times[name].append((time.perf_counter() - wall, time.process_time() - cpu))
            asked[name] = len(queries)
    print(f"{'screen':<24}{'wall':>8}{'cpu':>8}{'slowest':>9}{'queries':>9}")
    for name, rows in times.items():
        walls, cpus = zip(*rows[1:], strict=True)
        print(
            f"{name.strip():<24}{statistics.median(walls):>8.3f}{statistics.median(cpus):>8.3f}"
            f"{max(walls):>9.3f}{asked[name]:>9}"
        )


if __name__ == "__main__":
    main()
