"""What live stories owe their readers: *stale ⇔ open obligation*, kept by one function.

A live story is stale in a claim when what is so now differs from what its readers were told (`present.difference`).
`reconcile` makes the open obligations be exactly that. It is called from the handlers of every fact that can
matter, and may be called again at any time: what is right already stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from twosource.ledger.actions import record_all
from twosource.ledger.clock import now
from twosource.replies.models import Request
from twosource.verification.premises import touched_by

from .events import ObligationClosed, ObligationOpened
from .models import Obligation, Resolution, Shown, StoryPage, Version
from .notices import notices_in, retracted_when
from .present import SILENCE, Difference, Presents, difference


class NoteOwed(ValidationError):
    """A version may not go live without a note: the story owes one. `owed` are the open obligations."""

    def __init__(self, owed: list[Obligation]) -> None:
        self.owed = owed
        super().__init__([in_words(one) for one in owed])


def in_words(one: Obligation) -> str:
    """What the story owes because of one claim, and what to do."""
    return _(
        "What readers were told of “%(claim)s” is no longer so. The next version needs a note that says so: a "
        "correction, a clarification or a retraction. Or have two people sign that nothing changes."
    ) % {"claim": one.claim}


@transaction.atomic
def reconcile(claim_ids: Iterable[int]) -> None:
    """Open and close obligations of every story that these claims may touch.

    That is every live story that carries one of them, what one of them says was said, or what rests on either.
    The number of queries does not grow with the number of stories.
    """
    touched = touched_by(claim_ids)
    _reconcile(Q(claim__in=touched), Q(claim__in=touched))


@transaction.atomic
def reconcile_story(story_id: int) -> None:
    """Open and close obligations of one story."""
    _reconcile(Q(story=story_id), Q(story=story_id))


def recheck() -> None:
    """Look again at what is owed where a deadline has passed in silence: that opens the gate, and no fact tells."""
    passed = Request.objects.filter(
        claim=OuterRef("claim"), outcome__in=SILENCE, deadline__lte=timezone.now(),
        deadline__gt=OuterRef("opened_at"),
    )  # fmt: skip
    owing = Obligation.objects.filter(Exists(passed), closed_at=None).values_list("story_id", flat=True)
    for story_id in sorted(set(owing)):
        reconcile_story(story_id)


def _reconcile(which_shown: Q, which_owed: Q) -> None:
    stories = set(Shown.objects.filter(which_shown, ended_at=None).values_list("story_id", flat=True))
    if not stories:
        return
    lock_live(stories)
    shown = list(
        Shown.objects.filter(which_shown, ended_at=None)
        .select_related("version").defer("version__content").order_by("pk")
    )  # fmt: skip
    present = Presents(row.claim_id for row in shown)
    open_now = {
        (one.story_id, one.claim_id): one for one in Obligation.objects.filter(which_owed, closed_at=None)
    }
    opened, moved, settled = [], [], []
    for row in shown:
        apart = difference(row, present.told(row.claim_id, row.modes, row.passage))
        known = open_now.get((row.story_id, row.claim_id))
        if apart and known is None:
            opened.append(_obligation(row, apart))
        elif known is not None and apart and _moves(known, apart):
            moved.append(known)
        elif known is not None and not apart:
            settled.append(known)
    _open(opened)
    Obligation.objects.bulk_update(moved, ["because", "was", "became", "premise"], batch_size=200)
    close(settled, Obligation.How.AS_BEFORE)


def lock_live(story_ids: Collection[int]) -> None:
    """Of two who look at once, the second looks at what the first left: so none opens what the other closed."""
    locked = Version.objects.select_for_update(of=("self",)).filter(ended_at=None, story__in=story_ids)
    list(locked.order_by("pk").values_list("pk", flat=True))


def _moves(known: Obligation, apart: Difference) -> bool:
    """Have an open obligation say what is apart now; whether that is other than it said. The ledger has the rest."""
    before = (known.because, known.was, known.became, known.premise_id)
    known.because, known.was, known.became = apart.because, apart.was, apart.became
    known.premise_id = apart.premise_id
    return before != (known.because, known.was, known.became, known.premise_id)


def _obligation(row: Shown, apart: Difference) -> Obligation:
    return Obligation(
        story_id=row.story_id, claim_id=row.claim_id, version=row.version, because=apart.because, was=apart.was,
        became=apart.became, premise_id=apart.premise_id, notes=row.version.notes, opened_at=now(),
    )  # fmt: skip


def _open(rows: list[Obligation]) -> None:
    Obligation.objects.bulk_create(rows)
    record_all(
        [
            ObligationOpened(row.story_id, row.pk, row.claim_id, row.because, row.was, row.became)
            for row in rows
        ],
        by=None,
    )


def close(rows: Collection[Obligation], how: str, *, by: object = None) -> None:
    """End these obligations; a proposal with nothing left to settle lapses. Part of what closes them."""
    if not rows:
        return
    moment = now()
    Obligation.objects.filter(pk__in=[row.pk for row in rows]).update(closed_at=moment, how=how)
    stories = {row.story_id for row in rows}
    still_owed = Obligation.objects.filter(closed_at=None, resolution__isnull=False).values("resolution")
    proposed = Resolution.objects.filter(story__in=stories, state=Resolution.State.PROPOSED)
    proposed.exclude(pk__in=still_owed).update(state=Resolution.State.LAPSED, decided_at=moment)
    record_all([ObligationClosed(row.story_id, row.pk, row.claim_id, how) for row in rows], by=by)


def close_all(story: StoryPage, how: str, *, by: object = None) -> None:
    """End everything a story owes."""
    close(list(owed_by(story)), how, by=by)


def owed_by(story: StoryPage) -> list[Obligation]:
    """What this story owes now, oldest first, with the claims."""
    return list(Obligation.objects.filter(story=story, closed_at=None).select_related("claim", "premise"))


def proposal_for(story: StoryPage) -> Resolution | None:
    """The proposal that waits for a second person, if there is one."""
    waiting = story.resolutions.filter(state=Resolution.State.PROPOSED)
    return waiting.select_related("proposed_by").first()


def unnoted(story: StoryPage) -> list[Obligation]:
    """What this version of a story, saved or not, would leave unsaid: obligations without a note newer than they.

    A retraction says everything.
    """
    if story.pk is None or retracted_when(story.body):
        return []
    notes = {note["id"] for note in notices_in(story.body)}
    return [one for one in owed_by(story) if notes <= set(one.notes)]


def refuse_unless_noted(story: StoryPage) -> None:
    """Raises NoteOwed when a live version would pass over in silence what is no longer as readers were told.

    It is looked at anew here, so that nothing slips out between a claim's fall and its handlers.
    """
    if story.pk is not None:
        reconcile_story(story.pk)
    missing = unnoted(story)
    if missing:
        raise NoteOwed(missing)
