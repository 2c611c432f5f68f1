"""Story pages, the claims they carry, and what an editor overruled."""

from .deskwork import Correction, Override, Refusal, Stage
from .pages import FrontPage, SectionPage, StoryByline, StoryClaim, StoryPage
from .pictures import NewsPicture, NewsRendition
from .quotes import Quote
from .words import Need, Passage

__all__ = [
    "Correction",
    "FrontPage",
    "Need",
    "NewsPicture",
    "NewsRendition",
    "Override",
    "Passage",
    "Quote",
    "Refusal",
    "SectionPage",
    "Stage",
    "StoryByline",
    "StoryClaim",
    "StoryPage",
]
