"""Claims with all that is known about them, out of this newsroom and into it."""

from .incoming import bring_in
from .outgoing import take_out

__all__ = ["bring_in", "take_out"]
