"""The tables of finished pages."""

from .outward import Errand, Look, Station

__all__ = ["Errand", "Look", "Station"]
