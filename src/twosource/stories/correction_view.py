"""Correction notes as readers see them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from twosource.ledger.uses import using

from .keys import read_key, written_key
from .models import Correction
from .pages import CorrectionNote, CorrectionsView, Link
from .reads import page_desk, story_shown

URL = "/corrections/"
PER_PAGE = 40


def correction_note(kind: str, text: str, at: datetime, story: Link | None = None) -> CorrectionNote:
    labels = {
        "correction": _("Correction"),
        "clarification": _("Clarification"),
        "retraction": _("Retraction"),
    }
    return CorrectionNote(kind, labels[kind], text, at, story)


def corrections_view(*, before: str = "") -> CorrectionsView:
    """One page of the notices of live stories, newest first, found by key as lists of stories are."""
    using("list:corrected")
    desk, key = page_desk(), read_key(before)
    rows = Correction.objects.filter(story__live=True).select_related("story").defer("story__body")
    if key:
        moment, pk = key
        rows = rows.filter(Q(at__lt=moment) | Q(at=moment, pk__lt=pk), at__lte=moment)
    found = list(rows[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    for row in shown:
        story_shown(row.story)
    older = f"{URL}?before={written_key(shown[-1].at, shown[-1].pk)}" if len(found) > PER_PAGE else ""
    return CorrectionsView(
        tuple(
            correction_note(row.kind, row.text, row.at, Link(row.story.title, desk.url(row.story.url_path)))
            for row in shown
        ),
        older_url=older,
        newer_url=URL if key else "",
    )
