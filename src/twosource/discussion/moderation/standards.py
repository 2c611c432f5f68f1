"""The community standards: numbered, so that every decision can cite one; every edition stays to be read.

Until an editor, or the first decision, needs a row, the first edition is the package's own text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import translation

from twosource.ledger.clock import now
from twosource.ledger.uses import good_until, using
from twosource.stories.pages import Standard

from ..models import Edition, Rule
from .texts import first_intro, first_rules


@dataclass(frozen=True, slots=True)
class Standards:
    """One edition. `since` is empty for the package's own text that nothing was decided by yet."""

    number: int
    since: datetime | None
    intro: str
    rules: tuple[Standard, ...]


def standards_url(edition: int | None = None, rule: int | None = None) -> str:
    """Where the standards in force stand, or one edition, or one rule of it."""
    path = f"/standards/{edition}/" if edition else "/standards/"
    return f"{path}#rule-{rule}" if rule else path


def in_force() -> Standards:
    """The edition in force: the latest whose time has come."""
    using("standards")
    _turn_with_the_next()
    found = Edition.objects.filter(since__lte=now()).prefetch_related("rules").last()
    return _plain(found) if found else packaged()


def edition(number: int) -> Standards | None:
    """One edition that was in force once, or is; None where there is none of this number."""
    using("standards")
    _turn_with_the_next()
    found = Edition.objects.filter(number=number, since__lte=now()).prefetch_related("rules").first()
    if found is None and number == 1 and not Edition.objects.exists():
        return packaged()
    return _plain(found) if found else None


def editions() -> list[Standards]:
    """Every edition that was in force once, or is, the newest first."""
    using("standards")
    _turn_with_the_next()
    rows = Edition.objects.filter(since__lte=now()).prefetch_related("rules").order_by("-number")
    return [_plain(row) for row in rows] or [packaged()]


def to_come() -> list[Standards]:
    """Editions whose time has not come, the next first. For the desk."""
    return [_plain(row) for row in Edition.objects.filter(since__gt=now()).prefetch_related("rules")]


def packaged() -> Standards:
    """The first edition as the package brings it, in the newsroom's language."""
    with translation.override(settings.LANGUAGE_CODE):
        rules = enumerate(first_rules(), 1)
        return Standards(
            1, None, first_intro(), tuple(Standard(n, title, text) for n, (title, text) in rules)
        )


def _turn_with_the_next() -> None:
    """Pages made from an edition become others when the next one comes into force."""
    good_until(Edition.objects.filter(since__gt=now()).values_list("since", flat=True).first())


def _plain(row: Edition) -> Standards:
    return Standards(row.number, row.since, row.intro, _rules(row.rules.all()))


def _rules(rows: Iterable[Rule]) -> tuple[Standard, ...]:
    return tuple(
        Standard(row.number, row.title, row.text) for row in sorted(rows, key=lambda row: row.number)
    )
