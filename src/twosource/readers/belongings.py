"""What belongs to a reader, in every room that keeps something of theirs: for “download all I wrote”.

This room stands below those that keep what readers write; they are joined to it in `wiring.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from allauth.account.models import EmailAddress
from django.core.serializers.json import DjangoJSONEncoder

from twosource.people.models import User

from .models import Reader

#: Gives what one room keeps of an account, a piece at a time: dictionaries of what JSON knows, dates and times.
Giver = Callable[[User], Iterable[Mapping[str, Any]]]

_givers: dict[str, Giver] = {}


def open_belongings(givers: Mapping[str, Giver]) -> None:
    """Say what is given, by its name in the file. Called once, at start, by `wiring.py`."""
    _givers.clear()
    _givers.update(givers)


def everything_of(user: User) -> Iterator[str]:
    """One JSON object, in pieces: the account, and a list for each room. It takes no more memory than a piece."""
    yield '{"account": ' + _json(_account(user))
    for name, giver in _givers.items():
        yield f",\n{json.dumps(name)}: ["
        for number, piece in enumerate(giver(user)):
            yield (",\n" if number else "\n") + _json(piece)
        yield "]"
    yield "}\n"


def _account(user: User) -> dict[str, Any]:
    reader = Reader.objects.get(user=user)
    addresses = EmailAddress.objects.filter(user=user).values("email", "verified", "primary")
    return {
        "name": reader.name, "joined_at": reader.joined_at, "renamed_at": reader.renamed_at,
        "addresses": list(addresses), "last_login": user.last_login,
    }  # fmt: skip


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
