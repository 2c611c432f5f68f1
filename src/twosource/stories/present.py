"""What readers of a claim would be told now, and in what that differs from what they were told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from twosource.kernel.falls import fell
from twosource.kernel.gate import gate as judge
from twosource.replies.reads import accused_states, requests_about
from twosource.verification.models import Claim
from twosource.verification.premises import premises_under
from twosource.verification.reads import standings

from . import gate
from .models import Obligation, Shown

# Nothing has come, whether or not somebody has signed that nothing came.
SILENCE = ("", "open", "no_reply")


@dataclass(frozen=True, slots=True)
class Told:
    """What is so of one claim in one way of carrying it; the columns of `Shown`, and how premises count that were
    put on record after readers were told (`recorded`)."""

    status: str
    premises: dict[str, str]
    rules: list[str]
    replies: dict[str, str]
    recorded: dict[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """The first thing that is no longer as it was shown."""

    because: str
    was: str = ""
    became: str = ""
    premise_id: int | None = None


class Presents:
    """How these claims stand now, read once for however many stories carry them: eight queries and one a premise's
    step down."""

    def __init__(self, claim_ids: Iterable[int]) -> None:
        ids = sorted(set(claim_ids))
        self._standings = standings(ids)
        self._accused = accused_states(ids, now=timezone.now())
        self._under = premises_under(ids)
        below = {premise for found in self._under.values() for premise in found}
        self._below = dict(Claim.objects.filter(pk__in=below).values_list("pk", "status"))
        self._replies: dict[int, dict[str, str]] = {}
        for row in requests_about(ids):
            if row.outcome not in SILENCE:
                self._replies.setdefault(row.claim_id, {})[str(row.pk)] = row.outcome
        self._known: dict[tuple[int, tuple[str, ...], str], Told] = {}

    def told(self, claim_id: int, modes: Iterable[str], passage: str) -> Told:
        """What is so now of a claim carried in these modes by these words."""
        key = (claim_id, tuple(modes), passage)
        if key not in self._known:
            under = self._under.get(claim_id, {})
            self._known[key] = Told(
                status=self._standings[claim_id].status,
                premises={str(pk): self._below[pk] for pk in sorted(under)},
                rules=self._objections(*key),
                replies=self._replies.get(claim_id, {}),
                recorded={str(pk): status for pk, status in under.items()},
            )
        return self._known[key]

    def _objections(self, claim_id: int, modes: tuple[str, ...], passage: str) -> list[str]:
        """The rules that object, whether an editor overruled them or not; G4 with each one who was not heard.

        What only another version of the story could mend or break (G6, words that were never checked) is left to
        the gate before that version.
        """
        accused = self._accused.get(claim_id, ())
        standing = self._standings[claim_id]
        decision = judge([gate.carried_as(standing, mode, accused, passage) for mode in modes])
        rules = {reason.rule for reason in decision.reasons}
        unheard = {f"G4 {one.name}" for one in accused if not one.heard} if "G4" in rules else set()
        return sorted(rules - {"G4"} | unheard)


def difference(shown: Shown, told: Told) -> Difference | None:
    """In what the present differs from what readers were told, in a way that they are owed a note for.

    Another status; a rule of the gate that did not object then; a premise that stands less firmly; a reply, or any
    outcome that is not silence, where they were told another. What only became better under a claim, and a
    deadline that passed in silence, is none.
    """
    if told.status != shown.status:
        return Difference(Obligation.Because.STATUS, shown.status, told.status)
    new = [rule for rule in told.rules if rule not in shown.rules]
    if new:
        return Difference(Obligation.Because.GATE, ", ".join(shown.rules)[:200], ", ".join(new)[:200])
    for pk, status in told.premises.items():
        before = shown.premises.get(pk) or told.recorded[pk]
        if fell(before, status):
            return Difference(Obligation.Because.PREMISE, before, status, int(pk))
    for pk in sorted({*told.replies, *shown.replies}, key=int):
        before, now = shown.replies.get(pk, ""), told.replies.get(pk, "")
        if before != now:
            return Difference(Obligation.Because.REPLY, before, now)
    return None
