"""Readers' addresses of moderation: under `/discussion/`."""

from django.urls import re_path

from . import views

urlpatterns = [
    re_path(r"^c/(?P<comment_id>[0-9]{1,18})/report/$", views.report, name="report"),
    re_path(r"^report/(?P<secret>[0-9a-f]{32})/$", views.reported, name="reported"),
    re_path(r"^appeal/(?P<decision_id>[0-9]{1,18})/$", views.appeal, name="appeal"),
]
