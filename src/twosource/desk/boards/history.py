"""What happened, told from the ledger: each fact in a sentence, dated and signed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from twosource.kernel.vocabulary import Mode, Outcome, Status, Verdict
from twosource.ledger.models import Entry
from twosource.ledger.reads import history
from twosource.reports.models import Report
from twosource.stories.embargo import said
from twosource.stories.models import Obligation, Resolution
from twosource.verification.facts import Dossier
from twosource.verification.models import Actor, Claim, Item


@dataclass(frozen=True, slots=True)
class Told:
    """One fact in words. `by` is empty for what the newsroom did by itself."""

    at: datetime
    words: str
    by: str


Payload = Mapping[str, Any]
Names = Mapping[str, Mapping[int, str]]


# Which field of a fact points at what.
HOLDS: Mapping[str, str] = {
    "item_id": "item",
    "origin_id": "item",
    "other_id": "item",
    "claim_id": "claim",
    "premise_id": "claim",
}


def told(subjects: Iterable[str], *, most: int = 200, until: datetime | None = None) -> tuple[Told, ...]:
    """The newest facts about these subjects (`claim:7`, `story:3`), newest first, none later than `until`."""
    found = history(subjects, most=most, until=until)
    return told_of([entry for entry in found if entry.kind not in QUIET])


def told_of(entries: Sequence[Entry]) -> tuple[Told, ...]:
    """These facts, in their order, in a fixed number of queries."""
    names = _names([entry.payload for entry in entries])
    return tuple(
        Told(entry.at, _sentence(entry.kind, entry.payload, names), str(entry.by) if entry.by else "")
        for entry in entries
    )


def subjects_of(claim: Claim, facts: Dossier) -> list[str]:
    """Everything whose facts are the claim's own: itself with its requests, its items, and who controls whom.

    Not of sealed voices: that somebody has power over one would tell where our source works.
    """
    protected = facts.protected()
    return [
        f"claim:{claim.pk}",
        *(f"item:{item.pk}" for item in facts.items.values()),
        *(f"actor:{actor.pk}" for name, actor in facts.actors.items() if name not in protected),
    ]


def _names(payloads: list[Payload]) -> Names:
    """The names of everything the facts point at; a sealed source has none to give."""
    ids: dict[str, set[int]] = {"item": set(), "actor": set(), "claim": set()}
    for payload in payloads:
        for field, value in payload.items():
            kind = HOLDS.get(field)
            kind = kind or ("actor" if field in ("actor_id", "accused_id", "controller_id") else None)
            if kind:
                ids[kind].add(value)
    return {
        "item": {pk: str(row) for pk, row in Item.objects.in_bulk(ids["item"]).items()},
        "actor": {pk: str(row) for pk, row in Actor.objects.in_bulk(ids["actor"]).items()},
        "claim": {pk: str(row) for pk, row in Claim.objects.in_bulk(ids["claim"]).items()},
    }


def _sentence(kind: str, payload: Payload, names: Names) -> str:
    say = SENTENCES.get(kind)
    if say is None:
        return kind
    facts = {
        **{key: value for key, value in payload.items() if isinstance(value, str)},
        "item": names["item"].get(payload.get("item_id", 0), ""),
        "origin": names["item"].get(payload.get("origin_id", 0), ""),
        "other": names["item"].get(payload.get("other_id", 0), ""),
        "claim": names["claim"].get(payload.get("claim_id", 0), ""),
        "premise": names["claim"].get(payload.get("premise_id", 0), ""),
        "who": names["actor"].get(payload.get("actor_id", payload.get("accused_id", 0)), ""),
        "controller": names["actor"].get(payload.get("controller_id", 0), ""),
        "ended": payload.get("ended", False),
    }
    return say(facts)


def _moment(iso: str) -> str:
    return said(datetime.fromisoformat(iso))


def _status(code: str) -> str:
    return Status(code).label.say(_, ngettext).lower()


# What the machine noticed by the way; the screens show it where it matters.
QUIET = frozenset({"NearCopyFound", "WordsNoted"})
_PROVED: Mapping[str, Any] = {
    "": gettext_lazy("Our copy of “%(item)s” is whole again"),
    "missing": gettext_lazy("Our copy of “%(item)s” is missing on disk"),
    "changed": gettext_lazy("Our copy of “%(item)s” was changed on disk"),
}
_RULED: Mapping[str, Any] = {
    "from_other": gettext_lazy("Decided: “%(item)s” got its words from “%(other)s”"),
    "other_from_it": gettext_lazy("Decided: “%(other)s” got its words from “%(item)s”"),
    "third": gettext_lazy("Decided: “%(item)s” and “%(other)s” have their words from a third"),
    "no_copy": gettext_lazy("Decided: “%(item)s” is no copy of “%(other)s”"),
}
ENDED_WANTS: Mapping[str, Callable[[], str]] = {
    "claimed": lambda: _("A sentence that needed a claim has one"),
    "gone": lambda: _("A sentence that needed a claim is gone"),
    "needless": lambda: _("A sentence needs no claim after all: %(reason)s"),
}

SENTENCES: Mapping[str, Callable[[dict[str, Any]], str]] = {
    "ClaimOpened": lambda f: _("Claim opened"),
    "ClaimWordsEdited": lambda f: _("Words changed from “%(before)s”") % f,
    "CarryingWordsEdited": lambda f: (
        _("A story’s words changed from “%(before)s” to “%(after)s”; checks before are void") % f
        if f["after"]
        else _("A story’s words are gone: “%(before)s”; checks before are void") % f
    ),
    "ClaimWanted": lambda f: _("Needs a claim: “%(words)s”") % f,
    "WantEnded": lambda f: ENDED_WANTS[f["ending"]]() % f,
    "StatementDescribed": lambda f: _("More on record of how it was said: %(fields)s") % f,
    "StakeDeclared": lambda f: (
        (
            _("%(who)s gains if it is believed")
            if f["direction"] == "for"
            else _("%(who)s gains if it is not believed")
        )
        % f
    ),
    "ActorAccused": lambda f: _("%(who)s named as accused") % f,
    "EvidenceAttached": lambda f: (
        (
            _("“%(item)s” added: it supports")
            if f["direction"] == "supports"
            else _("“%(item)s” added: it denies")
        )
        % f
    ),
    "EvidenceSetAside": lambda f: _("Word to leave “%(item)s” out: %(reason)s") % f,
    "CheckRecorded": lambda f: (
        _("Signed: %(verdict)s") % {"verdict": Verdict(f["verdict"]).label.say(_, ngettext)}
    ),
    "ClaimWithdrawn": lambda f: _("Taken back: %(reason)s") % f,
    "StatusChanged": lambda f: (
        _("Status: %(after)s (was %(before)s)")
        % {"after": _status(f["after"]), "before": _status(f["before"])}
    ),
    "SupportChanged": lambda f: _("Its lines changed, and its status did not"),
    "PremiseRecorded": lambda f: _("Rests on “%(premise)s”") % f,
    "PremiseEnded": lambda f: _("No longer rests on “%(premise)s”") % f,
    "VoiceRetracted": lambda f: _("Everything by %(who)s retracted: %(reason)s") % f,
    "ItemAdded": lambda f: _("“%(item)s” put on record") % f,
    "ItemRetracted": lambda f: _("“%(item)s” retracted: %(reason)s") % f,
    "CopyKept": lambda f: (
        (
            _("Our own copy of “%(item)s” fetched and kept")
            if f["how"] == "fetched"
            else _("Our own copy of “%(item)s” kept")
        )
        % f
    ),
    "CopyProved": lambda f: (
        _PROVED.get(f["finding"], gettext_lazy("Our copy of “%(item)s” cannot be read")) % f
    ),
    "CopyStamped": lambda f: _("Our copy of “%(item)s” time-stamped") % f,
    "NearCopyDecided": lambda f: _RULED[f["ruling"]] % f,
    "OriginLinked": lambda f: _("“%(item)s” got it from “%(origin)s”") % f,
    "ItemAuthenticated": lambda f: _("“%(item)s” vouched for: %(method)s") % f,
    "ControlRecorded": lambda f: (
        (
            _("%(controller)s no longer has power over %(who)s")
            if f["ended"]
            else _("%(controller)s has power over %(who)s")
        )
        % f
    ),
    "CommentRequested": lambda f: _("Request for comment put on record"),
    "OutcomeLogged": lambda f: (
        _("Request for comment: %(outcome)s") % {"outcome": Outcome(f["outcome"]).label.say(_, ngettext)}
    ),
    "ReminderSent": lambda f: _("Reminder of the request for comment sent"),
    "RequestWaived": lambda f: _("Word that %(who)s need not be asked: %(reason)s") % f,
    "StoryWritten": lambda f: _("Draft made"),
    "ClaimCarried": lambda f: (
        _("Carries “%(claim)s” %(mode)s")
        % {"claim": f["claim"], "mode": Mode(f["mode"]).label.say(_, ngettext)}
    ),
    "ClaimDropped": lambda f: _("No longer carries “%(claim)s”") % f,
    "SentToChecking": lambda f: _("Sent to checking"),
    "StoryPublished": lambda f: _("Published"),
    "StoryScheduled": lambda f: (
        _("Scheduled for %(at)s; takes the place of what waited for %(before)s")
        % {"at": _moment(f["at"]), "before": _moment(f["replaces"])}
        if f.get("replaces")
        else _("Scheduled for %(at)s") % {"at": _moment(f["at"])}
    ),
    "StoryUnscheduled": lambda f: _("Taken off the schedule"),
    "StoryUnpublished": lambda f: _("Unpublished"),
    "StoryCorrected": lambda f: _("Corrected"),
    "ScheduleRefused": lambda f: _("Its minute came and it was refused"),
    "ScheduleMissed": lambda f: _("Not out within seconds of its minute"),
    "MissedSeen": lambda f: _("The missed minute was seen to: %(note)s") % f,
    "EmbargoSet": lambda f: (
        _("Embargoed until %(until)s: %(reason)s") % {**f, "until": _moment(f["until"])}
        if f["until"]
        else _("Embargo lifted: %(reason)s") % f
    ),
    "PreviewLent": lambda f: _("Preview link made for %(whom)s") % f,
    "PreviewEnded": lambda f: _("Preview link for %(whom)s ended") % f,
    "GateOverruled": lambda f: _("%(rule)s overruled for “%(claim)s”: %(reason)s") % f,
    "ObligationOpened": lambda f: _("Owes its readers a note on “%(claim)s”") % f,
    "ObligationClosed": lambda f: (
        _("Owes nothing on “%(claim)s” any more: %(how)s")
        % {"claim": f["claim"], "how": Obligation.How(f["how"]).label}
    ),
    "ResolutionProposed": lambda f: _("Proposed: %(what)s") % {"what": Resolution.Kind(f["kind"]).label},
    "ResolutionAgreed": lambda f: _("Agreed: %(what)s") % {"what": Resolution.Kind(f["kind"]).label},
    "ResolutionRefused": lambda f: _("Proposal refused: %(reason)s") % f,
    "ProposalDecided": lambda f: _("A proposal was decided: %(state)s") % f,
    "ErrorReported": lambda f: _("Reported by a reader"),
    "ReportTaken": lambda f: _("Looked into"),
    "ReportDecided": lambda f: (
        _("Decided: %(state)s") % {"state": str(Report.State(f["state"]).label) if f["state"] else ""}
    ),
    "PageImported": lambda f: _("Brought in from a saved page"),
    "ClaimArrived": lambda f: _("Brought in from %(newsroom)s") % f,
}
