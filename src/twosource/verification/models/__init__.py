"""Claims, what they rest on, and who checked them.

Nothing here is deleted: a thing that fell has an end (`retracted_at`, `ended_at`), so that the status of a
claim can be told as it stood at any moment.
"""

from .claims import Accusation, Claim, ClaimTerm, Rephrasing, Stake, Wording, Writer
from .copies import Copy, Fingerprint, NearCopy, Text
from .items import Evidence, Item, Origin, SetAside
from .premises import Premise
from .signatures import Authentication, Check
from .voices import Actor, Control

__all__ = [
    "Accusation",
    "Actor",
    "Authentication",
    "Check",
    "Claim",
    "ClaimTerm",
    "Control",
    "Copy",
    "Evidence",
    "Fingerprint",
    "Item",
    "NearCopy",
    "Origin",
    "Premise",
    "Rephrasing",
    "SetAside",
    "Stake",
    "Text",
    "Wording",
    "Writer",
]
