"""How a story is laid out in Wagtail's editor."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    TitleFieldPanel,
)

MODES = [
    ("attributed", _("attributed to who said it")),
    ("fact", _("fact, in our own voice")),
    ("background", _("background")),
    ("refutation", _("refuted: we say it is false")),
]

FOCAL_POINT = ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")

STORY = [
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
