"""The words of items, and deciding about items of much the same words."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from twosource.kernel.likeness import judge
from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.people.reads import demand_staff

from ..events import NearCopyDecided, NearCopyFound, WordsNoted
from ..limits import demand_fitting
from ..models import Copy, Item, NearCopy, Origin, Text
from ..near_copies import (
    FROM_OTHER,
    LAPSED,
    NO_COPY,
    OPEN,
    OTHER_FROM_IT,
    PROPOSED,
    RULINGS,
    THIRD,
    alike,
    index,
)
from ..refusals import BadValue, Refused
from .evidence import link_origin

LONGEST_WORDS = 200_000  # characters of an item's words that are kept and compared


@transaction.atomic
def note_words(*, item: Item, words: str, by: User, read_from: Copy | None = None) -> Text | None:
    """Note the words of an item, and look for items of much the same words; others it had before end.

    What is found is proposed (0.30 and more) or listed (from 0.10) for a person; nothing is linked. The same
    words again change nothing. Words read out of a copy are cut at `LONGEST_WORDS`; those of a sealed source's
    item are not read out at all: its name may stand in them, and no table may hold it.

    Returns None for no words. Raises: BadValue when pasted words are too long; Refused when they are those of an
    item by a sealed source.
    """
    demand_staff(by)
    if item.by.filter(sealed__isnull=False).exists():
        if read_from is not None or not words.strip():
            return None
        raise Refused(_("The words of a protected source are kept in a copy alone, and not noted."))
    words = words.replace("\r\n", "\n").strip()
    if read_from is not None:
        words = words.replace("\x00", "")[:LONGEST_WORDS]
    if len(words) > LONGEST_WORDS:
        told = {"most": LONGEST_WORDS, "count": len(words)}
        raise BadValue(_("words: at most %(most)d characters; this has %(count)d.") % told)
    demand_fitting(Text, words=words)
    Item.objects.select_for_update(no_key=True).get(pk=item.pk)  # two who paste at once
    known = item.texts.filter(ended_at=None).first()
    if not words or (known and known.words == words):
        return known
    moment = now()
    item.texts.filter(ended_at=None).update(ended_at=moment)
    text = Text.objects.create(item=item, words=words, read_from=read_from, noted_at=moment, noted_by=by)
    record(WordsNoted(item.pk, len(words.split())), by=by)
    index(item, words)
    _compare(item, words, by)
    return text


def _compare(item: Item, words: str, by: User) -> None:
    """Keep what the words are alike to now; an open pair that no longer is lapses, a decided one stays decided."""
    found = alike(item, words)
    pairs = {_other(pair, item): pair for pair in _pairs_of(item)}
    linked = _linked(item)
    for other_id, part in found.items():
        pair = pairs.pop(other_id, None)
        if pair is None and other_id in linked:
            continue
        if pair is None or pair.state in (*OPEN, LAPSED):
            _find(item, other_id, part, pair, by)
    for pair in pairs.values():
        if pair.state in OPEN:
            pair.state = LAPSED
            pair.save(update_fields=["state"])


def _find(item: Item, other_id: int, part: float, pair: NearCopy | None, by: User) -> None:
    later, earlier = max(item.pk, other_id), min(item.pk, other_id)
    pair = pair or NearCopy(item_id=later, other_id=earlier, found_at=now())
    before = pair.state
    pair.share, pair.state = part, str(judge(part))
    pair.save()
    if before != pair.state == PROPOSED:  # what is only listed is shown where it matters, and is no event
        record(NearCopyFound(later, earlier, round(part * 100), pair.state), by=by)


def _pairs_of(item: Item) -> list[NearCopy]:
    return [*NearCopy.objects.filter(item=item), *NearCopy.objects.filter(other=item)]


def _other(pair: NearCopy, item: Item) -> int:
    return pair.other_id if pair.item_id == item.pk else pair.item_id


def _linked(item: Item) -> set[int]:
    """The items this one is on record to come from, or to have given to."""
    return set(Origin.objects.filter(item=item).values_list("origin_id", flat=True)) | set(
        Origin.objects.filter(origin=item).values_list("item_id", flat=True)
    )


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a person makes of a near copy: one of `near_copies.RULINGS`, and the third item where both came from one."""

    what: str
    origin: Item | None = None


@transaction.atomic
def decide_near_copy(*, pair: NearCopy, ruling: Ruling, by: User) -> NearCopy:
    """Say what two items of much the same words are to one another; what follows is linked, and claims settle anew.

    Raises: BadValue on another ruling, or a third that is one of the two or missing; Refused when it is decided.
    """
    demand_staff(by)
    if ruling.what not in RULINGS:
        raise BadValue(
            _("ruling: %(value)r; a near copy is decided as %(rulings)s.")
            % {"value": ruling.what, "rulings": ", ".join(RULINGS)}
        )
    pair = NearCopy.objects.select_for_update(of=("self",)).select_related("item", "other").get(pk=pair.pk)
    if pair.state not in OPEN:
        raise Refused(_("This pair is decided already, or its words have changed since."))
    for item, origin in _links(pair, ruling):
        if not item.origins.filter(origin=origin).exists():
            link_origin(item=item, origin=origin, by=by)
    pair.state, pair.origin = ruling.what, ruling.origin if ruling.what == THIRD else None
    pair.decided_at, pair.decided_by = now(), by
    pair.save(update_fields=["state", "origin", "decided_at", "decided_by"])
    record(NearCopyDecided(pair.item_id, pair.other_id, ruling.what), by=by)
    return pair


def _links(pair: NearCopy, ruling: Ruling) -> list[tuple[Item, Item]]:
    """Which item is to be linked to which origin."""
    if ruling.what == NO_COPY:
        return []
    if ruling.what == FROM_OTHER:
        return [(pair.item, pair.other)]
    if ruling.what == OTHER_FROM_IT:
        return [(pair.other, pair.item)]
    third = ruling.origin
    if third is None or third.pk in (pair.item_id, pair.other_id):
        raise BadValue(_("origin: name a third item that both came from."))
    return [(pair.item, third), (pair.other, third)]
