"""Files made to do harm, or worn by fifteen years: they bring in what is sound, or are refused in words."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from exporting import brought, tree, wxr
from gazette import Gazette

from twosource.discussion.exchange import BadFile, opened
from twosource.discussion.exchange.values import HTML, WORDPRESS
from twosource.discussion.exchange.wording import as_source
from twosource.discussion.markup import render
from twosource.discussion.models import Comment
from twosource.stories.models import StoryPage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed_off")]

BOMB = """<?xml version="1.0"?>
<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>
<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><link>https://x.example</link><item>
<link>https://x.example/the-ferry-is-late/</link><wp:comment><wp:comment_id>1</wp:comment_id>
<wp:comment_content>&c;</wp:comment_content></wp:comment></item></channel></rss>"""


@pytest.fixture
def ferry(paper: Gazette) -> StoryPage:
    return paper.story("The ferry is late")


@pytest.fixture
def exported(tmp_path: Path) -> Callable[..., Path]:
    def write(*comments: dict[str, str], text: str | bytes = "") -> Path:
        path = tmp_path / "export.xml"
        data = text or wxr(*comments)
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
        return path

    return write


def test_entities_of_its_own_are_refused_and_files_are_not_fetched(
    paper: Gazette, ferry: StoryPage, exported: Callable[..., Path], tmp_path: Path
) -> None:
    with pytest.raises(BadFile, match="declares entities of its own"):
        brought(exported(text=BOMB), paper)
    (tmp_path / "secret").write_text("mark-of-a-secret", encoding="utf-8")
    outside = wxr({"content": "x"}).replace("<rss", f'<!DOCTYPE rss SYSTEM "{tmp_path}/secret"><rss', 1)
    assert brought(exported(text=outside), paper).new == 1
    parameter = f'<!DOCTYPE rss [<!ENTITY % x SYSTEM "file://{tmp_path}/secret"> %x;]><rss'
    with pytest.raises(BadFile, match="declares entities of its own"):
        brought(exported(text=wxr({"content": "x"}).replace("<rss", parameter, 1)), paper)


def test_a_file_that_breaks_off_is_refused_by_line_and_leaves_nothing(
    paper: Gazette, ferry: StoryPage, exported: Callable[..., Path]
) -> None:
    whole = wxr({"content": "First"}, {"content": "Second"})
    with pytest.raises(BadFile, match=r"export\.xml: line \d+: .* Nothing was brought in"):
        brought(exported(text=whole[: whole.index("Second")]), paper)
    assert not Comment.objects.exists()


def test_bytes_no_xml_may_hold_are_passed_over_and_utf_16_is_read(
    paper: Gazette, ferry: StoryPage, exported: Callable[..., Path]
) -> None:
    brought(exported({"content": "Be\x08ll\x00 rings"}), paper)
    assert Comment.objects.get().source == "Bell rings"
    wide = wxr({"id": "2", "content": "Ĉu vi aŭdis la sonorilon?"}).replace(
        'encoding="UTF-8"', 'encoding="UTF-16"'
    )
    assert brought(exported(text=wide.encode("utf-16")), paper).new == 1
    assert (
        brought(exported(text=wxr({"id": "4", "content": "caf@"}).encode().replace(b"@", b"\xe9")), paper).new
        == 1
    )
    latin = wxr({"id": "3", "content": "Très tard"}).replace('encoding="UTF-8"', 'encoding="ISO-8859-1"')
    assert brought(exported(text=latin.encode("latin-1")), paper).new == 1
    assert set(Comment.objects.values_list("source", flat=True)) >= {
        "Ĉu vi aŭdis la sonorilon?",
        "Très tard",
        "caf�",
    }


def test_answers_a_thousand_deep_stand_three_deep_and_in_order(
    paper: Gazette, ferry: StoryPage, exported: Callable[..., Path]
) -> None:
    rows = [{"id": str(n), "content": f"Answer {n}", "parent": str(n - 1)} for n in range(1, 1001)]
    assert brought(exported(*reversed(rows)), paper).new == 1000
    deepest = Comment.objects.get(source="Answer 500")
    assert (deepest.depth, deepest.parent.source, deepest.root.source) == (3, "Answer 499", "Answer 1")


def test_circles_are_cut_open_and_doubles_are_told(
    paper: Gazette, ferry: StoryPage, exported: Callable[..., Path]
) -> None:
    done = brought(
        exported(
            {"content": "A", "parent": "3"},
            {"content": "B", "parent": "1"},
            {"content": "C", "parent": "2"},
            {"content": "Itself", "parent": "4"},
            {"content": "Twin", "id": "1"},
            {"content": "Nobody’s answer", "parent": "99"},
        ),
        paper,
    )
    assert (done.new, done.left, done.changed) == (5, {"twice": 1}, {"circle": 2, "parent": 1})
    above = {source: parent for source, parent, _depth, _state in tree()}
    assert above == {"A": "", "B": "A", "C": "B", "Itself": "", "Nobody’s answer": ""}


def test_what_is_empty_or_endless_is_left_out_and_reported_whole(
    paper: Gazette, ferry: StoryPage, exported: Callable[..., Path]
) -> None:
    reported: list[dict[str, Any]] = []
    path = exported(
        {"content": "x" * 1_000_000, "author": "Long"},
        {"content": "<script>alert(1)</script>  "},
        {"content": "Fine", "author_email": "secret@mail.example"},
        {"content": "", "author_email": "secret@mail.example"},
    )
    done = brought(path, paper, report=reported.append)
    assert (done.new, done.left) == (1, {"empty": 2, "too_long": 1})
    assert len(reported[0]["comment"]["body"]) == 1_000_000
    assert {row["left out"] for row in reported} == {"longer than 65536 characters", "without words"}
    assert "secret@" not in json.dumps(reported)


def test_missing_impossible_and_future_dates(
    paper: Gazette, ferry: StoryPage, exported: Callable[..., Path]
) -> None:
    dates = ["", "0000-00-00 00:00:00", "2009-13-45 99:00:00", "9999-12-31 23:59:59", "-1", "1e400", "\ud800"]
    done = brought(exported(*({"content": str(n), "date_gmt": date} for n, date in enumerate(dates))), paper)
    assert (done.new, done.changed) == (7, {"dated": 7})
    told = dict(Comment.objects.values_list("source", "posted_at"))
    assert told["0"] == told["2"] == datetime(2009, 4, 4, 10, tzinfo=UTC)  # the story’s
    assert datetime.now(UTC) - told["3"] < timedelta(minutes=1)


@pytest.mark.parametrize(
    "body",
    [
        '<a href="javascript:alert(1)">x</a>',
        '<a href="https://ok.example" onclick="alert(1)">x</a>',
        "<img src=x onerror=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
        "<a href='https://ok.example/)[x](javascript:alert(1)'>x</a>",
        "<" * 5000,
        "<b>" * 5000 + "x",
        "<blockquote>" * 1000 + "x" + "</blockquote>" * 1000,
        "<ul><li>" * 300 + "x",
    ],
)
@pytest.mark.parametrize("form", [HTML, WORDPRESS])
def test_no_words_become_anything_but_words(body: str, form: str) -> None:
    html = render(as_source(body, form))
    assert not set(_tags(html)) - {"p", "a", "blockquote", "ul", "ol", "li", "strong", "em", "br", "hr"}
    assert "onclick" not in html
    assert all(link.startswith(("https://", "http://")) for link in _links(html))


def _tags(html: str) -> list[str]:
    from lxml import html as lxml_html

    return [each.tag for each in lxml_html.fragment_fromstring(html, create_parent="p").iterdescendants()]


def _links(html: str) -> list[str]:
    from lxml import html as lxml_html

    return [str(link) for link in lxml_html.fragment_fromstring(html, create_parent="p").xpath("//a/@href")]


@pytest.mark.parametrize(
    "text",
    [
        "2 * 3 * 4 _is_ 24",
        "- not a list",
        "1. not a list",
        "> not a quote",
        "[not](a-link) ![x](y)",
        "snake_case_name and *stars*",
        "back\\slash and &copy; and <b>",
        "https://tides.example/a_b_c?x=1&y=*2*",
        "***",
    ],
)
def test_text_that_looks_like_a_mark_stays_text(text: str) -> None:
    from html import escape

    from lxml import html as lxml_html

    shown = lxml_html.fragment_fromstring(render(as_source(escape(text), HTML)), create_parent="div")
    assert shown.text_content().strip() == text
    assert not shown.xpath("//em|//strong|//ul|//ol|//blockquote|//hr")


def test_a_name_is_one_short_line_of_text(
    paper: Gazette, ferry: StoryPage, exported: Callable[..., Path]
) -> None:
    brought(exported({"content": "Hi", "author": "<b>Ann</b>\n\u202egnorw\u202c " + "y" * 200}), paper)
    name = Comment.objects.get().name
    assert len(name) <= 80
    assert "\n" not in name
    assert "\u202e" not in name
    assert name.startswith("<b>Ann</b> gnorw y")  # text; templates escape it


def test_a_database_that_is_none_or_not_issos_is_refused(paper: Gazette, tmp_path: Path) -> None:
    path = tmp_path / "comments.db"
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    with pytest.raises(BadFile, match="cannot be read as Isso’s database"):
        brought(path, paper)
    path.unlink()
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE VIEW comments AS SELECT 1")
    with pytest.raises(BadFile, match="no tables of Isso’s"):
        brought(path, paper)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("comments.json", b'{"id": "c-1", "storyID": "s", "revisions": [}', "is no JSON"),
        ("comments.json", b'{"storyID": 1, "revisions": 1}\n' + b"[" * 100_000, "JSON|nested too deep"),
        ("comments.json", b'{"storyID": 1, "revisions": 1}\n7', "record 2 is 7, and not an object"),
        ("comments.csv", b"id,author_id,story_id,body\n" + b'"' + b"x" * (17 << 20), "line"),
        ("letter.txt", b"Dear editor,", "it looks like no export we know"),
    ],
)
def test_files_of_no_sense_are_refused_in_words(
    paper: Gazette, tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(data)
    for table in ("stories.json", "stories.csv"):
        (tmp_path / table).write_bytes(b"")
    with pytest.raises(BadFile, match=said):
        brought(tmp_path / name, paper)


def test_rows_of_wrong_types_are_passed_over(paper: Gazette, ferry: StoryPage, tmp_path: Path) -> None:
    (tmp_path / "stories.json").write_text(
        '[{"id": "s", "url": "/harbour/the-ferry-is-late/", "metadata": 7}]'
    )
    rows = [
        {"id": "c", "storyID": "s", "revisions": [{"body": 7}, None, {"body": "<p>Fine</p>"}],
         "createdAt": "2021-05-01T07:00:00Z", "actionCounts": [], "parentID": 5, "status": None},
        {"id": None, "storyID": "s", "revisions": {}},
        {"id": "d", "storyID": {}, "revisions": "x", "createdAt": {"$date": {"$numberLong": "9" * 30}}},
    ]  # fmt: skip
    (tmp_path / "comments.json").write_text(json.dumps(rows))
    done = brought(tmp_path, paper)
    assert (done.new, done.left) == (1, {"not_read": 1, "no_story": 1})
    assert Comment.objects.get().state == "held"  # a status nobody knows is read by a moderator first
    with pytest.raises(BadFile, match="there is no such file"):
        opened(tmp_path / "nothing")
