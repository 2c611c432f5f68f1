"""What the desk adds to Wagtail's screens, and what it takes away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import Button

from twosource.people.models import User
from twosource.people.reads import is_staff
from twosource.stories import gate
from twosource.stories.models import StoryPage

from .manners import in_words

# Rooms of Wagtail's that this newsroom does not use: stories have pictures, and the desk has its own reports.
UNUSED = {"documents", "reports", "help"}


class CheckingItem(MenuItem):
    """The desk, in Wagtail's menu."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_staff(request.user)


@hooks.register("register_admin_menu_item")
def checking_item() -> MenuItem:
    return CheckingItem(gettext_lazy("Checking"), reverse("desk:dashboard"), name="checking", icon_name="check", order=50)


@hooks.register("construct_main_menu")
def leave_out_unused(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name not in UNUSED]


@hooks.register("construct_homepage_panels")
def home_is_the_desk(request: HttpRequest, panels: list[Component]) -> None:
    """Wagtail's home shows what is locked and recent; what is due stands on the desk alone."""
    panels[:] = [panel for panel in panels if panel.name not in ("site_summary", "upgrade_notification")]


@hooks.register("register_page_header_buttons")
def check_this_story(page: Any, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(page, StoryPage) and page.pk and is_staff(user):
        yield Button(
            _("Check this story"), reverse("desk:story", args=[page.pk]), icon_name="check", priority=5
        )


@hooks.register("before_publish_page")
def tell_before_publishing(request: HttpRequest, page: Any) -> HttpResponse | None:
    """With the gate closed: say why, keep the draft (Wagtail has saved it just before), stay in the editor.

    A schedule is let through with a warning: the gate is asked again at its minute.
    """
    if not isinstance(page, StoryPage):
        return None
    decision = gate.decide(page)
    if decision.ok:
        return None
    if page.go_live_at and page.go_live_at > timezone.now():
        messages.warning(
            request, _("It is scheduled, but as it stands now the gate will refuse it at its minute.")
        )
        return None
    messages.error(request, in_words(decision.unmet, story_id=page.pk))
    return redirect("wagtailadmin_pages:edit", page.pk)
