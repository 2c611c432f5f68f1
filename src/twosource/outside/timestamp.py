"""Time stamps: an authority that is not us signs that bytes of this SHA-256 were there at a moment (RFC 3161).

The authority sees the digest and never the bytes. Its answer is kept whole, so that it can be checked without
us, without it and without a network: `openssl ts -verify -in stamp.tsr -digest … -CAfile roots.pem`.
"""

from __future__ import annotations

import hashlib
import http.client
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol
from urllib.parse import urlsplit

from cryptography import x509
from django.utils.translation import gettext as _
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from .deadlines import Deadline
from .fetch import trusting

SECONDS: Final = 10.0
MOST_BYTES: Final = 100_000
_QUERY: Final = "application/timestamp-query"
_GRANTED: Final = (0, 1)
_SHA256: Final = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")

# What a check of a stamp may find; TRUE is the empty word.
TRUE: Final = ""
UNREADABLE: Final = "unreadable"
OTHER_BYTES: Final = "other bytes"
UNTRUSTED: Final = "untrusted"


class NotStamped(Exception):
    """The authority gave no time stamp that holds; the message says why. What was kept is kept all the same."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """An authority's answer, as it came (DER), when it says the bytes were there, and where it was asked."""

    token: bytes = field(repr=False)
    at: datetime
    authority: str


class Timestamper(Protocol):
    """Has bytes attested, if the newsroom has somebody who attests."""

    def stamp(self, data: bytes) -> Stamp | None:
        """A stamp for these bytes; None where nobody is asked. Raises NotStamped."""


class NullTimestamper:
    """Nobody attests; remembers the digests it was asked about."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def stamp(self, data: bytes) -> Stamp | None:
        self.asked.append(hashlib.sha256(data).hexdigest())
        return None


class Authority:
    """A time-stamping authority at an address the newsroom's owner wrote down (it may be on their own network)."""

    def __init__(self, address: str, *, seconds: float = SECONDS) -> None:
        self.address, self._seconds = address, seconds

    def stamp(self, data: bytes) -> Stamp:
        """Ask, and make sure that the answer is one to what was asked. Raises NotStamped."""
        asked = TimestampRequestBuilder(data=data, hash_algorithm=HashAlgorithm.SHA256).build()
        token = self._ask(asked.as_bytes())
        try:
            answer = decode_timestamp_response(token)
            granted = answer.status in _GRANTED
            told = answer.tst_info if granted else None
        except ValueError as error:
            raise NotStamped(_("The time-stamping authority’s answer cannot be read.")) from error
        if told is None:
            why = "; ".join(answer.status_string) or str(answer.status)
            raise NotStamped(_("The time-stamping authority refused: %(why)s") % {"why": why[:200]})
        if told.nonce != asked.nonce or told.message_imprint.message != hashlib.sha256(data).digest():
            raise NotStamped(_("The time-stamping authority answered something else than was asked."))
        return Stamp(token, told.gen_time, self.address)

    def _ask(self, query: bytes) -> bytes:
        parts = urlsplit(self.address)
        deadline = Deadline(self._seconds)
        host, port = parts.hostname or "", parts.port
        client: http.client.HTTPConnection
        if parts.scheme == "https":
            client = http.client.HTTPSConnection(host, port, timeout=self._seconds, context=trusting())
        else:
            client = http.client.HTTPConnection(host, port, timeout=self._seconds)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            with closing(client):
                client.connect()
                with deadline.guarding(client.sock):
                    client.request("POST", target, body=query, headers={"Content-Type": _QUERY})
                    answer = client.getresponse()
                    token = answer.read(MOST_BYTES + 1)
        except (OSError, http.client.HTTPException) as error:
            raise NotStamped(_("The time-stamping authority does not answer.")) from error
        if answer.status != 200 or len(token) > MOST_BYTES:
            raise NotStamped(
                _("The time-stamping authority answered %(status)d.") % {"status": answer.status}
            )
        return token


def check_stamp(token: bytes, sha256: str, *, roots: bytes = b"") -> str:
    """Whether a kept stamp is about bytes of this digest and, given roots (PEM), leads to one of them.

    Offline. Returns TRUE, UNREADABLE, OTHER_BYTES or UNTRUSTED. The chain is judged at the stamp's own time, so a
    certificate that ran out since does no harm.
    Raises: ValueError when `roots` hold no root.
    """
    trusted = demand_roots(roots)
    digest = bytes.fromhex(sha256)
    try:
        answer = decode_timestamp_response(bytes(token))
        imprint = answer.tst_info.message_imprint
        if imprint.hash_algorithm != _SHA256 or imprint.message != digest:
            return OTHER_BYTES
    except ValueError:
        return UNREADABLE
    own_word = [one for one in trusted if one.issuer == one.subject]
    between = [one for one in trusted if one.issuer != one.subject]
    if not trusted or any(_leads_to(root, between, answer, digest) for root in own_word):
        return TRUE
    return UNTRUSTED


def demand_roots(roots: bytes) -> list[x509.Certificate]:
    """The certificates (PEM) time stamps are to lead to; none for none. Raises ValueError when no root is there."""
    trusted = x509.load_pem_x509_certificates(roots) if roots else []
    if trusted and not any(one.issuer == one.subject for one in trusted):
        raise ValueError("there is no root among these certificates: none vouches for itself")
    return trusted


def _leads_to(
    root: x509.Certificate, between: Sequence[x509.Certificate], answer: TimeStampResponse, digest: bytes
) -> bool:
    """Whether the stamp leads to this root; one at a time, for two roots may share a name."""
    builder = VerifierBuilder().add_root_certificate(root)
    for certificate in between:
        builder = builder.add_intermediate_certificate(certificate)
    try:
        return builder.build().verify(answer, digest)
    except (VerificationError, ValueError):
        return False
