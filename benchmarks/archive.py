"""What an archive of 100,000 stories costs: reading its lists and a story, and publishing into it, beside one of 1,000.

Rerun, from the project's root:

    .venv/bin/python benchmarks/archive.py                        # builds both, and throws them away
    .venv/bin/python benchmarks/archive.py --folder /tmp/archive  # keeps them there for the next run

Each page is asked for whole, through the test client, in a process that has made pages before. Touched before each time
is what makes it be made anew: for a story's own page the story, for any other every list that a new story stands in,
and the story. “For the first time” has a process nothing at hand. Medians of wall clock in milliseconds, and the number
of questions to the database that a page takes; keeping it takes some more, which are in the time. `x` is how many times
the larger archive's time is the smaller's.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from edge import keep

SIZES = (1_000, 100_000)
LINKS, CLAIMS, TAGS = 32, 10, 5


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, help="where the two newsrooms are kept")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)  # the child that measures one newsroom
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(measured(asked.one, asked.sizes[0], asked.rounds)))
        return
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="twosource-benchmark-"))
    try:
        found = {size: in_a_process_of_its_own(folder, size, asked.rounds) for size in asked.sizes}
        show(found)
        keep("archive", found)
    finally:
        if asked.folder is None:
            shutil.rmtree(folder)


def in_a_process_of_its_own(folder: Path, size: int, rounds: int) -> dict[str, list[float]]:
    command = [
        sys.executable,
        __file__,
        "--one",
        folder / str(size),
        "--sizes",
        str(size),
        "--rounds",
        str(rounds),
    ]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    answer: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return answer


def measured(folder: Path, size: int, rounds: int) -> dict[str, list[float]]:
    """Median milliseconds and queries of everything, in one newsroom of this size."""
    ready(folder, size)
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    client = Client(HTTP_HOST="127.0.0.1")
    whole = whole_story()
    told = {
        name: timed(
            lambda path=path: _got(client, path), rounds, before=touched(whole, lists=name != "story")
        )
        for name, path in addresses(whole).items()
    }
    for name in ("story", "front page", "section"):
        path = addresses(whole)[name]
        told[f"{name}, for the first time"] = timed(
            lambda path=path: _got(client, path), rounds, before=nothing_at_hand
        )
    told |= publishing(rounds, whole)
    return told


def touched(whole: Any, *, lists: bool) -> Callable[[], None]:
    """Touches what a new version of this story touches; with `lists` what it touched when it was new."""
    from twosource.edge import actions
    from twosource.stories.listing import places_of_stories

    subjects = [f"story:{whole.pk}", *(places_of_stories([whole.pk])[whole.pk] if lists else ())]
    return lambda: actions.touch(subjects=subjects) and None


def nothing_at_hand() -> None:
    from twosource.edge.parts import parts
    from twosource.site.templatetags.paper import _drawn

    parts.forget()
    _drawn.cache_clear()


def ready(folder: Path, size: int) -> None:
    """A newsroom with an archive of this size; made, or continued, where it is not there."""
    from twosource.cli.demo import _fill, _ready_newsroom

    newsroom = _ready_newsroom(folder, fresh=False, port=8000)
    begun = time.perf_counter()
    made = _fill(newsroom, size)
    if made:
        print(f"{made} stories in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    os.environ.setdefault("TWOSOURCE_NEWSROOM", str(folder))


def whole_story() -> Any:
    """A story with as much on it as is likely: 32 links, 10 claims, 5 tags, a topic, pictures."""
    from twosource.demo.bulk_cast import cast
    from twosource.stories.actions import publish_story, write_story
    from twosource.stories.models import StoryByline, StoryClaim, StoryPage

    title = "The whole of it"
    known = StoryPage.objects.live().filter(title=title).first()
    if known:
        return known
    shared = cast()
    claims = claims_of(shared)
    story = StoryPage(
        title=title, body=body_of(shared), standfirst="All that a story may have.", topic=shared.topics[0],
        lead_picture=shared.pictures[0],
    )  # fmt: skip
    story.tags.set(list(shared.tags.values())[:TAGS])
    story.story_bylines.set([StoryByline(byline=shared.bylines[0])])
    story.carried.set(
        [
            StoryClaim(claim_id=claim, mode=shared.patterns[n].mode, words=said(n), sort_order=n)
            for n, claim in enumerate(claims)
        ]
    )
    write_story(section=shared.sections[0], story=story, by=shared.staff.reporter)
    return publish_story(story=story, by=shared.staff.editor)


def said(number: int) -> str:
    return f"Office {number} counted {number + 3} berths"


def claims_of(shared: Any) -> list[int]:
    from django.db import transaction

    from twosource.demo.bulk_claims import repeat
    from twosource.demo.bulk_rows import Tables

    tables = Tables()
    with transaction.atomic():
        made = []
        for n in range(CLAIMS):
            voices = shared.voices[n], shared.voices[n + 1]
            made.append(repeat(shared.patterns[n], tables, said(n) + ".", voices, shared.now))
        tables.flush()
    return made


def body_of(shared: Any) -> list[dict[str, Any]]:
    from twosource.stories.models import StoryPage

    linked = list(StoryPage.objects.live().order_by("-pk").values_list("pk", flat=True)[:LINKS])
    body: list[dict[str, Any]] = [
        {"type": "paragraph", "value": f"<p>{said(n)}. {_links(linked[n * 4 : n * 4 + 4])}</p>"}
        for n in range(CLAIMS)
    ]
    body.insert(3, {"type": "picture", "value": {"picture": shared.pictures[1].pk, "caption": ""}})
    return body


def _links(pks: list[int]) -> str:
    return " ".join(f'<a linktype="page" id="{pk}">Before {pk}</a>' for pk in pks)


def addresses(whole: Any) -> dict[str, str]:
    """What is asked for, by name. The largest of each kind of list."""
    from twosource.people.models import Byline
    from twosource.stories.keys import written_key
    from twosource.stories.models import Shelf, Shelved
    from twosource.stories.reads import Desk
    from twosource.topics.models import Tag, Topic

    def largest(kind: str) -> str:
        name: str = (
            Shelf.objects.filter(name__startswith=kind).order_by("-stories").values_list("name", flat=True)[0]
        )
        return name.partition(":")[2]

    def deep(shelf: str) -> str:
        rows = Shelved.objects.filter(shelf__name=shelf).order_by("at")
        at, pk = rows.values_list("at", "story_id")[rows.count() // 10]
        return written_key(at, pk)

    desk = Desk()
    topic, day = Topic.objects.get(pk=largest("topic:")), largest("day:")
    tag, byline = Tag.objects.get(pk=largest("tag:")), Byline.objects.get(pk=largest("byline:"))
    section = desk.section_ids[int(largest("section:"))].url
    return {
        "front page": "/",
        "section": section,
        "topic": f"/topics/{topic.slug}/",
        "topic, nine tenths down": f"/topics/{topic.slug}/?before={deep(f'topic:{topic.pk}')}",
        "tag": f"/tags/{tag.kind}/{tag.slug}/",
        "author": f"/authors/{byline.slug}/",
        "all topics": "/topics/",
        "day": f"/archive/{day.replace('-', '/')}/",
        "month": f"/archive/{day[:7].replace('-', '/')}/",
        "year": f"/archive/{day[:4]}/",
        "archive": "/archive/",
        "corrections": "/corrections/",
        "API list": "/api/v1/stories/",
        "API list, section and topic": f"/api/v1/stories/?topic={topic.slug}&section={section.strip('/')}",
        "feed of the paper": "/feeds/atom.xml",
        "feed of the topic": f"/feeds/topic/{topic.slug}/atom.xml",
        "sitemap": "/sitemap.xml",
        "sitemap, a sheet": "/sitemap-1.xml",
        "news sitemap": "/news-sitemap.xml",
        "story": desk.url(whole.url_path),
    }


def publishing(rounds: int, whole: Any) -> dict[str, list[float]]:
    """Publishing a new story, and a new version of the whole one; all that follows after commit is within it."""
    from twosource.demo.bulk_cast import _staff
    from twosource.stories.actions import publish_story, write_story
    from twosource.stories.models import SectionPage, StoryPage
    from twosource.stories.reads import Desk

    staff, section = _staff(), SectionPage.objects.get(pk=next(iter(Desk().section_ids)))
    body = [{"type": "paragraph", "value": "<p>The quay is open.</p>"}]
    drafts = [
        write_story(
            section=section,
            story=StoryPage(title=f"Benchmark {time.time_ns()}", body=body),
            by=staff.reporter,
        )
        for _round in range(rounds + 2)
    ]
    waiting = iter(drafts)
    told = {
        "publishing a story": timed(lambda: publish_story(story=next(waiting), by=staff.editor), rounds - 1)
    }
    told["publishing a new version"] = timed(lambda: publish_story(story=whole, by=staff.editor), rounds)
    for draft in drafts:
        StoryPage.objects.get(pk=draft.pk).delete()
    return told


def _got(client: Any, path: str) -> None:
    assert client.get(path).status_code == 200, path  # noqa: S101


def timed(
    deed: Callable[[], object], rounds: int, *, before: Callable[[], None] = lambda: None
) -> list[float]:
    """Median milliseconds, by the clock and of the processor, of so many rounds after a first; and its queries: of a
    page those until it is kept, of anything else all."""
    from unittest.mock import patch

    from django.db import connection

    from twosource.edge import actions

    asked: list[str] = []
    keeps: list[int] = []
    keep = actions.keep

    def counting(execute: Any, sql: str, *rest: Any) -> Any:
        if not sql.startswith("PRAGMA"):
            asked.append(sql)
        return execute(sql, *rest)

    def keeping(**made: Any) -> Any:
        keeps.append(len(asked))
        return keep(**made)

    deed()
    before()
    with connection.execute_wrapper(counting), patch.object(actions, "keep", keeping):
        deed()
    walls, works = [], []
    for _round in range(rounds):
        before()
        wall, work = time.perf_counter(), time.process_time()
        deed()
        walls.append((time.perf_counter() - wall) * 1000)
        works.append((time.process_time() - work) * 1000)
    return [statistics.median(walls), statistics.median(works), keeps[0] if len(keeps) == 1 else len(asked)]


def show(found: dict[int, dict[str, list[float]]]) -> None:
    sizes = list(found)
    print(
        f"{'':<30}"
        + "".join(f"{size:>10,}{'cpu':>8}{'queries':>9}" for size in sizes)
        + f"{'x':>7}{'x cpu':>7}"
    )
    for name, small in found[sizes[0]].items():
        cells = "".join("{:>10.1f}{:>8.1f}{:>9.0f}".format(*found[size][name]) for size in sizes)
        large = found[sizes[-1]][name]
        print(f"{name:<30}{cells}{large[0] / small[0]:>7.2f}{large[1] / small[1]:>7.2f}")


if __name__ == "__main__":
    main()
