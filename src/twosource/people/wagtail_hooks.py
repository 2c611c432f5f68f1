"""Bylines in Wagtail's screens."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList, TitleFieldPanel
from wagtail.admin.widgets.slug import SlugInput
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Byline
from .reads import accounts_of_newsroom


class BylineForm(WagtailAdminModelForm):
    """A byline is a colleague's; readers' accounts are not offered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Q(pk__in=accounts_of_newsroom().values("pk")) | Q(pk=self.instance.user_id)
        field: Any = self.fields["user"]
        field.queryset = field.queryset.filter(offered)


class BylineViewSet(SnippetViewSet):
    """The names stories are signed with."""

    model = Byline
    icon = "user"
    menu_label: Any = _("Bylines")
    menu_order = 330
    add_to_admin_menu = True
    list_display = ["name", "role"]
    search_fields = ["name", "role"]
    edit_handler = ObjectList(
        [
            TitleFieldPanel("name", targets=["slug"], placeholder=False),
            FieldPanel("slug", widget=SlugInput),
            FieldPanel("role"),
            FieldPanel("bio"),
            FieldPanel("user"),
        ],
        base_form_class=BylineForm,
    )


register_snippet(BylineViewSet)
