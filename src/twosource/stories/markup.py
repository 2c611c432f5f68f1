"""What a story says of itself to machines: schema.org NewsArticle as JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .pages import StoryView


def as_script(data: dict[str, Any]) -> str:
    """JSON that may stand inside a `<script>`: no character in it can end the element."""
    text = json.dumps(data, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def news_article(
    view: StoryView, *, paper: str, base_url: str, parts: Mapping[str, Any] | None = None
) -> str:
    """NewsArticle (schema.org) of a story, as text for a `<script type="application/ld+json">`.

    `parts` are what else it says: its claims and quotations (markup_claims.story_parts).
    """
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": view.absolute_url,
        "headline": view.headline[:110],
        "description": view.description,
        "datePublished": view.published_at.isoformat(),
        "dateModified": (view.updated_at or view.published_at).isoformat(),
        "author": [{"@type": "Person", "name": b.text, "url": base_url + b.url} for b in view.bylines],
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": paper,
            "url": base_url + "/",
            "correctionsPolicy": base_url + "/corrections/",
            "verificationFactCheckingPolicy": base_url + "/how-we-check/",
        },
        "articleSection": view.section.text,
        "isAccessibleForFree": True,
        "keywords": [tag.name for tag in view.tags],
    }
    if view.lead_picture:
        data["image"] = [base_url + view.lead_picture.src]
    if view.corrections:
        data["correction"] = [
            {"@type": "CorrectionComment", "text": note.text, "datePublished": note.at.isoformat()}
            for note in view.corrections
        ]
    if view.dateline:
        data["dateline"] = view.dateline
    return as_script(data | dict(parts or {}))
