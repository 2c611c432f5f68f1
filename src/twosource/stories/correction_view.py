"""Correction notes as readers see them."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from twosource.ledger.uses import using

from .models import Correction
from .pages import CorrectionNote, CorrectionsView, Link
from .reads import Desk, story_shown


def correction_note(kind: str, text: str, at: datetime, story: Link | None = None) -> CorrectionNote:
    labels = {
        "correction": _("Correction"),
        "clarification": _("Clarification"),
        "retraction": _("Retraction"),
    }
    return CorrectionNote(kind, labels[kind], text, at, story)


def corrections_view() -> CorrectionsView:
    """Every notice of a live story, newest first."""
    using("list:corrected")
    desk = Desk()
    rows = Correction.objects.filter(story__live=True).select_related("story")
    for row in rows:
        story_shown(row.story)
    return CorrectionsView(
        tuple(
            correction_note(row.kind, row.text, row.at, Link(row.story.title, desk.url(row.story.url_path)))
            for row in rows
        )
    )
