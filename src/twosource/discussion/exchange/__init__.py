"""Comments of other systems in; everything out, and in again.

bring_in(opened(path), by=…, terms=Terms(…)) -> Brought     take_out(write, own=…) -> how many of each
"""

from .incoming import bring_in
from .opening import SOURCES, opened
from .outgoing import take_out
from .places import read_authors, read_map
from .terms import Brought, Terms
from .values import WHY, BadFile

__all__ = [
    "SOURCES",
    "WHY",
    "BadFile",
    "Brought",
    "Terms",
    "bring_in",
    "opened",
    "read_authors",
    "read_map",
    "take_out",
]
