"""Every address of the newsroom, room by room; the paper's own pages come last and take the rest."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from wagtail.admin import urls as wagtail_admin


def _room(prefix: str, module: str) -> list[URLPattern | URLResolver]:
    return [path(prefix, include(module))] if find_spec(module) else []


urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", include(wagtail_admin)),
    *_room("desk/second-factor/", "twosource.people.urls"),
    *_room("desk/", "twosource.desk.urls"),
    *(_room("s/", "twosource.shortlinks.urls") if settings.TWOSOURCE.rooms.shortlinks else []),
    *(_room("", "twosource.api.urls") if settings.TWOSOURCE.rooms.api else []),
    *_room("", "twosource.site.urls"),
]

handler404 = "twosource.site.views.not_found"
handler500 = "twosource.site.views.server_error"
