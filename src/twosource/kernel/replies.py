"""Requests for comment, and the words a story may use about them: generated from the row, never typed.

The right to reply before publication, with what is alleged and by when an answer is needed, is what AP,
Reuters and Ofcom (rule 7.11) ask for; the exact words of what happened are what the reader is owed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from twosource.kernel.vocabulary import Channel, Outcome
from twosource.kernel.words import Phrase, _, listed, named

_MONTHS = (
    _("%(day)s January"),
    _("%(day)s February"),
    _("%(day)s March"),
    _("%(day)s April"),
    _("%(day)s May"),
    _("%(day)s June"),
    _("%(day)s July"),
    _("%(day)s August"),
    _("%(day)s September"),
    _("%(day)s October"),
    _("%(day)s November"),
    _("%(day)s December"),
)
_REPLIED = (Outcome.ANSWERED, Outcome.DECLINED)


@dataclass(frozen=True, slots=True)
class Request:
    """One request: whom we asked, exactly what, by which channels, when, and what became of it.

    All times are aware. `channels` are codes of `vocabulary.Channel`, or words of the newsroom's own.
    """

    asked_whom: str
    question: str
    channels: tuple[str, ...]
    sent_at: datetime
    deadline: datetime | None = None
    outcome: str = Outcome.OPEN
    outcome_at: datetime | None = None


def refuse_outcome(request: Request, outcome: str, now: datetime) -> Phrase | None:
    """Why this outcome cannot be recorded now, or none when it can.

    `unreachable` needs two different channels tried; `no_reply` needs its deadline to have come. What comes
    after an outcome is a reply and nothing else: an answer at any time, a refusal from who had not answered.
    """
    if request.outcome != Outcome.OPEN:
        return _refuse_sequel(request.outcome, outcome)
    if outcome == Outcome.UNREACHABLE and len(set(request.channels)) < 2:
        return _("Try a second channel first: unreachable means that two were tried.")
    if outcome == Outcome.NO_REPLY and (request.deadline is None or now < request.deadline):
        return _("Wait for the deadline first: no reply means that it has passed.")
    return None


def _refuse_sequel(before: str, outcome: str) -> Phrase | None:
    if outcome == Outcome.ANSWERED or (outcome == Outcome.DECLINED and before not in _REPLIED):
        return None
    label = Outcome(before).label
    if outcome == before:
        return _("This is on record already: %(before)s.", before=label)
    return _("On record is: %(before)s. Only a reply can come after it.", before=label)


def settled(request: Request, now: datetime) -> bool:
    """Whether this request is enough to publish on: it has an outcome, or its deadline has passed.

    A withdrawn request never is; `unreachable` only after two channels.
    """
    if request.outcome == Outcome.WITHDRAWN:
        return False
    if request.outcome in _REPLIED:
        return True
    if request.outcome == Outcome.UNREACHABLE and len(set(request.channels)) > 1:
        return True
    return _deadline_passed(request, now)


def overdue(request: Request, now: datetime) -> bool:
    """Whether we still wait although the deadline has passed."""
    return request.outcome == Outcome.OPEN and _deadline_passed(request, now)


def late_reply(request: Request) -> bool:
    """Whether an answer came after its deadline, which obliges the stories that said otherwise to update."""
    if request.outcome not in _REPLIED:
        return False
    return bool(request.deadline and request.outcome_at and request.outcome_at > request.deadline)


def sentence(request: Request, now: datetime, zone: tzinfo, zone_name: str = "") -> Phrase:
    """What the one asked did, without naming them: “declined to comment”, “did not respond to …”.

    Times are shown in `zone`, named `zone_name` (its own abbreviation when that is empty), with the year
    only where it is not the present one.
    """
    clock = _Clock(now, zone, zone_name)
    sent = clock.moment(request.sent_at)
    if request.outcome == Outcome.ANSWERED:
        return _answered(request, clock)
    if request.outcome == Outcome.DECLINED:
        return _("declined to comment")
    if request.outcome == Outcome.WITHDRAWN:
        return _("was sent a request on %(sent)s, which was later withdrawn", sent=sent)
    if request.outcome == Outcome.UNREACHABLE:
        return _("could not be reached by %(channels)s", channels=_channels(request))
    if request.deadline is None:
        return _("has not yet responded to a request sent %(sent)s", sent=sent)
    deadline = clock.moment(request.deadline)
    if _deadline_passed(request, now):
        return _("did not respond to a request sent %(sent)s by %(deadline)s", sent=sent, deadline=deadline)
    return _(
        "has been sent a request on %(sent)s and asked to respond by %(deadline)s",
        sent=sent,
        deadline=deadline,
    )


def full_sentence(request: Request, now: datetime, zone: tzinfo, zone_name: str = "") -> Phrase:
    """The same as a whole sentence: “Port Authority declined to comment.”"""
    did = sentence(request, now, zone, zone_name)
    return _("%(who)s %(did)s.", who=named(request.asked_whom), did=did)


def story_so_far(requests: list[Request], now: datetime, zone: tzinfo, zone_name: str = "") -> Phrase:
    """Several requests to one addressee as one sentence, in the order they were sent; empty for none.

    Who refused again and again is told so once, with the days: “declined to comment on 3 May, 9 June and
    1 July”; likewise who stayed silent more than once.
    """
    clock = _Clock(now, zone, zone_name)
    told: list[Phrase] = []
    gathered: set[str] = set()
    oldest_first = sorted(requests, key=lambda request: request.sent_at)
    for request in oldest_first:
        kind = _kind(request, now)
        alike = [other for other in oldest_first if kind and _kind(other, now) == kind]
        if len(alike) < 2:
            told.append(sentence(request, now, zone, zone_name))
        elif kind not in gathered:
            gathered.add(kind)
            told.append(_again_and_again(kind, alike, clock))
    if not told:
        return Phrase("")
    return _("%(who)s %(did)s.", who=named(oldest_first[0].asked_whom), did=_one_after_the_other(told))


def _one_after_the_other(clauses: list[Phrase]) -> Phrase:
    """A list inside has its own “and”, so what comes after it begins with a comma."""
    told = clauses[0]
    for clause in clauses[1:]:
        told = _("%(before)s, and %(next)s", before=told, next=clause)
    return told


def _kind(request: Request, now: datetime) -> str:
    """What a request has in common with others that can be told together; empty when nothing."""
    if request.outcome == Outcome.DECLINED and request.outcome_at:
        return Outcome.DECLINED
    if request.outcome in (Outcome.OPEN, Outcome.NO_REPLY) and _deadline_passed(request, now):
        return Outcome.NO_REPLY
    return ""


def _again_and_again(kind: str, alike: list[Request], clock: _Clock) -> Phrase:
    moments = [request.outcome_at if kind == Outcome.DECLINED else request.sent_at for request in alike]
    days = [clock.day(moment) for moment in sorted(moment for moment in moments if moment)]
    told = listed([day for n, day in enumerate(days) if str(day) not in map(str, days[:n])])
    if kind == Outcome.NO_REPLY:
        return _("did not respond to requests sent on %(days)s", days=told)
    if len({str(day) for day in days}) == 1:
        return _("declined to comment more than once on %(days)s", days=told)
    return _("declined to comment on %(days)s", days=told)


@dataclass(frozen=True, slots=True)
class _Clock:
    now: datetime
    zone: tzinfo
    zone_name: str

    def day(self, at: datetime) -> Phrase:
        local = at.astimezone(self.zone)
        day = Phrase(_MONTHS[local.month - 1].msgid, {"day": local.day})
        if local.year != self.now.astimezone(self.zone).year:
            day = _("%(day)s %(year)s", day=day, year=local.year)
        return day

    def moment(self, at: datetime) -> Phrase:
        local = at.astimezone(self.zone)
        day = self.day(at)
        name = self.zone_name or local.tzname() or ""
        return _("%(day)s %(time)s %(zone)s", day=day, time=f"{local:%H:%M}", zone=name)


def _answered(request: Request, clock: _Clock) -> Phrase:
    if request.outcome_at is None:
        return _("responded")
    at = clock.moment(request.outcome_at)
    if late_reply(request) and request.deadline is not None:
        return _(
            "responded on %(at)s, after the deadline of %(deadline)s",
            at=at,
            deadline=clock.moment(request.deadline),
        )
    return _("responded on %(at)s", at=at)


def _channels(request: Request) -> Phrase:
    names = [Channel(code).label if code in list(Channel) else named(code) for code in request.channels]
    return listed(names) if names else _("any channel")


def _deadline_passed(request: Request, now: datetime) -> bool:
    return request.deadline is not None and now > request.deadline
