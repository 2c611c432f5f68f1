"""A draft as readers would see it: for the desk, and for who was lent a link."""

from __future__ import annotations

from typing import Any

from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import PreviewLink, StoryPage
from .story_view import story_view


def preview(story: StoryPage, request: Any) -> TemplateResponse:
    return TemplateResponse(request, "site/story.html", {"view": story_view(story, preview=True)})


def digest_of(token: str) -> str:
    """What is kept of a token. It is keyed, so that who reads the database cannot try tokens against it."""
    return salted_hmac("twosource.stories.preview", token, algorithm="sha256").hexdigest()


def link_by(token: str) -> PreviewLink | None:
    """The link of this token; None when there is none, or it has expired or was ended."""
    found = PreviewLink.objects.filter(
        digest=digest_of(token), revoked_at=None, expires_at__gt=timezone.now()
    )
    return found.select_related("story").first()
