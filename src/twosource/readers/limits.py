"""Where attempts are counted: in the database, so that all processes count together and a restart forgets nothing.

allauth counts in Django's default cache, and a cache in each process's memory would multiply every limit by the
processes. What else is in that cache (Wagtail's) stays in memory, for it is asked with every page.
"""

from __future__ import annotations

from typing import Any, Final

from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache

ALIAS: Final = "attempts"
_COUNTED: Final = "allauth"


class CountingCache(LocMemCache):
    """A cache in memory that keeps allauth's counts, and nothing else, in the cache `attempts`."""

    def add(self, key: Any, value: Any, *more: Any, **named: Any) -> bool:
        return bool(self._of(key).add(key, value, *more, **named))

    def get(self, key: Any, *more: Any, **named: Any) -> Any:
        return self._of(key).get(key, *more, **named)

    def set(self, key: Any, value: Any, *more: Any, **named: Any) -> None:
        self._of(key).set(key, value, *more, **named)

    def delete(self, key: Any, *more: Any, **named: Any) -> bool:
        return bool(self._of(key).delete(key, *more, **named))

    def _of(self, key: Any) -> Any:
        return caches[ALIAS] if str(key).startswith(_COUNTED) else super()
