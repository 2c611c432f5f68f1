"""Finished pages as the desk sees them: what waits here, what waits beyond, what readers get, and one word for all."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from twosource.edge.models import Look
from twosource.edge.reads import Beyond, PagesWaiting, Waiting, waiting


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place beyond this machine with its name in words; `fails`: it needs somebody's eyes."""

    place: Beyond
    label: str
    fails: bool

    @property
    def more(self) -> int:
        """How many refused errands are not listed."""
        return self.place.refused - len(self.place.set_aside)


@dataclass(frozen=True, slots=True)
class PagesBoard:
    """All of the screen. `probe`: readers' pages are looked at; `may_try`: something waits that could be
    tried now; `unseen`: how many looks should have been made and were not."""

    to_finish: PagesWaiting
    places: tuple[PlaceRow, ...]
    late: tuple[Look, ...]
    seen: tuple[Look, ...]
    unseen: int
    probe: bool
    may_try: bool
    fails: bool


def pages_board() -> PagesBoard:
    """What stands between a change and its readers."""
    told = waiting()
    rows = tuple(
        PlaceRow(place, _label(place), bool(place.trouble or place.refused or place.stuck))
        for place in told.beyond
    )
    return PagesBoard(
        to_finish=told.to_finish,
        places=rows,
        late=told.late,
        seen=tuple(look for look in told.last if not look.late),
        probe=settings.TWOSOURCE.purge.probe,
        may_try=_may_try(told),
        unseen=told.unseen,
        fails=bool(told.late or told.unseen or told.to_finish.fails) or any(row.fails for row in rows),
    )


def _may_try(told: Waiting) -> bool:
    return bool(told.late or told.to_finish.failed) or any(place.waiting for place in told.beyond)


def _label(place: Beyond) -> str:
    kind, _space, where = place.name.partition(" ")
    if place.is_bucket:
        return _("Bucket “%(name)s”") % {"name": settings.TWOSOURCE.bucket.name}
    if kind == "varnish":
        return _("Varnish at %(where)s") % {"where": where.partition("://")[2] or where}
    return {"cloudflare": "Cloudflare", "fastly": "Fastly"}.get(kind, place.name)
