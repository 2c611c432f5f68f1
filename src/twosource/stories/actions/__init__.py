"""The verbs of a story. They are the only writers of what a person decides about one.

Each is keyword-only, takes the acting account as `by=`, runs in one transaction and records its fact.
"""

from .publishing import (
    carry_claim,
    change_mode,
    correct_story,
    lay_out_paper,
    overrule_gate,
    publish_due,
    publish_story,
    send_to_checking,
    stop_carrying,
    unpublish_story,
    unschedule_story,
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
from .wanting import needs_none, want_claim

__all__ = [
    "LEAVE_OUT",
    "NotAsProposed",
    "NothingOwed",
    "ProposedAlready",
    "SamePerson",
    "agree_to_resolution",
    "carry_claim",
    "change_mode",
    "correct_story",
    "lay_out_paper",
    "needs_none",
    "overrule_gate",
    "propose_resolution",
    "publish_due",
    "publish_story",
    "refuse_resolution",
    "send_to_checking",
    "stop_carrying",
    "unpublish_story",
    "unschedule_story",
    "want_claim",
    "with_note",
    "write_story",
]
