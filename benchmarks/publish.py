"""From the click to the reader: how long until a published or mended story is what readers get, by size of the archive.

Rerun, from the project's root:

    .venv/bin/python benchmarks/publish.py --make 1000 --make 100000   # archives made for it, and thrown away
    .venv/bin/python benchmarks/publish.py --newsroom demo-newsroom    # one that is there: stories are added to it
    .venv/bin/python benchmarks/performance.py                         # docs/performance.md from what was measured

An editor sends the form of Wagtail's own screen over HTTP; from that moment a reader asks the edge for the story's own
page, the front page and the section's, in turn, until each has the new words. Median and 95th percentile in
milliseconds. A newsroom must be one of `twosource demo`: its log-ins are used.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError, URLError
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/doors/cli")]

from edge import keep  # noqa: E402
from edge_load import processes_under, processor_seconds  # noqa: E402
from edge_servers import TWOSOURCE, environment, free_port  # noqa: E402
from editor_over_http import Editor, Told  # noqa: E402

PATIENCE = 60.0
PAUSE = 0.005
WHERE = """
from twosource.stories.models import SectionPage, StoryPage
section = SectionPage.objects.first()
print("found", section.pk, section.url, StoryPage.objects.live().count())
"""
Figures = dict[str, dict[str, float]]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--make", type=int, action="append", default=[], metavar="STORIES")
    parser.add_argument("--newsroom", type=Path, action="append", default=[])
    parser.add_argument("--publishes", type=int, default=30)
    given = parser.parse_args()
    found: dict[str, Figures] = {}
    for folder in given.newsroom:
        found |= dict([measured(folder.absolute(), [], given.publishes)])
    for stories in given.make:
        with tempfile.TemporaryDirectory(prefix="twosource-archive-") as folder:
            found |= dict([measured(Path(folder) / "paper", ["--stories", str(stories)], given.publishes)])
    if not found:
        parser.error("name a newsroom, or how many stories to make one of")
    keep("publish", found)


def measured(folder: Path, more: list[str], publishes: int) -> tuple[str, Figures]:
    """The number of live stories, and the figures, of this newsroom (made when it is not there)."""
    port, log = free_port(), Path(tempfile.mkstemp(suffix=".log")[1])
    line = [TWOSOURCE, "demo", str(folder), "--port", str(port), *more]
    with log.open("wb") as output:
        process = subprocess.Popen(line, env=environment(), stdout=output, stderr=output)  # noqa: S603 our own
    try:
        while "Ctrl-C" not in log.read_text():
            if process.poll() is not None:
                raise SystemExit(f"the newsroom did not start:\n{log.read_text()[-3000:]}")
            time.sleep(0.2)
        _await_ready(process.pid)
        return _measured(folder, port, publishes)
    finally:
        process.terminate()
        process.wait()
        log.unlink()


def _await_ready(pid: int) -> None:
    """Until all processes but one are quiet: one makes the pages of an archive that were never made, for hours."""
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        before = {one: processor_seconds([one]) for one in processes_under(pid)}
        time.sleep(2)
        spent = sorted(processor_seconds([one]) - seconds for one, seconds in before.items())
        if sum(spent[:-1]) < 0.2:
            return


def _measured(folder: Path, port: int, publishes: int) -> tuple[str, Figures]:
    code = [TWOSOURCE, "manage", "--newsroom", str(folder), "shell", "--command", WHERE]
    ran = subprocess.run(code, env=environment(), capture_output=True, text=True, check=True)  # noqa: S603 our own
    told = re.search(r"found (\d+) (?:https?://[^/]+)?(\S+) (\d+)", ran.stdout)
    assert told, ran.stdout  # noqa: S101
    section, where, stories = int(told.group(1)), told.group(2), told.group(3)
    editor = _editor(folder, port)
    times: dict[str, list[float]] = {"own": [], "lists": [], "mended": []}
    for number in range(publishes + 3):
        seen = once(editor, port, section, where)
        if number >= 3:  # the first few warm what can be warmed
            for name, value in seen.items():
                times[name].append(value)
    figures = {
        name: {"p50": statistics.median(values), "p95": sorted(values)[int(len(values) * 0.95)]}
        for name, values in times.items()
    }
    shown = "  ".join(f"{name} {one['p50']:5.0f} / {one['p95']:5.0f}" for name, one in figures.items())
    print(f"{int(stories):>9,} stories, p50 / p95 in ms: {shown}")
    return stories, figures


def once(editor: Editor, port: int, section: int, where: str) -> dict[str, float]:
    """One story published and then mended: milliseconds until its page, the last of the lists, and the new words."""
    slug, headline, again = f"measured-{uuid4().hex[:8]}", f"Measured {uuid4().hex}", f"Mended {uuid4().hex}"
    made: list[Told] = []

    def publish() -> None:
        made.append(editor.publish(section, headline, slug=slug))

    places = {"own": f"{where}{slug}/", "front": "/", "section": where}
    seen = until_seen(port, places, headline, publish)
    mended = until_seen(port, {"own": places["own"]}, again, lambda: editor.mend(made[0], again))
    return {"own": seen["own"], "lists": max(seen["front"], seen["section"]), "mended": mended["own"]}


def _editor(folder: Path, port: int) -> Editor:
    people = json.loads((folder / "data/demo-people.json").read_text("utf-8"))
    one = next(person for person in people if person["role"].lower().startswith("editor"))
    editor = Editor(port, one["username"], one["password"])
    editor.log_in()
    return editor


def until_seen(port: int, places: dict[str, str], words: str, act: Callable[[], None]) -> dict[str, float]:
    """Milliseconds from the beginning of `act` until each place shows these words to a reader."""
    failed: list[BaseException] = []

    def acting() -> None:
        try:
            act()
        except BaseException as error:
            failed.append(error)

    thread, began = threading.Thread(target=acting), time.perf_counter()
    thread.start()
    seen: dict[str, float] = {}
    while len(seen) < len(places) and not failed:
        for name, path in places.items():
            if name not in seen and words in _read(port, path):
                seen[name] = (time.perf_counter() - began) * 1000
        if time.perf_counter() - began > PATIENCE:
            raise SystemExit(f"{set(places) - set(seen)} never showed “{words}”")
        time.sleep(PAUSE)
    thread.join()
    if failed:
        raise failed[0]
    return seen


def _read(port: int, path: str) -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
            return str(answer.read().decode())
    except HTTPError as error:
        error.close()
        return ""
    except URLError:
        return ""


if __name__ == "__main__":
    main()
