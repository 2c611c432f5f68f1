"""The words of letters: what whoever is accused is asked, exactly, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .models import Request


@dataclass(frozen=True, slots=True)
class Ask:
    """A request by e-mail before it is sent.

    `alleged` is what will be said of them, `question` what they are asked, `how` a way to answer beside this
    letter (a telephone number, say); `deadline` is aware. `key` is one of its own, so that it is sent once.
    """

    to: str
    subject: str
    question: str
    alleged: str
    deadline: datetime
    how: str = ""
    key: str = ""


def deadline_in_full(deadline: datetime) -> str:
    """“Friday 27 November 2026, 17:00 CET (Europe/Amsterdam)”: nobody need guess whose clock is meant."""
    local = timezone.localtime(deadline)
    short, zone = local.tzname() or "", timezone.get_current_timezone_name()
    named = short if short == zone else f"{short} ({zone})"
    return f"{date_format(local, 'l j F Y')}, {local:%H:%M} {named}"


def request_letter(ask: Ask, *, whom: str, asker: str) -> str:
    """The text of a request, as plain text."""
    paper = settings.TWOSOURCE.newsroom.name
    answer = _("Reply to this e-mail.")
    if ask.how.strip():
        answer = _("Reply to this e-mail, or: %(how)s") % {"how": ask.how.strip()}
    parts = [
        _("To %(whom)s") % {"whom": whom},
        _("%(paper)s is preparing a report that concerns you. We ask for your answer before it is published.")
        % {"paper": paper},
        _("What is alleged:") + "\n" + _indented(ask.alleged),
        _("What we ask you:") + "\n" + _indented(ask.question),
        _("Please answer by %(deadline)s. If we have heard nothing by then, the report will say so.")
        % {"deadline": deadline_in_full(ask.deadline)},
        _("How to answer:") + "\n" + _indented(answer),
        f"{asker}\n{paper}\n{settings.WAGTAILADMIN_BASE_URL}",
    ]
    return "\n\n".join(parts) + "\n"


def reminder_letter(request: Request, *, asker: str) -> str:
    """The text of a reminder, as plain text."""
    paper = settings.TWOSOURCE.newsroom.name
    parts = [
        _("To %(whom)s") % {"whom": request.asked},
        _("On %(day)s we asked you:") % {"day": deadline_in_full(request.sent_at)}
        + "\n"
        + _indented(request.question),
        _("We have not heard from you. Please answer by %(deadline)s.")
        % {"deadline": deadline_in_full(request.deadline)},
        _("Reply to this e-mail; our first letter says more."),
        f"{asker}\n{paper}\n{settings.WAGTAILADMIN_BASE_URL}",
    ]
    return "\n\n".join(parts) + "\n"


def reminder_subject(subject: str) -> str:
    return (_("Reminder: %(subject)s") % {"subject": subject})[:200]


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.strip().splitlines())
