"""What this room adds to Wagtail: the chooser of requests."""

from wagtail import hooks

from .choosers import request_chooser


@hooks.register("register_admin_viewset")
def register_choosers() -> list[object]:
    return [request_chooser]
