"""Short addresses: everything under /s/ is one, or is not found. A slash at the end makes no difference."""

from django.urls import re_path

from . import views

app_name = "shortlinks"
urlpatterns = [
    re_path(r"^(?P<code>(?s:.*))$", views.follow, name="follow"),
]
