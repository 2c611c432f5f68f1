"""The verbs of a story: write, carry claims, send to checking, publish, correct, unpublish."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, Site

from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.people.reads import demand_editor, demand_staff
from twosource.verification.limits import demand_fitting
from twosource.verification.models import Claim
from twosource.verification.refusals import BadValue, Refused

from .. import gate
from ..carrying import take_mark_off
from ..drafts import latest_draft
from ..embargo import demand_hour
from ..events import (
    ClaimCarried,
    ClaimDropped,
    GateOverruled,
    SentToChecking,
    StoryScheduled,
    StoryUnscheduled,
    StoryWritten,
)
from ..missed import end_missed
from ..models import FrontPage, Missed, Override, SectionPage, Stage, StoryClaim, StoryPage
from ..waiting import waiting_revision
from .scheduling import unschedule_story


@transaction.atomic
def lay_out_paper(
    *, name: str, sections: Iterable[tuple[str, str]], host: str = "localhost", port: int = 80
) -> FrontPage:
    """The front page, its sections as (name, what it covers), and the roles' rights on them.

    Running it again adds what is missing and changes nothing else.
    """
    front = FrontPage.objects.first()
    if front is None:
        root = Page.get_first_root_node()
        front = FrontPage(title=name, slug="front")
        root.add_child(instance=front)
        stock = Page.objects.filter(slug="home", depth=2).exclude(pk=front.pk)
        Site.objects.update_or_create(
            is_default_site=True,
            defaults={"hostname": host, "port": port, "root_page": front, "site_name": name},
        )
        for page in stock:
            page.delete()
    for title, description in sections:
        if not SectionPage.objects.child_of(front).filter(title=title).exists():
            front.add_child(instance=SectionPage(title=title, description=description))
    from ..rights import grant_rights

    grant_rights(front)
    return front


@transaction.atomic
def write_story(*, section: SectionPage, story: StoryPage, by: User) -> StoryPage:
    """Add an unsaved story to a section as a draft.

    Raises: ValidationError naming the field that is wrong.
    """
    demand_staff(by)
    story.live = False
    story.owner = by
    section.add_child(instance=story)
    Stage.objects.create(story=story, since=now(), by=by)
    story.save_revision(user=by, log_action=True)
    record(StoryWritten(story.pk), by=by)
    return story


@transaction.atomic
def carry_claim(*, story: StoryPage, claim: Claim, mode: str, by: User, words: str = "") -> StoryClaim:
    """Have a story's draft carry a claim in a mode, by these words of it.

    Raises: BadValue on an unknown mode, or words that do not stand in the story.
    """
    demand_staff(by)
    gate.demand_mode(mode)
    demand_fitting(StoryClaim, words=words)
    draft = latest_draft(story)
    if words and not gate.stands_in(draft, words):
        raise BadValue(_("words: %(words)r do not stand in a paragraph of this story.") % {"words": words})
    carried = StoryClaim(claim=claim, mode=mode, words=words, sort_order=draft.carried.count())
    draft.carried.add(carried)
    _keep(draft, by)
    record(ClaimCarried(story.pk, claim.pk, mode), by=by)
    return carried


@transaction.atomic
def change_mode(*, story: StoryPage, claim: Claim, mode: str, by: User) -> None:
    """Have a story's draft carry one of its claims in another mode.

    Raises: BadValue on an unknown mode; Refused when the draft does not carry the claim.
    """
    demand_staff(by)
    gate.demand_mode(mode)
    draft = latest_draft(story)
    for row in _rows_carrying(draft, claim):
        row.mode = mode
    _keep(draft, by)
    record(ClaimCarried(story.pk, claim.pk, mode), by=by)


@transaction.atomic
def stop_carrying(*, story: StoryPage, claim: Claim, by: User) -> None:
    """Take a claim off a story's draft; the words in the text are the writer's to change.

    Raises: Refused when the draft does not carry the claim.
    """
    demand_staff(by)
    draft = latest_draft(story)
    draft.carried.remove(*_rows_carrying(draft, claim))
    take_mark_off(draft, claim.pk)
    _keep(draft, by)
    record(ClaimDropped(story.pk, claim.pk), by=by)


def _rows_carrying(draft: StoryPage, claim: Claim) -> list[StoryClaim]:
    rows = list(draft.carried.all())
    found = [row for row in rows if row.claim_id == claim.pk]
    if not found:
        raise Refused(_("This story does not carry that claim."))
    draft.carried.set(rows)  # the rows at hand, so that what is changed in them is what is kept
    return found


def _keep(draft: StoryPage, by: User) -> None:
    """Save a version in which only the carrying changed: nobody becomes a writer by that.

    While a story is unpublished its row follows its newest version, as in Wagtail's editor.
    """
    if not draft.live:
        draft.save()
    draft.save_revision(user=by, wrote=False)


@transaction.atomic
def send_to_checking(*, story: StoryPage, by: User) -> Stage:
    """Ask for the story's claims to be checked.

    Raises: Refused when it carries no claim: there is nothing to check.
    """
    demand_staff(by)
    if not latest_draft(story).carried.exists():
        raise Refused(
            _("This story carries no claims yet. Open one for each statement that can be disputed.")
        )
    stage, _made = Stage.objects.update_or_create(
        story=story, defaults={"name": Stage.Name.CHECKING, "since": now(), "by": by}
    )
    record(SentToChecking(story.pk), by=by)
    return stage


@transaction.atomic
def publish_story(*, story: StoryPage, by: User, at: datetime | None = None) -> StoryPage:
    """Publish the story's latest version now, or have it go live `at` a later moment.

    A version that waited already waits no longer: of two, the last wins.

    Raises: NotYourRole; gate.GateClosed with every unmet reason (now; a schedule is judged at its minute);
    embargo.Embargoed when that would be before the story's hour; BadValue when `at` is past.
    """
    demand_editor(by)
    if at is not None and at <= timezone.now():
        raise BadValue(_("at: %(at)s is past; choose a later time, or publish now.") % {"at": at})
    demand_hour(story, at)
    replaced = waiting_revision(story)
    if at is None and story.first_published_at is None:
        StoryPage.objects.filter(pk=story.pk).update(first_published_at=now())
    draft = latest_draft(story)
    draft.go_live_at = at
    revision = draft.save_revision(user=by, changed=False)
    revision.publish(user=by)
    if at is not None:
        end_missed(story, Missed.How.SCHEDULED, by=by)
        told = replaced.approved_go_live_at.isoformat() if replaced else ""
        record(StoryScheduled(story.pk, at=at.isoformat(), revision_id=revision.pk, replaces=told), by=by)
    else:
        if replaced:
            record(StoryUnscheduled(story.pk), by=by)
        StoryPage.objects.filter(pk=story.pk).update(last_published_at=now())
    return StoryPage.objects.get(pk=story.pk)


@transaction.atomic
def unpublish_story(*, story: StoryPage, by: User) -> None:
    """Take a story from its readers. (To say that it was wrong, correct or retract it instead.)

    A new version that waited for its minute waits no longer.
    """
    demand_editor(by)
    if waiting_revision(story) is not None:
        unschedule_story(story=story, by=by)
    story.unpublish(user=by, log_action=True)


@transaction.atomic
def correct_story(
    *, story: StoryPage, kind: str, text: str, by: User, at: datetime | None = None
) -> StoryPage:
    """Add a dated correction note to a live story and publish it with whatever its draft mended.

    While a new version waits for its minute the note goes under the text that readers have, and nothing of what
    waits goes out with it: the draft then has both, and what waits is refused at its minute unless that is
    scheduled in its place.

    Raises: Refused when it is not live; BadValue on an unknown kind or no text; gate.GateClosed.
    """
    demand_editor(by)
    if not story.live:
        raise Refused(_("Only a published story is corrected; edit the draft instead."))
    if kind not in ("correction", "clarification", "retraction"):
        raise BadValue(_("kind: %(kind)r; choose correction, clarification or retraction.") % {"kind": kind})
    if not text.strip():
        raise BadValue(_("text: say what was wrong, and what is right."))
    moment = at or now()
    waits = waiting_revision(story)
    if waits is not None:
        return _correct_under(waits, story, (kind, text, moment), by)
    draft = with_note(latest_draft(story), kind, text, moment)
    # The note carries no claim: who adds it has not written the sentences that do.
    draft.save_revision(user=by, wrote=False)
    return publish_story(story=story, by=by)


def _correct_under(waits: Revision, story: StoryPage, note: tuple[str, str, datetime], by: User) -> StoryPage:
    """Publish what readers have with a note; the version that waits goes on waiting, and the draft has the note too."""
    due_at = waits.approved_go_live_at
    shown = with_note(StoryPage.objects.get(pk=story.pk), *note)
    written = shown.body.raw_data[-1]
    shown.go_live_at = None
    _as_it_stands(shown, by).publish(user=by)
    StoryPage.objects.filter(pk=story.pk).update(last_published_at=now())
    # Wagtail clears the schedule of whatever goes live.
    Revision.objects.filter(pk=waits.pk).update(approved_go_live_at=due_at)
    draft = with_note(Revision.objects.get(pk=waits.pk).as_object(), *note)
    draft.body[-1].id = written["id"]
    draft.go_live_at = None
    _as_it_stands(draft, by)
    return StoryPage.objects.get(pk=story.pk)


def _as_it_stands(version: StoryPage, by: User) -> Revision:
    """A saved version whose words somebody else saved before: no check falls by it."""
    version.kept_by_itself = True
    return version.save_revision(user=by, wrote=False)


def with_note(draft: StoryPage, kind: str, text: str, at: datetime) -> StoryPage:
    """The same draft, unsaved, with one more correction note at its end."""
    draft.body.append(("correction", {"kind": kind, "text": text.strip(), "noted_at": at}))
    draft.body[-1].id = str(uuid.uuid4())
    return draft


@transaction.atomic
def overrule_gate(*, story: StoryPage, claim: Claim, rule: str, reason: str, by: User) -> Override:
    """Let one claim through one rule of the gate, by a named editor with a reason. Readers will see both.

    Raises: NotYourRole; Refused without a reason or when the gate does not hold that claim by that rule.
    """
    demand_editor(by)
    if len(reason.strip()) < 10:
        raise Refused(_("Give the reason readers will be shown, in a sentence."))
    demand_fitting(Override, reason=reason.strip())
    decision = gate.decide(latest_draft(story))
    if not any(reason_.rule == rule and reason_.claim_key == str(claim.pk) for reason_ in decision.reasons):
        raise Refused(_("The gate does not hold this claim by %(rule)s.") % {"rule": rule})
    override, _made = Override.objects.update_or_create(
        story=story, claim=claim, rule=rule,
        defaults={"editor": by, "reason": reason.strip(), "at": now()},
    )  # fmt: skip
    record(GateOverruled(story.pk, claim_id=claim.pk, rule=rule, reason=reason), by=by)
    return override
