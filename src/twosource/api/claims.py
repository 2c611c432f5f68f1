"""Claims as JSON: what a claim's own page says, and nothing it does not."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from twosource.ledger.uses import may_be_kept
from twosource.stories.claim_pages import ClaimLine, ClaimView
from twosource.stories.claim_view import claim_view
from twosource.stories.pages import Told

from .answers import ApiError, absolute, answering, as_json, fresh


@answering("GET")
def claim(request: HttpRequest, claim_id: int) -> HttpResponse:
    """A claim that a live story carries, with its history; 404 for any other."""
    view = claim_view(claim_id)
    if view is None:
        raise ApiError(404, _("There is no such claim."))
    if request.path == claim_path(claim_id):  # and not one with zeros before its number
        may_be_kept()
    return fresh(request, as_json(whole_claim(view)))


def claim_path(claim_id: int) -> str:
    return f"/api/v1/claims/{claim_id}/"


def whole_claim(view: ClaimView) -> dict[str, Any]:
    """Everything on the claim's page, by name. Moments are in UTC; addresses are whole."""
    known = view.known
    return {
        "id": view.claim_id,
        "url": view.absolute_url,
        "text": known.text,
        "status": known.note.status,
        "status_label": known.note.status_label,
        "why": known.note.why,
        "told": _told(known.told),
        "about": _line(view.about) if view.about else None,
        "said_claims": [_line(line) for line in view.said_claims],
        "accused": [link.text for link in view.accused],
        "answer": view.facing.answer if view.facing else None,
        "supports": [asdict(line) for line in known.supports],
        "denies": [asdict(line) for line in known.denies],
        "rests_on": list(known.rests_on),
        "stakes": list(known.stakes),
        "requests": [asdict(request) for request in known.asked],
        "signed": [asdict(sign) for sign in known.signed],
        "times_checked": known.checked,
        "last_checked": known.last_checked,
        "withdrawn": view.withdrawn or None,
        "history": [{"at": m.at, "status": m.status, "status_label": m.status_label} for m in view.moves],
        "earlier_words": [asdict(each) for each in view.wordings],
        "overrides": [
            {"rule": each.rule, "editor": each.editor, "reason": each.reason, "at": each.at}
            for each in view.overruled
        ],
        "stories": [
            {
                "headline": each.story.text,
                "url": absolute(each.story.url),
                "carried": each.mode_label,
                "words": each.words,
                "published_at": each.published_at,
            }
            for each in view.appearances
        ],
    }


def _told(told: Told | None) -> dict[str, Any] | None:
    if told is None:
        return None
    speaker = told.pieces[0]
    return {
        "sentence": told.sentence,
        "speaker": {"name": speaker.text, "url": absolute(speaker.url) if speaker.url else None},
        "wording": told.wording or None,
        "cue": told.cue or None,
        "verbatim": told.verbatim or None,
    }


def _line(line: ClaimLine) -> dict[str, Any]:
    return {
        "text": line.text,
        "url": absolute(line.url) if line.url else None,
        "status": line.note.status,
        "status_label": line.note.status_label,
    }
