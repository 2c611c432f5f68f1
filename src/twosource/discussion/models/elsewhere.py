"""People of other newsrooms whose discussions were brought here."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Elsewhere(models.Model):
    """Somebody of another newsroom. `key` is what that newsroom calls them, so that they are met once only.

    Their account is nobody's log-in, unless the file had their address; `name` is what they were called there.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=300, unique=True)
    name = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return self.name or self.key
