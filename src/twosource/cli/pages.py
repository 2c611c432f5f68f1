"""Rendering one page of each kind with the newsroom's theme, to see whether any breaks."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from twosource.cli.finding import Finding

if TYPE_CHECKING:
    from twosource.conf.newsroom import Newsroom


def page_kinds() -> dict[str, tuple[str, Mapping[str, Any]]]:
    """Each kind of reader's page: its name → (its template, a full sample of what it is given)."""
    from twosource.cli.samples import sample
    from twosource.discussion.moderation.figures import Figures
    from twosource.discussion.moderation.standards import Standards
    from twosource.stories import claim_pages, pages

    topics = {"topics": [sample(pages.TopicRef)]}
    edition = sample(Standards)
    standards = {"standards": edition.rules, "intro": "Sample", "edition": edition, "others": [edition]}
    standards["is_past"] = True
    return {
        "front page": ("site/front.html", {"view": sample(pages.FrontView)}),
        "section, topic, tag and author pages": ("site/list.html", {"view": sample(pages.ListView)}),
        "archive": ("site/archive.html", {"view": sample(pages.ArchiveView)}),
        "story": ("site/story.html", {"view": sample(pages.StoryView)}),
        "claim": ("site/claim.html", {"view": sample(claim_pages.ClaimView)}),
        "voice": ("site/voice.html", {"view": sample(claim_pages.VoiceView)}),
        "topics": ("site/topics.html", topics),
        "corrections": ("site/corrections.html", {"view": sample(pages.CorrectionsView)}),
        "community standards": ("site/standards.html", standards),
        "moderation in figures": ("site/figures.html", {"view": sample(Figures)}),
        "search": ("site/search.html", {"view": sample(pages.SearchView)}),
        "plain pages": ("site/plain.html", {"title": "Sample", "html": "<p>Sample</p>"}),
        "how we check": ("site/how-we-check.html", {}),
        "about": ("site/about.html", {}),
        "not found": ("site/404.html", {}),
        "server error": ("site/500.html", {"paper_name": "Sample"}),
    }


def broken_pages(newsroom: Newsroom) -> Iterator[Finding]:
    """A finding for each kind of page that does not render, with the template's own words for why."""
    from django.template.loader import render_to_string
    from django.test import RequestFactory
    from django.utils import translation

    request = RequestFactory().get("/")
    # A template that asks for something that is not there is logged at length; the finding is enough.
    logging.disable(logging.ERROR)
    try:
        with translation.override(newsroom.config.newsroom.language.lower()):
            for name, (template, context) in page_kinds().items():
                try:
                    render_to_string(template, dict(context), request=request)
                except Exception as error:  # a template can raise whatever its tags do
                    yield _finding(newsroom, name, template, error)
    finally:
        logging.disable(logging.NOTSET)


def _finding(newsroom: Newsroom, name: str, template: str, error: Exception) -> Finding:
    own = newsroom.theme / "templates" / template if newsroom.theme else None
    where = str(own) if own and own.is_file() else template
    return Finding(
        "theme",
        f"{name}: {where} does not render: {type(error).__name__}: {error}",
        "correct the template, or take it out of the theme to have the packaged one",
    )
