"""From the fields of a form to what is committed: the same at every door."""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import OperationalError, connection
from django.utils.translation import gettext as _

from twosource.readers.senders import is_elsewhere, sender_of

from .actions import post_comments
from .guards import SALT, TRAP, check_ticket
from .posting import Posted, Refused, Wanted, Why
from .signed_in import signed_in
from .spam.work import challenge, is_done

log = logging.getLogger("twosource.discussion")

PATH: Final = "/discussion/post/"
LARGEST: Final = 2 * 1024 * 1024  # bytes of a form; more is not read, and cannot be given back
LONGEST_WAIT: Final = 5.0  # seconds for the database, then the reader is told to send it again
_FORM = b"application/x-www-form-urlencoded"
_MOST_FIELDS = 20


@dataclass(frozen=True, slots=True)
class Fields:
    """What the form said, as far as it said anything."""

    under: str = ""
    text: str = ""
    ticket: str = ""
    receipt: str = ""
    answers: str = ""
    trap: str = ""
    work: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """A form as it came in: what it said, whose session it came with, from which address, when."""

    fields: Fields
    session: str
    address: str
    at: datetime


def read_fields(body: bytes) -> Fields:
    """The fields of an urlencoded form. Raises ValueError for what is none, or has too many."""
    text = body.decode("utf-8", "replace")
    said = dict(parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=_MOST_FIELDS))
    names = ("under", "text", "ticket", "receipt", "answers", "work")
    return Fields(**{name: said.get(name, "") for name in names}, trap=said.get(TRAP, ""))


def read_form(headers: Mapping[bytes, bytes], body: bytes) -> Fields | Refused:
    """The form of a request, or why it is none of ours. Nothing is looked up."""
    site, origin, host = (
        headers.get(name, b"").decode("latin-1") for name in (b"sec-fetch-site", b"origin", b"host")
    )
    if is_elsewhere(site, origin, host):
        return Refused(Why.ELSEWHERE, _("Another site sent this. Please write it here."))
    if headers.get(b"content-type", b"").partition(b";")[0].strip().lower() != _FORM:
        return Refused(
            Why.MALFORMED, _("This form is not one of ours. Please write on the page of the story.")
        )
    if len(body) > LARGEST:
        return Refused(Why.TOO_LONG, _("That is much longer than a comment can be. Please write less."))
    try:
        fields = read_fields(body)
    except ValueError:
        return Refused(
            Why.MALFORMED, _("This form is not one of ours. Please write on the page of the story.")
        )
    if fields.trap:
        return Refused(Why.TRAP, _("A field that must stay empty was filled. Empty it, and send it again."))
    if fields.answers and not _is_id(fields.answers):
        return Refused(
            Why.MALFORMED, _("This form is not one of ours. Please write on the page of the story.")
        )
    return fields


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def commit(wishes: Sequence[Wish]) -> list[Posted | Refused]:
    """Have these on record: whose they are, whether they may, and then all in one transaction.

    When it returns, what was taken is on disk. A database that is not to be had in time, or went away twice, refuses
    all of them; the same receipts may come again.
    """
    for last in (False, True):
        try:
            if connection.connection is None:
                _wait_at_most(LONGEST_WAIT)
            with _turn():
                return _committed(wishes)
        except OperationalError as error:
            log.warning("the database took no comments: %s", str(error).strip())
            if not connection.in_atomic_block:
                connection.close()
            if last or _is_locked(error):
                break
    return [busy() for _each in wishes]


#: Stands where an answer will, until there is one.
_UNDECIDED: Final = Refused(Why.FAILED, "")


def _committed(wishes: Sequence[Wish]) -> list[Posted | Refused]:
    people = signed_in({wish.session for wish in wishes if wish.session})
    answers: list[Posted | Refused] = []
    wanted: list[Wanted] = []
    places: list[int] = []
    for wish in wishes:
        fields, user = wish.fields, people.get(wish.session)
        if user is None:
            answers.append(Refused(Why.NOT_SIGNED_IN, _("Sign in to write here.")))
            continue
        refused = check_ticket(fields.ticket, fields.under, user.pk)
        if refused is not None:
            answers.append(refused)
            continue
        places.append(len(answers))
        answers.append(_UNDECIDED)
        wanted.append(
            Wanted(
                under=fields.under, source=fields.text, by=user, receipt=fields.receipt, at=wish.at,
                sender=sender_of(wish.address, wish.at, salt=SALT),
                answers=int(fields.answers) if fields.answers else None,
                address=wish.address, worked=is_done(challenge(fields.ticket, fields.receipt), fields.work),
            )
        )  # fmt: skip
    if wanted:
        for place, posted in zip(places, post_comments(wanted=wanted), strict=True):
            answers[place] = posted
    return answers


def busy() -> Refused:
    return Refused(
        Why.BUSY, _("So much is being written just now. Please send it again in a moment."), wait=5
    )


def failed(wish: Wish, error: Exception) -> Refused:
    """The answer when one alone cannot be put on record, and nobody knows why."""
    return Refused(
        Why.FAILED, _("This could not be put on record. Please send it again in a moment."), wait=30
    )


def _is_locked(error: OperationalError) -> bool:
    return "locked" in str(error)


@contextmanager
def _turn() -> Iterator[None]:
    """Of several processes with a counter one after the other, in the order in which they came.

    SQLite has those who wait look again and again, more and more seldom, and lets in who happens to look: one of two
    waited four seconds. The system wakes the first that waits, and whoever falls has left.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with (settings.TWOSOURCE_FOLDER / "data" / "counter.turn").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def _wait_at_most(seconds: float) -> None:
    """On this connection: a reader who waits for an answer is told before they give up."""
    wait = {"sqlite": "PRAGMA busy_timeout = {}", "postgresql": "SET lock_timeout = {}"}
    with connection.cursor() as cursor:
        cursor.execute(wait[connection.vendor].format(int(seconds * 1000)))
