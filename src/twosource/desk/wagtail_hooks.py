"""What the desk adds to Wagtail's screens, and what it takes away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import Button
from wagtail.documents.wagtail_hooks import DocumentsSummaryItem

from twosource.people.models import User
from twosource.people.reads import is_moderator, is_staff
from twosource.stories.blocks import CLAIM
from twosource.stories.missed import Case
from twosource.stories.models import StoryPage

from .accounts import AssignRole, Delete, SetActive
from .editor_plugin import claim_plugin
from .manners import stopped, tell_fallen
from .screen import alarms_for

# Rooms of Wagtail's that this newsroom does not use: stories have pictures, and the desk has its own reports.
UNUSED = {"documents", "reports", "help"}


class CheckingItem(MenuItem):
    """The desk, in Wagtail's menu."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and is_staff(request.user)


class CommentsItem(MenuItem):
    """The comments that wait, for who moderates and has no other part at the desk."""

    def is_shown(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_authenticated and is_moderator(user) and not is_staff(user)


class CheckThisStory(ActionMenuItem):
    """From the editor's foot to the story's checking screen."""

    name = "check-this-story"
    label = gettext_lazy("Check this story")
    icon_name = "check"

    def is_shown(self, context: dict[str, Any]) -> bool:
        page = context.get("page")
        return isinstance(page, StoryPage) and bool(page.pk) and is_staff(context["request"].user)

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("desk:story", args=[parent_context["page"].pk])


@hooks.register("register_admin_menu_item")
def checking_item() -> MenuItem:
    return CheckingItem(
        gettext_lazy("Checking"), reverse("desk:dashboard"), name="checking", icon_name="check", order=50
    )


@hooks.register("register_admin_menu_item")
def comments_item() -> MenuItem:
    return CommentsItem(
        gettext_lazy("Comments"), reverse("desk:comments"), name="comments", icon_name="comment", order=50
    )


@hooks.register("construct_main_menu")
def leave_out_unused(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name not in UNUSED]


@hooks.register("construct_homepage_summary_items")
def count_only_what_is_used(request: HttpRequest, items: list[Component]) -> None:
    items[:] = [item for item in items if not isinstance(item, DocumentsSummaryItem)]


class MissedPanel(Component):
    """On the editor's first screen: the scheduled stories that missed their minute."""

    order = 10
    template_name = "desk/parts/wagtail_alarm.html"

    def __init__(self, missed: list[Case]) -> None:
        self.missed = missed

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"missed": self.missed}


@hooks.register("construct_homepage_panels")
def alarm_at_home(request: HttpRequest, panels: list[Component]) -> None:
    missed = alarms_for(request.user)
    if missed:
        panels.append(MissedPanel(missed))


@hooks.register("register_page_action_menu_item")
def check_from_the_foot() -> ActionMenuItem:
    return CheckThisStory(order=5)


@hooks.register("register_page_header_buttons")
def check_this_story(page: Any, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(page, StoryPage) and page.pk and is_staff(user):
        yield Button(
            _("Check this story"), reverse("desk:story", args=[page.pk]), icon_name="check", priority=5
        )


@hooks.register("register_rich_text_features", order=10)
def bring_claims_to_the_editor(features: Any) -> None:
    features.register_editor_plugin("draftail", CLAIM, claim_plugin())


@hooks.register("insert_editor_js")
def send_a_story_once() -> str:
    return format_html('<script src="{}" defer></script>', static("desk/save-once.js"))


@hooks.register("after_edit_page")
def tell_of_fallen_checks(request: HttpRequest, page: Any) -> None:
    if isinstance(page, StoryPage):
        tell_fallen(request, page)


@hooks.register("before_publish_page")
def tell_before_publishing(request: HttpRequest, page: Any) -> HttpResponse | None:
    """With the gate closed: say why, keep the draft (Wagtail has saved it just before), stay in the editor.

    A schedule is let through with a warning: the gate is asked again at its minute.
    """
    if not isinstance(page, StoryPage):
        return None
    tell_fallen(request, page)
    if not stopped(request, page):
        return None
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_create_page")
def keep_a_new_story_first(request: HttpRequest, parent: Any, kind: type) -> None:
    """Wagtail publishes a new page before it keeps a draft of it; a story is kept first, and published then."""
    if kind is StoryPage and request.method == "POST" and "action-publish" in request.POST:
        fields = request.POST.copy()
        del fields["action-publish"]
        request.POST = fields  # type: ignore[assignment]
        request.wants_publishing = True  # type: ignore[attr-defined]


@hooks.register("after_create_page")
def publish_the_story_that_was_kept(request: HttpRequest, page: Any) -> HttpResponse | None:
    if (
        not getattr(request, "wants_publishing", False)
        or not page.permissions_for_user(request.user).can_publish()
    ):
        return None
    if not stopped(request, page):
        try:
            page.get_latest_revision().publish(user=request.user)
        except ValidationError as refusal:  # a field that a draft may leave empty
            messages.error(request, " ".join(refusal.messages))
        else:
            page.refresh_from_db()
            told = _("“%(story)s” is published.") if page.live else _("“%(story)s” is scheduled.")
            messages.success(request, told % {"story": page.title})
    return redirect("wagtailadmin_pages:edit", page.pk)


for _action in (AssignRole, Delete, SetActive):
    hooks.register("register_bulk_action", _action, order=10)  # after Wagtail's own, which they stand in for
