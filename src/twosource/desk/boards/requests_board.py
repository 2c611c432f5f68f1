"""The ledger of requests for comment, and all that the screen of one shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twosource.kernel.vocabulary import Channel, Outcome
from twosource.people.models import User
from twosource.replies.models import Ending, Letter, Request
from twosource.replies.reads import siblings, so_far, whole_sentence_of
from twosource.replies.wording import reminder_letter, reminder_subject
from twosource.stories.models import StoryPage
from twosource.stories.reads import stories_carrying

from ..forms.asking import LogHere, Remind, Strike, endings_now
from ..forms.deed import Deed


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One request in the ledger. `waits` says how long there is still time, or how long it is overdue."""

    row: Request
    channels: str
    outcome: str
    waits: str
    late: bool
    late_reply: bool
    letters: int
    reminded_at: datetime | None
    can_remind: bool
    can_be_silent: bool


@dataclass(frozen=True, slots=True)
class EndingRow:
    ending: Ending
    label: str


@dataclass(frozen=True, slots=True)
class RequestBoard:
    line: LedgerRow
    sentence: str
    so_far: str
    stories: tuple[StoryPage, ...]
    letters: tuple[Letter, ...]
    endings: tuple[EndingRow, ...]
    deeds: dict[str, Deed]
    reminder_to: str
    reminder_subject: str
    reminder: str


def filters() -> list[tuple[str, str]]:
    """The filters of the ledger, in their order, with their words."""
    return [
        ("", _("all")), ("open", _("waiting")), ("overdue", _("overdue")), ("answered", _("answered")),
        ("declined", _("declined")), ("silent", _("silent")), ("late", _("late replies")),
        ("withdrawn", _("withdrawn")),
    ]  # fmt: skip


def ledger_rows(rows: Iterable[Request]) -> tuple[LedgerRow, ...]:
    """These requests as the ledger shows them; best with their letters at hand."""
    now = timezone.now()
    return tuple(_line(row, now) for row in rows)


def request_board(row: Request, *, by: User, refused: Deed | None = None) -> RequestBoard:
    """The screen of one request for one person."""
    line = _line(row, timezone.now())
    letters = tuple(row.letters.select_related("by"))
    first = next(
        (letter for letter in letters if letter.kind == Letter.Kind.REQUEST and letter.sent_at), None
    )
    kinds: list[type[Deed]] = [LogHere] if endings_now(row) else []
    kinds += [Remind] if line.can_remind else []
    kinds += [Strike] if row.outcome else []
    alike = siblings(row)
    return RequestBoard(
        line=line,
        sentence=whole_sentence_of(row),
        so_far=so_far(alike) if len(alike) > 1 else "",
        stories=tuple(stories_carrying([row.claim_id]).get(row.claim_id, ())),
        letters=letters,
        endings=tuple(
            EndingRow(ending, _label(ending.outcome))
            for ending in row.endings.select_related("logged_by", "mistaken_by")
        ),
        deeds={kind.act: refused if type(refused) is kind else kind(row, by) for kind in kinds},
        reminder_to=first.to if first else "",
        reminder_subject=reminder_subject(first.subject) if first else "",
        reminder=reminder_letter(row, asker=str(by)) if first else "",
    )


def _line(row: Request, now: datetime) -> LedgerRow:
    sent = [letter for letter in row.letters.all() if letter.sent_at]
    reminders = [letter.sent_at for letter in sent if letter.kind == Letter.Kind.REMINDER]
    is_open, passed = not row.outcome, row.deadline < now
    replied = row.outcome in (Outcome.ANSWERED, Outcome.DECLINED)
    return LedgerRow(
        row=row,
        channels=", ".join(Channel(code).label.say(_, ngettext) for code in row.channels),
        outcome=_label(row.outcome or "open"),
        waits=_waits(row.deadline, now) if is_open else "",
        late=is_open and passed,
        late_reply=replied and row.outcome_at is not None and row.outcome_at > row.deadline,
        letters=len(sent),
        reminded_at=max((at for at in reminders if at), default=None),
        can_remind=is_open and not passed and len(sent) > len(reminders),
        can_be_silent=is_open and passed,
    )


def _waits(deadline: datetime, now: datetime) -> str:
    if deadline < now:
        return _("overdue by %(time)s") % {"time": timesince(deadline, now, depth=1)}
    return _("%(time)s left") % {"time": timesince(now, deadline, depth=1)}


def _label(code: str) -> str:
    return Outcome(code).label.say(_, ngettext)
