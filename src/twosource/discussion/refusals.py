"""Refusals of what a reader does with a comment that is there, by name; each message says what to do instead."""

from django.core.exceptions import ValidationError


class NotTaken(ValidationError):
    """Something is not done to a comment."""


class NotYours(NotTaken):
    """Only its author changes or deletes a comment."""


class TooLate(NotTaken):
    """The time in which a comment can be changed is over, or a decision was made of it."""


class BadWords(NotTaken):
    """The new words cannot be a comment."""
