"""Requests and reminders by e-mail.

A letter is written down, then sent, then noted as sent: three steps, because no lock of the database is held
while a mail server makes us wait, and because a newsroom that stops in the middle must know that it does not
know. So these verbs are not one transaction; each of their steps is.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from twosource.kernel.vocabulary import Channel
from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.outside.mail import Letter as Post
from twosource.outside.mail import NotSent, mail
from twosource.people.models import User
from twosource.people.reads import demand_staff
from twosource.verification.limits import demand_fitting
from twosource.verification.models import Actor, Claim
from twosource.verification.refusals import BadValue, Refused

from ..events import CommentRequested, ReminderSent
from ..models import Letter, Request
from ..wording import Ask, reminder_letter, reminder_subject, request_letter
from .asking import demand_askable

TRIES = 3  # of a reminder the newsroom sends by itself
BETWEEN_TRIES = timedelta(minutes=10)


class LetterRefused(Refused):
    """The letter did not leave, and nothing is on record as sent; the message says why."""


def send_request(*, claim: Claim, asked: Actor, ask: Ask, by: User) -> Request:
    """Send a request for comment by e-mail, and put it on record once it has left.

    Raises: BadValue on an empty question or allegation, a subject or an address with more in it than one, or a
    deadline that has passed; LetterRefused when it could not be sent or was sent already.
    """
    demand_staff(by)
    demand_askable(asked)
    _demand_sendable(ask)
    letter = _write(
        Letter(
            claim=claim, asked=asked, kind=Letter.Kind.REQUEST, to=ask.to.strip(), reply_to=by.email,
            subject=ask.subject.strip(), body=request_letter(ask, whom=str(asked), asker=str(by)),
            message_id=_message_id(ask.key or str(uuid4())), by=by,
        )
    )  # fmt: skip
    _send(letter)
    with transaction.atomic():
        sent_at = now()
        request = Request.objects.create(
            claim=claim, asked=asked, question=ask.question.strip(), channels=[Channel.EMAIL],
            sent_at=sent_at, deadline=ask.deadline, asked_by=by,
        )  # fmt: skip
        _note_sent(letter, sent_at, request)
        record(CommentRequested(request.pk, claim.pk), by=by)
    return request


def remind(*, request: Request, by: User | None, key: str = "") -> Letter:
    """Remind who has not answered, at the address they were asked at; None reminds in the newsroom's name.

    Raises: Refused when the request has an outcome, its deadline has passed, or it was not sent by e-mail;
    LetterRefused when the reminder could not be sent or was sent already.
    """
    if by is not None:
        demand_staff(by)
    letter, first = _reminder(request, by, key)
    _send(letter, answers=first.message_id)
    with transaction.atomic():
        _note_sent(letter, now(), request)
        record(ReminderSent(request.pk, request.claim_id), by=by)
    return letter


def remind_due(*, most: int = 5) -> tuple[list[Letter], list[str]]:
    """Send the reminders whose hour has come, each request's once; returns those sent, and what went wrong.

    A failure is tried again twice, ten minutes apart. The hour is the policy's `reminder_hours` before the
    deadline; 0 sends none. Reads the real clock, as every schedule does.
    """
    sent, troubles = [], []
    for request in due_for_reminder(timezone.now())[:most]:
        try:
            sent.append(remind(request=request, by=None))
        except Refused as refusal:
            troubles.append(f"{request.asked}: {' '.join(refusal.messages)}")
    return sent, troubles


def due_for_reminder(moment: datetime) -> list[Request]:
    """Open requests by e-mail whose reminder is due at this moment and was not sent, soonest deadline first."""
    hours = settings.TWOSOURCE.policy.reminder_hours
    if not hours:
        return []
    ahead = timedelta(hours=hours)
    waiting = (
        Request.objects.filter(outcome="", deadline__gt=moment, deadline__lte=moment + ahead)
        .filter(letters__kind=Letter.Kind.REQUEST, letters__sent_at__isnull=False)
        .select_related("asked", "asked_by")
        .prefetch_related("letters")
        .order_by("deadline", "pk")
        .distinct()
    )
    return [request for request in waiting if _wants_reminder(request, moment, ahead)]


def _wants_reminder(request: Request, moment: datetime, ahead: timedelta) -> bool:
    """Whoever was asked so late that the reminder would come at once is spared it."""
    if request.sent_at > request.deadline - ahead:
        return False
    tried = [letter for letter in request.letters.all() if letter.kind == Letter.Kind.REMINDER]
    if any(letter.failed_at is None for letter in tried):
        return False
    return len(tried) < TRIES and all(moment - letter.written_at >= BETWEEN_TRIES for letter in tried)


@transaction.atomic
def _reminder(request: Request, by: User | None, key: str) -> tuple[Letter, Letter]:
    """The reminder, written down, and the letter it follows. The row is locked: of two at once one is sent."""
    row = Request.objects.select_for_update(of=("self",), no_key=True).get(pk=request.pk)
    if row.outcome:
        raise Refused(_("This request has its outcome; there is nothing to be reminded of."))
    if row.deadline <= timezone.now():
        raise Refused(_("The deadline has passed. Ask again instead."))
    first = row.letters.filter(kind=Letter.Kind.REQUEST, sent_at__isnull=False).first()
    if first is None:
        raise Refused(_("It was not sent by e-mail from here; remind them by the way it went."))
    unsettled = Q(sent_at__isnull=False) | Q(failed_at=None)
    if by is None and row.letters.filter(unsettled, kind=Letter.Kind.REMINDER).exists():
        raise Refused(_("A reminder was sent already."))
    asker = by or row.asked_by
    letter = _write(
        Letter(
            request=row, claim_id=row.claim_id, asked_id=row.asked_id, kind=Letter.Kind.REMINDER,
            to=first.to, reply_to=asker.email, subject=reminder_subject(first.subject),
            body=reminder_letter(row, asker=str(asker)), message_id=_message_id(key or str(uuid4())), by=by,
        )
    )  # fmt: skip
    return letter, first


def _demand_sendable(ask: Ask) -> None:
    for field, text in (("question", ask.question), ("alleged", ask.alleged), ("subject", ask.subject)):
        if not text.strip():
            raise BadValue(_("%(field)s: write it down.") % {"field": field})
    _demand_one_line("subject", ask.subject.strip())
    _demand_one_line("to", ask.to.strip())
    try:
        validate_email(ask.to.strip())
    except ValidationError as error:
        raise BadValue(
            _("to: one e-mail address, such as press@harbour.example, and nothing else.")
        ) from error
    if ask.deadline <= timezone.now():
        raise BadValue(_("deadline: it has passed already; give them time to answer."))
    demand_fitting(
        Letter, to=ask.to.strip(), subject=ask.subject.strip(), body=ask.question + ask.alleged + ask.how
    )


def _demand_one_line(field: str, text: str) -> None:
    """Raises BadValue when a header would hold more than words: a line break could add headers of its own."""
    if any(unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in text):
        raise BadValue(
            _("%(field)s: one line, without line breaks or control characters.") % {"field": field}
        )


def _message_id(key: str) -> str:
    return f"<{key}@{urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or 'localhost'}>"


def _write(letter: Letter) -> Letter:
    """Put the letter on record before it goes; the same one twice is refused."""
    letter.written_at = now()
    try:
        with transaction.atomic():
            letter.save()
    except IntegrityError as error:
        raise LetterRefused(_("This letter was sent already, or is on its way.")) from error
    return letter


def _send(letter: Letter, *, answers: str = "") -> None:
    try:
        mail().send(Post(letter.to, letter.subject, letter.body, letter.message_id, letter.reply_to, answers))
    except NotSent as trouble:
        letter.failed_at, letter.trouble = now(), str(trouble)[:500]
        letter.save(update_fields=["failed_at", "trouble"])
        raise LetterRefused(
            _("The letter was not sent, and nothing is on record as sent: %(why)s") % {"why": trouble}
        ) from trouble


def _note_sent(letter: Letter, at: datetime, request: Request) -> None:
    letter.sent_at, letter.request = at, request
    letter.save(update_fields=["sent_at", "request"])
