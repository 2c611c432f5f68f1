"""Keeping copies of what claims rest on, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.outside.store import INTACT
from twosource.outside.timestamp import Stamp
from twosource.people.models import User
from twosource.people.reads import demand_staff

from ..events import CopyKept, CopyProved, CopyStamped
from ..gathering import FETCHED, FILE, IMPORTED, Kept
from ..media import nameless
from ..models import Copy, Item
from ..refusals import BadValue

WAYS = (FILE, FETCHED, IMPORTED)


@transaction.atomic
def keep_copy(*, item: Item, kept: Kept, by: User) -> Copy:
    """Put on record that these bytes are our own copy of an item: when, by whom, and how we came by them.

    The same bytes of the same item again change nothing and give the copy there was. A copy of what a sealed
    source gave has no name of its own: people call files after people.

    Raises: BadValue on a way that is none.
    """
    demand_staff(by)
    if kept.how not in WAYS:
        raise BadValue(
            _("how: %(value)r; a copy is %(ways)s.") % {"value": kept.how, "ways": ", ".join(WAYS)}
        )
    Item.objects.select_for_update(no_key=True).get(pk=item.pk)  # two who attach the same file at once
    known = item.copies.filter(sha256=kept.sha256).first()
    if known:
        return known
    sealed = item.by.filter(sealed__isnull=False).exists()
    moment = now()
    copy = Copy.objects.create(
        item=item, sha256=kept.sha256, size=kept.size, name=nameless(kept.media_type) if sealed else kept.name,
        media_type=kept.media_type[:100], pages=kept.pages, how=kept.how, asked=kept.asked[:2000],
        address=kept.address[:2000], headers=dict(kept.headers), wall=kept.wall,
        kept_at=moment, kept_by=by, proved_at=moment, **_stamp(kept.stamp),
    )  # fmt: skip
    record(CopyKept(item.pk, copy.pk, copy.sha256, copy.how), by=by)
    return copy


def _stamp(stamp: Stamp | None) -> dict[str, object]:
    return (
        {"stamp": stamp.token, "stamped_at": stamp.at, "stamped_by": stamp.authority[:200]} if stamp else {}
    )


@transaction.atomic
def note_proofs(*, findings: Mapping[int, str], by: User | None) -> int:
    """Put on record what proofs found, by copy (`outside.store`'s words, empty for whole); how many were otherwise.

    A copy that is as it was before has its moment of proof moved on; one that broke, or is whole again, is a fact.
    """
    moment, otherwise = now(), 0
    for copy in Copy.objects.select_for_update().filter(pk__in=findings).order_by("pk"):
        if copy.finding != findings[copy.pk]:
            otherwise += 1
            record(CopyProved(copy.item_id, copy.pk, findings[copy.pk]), by=by)
        copy.finding = findings[copy.pk]
        # A copy that does not stand says when it last did.
        copy.proved_at = moment if copy.finding == INTACT else copy.proved_at
        copy.save(update_fields=["finding", "proved_at"])
    return otherwise


@transaction.atomic
def note_stamp(*, copy: Copy, stamp: Stamp, by: User | None) -> Copy:
    """Put on record that an authority attests a copy that was kept without; one that has a stamp keeps it."""
    copy = Copy.objects.select_for_update().get(pk=copy.pk)
    if not copy.stamp:
        copy.stamp, copy.stamped_at, copy.stamped_by = stamp.token, stamp.at, stamp.authority[:200]
        copy.save(update_fields=["stamp", "stamped_at", "stamped_by"])
        record(CopyStamped(copy.item_id, copy.pk, copy.stamped_by), by=by)
    return copy
