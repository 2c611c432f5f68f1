"""The verbs of asking. They are the only writers of this room's tables."""

from .asking import request_comment, waive_request
from .letters import LetterRefused, remind, remind_due, send_request
from .outcomes import ENDINGS, log_outcome, strike_outcome

__all__ = [
    "ENDINGS",
    "LetterRefused",
    "log_outcome",
    "remind",
    "remind_due",
    "request_comment",
    "send_request",
    "strike_outcome",
    "waive_request",
]
