"""What stands for a sealed name where it may not stand itself, and how it is noticed where it should not."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from .models import SealedSource

TELLING = 4  # a shorter word of a name says too little by itself


def keys() -> tuple[bytes, Fernet]:
    """The key under which names are compared, and the one under which they are kept."""
    key = settings.SEALED_KEY.encode()
    sealing = hashlib.sha256(b"seal:" + key).digest()
    return hashlib.sha256(b"token:" + key).digest(), Fernet(base64.urlsafe_b64encode(sealing))


@sensitive_variables()
def words_of(name: str) -> list[str]:
    """The words of a name as they are compared: case, width and kind of space make no difference."""
    return unicodedata.normalize("NFKC", name).casefold().split()


@sensitive_variables()
def canonical(name: str) -> bytes:
    return " ".join(words_of(name)).encode()


@sensitive_variables()
def token_of(name: str) -> str:
    """The keyed hash of a name: equal exactly when the name is, spelled with capitals or without."""
    return hmac.new(keys()[0], canonical(name), hashlib.sha256).hexdigest()


def tokens_outside(source_ids: Iterable[int], *, receiver: str) -> dict[int, str]:
    """For each of these sources what a receiver outside is given in its stead, by the source's id.

    32 hexadecimal digits: equal for equal persons and one receiver, different for another receiver, never the
    token that is kept here, and nothing without the newsroom's sealed key.
    """
    secret = hashlib.sha256(b"outside:" + settings.SEALED_KEY.encode()).digest()
    mixed = hmac.new(secret, receiver.encode(), hashlib.sha256).digest()
    rows = SealedSource.objects.filter(pk__in=list(source_ids)).values_list("pk", "token")
    return {pk: hmac.new(mixed, token.encode(), hashlib.sha256).hexdigest()[:32] for pk, token in rows}


@sensitive_variables()
def telltale() -> re.Pattern[str] | None:
    """Finds, in words folded by `folded`, what would tell on a sealed source: a codename, or a word of a name.

    None while nobody is sealed here. The names stay in the pattern: it is for machines to look with, and must
    not be shown or logged. A name that was sealed with another key than this newsroom's cannot be looked for.
    """
    telling: set[str] = set()
    rows = SealedSource.objects.exclude(sealed_name=b"").values_list("codename", "sealed_name")
    for codename, sealed in rows:
        telling |= {folded(codename), *_telling_of(bytes(sealed))}
    if not telling:
        return None
    longest_first = sorted(telling, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")


@sensitive_variables()
def _telling_of(sealed: bytes) -> set[str]:
    """The whole of a sealed name, and each word of it that says something by itself."""
    try:
        name = folded(keys()[1].decrypt(sealed).decode())
    except InvalidToken:
        return set()
    return {name, *(word for word in name.split() if len(word) >= TELLING)}


def folded(text: str) -> str:
    """Words as they are compared: case, width and kind of space make no difference."""
    return canonical(text).decode()
