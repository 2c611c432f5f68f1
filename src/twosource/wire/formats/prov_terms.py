"""How the fields of the exchange are said in W3C PROV: what PROV has a word for is said with that word.

People, voices and the newsroom are agents; items and claims are entities; collecting, opening, checking and the
rest are activities; control is delegation (`actedOnBehalfOf`), an origin is a derivation (`wasDerivedFrom`), whose
an item or a statement is is attribution (`wasAttributedTo`). All else is an attribute in a namespace of our own.
"""

from __future__ import annotations

from dataclasses import dataclass

NAMESPACE = "https://twosource.example/ns/claims/1#"
OURS = "twosource"

#: The section of a document in which records of a kind are told.
SECTION = {"person": "agent", "voice": "agent", "item": "entity", "claim": "entity"}

#: PROV's own type for a kind of record; voices have one by their kind.
PERSON, ORGANISATION = "prov:Person", "prov:Organization"

#: The field that is what people read a record by.
LABEL = {"voice": "name", "item": "title", "claim": "text"}


@dataclass(frozen=True, slots=True)
class Deed:
    """Fields that together say that somebody did something to a record at a moment."""

    name: str
    at: str
    by: str
    relation: str


DEEDS = {
    "item": (
        Deed("collected", "collected_at", "collected_by", "wasGeneratedBy"),
        Deed("retracted", "retracted_at", "retracted_by", "wasInvalidatedBy"),
    ),
    "claim": (Deed("opened", "opened_at", "opened_by", "wasGeneratedBy"),),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A relation of PROV: its section, and what its two ends are called there."""

    section: str
    here: str
    there: str


ATTRIBUTED = Link("wasAttributedTo", "prov:entity", "prov:agent")
INFLUENCED = Link("wasInfluencedBy", "prov:influencee", "prov:influencer")
ASSOCIATED = Link("wasAssociatedWith", "prov:activity", "prov:agent")
USED = Link("used", "prov:activity", "prov:entity")
INFORMED = Link("wasInformedBy", "prov:informed", "prov:informant")
GENERATED = Link("wasGeneratedBy", "prov:entity", "prov:activity")
INVALIDATED = Link("wasInvalidatedBy", "prov:entity", "prov:activity")
DELEGATED = Link("actedOnBehalfOf", "prov:delegate", "prov:responsible")
DERIVED = Link("wasDerivedFrom", "prov:generatedEntity", "prov:usedEntity")
LINKS = (
    ATTRIBUTED, INFLUENCED, ASSOCIATED, USED, INFORMED, GENERATED, INVALIDATED, DELEGATED, DERIVED,
)  # fmt: skip

#: References of a record that are relations: (kind, field) → which.
RELATED = {
    ("item", "by"): ATTRIBUTED,
    ("claim", "speaker"): ATTRIBUTED,
    ("claim", "about"): INFLUENCED,
}

#: Lists whose rows are relations: (kind, list) → which, and the field at its other end.
RELATIONS = {
    ("voice", "controlled_by"): (DELEGATED, "controller"),
    ("item", "origins"): (DERIVED, "origin"),
}
