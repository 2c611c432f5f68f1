"""A draft as readers would see it."""

from __future__ import annotations

from typing import Any

from django.template.response import TemplateResponse

from .models import StoryPage
from .story_view import story_view


def preview(story: StoryPage, request: Any) -> TemplateResponse:
    return TemplateResponse(request, "site/story.html", {"view": story_view(story, preview=True)})
