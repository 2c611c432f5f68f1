"""The verbs of checking. They are the only writers of this room's tables.

Each is keyword-only, takes the acting account as `by=`, runs in one transaction, records one fact, and
settles the status of every claim it touched before it returns.
"""

from .checks import authenticate_item, record_check
from .claims import (
    accuse,
    declare_stake,
    describe_statement,
    edit_claim_words,
    note_rephrased,
    note_writer,
    note_writers,
    open_claim,
    open_said_claim,
    withdraw_claim,
)
from .copies import keep_copy, note_proofs, note_stamp
from .evidence import add_item, attach_evidence, link_origin, retract_item, set_aside
from .likeness import decide_near_copy, note_words
from .premises import no_longer_rest_on, rest_on
from .voices import end_control, name_voice, record_control, retract_voice, seal_voice

__all__ = [
    "accuse",
    "add_item",
    "attach_evidence",
    "authenticate_item",
    "decide_near_copy",
    "declare_stake",
    "describe_statement",
    "edit_claim_words",
    "end_control",
    "keep_copy",
    "link_origin",
    "name_voice",
    "no_longer_rest_on",
    "note_proofs",
    "note_rephrased",
    "note_stamp",
    "note_words",
    "note_writer",
    "note_writers",
    "open_claim",
    "open_said_claim",
    "record_check",
    "record_control",
    "rest_on",
    "retract_item",
    "retract_voice",
    "seal_voice",
    "set_aside",
    "withdraw_claim",
]
