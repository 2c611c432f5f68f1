"""What is on record of finished pages."""

from .pages import Listed, Purge, Standing, Use

__all__ = ["Listed", "Purge", "Standing", "Use"]
