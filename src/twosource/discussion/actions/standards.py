"""Editing the community standards: always a new edition, never a change of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.people.reads import demand_editor
from twosource.verification.limits import demand_fitting

from ..events import StandardsEdited
from ..models import Edition, Rule
from ..moderation.refusals import BadValue, Refused
from ..moderation.standards import packaged

MOST_RULES = 30
LONGEST_TEXT = 2000


@transaction.atomic
def edit_standards(
    *, intro: str, rules: Sequence[tuple[str, str]], since: datetime | None = None, by: User
) -> Edition:
    """Put a new edition on record, in force from `since` (now, when None). Each rule is title and text, in order.

    Decisions made before keep the edition they cite.

    Raises: BadValue on no or too many rules, or one without title or text; Refused when it would come into force
    before the edition before it.
    """
    demand_editor(by)
    told = [(title.strip(), text.strip()) for title, text in rules]
    _demand_sense(intro, told)
    last = Edition.objects.select_for_update().last() or _first_row()
    moment = since or now()
    if moment < last.since:
        raise Refused(
            _("since: the edition before comes into force %(day)s; a later one cannot precede it.")
            % {"day": f"{last.since:%Y-%m-%d %H:%M}"}
        )
    row = Edition.objects.create(number=last.number + 1, since=moment, intro=intro.strip(), by=by)
    Rule.objects.bulk_create(
        Rule(edition=row, number=number, title=title, text=text)
        for number, (title, text) in enumerate(told, 1)
    )
    record(StandardsEdited(row.number), by=by)
    return row


def _demand_sense(intro: str, rules: Sequence[tuple[str, str]]) -> None:
    if not 1 <= len(rules) <= MOST_RULES:
        raise BadValue(_("rules: there must be 1 to %(most)d of them.") % {"most": MOST_RULES})
    for number, (title, text) in enumerate(rules, 1):
        if not title or not text:
            raise BadValue(
                _("rules: rule %(number)d needs a title and a text. To have it no longer, empty both.")
                % {"number": number}
            )
        demand_fitting(Rule, title=title, text=text)
        if len(text) > LONGEST_TEXT:
            raise BadValue(_("rules: a rule has at most %(most)d characters.") % {"most": LONGEST_TEXT})
    demand_fitting(Edition, intro=intro)


def rule_in_force(number: int) -> Rule:
    """The row of a rule in force, for a decision that cites it. The first use puts the first edition on record.

    Raises: BadValue where the standards in force have no rule of this number.
    """
    row = Edition.objects.filter(since__lte=now()).last()
    if row is None:
        row = _first_row()
    found = row.rules.filter(number=number).first()
    if found is None:
        raise BadValue(
            _("rule: the standards have no rule %(number)s; they go from 1 to %(most)d.")
            % {"number": number, "most": row.rules.count()}
        )
    return found


def _first_row() -> Edition:
    """The package's own text, as a row from now on: decisions cite it."""
    told = packaged()
    row, made = Edition.objects.get_or_create(number=1, defaults={"since": now(), "intro": told.intro})
    if made:
        Rule.objects.bulk_create(
            Rule(edition=row, number=rule.number, title=rule.title, text=rule.text) for rule in told.rules
        )
    return row
