"""Reporting an error, looking into it, deciding it; and forgetting who it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.people.reads import demand_staff
from twosource.stories.models import StoryPage
from twosource.stories.reads import Desk
from twosource.verification.limits import demand_fitting
from twosource.verification.refusals import BadValue, Refused

from .events import ErrorReported, ReportDecided, ReportTaken
from .models import Report

LONGEST = 3000  # characters of what is wrong, and of an outcome
MOST_AN_HOUR = 5  # reports from one address
SENDERS_KEPT = timedelta(days=1)
ENDINGS = (Report.State.CORRECTED, Report.State.NOT_ERROR, Report.State.DUPLICATE)


class TooMany(Refused):
    """This address has reported enough for an hour."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a reader wrote: the words of the story (may be empty), and what is wrong."""

    wrong: str
    words: str = ""


@transaction.atomic
def report_error(*, story: StoryPage, said: Said, sender: str = "", by: User | None = None) -> Report:
    """Put a reader's report on record; who sends the same twice gets the report there is.

    `sender` is the digest of readers.senders.sender_of, or empty. `by` is nobody: readers have no account here.

    Raises: Refused when the story is not published; BadValue on no or too many words; TooMany after five in an
    hour from one sender.
    """
    if not story.live:
        raise Refused(_("Only an error in a published story can be reported."))
    words, wrong = " ".join(said.words.split()), said.wrong.strip()
    _demand_sense(words, wrong)
    _forget()
    lately = Report.objects.filter(sender=sender, reported_at__gt=now() - timedelta(hours=1))
    if sender:
        known = lately.filter(story=story, words=words, wrong=wrong).first()
        if known:
            return known
        if lately.count() >= MOST_AN_HOUR:
            raise TooMany(_("That is enough for an hour from one address. Please come back later."))
    report = Report.objects.create(
        story=story, headline=story.title, path=Desk().url(story.url_path), words=words, wrong=wrong,
        sender=sender, reported_at=now(),
    )  # fmt: skip
    record(ErrorReported(report.pk, story_id=story.pk), by=by)
    return report


def _demand_sense(words: str, wrong: str) -> None:
    if len(wrong) < 10:
        raise BadValue(_("wrong: say in a sentence what is wrong, and what is right if you know it."))
    _demand_length("wrong", wrong)
    demand_fitting(Report, words=words, wrong=wrong)


def _demand_length(field: str, text: str) -> None:
    if len(text) > LONGEST:
        raise BadValue(
            _("%(field)s: at most %(most)d characters; this has %(count)d.")
            % {"field": field, "most": LONGEST, "count": len(text)}
        )


@transaction.atomic
def take_report(*, report: Report, by: User) -> Report:
    """Say that somebody looks into a report; the reader sees that. Raises Refused when it is not new."""
    demand_staff(by)
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.state != Report.State.NEW:
        raise Refused(_("This report is being looked into, or decided, already."))
    report.state, report.taken_at, report.taken_by = Report.State.LOOKING, now(), by
    report.save(update_fields=["state", "taken_at", "taken_by"])
    record(ReportTaken(report.pk), by=by)
    return report


@transaction.atomic
def decide_report(
    *, report: Report, state: str, words: str, by: User, duplicate_of: Report | None = None
) -> Report:
    """Decide a report, in words the reader will see. Deciding again replaces what they see; the ledger keeps both.

    Raises: BadValue on a state that is no ending, too few or too many words, or a duplicate of nothing or of itself;
    Refused for “corrected” while nothing readers see of the story has changed since.
    """
    demand_staff(by)
    report = Report.objects.select_for_update(of=("self",)).select_related("story").get(pk=report.pk)
    words = words.strip()
    if state not in ENDINGS:
        raise BadValue(
            _("state: %(value)r; a report ends %(states)s.") % {"value": state, "states": ", ".join(ENDINGS)}
        )
    if len(words) < 10:
        raise BadValue(_("words: tell the reader in a sentence what became of it."))
    _demand_length("words", words)
    demand_fitting(Report, outcome=words)
    if (state == Report.State.DUPLICATE) is not (duplicate_of is not None):
        raise BadValue(_("duplicate_of: name the earlier report, for a duplicate and for nothing else."))
    if duplicate_of is not None and duplicate_of.pk >= report.pk:
        raise BadValue(_("duplicate_of: a report repeats an earlier one."))
    if state == Report.State.CORRECTED and not _is_corrected(report):
        raise Refused(
            _("The story has not changed since. Correct it first; then readers can see what you say.")
        )
    report.state, report.outcome, report.duplicate_of = state, words, duplicate_of
    report.decided_at, report.decided_by = now(), by
    report.save(update_fields=["state", "outcome", "duplicate_of", "decided_at", "decided_by"])
    record(ReportDecided(report.pk, state=str(state)), by=by)
    return report


def _is_corrected(report: Report) -> bool:
    """Whether readers see other words than those that were reported, or a notice, or no story any more."""
    story, since = report.story, report.reported_at
    if story is None or not story.live:
        return True
    moments = [story.changed_at, story.retracted_at]
    return any(at and at >= since for at in moments) or story.corrections.filter(at__gte=since).exists()


@transaction.atomic
def forget() -> None:
    """Forget senders after a day, when they are no longer needed. Run every few minutes."""
    _forget()


def _forget() -> None:
    old = Report.objects.filter(reported_at__lt=now() - SENDERS_KEPT)
    old.exclude(sender="").update(sender="")
