"""Bringing a saved page in, and deciding about what the machine proposes."""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.text import Truncator, slugify
from django.utils.translation import gettext as _
from wagtail.rich_text import RichText

from twosource.ledger.actions import record
from twosource.ledger.clock import now
from twosource.people.models import User
from twosource.people.reads import demand_staff
from twosource.stories.actions import carry_claim, write_story
from twosource.stories.drafts import latest_draft
from twosource.stories.models import SectionPage, StoryPage
from twosource.stories.text import stands_in
from twosource.topics.actions import name_tag, open_topic
from twosource.topics.models import Tag
from twosource.verification.actions import (
    add_item,
    keep_copy,
    name_voice,
    note_words,
    open_claim,
    open_said_claim,
)
from twosource.verification.actions.claims import ATTRIBUTION
from twosource.verification.gathering import IMPORTED, Kept, gather_file
from twosource.verification.models import Actor, Claim, Item
from twosource.verification.refusals import BadValue, Refused

from .events import PageImported, ProposalDecided
from .formats.page import read_page
from .formats.values import SavedPage, Statement
from .models import Intake, Proposal

# What a proposal has of its own, and what else a person may add while accepting it.
PROPOSED = ("text", "speaker", "addressee", "channel", "said_on", "kind", "cue")
CHANGEABLE = (*PROPOSED, "place", "verbatim", "speaker_kind", "accused")


def import_page(
    *, data: bytes, name: str, by: User, section: SectionPage | None = None
) -> tuple[Intake, bool]:
    """Make a draft story of a saved page; returns the intake and whether it is new.

    The same bytes again change nothing and give the intake there was. The page itself becomes an item on record,
    with its copy and its words, so that near copies of it are found.

    Raises: BadPage (file, field, value, message) for a file that is no news page; OSError when the original
    cannot be kept, CopyRefused when it is larger than the newsroom keeps; Refused when the paper has no section
    to put it in.
    """
    demand_staff(by)
    page = read_page(data, name=name)
    known = Intake.objects.filter(sha256=page.sha256).first()
    if known:
        return known, False
    place = section or SectionPage.objects.live().order_by("path").first()
    if place is None:
        raise Refused(_("The paper has no section yet. Make one, then import again."))
    kept = gather_file(data, name=name, how=IMPORTED)
    with transaction.atomic():
        intake = _intake(page, len(data), by)
        intake.story = _draft(page, place, by)
        intake.item = _item(page, kept, by)
        intake.save()
        Proposal.objects.bulk_create(_proposal(statement, intake) for statement in page.statements)
        record(PageImported(intake.pk, intake.story.pk, page.sha256), by=by)
    return intake, True


def _intake(page: SavedPage, size: int, by: User) -> Intake:
    return Intake(
        name=page.name[:300], sha256=page.sha256, size=size, media_type=page.media_type, encoding=page.encoding or "",
        crawled_at=page.crawled_at, published_at=page.published_at, printed_topic=(page.topic or "")[:300],
        printed_count=page.printed_count, related=list(page.related), furniture=list(page.furniture),
        site_name=(page.site_name or "")[:200], url=(page.canonical_url or "")[:1000],
        brought_at=now(), brought_by=by,
    )  # fmt: skip


def _item(page: SavedPage, kept: Kept, by: User) -> Item:
    """The page as an item on record, with its copy and its words: evidence of nothing until somebody says so."""
    outlet = [name_voice(name=page.site_name[:200], kind=Actor.Kind.OUTLET, by=by)] if page.site_name else []
    address = page.canonical_url or ""
    item = add_item(
        title=Truncator(page.headline).chars(300), actors=outlet, by=by,
        url=address if address.startswith(("http://", "https://")) and len(address) <= 1000 else "",
    )  # fmt: skip
    copy = keep_copy(item=item, kept=kept, by=by)
    note_words(item=item, words="\n\n".join(page.paragraphs), read_from=copy, by=by)
    return item


def _draft(page: SavedPage, place: SectionPage, by: User) -> StoryPage:
    story = StoryPage(
        title=Truncator(page.headline).chars(250),
        headline_proposed=page.headline_proposed,
        topic=open_topic(name=page.topic[:120], by=by) if page.topic else None,
        body=[("paragraph", _rich(paragraph)) for paragraph in page.paragraphs],
    )
    story.slug = _free_slug(story.title, place)
    story.tags.set([_tag(name, page, by) for name in dict.fromkeys(page.tags)])
    return write_story(section=place, story=story, by=by)


def _rich(paragraph: str) -> Any:
    return RichText(f"<p>{html.escape(paragraph, quote=False)}</p>")


def _free_slug(title: str, place: SectionPage) -> str:
    wanted = slugify(Truncator(title).words(10, truncate=""), allow_unicode=True)[:200] or "story"
    taken = set(place.get_children().filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)


def _tag(name: str, page: SavedPage, by: User) -> Tag:
    """A tag the paper has under this name; else a new one, a person where the page lets them speak."""
    known = Tag.objects.filter(name__iexact=name).first()
    speakers = {statement.speaker for statement in page.statements}
    kind = Tag.Kind.PERSON if name in speakers and " " in name else Tag.Kind.SUBJECT
    return known or name_tag(name=name[:120], kind=kind, by=by)


def _proposal(statement: Statement, intake: Intake) -> Proposal:
    said = statement.said_at
    return Proposal(
        intake=intake, story=intake.story, text=statement.text, kind=statement.kind,
        speaker=(statement.speaker or "")[:200], speaker_mention=(statement.speaker_mention or "")[:300],
        addressee=(statement.addressee or "")[:200], channel=(statement.channel or "")[:200],
        cue=(statement.cue or "")[:100], said_on=said.date() if isinstance(said, datetime) else said,
    )  # fmt: skip


@transaction.atomic
def accept_proposal(*, proposal: Proposal, by: User, changes: Mapping[str, Any] | None = None) -> Claim:
    """Make a proposed statement a claim of the story, carried as attributed, and open the claim that it was said.

    `changes` mends what the machine got wrong: text, speaker (name), speaker_kind, addressee, channel, place,
    said_on, kind, cue, verbatim, accused (names). The words that carry it stay those of the page, and unless
    they are changed they are kept as `verbatim`: whatever becomes of the claim's own words, nothing is lost.

    Raises: Refused when it is decided already; BadValue without a speaker, or on an unknown change.
    """
    demand_staff(by)
    _demand_open(proposal)
    told = _told(proposal, changes or {})
    speaker = name_voice(name=told["speaker"], kind=told["speaker_kind"], by=by)
    accused = [_voice(name, by) for name in told["accused"]]
    said = {"speaker": speaker, **{key: told[key] for key in ATTRIBUTION if key != "speaker"}}
    claim = open_claim(text=told["text"], said=said, accused=accused, by=by)
    open_said_claim(claim=claim, by=by)
    draft = latest_draft(proposal.story)
    words = proposal.text if len(proposal.text) <= 600 and stands_in(draft.body, proposal.text) else ""
    carry_claim(story=proposal.story, claim=claim, mode="attributed", words=words, by=by)
    _decide(proposal, Proposal.State.ACCEPTED, by, claim)
    return claim


@transaction.atomic
def refuse_proposal(*, proposal: Proposal, by: User) -> Proposal:
    """Say that a proposed statement is none. Raises Refused when it is decided already."""
    demand_staff(by)
    _demand_open(proposal)
    return _decide(proposal, Proposal.State.REFUSED, by, None)


def _voice(name: str, by: User) -> Actor:
    return Actor.objects.nameable().filter(name=name).first() or name_voice(
        name=name, kind=Actor.Kind.ORGANISATION, by=by
    )


def _told(proposal: Proposal, changes: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(changes) - set(CHANGEABLE)
    if unknown:
        raise BadValue(
            _("%(field)s: a proposal's %(fields)s can be changed.")
            % {"field": sorted(unknown)[0], "fields": ", ".join(CHANGEABLE)}
        )
    told: dict[str, Any] = {key: getattr(proposal, key) for key in PROPOSED}
    told |= {"place": "", "verbatim": proposal.text, "speaker_kind": Actor.Kind.PERSON, "accused": ()}
    told |= changes
    if not str(told["speaker"]).strip():
        raise BadValue(_("speaker: say who said it, or refuse the proposal."))
    if told["said_on"] is not None and not isinstance(told["said_on"], date):
        raise BadValue(_("said_on: %(value)r is no date.") % {"value": told["said_on"]})
    return told


def _demand_open(proposal: Proposal) -> None:
    if proposal.state != Proposal.State.PROPOSED:
        raise Refused(_("This proposal is decided already."))


def _decide(proposal: Proposal, state: str, by: User, claim: Claim | None) -> Proposal:
    proposal.state, proposal.claim, proposal.decided_by, proposal.decided_at = state, claim, by, now()
    proposal.save(update_fields=["state", "claim", "decided_by", "decided_at"])
    record(ProposalDecided(proposal.pk, proposal.story_id, str(state)), by=by)
    return proposal
