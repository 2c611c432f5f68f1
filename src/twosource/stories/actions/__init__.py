"""The verbs of a story. They are the only writers of what a person decides about one.

Each is keyword-only, takes the acting account as `by=`, runs in one transaction and records its fact.
"""

from .embargoing import set_embargo
from .missing import post_alarms, see_to_missed, watch_schedule
from .previewing import LONGEST_HOURS, end_preview, lend_preview, open_preview
from .publishing import (
    carry_claim,
    change_mode,
    correct_story,
    lay_out_paper,
    overrule_gate,
    publish_story,
    send_to_checking,
    stop_carrying,
    unpublish_story,
    with_note,
    write_story,
)
from .resolving import (
    LEAVE_OUT,
    NotAsProposed,
    NothingOwed,
    ProposedAlready,
    SamePerson,
    agree_to_resolution,
    propose_resolution,
    refuse_resolution,
)
from .scheduling import publish_due, reschedule_story, unschedule_story
from .wanting import needs_none, want_claim

__all__ = [
    "LEAVE_OUT",
    "LONGEST_HOURS",
    "NotAsProposed",
    "NothingOwed",
    "ProposedAlready",
    "SamePerson",
    "agree_to_resolution",
    "carry_claim",
    "change_mode",
    "correct_story",
    "end_preview",
    "lay_out_paper",
    "lend_preview",
    "needs_none",
    "open_preview",
    "overrule_gate",
    "post_alarms",
    "propose_resolution",
    "publish_due",
    "publish_story",
    "refuse_resolution",
    "reschedule_story",
    "see_to_missed",
    "send_to_checking",
    "set_embargo",
    "stop_carrying",
    "unpublish_story",
    "unschedule_story",
    "want_claim",
    "watch_schedule",
    "with_note",
    "write_story",
]
