"""Story pages, the claims they carry, what an editor overruled, and what readers were given and are owed."""

from .deskwork import Correction, Override, Refusal, Stage
from .obligations import Obligation, Resolution
from .pages import FrontPage, SectionPage, StoryByline, StoryClaim, StoryPage
from .pictures import NewsPicture, NewsRendition
from .quotes import Quote
from .schedule import Missed, PreviewLink
from .versions import Shown, Version
from .words import Need, Passage

__all__ = [
    "Correction",
    "FrontPage",
    "Missed",
    "Need",
    "NewsPicture",
    "NewsRendition",
    "Obligation",
    "Override",
    "Passage",
    "PreviewLink",
    "Quote",
    "Refusal",
    "Resolution",
    "SectionPage",
    "Shown",
    "Stage",
    "StoryByline",
    "StoryClaim",
    "StoryPage",
    "Version",
]
