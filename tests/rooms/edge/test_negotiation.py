"""Which encoding, whether the reader's copy is good, and how an address is spelled: any bytes are safe."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twosource.edge.addresses import Hosts, asks_for_more, path_of
from twosource.edge.negotiation import choose_encoding, matches, qualities, unchanged_since

SIZES = {"identity": 100, "gzip": 40, "br": 30}


@given(st.binary(max_size=80))
def test_any_header_leads_to_an_encoding_there_is_and_that_was_not_refused(header: bytes) -> None:
    chosen = choose_encoding(header, SIZES)
    assert chosen in SIZES
    if chosen != "identity":
        wished = qualities(header)
        assert wished.get(chosen, wished.get("*", 0)) > 0


@given(st.binary(max_size=60), st.binary(max_size=60), st.integers(0, 2**33))
def test_any_condition_is_read_without_an_error(condition: bytes, date: bytes, moment: int) -> None:
    assert matches(condition, b'"abc"') in (True, False)
    assert unchanged_since(date, moment) in (True, False)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_path_or_none(raw: bytes) -> None:
    path = path_of(raw)
    if path is not None:
        assert path.startswith("/")
        assert "//" not in path
        assert path.isprintable() or any(ord(char) > 0x9F for char in path)
        assert not {".", ".."} & set(path.split("/"))
        assert path_of(quote(path, safe="/~!$&'()*+,;=:@-._").encode()) == path


@given(
    st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="/\\"), min_size=1, max_size=20)
)
def test_whatever_words_an_address_is_made_of_it_is_found(words: str) -> None:
    if words not in (".", ".."):
        assert path_of(quote(f"/{words}/", safe="/~!$&'()*+,;=:@-._").encode()) == f"/{words}/"


@given(st.binary(max_size=60))
def test_any_query_is_read_without_an_error(query: bytes) -> None:
    assert asks_for_more(query, {"page"}) in (True, False)


@pytest.mark.parametrize(
    ("host", "welcome"),
    [
        (b"gazette.example", True), (b"Gazette.Example:443", True), (b"gazette.example.", True), (b"[::1]:8000", True),
        (b"www.under.example", True), (b"under.example", True), (b"wunder.example", False),
        (b"gazette.example:", False),
        (b"gazette.example@evil", False), (b"", False), (b"gazette.example\n", False),
    ],
)  # fmt: skip
def test_the_paper_answers_to_its_own_names(host: bytes, welcome: bool) -> None:
    assert (host in Hosts(["gazette.example", "[::1]", ".under.example"])) is welcome


def test_names_that_strangers_make_up_are_not_all_remembered() -> None:
    hosts = Hosts(["gazette.example"])
    for number in range(5000):
        assert b"gazette.example:%d" % number in hosts
        assert b"%d.example" % number not in hosts
    assert len(hosts.welcome) <= 1024
