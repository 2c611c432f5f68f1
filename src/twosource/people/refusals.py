"""Refusals of this room, by name."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class AddressTaken(ValidationError):
    """An account may not take an e-mail address that was somebody else's."""

    def __init__(self, email: str) -> None:
        super().__init__(
            _("%(email)s belongs to another person here. Use an address of your own, or ask the operator.")
            % {"email": email}
        )


class NotYourRole(PermissionError):
    """The actor lacks the role this needs; the message says which."""
