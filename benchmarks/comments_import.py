"""How fast comments of another system come in and all go out again, and in how much memory: a made-up WordPress export.

Rerun, from the project's root:

    .venv/bin/python benchmarks/comments_import.py                      # 100,000 comments
    .venv/bin/python benchmarks/comments_import.py --comments 10000
    .venv/bin/python benchmarks/comments_import.py --removed 1.0        # each is compared with those before it

Half of the comments are answers, a tenth has HTML to be turned into Markdown, and they stand under fifty stories, all
shown in 2012; or so many as are asked for were removed, which are kept in mind so that their copies are known. The
command itself is measured, in a process of its own: comments a second of its processor time, its time on the clock, and
the most memory it held. The second import of the same file, which adds nothing, is measured as well.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

from own_newsroom import ROOT, start_newsroom

WORDS = (
    "the",
    "boat",
    "was",
    "late",
    "again",
    "and",
    "nobody",
    "told",
    "us",
    "why",
    "for",
    "a",
    "wall",
    "costs",
    "more",
)
STORIES = 50
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><link>https://old.example</link>
"""


def main() -> None:
    """Make the newsroom and the file, run the commands, print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--comments", type=int, default=100_000)
    parser.add_argument("--removed", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="twosource-benchmark-") as name:
        folder = Path(name)
        start_newsroom(folder, None)
        _stories()
        source = folder / "export.xml"
        with source.open("w", encoding="utf-8") as stream:
            _write(stream, asked.comments, asked.removed, random.Random(asked.seed))  # noqa: S311
        print(f"{asked.comments} comments, {source.stat().st_size / 1e6:.0f} MB\n")
        print(f"{'':<14}{'comments/s of processor':>24}{'clock, s':>10}{'memory, MB':>12}")
        newsroom = Path(os.environ["TWOSOURCE_NEWSROOM"])
        for label, words in (
            ("import", ["import", str(source)]),
            ("import again", ["import", str(source)]),
            ("export", ["export", str(folder / "out.jsonl")]),
        ):
            clock, processor, memory = _run([words[0], "--newsroom", str(newsroom), *words[1:]])
            print(f"{label:<14}{asked.comments / processor:>24,.0f}{clock:>10.1f}{memory:>12.0f}")


def _stories() -> None:
    sys.path.insert(0, str(ROOT / "tests" / "rooms"))
    from gazette import Gazette

    paper = Gazette()
    for number in range(STORIES):
        paper.story(f"Story {number}")


def _write(stream: IO[str], comments: int, removed: float, chance: random.Random) -> None:
    stream.write(HEAD)
    number = 0
    for story in range(STORIES):
        stream.write(
            f"<item><link>https://old.example/2012/story-{story}/</link><wp:post_id>{story}</wp:post_id>\n"
        )
        first = number + 1
        while number < comments * (story + 1) // STORIES:
            number += 1
            body = " ".join(chance.choices(WORDS, k=chance.randint(5, 120)))
            if number % 10 == 0:
                body += f'\n\n<a href="https://x.example/{number}">There</a> &amp; <blockquote>quoted</blockquote>'
            answered = number > first and chance.random() < 0.5
            parent = chance.randint(max(first, number - 50), number - 1) if answered else 0
            state = "spam" if number % 100 < removed * 100 else 1
            told = {
                "id": number, "author": f"Reader {number % 5000}", "content": f"<![CDATA[{body}]]>", "approved": state,
                "date_gmt": f"2012-{number % 12 + 1:02}-{number % 28 + 1:02} 10:00:{number % 60:02}", "parent": parent,
            }  # fmt: skip
            fields = "".join(f"<wp:comment_{key}>{value}</wp:comment_{key}>" for key, value in told.items())
            stream.write(f"<wp:comment>{fields}</wp:comment>\n")
        stream.write("</item>\n")
    stream.write("</channel></rss>\n")


def _run(words: list[str]) -> tuple[float, float, float]:
    """Run the command: seconds on the clock, of processor, and the most megabytes it held."""
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    began = time.perf_counter()
    command = [str(Path(sys.executable).with_name("twosource")), "comments", *words]
    process = subprocess.Popen(  # noqa: S603
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _pid, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


if __name__ == "__main__":
    main()
