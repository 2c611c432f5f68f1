"""What the web server runs: the whole newsroom as one ASGI application."""

from __future__ import annotations

import os
from typing import cast

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twosource.conf.settings")


def _assembled() -> object:
    """Django's application, and in front of it the one door at which readers' words are taken many at a time."""
    newsroom = get_asgi_application()
    from django.conf import settings

    if not settings.TWOSOURCE.rooms.discussion:
        return newsroom
    from twosource.discussion.intake import Application, Intake

    return Intake(cast("Application", newsroom))


application = _assembled()
