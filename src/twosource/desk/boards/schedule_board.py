"""The schedule: what was missed, what goes out when, and what may not go out yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from twosource.people.models import User
from twosource.people.reads import is_editor
from twosource.stories import gate
from twosource.stories.embargo import in_words as embargo_in_words
from twosource.stories.missed import Case, cases
from twosource.stories.models import Missed, PreviewLink, StoryPage
from twosource.stories.obligations import in_words as owed_in_words
from twosource.stories.obligations import unnoted
from twosource.stories.waiting import Waiting, outdated_in_words, waiting_version, waiting_versions

from ..forms.deed import Deed
from ..forms.scheduling import ChangeTime, EndPreview, NewestInstead, PublishNow, SeeTo, TakeOff

MOST_ENDED = 10


@dataclass(frozen=True, slots=True)
class MissedRow:
    case: Case
    see_to: Deed | None


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A version that waits; `against` is why it would be refused as things stand, `deeds` by their act."""

    waits: Waiting
    title: str
    saved_by: str
    against: tuple[str, ...]
    deeds: dict[str, Deed]


@dataclass(frozen=True, slots=True)
class ScheduleBoard:
    missed: tuple[MissedRow, ...]
    rows: tuple[WaitingRow, ...]
    embargoed: tuple[StoryPage, ...]
    ended: tuple[Missed, ...]
    is_editor: bool


def schedule_board(*, by: User, refused: Deed | None = None) -> ScheduleBoard:
    """The whole schedule for one person; only editors get deeds."""
    editor = is_editor(by)
    held = StoryPage.objects.filter(embargo_until__gt=timezone.now()).defer("body").select_related("owner")
    ended = Missed.objects.exclude(ended_at=None).select_related("ended_by").order_by("-ended_at", "-pk")
    return ScheduleBoard(
        missed=tuple(_missed(case, by if editor else None, refused) for case in cases()),
        rows=tuple(_waiting(one, by if editor else None, refused) for one in waiting_versions()),
        embargoed=tuple(held.order_by("embargo_until", "pk")),
        ended=tuple(ended[:MOST_ENDED]),
        is_editor=editor,
    )


def _missed(case: Case, by: User | None, refused: Deed | None) -> MissedRow:
    can_end = by is not None and case.row_id is not None and case.kind != Missed.Kind.WAITING
    story = StoryPage(pk=case.story_id)
    return MissedRow(case, _deed(SeeTo, story, by, refused, case.row_id) if can_end and by else None)


def _waiting(waits: Waiting, by: User | None, refused: Deed | None) -> WaitingRow:
    kinds = [ChangeTime, TakeOff, PublishNow, *([NewestInstead] if waits.edited_since else [])]
    deeds = {kind.act: _deed(kind, waits.story, by, refused) for kind in kinds} if by else {}
    if (move := deeds.get("move")) is not None and not move.is_bound:
        move.initial["at"] = timezone.localtime(waits.at)
    return WaitingRow(
        waits=waits,
        title=str(waits.revision.content.get("title") or waits.story.title),
        saved_by=str(waits.revision.user or ""),
        against=against(waits),
        deeds=deeds,
    )


def against(waits: Waiting) -> tuple[str, ...]:
    """Why a version that waits would be refused at its minute, as things stand; empty when it would go out."""
    found = [outdated_in_words(waits.newer)] if waits.newer else []
    until: datetime | None = waits.story.embargo_until
    if until is not None and waits.at < until:
        found.append(embargo_in_words(until))
    version: Any = waits.revision.as_object()
    found += [f"{reason.rule}: {gate.say(reason)}" for reason in gate.decide(version).unmet]
    return tuple(found + [owed_in_words(one) for one in unnoted(version)])


def _deed(kind: type[Deed], story: StoryPage, by: User, refused: Deed | None, row: int | None = None) -> Deed:
    same = (
        refused is not None
        and type(refused) is kind
        and refused.subject.pk == story.pk
        and refused.row == row
    )
    return refused if same and refused is not None else kind(story, by, row=row)


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A preview link that works or worked: `state` in a word, and the deed that ends it."""

    link: PreviewLink
    state: str
    end: Deed | None


@dataclass(frozen=True, slots=True)
class Times:
    """What a story's own screen says of its time."""

    waits: Waiting | None
    against: tuple[str, ...]
    embargoed: bool
    links: tuple[LinkRow, ...]
    missed: tuple[Case, ...]


def times_of(story: StoryPage, make: Any) -> Times:
    """`make.deed` makes the deeds of the screen."""
    waits = waiting_version(story)
    return Times(
        waits=waits,
        against=against(waits) if waits else (),
        embargoed=story.embargo_until is not None and story.embargo_until > timezone.now(),
        links=tuple(_link(one, make) for one in story.preview_links.select_related("made_by")[:20]),
        missed=tuple(case for case in cases() if case.story_id == story.pk),
    )


def _link(link: PreviewLink, make: Any) -> LinkRow:
    if link.revoked_at is not None:
        return LinkRow(link, _("ended"), None)
    if link.expires_at <= timezone.now():
        return LinkRow(link, _("expired"), None)
    return LinkRow(link, _("works"), make.deed(EndPreview, link.pk))
