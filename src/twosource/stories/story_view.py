"""A whole story page as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import chain

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twosource.kernel.vocabulary import Channel, Mode, Outcome, Status
from twosource.ledger.uses import kept, using
from twosource.replies.models import Request
from twosource.replies.reads import requests_about, sentence_of, so_far, waived_claims
from twosource.verification.models import Claim
from twosource.verification.provenance import Provenance, provenance
from twosource.verification.reads import Known as KnownClaim
from twosource.verification.reads import Move, status_history, whole_claims
from twosource.verification.reads import known as known_claim

from . import gate
from .body_view import body_view
from .correction_view import correction_note
from .markup import news_article
from .markup_claims import story_parts
from .models import StoryClaim, StoryPage
from .owed_view import open_notes, owed_notes
from .pages import (
    Asked,
    ClaimNote,
    CorrectionNote,
    Facing,
    Known,
    Line,
    Link,
    Overridden,
    OwedNote,
    Signed,
    StoryCard,
    StoryView,
    Then,
)
from .panel import pages_of, told_more
from .published import Pages
from .quotes import quotations_in, speakers_in
from .reads import Desk, byline_link, is_listed, page_desk, picture_of, story_shown, tag_ref
from .shelf_reads import ids_on
from .shelves import topic_shelf
from .silence import told_to_readers
from .text import plain

RELATED = 4


@dataclass(frozen=True)
class OfClaims:
    """What stands behind some claims at one moment: they, those that they were said, and what readers are told of each.

    `untold` are the claims and names of whom readers are told nothing; `came` says where the evidence of each comes
    from, `moves` what became of it; `pages` knows who of those they speak of has a page.
    """

    known: Mapping[int, KnownClaim]
    said: Mapping[int, Sequence[KnownClaim]]
    came: Mapping[int, Provenance]
    requests: Sequence[Request]
    untold: Set[tuple[int, str]]
    waived: Set[int]
    moves: Mapping[int, Sequence[Move]]
    pages: Pages

    @property
    def every(self) -> dict[int, KnownClaim]:
        return {**self.known, **{one.claim_id: one for several in self.said.values() for one in several}}


@dataclass(frozen=True)
class Behind:
    """What a page is drawn from beside the version itself, as it stands at one moment.

    `owed` are the lines about claims that no longer stand as published, by claim; `then` marks a past moment.
    """

    moment: datetime
    claims: OfClaims
    overridden: tuple[Overridden, ...]
    corrections: tuple[CorrectionNote, ...]
    owed: Mapping[int, OwedNote]
    then: Then | None = None


def story_view(story: StoryPage, *, preview: bool = False) -> StoryView:
    """Everything a reader sees of a story, in a number of queries that does not grow with it."""
    carried = list(dict.fromkeys(row.claim_id for row in story.carried.all()))
    behind = Behind(
        moment=timezone.now(),
        claims=_as_they_stand(carried),
        overridden=_overridden(story),
        corrections=_corrections(story),
        owed={} if preview else owed_notes(story),
    )
    view = drawn_view(story, behind, desk=page_desk(), preview=preview)
    return replace(view, owed=() if view.retracted else open_notes(behind.owed.values()))


def _as_they_stand(carried: Sequence[int]) -> OfClaims:
    """What is behind these claims now: the dearest part of a page, and the same while nothing happens to them."""
    name = f"behind claims {','.join(map(str, carried))}"
    return kept(name, partial(_looked_up, carried), weight=4 * len(carried) + 1)


def _looked_up(carried: Sequence[int]) -> OfClaims:
    rows = whole_claims(carried)
    known = {pk: known_claim(rows[pk]) for pk in carried if pk in rows}
    said: dict[int, list[KnownClaim]] = {}
    for claim in rows.values():
        if claim.about_id is not None and claim.about_id in known:
            said.setdefault(claim.about_id, []).append(known_claim(claim))
    return of_claims(
        known,
        said,
        requests_about(known),
        waived=waived_claims(pk for pk, claim in known.items() if claim.accused),
        rows=rows,
    )


def of_claims(
    known: Mapping[int, KnownClaim],
    said: Mapping[int, Sequence[KnownClaim]],
    requests: Iterable[Request],
    *,
    waived: Set[int],
    rows: Mapping[int, Claim] | None = None,
    as_of: datetime | None = None,
) -> OfClaims:
    """The same of claims that are known, with every request about them; `rows` where they were read already, `as_of`
    a past moment."""
    every = [*known, *(one.claim_id for several in said.values() for one in several)]
    asked_for = list(requests)
    told = told_to_readers(asked_for, known)
    return OfClaims(
        known=known,
        said=said,
        came=provenance(every, for_readers=True, as_of=as_of, rows=rows),
        requests=told,
        untold={(row.claim_id, str(row.asked)) for row in asked_for if row not in told},
        waived=waived,
        moves=status_history(every),
        pages=pages_of([*known.values(), *chain.from_iterable(said.values())]),
    )


def drawn_view(story: StoryPage, behind: Behind, *, desk: Desk, preview: bool = False) -> StoryView:
    """A version of a story and what stood behind it at one moment, as one page."""
    story_shown(story)
    rows = list(story.carried.all())
    claims, moment = behind.claims, behind.moment
    known = claims.known
    notes = {key: noted(claim, behind.owed) for key, claim in known.items()}
    tags = tuple(tag_ref(tag) for tag in story.tags.all())
    people = {tag.name: tag.url for tag in tags if tag.kind == "person"}
    view = StoryView(
        headline=story.title,
        url=desk.url(story.url_path),
        absolute_url=settings.WAGTAILADMIN_BASE_URL + desk.url(story.url_path),
        standfirst=story.standfirst,
        section=desk.section_of(story) or Link(""),
        published_at=story.first_published_at or timezone.now(),
        updated_at=story.changed_at,
        topic=desk.topic(story.topic),
        bylines=tuple(byline_link(row.byline) for row in story.story_bylines.all()),
        dateline=story.dateline,
        lead_picture=picture_of(story.lead_picture),
        body=body_view(
            story.body,
            [(row.words, notes[row.claim_id]) for row in rows if row.claim_id in notes],
            people | speakers_in(story.body),
            then=moment if behind.then else None,
            address=desk.url,
        ),
        facing=tuple(
            facing(claim, notes, claims.requests, claims.waived, moment=moment)
            for claim in known.values()
            if claim.accused and not any((claim.claim_id, who) in claims.untold for who in claim.accused)
        ),
        asked=asked_of_all(claims.requests, moment),
        known=_panel(story, rows, behind, preview=preview),
        overridden=behind.overridden,
        corrections=behind.corrections,
        tags=tags,
        related=_related(story, desk),
        description=_description(story),
        preview=preview,
        then=behind.then,
    )
    return _finished(view, story)


def _finished(view: StoryView, story: StoryPage) -> StoryView:
    notes = (*view.corrections, *(block.correction for block in view.body if block.correction))
    retraction = next((note for note in notes if note.kind == "retraction"), None)
    if retraction:
        # Nothing of its words stays, not even where only machines look.
        view = replace(
            view, retracted=retraction, standfirst="", description=Truncator(retraction.text).chars(160),
            body=(), facing=(), known=(), asked=(), overridden=(), lead_picture=None,
        )  # fmt: skip
    paper = settings.TWOSOURCE.newsroom.name
    base_url = settings.WAGTAILADMIN_BASE_URL
    spoken = story.live and not view.retracted and any(quotations_in(story.body.raw_data))
    quotes = story.quotes.select_related("speaker") if spoken else ()
    parts = story_parts(view, quotes, base_url)
    return replace(view, json_ld=news_article(view, paper=paper, base_url=base_url, parts=parts))


def claim_note(claim: KnownClaim) -> ClaimNote:
    status = Status(claim.status)
    return ClaimNote(
        f"claim-{claim.claim_id}", claim.status, status.label.say(_, ngettext), status.sign, claim.why
    )


def _panel(
    story: StoryPage, rows: Iterable[StoryClaim], behind: Behind, *, preview: bool
) -> tuple[Known, ...]:
    """“How we know this”: an entry for each claim and for each that it was said, with its picture."""
    claims, moment, out = behind.claims, behind.moment, story.first_published_at
    every = claims.every
    since = {pk: [m for m in moves if out and out < m.at <= moment] for pk, moves in claims.moves.items()}
    entries = (entry for row in rows if row.claim_id in claims.known for entry in _entries(row, behind))
    return told_more(
        tuple(replace(entry, came=claims.came.get(entry.claim_id)) for entry in entries),
        every,
        [(request.claim_id, asked(request, moment=moment)) for request in claims.requests],
        since,
        claims.pages,
        # What a story that readers see in lists carries, has a page by that.
        public=None if preview or behind.then or not is_listed(story) else every,
    )


def noted(claim: KnownClaim, owed: Mapping[int, OwedNote]) -> ClaimNote:
    """The same, with the line that says how it stood when it was published, where that was otherwise."""
    note = claim_note(claim)
    return replace(note, changed=owed[claim.claim_id].line) if claim.claim_id in owed else note


def _entries(row: StoryClaim, behind: Behind) -> list[Known]:
    """A claim's entries in “How we know this”: what was claimed, then that it was said. They are two questions."""
    known = behind.claims.known
    claim = known[row.claim_id]
    own = panel_entry(claim, Mode(row.mode).label.say(_, ngettext), known)
    own = replace(own, note=noted(claim, behind.owed))
    said = behind.claims.said.get(claim.claim_id, ())
    return [own, *(panel_entry(one, _("that it was said"), known) for one in said)]


def panel_entry(claim: KnownClaim, mode_label: str, known: Mapping[int, KnownClaim]) -> Known:
    """A claim's entry in “How we know this”."""
    return Known(
        note=claim_note(claim),
        claim_id=claim.claim_id,
        text=claim.text,
        mode_label=mode_label,
        said=said_in_a_line(claim),
        supports=tuple(Line(line.words, line.basis_label, line.interested) for line in claim.supports),
        denies=tuple(Line(line.words, line.basis_label, line.interested) for line in claim.denies),
        rests_on=claim.rests_on,
        stakes=claim.stakes,
        signed=tuple(Signed(sign.role, sign.verdict_label, sign.method, sign.at) for sign in claim.signed),
        last_checked=max((sign.at for sign in claim.signed), default=None),
        about=f"claim-{claim.about_id}" if claim.about_id in known else "",
    )


def said_in_a_line(claim: KnownClaim) -> str:
    """“Tomas Verhey to Harbour Radio, 20 November 2026”, as far as it is known."""
    if not claim.speaker:
        return ""
    words = claim.speaker
    if claim.addressee:
        words = _("%(speaker)s to %(addressee)s") % {"speaker": words, "addressee": claim.addressee}
    if claim.channel and claim.channel != claim.addressee:
        words = f"{words}, {claim.channel}"
    if claim.said_on:
        words = f"{words}, {date_format(claim.said_on, 'j F Y')}"
    return words


def facing(
    claim: KnownClaim,
    notes: dict[int, ClaimNote],
    requests: Sequence[Request],
    waived: Set[int],
    *,
    moment: datetime | None = None,
) -> Facing:
    """An accusation and its answer: the accused's own words, or the sentence about our asking."""
    theirs = [
        request
        for request in requests
        if request.claim_id == claim.claim_id and str(request.asked) in claim.accused
    ]
    answered = [request for request in theirs if request.answer]
    if answered:
        answer = answered[-1].answer
    elif theirs:
        answer = so_far(
            [request for request in theirs if request.asked_id == theirs[-1].asked_id], now=moment
        )
    elif claim.denies:
        answer = _("They deny it: %(how)s.") % {"how": claim.denies[0].words}
    elif claim.claim_id in waived:
        answer = _("They have not been asked, by the decision of two editors.")
    else:
        answer = _("They have not been asked.")
    return Facing(claim.text, notes[claim.claim_id], ", ".join(claim.accused), answer)


def asked_of_all(requests: Sequence[Request], moment: datetime) -> tuple[Asked, ...]:
    """Every request, those to one addressee together, in the order they were first asked."""
    by_whom: dict[int, list[Request]] = {}
    for request in requests:
        by_whom.setdefault(request.asked_id, []).append(request)
    return tuple(
        asked(request, so_far(theirs, now=moment) if len(theirs) > 1 else "", moment=moment)
        for theirs in by_whom.values()
        for request in theirs
    )


def asked(request: Request, told_so_far: str = "", *, moment: datetime | None = None) -> Asked:
    """A request for comment as it stands, or in the words of a past moment."""
    outcome = Outcome(request.outcome or "open")
    channels = ", ".join(Channel(channel).label.say(_, ngettext) for channel in request.channels)
    return Asked(
        whom=str(request.asked),
        question=request.question,
        channel_label=channels,
        asked_at=request.sent_at,
        outcome=outcome.value,
        outcome_label=outcome.label.say(_, ngettext),
        sentence=sentence_of(request, now=moment),
        so_far=told_so_far,
    )


def _overridden(story: StoryPage) -> tuple[Overridden, ...]:
    # An override of G6 is the one that readers are not shown: it would give the source away.
    rows = story.overrides.select_related("editor", "claim").exclude(rule="G6") if story.pk else ()
    using(*(f"person:{row.editor_id}" for row in rows))
    return tuple(
        Overridden(
            row.rule, gate.rule_in_words(row.rule), str(row.editor), row.reason, row.at,
            claim=row.claim.text, anchor=f"claim-{row.claim_id}",
        )
        for row in rows
    )  # fmt: skip


def _corrections(story: StoryPage) -> tuple[CorrectionNote, ...]:
    rows = story.corrections.all() if story.pk else ()
    return tuple(correction_note(row.kind, row.text, row.at) for row in rows)


def _related(story: StoryPage, desk: Desk) -> tuple[StoryCard, ...]:
    if story.topic_id is None:
        return ()
    newest = kept(f"newest of topic {story.topic_id}", partial(_newest, story.topic_id))
    return desk.cards([pk for pk in newest if pk != story.pk][:RELATED], picture=False)


def _newest(topic_id: int) -> list[int]:
    using(f"list:topic:{topic_id}")
    return ids_on(topic_shelf(topic_id), most=RELATED + 1)


def _description(story: StoryPage) -> str:
    if story.search_description or story.standfirst:
        return story.search_description or story.standfirst
    first = next((block.value.source for block in story.body if block.block_type == "paragraph"), "")
    return Truncator(plain(first)).chars(160)
