"""How long words may be: SQLite keeps whatever it is given, PostgreSQL fails; people get a sentence on both."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _

from .refusals import BadValue


def demand_fitting(model: type[models.Model], **texts: str) -> None:
    """Raises BadValue naming the field when a text is longer than its column, or no database could keep it."""
    for name, text in texts.items():
        most = getattr(model._meta.get_field(name), "max_length", None)
        if most is not None and len(text) > most:
            raise BadValue(
                _("%(field)s: at most %(most)d characters; this has %(count)d.")
                % {"field": name, "most": most, "count": len(text)}
            )
        if "\x00" in text:
            raise BadValue(_("%(field)s: it holds a character that is none (NUL).") % {"field": name})
