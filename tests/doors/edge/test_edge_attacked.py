"""What no polite client sends: the edge answers or closes, and every other reader gets their page meanwhile."""

from __future__ import annotations

import os
import resource
import shutil
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from page_folder import BODY, STORY, Edge, finished
from raw_line import Answer, Ended, Line, line

from serving import is_running, wait_until

pytestmark = pytest.mark.slow

HOST = "Host: 127.0.0.1\r\n"


def answers_others(edge: Edge) -> bool:
    """Whether somebody else gets the page, and the process is the one that was started."""
    with line(edge.port) as other:
        return other.ask(STORY).body == BODY and is_running(edge.process.pid)


def answered(edge: Edge, raw: bytes) -> Answer | None:
    """What is said to these bytes; None when the line is closed without an answer."""
    with line(edge.port) as attacker:
        try:
            attacker.say(raw)
            return attacker.answer()
        except (Ended, BrokenPipeError, ConnectionResetError):
            return None


def refused(answer: Answer | None) -> bool:
    """An answer that says no, or none at all. Never a page, and never a fault of ours."""
    return answer is None or (
        (400 <= answer.status < 500 or answer.status in (501, 502, 503, 505))
        and (BODY not in answer.body and b"Traceback" not in answer.body)
    )


@pytest.mark.parametrize(
    "path",
    [
        "/news/../news/the-quay-is-cracked/",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc/passwd",
        "/news/%2e/the-quay-is-cracked/",
        "/news/the-quay-is-cracked/%00",
        "/news/the-quay-is-cracked%00/",
        "//news/the-quay-is-cracked/",
        "/news//the-quay-is-cracked/",
        "/news%2fthe-quay-is-cracked/",
        "/NEWS/The-Quay-Is-Cracked/",
        "/news/the-quay-is-cracked/.",
        "/news/the-quay-is-cracked/..",
        "/news/the-quay-is-cracked/;x",
        "/news/the-quay-is-cracked/%20",
        "/%",
        "/%zz/",
        "/%ff%fe/",
        "/news\\the-quay-is-cracked\\",
        "/pulse",
        "/../pulse",
        "/" + "a" * 8192,
        "/" + "%61" * 4000,
        "/?" + "a=1&" * 2500,
    ],
)
def test_an_address_that_is_not_the_pages_is_not_answered_with_it(edge: Edge, path: str) -> None:
    answer = answered(edge, f"GET {path} HTTP/1.1\r\n{HOST}\r\n".encode())
    front = path.startswith("/?")
    assert refused(answer) or (front and answer is not None and answer.status == 200)
    assert answer is None or b"root:" not in answer.body
    assert answers_others(edge)


@pytest.mark.parametrize(
    "raw",
    [
        b"\x00\x01\x02\x03" * 100,
        b"\r\n" * 10_000 + b"x",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        b"GET /\x7f\x01 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\xaa" * 500,  # a client that speaks TLS
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET http://other.example/ HTTP/1.1 extra\r\nHost: a\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused_and_hurts_nobody(edge: Edge, raw: bytes) -> None:
    with line(edge.port) as attacker:
        attacker.say(raw)
        attacker.socket.shutdown(socket.SHUT_WR)
        with suppress(Ended):
            assert refused(attacker.answer())
    assert answers_others(edge)


def test_a_second_request_is_never_smuggled_in_the_body_of_the_first(edge: Edge) -> None:
    """Two lengths that contradict each other: whatever is answered, the hidden request is not."""
    hidden = f"GET {STORY} HTTP/1.1\r\n{HOST}\r\n"
    for lengths in (
        f"Content-Length: {len(hidden) + 5}\r\nTransfer-Encoding: chunked\r\n",
        f"Transfer-Encoding: chunked\r\nContent-Length: {len(hidden) + 5}\r\n",
        f"Transfer-Encoding: identity, chunked\r\nContent-Length: {len(hidden) + 5}\r\n",
        "Content-Length: 0\r\nContent-Length: 5\r\n",
    ):
        with line(edge.port) as attacker:
            attacker.say(f"GET {STORY} HTTP/1.1\r\n{HOST}{lengths}\r\n0\r\n\r\n{hidden}".encode())
            attacker.socket.shutdown(socket.SHUT_WR)
            told = attacker.rest()
        assert told.count(BODY) <= 1, lengths
        assert answers_others(edge)


def test_a_body_that_nobody_wants_is_not_taken_for_the_next_request(edge: Edge) -> None:
    body = f"GET {STORY} HTTP/1.1\r\n{HOST}\r\n"
    with line(edge.port) as attacker:
        attacker.say(
            f"GET /news/l%C3%A4uft/ HTTP/1.1\r\n{HOST}Content-Length: {len(body)}\r\n\r\n{body}".encode()
        )
        attacker.socket.shutdown(socket.SHUT_WR)
        assert attacker.rest().count(BODY) <= 1


@pytest.mark.parametrize(
    "headers",
    [
        "X-Bomb: " + "a" * 200_000 + "\r\n",
        "".join(f"X-{n}: {n}\r\n" for n in range(20_000)),
        "Cookie: " + "a=b; " * 50_000 + "\r\n",
        "Accept-Encoding: " + "gzip;q=0.1, " * 20_000 + "br\r\n",
        "If-None-Match: " + '"x", ' * 20_000 + '"y"\r\n',
    ],
    ids=["one", "many", "cookies", "encodings", "tags"],
)
def test_a_bomb_of_headers_is_refused_or_read_and_holds_nobody_up(edge: Edge, headers: str) -> None:
    with line(edge.port, seconds=30) as attacker:
        try:
            attacker.say(f"GET {STORY} HTTP/1.1\r\n{HOST}{headers}\r\n".encode())
            answer = attacker.answer()
        except (Ended, BrokenPipeError, ConnectionResetError):
            answer = None
    assert refused(answer) or (answer is not None and answer.status == 200 and len(headers) < 1 << 20)
    assert answers_others(edge)


def test_headers_without_an_end_are_cut_off_and_never_kept(edge: Edge) -> None:
    """Some more is read and thrown away, so that the refusal can be read; then the line is closed."""
    before, until = _memory(edge), time.monotonic() + 60
    with line(edge.port, seconds=60) as attacker, suppress(OSError):
        attacker.say(f"GET {STORY} HTTP/1.1\r\n{HOST}".encode())
        while True:
            attacker.say(b"X-More: " + b"a" * 65_000 + b"\r\n")
            assert time.monotonic() < until, "the line is still open"
    assert _memory(edge) < before + (32 << 20)
    assert answers_others(edge)


def _memory(edge: Edge) -> int:
    """Bytes that the process holds, and its children: the supervisor of `serve` has one."""
    children = Path(f"/proc/{edge.process.pid}/task/{edge.process.pid}/children").read_text().split()
    held = 0
    for pid in [str(edge.process.pid), *children]:
        held += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()
    return held


def test_slow_headers_hold_up_nobody_and_are_given_up(edge: Edge) -> None:
    """Many who send a letter now and then: others are answered, and in the end their lines are closed."""
    slow = [Line(edge.port, seconds=120) for _ in range(100)]
    try:
        for one in slow:
            one.say(b"GET / HT")
        for _ in range(5):
            for one in slow:
                one.say(b"X")
            assert answers_others(edge)
        wait_until(lambda: _is_over(slow[0]), 90)
    finally:
        for one in slow:
            one.close()


def _is_over(attacker: Line) -> bool:
    """Whether the line has been closed; says another letter if not."""
    try:
        attacker.say(b"X")
        attacker.socket.settimeout(1)
        return attacker.socket.recv(4096) == b"" or True
    except TimeoutError:
        return False
    except OSError:
        return True


def test_ten_thousand_who_say_nothing_hold_up_nobody(own_edge: Callable[..., Edge]) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    many = min(10_000, hard - 500)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, many + 500)), hard))
    try:
        edge = own_edge(finished(STORY))
        idle = []
        try:
            for _ in range(many):
                idle.append(socket.create_connection(("127.0.0.1", edge.port), timeout=20))
            assert answers_others(edge)
            idle[-1].sendall(f"GET {STORY} HTTP/1.1\r\n{HOST}\r\n".encode())
            assert idle[-1].recv(12) == b"HTTP/1.1 200"
        finally:
            for one in idle:
                one.close()
        wait_until(lambda: answers_others(edge))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_reader_who_takes_twenty_megabytes_slowly_holds_up_nobody(own_edge: Callable[..., Edge]) -> None:
    large = os.urandom(1 << 20) * 20
    edge = own_edge(finished(STORY), finished("/large/", large, encoded=False))
    with line(edge.port, seconds=60) as slow:
        slow.say(f"GET /large/ HTTP/1.1\r\n{HOST}\r\n".encode())
        for _ in range(5):
            assert answers_others(edge)
            time.sleep(0.05)
        answer = slow.answer()
    assert answer.body == large


def test_a_reader_who_leaves_in_the_middle_is_missed_by_nobody(own_edge: Callable[..., Edge]) -> None:
    edge = own_edge(finished(STORY), finished("/large/", b"x" * (20 << 20), encoded=False))
    for _ in range(20):
        gone = Line(edge.port)
        gone.say(f"GET /large/ HTTP/1.1\r\n{HOST}\r\n".encode() * 3)
        gone.socket.recv(1000)
        gone.close()
    assert answers_others(edge)
    assert b"Traceback" not in edge.log.read_bytes()


@pytest.mark.parametrize(
    "host", ["other.example", "127.0.0.1:1", "", "a b", "x" * 5000, "[::1", "127.0.0.1/../"]
)
def test_a_foreign_host_gets_no_fault(edge: Edge, host: str) -> None:
    answer = answered(edge, f"GET {STORY} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    assert refused(answer) or (answer is not None and answer.status in (200, 301, 421))
    assert answers_others(edge)


def test_the_absolute_form_of_an_address_is_no_way_to_another_page(edge: Edge) -> None:
    answer = answered(edge, f"GET http://127.0.0.1{STORY} HTTP/1.1\r\n{HOST}\r\n".encode())
    assert answer is not None
    assert (answer.status == 200 and answer.body == BODY) or refused(answer)
    foreign = answered(edge, f"GET http://other.example/nobody/ HTTP/1.1\r\n{HOST}\r\n".encode())
    assert refused(foreign)
    assert refused(answered(edge, f"CONNECT other.example:443 HTTP/1.1\r\n{HOST}\r\n".encode()))


def test_a_folder_that_goes_away_takes_no_page_with_it(own_edge: Callable[..., Edge]) -> None:
    edge = own_edge(finished(STORY))
    assert answers_others(edge)
    shutil.rmtree(edge.data)
    for _ in range(20):
        assert answers_others(edge)
    assert edge.process.poll() is None


def test_a_file_that_is_no_page_is_not_served_and_is_replaced(own_edge: Callable[..., Edge]) -> None:
    edge = own_edge(finished(STORY), finished("/half/"))
    file = edge.store.file_of("/half/")
    raw = file.read_bytes()
    for broken in (raw[: len(raw) // 2], raw[:-1] + b"?", b"", b"something else"):
        swapped = file.with_suffix(".new")
        swapped.write_bytes(broken)
        swapped.replace(file)
        edge.store.pulse.move()
        with line(edge.port) as curl:
            answer = curl.ask("/half/")
        assert answer.status != 200 or answer.body == BODY, broken[:40]
        assert answers_others(edge)
    edge.store.put(finished("/half/", BODY + b" "))
    with line(edge.port) as curl:
        assert curl.ask("/half/").body == BODY + b" "


def test_a_change_is_what_the_next_request_gets(own_edge: Callable[..., Edge]) -> None:
    edge = own_edge(finished(STORY))
    with line(edge.port) as curl:
        for number in range(200):
            body = BODY + str(number).encode()
            edge.store.put(finished(STORY, body, encoded=False))
            assert curl.ask(STORY).body == body
        edge.store.drop(STORY)
        assert curl.ask(STORY).status in (404, 502, 503)
        # A file made before the clock was set back is a change all the same.
        edge.store.put(finished(STORY))
        os.utime(edge.store.file_of(STORY), (1, 1))
        edge.store.pulse.move()
        assert curl.ask(STORY).body == BODY


def test_a_full_disk_in_the_middle_of_a_swap_leaves_the_old_page(
    own_edge: Callable[..., Edge], tmp_path: Path, tiny_disk: Path
) -> None:
    edge = own_edge(finished(STORY), data=tiny_disk / "data")
    assert answers_others(edge)
    with pytest.raises(OSError, match="No space left"):
        edge.store.put(finished(STORY, os.urandom(8 << 20), encoded=False))
    assert answers_others(edge)
    left = {file.name for file in edge.data.rglob("*") if file.is_file()}
    assert left == {edge.store.file_of(STORY).name, "pulse", "edge.json"}


def test_a_body_that_reads_like_the_request_before_is_a_body(edge: Edge) -> None:
    asked = f"GET {STORY} HTTP/1.1\r\n{HOST}\r\n".encode()
    with line(edge.port) as attacker:
        for _turn in range(2):
            attacker.say(asked)
            assert attacker.answer().body == BODY
        attacker.say(f"POST /nowhere/ HTTP/1.1\r\n{HOST}Content-Length: {len(asked)}\r\n\r\n".encode())
        time.sleep(0.2)  # so that head and body come in two pieces
        attacker.say(asked)
        assert attacker.answer().status != 200
        assert attacker.ask("/nowhere/").status != 200  # the very next answer


def test_a_request_begun_in_pieces_is_no_other_for_the_one_before(edge: Edge) -> None:
    asked = f"GET {STORY} HTTP/1.1\r\n{HOST}\r\n".encode()
    with line(edge.port) as attacker:
        attacker.say(asked)
        assert attacker.answer().body == BODY
        attacker.say(b"GE")
        time.sleep(0.2)
        attacker.say(asked)
        with suppress(Ended, ConnectionResetError):
            assert refused(attacker.answer())
    assert answers_others(edge)


def test_a_page_that_changes_is_the_new_one_for_who_asks_as_before(own_edge: Callable[..., Edge]) -> None:
    edge = own_edge(finished(STORY))
    with line(edge.port) as reader:
        assert [reader.ask(STORY).body for _turn in range(3)] == [BODY] * 3
        edge.store.put(finished(STORY, b"mended"))
        wait_until(lambda: reader.ask(STORY).body == b"mended")
        edge.store.drop(STORY)
        wait_until(lambda: reader.ask(STORY).status != 200)
