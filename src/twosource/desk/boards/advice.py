"""What would confirm a claim, in words. The rules are the kernel's (`kernel.advice`); here they are only worded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twosource.kernel.advice import Advice, advise
from twosource.kernel.cases import Case
from twosource.kernel.status import Assessment, Sides
from twosource.kernel.why import names_for_readers
from twosource.kernel.witnesses import controllers
from twosource.people.reads import checkers
from twosource.verification.facts import Dossier
from twosource.verification.models import Evidence

LISTED = 3  # names, records or people said before it becomes “and others”


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that is needed, and whether it is there."""

    words: str
    met: bool = False


def advice(facts: Dossier, found: Assessment, sides: Sides, evidence: Sequence[Evidence]) -> tuple[Need, ...]:
    """What the claim still needs to be confirmed, first things first; empty when nothing can confirm it."""
    told = advise(facts.case, found, sides)
    if told is None:
        return ()
    return (
        *_lines(told, facts.case),
        *_on_record(told, facts),
        *_denials(told, facts, evidence),
        *_signatures(told, facts),
    )


def _lines(told: Advice, case: Case) -> Iterator[Need]:
    if told.lines == 0:
        yield Need(_("Two independent lines, or a record that settles it"), met=True)
        return
    if told.lines == 2:
        yield Need(_("Two lines that do not rest on one another, at least one of them without an interest"))
        return
    apart = _apart(told, case)
    if told.line.disinterested:
        words = _("A line from someone who gains nothing by it and says how they know")
        if apart:
            words = _("%(line)s, that does not rest on %(whom)s") % {"line": words, "whom": apart}
    elif apart:
        words = _("A second line that does not rest on %(whom)s") % {"whom": apart}
    elif told.line.rather_not:
        whom = _few([_named(case, [name]) for name in told.line.rather_not])
        words = _("A second line in which none of these has a part: %(whom)s") % {"whom": whom}
    else:
        words = _("A second line, independent of the first")
    yield Need(words)
    if told.line.not_anonymous:
        yield Need(_("and that is no other unnamed voice: all of them count as one"))


def _apart(told: Advice, case: Case) -> str:
    """On whom the next line must not rest, with “or anyone they control” where there is anyone."""
    names = told.line.apart_from
    if not names:
        return ""
    said = _few([_named(case, [name]) for name in names])
    controls = any(set(names) & (controllers(case.actors, actor) - {actor}) for actor in case.actors)
    return _("%(whom)s or anyone they control") % {"whom": said} if controls else said


def _named(case: Case, names: Sequence[str]) -> str:
    phrase = names_for_readers(case, names)
    return phrase.say(_, ngettext) if phrase else ""


def _few(words: Sequence[str]) -> str:
    """Each of these once, as far as a sentence can bear it."""
    words = list(dict.fromkeys(word for word in words if word))
    said = ", ".join(words[:LISTED])
    left = len(words) - LISTED
    if left <= 0:
        return said
    return ngettext("%(names)s and %(n)d other", "%(names)s and %(n)d others", left) % {
        "names": said,
        "n": left,
    }


def _on_record(told: Advice, facts: Dossier) -> Iterator[Need]:
    """What is there already and only wants a word; and where no record is, that one would do."""
    if told.lines == 0:
        return
    for name in told.unstated[:LISTED]:
        yield Need(
            _("or “%(item)s”: it would be a line more if they said how they know")
            % {"item": facts.items[name]}
        )
    for name in told.records[:LISTED]:
        yield Need(_record(facts, name))
    if not told.records:
        yield Need(
            _("or a record of it (a recording, a document, a measurement) authenticated by two people")
        )
        yield Need(_("or our own staff as a witness"))


def _record(facts: Dossier, name: str) -> str:
    item = facts.items[name]
    vouched = [word.by for word in item.authentications.all()]
    if vouched:
        return _("or one more person’s word that “%(item)s” is genuine; %(who)s has vouched for it") % {
            "item": item,
            "who": vouched[0],
        }
    return _("or “%(item)s” authenticated by two people; nobody has vouched for it yet") % {"item": item}


def _denials(told: Advice, facts: Dossier, evidence: Sequence[Evidence]) -> Iterator[Need]:
    votes = {row.item_id: row.set_asides.all() for row in evidence}
    for name in told.denials:
        item = facts.items[name]
        if votes.get(item.pk):
            words = _("and a second person’s word that “%(item)s”, which denies it, is to be left out")
        else:
            words = _("and “%(item)s”, which denies it, retracted, or set aside by two people with a reason")
        yield Need(words % {"item": item})


def _signatures(told: Advice, facts: Dossier) -> Iterator[Need]:
    yield Need(_("A first check that it stands"), met=told.signatures < 2)
    words = _("A second check, by someone who neither collected the evidence nor wrote the words")
    if told.signatures == 0:
        yield Need(words, met=True)
        return
    barred = {*told.not_by, *told.signed_by}
    free = [str(user) for user in checkers() if facts.human_key(user.human_id) not in barred]
    if not free:
        yield Need(_("%(need)s: nobody in the newsroom is left who may") % {"need": words})
        return
    yield Need(_("%(need)s: %(who)s may") % {"need": words, "who": _few(list(dict.fromkeys(free)))})
