"""In whose name a command does what it does."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from twosource.cli.refusal import BAD_INPUT, Refusal

if TYPE_CHECKING:
    from twosource.people.models import User

_WIRE_ACCOUNT = "wire"


def acting_account(username: str | None) -> User:
    """The account by that name; without one, the wire's own, which nobody can log in with.

    Raises: Refusal when there is no such account, or it is not of the newsroom any more.
    """
    from twosource.people.actions import create_staff
    from twosource.people.models import User
    from twosource.people.reads import is_staff
    from twosource.people.roles import REPORTER

    found = User.objects.filter(username=username or _WIRE_ACCOUNT).first()
    if found is not None:
        if not is_staff(found):
            raise Refusal(f"--by {found.username}: this account may not act here.", status=BAD_INPUT)
        return found
    if username is not None:
        raise Refusal(f"--by {username}: no such account.", status=BAD_INPUT)
    return create_staff(
        username=_WIRE_ACCOUNT,
        email=f"{_WIRE_ACCOUNT}@newsroom.invalid",
        name="Wire",
        roles=[REPORTER],
        password=secrets.token_urlsafe(64),
    )
