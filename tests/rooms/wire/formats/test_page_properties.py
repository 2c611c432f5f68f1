"""Whatever the bytes: a page or a refusal, the same one every time, and no word that is not in the text."""

from __future__ import annotations

import hashlib
import json

from folder_of_pages import PAGES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twosource.wire.formats.page import BadPage, SavedPage, read_page
from twosource.wire.formats.statements import read_statements

QUIET = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
_WORDS = """
said told denied according to the mayor Ann Poole Poole , . : ; " “ ” ‘ ’ ' « » that he she RT on Monday ,
who which and but — ( ) in a statement to reporters accused of "No" 12 May 2023 called it ? ! … as saying
quoted by TASS Mr. U.S. their
"""
_PIECES = st.sampled_from(_WORDS.split())
_SENTENCES = st.lists(_PIECES, max_size=40).map(" ".join)
_LINES = st.lists(
    st.one_of(
        _SENTENCES,
        st.text(max_size=60),
        st.sampled_from(["Listen Live", "Topic (12)", "", "a, b, c", "09:42 GMT1 May 2020"]),
    ),
    max_size=12,
)
_MARKS = """
<p> </p> <div> </div> <article> <h1> </h1> <script> </script>
<time_datetime='2020-01-01'> <a_rel=tag> </a> <!-- -->
<meta_charset=utf-16> <input_type=password> <br> <pre> &amp; &#0; <
"""
_TAGS = st.sampled_from([mark.replace("_", " ") for mark in _MARKS.split()])


def _read(data: bytes) -> SavedPage | None:
    try:
        return read_page(data, name="any")
    except BadPage:
        return None


@QUIET
@given(st.binary(max_size=600))
def test_any_bytes_are_a_page_or_a_refusal(data: bytes) -> None:
    saved = _read(data)
    assert saved is None or saved.sha256 == hashlib.sha256(data).hexdigest()


@QUIET
@given(_LINES)
def test_any_text_is_read_twice_alike_and_to_json(lines: list[str]) -> None:
    data = "\n".join(lines).encode("utf-8", "replace")
    first, second = _read(data), _read(data)
    assert first == second
    if first:
        assert first.paragraphs
        assert first.headline
        text = json.dumps(first.as_json())
        assert "\\u0000" not in text


@QUIET
@given(st.lists(st.one_of(_TAGS, _SENTENCES, st.text(max_size=30)), max_size=25))
def test_any_html_is_a_page_or_a_refusal(pieces: list[str]) -> None:
    saved = _read(("<html><body>" + "".join(pieces)).encode("utf-8", "replace"))
    assert saved is None or all(saved.paragraphs)


@settings(QUIET, max_examples=300)
@given(st.lists(_SENTENCES, max_size=6))
def test_no_statement_has_words_that_are_not_in_its_paragraph(paragraphs: list[str]) -> None:
    for statement in read_statements(paragraphs):
        assert statement.text
        assert statement.text in paragraphs[statement.paragraph]
        assert statement.speaker != ""


@QUIET
@given(st.data())
def test_a_real_page_cut_anywhere_is_still_read(data: st.DataObject) -> None:
    whole = (PAGES / data.draw(st.sampled_from(["twin.txt", "article.html", "speech.txt"]))).read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    saved = _read(whole[start : data.draw(st.integers(start, len(whole)))])
    for statement in saved.statements if saved else ():
        assert statement.text in saved.paragraphs[statement.paragraph]  # type: ignore[union-attr]


_KEYS = """
headline headline_proposed topic printed_count crawled_at published_at paragraphs tags related
furniture statements sha256 name media_type encoding
"""


def test_the_json_has_its_keys_and_plain_values() -> None:
    body = read_page((PAGES / "twin.txt").read_bytes(), name="twin.txt").as_json()
    assert set(body) == set(_KEYS.split())
    assert body["crawled_at"] == "2019-11-04T07:15:00Z"
    assert " ".join(body["statements"][0]) == "text kind speaker addressee channel cue paragraph said_at"
    assert json.loads(json.dumps(body)) == body


def test_a_long_page_and_a_page_without_an_end_are_read_in_bounded_steps() -> None:
    paragraph = (PAGES / "speech.txt").read_text(encoding="utf-8")
    assert len(read_page((paragraph * 300).encode(), name="long").paragraphs) > 1000
    for endless in (
        "said " * 20_000,
        '"a ' * 30_000,
        "‘a " * 30_000,
        "Ann and " * 20_000,
        "according to " * 20_000,
    ):
        assert read_page((endless + ".").encode(), name="endless").statements == ()
