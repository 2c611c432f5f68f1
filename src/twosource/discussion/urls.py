"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from .again import again, post

app_name = "discussion"
urlpatterns = [
    path("post/", post, name="post"),
    path("again/", again, name="again"),
]
