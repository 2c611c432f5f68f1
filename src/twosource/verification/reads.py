"""What other rooms may ask of claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twosource.kernel.vocabulary import Basis, Status, Verdict
from twosource.kernel.words import Phrase
from twosource.ledger.reads import facts_of
from twosource.ledger.uses import using
from twosource.people.reads import role_label
from twosource.sources.reads import same_people

from .facts import item_key
from .graph import sealed_behind
from .models import Actor, Claim, Evidence, Wording


@dataclass(frozen=True, slots=True)
class Standing:
    """What the gate needs to know of a claim.

    `said_confirmed`: whether a claim *that it was said* is confirmed; None when nobody opened one. For a
    claim that is itself such a claim it is that claim's own standing.
    """

    claim_id: int
    text: str
    status: str
    said_confirmed: bool | None
    lines: int
    interested_only: bool


@dataclass(frozen=True, slots=True)
class KnownLine:
    """One independent line, in words readers may see."""

    words: str
    basis_label: str
    interested: bool


@dataclass(frozen=True, slots=True)
class Sign:
    """A check that stands: by a role, never by name."""

    role: str
    verdict_label: str
    method: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """All that readers and the desk are told of a claim. Sealed names are in none of it.

    `speaker_id` is 0 for who may not be looked up: nobody, a sealed source, a voice unknown to us too.
    `kind` is a code of kernel.vocabulary.Wording or empty; `checked` counts every check ever signed, those
    that fell as well, `signed` holds those that stand; `verdict` is what two people have signed, or empty;
    `withdrawn` is who took it back, when and where.
    """

    claim_id: int
    text: str
    status: str
    why: str
    speaker: str
    addressee: str
    channel: str
    said_on: date | None
    about_id: int | None
    accused: tuple[str, ...]
    supports: tuple[KnownLine, ...]
    denies: tuple[KnownLine, ...]
    rests_on: tuple[str, ...]
    stakes: tuple[str, ...]
    signed: tuple[Sign, ...]
    speaker_id: int = 0
    place: str = ""
    kind: str = ""
    cue: str = ""
    verbatim: str = ""
    checked: int = 0
    last_checked: datetime | None = None
    withdrawn: str = ""
    speaker_kind: str = ""
    verdict: str = ""


def standings(claim_ids: Iterable[int]) -> dict[int, Standing]:
    """How these claims stand, by id, for the gate; two queries."""
    ids = list(claim_ids)
    said: dict[int, bool] = {}
    for about_id, status in Claim.objects.filter(about__in=ids).values_list("about_id", "status"):
        said[about_id] = said.get(about_id, False) or status == Status.CONFIRMED
    # Of what was assessed only what the gate asks: the whole of it is long, and stories are many.
    asked = ("pk", "text", "status", "about_id", "assessment__supports__lines", "assessment__supports__grade")
    return {
        pk: Standing(
            claim_id=pk,
            text=words,
            status=status,
            said_confirmed=(status == Status.CONFIRMED) if about_id else said.get(pk),
            lines=lines or 0,
            interested_only=grade == "i",
        )
        for pk, words, status, about_id, lines, grade in Claim.objects.filter(pk__in=ids).values_list(*asked)
    }


def sealed_among(claim_ids: Iterable[int], actors: Iterable[Actor]) -> set[int]:
    """The ids of those of these voices who are sealed sources of what these claims, or that they were said, rest on.

    A voice that goes by its name and is the same person as a sealed one is found too, by keyed hash; no name
    and no hash is ever given out. A few queries.
    """
    ids = list(claim_ids)
    behind = sealed_behind([*ids, *Claim.objects.filter(about__in=ids).values_list("pk", flat=True)])
    asked = list(actors)
    if not behind or not asked:
        return set()
    same = same_people((actor.name for actor in asked if not actor.sealed_id), behind)
    return {
        actor.pk
        for actor in asked
        if actor.sealed_id in behind or (not actor.sealed_id and actor.name in same)
    }


def sealed_names_among(claim_ids: Iterable[int], names: Iterable[str]) -> set[str]:
    """Those of these names, as somebody might have written them, that are names of sealed sources of these claims."""
    ids = list(claim_ids)
    behind = sealed_behind([*ids, *Claim.objects.filter(about__in=ids).values_list("pk", flat=True)])
    return same_people(names, behind) if behind else set()


def known_claims(claim_ids: Iterable[int]) -> dict[int, Known]:
    """What is known of these claims, by id, in the order given; a fixed number of queries."""
    ids = list(dict.fromkeys(claim_ids))
    using(*(f"claim:{pk}" for pk in ids))
    rows = (
        Claim.objects.filter(pk__in=ids)
        .select_related("speaker")
        .prefetch_related("accusations__actor", "stakes__actor", "checks__by__groups")
        .in_bulk()
    )
    return {pk: known(rows[pk]) for pk in ids if pk in rows}


def whole_claims(claim_ids: Iterable[int]) -> dict[int, Claim]:
    """These claims and those *that they were said*, by id: read once for `known` and for `provenance`."""
    ids = list(claim_ids)
    using(*(f"claim:{pk}" for pk in ids))
    rows = Claim.objects.whole().prefetch_related("checks__by__groups")
    return {claim.pk: claim for claim in rows.filter(Q(pk__in=ids) | Q(about__in=ids)).order_by("pk")}


def said_claims(claim_ids: Iterable[int]) -> dict[int, list[Known]]:
    """The claims *that these were said*, by the id of what was said."""
    ids = Claim.objects.filter(about__in=list(claim_ids)).order_by("pk").values_list("pk", flat=True)
    found: dict[int, list[Known]] = {}
    for claim in known_claims(ids).values():
        found.setdefault(claim.about_id or 0, []).append(claim)
    return found


def known(claim: Claim) -> Known:
    """One claim as readers and the desk are told of it."""
    told = claim.assessment
    standing = set(told.get("standing", ()))
    checks = list(claim.checks.all())
    using(*(f"person:{check.by_id}" for check in checks))
    return Known(
        claim_id=claim.pk,
        text=claim.text,
        status=claim.status,
        why=say(told.get("why")),
        speaker=str(claim.speaker) if claim.speaker else "",
        addressee=claim.addressee,
        channel=claim.channel,
        said_on=claim.said_on,
        about_id=claim.about_id,
        accused=tuple(
            str(row.actor) for row in sorted(claim.accusations.all(), key=lambda row: row.actor.name)
        ),
        supports=lines_told(told.get("supports", {})),
        denies=lines_told(told.get("denies", {})),
        rests_on=tuple(told.get("supports", {}).get("rests_on", ())),
        stakes=tuple(stake_told(stake) for stake in claim.stakes.all() if stake.ended_at is None),
        signed=tuple(
            Sign(role_label(check.by), Verdict(check.verdict).label.say(_, ngettext), check.method, check.at)
            for check in checks
            if check.pk in standing
        ),
        speaker_id=claim.speaker.pk if claim.speaker and claim.speaker.may_be_looked_up else 0,
        place=claim.place,
        kind=claim.kind,
        cue=claim.cue,
        verbatim=claim.verbatim,
        checked=len(checks),
        last_checked=max((check.at for check in checks), default=None),
        withdrawn=claim.withdrawn_reason,
        speaker_kind=claim.speaker.kind if claim.speaker else "",
        verdict=told.get("signed") or "",
    )


def stake_told(stake: Any) -> str:
    """A stake in words for readers."""
    if stake.direction == "for":
        return _("%(who)s gains if this is believed") % {"who": stake.actor}
    return _("%(who)s gains if this is not believed") % {"who": stake.actor}


def lines_told(side: Mapping[str, Any]) -> tuple[KnownLine, ...]:
    """One side of a kept assessment as lines for readers."""
    return tuple(
        KnownLine(
            line["words"],
            Basis(line["basis"]).label.say(_, ngettext) if line["basis"] else "",
            line["interested"],
        )
        for line in side.get("in_words", ())
    )


def kept(phrase: Phrase) -> dict[str, Any]:
    """A phrase as JSON, so that it can be kept and said later in any language."""
    params = {
        key: kept(value) if isinstance(value, Phrase) else value for key, value in phrase.params.items()
    }
    return {"msgid": phrase.msgid, "params": params, "plural": phrase.msgid_plural, "n": phrase.n}


def unkept(data: Mapping[str, Any]) -> Phrase:
    """The phrase that `kept` kept."""
    params = {
        key: unkept(value) if isinstance(value, dict) and "msgid" in value else value
        for key, value in data["params"].items()
    }
    return Phrase(data["msgid"], params, data["plural"], data["n"])


def say(data: Mapping[str, Any] | None) -> str:
    """A kept phrase in the language of who reads; empty for none."""
    return unkept(data).say(_, ngettext) if data else ""


def alike(words: str, *, most: int = 5, without: Iterable[int] = ()) -> list[Claim]:
    """Earlier claims that share the most words, names and figures with these, best first; for “seen before?”.

    Claims *that something was said* are left out, and those of the ids in `without`. Its cost does not grow with
    the claims on record.
    """
    from .alike import find

    return [one.claim for one in find(words, most=most, without=without)]


@dataclass(frozen=True, slots=True)
class Move:
    """A claim's status became `status` at `at` (aware, UTC), from `before`."""

    at: datetime
    before: str
    status: str


def status_history(claim_ids: Iterable[int]) -> dict[int, tuple[Move, ...]]:
    """Every change of status of these claims, by id, oldest first; what was shown at a moment is the last before it.

    From the ledger's facts, so it is what readers were shown, whatever the rows say now. One query.
    """
    found: dict[int, list[Move]] = {pk: [] for pk in claim_ids}
    subjects = {f"claim:{pk}": pk for pk in found}
    for entry in facts_of("StatusChanged", subjects):
        payload = entry.payload
        found[subjects[entry.subject]].append(Move(entry.at, payload["before"], payload["after"]))
    return {pk: tuple(moves) for pk, moves in found.items()}


@dataclass(frozen=True, slots=True)
class EarlierWords:
    """What a claim's words were, `until` (aware, UTC) they were changed."""

    text: str
    until: datetime


def earlier_wordings(claim_id: int) -> tuple[EarlierWords, ...]:
    """Every earlier wording of a claim, oldest first. Some may never have been published."""
    rows = Wording.objects.filter(claim=claim_id).order_by("until", "pk")
    return tuple(EarlierWords(row.text, row.until) for row in rows)


@dataclass(frozen=True, slots=True)
class KnownDenial:
    """An item by which somebody denies a claim, where it counts as a line that readers are shown."""

    evidence_id: int
    claim_id: int
    words: str
    at: datetime


def denials_by(actor_id: int, claim_ids: Any) -> list[KnownDenial]:
    """By what this voice denies these claims (ids, or a query of them), as far as readers see it under a story.

    An item that others made too is left out where one of them is a protected source.
    """
    rows = Evidence.objects.filter(
        direction="denies", item__by=actor_id, item__retracted_at=None, claim__in=claim_ids
    ).select_related("item", "claim")
    told = [
        KnownDenial(row.pk, row.claim_id, row.item.title, row.attached_at)
        for row in rows.exclude(item__by__sealed__isnull=False).order_by("pk")
        if any(
            item_key(row.item_id) in line for line in row.claim.assessment.get("denies", {}).get("chosen", ())
        )
    ]
    return told
