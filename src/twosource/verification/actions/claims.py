"""Opening a claim, its words, its stakes, its end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from twosource.kernel.vocabulary import WORDINGS
from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.people.reads import demand_staff

from ..alike import index_claim
from ..events import (
    ActorAccused,
    CarryingWordsEdited,
    ClaimOpened,
    ClaimWithdrawn,
    ClaimWordsEdited,
    StakeDeclared,
    StatementDescribed,
)
from ..limits import demand_fitting
from ..models import Accusation, Actor, Claim, Rephrasing, Stake, Wording, Writer
from ..refusals import BadValue, Refused
from ..settling import settle, standing_checks

LONGEST = 5000  # characters of a claim
# What ties a claim to who said it, and what each may be.
ATTRIBUTION: dict[str, type] = {
    "speaker": Actor,
    "addressee": str,
    "channel": str,
    "place": str,
    "said_on": date,
    "kind": str,
    "cue": str,
    "verbatim": str,
}


def _words(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise BadValue(_("A claim needs words that can be true or false."))
    if len(text) > LONGEST:
        raise BadValue(
            _("A claim has at most %(most)d characters; this one has %(count)d.")
            % {"most": LONGEST, "count": len(text)}
        )
    demand_fitting(Claim, text=text)
    return text


@transaction.atomic
def open_claim(
    *,
    text: str,
    by: User,
    said: Mapping[str, object] | None = None,
    about: Claim | None = None,
    accused: Iterable[Actor] = (),
    stakes: Mapping[Actor, str] | None = None,
) -> Claim:
    """Open a claim.

    `said` ties it to who said it: `speaker` (Actor), `addressee`, `channel`, `place` (text), `said_on` (date),
    `kind` (direct, mixed, indirect), `cue` (“told”), `verbatim` (the words as they were found).
    `about` makes it the claim *that* `about` was said. `stakes` is `{actor: "for" | "against"}`.

    Raises: BadValue on empty or overlong words, an unknown stake, or an unknown key of `said`.
    """
    demand_staff(by)
    moment = now()
    claim = Claim(text=_words(text), about=about, opened_at=moment, worded_at=moment, opened_by=by)
    for field, value in _attribution(said or {}).items():
        setattr(claim, field, value)
    claim.save()
    if about is None:
        index_claim(claim)
    record(ClaimOpened(claim.pk, claim.text), by=by)
    for actor in accused:
        accuse(claim=claim, actor=actor, by=by)
    for actor, direction in (stakes or {}).items():
        declare_stake(claim=claim, actor=actor, direction=direction, by=by)
    settle([claim.pk], by=by)
    claim.refresh_from_db()
    return claim


@transaction.atomic
def open_said_claim(*, claim: Claim, by: User) -> Claim:
    """Open the claim *that* a claim was said, with the same attribution.

    Raises: BadValue when the claim has no speaker; Refused when it is such a claim, or has one already.
    """
    if claim.speaker is None:
        raise BadValue(_("speaker: say who said it."))
    if claim.about_id or claim.said_claims.exists():
        raise Refused(_("That this was said is a claim already."))
    words = {"speaker": claim.speaker, "addressee": claim.addressee, "words": claim.text}
    if claim.addressee:
        text = _("%(speaker)s told %(addressee)s: %(words)s") % words
    else:
        text = _("%(speaker)s said: %(words)s") % words
    said = {key: getattr(claim, key) for key in ATTRIBUTION}
    return open_claim(text=text[:LONGEST], said=said, about=claim, by=by)


def _attribution(said: Mapping[str, object]) -> dict[str, object]:
    for field, value in said.items():
        if field not in ATTRIBUTION:
            raise BadValue(
                _("%(field)s: a claim's attribution has %(fields)s.")
                % {"field": field, "fields": ", ".join(ATTRIBUTION)}
            )
        if value is not None and not isinstance(value, ATTRIBUTION[field]):
            raise BadValue(_("%(field)s: %(value)r is not allowed here.") % {"field": field, "value": value})
        if isinstance(value, date) and value > localdate(now()):
            raise BadValue(_("said_on: %(day)s has not come yet; give the day it was said.") % {"day": value})
        if field == "kind" and value and value not in WORDINGS:
            raise BadValue(
                _("kind: %(value)r; a statement is %(kinds)s.")
                % {"value": value, "kinds": ", ".join(WORDINGS)}
            )
        if isinstance(value, str):
            demand_fitting(Claim, **{field: value})
        if field == "verbatim" and isinstance(value, str) and len(value) > LONGEST:
            raise BadValue(
                _("verbatim: at most %(most)d characters; this has %(count)d.")
                % {"most": LONGEST, "count": len(value)}
            )
    return {field: value for field, value in said.items() if value is not None}


@transaction.atomic
def describe_statement(*, claim: Claim, said: Mapping[str, object], by: User) -> Claim:
    """Say more of how a claim was said (`said` as in `open_claim`, without the speaker), of it and *that it was said*.

    Raises: BadValue when nobody said it, on another speaker or an unknown key; Refused for a change of what is
    filled in while somebody's check that it was said stands: they signed it as it is.
    """
    demand_staff(by)
    if claim.speaker is None or "speaker" in said:
        raise BadValue(_("speaker: who said it is settled when the claim is opened."))
    told = _attribution(
        {key: "" if value is None and key != "said_on" else value for key, value in said.items()}
    )
    if "said_on" in said:
        told["said_on"] = said["said_on"]
    together = [claim, *claim.said_claims.all()]
    changed = sorted(key for key, value in told.items() if getattr(claim, key) != value)
    if any(getattr(claim, key) for key in changed) and any(
        one.assessment.get("standing") for one in together
    ):
        raise Refused(
            _("It was checked as it is. Change the words of the claim first: that voids the checks.")
        )
    for one in together:
        for key in changed:
            setattr(one, key, told[key])
        one.save(update_fields=changed)
    if changed:
        record(StatementDescribed(claim.pk, ", ".join(changed)), by=by)
    return claim


@transaction.atomic
def edit_claim_words(*, claim: Claim, text: str, by: User) -> Claim:
    """Change a claim's words. The old words are kept, and every check of them is void."""
    demand_staff(by)
    before, after = claim.text, _words(text)
    if before == after:
        return claim
    moment = now()
    Wording.objects.create(claim=claim, text=before, until=moment, edited_by=by)
    claim.text, claim.worded_at = after, moment
    claim.save(update_fields=["text", "worded_at"])
    if claim.about_id is None:
        index_claim(claim)
    record(ClaimWordsEdited(claim.pk, before, after), by=by)
    note_writer(claim=claim, by=by)
    settle([claim.pk], by=by)
    claim.refresh_from_db()
    return claim


@transaction.atomic
def declare_stake(*, claim: Claim, actor: Actor, direction: str, by: User) -> Stake:
    """Say who gains if the claim is believed (`for`) or disbelieved (`against`); what was said before ends.

    Raises: BadValue on any other direction.
    """
    demand_staff(by)
    if direction not in ("for", "against"):
        raise BadValue(_("direction: %(value)r; a stake is “for” or “against”.") % {"value": direction})
    moment = now()
    known = claim.stakes.filter(actor=actor, ended_at=None).first()
    if known and known.direction == direction:
        return known
    if known:
        known.ended_at = moment
        known.save(update_fields=["ended_at"])
    stake = Stake.objects.create(claim=claim, actor=actor, direction=direction, declared_at=moment)
    record(StakeDeclared(claim.pk, actor.pk, direction), by=by)
    settle([claim.pk], by=by)
    return stake


@transaction.atomic
def accuse(*, claim: Claim, actor: Actor, by: User) -> None:
    """Say whom a claim accuses: they must be asked before a story may carry it, and gain by a denial.

    Accusing the same one again changes nothing.
    """
    demand_staff(by)
    _row, made = Accusation.objects.get_or_create(claim=claim, actor=actor, defaults={"since": now()})
    if made:
        record(ActorAccused(claim.pk, actor.pk), by=by)
        settle([claim.pk], by=by)


@transaction.atomic
def withdraw_claim(*, claim: Claim, reason: str, by: User) -> None:
    """The asserter takes it back.

    Raises: Refused without a reason, or when it was withdrawn before.
    """
    demand_staff(by)
    if not reason.strip():
        raise Refused(_("Say who took it back, when and where."))
    if claim.withdrawn_at:
        raise Refused(_("This claim was withdrawn before."))
    demand_fitting(Claim, withdrawn_reason=reason)
    claim.withdrawn_at, claim.withdrawn_reason = now(), reason
    claim.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    record(ClaimWithdrawn(claim.pk, reason), by=by)
    settle([claim.pk], by=by)
    claim.refresh_from_db()


@transaction.atomic
def note_rephrased(*, claim: Claim, before: str, after: str, by: User | None) -> int:
    """Words of a story that carry the claim are others now (`after` empty: gone), and were `before`.

    Every check of the claim is void, and every check of the claims *that it was said*: both were signed for
    these words. Whoever changed them is a writer. Returns how many checks fell. Without an account (`by` None)
    there is no writer, and the checks fall all the same.
    """
    moment = now()
    touched = [claim, *claim.said_claims.all()]
    fell = sum(len(standing_checks(one)) for one in touched)
    Rephrasing.objects.bulk_create(
        Rephrasing(claim=one, before=before, after=after, at=moment, by=by) for one in touched
    )
    record(CarryingWordsEdited(claim.pk, before, after), by=by)
    if by is not None:
        note_writer(claim=claim, by=by)
    settle([one.pk for one in touched], by=by)
    return fell


@transaction.atomic
def note_writers(*, claims: Collection[Claim], by: Collection[User]) -> None:
    """Remember of each of these people that they wrote words that carry each of these claims; one query where all
    of it is known."""
    ids, humans = [claim.pk for claim in claims], [writer.human_id for writer in by]
    rows = Writer.objects.filter(claim__in=ids, human__in=humans)
    known = set(rows.values_list("claim_id", "human_id"))
    for claim in claims:
        for writer in by:
            if (claim.pk, writer.human_id) not in known:
                note_writer(claim=claim, by=writer)


@transaction.atomic
def note_writer(*, claim: Claim, by: User) -> None:
    """Remember that this human wrote words that carry the claim; they cannot sign its second check.

    Records no fact of its own: it is part of the act of writing.
    """
    _writer, made = Writer.objects.get_or_create(claim=claim, human_id=by.human_id, defaults={"since": now()})
    if made and claim.checks.exists():
        settle([claim.pk], by=by)
