"""The page of one voice as plain data: everything published that they said, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from twosource.ledger.uses import using
from twosource.replies.models import Request
from twosource.topics.models import Tag
from twosource.verification.models import Actor, Claim
from twosource.verification.reads import KnownDenial, denials_by, known_claims, status_history

from .claim_pages import Spoken, VoiceView
from .markup_claims import voice_page
from .models import Quote
from .pages import Link, Told
from .panel import moved, pages_of
from .published import (
    Pages,
    claim_url,
    live_carriers,
    published_claims,
    published_quotes,
    published_tags,
    published_voices,
    tag_subject,
    voice_url,
)
from .reads import page_desk, story_shown
from .silence import told_about
from .statements import sentence, told
from .story_view import asked, claim_note

PER_PAGE = 40


@dataclass(frozen=True, slots=True)
class Place:
    """Where one thing stands in the order of the page: its day, and what it is."""

    on: date
    kind: str
    pk: int
    exact: bool = True


def find_voice(voice_id: int) -> Actor | None:
    """The voice of this id, if it has a page; a protected source never has."""
    return published_voices().filter(pk=voice_id).first()


def voice_view(voice: Actor, *, before: str = "") -> VoiceView:
    """One page of everything published that a voice said, newest first.

    `before` is the key of the entry shown last (`2026-11-03.claim.12`); a key that is none shows the newest.
    """
    using(f"page:voice:{voice.pk}", f"voice:{voice.pk}", f"link:{voice.pk}", "list:tags")
    url = voice_url(voice)
    kind = Actor.Kind(voice.kind)
    places = sorted(_places(voice), key=_order, reverse=True)
    key = _read_place(before)
    rest = [place for place in places if _order(place) < key] if key else places
    spoken = _Telling(voice).all_of(rest[:PER_PAGE])
    view = VoiceView(
        name=voice.name,
        url=url,
        absolute_url=settings.WAGTAILADMIN_BASE_URL + url,
        kind_label=str(kind.label),
        about=voice.about,
        spoken=spoken,
        total=len(places),
        tag=_tag_of(voice),
        older_url=f"{url}?before={_written(rest[PER_PAGE - 1])}" if len(rest) > PER_PAGE else "",
        newer_url=url if key else "",
    )
    return voice_page(view, kind, base_url=settings.WAGTAILADMIN_BASE_URL)


def _order(place: Place) -> tuple[date, str, int]:
    return place.on, place.kind, place.pk


def _written(place: Place) -> str:
    return f"{place.on.isoformat()}.{place.kind}.{place.pk}"


def _read_place(text: str) -> tuple[date, str, int] | None:
    """The place in an address; None for anything that is none."""
    day, _dot, rest = text.partition(".")
    kind, _dot, pk = rest.partition(".")
    try:
        return date.fromisoformat(day), kind, int(pk)
    except ValueError:
        return None


def _tag_of(voice: Actor) -> Link | None:
    using(tag_subject(voice.name))
    tag = published_tags().filter(name=voice.name).exclude(kind=Tag.Kind.SUBJECT).first()
    return (
        Link(_("Stories about %(who)s") % {"who": voice.name}, f"/tags/{tag.kind}/{tag.slug}/")
        if tag
        else None
    )


def _places(voice: Actor) -> Iterable[Place]:
    """Everything there is, by day: four short queries, of keys and days alone."""
    public = published_claims().order_by()
    claims = public.filter(speaker=voice, about=None).values_list("pk", "said_on", "opened_at")
    known = {pk for pk, _on, _opened in claims}
    using(*(f"claim:{pk}" for pk in known))
    for pk, said_on, opened in claims:
        yield Place(said_on or _day(opened), "claim", pk, exact=said_on is not None)
    for pk, said_on, out in _quotes_beyond(voice, known):
        yield Place(said_on or _day(out), "quotation", pk, exact=said_on is not None)
    requests = Request.objects.filter(asked=voice, claim__in=public.values("pk"))
    for pk, sent in requests.values_list("pk", "sent_at"):
        yield Place(_day(sent), "request", pk)
    for denial in denials_by(voice.pk, public.values("pk")):
        yield Place(_day(denial.at), "denial", denial.evidence_id)


def _quotes_beyond(voice: Actor, claims: set[int]) -> Iterable[tuple[int, date | None, object]]:
    """Their quotations, without those whose words a claim on the page has already."""
    rows = Claim.objects.filter(pk__in=claims).values_list("text", "verbatim")
    told_already = {_plain(words) for row in rows for words in row}
    quotes = published_quotes().filter(speaker=voice)
    seen: set[str] = set()
    for pk, said_on, out, text in quotes.values_list("pk", "said_on", "story__first_published_at", "text"):
        if _plain(text) not in told_already | seen:
            seen.add(_plain(text))
            yield pk, said_on, out


def _plain(words: str) -> str:
    return " ".join(words.split()).strip("“”\"'‘’. ").casefold()


def _day(moment: object) -> date:
    return timezone.localtime(moment).date()  # type: ignore[arg-type]


class _Telling:
    """Makes the entries of one page, with a fixed number of queries."""

    def __init__(self, voice: Actor) -> None:
        self.voice, self.desk = voice, page_desk()

    def all_of(self, places: list[Place]) -> tuple[Spoken, ...]:
        by_kind: dict[str, list[Place]] = {}
        for place in places:
            by_kind.setdefault(place.kind, []).append(place)
        made: dict[Place, Spoken] = {}
        made |= self._claims(by_kind.get("claim", []))
        made |= self._quotations(by_kind.get("quotation", []))
        made |= self._requests(by_kind.get("request", []))
        made |= self._denials(by_kind.get("denial", []))
        return tuple(made[place] for place in places if place in made)

    def _stories(self, claim_ids: Iterable[int]) -> dict[int, tuple[Link, ...]]:
        found: dict[int, dict[int, Link]] = {}
        for row in live_carriers().filter(claim__in=list(claim_ids)):
            story_shown(row.story)
            link = Link(row.story.title, self.desk.url(row.story.url_path))
            found.setdefault(row.claim_id, {})[row.story_id] = link
        return {claim_id: tuple(links.values()) for claim_id, links in found.items()}

    def _claims(self, places: list[Place]) -> dict[Place, Spoken]:
        known = known_claims(place.pk for place in places)
        if not known:
            return {}
        stories, moves, pages = self._stories(known), status_history(known), pages_of(known.values())
        return {
            place: Spoken(
                "claim", place.on, known[place.pk].text, stories.get(place.pk, ()), place.exact,
                told=told(known[place.pk], pages), note=claim_note(known[place.pk]), url=claim_url(place.pk),
                became=tuple(moved(move) for move in moves[place.pk]),
            )
            for place in places
        }  # fmt: skip

    def _quotations(self, places: list[Place]) -> dict[Place, Spoken]:
        rows = published_quotes().select_related("story").in_bulk([place.pk for place in places])
        pages = (
            Pages(names=[name for row in rows.values() for name in (row.addressee, row.channel)])
            if rows
            else None
        )
        for quote in rows.values():
            story_shown(quote.story)
        return {
            place: Spoken(
                "quotation", place.on, row.text, (Link(row.story.title, self.desk.url(row.story.url_path)),),
                place.exact, told=self._told(row, pages),
            )
            for place in places
            if pages and (row := rows.get(place.pk))
        }  # fmt: skip

    def _told(self, row: Quote, pages: Pages) -> Told:
        return Told(
            sentence(
                speaker=Link(self.voice.name),
                addressee=Link(row.addressee, pages.of_name(row.addressee)),
                channel=Link(row.channel, pages.of_name(row.channel)),
                said_on=row.said_on,
            )
        )

    def _requests(self, places: list[Place]) -> dict[Place, Spoken]:
        wanted = {place.pk for place in places}
        claims = Request.objects.filter(pk__in=wanted).values("claim")
        rows = {row.pk: row for row in told_about(claims.values_list("claim", flat=True)) if row.pk in wanted}
        claims_by_id = known_claims(row.claim_id for row in rows.values())
        stories = self._stories(claims_by_id)
        return {
            place: Spoken(
                "request", place.on, row.question, stories.get(row.claim_id, ()), asked=asked(row),
                note=claim_note(claims_by_id[row.claim_id]), url=claim_url(row.claim_id),
                denied=claims_by_id[row.claim_id].text,
            )
            for place in places
            if (row := rows.get(place.pk))
        }  # fmt: skip

    def _denials(self, places: list[Place]) -> dict[Place, Spoken]:
        public = published_claims().order_by().values("pk")
        found: dict[int, KnownDenial] = (
            {row.evidence_id: row for row in denials_by(self.voice.pk, public)} if places else {}
        )
        claims = known_claims(row.claim_id for row in found.values())
        stories = self._stories(claims)
        return {
            place: Spoken(
                "denial", place.on, row.words, stories.get(row.claim_id, ()), note=claim_note(claims[row.claim_id]),
                url=claim_url(row.claim_id), denied=claims[row.claim_id].text,
            )
            for place in places
            if (row := found.get(place.pk))
        }  # fmt: skip
