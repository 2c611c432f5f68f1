"""Short addresses, under /s/. One slash more or less makes no difference."""

from django.urls import re_path

from . import views

app_name = "shortlinks"
urlpatterns = [
    re_path(r"^(?P<code>[^/]{1,64})/?$", views.follow, name="follow"),
]
