"""Who is told of a page, when, and how often: without a line, in time that the test makes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from twosource.edge import limits
from twosource.edge.folder import FolderStore
from twosource.edge.limits import Refused
from twosource.edge.listening import HEARTBEAT, LOOK_EVERY, MANY, PAUSE, TELL_AT_A_TIME, Listening, Watched
from twosource.edge.negotiation import takes_stale
from twosource.edge.protocol import EdgeProtocol
from twosource.edge.records import FinishedPage
from twosource.edge.shelf import Shelf

A, B = "/a/", "/b/"


class Reader:
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.watches: Sequence[Watched] = ()
        self.heard: list[bytes] = []

    def tell(self, words: bytes) -> None:
        self.heard.append(words)

    def etags(self) -> list[str]:
        return [words.partition(b"id: ")[2].partition(b"\n")[0].decode() for words in self.heard]


class House:
    """A folder of pages, who listens to it, and a clock that the test moves."""

    def __init__(self, folder: Path, *, most: int = 1000, copied: bool = False) -> None:
        self.store = FolderStore(folder)
        self.listening = Listening(Shelf(folder, most_bytes=1 << 20, copied=copied), most)
        self.now = 1000.0

    def put(self, path: str, etag: str, body: bytes = b"hi") -> None:
        self.store.put(FinishedPage(path, 200, (), {"identity": body}, etag, 0))

    def join(self, *paths: str, last: bytes | None = None) -> Reader:
        reader = Reader()
        pages = self.listening.pages("&".join(f"page={path}" for path in paths).encode())
        reader.heard.append(self.listening.begin(reader, pages, last))
        return reader

    def wait(self, seconds: float = 0.1) -> None:
        self.now += seconds
        self.listening.look(self.now)


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = House(tmp_path / "pages")
    made.put(A, "a1")
    made.put(B, "b1")
    return made


def test_each_hears_of_the_pages_they_asked_for(house: House) -> None:
    both, one = house.join(A, B), house.join(A)
    house.put(B, "b2")
    house.wait()
    assert (both.etags()[1:], one.etags()[1:]) == (["b2"], [])


def test_what_changes_within_a_pause_is_told_as_one(house: House) -> None:
    reader = house.join(A)
    for number in range(2, 10):
        house.put(A, f"a{number}")
        house.wait(PAUSE * 0.4)
    house.wait(PAUSE)
    assert reader.etags() == ["a1", "a2", "a5", "a8", "a9"]


def test_a_page_that_turned_back_meanwhile_is_not_told_of(house: House) -> None:
    reader = house.join(A)
    house.put(A, "a2")
    house.wait()
    house.put(A, "a3")
    house.wait(PAUSE / 4)
    house.put(A, "a2")
    house.wait(PAUSE)
    assert reader.etags() == ["a1", "a2"]


def test_nothing_is_looked_at_while_the_pulse_stands(house: House) -> None:
    reader = house.join(A)
    house.wait()
    house.store.file_of(A).unlink()
    house.wait()
    assert reader.etags() == ["a1"]
    house.store.pulse.move()
    house.wait()
    assert reader.etags() == ["a1", "gone"]


def test_a_folder_that_is_away_as_a_whole_is_no_news(house: House) -> None:
    reader = house.join(A)
    house.wait()
    house.store.pulse.move()
    house.store.folder.rename(house.store.folder.with_name("elsewhere"))
    house.wait()
    assert reader.etags() == ["a1"]


def test_a_copied_folder_is_looked_at_although_nothing_moves(tmp_path: Path) -> None:
    house = House(tmp_path / "pages", copied=True)
    house.put(A, "a1")
    (house.store.folder / "edge.json").touch()
    reader = house.join(A)
    house.wait()
    house.put(A, "a2")
    house.wait(LOOK_EVERY * 1.1)
    assert reader.etags() == ["a1", "a2"]


def test_there_is_place_for_so_many_and_it_is_free_again_when_one_goes(tmp_path: Path) -> None:
    house = House(tmp_path / "pages", most=2)
    house.put(A, "a1")
    first, _second = house.join(A), house.join(A, A)
    with pytest.raises(Refused) as full:
        house.join(A)
    assert full.value.status == 503
    house.listening.end(first)
    house.listening.end(first)
    third = house.join(A)
    with pytest.raises(Refused):
        house.join(A)
    house.put(A, "a2")
    house.wait()
    assert (first.etags(), third.etags()) == (["a1"], ["a1", "a2"])


def test_nothing_is_kept_of_pages_that_nobody_listens_to(house: House) -> None:
    readers = [house.join(A, B), house.join(B)]
    for reader in readers:
        house.listening.end(reader)
    assert (house.listening.number, house.listening._watched) == (0, {})


def test_many_are_told_in_parts_and_given_a_time_to_fetch_it_in(house: House) -> None:
    readers = [house.join(A) for _ in range(2 * TELL_AT_A_TIME + 1)]

    async def tell() -> list[int]:
        numbers = []
        house.put(A, "a2")
        house.wait()
        for _ in range(4):
            numbers.append(sum(len(reader.heard) == 2 for reader in readers))
            await asyncio.sleep(0)
        return numbers

    assert asyncio.run(tell()) == [TELL_AT_A_TIME, 2 * TELL_AT_A_TIME, len(readers), len(readers)]
    assert b'"within":20,' in readers[-1].heard[-1]


def test_what_is_other_is_sent_along_where_many_listen(house: House) -> None:
    few, many = house.join(B), [house.join(A) for _ in range(MANY)]
    for path, etag, body in (
        (B, "b2", b"hi\nthere"),
        (A, "a2", b"hi\nth\xc3\xa4re"),
        (A, "a3", b"x\n" * 9000),
    ):
        house.put(path, etag, body)
        house.wait(2 * PAUSE)
    told = [json.loads(words.rpartition(b"data: ")[2]) for words in (few.heard[1], *many[7].heard[1:])]
    assert "changes" not in told[0]
    assert (told[1]["from"], told[1]["etag"], told[1]["changes"]) == ("a1", "a2", [[1, 0, "thäre\n"]])
    assert "changes" not in told[2]  # too much


def test_who_went_while_others_were_told_is_not_told(house: House) -> None:
    readers = [house.join(A) for _ in range(TELL_AT_A_TIME + 9)]

    async def tell() -> None:
        house.put(A, "a2")
        house.wait()
        for reader in readers:
            house.listening.end(reader)
        await asyncio.sleep(0)

    asyncio.run(tell())
    assert sum(len(reader.heard) == 2 for reader in readers) == TELL_AT_A_TIME


class Transport:
    """A line on which so many bytes wait."""

    def __init__(self, waiting: int) -> None:
        self.waiting, self.done = waiting, ""

    def get_write_buffer_size(self) -> int:
        return self.waiting

    def is_closing(self) -> bool:
        return bool(self.done)

    def abort(self) -> None:
        self.done = "abort"


def line(waiting: int, **more: Any) -> Any:
    known = {
        "watches": ("a page",),
        "unsent": 0,
        "unsent_since": 0,
        "free_since": 100,
        "handle": 1,
        "heard": 100,
    }
    front = SimpleNamespace(now=100)
    return SimpleNamespace(transport=Transport(waiting), front=front, said=[], **known, **more)


def test_a_listener_who_has_not_taken_the_last_word_is_let_go() -> None:
    slow = line(10)
    EdgeProtocol.tell(slow, b"more")
    assert slow.transport.done == "abort"


def test_a_silent_line_is_kept_alive_and_not_closed() -> None:
    said: list[bytes] = []
    quiet = line(0, tell=said.append)
    for second in range(limits.KEEP_ALIVE + limits.SILENCE + limits.SPREAD_OF_SILENCE):
        EdgeProtocol.look_after(quiet, 100 + second)
        quiet.free_since = 100 if not said else 100 + second
        if said:
            break
    assert said == [HEARTBEAT]
    assert limits.SILENCE <= second <= limits.SILENCE + limits.SPREAD_OF_SILENCE
    assert quiet.transport.done == ""


@pytest.mark.parametrize(
    ("asked", "age", "taken"),
    [
        (b"max-stale=2", 1, True),
        (b"no-transform, Max-Stale=2", 1, True),
        (b"max-stale=2", 3, False),
        (b"max-stale=999", 4, True),
        (b"max-stale=999", 6, False),  # never longer than that, whatever is asked
        (b"max-stale", 1, False),
        (b"x-max-stale=9", 1, False),
        (b"max-age=0", 1, False),
    ],
)
def test_a_touched_page_is_taken_for_a_moment_by_who_says_so(
    asked: bytes, age: float, taken: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: 1000.0)
    assert takes_stale({b"cache-control": asked}, SimpleNamespace(touched=1000.0 - age)) is taken


def test_a_touched_page_is_not_taken_by_who_says_nothing() -> None:
    assert not takes_stale({}, SimpleNamespace(touched=0.0))
