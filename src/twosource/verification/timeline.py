"""How a claim's status moved: when, to what, by what, as plain data and as a picture.

Told from the ledger, so it is what was shown on each day, whatever the rows say now. Readers are told what
happened and in which role somebody did it, never who.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import pairwise

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from twosource.kernel.vocabulary import Status
from twosource.ledger.models import Entry
from twosource.ledger.reads import with_causes
from twosource.ledger.uses import using
from twosource.people.reads import role_label

from .models import Claim

#: What brought a move about, in words that name nobody.
CAUSES: Mapping[str, object] = {
    "ClaimOpened": lazy("The claim was opened"),
    "ClaimWordsEdited": lazy("Its words were changed"),
    "ClaimWithdrawn": lazy("Whoever asserted it took it back"),
    "StakeDeclared": lazy("It became known who gains by it"),
    "ActorAccused": lazy("It was put on record whom it accuses"),
    "EvidenceAttached": lazy("Evidence was added"),
    "EvidenceSetAside": lazy("Evidence was set aside by two people"),
    "CheckRecorded": lazy("A check was signed"),
    "ItemRetracted": lazy("Something it rested on was retracted"),
    "ItemAuthenticated": lazy("A record was authenticated"),
    "OriginLinked": lazy("It became known where evidence came from"),
    "ControlRecorded": lazy("It became known who controls whom"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """From `at` (aware, UTC) the claim's status was `status` (`label`, `sign`).

    `words`: what brought that about; `by`: whose deed it was, for readers as a role, empty where nobody
    acted; `cause` is the ledger's entry of that deed, for the desk to say more of, None for readers.
    """

    at: datetime
    status: str
    words: str
    by: str
    cause: Entry | None = None

    @property
    def label(self) -> str:
        return Status(self.status).label.say(_, ngettext)

    @property
    def sign(self) -> str:
        return Status(self.status).sign or "·"


@dataclass(frozen=True)
class Timeline:
    """The steps of one claim's status, oldest first; `until` is the moment up to which they are told, None for now."""

    claim_id: int
    steps: tuple[Step, ...]
    until: datetime | None

    @cached_property
    def picture(self) -> SafeString:
        """The steps in a row, each as long as it lasted as far as there is room; empty for fewer than two."""
        return _drawing(self) if len(self.steps) > 1 else SafeString("")


def timelines(
    claim_ids: Iterable[int], *, for_readers: bool, until: datetime | None = None
) -> dict[int, Timeline]:
    """How the status of these claims moved, by id, up to a moment (aware) or now; a fixed number of queries."""
    claims = Claim.objects.select_related("opened_by").in_bulk(list(claim_ids))
    moves = with_causes("StatusChanged", [f"claim:{pk}" for pk in claims])
    found: dict[int, list[Step]] = {
        pk: [
            Step(
                claim.opened_at,
                str(Status.NONE),
                _("The claim was opened"),
                _who(claim.opened_by, for_readers),
            )
        ]
        for pk, claim in claims.items()
        if until is None or claim.opened_at <= until
    }
    for entry, cause in moves:
        steps = found.get(entry.payload["claim_id"])
        if steps is not None and (until is None or entry.at <= until):
            steps.append(_step(entry, cause, for_readers))
    return {pk: Timeline(pk, tuple(steps), until) for pk, steps in found.items()}


def _step(entry: Entry, cause: Entry | None, for_readers: bool) -> Step:
    words = str(CAUSES.get(cause.kind, "")) if cause else ""
    by = cause.by if cause and words else None
    return Step(
        entry.at,
        entry.payload["after"],
        words or _("Something it rests on changed"),
        _who(by, for_readers),
        None if for_readers else cause,
    )


def _who(user: object, for_readers: bool) -> str:
    if user is None:
        return ""
    using(f"person:{user.pk}")  # type: ignore[attr-defined]
    return role_label(user) if for_readers else str(user)  # type: ignore[arg-type]


WIDE, NARROWEST, HIGH, TOP = 720, 116, 34, 22


def _drawing(told: Timeline) -> SafeString:
    """Steps as a band: as long as each lasted, but never too short to be read, with the day it began above."""
    widths = _widths(told)
    whole, mirrored = sum(widths), get_language_bidi()
    lefts = [sum(widths[:place]) for place in range(len(widths))]
    drawn = format_html_join(
        "",
        '<a href="#moved-{}-{}" class="{}"><title>{}</title><rect x="{}" y="{}" width="{}" height="{}"/>'
        '<text class="d" x="{}" y="{}">{}</text><text x="{}" y="{}">{} {}</text></a>',
        (
            _segment(told, number, whole - left - wide if mirrored else left, wide, mirrored)
            for number, (left, wide) in enumerate(zip(lefts, widths, strict=True), 1)
        ),
    )
    label = _("How the status moved: %(steps)s") % {"steps": ", ".join(step.label for step in told.steps)}
    height = TOP + HIGH + 6
    return format_html(
        '<svg class="moved" viewBox="0 0 {} {}" width="{}" height="{}" role="group" aria-label="{}">{}</svg>',
        whole, height, whole, height, label, drawn,
    )  # fmt: skip


def _widths(told: Timeline) -> list[int]:
    """The step that lasts is drawn as long as the longest that ended: a page is not another page each hour."""
    starts = [step.at for step in told.steps]
    lasted = [(end - start).total_seconds() for start, end in pairwise(starts)]
    lasted.append(max((told.until - starts[-1]).total_seconds(), 0) if told.until else max(lasted))
    spare = max(0, WIDE - NARROWEST * len(lasted))
    total = sum(lasted) or 1
    return [NARROWEST + round(spare * seconds / total) for seconds in lasted]


def _segment(told: Timeline, number: int, left: int, wide: int, mirrored: bool) -> Sequence[object]:
    step = told.steps[number - 1]
    day = date_format(timezone.localtime(step.at), _("j M Y"))
    at = left + (wide - 8 if mirrored else 8)
    title = f"{date_format(timezone.localtime(step.at), _('j M Y, H:i'))}: {step.label}. {step.words}"
    return (
        told.claim_id, number, step.status, title, left + 1, TOP, wide - 2, HIGH,
        at, TOP - 7, day, at, TOP + 22, step.sign, step.label,
    )  # fmt: skip
