"""Readers' addresses of this room."""

from django.urls import re_path

from . import views

app_name = "reports"
urlpatterns = [
    re_path(r"^new/(?P<story_id>[0-9]{1,9})/$", views.new, name="new"),
    re_path(r"^(?P<number>[0-9]{1,9})-(?P<secret>[0-9a-f]{32})/$", views.report, name="report"),
]
