"""What is typed becomes paragraphs, links, emphasis, quotes and lists; nothing of it is run, and no word is lost."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twosource.discussion import markup
from twosource.discussion.markup import clean, is_empty, render

SHARED = Path(os.environ.get("TWOSOURCE_SHARED") or Path(__file__).resolve().parents[4] / "shared")
DATA = SHARED / "judges" / "data"
ALLOWED = {"a": {"href", "rel", "title"}, "ol": {"dir", "start"}}
ALLOWED |= {tag: {"dir"} for tag in ("p", "blockquote", "ul", "li")}
MANY_WORDS = st.text(st.sampled_from("ab \n\t*_[]()<>&`~!-+=#.:/@>1\\\"'\u202e\u0301\u05d0😀"), max_size=300)


def body(html: str) -> Any:
    return lxml.html.document_fromstring(f"<body><div>{html}</div></body>").find(".//body")


def demand_harmless(html: str) -> None:
    """As a browser would read it: known tags, known attributes, addresses of the web and of mailboxes."""
    for element in body(html).iterdescendants():
        assert element.tag in markup.TAGS | {"div"}, html
        assert set(element.attrib) <= ALLOWED.get(element.tag, set()), html
        if element.tag == "a" and element.attrib.get("href"):
            assert urlsplit(element.attrib["href"]).scheme in markup.SCHEMES, html
            assert element.attrib["rel"] == markup.REL


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("One.\n\nTwo\nlines.", '<p dir="auto">One.</p>\n<p dir="auto">Two<br>\nlines.</p>\n'),
        ("*soft* and **loud**", '<p dir="auto"><em>soft</em> and <strong>loud</strong></p>\n'),
        ("> said", '<blockquote dir="auto">\n<p dir="auto">said</p>\n</blockquote>\n'),
        ("- a\n- b", '<ul dir="auto">\n<li dir="auto">a</li>\n<li dir="auto">b</li>\n</ul>\n'),
        ("3. c", '<ol start="3" dir="auto">\n<li dir="auto">c</li>\n</ol>\n'),
        ("<b>x</b> & y", '<p dir="auto">&lt;b&gt;x&lt;/b&gt; &amp; y</p>\n'),
        ("# no heading, `no code`", '<p dir="auto"># no heading, `no code`</p>\n'),
        ("[x](javascript:alert(1))", '<p dir="auto">[x](javascript:alert(1))</p>\n'),
        ("see file.js and a@b.example", '<p dir="auto">see file.js and a@b.example</p>\n'),
        ("", ""),
    ],
)
def test_a_little_markdown_is_read_and_the_rest_is_text(typed: str, html: str) -> None:
    assert render(typed) == html


@pytest.mark.parametrize(
    "typed",
    [
        "https://paper.example/a?b=1&c",
        "<https://paper.example/a?b=1&c>",
        "[it](https://paper.example/a?b=1&c)",
    ],
)
def test_links_say_that_a_reader_made_them(typed: str) -> None:
    [link] = body(render(typed)).iter("a")
    assert dict(link.attrib) == {"href": "https://paper.example/a?b=1&c", "rel": "ugc nofollow noopener"}


def test_quotes_and_lists_a_thousand_deep_are_drawn_six_deep_with_every_word() -> None:
    deep = [">" * 1000 + " end", "> " * 1000 + "end", "- " * 1000 + "end", "> - 1. " * 300 + "end"]
    deep.append("\n".join("  " * n + f"- w{n}" for n in range(300)))
    for typed in deep:
        html = render(typed)
        demand_harmless(html)
        words = body(html).text_content().split()
        assert words[-1] == ("w299" if "w299" in typed else "end")
        assert max(len(list(each.iterancestors())) for each in body(html).iter()) < 40


HOSTILE = [
    "[" * 2000, "*a " * 600, "*_" * 900, "<a" * 900, "[a](b" * 400, "\\" * 2000, "&a" * 900, ">>>>> a\n" * 250,
    "- a\n" * 500, "http://a " * 220, "://" * 700, "https://a/" + "(" * 1900, "[a]: x\n" * 280, "`" * 2000,
]  # fmt: skip


def test_the_cost_of_hostile_words_is_bounded() -> None:
    """Counted in calls, which are the same on every machine: twice as long is not four times as dear."""
    for typed in HOSTILE:
        half, whole = calls(typed[: len(typed) // 2]), calls(typed)
        assert whole < 2.6 * half + 20_000, typed[:20]
        assert whole < 400 * len(typed) + 20_000, typed[:20]


def calls(typed: str) -> int:
    """How many functions are called to draw this."""
    count = 0

    def seen(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    render("*warm*")
    sys.setprofile(seen)
    try:
        render(typed)
    finally:
        sys.setprofile(None)
    return count


@given(MANY_WORDS)
def test_whatever_is_typed_is_harmless_and_readable(typed: str) -> None:
    demand_harmless(render(typed))
    assert clean(clean(typed)) == clean(typed)


@given(st.text(st.sampled_from("ab &.,;?'\"é\n"), max_size=200))
def test_plain_words_are_drawn_as_the_whole_reader_would(typed: str) -> None:
    text = clean(typed)
    drawn, whole = body(markup._plain(text)), body(markup._reader(True).render(text))
    assert told(drawn) == told(whole)


def told(drawn: Any) -> list[tuple[str, list[str], list[str]]]:
    """Every element with the words in it and after it; how many spaces stand between them is nothing to a reader."""
    return [(each.tag, (each.text or "").split(), (each.tail or "").split()) for each in drawn.iter()]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\u202eb\u2066c\u2069", "abc"), ("a\x00\x07\x1b[31mb", "a[31mb"), ("a\ud800b", "ab"), ("a\ufffeb", "ab"),
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"), ("a\n\n \n\n\nb", "a\n\nb"), ("  a  ", "a"),
        ("z" + "\u0334" * 50, "z" + "\u0334" * 8), ("👩‍👩‍👧 🏳️‍🌈 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👩‍👩‍👧 🏳️‍🌈 🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
        ("مي‌خواهم שָׁלוֹם नमस्ते ไทย 漢字", "مي‌خواهم שָׁלוֹם नमस्ते ไทย 漢字"), ("a\u200fb", "a\u200fb"),
    ],
)  # fmt: skip
def test_every_script_is_kept_and_what_disturbs_a_page_is_not(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(
    ("typed", "empty"), [("\u200b \u200d", True), ("", True), ("…", False), ("👍", False)]
)
def test_what_nobody_can_see_is_nothing(typed: str, empty: bool) -> None:
    assert is_empty(clean(typed)) == empty


def payloads() -> Iterator[str]:
    for line in (DATA / "xss" / "dompurify.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)["html"]
    yield from json.loads((DATA / "blns.json").read_text(encoding="utf-8"))


@pytest.mark.skipif(
    not DATA.exists(), reason="the payloads are not on this machine (TWOSOURCE_SHARED names them)"
)
def test_no_known_payload_survives() -> None:
    found = list(payloads())
    assert len(found) > 600
    for payload in found:
        for typed in (
            payload,
            f"[x]({payload})",
            f"<{payload}>",
            f"> *{payload}*",
            f'[x](https://a.example "{payload}")',
        ):
            demand_harmless(render(typed))
