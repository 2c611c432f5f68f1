"""Refusals of this room, by name."""

from django.core.exceptions import ValidationError


class NameRefused(ValidationError):
    """A display name cannot be had; the message says why and what to do."""


class TooSoon(ValidationError):
    """A name was changed not long ago; the message says when it can be again."""
