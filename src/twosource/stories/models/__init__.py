"""Story pages, the claims they carry, and what an editor overruled."""

from .deskwork import Correction, Override, Refusal, Stage
from .pages import FrontPage, SectionPage, StoryByline, StoryClaim, StoryPage
from .pictures import NewsPicture, NewsRendition

__all__ = [
    "Correction",
    "FrontPage",
    "NewsPicture",
    "NewsRendition",
    "Override",
    "Refusal",
    "SectionPage",
    "Stage",
    "StoryByline",
    "StoryClaim",
    "StoryPage",
]
