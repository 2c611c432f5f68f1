"""Refusals of moderation, by name. Each is a ValidationError, so a form can show it in place."""

from __future__ import annotations

from twosource.verification.refusals import BadValue, Refused

__all__ = [
    "AppealToAnother",
    "BadValue",
    "DecidedMeanwhile",
    "OwnComment",
    "Refused",
    "TooLate",
    "TooMany",
]


class DecidedMeanwhile(Refused):
    """Somebody else decided this comment, or its author changed it, since it was looked at; the message says who."""


class OwnComment(Refused):
    """Nobody moderates what they wrote themselves, under whatever account."""


class AppealToAnother(Refused):
    """Who removed a comment does not hear the appeal, under whatever account."""


class TooLate(Refused):
    """The time for it has passed."""


class TooMany(Refused):
    """This network has sent enough for an hour."""
