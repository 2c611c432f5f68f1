"""The paper's clock, put together for whoever shows it: this room, and the edge, which knows no Django."""

from __future__ import annotations

from django.conf import settings
from django.templatetags.static import static
from django.utils import dates, translation
from django.utils.translation import gettext as _

from twosource.edge.clock import Clock

from .context import Paper
from .templatetags.paper import stamp_shapes


def paper_clock() -> Clock:
    """The clock in the paper's zone and language."""
    paper = Paper()
    with translation.override(settings.LANGUAGE_CODE):
        shapes = stamp_shapes()
        words = {
            "l": _listed(dates.WEEKDAYS), "D": _listed(dates.WEEKDAYS_ABBR), "F": _listed(dates.MONTHS),
            "M": tuple(word.title() for word in _listed(dates.MONTHS_3)), "b": _listed(dates.MONTHS_3),
            "N": _listed(dates.MONTHS_AP), "E": _listed(dates.MONTHS_ALT),
        }  # fmt: skip
        return Clock(
            zone=settings.TIME_ZONE,
            language=paper.language,
            direction=paper.direction,
            title=_("The time"),
            time_shape=shapes["time"],
            date_shape=shapes["long"],
            words=words,
            sheets=(static("site/paper.css"), *paper.theme_css),
        )


def _listed(words: dict[int, str]) -> tuple[str, ...]:
    return tuple(str(words[number]) for number in sorted(words))
