"""The verbs and phrases by which English news reports that somebody said something.

Each verb has a frame: what must follow for it to be speech at all. "Claimed" before a clause reports a
claim, before "12 lives" it does not; so a verb is no cue until its frame is met.
"""

from __future__ import annotations

from typing import NamedTuple

from .lexicon import word_set

# Frames. SAY takes any clause; CLAUSE needs "that", a quotation or a clause with a finite verb; THAT needs
# "that" or a quotation; QUOTE needs a quotation; TELL first names a listener; the others keep the cue in the
# text, because it turns the meaning (DENY, ACCUSE, VOW) or because only quoted words are speech (LABEL).
_VERBS = {
    "say": "say",
    "tell": "tell",
    "inform": "inform assure remind notify advise brief",
    "clause": """
        add explain warn insist claim note write announce confirm acknowledge argue admit concede allege
        declare state reveal report maintain stress underscore emphasise emphasize reaffirm reiterate
        assert contend predict suggest caution point+out make+clear
        """,
    "that": """
        underline estimate tweet post repeat recall observe remark comment reply respond answer disclose
        affirm conclude complain testify swear joke quip boast lament indicate hint proclaim counter
        retort speculate demand propose agree
        """,
    "quote": "elaborate continue go+on ask wonder exclaim shout whisper muse cry sum+up",
    "put": "put",
    "vow": "vow pledge promise threaten",
    "deny": "deny",
    "reject": "reject dismiss refute dispute",
    "accuse": "accuse blame",
    "label": """
        call describe brand dub label term slam hail praise condemn denounce criticise criticize welcome
        blast decry deplore
        """,
}
_FRAMES = {verb.replace("+", " "): frame for frame, verbs in _VERBS.items() for verb in verbs.split()}
KEEPS_CUE = frozenset({"vow", "deny", "reject", "accuse", "label"})
# Frames whose clause may come before the speaker: "…, the mayor said".
PARENTHETICAL = word_set("say tell inform clause that quote vow")
_PAST = {
    "say": "said", "tell": "told", "write": "wrote", "make clear": "made clear", "go on": "went on",
    "swear": "swore",
    "put": "put", "deny": "denied", "reply": "replied", "testify": "testified", "cry": "cried",
    "decry": "decried",
    "notify": "notified",
}  # fmt: skip
_PARTICIPLE = {"write": "written", "swear": "sworn", "make clear": "made clear"}
_DOUBLED = {"admit": "admitted", "quip": "quipped", "slam": "slammed", "dub": "dubbed", "label": "labelled"}
# Forms that are as often nouns or adjectives; the present of these needs "that" or a quotation at once.
_NOUN_LIKE = word_set(
    """
    claims notes reports states stresses comments posts tweets answers replies vows pledges promises
    estimates complaints demands calls brands labels terms blasts questions responds counters repeats
    jokes boasts claim note report state stress comment post tweet answer reply vow pledge promise
    estimate demand call brand label term blast counter repeat joke boast
    """
)


class Cue(NamedTuple):
    """One form of a cue: its verb, its frame, its tense ("past", "present", "ing") and whether it may be a
    noun."""

    verb: str
    frame: str
    tense: str
    noun_like: bool


def _forms(verb: str) -> dict[str, str]:
    first, _, rest = verb.partition(" ")
    tail = f" {rest}" if rest else ""
    drop_e = first[:-1] if first.endswith("e") else first
    doubled = {
        "admit": "admitt",
        "quip": "quipp",
        "slam": "slamm",
        "dub": "dubb",
        "put": "putt",
        "label": "labell",
    }
    y = first.endswith("y") and first[-2] not in "aeiou"
    past = _PAST.get(verb) or _DOUBLED.get(verb) or (first[:-1] + "ied" if y else drop_e + "ed") + tail
    third = first[:-1] + "ies" if y else first + ("es" if first.endswith(("ss", "sh", "ch", "o")) else "s")
    return {
        past: "past",
        _PARTICIPLE.get(verb, past): "past",
        third + tail: "present",
        first + tail: "base",
        doubled.get(first, drop_e if not first.endswith("ee") else first) + "ing" + tail: "ing",
    }


def _table() -> dict[str, Cue]:
    table: dict[str, Cue] = {}
    for verb, frame in _FRAMES.items():
        for form, tense in _forms(verb).items():
            table.setdefault(form, Cue(verb, frame, tense, form in _NOUN_LIKE))
    table["labeled"] = Cue("label", "label", "past", False)
    return table


# Form, as printed in lower case → cue. Forms of two words ("pointed out") stand in it whole.
CUES = _table()
TWO_WORD = frozenset(form.split()[0] for form in CUES if " " in form)

MODALS = word_set(
    """
    will would shall should can could may might must cannot do does did didn't don't doesn't won't
    wouldn't couldn't shouldn't can't not never to nor neither let if whether please hardly
    """
)
BE = word_set("is are was were be been being am isn't wasn't aren't weren't")
HAVE = word_set("has have had having hasn't haven't hadn't")
# Words that may stand between a speaker and the cue.
ADVERBS = word_set(
    """
    also later then again earlier already just now still today yesterday tonight once twice first further
    furthermore since even only nevertheless nonetheless however meanwhile moreover often always recently
    soon both all himself herself itself themselves too instead thus therefore
    """
)
_NOT_ADVERBS = word_set(
    """
    family ally italy assembly only reply supply early daily weekly monthly july police bully
    """
)
FINITE = word_set(
    """
    is are was were has have had will would can could may might must should does did do isn't aren't
    wasn't weren't hasn't haven't hadn't won't wouldn't can't cannot couldn't don't doesn't didn't 's it's
    he's she's they're we're there's that's they'd he'd she'd i'm i've we've they've we'll they'll he'll
    she'll it'll
    """
)
IRREGULAR = word_set(
    """
    left met went came took made gave got saw ran held kept began spoke stood sat won lost built broke
    brought sent spent led rose fell grew drew flew threw found felt heard knew thought became showed
    meant paid sold bought caught fought taught understood forgot hid rode shook sang sank slept stole
    struck swam tore woke wore bore drove ate drank knows wants needs means shows makes takes comes goes
    gives gets sees keeps begins holds remains seems looks plans hopes expects believes thinks views
    wanted needed
    """
)
# These are as often nouns; they count as verbs only where a clause is looked for.
PASTS = IRREGULAR | word_set(
    """
    withdrew forbade froze forgave overcame undertook shot shut split spread stuck swung sprang shrank bled
    bred fed fled lent bent dealt dug hung lit laid lay leapt learnt burnt spelt spilt spoilt sought
    wound bound
    rang wept swept crept slid spun strove trod beat bet cast cost hurt let quit read set cut hit put drank
    resigned goes works leaks holds lies stands costs belongs helps matters runs rises falls grows
    """
)
# What people deny and reject when they speak, and what gets denied when nobody speaks.
CHARGES = word_set(
    """
    claim claims allegation allegations accusation accusations charge charges report reports suggestion
    suggestions criticism criticisms idea notion assertion assertions rumour rumours rumor rumors
    wrongdoing responsibility involvement it this that them knowledge link links role existence
    speculation statement statements offence offences crime crimes murder fraud plot guilt findings
    finding verdict conclusions version theory complaint complaints
    """
)
NOT_DENIALS = word_set(
    """
    access entry bail permission visas visa him her them us me parole service treatment asylum
    """
)
NOT_CLAUSES = word_set(
    """
    goodbye hello yes no so nothing thanks thank prayers sorry little much something
    """
)


def is_adverb(word: str) -> bool:
    """May stand between the speaker and the cue without changing who speaks."""
    return word in ADVERBS or (len(word) > 4 and word.endswith("ly") and word not in _NOT_ADVERBS)
