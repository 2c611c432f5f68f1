"""What comments of other systems have beside them: nothing. `returning` says what those of our own file have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..models import Comment
from .values import Said


class Beside:
    """Nothing: other systems’ accounts, rules and decisions stay with them."""

    is_own = False

    def __init__(self) -> None:
        self.new: Counter[str] = Counter()
        self.changed: Counter[str] = Counter()

    def before(self) -> None:
        """Called once, before anything is written, in a transaction."""

    def after(self) -> None:
        """Called once, when all is written, in a transaction."""

    def here(self, said: Sequence[Said]) -> dict[str, Comment]:
        """Comments that are here under another name than the import gives them, by key."""
        return {}

    def meet(self, said: Sequence[Said]) -> None:
        """Called before a few hundred comments are written."""

    def author(self, said: Said) -> int | None:
        """Whose account here wrote it."""
        return None

    def dress(self, comment: Comment, said: Said) -> None:
        """Called before a comment is written."""

    def add(self, pairs: Sequence[tuple[Comment, Said]]) -> None:
        """Called when comments are written."""
