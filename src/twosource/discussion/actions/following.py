"""Following a thread by letters: begun and ended by the reader, written by the worker."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twosource.ledger.clock import now
from twosource.outside.mail import Letter, NotSent, mail
from twosource.people.models import User
from twosource.verification.refusals import Refused

from ..following import Told, news_for
from ..models import Following
from .threads import grounds, thread_of

log = logging.getLogger("twosource.discussion")

PAUSE = timedelta(minutes=15)  # between two letters about one thread to one reader
AGAIN = timedelta(minutes=5)  # until a letter is tried again that did not leave


@transaction.atomic
def follow(*, under: str, by: User) -> Following:
    """Have letters sent about what is written there from now on; who follows already, goes on following.

    Raises: Refused where there is nothing to follow, and for an account without an address.
    """
    moment = now()
    ground = grounds([under], moment).get(under)
    if ground is None:
        raise Refused(_("There is nothing here to follow."))
    if not by.email:
        raise Refused(_("Your account has no e-mail address. Give it one first."))
    found, _made = Following.objects.get_or_create(
        thread=thread_of(ground, moment), by=by,
        defaults={"secret": secrets.token_hex(16), "since": moment, "told_until": moment},
    )  # fmt: skip
    return found


@transaction.atomic
def unfollow(*, following: Following) -> None:
    """End the letters; done already is done."""
    Following.objects.filter(pk=following.pk).delete()


def post_news(*, most: int = 20, moment: datetime | None = None) -> int:
    """Write to those whose threads have something new, to each at most once in a quarter of an hour.

    Returns how many letters left. One that did not is tried again; what it was to tell is told then.
    """
    moment = moment or timezone.now()
    news = Q(thread__last_at__gt=F("told_until")) & Q(told_until__lte=moment - PAUSE)
    sent = 0
    for pk in list(Following.objects.filter(news).order_by("told_until").values_list("pk", flat=True)[:most]):
        taken = _take(pk, moment)
        if taken is not None:
            sent += _post(*taken, moment)
    return sent


@transaction.atomic
def _take(pk: int, moment: datetime) -> tuple[Following, datetime] | None:
    """Say that this reader is told before they are: of two at once, one writes. With until when they had been told."""
    rows = Following.objects.select_for_update(of=("self",)).select_related("thread", "by")
    following = rows.filter(pk=pk, told_until__lte=moment - PAUSE).first()
    if following is None:
        return None
    before = following.told_until
    Following.objects.filter(pk=pk).update(told_until=moment)
    return following, before


def _post(following: Following, since: datetime, moment: datetime) -> int:
    told = news_for(following, since) if following.by.is_active and following.by.email else None
    if told is None:
        return 0
    try:
        mail().send(_letter(following, told, moment))
    except NotSent as trouble:
        log.warning("the letter about thread %d did not leave: %s", following.thread_id, trouble)
        # Not at once, and with all that it was to tell.
        Following.objects.filter(pk=following.pk, told_until=moment).update(
            told_until=min(since, moment - PAUSE + AGAIN)
        )
        return 0
    return 1


def _letter(following: Following, told: Told, moment: datetime) -> Letter:
    base = settings.WAGTAILADMIN_BASE_URL
    host = urlsplit(base).hostname or "localhost"
    count = ngettext("%(count)d new comment", "%(count)d new comments", told.count) % {"count": told.count}
    subject = _("%(count)s on “%(title)s”") % {"count": count, "title": _short(told.title)}
    parts = [
        subject + ":",
        *(f"{each.name}:\n{each.words}\n{base}{each.url}" for each in told.comments),
        *([_("And %(count)d more.") % {"count": told.further}] if told.further else []),
        _("The whole discussion: %(url)s") % {"url": base + told.url},
        _("You follow this discussion. To end these letters: %(url)s")
        % {"url": base + unfollow_path(following)},
    ]
    return Letter(
        to=following.by.email,
        subject=" ".join(subject.split()),
        body="\n\n".join(parts) + "\n",
        message_id=f"<talk-{following.pk}-{int(moment.timestamp())}@{host}>",
        unsubscribe=base + unfollow_path(following),
    )


def unfollow_path(following: Following) -> str:
    return f"/discussion/unfollow/{following.secret}/"


def _short(title: str) -> str:
    return title if len(title) <= 90 else title[:89] + "…"
