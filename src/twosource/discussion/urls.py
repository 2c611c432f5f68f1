"""Readers' addresses of this room."""

from django.urls import path, re_path

from . import own_views, views
from .again import again, post
from .moderation.urls import urlpatterns as moderation

_UNDER = r"(?P<kind>story|claim)/(?P<pk>[1-9][0-9]{0,8})/"
_COMMENT = r"c/(?P<pk>[1-9][0-9]{0,14})/"

app_name = "discussion"
urlpatterns = [
    path("", views.find, name="find"),
    path("post/", post, name="post"),
    path("again/", again, name="again"),
    path("mine/", own_views.mine, name="mine"),
    re_path(rf"^{_UNDER}$", views.thread, name="thread"),
    re_path(rf"^{_UNDER}fragment/$", views.fragment, name="fragment"),
    re_path(rf"^{_UNDER}feed/$", views.feed, name="feed"),
    re_path(rf"^{_UNDER}write/$", own_views.write, name="write"),
    re_path(rf"^{_UNDER}follow/$", own_views.follow_thread, name="follow"),
    re_path(r"^unfollow/(?P<secret>[0-9a-f]{32})/$", own_views.end_letters, name="unfollow"),
    re_path(rf"^{_COMMENT}$", views.comment, name="comment"),
    re_path(rf"^{_COMMENT}answers/$", views.answers, name="answers"),
    re_path(rf"^{_COMMENT}edit/$", own_views.edit, name="edit"),
    re_path(rf"^{_COMMENT}delete/$", own_views.delete, name="delete"),
    re_path(rf"^{_COMMENT}support/$", own_views.support, name="support"),
    *moderation,
]
