"""One finished page as bytes: what is packed is read back equal, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twosource.edge.records import ENCODINGS, STATE_AT, BrokenRecord, FinishedPage, pack, unpack

PAGE = FinishedPage(
    "/läuft/", 200, (("Content-Type", "text/html"),), {"identity": b"hi", "br": b"x"}, "e", 7, ("story:7",)
)

words = st.text(max_size=30)
pages = st.builds(
    FinishedPage,
    path=words,
    status=st.integers(200, 599),
    headers=st.lists(st.tuples(words, words), max_size=4).map(tuple),
    bodies=st.dictionaries(st.sampled_from(ENCODINGS[1:]), st.binary(max_size=200)).flatmap(
        lambda more: st.binary(max_size=200).map(lambda body: {"identity": body} | more)
    ),
    etag=words,
    last_modified=st.integers(0, 2**40),
    keys=st.lists(words, max_size=4).map(tuple),
    query=st.lists(words, max_size=3).map(tuple),
    best=st.booleans(),
    stale=st.booleans(),
)


@given(pages)
def test_what_is_packed_is_read_back_equal(page: FinishedPage) -> None:
    assert unpack(pack(page)) == page


@given(st.data())
def test_a_record_with_a_byte_changed_or_cut_off_is_broken(data: st.DataObject) -> None:
    raw = pack(PAGE)
    at = data.draw(st.integers(0, len(raw) - 1).filter(lambda at: at != STATE_AT))
    changed = raw[:at] + bytes([raw[at] ^ data.draw(st.integers(1, 255))]) + raw[at + 1 :]
    for broken in (changed, raw[:at]):
        with pytest.raises(BrokenRecord):
            unpack(broken)


def test_a_page_is_turned_stale_by_one_byte() -> None:
    fresh, stale = pack(PAGE), pack(replace(PAGE, stale=True))
    assert [at for at in range(len(fresh)) if fresh[at] != stale[at]] == [STATE_AT]
    assert unpack(stale).stale


def test_a_page_without_its_plain_body_is_none() -> None:
    with pytest.raises(ValueError, match="no identity body"):
        pack(FinishedPage("/", 200, (), {"gzip": b""}, "e", 0))


def test_a_validator_stands_for_the_bytes_of_one_encoding() -> None:
    better = replace(PAGE, best=True)
    assert PAGE.validator("identity") == better.validator("identity") == "e"
    assert [PAGE.validator("br"), better.validator("br"), PAGE.validator("zstd")] == [
        "e-br",
        "e-br9",
        "e-zstd",
    ]
