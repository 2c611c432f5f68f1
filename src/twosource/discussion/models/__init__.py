"""Threads, what readers wrote in them, and what moderators made of it."""

from .comments import Comment, Edit, Following, Hold, Support
from .elsewhere import Elsewhere
from .moderation import Appeal, Ban, Decision, Edition, Look, Notice, Report, Rule
from .threads import Premoderation, Thread, TopicPolicy
from .traces import Trace

__all__ = [
    "Appeal",
    "Ban",
    "Comment",
    "Decision",
    "Edit",
    "Edition",
    "Elsewhere",
    "Following",
    "Hold",
    "Look",
    "Notice",
    "Premoderation",
    "Report",
    "Rule",
    "Support",
    "Thread",
    "TopicPolicy",
    "Trace",
]
