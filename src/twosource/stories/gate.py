"""The gate: rows become the kernel's values, and its decision becomes law."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext as _
from wagtail.models import COMMENTS_RELATION_NAME, PageLogEntry

from twosource.kernel.gate import Carried, Decision, Override, Reason, Unclaimed, gate
from twosource.kernel.vocabulary import MODES
from twosource.people.models import User
from twosource.replies.reads import accused_states
from twosource.verification.actions import note_writers as note_writers_of
from twosource.verification.models import Claim
from twosource.verification.reads import Standing, standings
from twosource.verification.refusals import BadValue

from . import text
from .carrying import carrying_words, passages_in_context, reworded
from .notices import retracted_when
from .silence import betrays
from .wanting import open_needs

if TYPE_CHECKING:
    from .models import StoryPage

# Columns whose saving alone changes nothing readers are told.
HOUSEKEEPING = frozenset({
    "latest_revision", "latest_revision_id", "latest_revision_created_at", "draft_title", "has_unpublished_changes",
    "locked", "locked_at", "locked_by", "expired", "go_live_at", "expire_at", "numchild", "path", "depth",
    "live_revision", "live_revision_id", "last_published_at", COMMENTS_RELATION_NAME,
})  # fmt: skip


# What Wagtail's log calls the saving of words.
WRITING = ("wagtail.create", "wagtail.edit", "wagtail.revert")


class GateClosed(ValidationError):
    """The gate let a story not through. `reasons` are the kernel's, the messages are for people."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        self.reasons = reasons
        super().__init__([f"{reason.rule}: {say(reason)}" for reason in reasons])


def say(reason: Reason) -> str:
    """A reason in the language of who reads."""
    return reason.phrase.say(gettext, ngettext)


def claim_to_mend(reason: Reason) -> int:
    """The claim to work on: for “not confirmed that it was said” the claim *that it was said*, if there is one.

    0 where there is none yet: a sentence that needs one.
    """
    claim_id = int(reason.claim_key) if reason.claim_key.isdigit() else 0
    if reason.rule != "G2":
        return claim_id
    said = Claim.objects.filter(about=claim_id).order_by("-pk").values_list("pk", flat=True).first()
    return said or claim_id


def concerns(update_fields: Collection[str] | None) -> bool:
    """Whether a save of these columns (None: all) is one the gate must see."""
    return update_fields is None or not set(update_fields) <= HOUSEKEEPING


def demand_mode(mode: str) -> None:
    """Raises BadValue unless a story can carry a claim so."""
    if mode not in MODES:
        raise BadValue(
            _("mode: %(value)r; a story carries a claim as %(modes)s.")
            % {"value": mode, "modes": ", ".join(MODES)}
        )


def stands_in(story: StoryPage, words: str) -> bool:
    return text.stands_in(story.body, words)


def note_writers(story: StoryPage, user: User | None) -> None:
    """Whoever wrote in a story wrote the sentences that carry its claims, those opened later as well."""
    logged = PageLogEntry.objects.filter(page=story.pk, action__in=WRITING, content_changed=True)
    writers = set(User.objects.filter(pk__in=logged.values("user"))) | ({user} if user else set())
    if writers:
        note_writers_of(claims=[row.claim for row in story.carried.select_related("claim")], by=writers)


def decide(story: StoryPage) -> Decision:
    """What the gate says of this version of a story, saved or not.

    Of a retracted story readers are shown the retraction alone, so it carries nothing any more: when claims
    fall, it must always be possible to say so.
    """
    if retracted_when(story.body):
        return gate(())
    rows = list(story.carried.all())
    overrides = tuple(
        Override(rule=row.rule, claim_key=str(row.claim_id), by=str(row.editor), reason=row.reason)
        for row in (story.overrides.select_related("editor") if story.pk else ())
    )
    wanting = [Unclaimed(f"need:{need.pk}", need.words) for need in open_needs(story)]
    return gate(_carried(story, [(row.claim_id, row.mode) for row in rows]), overrides, wanting)


def carried_as(
    standing: Standing,
    mode: str,
    accused: tuple[Any, ...],
    passage: str = "",
    reworded: bool = False,
    betrays: bool = False,
) -> Carried:
    """A claim that stands so, carried in this mode by these words, as the kernel's gate judges it."""
    return Carried(
        claim_key=str(standing.claim_id),
        text=standing.text,
        mode=mode,
        status=standing.status,
        said_confirmed=standing.said_confirmed,
        lines=standing.lines,
        interested_only=standing.interested_only,
        accused=accused,
        passage=passage,
        reworded=reworded,
        betrays=betrays,
    )


def _carried(story: StoryPage, rows: list[tuple[int, str]]) -> tuple[Carried, ...]:
    keys = [claim_id for claim_id, _mode in rows]
    known = standings(keys)
    accused = accused_states(keys, now=timezone.now())
    words = carrying_words(story)
    passages = passages_in_context(story, words)
    others = reworded(story, words)
    # Whom it is about is not told by where the reason stands: it is always the first claim's.
    betrayal = betrays(story, keys)
    return tuple(
        carried_as(
            known[key],
            mode,
            accused.get(key, ()),
            passages.get(key, ""),
            key in others,
            betrayal and number == 0,
        )
        for number, (key, mode) in enumerate(row for row in rows if row[0] in known)
    )


def refuse_unless_open(story: StoryPage) -> None:
    """Raises GateClosed with every reason that is neither met nor overruled.

    BadValue when a claim is carried in a way no rule knows: a rule that does not apply must not let it out.
    """
    for row in story.carried.all():
        demand_mode(row.mode)
    decision = decide(story)
    if not decision.ok:
        raise GateClosed(decision.unmet)


def rule_in_words(rule: str) -> str:
    """What a rule of the gate asks, for readers of an override."""
    words = {
        "G1": _("We say in our own voice only what is confirmed."),
        "G2": _("We attribute only what is confirmed to have been said."),
        "G3": _("What is refuted or withdrawn is carried only to say so."),
        "G4": _("Whoever is accused is asked first."),
        "G5": _("We speak of sources in the plural only where there are two."),
        "G6": _("We never say that somebody did not answer who is a protected source."),
        "G7": _("What only interested sides say is never said in our own voice."),
    }
    return words.get(rule, rule)
