"""A little work a browser does while one types, so that a machine that posts a thousand times does it a thousand times.

No third party, no picture to look at: a number is sought that, put behind the form's ticket, gives a digest that
begins with enough zeros (Back's hashcash, 1997). It proves no human; it makes a run dearer, and a program that cannot
be bothered gives itself away. It is never a wall: without it a new reader's comment waits for a moderator, no more.
"""

from __future__ import annotations

from hashlib import sha256

BITS = 14  # 16,000 digests on the average: about half a second in a browser
LONGEST = 12  # figures of an answer


def is_done(ticket: str, answer: str, *, bits: int = BITS) -> bool:
    """Whether `answer` is what was sought for this ticket. Anything at all may be given; nothing is raised."""
    if not ticket or not answer.isascii() or not answer.isdecimal() or len(answer) > LONGEST:
        return False
    digest = sha256(f"{ticket}.{answer}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - bits) == 0


def seek(ticket: str, *, bits: int = BITS) -> str:
    """The answer, as a browser finds it: the least number that is one."""
    number = 0
    while not is_done(ticket, str(number), bits=bits):
        number += 1
    return str(number)
