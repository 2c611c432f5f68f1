"""Lending a draft to somebody without an account: a secret address that ends by itself, or when it is ended."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.people.reads import demand_editor
from twosource.verification.refusals import BadValue, Refused

from ..drafts import latest_draft
from ..events import PreviewEnded, PreviewLent
from ..models import PreviewLink, StoryPage
from ..previews import digest_of, link_by

TOKEN_BYTES = 24
USUAL_HOURS, LONGEST_HOURS = 48, 14 * 24
LONGEST_WHOM = 120


@transaction.atomic
def lend_preview(
    *, story: StoryPage, whom: str, by: User, hours: int = USUAL_HOURS
) -> tuple[PreviewLink, str]:
    """A link to the story's newest version for somebody without an account; returns its row and its token.

    The token is nowhere else: who loses it makes another link.

    Raises: NotYourRole; BadValue when it is not said for whom, or on hours that are none.
    """
    demand_editor(by)
    whom = " ".join(whom.split())
    if not whom or len(whom) > LONGEST_WHOM:
        raise BadValue(_("whom: say who it is for, in %(most)d characters at most.") % {"most": LONGEST_WHOM})
    if not 1 <= hours <= LONGEST_HOURS:
        raise BadValue(_("hours: from 1 to %(most)d.") % {"most": LONGEST_HOURS})
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = PreviewLink.objects.create(
        story=story, digest=digest_of(token), whom=whom, made_by=by, made_at=now(),
        expires_at=timezone.now() + timedelta(hours=hours),
    )  # fmt: skip
    record(PreviewLent(story.pk, link_id=link.pk, whom=whom, expires_at=link.expires_at.isoformat()), by=by)
    return link, token


@transaction.atomic
def end_preview(*, link: PreviewLink, by: User) -> PreviewLink:
    """Have a link lead nowhere from now on.

    Raises: NotYourRole; Refused when it does already.
    """
    demand_editor(by)
    found = PreviewLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if found.revoked_at is not None or found.expires_at <= timezone.now():
        raise Refused(_("This link leads nowhere any more."))
    found.revoked_at, found.revoked_by = now(), by
    found.save(update_fields=["revoked_at", "revoked_by"])
    record(PreviewEnded(found.story_id, link_id=found.pk, whom=found.whom), by=by)
    return found


def open_preview(*, token: str, count: bool = True) -> StoryPage | None:
    """The newest version of the story a token leads to, and one more view of it; None for any other token."""
    link = link_by(token)
    if link is None:
        return None
    if count:
        PreviewLink.objects.filter(pk=link.pk).update(views=F("views") + 1, viewed_at=timezone.now())
    return latest_draft(link.story)
