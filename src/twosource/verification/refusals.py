"""Refusals of this room, by name. Each is a ValidationError, so a form can show it in place."""

from django.core.exceptions import ValidationError


class Refused(ValidationError):
    """Something the rules of checking do not allow; the message says what to do instead."""


class SecondCheckRefused(Refused):
    """The second check may not be this person's."""


class CheckedAlready(SecondCheckRefused):
    """One human checks once, under however many accounts."""


class CheckerIsCollector(SecondCheckRefused):
    """Who collected the evidence may not sign the second check."""


class CheckerIsWriter(SecondCheckRefused):
    """Who wrote words that carry the claim may not sign the second check."""


class BadValue(Refused):
    """A value the vocabulary does not know; the message names field and value."""


class CopyRefused(Refused):
    """A file or a page was not kept as a copy; the message says why."""


class RestsInACircle(Refused):
    """A claim cannot rest on what rests on it."""
