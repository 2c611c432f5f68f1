"""The one answer readers get to "why?": the status, what it rests on, who gains, what is said against it.

Sentences name actors, never items, and never a sealed voice nor anybody who controls one: that would tell
where our source works.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from twosource.kernel.cases import Actor, Case
from twosource.kernel.independence import Direction, Line
from twosource.kernel.vocabulary import Grade, Stake, Status
from twosource.kernel.witnesses import ANON, controllers, interested
from twosource.kernel.words import Phrase, _, in_turn, listed, named, ngettext

#: Common items are compared with one another up to this many; a longer chain is only walked to its end.
COMPARED = 100

_NUMBERS = {
    2: (_("two"), _("Two")),
    3: (_("three"), _("Three")),
    4: (_("four"), _("Four")),
    5: (_("five"), _("Five")),
    6: (_("six"), _("Six")),
    7: (_("seven"), _("Seven")),
    8: (_("eight"), _("Eight")),
    9: (_("nine"), _("Nine")),
    10: (_("ten"), _("Ten")),
    11: (_("eleven"), _("Eleven")),
    12: (_("twelve"), _("Twelve")),
}


def explain(case: Case, status: Status, supports: Direction, denies: Direction) -> Phrase:
    """Why the claim has this status, in whole sentences, the status's own word first."""
    sentences = [_("%(status)s.", status=status.label)]
    sentences.extend(_act(status))
    if supports.grade is not Grade.NOTHING:
        sentences.append(_support(case, supports))
    elif denies.grade is not Grade.NOTHING:
        sentences.append(_("No report supports it."))
    if denies.grade is not Grade.NOTHING:
        sentences.append(_denial(case, denies))
    return in_turn(sentences)


def _act(status: Status) -> list[Phrase]:
    """What people did that decided the status, when people did."""
    if status is Status.WITHDRAWN:
        return [_("Whoever asserted it has taken it back.")]
    if status is Status.CONFIRMED:
        return [_("Two people have checked it and signed that it stands.")]
    if status is Status.REFUTED:
        return [_("Two people have checked it and signed that it is refuted.")]
    if status is Status.UNVERIFIABLE:
        return [_("Two people have tried to verify it and could not.")]
    return []


def _support(case: Case, side: Direction) -> Phrase:
    reports = _reports(side, capital=True)
    return _("%(reports)s, %(lines)s.", reports=reports, lines=_lines(case, side, Stake.FOR))


def _denial(case: Case, side: Direction) -> Phrase:
    reports = _reports(side, capital=False)
    lines = _lines(case, side, Stake.AGAINST)
    return _("Against it: %(reports)s, %(lines)s.", reports=reports, lines=lines)


def _reports(side: Direction, capital: bool) -> Phrase:
    """How many reports there are, and whether one of them is enough."""
    count = len(side.evidence)
    number = _number(count, capital)
    if capital:
        reports = ngettext("One report", "%(number)s reports", count, number=number)
    else:
        reports = ngettext("one report", "%(number)s reports", count, number=number)
    if not side.conclusive:
        return reports
    if count == 1:
        return _("%(reports)s, which settles it by itself", reports=reports)
    return ngettext(
        "%(reports)s, one of which settles it by itself",
        "%(reports)s, %(number)s of which settle it by themselves",
        len(side.conclusive),
        reports=reports,
        number=_number(len(side.conclusive)),
    )


def _lines(case: Case, side: Direction, stake: Stake) -> Phrase:
    """How many lines the reports come to, and why not more."""
    if side.lines == 0:
        if side.unknown_origin:
            return _("no line: nobody says how they know")
        return _("no line: they lead back to nobody who could know")
    lines = ngettext("one line", "%(number)s independent lines", side.lines, number=_number(side.lines))
    if side.bounded:
        return _("at least %(lines)s, too entangled to count further", lines=lines)
    if side.lines > 1:
        if any(line.interested for line in side.chosen):
            return _("%(lines)s, one of them through somebody who %(gains)s", lines=lines, gains=stake.label)
        return lines
    if side.disinterested:
        return _resting(side, resting_names(case, side))
    return _interested(case, side, stake)


def _resting(side: Direction, names: Phrase | None) -> Phrase:
    """One disinterested line, and the reason there are not two."""
    if names:
        return _("one line: everything rests on %(names)s", names=names)
    if side.rests_on:
        return _("one line: everything rests on one origin")
    return _("one line: any two of them have a source in common")


def _interested(case: Case, side: Direction, stake: Stake) -> Phrase:
    """One line, which is all that the voices of one side can be."""
    names = resting_names(case, side)
    if not names:
        return _("one line, through somebody who %(gains)s", gains=stake.label)
    gaining = interested(case, stake)
    if all(controllers(case.actors, actor) & gaining for actor in _resting_actors(case, side)):
        return _("one line: everything rests on %(names)s, who %(gains)s", names=names, gains=stake.label)
    return _(
        "one line: everything rests on %(names)s, through somebody who %(gains)s",
        names=names,
        gains=stake.label,
    )


def resting_names(case: Case, side: Direction) -> Phrase | None:
    """Whom everything in a direction rests on, fit for readers; none when there is nobody to name.

    Of all that every line has in common this is what is nearest to the origin: whose the deepest common item
    is, or without one the common actors, the controlled before those who control them.
    """
    actors = _deepest(case, side.common)
    hidden = {name for name in actors if _known(case, name).sealed}
    if not actors:
        actors = _nearest(case, side.common.actors)
        hidden = hidden_actors(case)
    if not actors and ANON.name in side.common.marks:
        return _("voices unknown even to us")
    said: list[Phrase] = []
    for actor in actors:
        described = _described(case, actor, hidden)
        if described not in said:
            said.append(described)
    return listed(said) if said else None


def names_for_readers(case: Case, names: Iterable[str]) -> Phrase | None:
    """These actors as anybody may be told of them; sealed voices and those above them become one unnamed source."""
    hidden = hidden_actors(case)
    said: list[Phrase] = []
    for name in names:
        described = (
            _("a source known to us or whoever they work for")
            if name in hidden
            else _described(case, name, hidden)
        )
        if described not in said:
            said.append(described)
    return listed(said) if said else None


def _resting_actors(case: Case, side: Direction) -> tuple[str, ...]:
    return _deepest(case, side.common) or _nearest(case, side.common.actors)


def _described(case: Case, actor: str, hidden: set[str]) -> Phrase:
    if actor in hidden:
        if _known(case, actor).elsewhere:
            return _("a source known to another newsroom")
        return _("a source known to us")
    if _known(case, actor).anonymous:
        return _("an unnamed source")
    return named(actor)


def _known(case: Case, actor: str) -> Actor:
    return case.actors.get(actor, Actor())


def hidden_actors(case: Case) -> set[str]:
    """Whom nothing readers see may name: sealed voices and all above them (it tells where they work)."""
    hidden: set[str] = set()
    for name, actor in case.actors.items():
        if actor.sealed:
            hidden |= controllers(case.actors, name)
    return hidden


def _deepest(case: Case, common: Line) -> tuple[str, ...]:
    """The actors of the common item that the other common items got theirs from."""
    waiting = [name for name in common.items if case.items[name].by]
    if not waiting:
        return ()
    waiting = waiting if len(waiting) <= COMPARED else [_at_the_end(case, waiting)]
    reached = {name: _behind(case, name) for name in waiting}
    deepest = min(waiting, key=lambda name: (sum(other in reached[name] for other in waiting), name))
    return tuple(sorted(case.items[deepest].by))


def _at_the_end(case: Case, names: list[str]) -> str:
    """One of these items that the walk back from the first of them comes to last, for chains of any length."""
    wanted, passed = set(names), {names[0]}
    last, waiting = names[0], deque(names[:1])
    while waiting:
        name = waiting.popleft()
        last = name if name in wanted else last
        fresh = [via for via in dict.fromkeys(case.items[name].via) if via not in passed]
        passed.update(fresh)
        waiting.extend(fresh)
    return last


def _behind(case: Case, name: str) -> set[str]:
    """Every item that this one leads back to."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for via in case.items[waiting.pop()].via:
            if via not in found:
                found.add(via)
                waiting.append(via)
    return found


def _nearest(case: Case, actors: Iterable[str]) -> tuple[str, ...]:
    """Of these actors those who control none of the others, unless control runs in a circle."""
    names = tuple(actors)
    above = {name: controllers(case.actors, name) for name in names}
    return tuple(
        name
        for name in names
        if not any(name in above[other] and other not in above[name] for other in names)
    )


def _number(count: int, capital: bool = False) -> Phrase:
    if count in _NUMBERS:
        return _NUMBERS[count][capital]
    return Phrase("%(count)s", {"count": count})
