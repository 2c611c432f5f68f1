"""Deciding about comments: one, or many alike; and taking a decision back.

A decision carries what its moderator had seen (`seen_of`): where somebody else decided meanwhile, or the author changed
the words, it is refused and says so. Of many the others are decided all the same.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from twosource.ledger.actions import record_all
from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.people.reads import demand_moderator
from twosource.verification.limits import demand_fitting

from ..events import CommentDecided
from ..models import Appeal, Comment, Decision, Look, Notice, Report, Rule
from ..moderation.refusals import BadValue, DecidedMeanwhile, OwnComment, Refused
from ..moderation.seen import seen_of, what_came_between
from .counting import Turned, count, parts
from .standards import rule_in_force

State, Verdict = Comment.State, Decision.Verdict
MOST = 5_000  # comments in one decision


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is decided: approved, removed by the rule of this number, or restored; the author reads `reason`."""

    verdict: str
    rule: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Missed:
    """A comment that was not decided, and why."""

    comment_id: int
    why: Refused


@dataclass(slots=True)
class Bulk:
    """What became of many. `together` is what its decisions share, and takes them back together."""

    together: str = ""
    decided: list[Decision] = field(default_factory=list)
    missed: list[Missed] = field(default_factory=list)


@transaction.atomic
def decide(*, comment: int, ruling: Ruling, seen: str, by: User) -> Decision:
    """Decide about one comment, which the moderator saw as `seen` says.

    Raises: DecidedMeanwhile when it is another by now; OwnComment; BadValue on a removal without a rule, or a rule
    with anything else; Refused where there is nothing to decide, or an appeal is under way.
    """
    done = _decide({comment: seen}, ruling, by, "")
    if done.missed:
        raise done.missed[0].why
    return done.decided[0]


@transaction.atomic
def decide_many(*, seen: Mapping[int, str], ruling: Ruling, by: User) -> Bulk:
    """Decide about many comments alike, each by its id as it was seen; those that cannot be are named with the reason.

    Raises: BadValue as `decide` does, or on more than 5,000.
    """
    if not seen:
        raise BadValue(_("comments: choose at least one."))
    if len(seen) > MOST:
        raise BadValue(_("comments: at most %(most)d in one decision.") % {"most": MOST})
    return _decide(seen, ruling, by, secrets.token_hex(8))


@transaction.atomic
def undo(*, decision: int, by: User) -> Decision:
    """Take a decision back: the comment is as before, its reports are open again, and everything stays on record.

    Raises: Refused when it was taken back already, something was decided since, or the author has appealed.
    """
    demand_moderator(by)
    done = _undo(Decision.objects.filter(pk=decision), by)
    if done.missed:
        raise done.missed[0].why
    if not done.decided:
        raise Refused(_("There is no such decision."))
    return done.decided[0]


@transaction.atomic
def undo_many(*, together: str, by: User) -> Bulk:
    """Take back a decision about many; those that cannot be are named with the reason."""
    demand_moderator(by)
    done = _undo(Decision.objects.filter(together=together, undone_at=None), by)
    done.together = together
    return done


def look_at(*, comment: int, by: User) -> None:
    """Say that this person has the comment before them. Not on record: it is forgotten after minutes."""
    demand_moderator(by)
    Look.objects.update_or_create(comment_id=comment, defaults={"by": by, "at": now()})


def _decide(seen: Mapping[int, str], ruling: Ruling, by: User, together: str) -> Bulk:
    demand_moderator(by)
    rule = _sense_of(ruling)
    done = Bulk(together)
    standing = []
    for row in _locked(seen):
        why = _against(row, ruling, seen[row.pk], by)
        if why:
            done.missed.append(Missed(row.pk, why))
        else:
            standing.append(row)
    gone = seen.keys() - {row.pk for row in standing} - {one.comment_id for one in done.missed}
    done.missed += [Missed(pk, Refused(_("There is no such comment."))) for pk in sorted(gone)]
    if standing:
        like = Decision(
            rule=rule, verdict=ruling.verdict, reason=ruling.reason.strip(), by=by, together=together
        )
        done.decided = put_on_record(standing, like)
    return done


def _sense_of(ruling: Ruling) -> Rule | None:
    """The rule that a ruling cites. Raises BadValue where verdict and rule do not go together."""
    demand_fitting(Decision, reason=ruling.reason)
    if ruling.verdict not in Verdict.values:
        raise BadValue(
            _("verdict: %(value)r; a comment is %(verdicts)s.")
            % {"value": ruling.verdict, "verdicts": ", ".join(Verdict.values)}
        )
    if ruling.verdict == Verdict.REMOVED:
        if not ruling.rule:
            raise BadValue(_("rule: say by which rule it is removed."))
        return rule_in_force(ruling.rule)
    if ruling.rule:
        raise BadValue(_("rule: only a removal cites one."))
    return None


def _locked(ids: Iterable[int]) -> list[Comment]:
    """These comments, locked in the order of their ids, with author and thread."""
    rows: list[Comment] = []
    for some in parts(sorted(ids)):
        found = Comment.objects.select_for_update(of=("self",)).filter(pk__in=some).order_by("pk")
        rows += found.select_related("author", "thread")
    return rows


def _against(row: Comment, ruling: Ruling, seen: str, by: User) -> Refused | None:
    """Why this cannot be decided so, or None."""
    if is_own(row, by):
        return OwnComment(_("Nobody moderates their own words. Leave it to somebody else."))
    if seen_of(row) != seen:
        return DecidedMeanwhile(what_came_between(row))
    if row.state == State.DELETED:
        return Refused(_("Its author has deleted it."))
    match ruling.verdict:
        case Verdict.REMOVED if row.state == State.REMOVED:
            return Refused(_("It is removed already. Take that back first, to cite another rule."))
        case Verdict.RESTORED if row.state != State.REMOVED:
            return Refused(_("Only a removed comment can be restored."))
        case Verdict.RESTORED if Appeal.objects.filter(
            decision__comment=row, decision__undone_at=None
        ).exists():
            return Refused(_("Its author has appealed; the appeal decides."))
        case Verdict.APPROVED if row.state == State.REMOVED:
            return Refused(_("It is removed. Restore it instead."))
        case Verdict.APPROVED if row.state == State.SHOWN and not _is_reported(row):
            return Refused(_("It is shown, and nobody reported it."))
    return None


def is_own(comment: Comment, user: User) -> bool:
    """Whether the human behind this account wrote it, under whatever account."""
    return comment.author is not None and comment.author.human_id == user.human_id


def _is_reported(row: Comment) -> bool:
    return Report.objects.filter(comment=row, outcome=Report.Outcome.OPEN).exists()


AFTER = {Verdict.APPROVED: State.SHOWN, Verdict.RESTORED: State.SHOWN, Verdict.REMOVED: State.REMOVED}


def put_on_record(rows: Sequence[Comment], like: Decision) -> list[Decision]:
    """The same decision about each of these, which the caller has locked: rows, states, counts, reports, letters owed,
    facts."""
    moment, after = now(), AFTER[Verdict(like.verdict)]
    made = Decision.objects.bulk_create(
        Decision(
            comment=row, turn=row.turn, verdict=like.verdict, rule=like.rule, reason=like.reason,
            before=row.state, by=like.by, at=moment, together=like.together,
        )
        for row in rows
    )  # fmt: skip
    turn_to(rows, lambda _row: after)
    upheld = like.verdict == Verdict.REMOVED
    _close_reports(made, Report.Outcome.UPHELD if upheld else Report.Outcome.REJECTED)
    if upheld:
        Notice.objects.bulk_create(
            Notice(to_id=one.comment.author_id, decision=one, since=moment)
            for one in made
            if one.comment.author_id
        )
    Look.objects.filter(comment__in=[row.pk for row in rows]).delete()
    record_all([_fact(one, one.verdict) for one in made], by=like.by)
    return made


def turn_to(rows: Sequence[Comment], after: Callable[[Comment], str]) -> None:
    """Give these comments, which the caller has locked, another state and a turn more; counts follow."""
    turned = [Turned(row, row.state, after(row)) for row in rows]
    for state in {one.now for one in turned}:
        ids = [one.comment.pk for one in turned if one.now == state]
        for some in parts(ids):
            Comment.objects.filter(pk__in=some).update(state=state, turn=F("turn") + 1)
    for one in turned:
        one.comment.state, one.comment.turn = one.now, one.comment.turn + 1
    count(turned)


def _close_reports(made: Sequence[Decision], outcome: str) -> None:
    by_comment = {one.comment_id: one for one in made}
    for some in parts(sorted(by_comment)):
        rows = list(Report.objects.filter(comment__in=some, outcome=Report.Outcome.OPEN))
        for row in rows:
            row.decision = by_comment[row.comment_id]
            row.outcome, row.decided_at = outcome, row.decision.at
        Report.objects.bulk_update(rows, ["decision", "outcome", "decided_at"], batch_size=100)


def _fact(decision: Decision, verdict: str) -> CommentDecided:
    comment = decision.comment
    return CommentDecided(
        thread_id=comment.thread_id, under=comment.thread.under, comment_id=comment.pk, verdict=str(verdict),
        decision_id=decision.pk, rule=decision.rule.number if decision.rule else 0, reason=decision.reason,
    )  # fmt: skip


def _undo(decisions: QuerySet[Decision], by: User) -> Bulk:
    rows = {row.pk: row for row in _locked(decisions.values_list("comment", flat=True))}
    found = list(decisions.select_related("rule").order_by("comment"))
    appealed = set(Appeal.objects.filter(decision__in=decisions).values_list("decision", flat=True))
    done = Bulk()
    for one in found:
        one.comment = rows[one.comment_id]
        why = _against_undoing(one, by, is_appealed=one.pk in appealed)
        if why:
            done.missed.append(Missed(one.comment_id, why))
        else:
            done.decided.append(one)
    if done.decided:
        _take_back(done.decided, by)
    return done


def _against_undoing(decision: Decision, by: User, *, is_appealed: bool) -> Refused | None:
    row = decision.comment
    if is_own(row, by):
        return OwnComment(_("Nobody moderates their own words. Leave it to somebody else."))
    if decision.undone_at is not None:
        return Refused(_("It was taken back already."))
    if row.turn != decision.turn + 1:
        return DecidedMeanwhile(what_came_between(row))
    if row.state == State.DELETED:
        return Refused(_("Its author has deleted it."))
    if is_appealed:
        return Refused(_("Its author has appealed; the appeal decides."))
    if decision.verdict == Verdict.RESTORED and _is_of_an_appeal(decision):
        return Refused(_("An appeal was decided by it; that stands."))
    return None


def _is_of_an_appeal(restored: Decision) -> bool:
    """Whether an appeal brought the comment back."""
    return Appeal.objects.filter(decision__comment=restored.comment_id, decided_at=restored.at).exists()


def _take_back(decisions: Sequence[Decision], by: User) -> None:
    before = {one.comment_id: one.before for one in decisions}
    moment = now()
    turn_to([one.comment for one in decisions], lambda row: before[row.pk])
    for some in parts([one.pk for one in decisions]):
        Decision.objects.filter(pk__in=some).update(undone_at=moment)
        Report.objects.filter(decision__in=some).update(
            decision=None, outcome=Report.Outcome.OPEN, decided_at=None
        )
        Notice.objects.filter(decision__in=some, sent_at=None).delete()
    for one in decisions:
        one.undone_at = moment
    record_all([_fact(one, "undone") for one in decisions], by=by)
