"""What readers are told while a story owes them a note: how its claims stand now, beside how they were published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twosource.kernel.vocabulary import Status
from twosource.ledger.uses import using

from .models import Obligation, StoryPage
from .pages import OwedNote


def owed_notes(story: StoryPage) -> dict[int, OwedNote]:
    """A dated line for each claim of the live version that no longer stands as it was published, by claim id.

    Those that two people looked at and left as they are, have a line too: readers see that it was decided.
    """
    owed = Obligation.objects.filter(
        story=story, version__ended_at=None, how__in=("", Obligation.How.NO_CHANGE)
    )
    ids = list(owed.values_list("pk", flat=True))
    if not ids:  # as with most stories
        return {}
    rows = (
        Obligation.objects.filter(pk__in=ids)
        .select_related("claim", "premise", "version", "resolution")
        .defer("version__content")
    )
    # The newest of a claim is what counts; an open one is always the newest.
    return {row.claim_id: _note(row) for row in rows}


def _note(row: Obligation) -> OwedNote:
    using(f"claim:{row.claim_id}", *([f"claim:{row.premise_id}"] if row.premise_id else []))
    line = " ".join([_what_changed(row), _what_is_done(row)])
    return OwedNote(
        anchor=f"claim-{row.claim_id}",
        text=Truncator(row.claim.text).chars(140),
        line=line,
        since=row.opened_at,
        open=row.closed_at is None,
    )


def _what_changed(row: Obligation) -> str:
    told = {"published": day(row.version.at), "since": day(row.opened_at)}
    if row.because == Obligation.Because.STATUS:
        return _("Published as %(was)s on %(published)s; since %(since)s: %(now)s.") % {
            **told, "was": word(row.was), "now": word(row.claim.status),
        }  # fmt: skip
    if row.because == Obligation.Because.PREMISE and row.premise is not None:
        return _(
            "Published on %(published)s. It rests on “%(premise)s”, which since %(since)s is: %(now)s."
        ) % {
            **told, "premise": Truncator(row.premise.text).chars(120), "now": word(row.premise.status),
        }  # fmt: skip
    if row.because == Obligation.Because.REPLY:
        return (
            _("Published on %(published)s. Since %(since)s there is word from those who were asked.") % told
        )
    return (
        _("Published on %(published)s. Since %(since)s our rules no longer allow it to be carried as it is.")
        % told
    )


def _what_is_done(row: Obligation) -> str:
    if row.closed_at is None:
        return _("The newsroom is looking at what this changes.")
    reason = row.resolution.text if row.resolution else ""
    return _("Two of our people looked at it on %(day)s and left the story as it is: %(reason)s") % {
        "day": day(row.closed_at), "reason": reason,
    }  # fmt: skip


def word(status: str) -> str:
    return Status(status).label.say(_, ngettext)


def day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y")


def open_notes(notes: Iterable[OwedNote]) -> tuple[OwedNote, ...]:
    """Those that wait for the newsroom, oldest first."""
    return tuple(sorted((note for note in notes if note.open), key=lambda note: note.since))
