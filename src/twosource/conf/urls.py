"""Every address of the newsroom, room by room; the paper's own pages come last and take the rest."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from wagtail.admin import urls as wagtail_admin

_rooms = settings.TWOSOURCE.rooms

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", include(wagtail_admin)),
    path("desk/second-factor/", include("twosource.people.urls")),
    path("desk/", include("twosource.desk.urls")),
    *([path("s/", include("twosource.shortlinks.urls"))] if _rooms.shortlinks else []),
    *([path("discussion/", include("twosource.discussion.urls"))] if _rooms.discussion else []),
    *([path("reports/", include("twosource.reports.urls"))] if _rooms.reports else []),
    *([path("readers/", include("twosource.readers.urls"))] if _rooms.discussion else []),
    *([path("", include("twosource.api.urls"))] if _rooms.api else []),
    path("", include("twosource.site.urls")),
]

handler429 = "twosource.readers.views.too_many"
handler404 = "twosource.site.views.not_found"
handler500 = "twosource.site.views.server_error"
