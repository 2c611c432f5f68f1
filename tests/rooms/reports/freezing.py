"""Time as a signature sees it, moved."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch


@contextmanager
def earlier(by: timedelta) -> Iterator[None]:
    """What is signed inside was signed that long ago."""
    moment = time.time() - by.total_seconds()
    with patch("django.core.signing.time.time", return_value=moment):
        yield
