"""Topics and tags in Wagtail's screens."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.admin.widgets.slug import SlugInput
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Tag, Topic


class TopicViewSet(SnippetViewSet):
    """The matters the paper follows."""

    model = Topic
    icon = "folder-open-inverse"
    menu_label: Any = _("Topics")
    menu_order = 310
    add_to_admin_menu = True
    list_display = ["name", "running", "opened_at"]
    search_fields = ["name", "description"]
    panels = [
        TitleFieldPanel("name", targets=["slug"], placeholder=False),
        FieldPanel("slug", widget=SlugInput),
        FieldPanel("description"),
        FieldPanel("running"),
    ]


class TagViewSet(SnippetViewSet):
    """The words stories are filed under, by kind."""

    model = Tag
    icon = "tag"
    menu_label: Any = _("Tags")
    menu_order = 320
    add_to_admin_menu = True
    list_display = ["name", "kind_label"]
    list_filter = ["kind"]
    search_fields = ["name"]
    panels = [
        TitleFieldPanel("name", targets=["slug"], placeholder=False),
        FieldPanel("slug", widget=SlugInput),
        FieldPanel("kind"),
        FieldPanel("description"),
        FieldPanel("wikidata"),
    ]


register_snippet(TopicViewSet)
register_snippet(TagViewSet)
