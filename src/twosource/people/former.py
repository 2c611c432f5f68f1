"""What stands for an address once its owner has left."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings


def token_of(key: str) -> str:
    """The keyed hash of an address in its one spelling (`models.address_key`): equal exactly when that is."""
    secret = hashlib.sha256(b"twosource.people.former:" + settings.SEALED_KEY.encode()).digest()
    return hmac.new(secret, key.encode(), hashlib.sha256).hexdigest()
