"""A little work a browser does while one types, so that a machine that posts a thousand times does it a thousand times.

No third party, no picture to look at: a number is sought that, put behind what the form carries, gives a digest that
begins with enough zeros (Back's hashcash, 1997). A form's receipt makes one comment, so each comment is a work of its
own. It proves no human; it makes a run dearer, and a program that cannot be bothered gives itself away. It is never a
wall: without it a new reader's comment waits for a moderator, no more.
"""

from __future__ import annotations

from hashlib import sha256

BITS = 14  # 16,000 digests on the average: about half a second in a browser
LONGEST = 12  # figures of an answer


def challenge(ticket: str, receipt: str) -> str:
    """What a form sets to be worked on; empty for a form without one of both."""
    return f"{ticket}.{receipt}" if ticket and receipt else ""


def is_done(given: str, answer: str, *, bits: int = BITS) -> bool:
    """Whether `answer` is what was sought for this challenge. Anything may be given; nothing is raised."""
    if not given or not answer.isascii() or not answer.isdecimal() or len(answer) > LONGEST:
        return False
    digest = sha256(f"{given}.{answer}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - bits) == 0


def seek(given: str, *, bits: int = BITS) -> str:
    """The answer, as a browser finds it: the least number that is one."""
    number = 0
    while not is_done(given, str(number), bits=bits):
        number += 1
    return str(number)
