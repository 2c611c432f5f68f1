"""What this room adds to Wagtail: the choosers of voices and claims."""

from wagtail import hooks

from .choosers import claim_chooser, voice_chooser


@hooks.register("register_admin_viewset")
def register_choosers() -> list[object]:
    return [voice_chooser, claim_chooser]
