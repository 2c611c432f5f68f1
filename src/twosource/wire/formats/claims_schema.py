"""The format in which newsrooms exchange claims: every kind of record and every field, with what it means.

This is the one place that says so: reading, writing, both forms and the handbook's page are made from it.
"""

from __future__ import annotations

from twosource.kernel.vocabulary import BASES, CHANNELS, OUTCOMES, STAKES, VERDICTS, Status, Wording

from .claims_fields import Day, Field, Flag, Moment, Ref, Refs, Rows, Text, Word, Words

FORMAT = "twosource-claims"
VERSION = 1

#: The kinds of records in the order in which they are written. A record refers to any other, before or after.
KINDS = ("person", "voice", "item", "claim")

VOICES = ("person", "organisation", "state", "agency", "outlet", "voice")
ROLES = ("reporter", "checker", "editor")
DIRECTIONS = ("supports", "denies")
WORDINGS = tuple(wording.value for wording in Wording)
STATUSES = tuple(status.value for status in Status)
OUTCOMES_LOGGED = tuple(word for word in OUTCOMES if word != "open")

#: A status is computed from all of a claim's evidence at once, event by event.
MOST_EVIDENCE = 2000

ID = Ref("id", "what other records call it: the newsroom it was made in, its kind, a number")
NOTHING: tuple[object, ...] = ()


def _who(name: str, meaning: str, *, may_be_nobody: bool = False) -> Ref:
    return Ref(name, meaning, default=None, to="person") if may_be_nobody else Ref(name, meaning, to="person")


HEADER: tuple[Field, ...] = (
    Text("format", f"always “{FORMAT}”", most=40),
    Text("id", "the newsroom that wrote the file, as a UUID", most=36, needed=True),
    Text("name", "how that newsroom calls itself", most=200),
    Moment("exported_at", "when the file was written"),
)

PERSON: tuple[Field, ...] = (
    ID,
    Words(
        "roles",
        "what they may do there; the most telling is what readers see",
        default=NOTHING,
        allowed=ROLES,
    ),
)

CONTROLS: tuple[Field, ...] = (
    Ref("controller", "who has editorial or command power over the voice", to="voice"),
    Text("note", "how that is known", default="", most=300),
    Moment("recorded_at", "when it was put on record"),
    _who("recorded_by", "who put it on record"),
    Moment("ended_at", "since when it is no more", default=None),
)

VOICE: tuple[Field, ...] = (
    ID,
    Word("kind", "what it is", allowed=VOICES),
    Text("name", "its name; empty for a sealed voice", default="", most=200),
    Text("about", "who they are; empty for a sealed voice", default="", most=200),
    Flag("anonymous", "unknown to that newsroom too, vouched for by an outlet", default=False),
    Flag("sealed", "known to the newsroom that made it and named to nobody", default=False),
    Flag(
        "withheld",
        "somebody controls it and the file does not say who: nothing it says counts beside others",
        default=False,
    ),
    Moment("named_at", "when it was put on record"),
    Rows("controlled_by", "who has power over it", default=NOTHING, fields=CONTROLS),
)

ORIGINS: tuple[Field, ...] = (
    Ref("origin", "the item it got it from", to="item"),
    Moment("linked_at", "when that was put on record"),
    _who("linked_by", "who put it on record"),
)

AUTHENTICATIONS: tuple[Field, ...] = (
    _who("by", "who vouches that the record is what it says it is"),
    Text("method", "how they know", most=500, needed=True),
    Moment("at", "when"),
)

ITEM: tuple[Field, ...] = (
    ID,
    Text("title", "what it is", most=300, needed=True),
    Refs("by", "whose it is", default=NOTHING, to="voice"),
    Word("basis", "how they know; empty when not stated", default="", allowed=("", *BASES)),
    Flag("needs_all", "it needs all its origins together", default=False),
    Flag("carrier", "it only transports", default=False),
    Flag("own_staff", "that newsroom’s own staff was the witness", default=False),
    Text("note", "what the desk noted; kept back for the items of a sealed voice", default=""),
    Text("url", "its address; kept back for the items of a sealed voice", default="", most=1000),
    Moment("collected_at", "when it was put on record"),
    _who("collected_by", "who collected it"),
    Moment("retracted_at", "when it fell", default=None),
    _who("retracted_by", "who put that on record", may_be_nobody=True),
    Text("retracted_reason", "why it fell", default="", most=500),
    Rows("origins", "the items it got it from", default=NOTHING, fields=ORIGINS),
    Rows("authentications", "who vouches for the record", default=NOTHING, fields=AUTHENTICATIONS),
)

SET_ASIDES: tuple[Field, ...] = (
    _who("by", "who would leave the evidence out; two do"),
    Text("reason", "why", most=500, needed=True),
    Moment("at", "when"),
)

ENDINGS: tuple[Field, ...] = (
    Word("outcome", "what became of it", allowed=OUTCOMES_LOGGED),
    Text("answer", "their words", default=""),
    Moment("at", "when it happened"),
    Moment("logged_at", "when it was put on record"),
    _who("logged_by", "who put it on record"),
    Moment("mistaken_at", "when it was put on record that it was logged by mistake", default=None),
    _who("mistaken_by", "who put that on record", may_be_nobody=True),
    Text("mistaken_reason", "what was wrong", default="", most=500),
)

CLAIM: tuple[Field, ...] = (
    ID,
    Text("text", "the proposition", most=5000, needed=True),
    Ref("speaker", "who said it", default=None, to="voice"),
    Text("addressee", "to whom", default="", most=200),
    Text("channel", "through what", default="", most=200),
    Text("place", "where", default="", most=200),
    Day("said_on", "on which day", default=None),
    Word("kind", "how close it is to the words spoken", default="", allowed=("", *WORDINGS)),
    Text("cue", "by which word it was told: told, according to", default="", most=100),
    Text("verbatim", "the words as they stood where they were found", default=""),
    Ref("about", "for the claim that something was said: what was said", default=None, to="claim"),
    Moment("opened_at", "when it was opened"),
    _who("opened_by", "who opened it"),
    Moment("worded_at", "since when its words are these"),
    Moment("withdrawn_at", "when who said it took it back", default=None),
    Word("status", "how it stands; settled anew where it is brought in", default="none", allowed=STATUSES),
    Text("withdrawn_reason", "who took it back, when and where", default="", most=500),
    Rows("accusations", "whom it accuses", default=NOTHING, fields=(
        Ref("actor", "the accused", to="voice"),
        Moment("since", "when that was put on record"),
    )),
    Rows("stakes", "who gains", default=NOTHING, fields=(
        Ref("actor", "who gains", to="voice"),
        Word("direction", "if it is believed (for) or disbelieved (against)", allowed=tuple(STAKES)),
        Moment("declared_at", "when that was put on record"),
        Moment("ended_at", "when it was put on record otherwise", default=None),
    )),
    Rows("evidence", "what speaks for and against it", default=NOTHING, most=MOST_EVIDENCE, fields=(
        Ref("item", "the item", to="item"),
        Word("direction", "which way it speaks", allowed=DIRECTIONS),
        Moment("attached_at", "when it was attached"),
        _who("attached_by", "who attached it"),
        Rows("set_asides", "who would leave it out", default=NOTHING, fields=SET_ASIDES),
    )),
    Rows("wordings", "its words before they were edited", default=NOTHING, fields=(
        Text("text", "the words", most=5000, needed=True),
        Moment("until", "when they were edited"),
        _who("edited_by", "who edited them"),
    )),
    Rows("rephrasings", "when words of a story that carried it became others", default=NOTHING, fields=(
        Text("before", "the words", needed=True),
        Text("after", "what they became; empty when they went away", default=""),
        Moment("at", "when"),
        _who("by", "who saved them", may_be_nobody=True),
    )),
    Rows("writers", "who wrote words that carry it", default=NOTHING, fields=(
        _who("human", "the writer"),
        Moment("since", "since when"),
    )),
    Rows("checks", "the verdicts people signed", default=NOTHING, fields=(
        _who("by", "who signed"),
        Word("verdict", "the verdict", allowed=tuple(VERDICTS)),
        Text("method", "how they checked", most=500, needed=True),
        Text("note", "what they found", default=""),
        Moment("at", "when"),
    )),
    Rows("premises", "the claims it rests on", default=NOTHING, fields=(
        Ref("premise", "the other claim", to="claim"),
        Word("status", "how the other stood when that was put on record", allowed=STATUSES),
        Moment("since", "when that was put on record"),
        _who("by", "who put it on record"),
        Moment("ended_at", "when it was taken back", default=None),
        _who("ended_by", "who took it back", may_be_nobody=True),
    )),
    Rows("requests", "the requests for comment", default=NOTHING, fields=(
        Ref("asked", "who was asked", to="voice"),
        Text("question", "exactly what", needed=True),
        Words("channels", "by which channels", allowed=tuple(CHANNELS)),
        Moment("sent_at", "when"),
        Moment("deadline", "by when an answer was wanted"),
        _who("asked_by", "who asked"),
        Rows("endings", "what became of it; none while it is open", default=NOTHING, fields=ENDINGS),
    )),
    Rows("waivers", "why somebody accused is not asked; two editors say so", default=NOTHING, fields=(
        Ref("accused", "who is not asked", to="voice"),
        _who("by", "who says so"),
        Text("reason", "why", most=500, needed=True),
        Moment("at", "when"),
    )),
    Rows("moves", "when it became another status, as it was shown then", default=NOTHING, fields=(
        Moment("at", "since when"),
        Word("before", "the status before", allowed=STATUSES),
        Word("status", "the status from then on", allowed=STATUSES),
    )),
)  # fmt: skip

FIELDS: dict[str, tuple[Field, ...]] = {"person": PERSON, "voice": VOICE, "item": ITEM, "claim": CLAIM}
