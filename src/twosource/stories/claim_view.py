"""The page of one claim as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Revision

from twosource.kernel.vocabulary import Mode
from twosource.ledger.reads import facts_of
from twosource.ledger.uses import using
from twosource.replies.reads import requests_about, waived_claims
from twosource.verification.models import Claim
from twosource.verification.provenance import provenance
from twosource.verification.reads import Known as KnownClaim
from twosource.verification.reads import earlier_wordings, known_claims, status_history
from twosource.verification.timeline import timelines

from . import gate
from .claim_pages import Appearance, ClaimLine, ClaimView, Overruled, Worded
from .markup_claims import claim_page
from .models import Override, StoryClaim
from .pages import Facing, Known, Link
from .panel import moved, pages_of, told_more
from .published import claim_url, live_carriers, published_claims
from .reads import Desk, page_desk, story_shown
from .silence import told_about
from .story_view import asked, claim_note, facing, panel_entry


def claim_view(claim_id: int) -> ClaimView | None:
    """A claim's page, or None while no live story brings the claim before readers.

    A claim *that something was said* is brought by the stories that carry what was said.
    """
    if not published_claims().filter(pk=claim_id).exists():
        return None
    using(f"page:claim:{claim_id}")
    claim = known_claims([claim_id])[claim_id]
    desk = page_desk()
    rows = list(live_carriers().filter(claim__in=[claim_id, *([claim.about_id] if claim.about_id else [])]))
    others = known_claims(_related(claim))
    url = claim_url(claim_id)
    view = ClaimView(
        claim_id=claim_id,
        url=url,
        absolute_url=settings.WAGTAILADMIN_BASE_URL + url,
        known=replace(_entry(claim), came=provenance([claim_id], for_readers=True).get(claim_id)),
        timeline=timelines([claim_id], for_readers=True).get(claim_id),
        published_at=min(row.story.first_published_at for row in rows),
        appearances=tuple(_appearance(row, claim, desk) for row in rows),
        about=_line(others.get(claim.about_id or 0)),
        said_claims=tuple(
            line for other in others.values() if other.about_id == claim_id and (line := _line(other))
        ),
        accused=tuple(Link(name, pages_of([claim]).of_name(name)) for name in claim.accused),
        facing=_facing(claim),
        moves=tuple(moved(move) for move in status_history([claim_id])[claim_id]),
        wordings=_wordings(claim_id, rows),
        overruled=_overruled(claim_id, rows, desk),
        withdrawn=claim.withdrawn,
        description=Truncator(f"{claim.text} {claim.why}").chars(160),
    )
    return claim_page(
        view, claim, paper=settings.TWOSOURCE.newsroom.name, base_url=settings.WAGTAILADMIN_BASE_URL
    )


def _entry(claim: KnownClaim) -> Known:
    requests = [(request.claim_id, asked(request)) for request in told_about([claim.claim_id])]
    entry = panel_entry(claim, "", {})
    return told_more([entry], {claim.claim_id: claim}, requests, {}, pages_of([claim]))[0]


def _facing(claim: KnownClaim) -> Facing | None:
    """The answer of those the claim accuses, as it stands under every story that carries it."""
    if not claim.accused:
        return None
    ids = [claim.claim_id]
    told = told_about(ids)
    if any(str(row.asked) in claim.accused for row in requests_about(ids) if row not in told):
        return None  # one of them is a protected source; that they were asked is not told
    return facing(claim, {claim.claim_id: claim_note(claim)}, told, waived_claims(ids))


def _related(claim: KnownClaim) -> list[int]:
    """What was said, or the claims that it was said; those that have a page."""
    said = Claim.objects.filter(about=claim.claim_id).values_list("pk", flat=True)
    wanted = [*said, *([claim.about_id] if claim.about_id else [])]
    using(*(f"claim:{pk}" for pk in wanted))
    return list(published_claims().filter(pk__in=wanted).order_by("pk").values_list("pk", flat=True))


def _line(claim: KnownClaim | None) -> ClaimLine | None:
    return ClaimLine(claim_note(claim), claim.text, claim_url(claim.claim_id)) if claim else None


def _appearance(row: StoryClaim, claim: KnownClaim, desk: Desk) -> Appearance:
    story_shown(row.story)
    own = row.claim_id == claim.claim_id
    return Appearance(
        story=Link(row.story.title, desk.url(row.story.url_path)),
        mode_label=Mode(row.mode).label.say(_, ngettext) if own else _("that it was said"),
        published_at=row.story.first_published_at,
        words=row.words if own else "",
    )


def _overruled(claim_id: int, rows: Iterable[StoryClaim], desk: Desk) -> tuple[Overruled, ...]:
    stories = {row.story_id: Link(row.story.title, desk.url(row.story.url_path)) for row in rows}
    found = (
        Override.objects.filter(claim=claim_id, story__in=stories).exclude(rule="G6").select_related("editor")
    )
    using(*(f"person:{row.editor_id}" for row in found))
    return tuple(
        Overruled(
            row.rule, gate.rule_in_words(row.rule), str(row.editor), row.reason, row.at, stories[row.story_id]
        )
        for row in found
    )


def _wordings(claim_id: int, rows: Iterable[StoryClaim]) -> tuple[Worded, ...]:
    """Earlier words of the claim that readers were shown; those changed before it was published stay at the desk."""
    words = earlier_wordings(claim_id)
    since = shown_since(claim_id, {row.story_id for row in rows}) if words else None
    return tuple(Worded(each.text, each.until) for each in words if since and each.until > since)


def shown_since(claim_id: int, stories: Iterable[int]) -> datetime | None:
    """When a version of one of these stories that carries this claim first went out; None if none is known to have.

    The first publication of a story says nothing of a claim that a later version brought.
    """
    went_out = facts_of("StoryPublished", [f"story:{pk}" for pk in stories])
    versions = Revision.objects.in_bulk({entry.payload.get("revision_id", 0) for entry in went_out})
    for entry in went_out:
        version = versions.get(entry.payload.get("revision_id", 0))
        carried = version.content.get("carried", ()) if version else ()
        if any(str(row.get("claim")) == str(claim_id) for row in carried):
            return entry.at
    return None
