"""What would confirm a claim, in words: the rules of checking read backwards from where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twosource.kernel.vocabulary import Status
from twosource.verification.models import Check, Claim, Evidence

RECORDS = ("recorded", "document", "measured")
LISTED = 3


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that is needed, and whether it is there."""

    words: str
    met: bool = False


def advice(claim: Claim, evidence: list[Evidence], standing: list[Check]) -> tuple[Need, ...]:
    """What the claim still needs to be confirmed, first things first; empty when nothing can confirm it."""
    if claim.status == Status.WITHDRAWN:
        return ()
    return (*_lines(claim, evidence), *_denials(claim), *_signatures(claim, standing))


def _lines(claim: Claim, evidence: list[Evidence]) -> Iterator[Need]:
    side = claim.assessment.get("supports", {})
    grade = side.get("grade", "0")
    if grade == "2":
        yield Need(_("Two independent lines, or a record that settles it"), met=True)
        return
    rests = ", ".join(side.get("rests_on", [])[:LISTED])
    if grade == "0":
        yield Need(_("Two lines that do not rest on one another, at least one of them without an interest"))
    elif grade == "i":
        yield Need(_("A line from someone who gains nothing by it and says how they know"))
        yield Need(_("and one more line that is independent of the first"))
    elif rests:
        yield Need(_("A second line that does not rest on %(origin)s") % {"origin": rests})
    else:
        yield Need(_("A second line, independent of the first"))
    yield from _records(evidence)


def _records(evidence: list[Evidence]) -> Iterator[Need]:
    """A record settles a claim by itself when two people vouch for it."""
    records = [
        row for row in evidence
        if row.direction == "supports" and row.item.basis in RECORDS and not row.item.retracted_at
    ]  # fmt: skip
    for row in records[:LISTED]:
        vouched = len(row.item.authentications.all())
        yield Need(
            ngettext(
                "or “%(item)s” authenticated by two people; %(count)d has vouched so far",
                "or “%(item)s” authenticated by two people; %(count)d have vouched so far",
                vouched,
            )
            % {"item": row.item, "count": vouched}
        )
    if not records:
        yield Need(
            _("or a record of it (a recording, a document, a measurement) authenticated by two people")
        )
        yield Need(_("or our own staff as a witness"))


def _denials(claim: Claim) -> Iterator[Need]:
    if claim.assessment.get("denies", {}).get("grade") in ("1", "2"):
        yield Need(
            _("and the denial without an interest retracted, or set aside by two people with a reason")
        )


def _signatures(claim: Claim, standing: list[Check]) -> Iterator[Need]:
    signers = {check.human_id for check in standing if check.verdict == "stands"}
    done = claim.status == Status.CONFIRMED
    yield Need(_("A first check that it stands"), met=bool(signers) or done)
    yield Need(
        _("A second check, by someone who neither collected the evidence nor wrote the words"),
        met=done or len(signers) > 1,
    )
