"""Everything that writes in this room, a file for each kind of deed."""

from .editing import delete_comment, edit_comment
from .following import follow, post_news, unfollow
from .posting import forget_senders, post_comments
from .supporting import support_comment

__all__ = [
    "delete_comment",
    "edit_comment",
    "follow",
    "forget_senders",
    "post_comments",
    "post_news",
    "support_comment",
    "unfollow",
]
