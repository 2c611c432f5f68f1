"""How a story is laid out in Wagtail's editor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    Panel,
    TitleFieldPanel,
)

MODES = [
    ("attributed", _("attributed to who said it")),
    ("fact", _("fact, in our own voice")),
    ("background", _("background")),
    ("refutation", _("refuted: we say it is false")),
]

FOCAL_POINT = ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")


class TimesPanel(Panel):
    """What the editor's screen says of the story's time; it is changed at the desk."""

    class BoundPanel(Panel.BoundPanel):
        def is_shown(self) -> bool:
            return bool(self.instance.pk and self._lines())

        def _lines(self) -> list[str]:
            from .embargo import embargo_of, said
            from .waiting import waiting_version

            until, waits = embargo_of(self.instance), waiting_version(self.instance)
            lines = []
            if until is not None:
                told = gettext("Embargoed until %(until)s. Nobody can publish it before.")
                lines.append(told % {"until": said(until)})
            if waits is not None:
                new = (
                    gettext("Goes live %(at)s.")
                    if waits.is_new
                    else gettext("A new version waits until %(at)s.")
                )
                lines.append(new % {"at": said(waits.at)})
            if waits is not None and waits.edited_since:
                lines.append(gettext("What was edited since it was scheduled does not go out with it."))
            return lines

        def render_html(self, parent_context: Any = None) -> str:
            rows = format_html_join("", "<p>{}</p>", ((line,) for line in self._lines()))
            return format_html('<div class="help-block help-info">{}</div>', rows)


STORY = [
    TimesPanel(heading=_("Time")),
    TitleFieldPanel(
        "title", heading=_("Headline"), placeholder=_("Headline"), help_text=_("As readers see it")
    ),
    FieldPanel("standfirst"),
    FieldPanel("body"),
    MultiFieldPanel(
        [
            InlinePanel(
                "carried",
                panels=["claim", FieldPanel("mode", widget=forms.Select(choices=MODES)), "words"],
                label=_("claim"),
            )
        ],
        heading=_("Claims this story carries"),
        help_text=_("Each statement that can be disputed. The gate asks of each whether it may go out."),
    ),
    MultiFieldPanel(
        [
            FieldPanel("topic"),
            FieldPanel("tags"),
            InlinePanel("story_bylines", panels=["byline"], label=_("byline")),
            FieldRowPanel([FieldPanel("dateline"), FieldPanel("lead_rank")]),
            FieldPanel("lead_picture"),
        ],
        heading=_("Filing"),
    ),
]

STORY_ADDRESS = [
    MultiFieldPanel([FieldPanel("slug"), FieldPanel("search_description")], heading=_("Address")),
]
