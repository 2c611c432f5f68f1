"""The tables of finished pages."""

from .outward import Errand, Look, Station
from .pages import Listed, Purge, Spread, Standing, Stirred, Use

__all__ = ["Errand", "Listed", "Look", "Purge", "Spread", "Standing", "Station", "Stirred", "Use"]
