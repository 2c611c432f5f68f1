"""The verbs of discussion. They are the only writers of this room's tables."""

from .editing import delete_comment, edit_comment
from .following import follow, post_news, unfollow
from .supporting import support_comment

__all__ = ["delete_comment", "edit_comment", "follow", "post_news", "support_comment", "unfollow"]
