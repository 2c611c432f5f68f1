"""Settling what a story owes its readers: one person proposes, a second and different one decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from twosource.kernel.gate import Decision
from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.people.reads import demand_editor, demand_staff
from twosource.verification.limits import demand_fitting
from twosource.verification.models import Claim
from twosource.verification.refusals import BadValue, Refused

from .. import gate
from ..drafts import latest_draft
from ..events import ResolutionAgreed, ResolutionProposed, ResolutionRefused
from ..models import Obligation, Resolution, Shown, StoryPage
from ..obligations import close, lock_live, owed_by, proposal_for, reconcile_story
from ..versions import told_anew
from .publishing import change_mode, correct_story, stop_carrying, with_note

LEAVE_OUT = "out"  # in the place of a mode: the story no longer carries the claim
SENTENCE = 10  # characters of the shortest reason


class NothingOwed(Refused):
    """The story owes its readers nothing (any more)."""


class ProposedAlready(Refused):
    """A proposal waits; it is decided before there is another."""


class SamePerson(Refused):
    """Who proposed it cannot be who agrees, under whatever account."""


class NotAsProposed(Refused):
    """Since it was proposed something else fell, or the draft changed: it must be proposed anew."""


@transaction.atomic
def propose_resolution(
    *,
    story: StoryPage,
    kind: str,
    text: str,
    by: User,
    carried: Mapping[int, str] | None = None,
    only: Collection[int] | None = None,
) -> Resolution:
    """Say how a story should settle what it owes. It is done when a second, different human agrees.

    `kind` is correction, clarification or retraction, with the notice readers will see as `text`; or no_change, with
    the reason. `carried` says how the draft shall carry a claim from now on: {claim id: mode, or LEAVE_OUT}. `only`
    are the obligations that a no_change is about (default: all); a note settles all.

    Raises: NotYourRole; NothingOwed; ProposedAlready; BadValue on an unknown kind or a text that says nothing;
    gate.GateClosed when the version it would publish could not go out.
    """
    demand_staff(by)
    _demand_words(kind, text)
    lock_live([story.pk])
    reconcile_story(story.pk)
    owed = owed_by(story)
    if not owed:
        raise NothingOwed(_("This story owes its readers nothing."))
    if (waiting := proposal_for(story)) is not None:
        raise ProposedAlready(
            _("%(who)s has made a proposal. Agree to it or refuse it first.") % {"who": waiting.proposed_by}
        )
    if kind == Resolution.Kind.NO_CHANGE:
        owed = [one for one in owed if only is None or one.pk in only]
        if not owed:
            raise BadValue(_("only: choose what the decision is about."))
    else:
        _prepare_draft(story, kind, text, carried or {}, by)
    resolution = Resolution.objects.create(
        story=story, kind=kind, text=text.strip(), proposed_by=by, human_id=by.human_id, proposed_at=now(),
        revision_id=_draft_id(story),
    )  # fmt: skip
    Obligation.objects.filter(pk__in=[one.pk for one in owed]).update(resolution=resolution)
    record(ResolutionProposed(story.pk, resolution.pk, kind), by=by)
    return resolution


def _demand_words(kind: str, text: str) -> None:
    if kind not in Resolution.Kind.values:
        raise BadValue(
            _("kind: %(kind)r; choose %(kinds)s.")
            % {"kind": kind, "kinds": ", ".join(Resolution.Kind.values)}
        )
    demand_fitting(Resolution, text=text)
    if len(text.strip()) < SENTENCE:
        raise BadValue(
            _("text: say what was wrong and what is right, or why nothing changes, in a sentence.")
        )


def _prepare_draft(story: StoryPage, kind: str, text: str, carried: Mapping[int, str], by: User) -> None:
    """Carry the claims in the draft as the proposer says, and make sure the gate would let it out with the note."""
    claims = Claim.objects.in_bulk(list(carried))
    for claim_id, mode in carried.items():
        claim = claims.get(claim_id)
        if claim is None:
            raise BadValue(_("carried: there is no claim %(id)s.") % {"id": claim_id})
        if mode == LEAVE_OUT:
            stop_carrying(story=story, claim=claim, by=by)
        else:
            change_mode(story=story, claim=claim, mode=mode, by=by)
    decision: Decision = gate.decide(with_note(latest_draft(story), kind, text, now()))
    if not decision.ok:
        raise gate.GateClosed(decision.unmet)


@transaction.atomic
def agree_to_resolution(*, resolution: Resolution, by: User, reason: str = "") -> Resolution:
    """The second word: what was proposed is done now. A note is published with the draft, through the gate; “no
    change” makes what is so now what readers are taken to have been told.

    `reason` is needed for “no change”. Who publishes is an editor; so is who lets a claim stand in a way the gate
    objects to.

    Raises: NotYourRole; SamePerson; NotAsProposed; Refused when it is decided already or has no reason; GateClosed.
    """
    demand_staff(by)
    resolution = _waiting(resolution)
    if resolution.human_id == by.human_id:
        raise SamePerson(_("You proposed it. A second person must agree."))
    story = StoryPage.objects.get(pk=resolution.story_id)
    owed = owed_by(story)
    ours = [one for one in owed if one.resolution_id == resolution.pk]
    resolution.decided_by, resolution.decided_at, resolution.reason = by, now(), reason.strip()
    resolution.state = Resolution.State.AGREED
    if resolution.kind == Resolution.Kind.NO_CHANGE:
        _leave_as_it_is(resolution, ours, by)
    else:
        _publish(resolution, story, len(owed) > len(ours), by)
    record(ResolutionAgreed(story.pk, resolution.pk, resolution.kind), by=by)
    return resolution


def _waiting(resolution: Resolution) -> Resolution:
    """The proposal, locked and looked at anew. The version is locked first, as everywhere."""
    lock_live([resolution.story_id])
    reconcile_story(resolution.story_id)
    found = Resolution.objects.select_for_update(of=("self",)).get(pk=resolution.pk)
    if found.state == Resolution.State.LAPSED:
        raise NothingOwed(_("What this was about is settled: it lapsed."))
    if found.state != Resolution.State.PROPOSED:
        raise Refused(_("%(who)s has decided this already.") % {"who": found.decided_by})
    return found


def _leave_as_it_is(resolution: Resolution, ours: list[Obligation], by: User) -> None:
    if len(resolution.reason) < SENTENCE:
        raise BadValue(_("reason: say why nothing changes, in a sentence of your own."))
    demand_fitting(Resolution, reason=resolution.reason)
    if any(one.because == Obligation.Because.GATE for one in ours) or _gate_objects(ours):
        demand_editor(by)
    resolution.save()
    told_anew(
        Shown.objects.filter(
            story=resolution.story_id, ended_at=None, claim__in=[one.claim_id for one in ours]
        )
        .select_related("version")
        .defer("version__content")
    )
    close(ours, Obligation.How.NO_CHANGE, by=by)


def _gate_objects(ours: list[Obligation]) -> bool:
    """Whether a claim these are about is carried as the gate would not let it out today."""
    stories = StoryPage.objects.filter(pk__in=[one.story_id for one in ours])
    held = {reason.claim_key for story in stories for reason in gate.decide(story).unmet}
    return any(str(one.claim_id) in held for one in ours)


def _publish(resolution: Resolution, story: StoryPage, more_fell: bool, by: User) -> None:
    demand_editor(by)
    if more_fell:
        raise NotAsProposed(_("Something else in this story fell since this was proposed. Propose it anew."))
    if _draft_id(story) != resolution.revision_id:
        raise NotAsProposed(_("The draft was changed since this was proposed. Propose it anew."))
    resolution.save()
    correct_story(story=story, kind=resolution.kind, text=resolution.text, by=by)


@transaction.atomic
def refuse_resolution(*, resolution: Resolution, reason: str, by: User) -> Resolution:
    """Turn a proposal down, or take one's own back. What is owed stays owed.

    Raises: NotYourRole; Refused when it is decided already; BadValue without a reason.
    """
    demand_staff(by)
    resolution = _waiting(resolution)
    if not reason.strip():
        raise BadValue(_("reason: say why not, so that the next proposal can be better."))
    demand_fitting(Resolution, reason=reason.strip())
    resolution.state, resolution.reason = Resolution.State.REFUSED, reason.strip()
    resolution.decided_by, resolution.decided_at = by, now()
    resolution.save()
    record(ResolutionRefused(resolution.story_id, resolution.pk, resolution.reason), by=by)
    return resolution


def _draft_id(story: StoryPage) -> int | None:
    return StoryPage.objects.filter(pk=story.pk).values_list("latest_revision_id", flat=True).first()
