"""Everything that writes here. Each verb is one transaction and records its facts."""

from .editing import delete_comment, edit_comment
from .posting import forget_senders, post_comments

__all__ = ["delete_comment", "edit_comment", "forget_senders", "post_comments"]
