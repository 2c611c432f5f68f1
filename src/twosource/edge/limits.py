"""How much and how long the edge listens to one reader, and what it says when that is too much."""

from __future__ import annotations

from http import HTTPStatus

# Bytes of a whole head and of its first line's target, and lines in it.
LONGEST_HEAD, LONGEST_TARGET, MOST_HEADERS = 32 * 1024, 8 * 1024, 100
# Seconds: between two requests; for a head that has begun; for a body of which nothing comes; for an answer of
# which nothing is taken; and for a reader to take leave.
KEEP_ALIVE, HEAD_TIME, BODY_TIME, TAKING_TIME, LEAVE_TIME = 20, 10, 30, 60, 2
# Who listens is told so much after a silence, at the soonest; up to ten seconds more, that not all are at once.
SILENCE, SPREAD_OF_SILENCE = 15, 10
# Who found no place to listen may come again after so many seconds.
NO_PLACE = 30
# Idle readers are let go, the longest idle first, when there are more than this.
MOST_CONNECTIONS = 16_000


class Refused(Exception):
    """What was sent is no request that can be answered; `status` says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def refusal(status: int) -> bytes:
    """A whole answer, in plain words, after which the connection ends."""
    words = f"{HTTPStatus(status).phrase}\n".encode()
    more = b"retry-after: %d\r\n" % NO_PLACE if status == HTTPStatus.SERVICE_UNAVAILABLE else b""
    return (
        b"HTTP/1.1 %d %s\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\n"
        b"%sconnection: close\r\n\r\n%s" % (status, words.strip(), len(words), more, words)
    )
