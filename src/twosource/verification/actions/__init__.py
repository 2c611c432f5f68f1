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
    open_claim,
    open_said_claim,
    withdraw_claim,
)
from .evidence import add_item, attach_evidence, link_origin, retract_item, set_aside
from .premises import no_longer_rest_on, rest_on
from .voices import end_control, name_voice, record_control, retract_voice, seal_voice

__all__ = [
    "accuse",
    "add_item",
    "attach_evidence",
    "authenticate_item",
    "declare_stake",
    "describe_statement",
    "edit_claim_words",
    "end_control",
    "link_origin",
    "name_voice",
    "no_longer_rest_on",
    "note_rephrased",
    "note_writer",
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
