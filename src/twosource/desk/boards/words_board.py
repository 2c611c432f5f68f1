"""What one person has said and a second one must: records, evidence to leave out, accused not to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from twosource.people.models import User
from twosource.people.reads import is_editor
from twosource.replies.models import Waiver
from twosource.verification.models import Authentication, Evidence, Item, SetAside

RECORDS = ("recorded", "document", "measured")
MOST = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for a second person (a record may wait for the first too).

    `place` is where on the claim's screen it is done; `refusal` says why this person may not.
    """

    kind: str
    what: str
    why: str
    claim_id: int
    place: str
    refusal: str


def waiting_words(by: User, due: Iterable[int]) -> list[Waiting]:
    """Everything of the kind, records that the claims due rest on first."""
    return [*_records(by, list(due)), *_set_asides(by), *_waivers(by)]


def _records(by: User, due: Sequence[int]) -> Iterator[Waiting]:
    """Records nobody vouched for that claims due rest on, and any that one person vouched for."""
    mine = Authentication.objects.filter(item=OuterRef("pk"), human_id=by.human_id)
    rows = (
        Item.objects.filter(basis__in=RECORDS, retracted_at=None, evidence__isnull=False)
        .annotate(vouched=Count("authentications", distinct=True), mine=Exists(mine))
        .filter(Q(vouched=1) | Q(vouched=0, evidence__claim__in=due))
        .order_by("-vouched", "pk")
        .distinct()
    )[:MOST]
    claims = _first_claims([row.pk for row in rows])
    for row in rows:
        why = _("one person vouched for it") if row.vouched else _("nobody vouched for it yet")  # type: ignore[attr-defined]
        refusal = _("You vouched for it already. A second person must.") if row.mine else ""  # type: ignore[attr-defined]
        yield Waiting(_("Record to authenticate"), row.title, why, claims[row.pk], "#evidence", refusal)


def _first_claims(item_ids: list[int]) -> dict[int, int]:
    rows = Evidence.objects.filter(item__in=item_ids).order_by("-pk").values_list("item_id", "claim_id")
    return dict(rows)


def _set_asides(by: User) -> Iterator[Waiting]:
    alone = Evidence.objects.filter(item__retracted_at=None).annotate(
        words=Count("set_asides", distinct=True)
    )
    rows = SetAside.objects.filter(evidence__in=alone.filter(words=1).values("pk"))
    for word in rows.select_related("evidence__item", "by").order_by("at")[:MOST]:
        refusal = (
            _("You said so already. A second person must agree.") if word.human_id == by.human_id else ""
        )
        why = _("%(who)s: %(reason)s") % {"who": word.by, "reason": word.reason}
        yield Waiting(
            _("Evidence to leave out"),
            word.evidence.item.title,
            why,
            word.evidence.claim_id,
            "#evidence",
            refusal,
        )


def _waivers(by: User) -> Iterator[Waiting]:
    """Words that an accused need not be asked, of which there is one."""
    others = Waiver.objects.filter(claim=OuterRef("claim"), accused=OuterRef("accused")).exclude(
        pk=OuterRef("pk")
    )
    rows = Waiver.objects.filter(~Exists(others)).select_related("accused", "by").order_by("at")[:MOST]
    for word in rows:
        refusal = "" if is_editor(by) else _("Only an editor may waive asking.")
        if word.human_id == by.human_id:
            refusal = _("You said so already. A second editor must agree.")
        why = _("%(who)s: %(reason)s") % {"who": word.by, "reason": word.reason}
        yield Waiting(_("Accused not to be asked"), str(word.accused), why, word.claim_id, "#asking", refusal)
