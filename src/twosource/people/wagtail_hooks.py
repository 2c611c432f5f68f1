"""Bylines in Wagtail's screens."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.admin.widgets.slug import SlugInput
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Byline


class BylineViewSet(SnippetViewSet):
    """The names stories are signed with."""

    model = Byline
    icon = "user"
    menu_label: Any = _("Bylines")
    menu_order = 330
    add_to_admin_menu = True
    list_display = ["name", "role"]
    search_fields = ["name", "role"]
    panels = [
        TitleFieldPanel("name", targets=["slug"], placeholder=False),
        FieldPanel("slug", widget=SlugInput),
        FieldPanel("role"),
        FieldPanel("bio"),
        FieldPanel("user"),
    ]


register_snippet(BylineViewSet)
