"""Sending the letters that are owed to readers. The background process does it, now and then.

A letter is claimed, sent, and noted as sent, in three steps: no lock of the database is held while a mail server makes
us wait. One that a crash cut off is sent once more after ten minutes; twice is better than never.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation

from twosource.outside.mail import Letter, NotSent, mail
from twosource.people.models import User

from ..models import Notice
from ..moderation.letters import letter_of, subject_of

RESPITE = timedelta(minutes=2)  # in which a decision can be taken back before anybody hears of it
BETWEEN_TRIES = timedelta(minutes=10)
TRIES = 5


def tell_readers(*, most: int = 5) -> tuple[int, list[str]]:
    """Write to the readers who are to hear of something, one letter for all of it; returns how many letters were sent,
    and what went wrong. Reads the real clock, as every schedule does."""
    sent, troubles = 0, []
    for user in _due(most):
        notices = _claimed(user)
        if not notices or not user.email:
            continue
        try:
            mail().send(_letter(user, notices))
        except NotSent as trouble:
            troubles.append(str(trouble))
            continue
        sent += 1
        Notice.objects.filter(pk__in=[one.pk for one in notices]).update(sent_at=timezone.now())
    return sent, troubles


def _owed() -> Q:
    """The notices that can be sent now."""
    moment = timezone.now()
    rested = Q(tried_at=None) | Q(tried_at__lt=moment - BETWEEN_TRIES)
    return Q(rested, sent_at=None, since__lte=moment - RESPITE, tried__lt=TRIES)


def _due(most: int) -> list[User]:
    ids = Notice.objects.filter(_owed()).order_by("since", "pk").values_list("to", flat=True)
    users = User.objects.in_bulk(list(dict.fromkeys(ids[: most * 200]))[:most])
    return list(users.values())


@transaction.atomic
def _claimed(user: User) -> list[Notice]:
    """Everything this reader is to hear, so marked that nobody else sends it for a while."""
    rows = Notice.objects.filter(_owed(), to=user).select_for_update(of=("self",), skip_locked=_can_skip())
    found = list(
        rows.select_related(
            "decision__comment__thread",
            "decision__rule__edition",
            "appeal__decision__comment__thread",
            "ban__rule",
        )
    )
    Notice.objects.filter(pk__in=[one.pk for one in found]).update(
        tried=F("tried") + 1, tried_at=timezone.now()
    )
    return found


def _can_skip() -> bool:
    return bool(transaction.get_connection().features.has_select_for_update_skip_locked)


def _letter(user: User, notices: Sequence[Notice]) -> Letter:
    with translation.override(settings.LANGUAGE_CODE):
        host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "localhost"
        return Letter(
            to=user.email,
            subject=subject_of(notices),
            body=letter_of(notices),
            message_id=f"<notice-{notices[0].pk}-{notices[0].tried}@{host}>",
        )
