"""Reader pages to draw in tests: one of each kind, with everything on it, from plain values."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from twosource.stories.claim_pages import (
    Appearance,
    ClaimLine,
    ClaimView,
    Overruled,
    Spoken,
    VoiceView,
    Worded,
)
from twosource.stories.pages import (
    Asked,
    Block,
    ClaimNote,
    CorrectionNote,
    CorrectionsView,
    Facing,
    FrontView,
    Known,
    Line,
    Link,
    ListView,
    Moved,
    Numbered,
    Overridden,
    Picture,
    SearchView,
    Signed,
    Source,
    Standard,
    StatusTally,
    StoryCard,
    StoryView,
    TagRef,
    Told,
    TopicRef,
)

AT = datetime(2026, 11, 21, 17, 5, tzinfo=UTC)
LATER = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Paper:
    """What the context processor gives every page, in the shape the templates need."""

    name: str = "The Tidewater Gazette"
    tagline: str = "Checked twice before it is printed once"
    language: str = "en"
    direction: str = "ltr"
    sections: tuple[Link, ...] = (Link("Harbour", "/harbour/"), Link("City", "/city/"))
    zone_name: str = "UTC"
    feed_url: str = "/feeds/atom.xml"
    rss_url: str = "/feeds/rss.xml"
    base_url: str = "https://gazette.example"
    search_url: str = "/search/"
    theme_css: tuple[str, ...] = ()
    footer_links: tuple[Link, ...] = (Link("Community standards", "/standards/"),)
    desk_url: str = ""
    standards_url: str = "/standards/"
    checking_url: str = "/how-we-check/"
    corrections_url: str = "/corrections/"


TOPIC = TopicRef("The harbour bridge", "/topics/harbour-bridge/", 18)
PICTURE = Picture(
    "/media/bridge.800.jpg",
    800,
    500,
    "The bridge at low tide",
    "Drawing: M. Lind",
    "From the quay",
    (Source("image/avif", "/media/bridge.400.avif 400w, /media/bridge.800.avif 800w"),),
)
ASSERTED = ClaimNote("claim-2", "asserted", "Asserted", "“", "Asserted. One report, one line.")
DENIED = ClaimNote("claim-3", "denied", "Denied", "×", "Denied. They say it is not so.")
CARD = StoryCard(
    "Council votes to ask again",
    "/city/council-votes/",
    AT,
    "By nine to two.",
    Link("City", "/city/"),
    TOPIC,
    (Link("Ada Quill", "/authors/ada-quill/"),),
    PICTURE,
    StatusTally("2 claims, 1 confirmed", "confirmed"),
)
KNOWN = Known(
    ASSERTED,
    "Two separate teams inspected the bridge.",
    "attributed",
    said="Tomas Verhey to Harbour Radio",
    supports=(Line("The contractor’s statement", "took part in it", interested=True),),
    denies=(Line("The log of works", "has the document"),),
    rests_on=("the contractor",),
    stakes=("The contractor gains if this is believed",),
    signed=(Signed("a checker", "it stands", "compared the letters", AT),),
    last_checked=LATER,
    about="claim-3",
)


ASKED = Asked(
    "Council", "Both reports", "letter", AT, "declined", "declined to comment", "declined to comment"
)
TOLD = Told(
    (
        Link("Tomas Verhey", "/voices/3-tomas-verhey/"),
        Link(" told "),
        Link("Harbour Radio"),
        Link(" on 20 November 2026"),
    ),
    "partly in their own words",
    "according to",
    "Every joint was checked.",
)
MOVES = (Moved(AT, "asserted", "Asserted", "“"), Moved(LATER, "denied", "Denied", "×"))
FULL = replace(KNOWN, url="/claims/2/", told=TOLD, checked=3, since=MOVES[1:], asked=(ASKED,), about="")


def whole_claim() -> ClaimView:
    """A claim's page with everything on it."""
    return ClaimView(
        claim_id=2,
        url="/claims/2/",
        absolute_url="https://gazette.example/claims/2/",
        known=replace(FULL, mode_label=""),
        published_at=AT,
        appearances=(Appearance(Link("Bridge", "/harbour/bridge/"), "attributed", AT, "was inspected"),),
        about=ClaimLine(DENIED, "It was inspected.", "/claims/3/"),
        said_claims=(ClaimLine(ASSERTED, "That it was said.", "/claims/4/"), ClaimLine(DENIED, "Not out.")),
        accused=(Link("Stroud & Sons", "/voices/4-stroud-sons/"), Link("Council")),
        facing=Facing("It was never opened.", ASSERTED, "Stroud & Sons", "All were opened."),
        moves=MOVES,
        wordings=(Worded("It was looked at.", LATER),),
        overruled=(
            Overruled("G4", "Asked first.", "Hanne Brandt", "Court sits.", AT, Link("Bridge", "/bridge/")),
        ),
        withdrawn="",
        json_ld=json.dumps({"@type": "Claim"}),
        description="Two separate teams.",
    )


def whole_voice() -> VoiceView:
    """A voice's page with one of everything they can have said."""
    story = (Link("Bridge", "/harbour/bridge/"),)
    day = date(2026, 11, 20)
    return VoiceView(
        name="Tomas Verhey",
        url="/voices/3-tomas-verhey/",
        absolute_url="https://gazette.example/voices/3-tomas-verhey/",
        kind_label="person",
        about="director",
        spoken=(
            Spoken(
                "claim",
                day,
                "It was inspected.",
                story,
                told=TOLD,
                note=DENIED,
                url="/claims/3/",
                became=MOVES,
            ),
            Spoken("quotation", day, "Every joint.", story, exact=False, told=TOLD),
            Spoken(
                "request",
                day,
                "Both reports?",
                story,
                asked=ASKED,
                note=DENIED,
                url="/claims/3/",
                denied="It was.",
            ),
            Spoken("denial", day, "His letter", story, note=DENIED, url="/claims/3/", denied="It was."),
        ),
        total=4,
        tag=Link("Stories about Tomas Verhey", "/tags/person/verhey/"),
        older_url="/voices/3-tomas-verhey/?page=3",
        newer_url="/voices/3-tomas-verhey/",
        json_ld=json.dumps({"@type": "ProfilePage"}),
    )


def whole_story() -> StoryView:
    """A story with every element of the saved page, and those only a checked paper has."""
    return StoryView(
        headline="Bridge reports withheld",
        url="/harbour/bridge-reports/",
        absolute_url="https://gazette.example/harbour/bridge-reports/",
        standfirst="The authority says the bridge is safe.",
        section=Link("Harbour", "/harbour/"),
        published_at=AT,
        topic=TOPIC,
        updated_at=LATER,
        bylines=(Link("Ines Marlow", "/authors/ines-marlow/"), Link("J. Okafor")),
        dateline="Fish quay",
        short_url="https://gazette.example/s/x8k2m",
        lead_picture=PICTURE,
        body=(
            Block(
                "paragraph",
                html='It <mark class="claim asserted"><a href="#claim-2">was inspected</a></mark>.',
                notes=(ASSERTED,),
            ),
            Block("list", html="<ul><li>Two reports.</li></ul>"),
            Block("heading", text="Forty bearings"),
            Block(
                "quotation",
                text="Every joint was checked.",
                speaker=Link("Tomas Verhey", "/tags/person/verhey/", "director"),
                addressee="Harbour Radio",
                channel="the breakfast programme",
                said_on=date(2026, 11, 20),
                notes=(DENIED,),
            ),
            Block("picture", picture=PICTURE),
            Block("embed", url="https://radio.example/20", text="The programme", provider="radio.example"),
        ),
        facing=(
            Facing("Two bearings were never opened.", ASSERTED, "Stroud & Sons", "All were opened.", DENIED),
        ),
        asked=(
            Asked(
                "Port authority",
                "Both reports",
                "letter",
                AT,
                "declined",
                "declined to comment",
                "declined to comment on 14 September",
            ),
            Asked("Port authority", "The names", "e-mail", LATER, "no_reply", "no reply", "did not respond"),
        ),
        known=(
            replace(FULL, about="claim-3"),
            replace(KNOWN, note=DENIED, about="", signed=(), last_checked=None),
        ),
        overridden=(
            Overridden("G4", "An allegation needs an answer.", "Hanne Brandt", "Court sits today.", AT),
        ),
        corrections=(CorrectionNote("correction", "Correction", "It has forty bearings, not 42.", LATER),),
        tags=(
            TagRef("Tomas Verhey", "person", "person", "/tags/person/verhey/"),
            TagRef("bridges", "subject", "subject", "/tags/subject/bridges/"),
            TagRef("Ines Stroud", "person", "person", "/tags/person/stroud/"),
        ),
        related=(CARD,),
        imported_from="a saved page",
        json_ld=json.dumps({"@type": "NewsArticle"}),
        report_url="/reports/new/7/",
        description="What the authority will not show.",
    )


PAGES: dict[str, dict[str, object]] = {
    "front.html": {"view": FrontView(CARD, (CARD,) * 5, (TOPIC,), ((Link("City", "/city/"), (CARD, CARD)),))},
    "list.html": {
        "view": ListView(
            "topic",
            "The harbour bridge",
            "/topics/harbour-bridge/",
            "Running topic",
            Numbered((CARD,), 18, "?before=1"),
            "Who inspected it.",
            ("The bridge",),
            "/atom.xml",
            (Link("Wikidata", "https://www.wikidata.org/wiki/Q1"),),
        ),
    },
    "topics.html": {"topics": (TOPIC,)},
    "story.html": {"view": whole_story(), "current_section_url": "/harbour/"},
    "claim.html": {"view": whole_claim()},
    "voice.html": {"view": whole_voice()},
    "corrections.html": {
        "view": CorrectionsView(
            (CorrectionNote("correction", "Correction", "Forty, not 42.", LATER, Link("Bridge", "/bridge/")),)
        )
    },
    "standards.html": {
        "standards": (Standard(1, "Talk about the story", "Say what you know."),),
        "intro": "Few.",
    },
    "plain.html": {"title": "How we check", "html": "<p>Twice.</p>"},
    "search.html": {"view": SearchView("bridge", Numbered((CARD,), 1), "", (TOPIC,))},
    "404.html": {},
    "500.html": {},
}
