"""Comments of WordPress, Disqus, Coral and Isso: who said what, when, in answer to what, and whether it was shown."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from exporting import brought, tree, wxr
from gazette import Gazette

from twosource.discussion.exchange import BadFile, opened, read_authors, read_map
from twosource.discussion.models import Comment, Thread
from twosource.ledger.models import Entry
from twosource.stories.models import StoryPage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed_off")]

SAMPLES = Path(__file__).parent / "exchanged"
SHARED = Path(os.environ.get("TWOSOURCE_SHARED") or Path(__file__).resolve().parents[4] / "shared")


@pytest.fixture
def ferry(paper: Gazette) -> StoryPage:
    """A story at /harbour/the-ferry-is-late/."""
    return paper.story("The ferry is late")


@pytest.fixture
def isso(tmp_path: Path) -> Path:
    """A database as Isso 0.14 makes it; its dump is beside this file."""
    path = tmp_path / "comments.db"
    with closing(sqlite3.connect(path)) as database:
        database.executescript((SAMPLES / "isso.sql").read_text(encoding="utf-8"))
    return path


def test_disqus_keeps_threads_dates_and_states_in_any_order(paper: Gazette, ferry: StoryPage) -> None:
    done = brought(SAMPLES / "disqus.xml", paper)
    assert (done.new, done.known, done.threads) == (5, 0, 1)
    assert done.left == {"no_story": 1}
    first = "Late again.\n\nWho pays?"
    answer = "An answer that stands **before** what it answers. [The tables](https://tides.example/?a=1&b=2)\n\n> late"
    assert tree() == [
        (first, "", 0, "shown"),
        (answer, first, 1, "shown"),
        ("CHEAP WATCHES", "", 0, "removed"),
        ("", "", 0, "deleted"),
        ("What did you take back?", "", 1, "shown"),
    ]
    top = Comment.objects.get(source=first)
    assert (top.name, top.author, top.answers) == ("Tom O’Quay", None, 1)
    assert top.posted_at == datetime(2014, 3, 2, 8, 1, tzinfo=UTC)
    assert (top.came_from, top.came_as) == ("disqus testinggazette", "1200000001")
    thread = Thread.objects.get()
    assert (thread.story, thread.shown, thread.closed_by) == (ferry, 3, paper.editor)
    assert thread.last_at == datetime(2014, 3, 2, 8, 6, tzinfo=UTC)
    assert thread.path.endswith("/the-ferry-is-late/")


def test_the_same_file_again_adds_nothing_and_says_so(paper: Gazette, ferry: StoryPage) -> None:
    brought(SAMPLES / "disqus.xml", paper)
    before, facts = tree(), Entry.objects.count()
    again = brought(SAMPLES / "disqus.xml", paper)
    assert (again.new, again.known, again.threads) == (0, 5, 0)
    assert tree() == before
    assert Entry.objects.count() == facts
    assert Thread.objects.get().shown == 3


def test_an_import_that_was_broken_off_goes_on_under_what_is_there(paper: Gazette, ferry: StoryPage) -> None:
    brought(SAMPLES / "disqus.xml", paper)
    Comment.objects.filter(parent__isnull=False).delete()
    assert brought(SAMPLES / "disqus.xml", paper).new == 2
    assert {row.parent.came_as for row in Comment.objects.exclude(parent=None)} == {
        "1200000001",
        "1200000005",
    }


def test_one_fact_tells_of_a_thread_and_one_of_its_comments(paper: Gazette, ferry: StoryPage) -> None:
    brought(SAMPLES / "disqus.xml", paper)
    facts = Entry.objects.filter(subject=f"talk:story:{ferry.pk}").order_by("pk")
    assert [fact.kind for fact in facts] == ["ThreadOpened", "CommentsPosted"]
    assert (facts[1].payload["shown"], len(facts[1].payload["comment_ids"])) == (3, 5)
    assert {fact.by for fact in facts} == {paper.editor}


def test_a_dry_run_tells_the_same_and_writes_nothing(paper: Gazette, ferry: StoryPage) -> None:
    done = brought(SAMPLES / "disqus.xml", paper, dry=True)
    assert (done.new, done.left) == (5, {"no_story": 1})
    assert not Comment.objects.exists()
    assert not Thread.objects.exists()


def test_discussions_stay_open_only_where_that_is_wanted_and_they_were(
    paper: Gazette, ferry: StoryPage
) -> None:
    brought(SAMPLES / "disqus.xml", paper, open_=True)
    assert Thread.objects.get().closed_at is None
    other = paper.story("Gone")
    brought(SAMPLES / "disqus.xml", paper, open_=True, mapped={"/gone.html/": f"story:{other.pk}"})
    assert Thread.objects.get(story=other).closed_at is not None  # isClosed there


def test_only_the_editors_map_makes_somebody_here_the_author(
    paper: Gazette, ferry: StoryPage, tmp_path: Path
) -> None:
    path = tmp_path / "authors.csv"
    path.write_text("theirs,ours\ngazettedesk,rita\n", encoding="utf-8")
    brought(SAMPLES / "disqus.xml", paper, authors=read_authors(path))
    staff = Comment.objects.exclude(author=None)
    assert [(row.author, row.name) for row in staff] == [(paper.reporter, "")]
    path.write_text("theirs,ours\ngazettedesk,rita\nann,nobody\n", encoding="utf-8")
    with pytest.raises(BadFile, match=r"authors\.csv: line 3: there is no account 'nobody' here"):
        read_authors(path)


def test_a_map_of_addresses_names_stories_and_is_refused_by_line(
    paper: Gazette, ferry: StoryPage, tmp_path: Path
) -> None:
    path = tmp_path / "pages.csv"
    path.write_text("https://old.paper.example/gone.html,the-ferry-is-late\n", encoding="utf-8")
    done = brought(SAMPLES / "disqus.xml", paper, mapped=read_map(path))
    assert (done.new, done.left, done.threads) == (6, {}, 1)
    path.write_text("old,new\n/a/,the-ferry-is-late\n/b/,nowhere\n", encoding="utf-8")
    with pytest.raises(BadFile, match=r"pages\.csv: line 3: 'nowhere' is no story and no claim here"):
        read_map(path)
    path.write_text("/a/\n", encoding="utf-8")
    with pytest.raises(BadFile, match="line 1: two columns are wanted"):
        read_map(path)


def test_isso_tells_likes_edits_and_who_waited(paper: Gazette, ferry: StoryPage, isso: Path) -> None:
    before = isso.read_bytes()
    done = brought(isso, paper)
    assert (done.source, done.new, done.left) == ("isso", 5, {"no_story": 1})
    assert tree() == [
        ("It was **late** in 1987 too.", "", 0, "shown"),
        ("> late in 1987\n\nAnd in 1991, and in 1992.", "It was **late** in 1987 too.", 1, "shown"),
        ("Waiting for the moderator.", "", 0, "held"),
        ("", "", 0, "deleted"),
        ("Why did you delete that?", "", 1, "shown"),
    ]
    assert Comment.objects.get(came_as="1").supported == 2
    assert Comment.objects.get(came_as="2").edited_at == datetime.fromtimestamp(1700000150, UTC)
    held = Comment.objects.get(state="held")
    assert [(hold.why, hold.detail) for hold in held.holds.all()] == [("imported", "isso")]
    assert isso.read_bytes() == before


def test_coral_tells_every_wording_and_every_status(paper: Gazette, ferry: StoryPage) -> None:
    done = brought(SAMPLES / "coral_json", paper)
    assert (done.source, done.new, done.left) == ("coral t-1", 4, {"deleted": 1})
    assert tree() == [
        ("It was *very* late.\n\nTwice.", "", 0, "shown"),
        ("We asked them.", "It was *very* late.\n\nTwice.", 1, "shown"),
        ("Held there.", "", 0, "held"),
        ("Rejected there.", "", 0, "removed"),
    ]
    top = Comment.objects.get(came_as="c-1")
    assert (top.name, top.supported) == ("harbourwatcher", 3)
    assert [(edit.source, edit.at.minute) for edit in top.edits.all()] == [("It was late.", 2)]
    assert top.edited_at == datetime(2021, 5, 1, 7, 2, tzinfo=UTC)
    assert Comment.objects.get(came_as="c-2").posted_at == datetime(2021, 5, 1, 7, 5, tzinfo=UTC)
    assert brought(SAMPLES / "coral_json" / "comments.json", paper).known == 4


def test_coral_as_its_importers_tables(paper: Gazette, ferry: StoryPage) -> None:
    done = brought(SAMPLES / "coral_csv", paper)
    assert (done.new, done.left) == (2, {})
    assert tree() == [('Late, "again".', "", 0, "shown"), ("Answer.", 'Late, "again".', 1, "shown")]
    assert set(Comment.objects.values_list("name", flat=True)) == {"harbourwatcher"}


@pytest.fixture
def exported(tmp_path: Path) -> Callable[..., Path]:
    """A WordPress export of these comments as a file."""

    def write(*comments: dict[str, str]) -> Path:
        path = tmp_path / "export.xml"
        path.write_text(wxr(*comments), encoding="utf-8")
        return path

    return write


def test_wordpress_tells_what_was_approved_and_leaves_pings_out(
    paper: Gazette, ferry: StoryPage, exported: Callable[..., Path], tmp_path: Path
) -> None:
    path = exported(
        {"content": "One line\nand another.\n\nA <em>new</em> paragraph: 2 * 3 &amp; [x](y)"},
        {"content": "Waiting", "approved": "0", "parent": "1"},
        {"content": "Buy", "approved": "spam"},
        {"content": "Binned", "approved": "trash"},
        {"content": "[…] they say […]", "type": "pingback"},
        {"content": "From the desk", "user_id": "2", "author": "Rita"},
    )
    mapped = tmp_path / "authors.csv"
    mapped.write_text("rsmith,rita\n", encoding="utf-8")
    done = brought(path, paper, authors=read_authors(mapped))
    assert (done.source, done.new, done.left) == ("wxr old.paper.example", 5, {"ping": 1})
    assert sorted(row[3] for row in tree()) == ["held", "removed", "removed", "shown", "shown"]
    one = Comment.objects.get(came_as="1")
    assert one.source == "One line\nand another.\n\nA *new* paragraph: 2 \\* 3 & [x\\](y)"
    assert "<em>new</em>" in one.html
    assert "<a " not in one.html
    assert Comment.objects.get(came_as="6").author == paper.reporter
    assert one.answers == 0  # nobody sees the answer yet
    assert Thread.objects.get().shown == 2


def test_the_theme_units_of_wordpress_come_in_whole(paper: Gazette) -> None:
    path = SHARED / "judges" / "data" / "wxr" / "themeunittestdata.wordpress.xml"
    if not path.is_file():
        pytest.skip("the WordPress export is not on this machine (TWOSOURCE_SHARED names its folder)")
    dry = brought(path, paper, dry=True)
    assert sum(dry.left.values()) + dry.new == 33
    assert (dry.new, dry.left["ping"]) == (0, 4)
    stories = {one.key: paper.story(one.title or "Untitled") for one in _pages(path)}
    done = brought(path, paper, mapped={key: f"story:{story.pk}" for key, story in stories.items()})
    assert (done.new, done.left) == (29, {"ping": 4})
    assert Comment.objects.filter(state="held").count() == 3
    assert Comment.objects.filter(depth=3).count() > 0
    assert max(Comment.objects.values_list("depth", flat=True)) == 3
    assert done.threads == len(stories)


def _pages(path: Path) -> list[Any]:
    from twosource.discussion.exchange.values import Page

    return [one for one in opened(path).read() if isinstance(one, Page)]
