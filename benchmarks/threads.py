"""What opening a discussion costs, in a short thread and in a very long one; and what many comments cost.

Rerun, from the project's root:

    .venv/bin/python benchmarks/threads.py                     # SQLite, in a folder thrown away
    .venv/bin/python benchmarks/threads.py --postgres          # PostgreSQL of its own, thrown away after
    .venv/bin/python benchmarks/threads.py --comments 20000 --rounds 21

Two stories are talked about, one in 100 comments and one in 100,000 (a fifth of them answers), written by the same 50
readers. Every round opens every page once in turn, so that a slow moment of the machine falls on all alike. A page is
asked for as the maker of pages asks: middleware, queries and templates, nothing kept. Told are medians of processor
time, the queries and the bytes; "x" is the long thread's time as a multiple of the short one's, which should be no more
than 1.5. The second table is of 400 comments that come as fast as they can be told of while pages are made: how often
the front page was made, and how much processor time that took.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from own_newsroom import start_newsroom

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = "I have crossed that bridge for thirty years, and nobody has told us what the reports say. " * 3
SHORT, READERS, FIFTH = 100, 50, 5


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--comments", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--postgres", action="store_true")
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        start_newsroom(folder, stack if asked.postgres else None)
        run(asked.comments, asked.rounds)


def run(comments: int, rounds: int) -> None:
    stories = _stories()
    people = _readers()
    threads = {"short": _talk(stories[0], SHORT, people), "long": _talk(stories[1], comments, people)}
    _settle()
    paths = {name: _paths(thread) for name, thread in threads.items()}
    taken: dict[tuple[str, str], list[tuple[float, int, int]]] = {}
    for round_ in range(rounds + 1):
        for kind in paths["short"]:
            for name in threads:
                one = _opened(paths[name][kind])
                if round_:  # the first opens templates and connections
                    taken.setdefault((kind, name), []).append(one)
    print(f"{'':34}{SHORT:>12}{comments:>12}{'x':>7}{'queries':>12}{'kB':>8}")
    for kind in paths["short"]:
        short, long = (taken[kind, name] for name in ("short", "long"))
        times = [statistics.median(each[0] for each in some) * 1000 for some in (short, long)]
        queries = f"{short[0][1]} / {long[0][1]}"
        print(
            f"{kind:34}{times[0]:9.1f} ms{times[1]:9.1f} ms{times[1] / times[0]:7.2f}{queries:>12}"
            f"{long[0][2] / 1000:8.1f}"
        )
    _coming_in(threads["long"])


def _stories() -> list[Any]:
    from twosource.people.actions import create_staff
    from twosource.people.roles import EDITOR, REPORTER
    from twosource.stories.actions import lay_out_paper, publish_story, write_story
    from twosource.stories.models import SectionPage, StoryPage

    front = lay_out_paper(name="The Measured Gazette", sections=[("Harbour", "Ships and quays")])
    section = SectionPage.objects.child_of(front).get()
    rita, eva = (
        create_staff(
            username=name, email=f"{name}@paper.example", name=name.title(), roles=[role],
            password="a long enough password",  # noqa: S106 - gone with the folder
        )
        for name, role in (("rita", REPORTER), ("eva", EDITOR))
    )  # fmt: skip
    made = []
    for title in ("A quiet story", "A loud story"):
        story = StoryPage(title=title, body=[{"type": "paragraph", "value": "<p>The bridge.</p>"}])
        write_story(section=section, story=story, by=rita)
        made.append(publish_story(story=story, by=eva))
    return made


def _readers() -> list[int]:
    from twosource.people.models import User
    from twosource.readers.models import Reader, name_key

    made = []
    for number in range(READERS):
        user = User.objects.create_user(f"reader-{number}", f"reader-{number}@mail.example")
        name = f"Reader {number}"
        Reader.objects.create(user=user, name=name, key=name_key(name), joined_at=BEGAN)
        made.append(user.pk)
    return made


def _talk(story: Any, comments: int, people: list[int]) -> Any:
    """A thread of so many; a fifth of them are answers."""
    from twosource.discussion.models import Thread

    end = BEGAN + timedelta(seconds=comments)
    thread = Thread.objects.create(
        story=story, title=story.title, path="/", opened_at=BEGAN, shown=comments, last_at=end
    )
    tops = comments - comments // FIFTH
    _say(thread, range(tops), people, ())
    known = list(thread.comments.order_by("pk").values_list("pk", flat=True))
    _say(thread, range(tops, comments), people, known)
    _count_answers(thread)
    return thread


def _say(thread: Any, numbers: range, people: list[int], known: Any) -> None:
    """So many comments; answers, where there are some to answer: a tenth of them to the first, the others spread."""
    from twosource.discussion.models import Comment

    rows = []
    for number in numbers:
        root = known[0 if number % 10 == 0 else (number * 7) % len(known)] if known else None
        rows.append(
            Comment(
                thread=thread, author_id=people[number % READERS], source=WORDS, html=f"<p>{WORDS}</p>",
                parent_id=root, root_id=root, depth=1 if root else 0, supported=number % 37,
                posted_at=BEGAN + timedelta(seconds=number),
            )
        )  # fmt: skip
    Comment.objects.bulk_create(rows, batch_size=1000)


def _count_answers(thread: Any) -> None:
    from collections import Counter

    counted = Counter(thread.comments.exclude(root=None).values_list("root_id", flat=True))
    for pk, number in counted.items():
        thread.comments.filter(pk=pk).update(answers=number)


def _settle() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _paths(thread: Any) -> dict[str, str]:
    place = f"/discussion/story/{thread.story_id}/"
    middle = thread.comments.filter(root=None).order_by("posted_at", "pk")
    half = middle[middle.count() // 2]
    key = f"{half.posted_at.timestamp():.6f}.{half.pk}"
    longest = thread.comments.filter(root=None).order_by("-answers")[0]
    return {
        "newest": place,
        "oldest": f"{place}?order=oldest",
        "best supported": f"{place}?order=best",
        "a page in the middle": f"{place}?after={key}",
        "best supported, in the middle": f"{place}?order=best&after=18.{half.pk}",
        "the fragment under the story": f"{place}fragment/",
        "answers to one": f"/discussion/c/{longest.pk}/answers/",
        "the way to a comment": f"/discussion/c/{half.pk}/",
        "the feed": f"{place}feed/",
    }


def _opened(path: str) -> tuple[float, int, int]:
    """Processor time, queries and bytes of one page that is made."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="localhost")
    own = path if "?" in path else f"{path}?at-cost"  # with a query nothing is kept
    with CaptureQueriesContext(connection) as asked:
        began = time.process_time()
        answer = client.get(own)
        busy = time.process_time() - began
    if answer.status_code not in (200, 302):
        raise SystemExit(f"{path} answered {answer.status_code}")
    return busy, len(asked), len(answer.content)


def _coming_in(thread: Any) -> None:
    """Comments are told of as fast as that goes, by one thread; another makes pages, as the finisher does."""
    import threading

    from django.db import connection, transaction

    from twosource.discussion.events import CommentsPosted
    from twosource.edge import finisher, stirring
    from twosource.edge.finishing import finish
    from twosource.ledger.actions import record

    paths = ["/", "/harbour/", "/harbour/a-loud-story/", f"/discussion/story/{thread.story_id}/"]
    for path in paths:
        finish(path)
    made: list[str] = []
    busy = [0.0]
    make = stirring.finish

    def counted(path: str) -> bool:
        began = time.thread_time()
        done = make(path)
        busy[0] += time.thread_time() - began
        made.append(path)
        return done

    stirring.finish = counted
    stop = threading.Event()

    def work() -> None:
        hand = finisher.Finisher(list)
        while not stop.is_set():
            time.sleep(min(hand.work(), 0.05))
        connection.close()

    maker = threading.Thread(target=work)
    maker.start()
    began = time.perf_counter()
    for _each in range(400):
        with transaction.atomic():
            thread.shown += 1
            thread.save(update_fields=["shown"])
            record(CommentsPosted(thread.pk, under=thread.under, comment_ids=(), shown=1), by=None)
    seconds = time.perf_counter() - began
    while stirring.Stirred.objects.exists():
        time.sleep(0.05)
    settled = time.perf_counter() - began - seconds
    stop.set()
    maker.join()
    print(
        f"\n400 comments in {seconds:.1f} s; every page that counts them right {settled:.1f} s after the last."
        f"\nThe front page was made {made.count('/')} times, all {len(set(made))} pages {len(made)} times, in "
        f"{busy[0]:.2f} s of processor time ({busy[0] / (seconds + settled):.0%} of one)."
    )


if __name__ == "__main__":
    main()
