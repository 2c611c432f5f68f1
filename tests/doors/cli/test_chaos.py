"""Readers have their pages whatever falls: every process in turn, the newsroom as a whole, the database, the disk.

`make chaos` kills for five minutes and says what was counted; here it is a quarter of a minute.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from chaos import Executioner, Readers, editing, webs
from editor_over_http import Editor, NotDone, Told

from making import EDITOR, Made
from serving import Page, Server, fetch, serving, twosource, wait_until
from twosource.edge.folder import FolderStore

pytestmark = pytest.mark.slow

LONG = float(os.environ.get("CHAOS_SECONDS", "0"))
SECONDS = LONG or 15.0
FILL = """
from twosource.people.models import User
from twosource.stories import actions
from twosource.stories.models import SectionPage, StoryPage
by, section = User.objects.get(), SectionPage.objects.first()
for n in range(5):
    story = StoryPage(title=f"Before the storm {n}", slug=f"before-{n}")
    story = actions.write_story(section=section, story=story, by=by)
    actions.publish_story(story=story, by=by)
print("section", section.pk, section.url)
"""


@dataclass(frozen=True)
class Paper:
    """A newsroom with an editor and a few stories. `pages` are addresses whose pages are finished."""

    folder: Path
    password: str
    section: int
    where: str

    @property
    def pages(self) -> list[str]:
        return ["/", self.where, *(f"{self.where}before-{n}/" for n in range(5))]

    def at(self, folder: Path) -> Paper:
        return Paper(folder, self.password, self.section, self.where)


@pytest.fixture(scope="module")
def printed(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Paper:
    """Copy it; never change it."""
    folder = tmp_path_factory.mktemp("printed") / "gazette"
    shutil.copytree(made.folder, folder)
    toml = folder / "twosource.toml"
    toml.write_text(toml.read_text().replace("second_factor = true", "second_factor = false"))
    ran = twosource("manage", "--newsroom", folder, "shell", "--command", FILL)
    assert ran.returncode == 0, ran.stderr
    section = re.search(r"section (\d+) (\S+)", ran.stdout)
    assert section is not None
    where = re.sub(r"^https?://[^/]+", "", section.group(2))
    return Paper(folder, made.password, int(section.group(1)), where)


@pytest.fixture
def paper(printed: Paper, tmp_path: Path) -> Paper:
    """A newsroom of the test's own."""
    return printed.at(Path(shutil.copytree(printed.folder, tmp_path / "gazette")))


@contextmanager
def served(paper: Paper) -> Iterator[tuple[Server, Editor]]:
    """The paper served, its pages finished, its editor logged in."""
    with serving(paper.folder) as server:
        store = FolderStore(paper.folder / "data" / "pages")
        with closing(store.pulse):
            wait_until(lambda: all(is_finished(store, path) for path in paper.pages))
        port = int(server.address.rpartition(":")[2])
        editor = Editor(port, EDITOR, paper.password)
        editor.log_in()
        yield server, editor


def is_finished(store: FolderStore, path: str) -> bool:
    page = store.get(path)
    return page is not None and not page.stale


def look(server: Server, path: str) -> Page | None:
    """What a reader gets; None when the line is cut."""
    try:
        return fetch(server.address + path)
    except OSError:
        return None


def shows(server: Server, path: str, words: set[str]) -> bool:
    page = look(server, path)
    return page is not None and page.status == 200 and any(one in page.text for one in words)


def all_is_well(server: Server, paper: Paper) -> bool:
    """Every page is answered, at once, whole."""
    pages = [look(server, path) for path in paper.pages]
    return all(page is not None and page.status == 200 and "</html>" in page.text for page in pages)


def edges(server: Server) -> list[int]:
    """The processes that answer readers."""
    return [
        pid
        for pid in server.children()
        if b"twosource.edge.process" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


@contextmanager
def kept_down(server: Server, pids: list[int]) -> Iterator[None]:
    """These processes are dead, and stay dead: the supervisor stands still as long as the block runs."""
    os.kill(server.process.pid, signal.SIGSTOP)
    try:
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        yield
    finally:
        os.kill(server.process.pid, signal.SIGCONT)


def test_killing_every_process_at_random_costs_no_reader_a_page(paper: Paper) -> None:
    chance = random.Random(7)
    with served(paper) as (server, editor):
        port = int(server.address.rpartition(":")[2])
        executioner = Executioner(server)
        with Readers(port, paper.pages) as readers, editing(editor, paper.section) as done:
            end = time.monotonic() + SECONDS
            while time.monotonic() < end:
                executioner.kill_one()
                time.sleep(chance.uniform(0.3, 1.5))
            wait_until(lambda: done["published"] > 2 and done["mended"] > 0)
        for story in editor.told:
            wait_until(lambda story=story: shows(server, paper.where + story.slug + "/", words_of(story)))
        newest = editor.told[-1]
        for path in ("/", paper.where):
            wait_until(lambda path=path: shows(server, path, words_of(newest)))
        counts = readers.counts
        tell(counts, executioner, done)
        assert counts.wrong == {}
        assert counts.shut == 0
        assert counts.pages > 100
        assert server.process.poll() is None
        if LONG:
            assert max(death.seconds for death in executioner.deaths) < 2


def words_of(story: Told) -> set[str]:
    """What its page may say: what its editor was told, or what was sent and never answered."""
    return {story.headline, *story.perhaps}


def tell(counts: object, executioner: Executioner, done: object) -> None:
    """For who reads along (`make chaos`)."""
    by_name: dict[str, list[float]] = {}
    for death in executioner.deaths:
        by_name.setdefault(death.name, []).append(death.seconds)
    print(f"\n{SECONDS:.0f} seconds: {counts}\nthe editor: {done}")
    for name, times in sorted(by_name.items()):
        print(
            f"{name:<12} killed {len(times):>3} times, another stood there after {max(times):.2f} s at most"
        )


def test_without_the_newsroom_every_page_is_there_and_the_rest_says_so(paper: Paper) -> None:
    with served(paper) as (server, editor):
        others = [pid for pid in server.children() if pid not in edges(server)]
        assert len(others) > 3
        with kept_down(server, others):
            for _ in range(5):
                assert all_is_well(server, paper)
            sought = fetch(server.address + "/search/?q=storm")
            assert sought.status == 503
            assert "Retry-After" in sought.headers or "retry-after" in sought.headers
            assert "<html" in sought.text
            with pytest.raises(NotDone, match="503"):
                editor.publish(paper.section, "Never said to be out")
        told = until_published(editor, paper, "Out after all")
        wait_until(lambda: shows(server, paper.where + told.slug + "/", {"Out after all"}))


def until_published(editor: Editor, paper: Paper, headline: str) -> Told:
    """The story, published as soon as that can be."""
    made: list[Told] = []

    def published() -> bool:
        with suppress(NotDone):
            made.append(editor.publish(paper.section, headline))
        return bool(made)

    wait_until(published)
    return made[0]


def test_without_the_background_work_a_published_story_is_seen_all_the_same(paper: Paper) -> None:
    with served(paper) as (server, editor):
        stay = {*edges(server), *webs(server)}
        assert len(stay) == len(edges(server)) + len(webs(server)) >= 2
        with kept_down(server, [pid for pid in server.children() if pid not in stay]):
            told = editor.publish(paper.section, "Published with nobody in the back room")
            wait_until(lambda: shows(server, paper.where + told.slug + "/", {told.headline}))
            for path in ("/", paper.where):
                wait_until(lambda path=path: shows(server, path, {told.headline}))
            editor.mend(told, "Mended with nobody in the back room")
            wait_until(lambda: shows(server, paper.where + told.slug + "/", {told.headline}))
            assert not shows(server, paper.where + told.slug + "/", {"Published with nobody"})


def test_while_the_database_is_locked_every_page_is_there(paper: Paper) -> None:
    with served(paper) as (server, editor):
        database = sqlite3.connect(
            paper.folder / "data" / "newsroom.sqlite3", isolation_level=None, timeout=60
        )
        with closing(database):
            database.execute("BEGIN EXCLUSIVE")
            try:
                for _ in range(10):
                    assert all_is_well(server, paper)
            finally:
                database.execute("ROLLBACK")
        told = until_published(editor, paper, "The lock is off")
        wait_until(lambda: shows(server, paper.where + told.slug + "/", {told.headline}))


def test_on_a_full_disk_every_page_is_there_and_publishing_says_no(
    printed: Paper, small_disk: Callable[[Path, int], Path]
) -> None:
    paper = printed.at(small_disk(printed.folder, 12 << 20))
    with served(paper) as (server, editor):
        with (paper.folder / "filling").open("wb", buffering=0) as filling, suppress(OSError):
            while filling.write(b"\0" * 65_536):
                pass
        for _ in range(5):
            assert all_is_well(server, paper)
        refused = False
        for number in range(100):
            try:
                editor.publish(paper.section, f"On the last blocks {number}")
            except NotDone:
                refused = True
                break
        assert refused, "the disk took a hundred stories"
        assert all_is_well(server, paper)
        (paper.folder / "filling").unlink()
        told = until_published(editor, paper, "There is room again")
        wait_until(lambda: shows(server, paper.where + told.slug + "/", {told.headline}))
        for story in editor.told:
            wait_until(lambda story=story: shows(server, paper.where + story.slug + "/", words_of(story)))


def test_when_the_folder_of_pages_is_taken_away_readers_notice_nothing(paper: Paper) -> None:
    with served(paper) as (server, editor):
        pages = paper.folder / "data" / "pages"
        pages.rename(paper.folder / "gone")
        for _ in range(10):
            assert all_is_well(server, paper)
        told = until_published(editor, paper, "Published from nowhere")
        wait_until(lambda: shows(server, paper.where + told.slug + "/", {told.headline}))
        wait_until(lambda: shows(server, "/", {told.headline}))
        assert all_is_well(server, paper)
