"""The paper's own addresses. The last one is the page tree, under the name by which Wagtail asks for it."""

from django.urls import path, re_path

from . import standards, views

urlpatterns = [
    path("clock/", views.clock, name="clock"),
    path("topics/", views.topics, name="topics"),
    path("topics/<str:slug>/", views.topic, name="topic"),
    path("tags/<slug:kind>/<str:slug>/", views.tag, name="tag"),
    path("authors/<str:slug>/", views.author, name="author"),
    re_path(r"^claims/(?P<claim_id>[0-9]{1,9})/$", views.claim, name="claim"),
    re_path(r"^voices/(?P<voice_id>[0-9]{1,9})-(?P<slug>[^/]{1,120})/$", views.voice, name="voice"),
    path("archive/", views.archive, name="archive"),
    re_path(r"^archive/(?P<year>[0-9]{4})/$", views.archive, name="archive_year"),
    re_path(r"^archive/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/$", views.archive, name="archive_month"),
    re_path(
        r"^archive/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/(?P<day>[0-9]{2})/$",
        views.archive,
        name="archive_day",
    ),
    path("corrections/", views.corrections, name="corrections"),
    path("standards/", standards.community_standards, name="standards"),
    path("standards/figures/", standards.standards_figures, name="standards_figures"),
    re_path(r"^standards/(?P<number>[0-9]{1,6})/$", standards.standards_edition, name="standards_edition"),
    path("community-standards/", standards.once_here),
    path("how-we-check/", views.how_we_check, name="how_we_check"),
    path("about/", views.about, name="about"),
    path("search/", views.search, name="search"),
    re_path(r"^preview/(?P<token>[A-Za-z0-9_-]{32})/$", views.preview, name="preview"),
    path("theme.css", views.theme_css, name="theme_css"),
    re_path(r"^(.*)$", views.page, name="wagtail_serve"),
]
