"""What one voice said, drafts too: claims, quotations, requests to them, with what became of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twosource.kernel.vocabulary import Status
from twosource.replies.models import Request
from twosource.replies.reads import sentence_of
from twosource.stories.models import Quote
from twosource.stories.pages import Link
from twosource.stories.published import published_voices, voice_url
from twosource.stories.quotes import drafted_quotations
from twosource.stories.reads import stories_carrying
from twosource.stories.statements import sentence, told
from twosource.verification.models import Actor
from twosource.verification.reads import Known, Move, known_claims, status_history

from ..screen import StatusWord, status_word
from .stages import place_of, scheduled

A_PAGE = 60


class DeskPages:
    """The desk's own screens of those voices that may be named."""

    def __init__(self, voices: Iterable[Actor]) -> None:
        self._by_name = {voice.name: reverse("desk:voice", args=[voice.pk]) for voice in voices}

    def of_voice(self, voice_id: int) -> str:
        return reverse("desk:voice", args=[voice_id]) if voice_id else ""

    def of_name(self, name: str) -> str:
        return self._by_name.get(name, "")


def pages_at_the_desk(*claims: Known) -> DeskPages:
    """The screens of everybody these claims speak of."""
    names = {name for claim in claims for name in (claim.addressee, claim.channel) if name}
    return DeskPages(Actor.objects.with_a_page().filter(name__in=names).order_by("-pk") if names else ())


@dataclass(frozen=True, slots=True)
class InStory:
    pk: int
    title: str
    label: str


@dataclass(frozen=True, slots=True)
class SpokenRow:
    """One thing they said, or were asked. `status` is None where it is no claim, and `label` says what it is."""

    on: date
    text: str
    label: str
    url: str = ""
    status: StatusWord | None = None
    pieces: tuple[Link, ...] = ()
    wording: str = ""
    cue: str = ""
    verbatim: str = ""
    became: str = ""
    about: str = ""
    stories: tuple[InStory, ...] = ()


@dataclass(frozen=True, slots=True)
class SpokenPage:
    """`older` is where the next page begins, 0 at the end."""

    rows: tuple[SpokenRow, ...]
    total: int
    older: int


def readers_url(voice: Actor) -> str:
    """The voice's page for readers; empty while it has none."""
    return voice_url(voice) if published_voices().filter(pk=voice.pk).exists() else ""


def spoken(voice: Actor, *, first: int = 0) -> SpokenPage:
    """Everything this voice said and was asked, newest first, `A_PAGE` from the `first` on."""
    drafted = _drafted(voice)
    keys = [*_keys(voice), *((row.on, kind, at) for (kind, at), row in drafted.items())]
    keys.sort(reverse=True)
    shown = keys[first : first + A_PAGE]
    made: dict[tuple[str, int], SpokenRow] = dict(drafted)
    made |= _claims([pk for _on, kind, pk in shown if kind == "claim"])
    made |= _quotations(voice, [pk for _on, kind, pk in shown if kind == "quotation"])
    made |= _requests([pk for _on, kind, pk in shown if kind == "request"])
    rows = tuple(made[kind, pk] for _on, kind, pk in shown)
    return SpokenPage(rows, len(keys), first + A_PAGE if len(keys) > first + A_PAGE else 0)


def _keys(voice: Actor) -> Iterable[tuple[date, str, int]]:
    for pk, said_on, opened in voice.statements.filter(about=None).values_list("pk", "said_on", "opened_at"):
        yield said_on or _day(opened), "claim", pk
    for pk, said_on, out in Quote.objects.filter(speaker=voice).values_list(
        "pk", "said_on", "story__first_published_at"
    ):
        yield said_on or _day(out), "quotation", pk
    for pk, sent in Request.objects.filter(asked=voice).values_list("pk", "sent_at"):
        yield _day(sent), "request", pk


def _day(moment: Any) -> date:
    return timezone.localtime(moment).date()


def _claims(ids: list[int]) -> dict[tuple[str, int], SpokenRow]:
    known = known_claims(ids)
    if not known:
        return {}
    moves, stories, pages = status_history(known), _stories(known), pages_at_the_desk(*known.values())
    found = {}
    for pk, claim in known.items():
        said = told(claim, pages)
        found["claim", pk] = SpokenRow(
            on=claim.said_on or _day(moves[pk][0].at if moves[pk] else timezone.now()),
            text=claim.text,
            label=_("claim"),
            url=reverse("desk:claim", args=[pk]),
            status=status_word(claim.status),
            pieces=said.pieces if said else (),
            wording=said.wording if said else "",
            cue=claim.cue,
            verbatim=said.verbatim if said else "",
            became=_became(moves[pk]),
            stories=stories.get(pk, ()),
        )
    return found


def _became(moves: tuple[Move, ...]) -> str:
    """“asserted 3 May 2026 → denied 5 May 2026”."""
    return " → ".join(
        f"{Status(move.status).label.say(_, ngettext).lower()} {date_format(timezone.localtime(move.at), 'j M Y')}"
        for move in moves
    )


def _stories(claim_ids: Iterable[int]) -> dict[int, tuple[InStory, ...]]:
    due = scheduled()
    return {
        claim_id: tuple(
            InStory(story.pk, story.draft_title or story.title, place_of(story, due).label)
            for story in stories
        )
        for claim_id, stories in stories_carrying(claim_ids).items()
    }


def _quotations(voice: Actor, ids: list[int]) -> dict[tuple[str, int], SpokenRow]:
    found = {}
    for row in Quote.objects.filter(pk__in=ids).select_related("story"):
        found["quotation", row.pk] = SpokenRow(
            on=row.said_on or _day(row.story.first_published_at),
            text=row.text,
            label=_("quotation"),
            pieces=sentence(
                speaker=Link(str(voice)),
                addressee=Link(row.addressee),
                channel=Link(row.channel),
                said_on=row.said_on,
            ),
            stories=(InStory(row.story_id, row.story.title, place_of(row.story).label),),
        )
    return found


def _drafted(voice: Actor) -> dict[tuple[str, int], SpokenRow]:
    """Their quotations that no reader has seen yet."""
    return {
        ("drafted", at): SpokenRow(
            on=row["said_on"] or _day(story.latest_revision_created_at),
            text=row["text"],
            label=_("quotation"),
            pieces=sentence(
                speaker=Link(str(voice)),
                addressee=Link(row["addressee"]),
                channel=Link(row["channel"]),
                said_on=row["said_on"],
            ),
            stories=(InStory(story.pk, story.draft_title or story.title, place_of(story).label),),
        )
        for at, (story, row) in enumerate(drafted_quotations(voice.pk))
    }


def _requests(ids: list[int]) -> dict[tuple[str, int], SpokenRow]:
    rows = Request.objects.filter(pk__in=ids).select_related("asked", "claim")
    stories = _stories({row.claim_id for row in rows})
    return {
        ("request", row.pk): SpokenRow(
            on=_day(row.sent_at),
            text=row.question,
            label=_("asked"),
            url=reverse("desk:claim", args=[row.claim_id]) + "#asking",
            became=f"{row.asked} {sentence_of(row)}",
            verbatim=row.answer,
            about=str(row.claim),
            stories=stories.get(row.claim_id, ()),
        )
        for row in rows
    }
