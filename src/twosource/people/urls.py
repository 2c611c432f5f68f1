"""The doors of the second factor."""

from __future__ import annotations

from django.urls import path

from . import twofactor_views as views

app_name = "second-factor"

urlpatterns = [
    path("", views.door, name="door"),
    path("set-up/", views.set_up, name="set-up"),
    path("set-up/code.svg", views.picture, name="picture"),
    path("recovery/", views.recovery, name="recovery"),
]
