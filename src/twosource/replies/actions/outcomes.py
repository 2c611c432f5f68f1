"""What became of a request: logged as a row each time, and never written over."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twosource.kernel.replies import refuse_outcome
from twosource.kernel.vocabulary import OUTCOMES, Outcome
from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.people.reads import demand_staff
from twosource.verification.limits import demand_fitting
from twosource.verification.refusals import BadValue, Refused

from ..events import OutcomeLogged
from ..models import Ending, Request
from ..reads import fact_of
from .asking import CLOCKS_DIFFER

ENDINGS = tuple(outcome for outcome in OUTCOMES if outcome != "open")
REPLIES = (Outcome.ANSWERED, Outcome.DECLINED)


class OvertakenByAnother(Refused):
    """Somebody else logged an outcome since this person looked."""


@transaction.atomic
def log_outcome(
    *,
    request: Request,
    outcome: str,
    by: User,
    answer: str = "",
    at: datetime | None = None,
    seen: int | None = None,
) -> Request:
    """Put on record what became of a request; `at` is when (now when it is not said).

    A reply that comes after the deadline, or after another outcome, is a late reply: it is logged like any
    other, and announced with what was on record before. `seen` is the number of outcomes the person saw.

    Raises: BadValue on an unknown outcome, an answer without words, or a moment before the request or still to
    come; OvertakenByAnother when there are other outcomes than the person saw; Refused when nobody answers
    before the deadline, when “unreachable” is said after fewer than two channels, or when what is on record
    can only be followed by a reply.
    """
    demand_staff(by)
    _lock(request, seen)
    when = at or now()
    _refuse_ending(request, outcome, answer, when)
    before, late = request.outcome or "open", _late(request, outcome, when)
    Ending.objects.create(
        request=request, outcome=outcome, answer=answer.strip(), at=when, logged_at=now(), logged_by=by
    )
    _keep_newest(request)
    record(OutcomeLogged(request.pk, request.claim_id, outcome, before, late), by=by)
    return request


@transaction.atomic
def strike_outcome(*, request: Request, reason: str, by: User, seen: int | None = None) -> Request:
    """Say that the newest outcome was logged by mistake; what was on record before it is so again.

    Raises: BadValue without a reason; OvertakenByAnother; Refused when the request has no outcome.
    """
    demand_staff(by)
    reason = reason.strip()
    if not reason:
        raise BadValue(_("reason: say what was wrong."))
    demand_fitting(Ending, mistaken_reason=reason)
    _lock(request, seen)
    newest = _standing(request).last()
    if newest is None:
        raise Refused(_("This request has no outcome yet."))
    newest.mistaken_at, newest.mistaken_by, newest.mistaken_reason = now(), by, reason
    newest.save(update_fields=["mistaken_at", "mistaken_by", "mistaken_reason"])
    _keep_newest(request)
    record(
        OutcomeLogged(
            request.pk, request.claim_id, request.outcome or "open", newest.outcome, late=False, mistake=True
        ),
        by=by,
    )
    return request


def _lock(request: Request, seen: int | None) -> None:
    """Bring the row to what it is now, so that of two people who log at once the second sees what the first did."""
    Request.objects.select_for_update(no_key=True).get(pk=request.pk)
    request.refresh_from_db()
    if seen is not None and seen != request.endings.count():
        newest = request.endings.select_related("logged_by").last()
        raise OvertakenByAnother(
            _("%(who)s logged something since you looked: %(outcome)s. Look again, then log what is new.")
            % {
                "who": newest.logged_by if newest else "",
                "outcome": Outcome(request.outcome or "open").label.say(_, ngettext),
            }
        )


def _refuse_ending(request: Request, outcome: str, answer: str, when: datetime) -> None:
    if outcome not in ENDINGS:
        raise BadValue(
            _("outcome: %(value)r; a request ends %(outcomes)s.")
            % {"value": outcome, "outcomes": ", ".join(ENDINGS)}
        )
    if when < request.sent_at:
        raise BadValue(_("at: that was before the request was sent."))
    if when > now() + CLOCKS_DIFFER:
        raise BadValue(_("at: that moment is still to come."))
    if (refusal := refuse_outcome(fact_of(request), outcome, when)) is not None:
        raise Refused(refusal.say(_, ngettext))
    if outcome == Outcome.ANSWERED and not answer.strip():
        raise BadValue(_("answer: write down what they said."))
    demand_fitting(Ending, answer=answer)


def _late(request: Request, outcome: str, when: datetime) -> bool:
    return outcome in REPLIES and (when > request.deadline or request.outcome not in ("", Outcome.ANSWERED))


def _standing(request: Request) -> QuerySet[Ending]:
    return request.endings.filter(mistaken_at=None).order_by("logged_at", "pk")


def _keep_newest(request: Request) -> None:
    newest = _standing(request).last()
    request.outcome = newest.outcome if newest else ""
    request.outcome_at = newest.at if newest else None
    request.answer = newest.answer if newest else ""
    request.logged_by = newest.logged_by if newest else None
    request.save(update_fields=["outcome", "outcome_at", "answer", "logged_by"])
