"""What readers narrow a search down by, as it stands in the address.

| parameter | value | several of it |
|---|---|---|
| `section` | a section's address | any of them |
| `topic` | a topic's address | any of them |
| `tag` | `kind:address`, such as `person:tomas-verhey` | all of them |
| `says` | the number of a voice, as in `/voices/31-…/` | all of them |
| `status` | a status, such as `confirmed` | any of them |
| `when` | a year or a month, `2015` or `2015-03` | any of them |
| `from`, `to` | a day, `2015-03-01`; both are within | the last one given |

With `says` and `status`, the status is that of a claim the voice made. A value that means nothing finds nothing,
and is shown so that it can be taken away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_

from django.utils import timezone

from twosource.kernel.vocabulary import Status
from twosource.stories.models import SectionPage
from twosource.topics.models import Tag, Topic
from twosource.verification.models import Actor

from .catalogue import Catalogue
from .filing import MONTH, SAYS, SECTION, STATUS, TAGS, TOPIC, YEAR

PARAMETERS = ("section", "topic", "tag", "says", "status", "when", "from", "to")
ANY = ("section", "topic", "status", "when")
STATUSES = frozenset(str(status) for status in Status)
MOST = 20
LONGEST = 200
_PRINTABLE = re.compile("[^\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+")
_MONTH = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2]))?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked for, as (parameter, value), each once, in the order of `PARAMETERS`."""

    asked: tuple[tuple[str, str], ...] = ()

    def of(self, name: str) -> tuple[str, ...]:
        return tuple(value for parameter, value in self.asked if parameter == name)

    def with_one(self, name: str, value: str) -> Filters:
        return _in_order([*self.asked, (name, value)])

    def without(self, name: str, value: str) -> Filters:
        return Filters(tuple(pair for pair in self.asked if pair != (name, value)))


NONE = Filters()


def read_filters(lists: Iterable[tuple[str, Sequence[str]]]) -> Filters:
    """The filters in an address (Django's `QueryDict.lists()`). Nothing in it is an error."""
    found = []
    for name, values in lists:
        if name in PARAMETERS:
            fit = [
                value for value in ("".join(_PRINTABLE.findall(v[:LONGEST])).strip() for v in values) if value
            ]
            found += [(name, value) for value in (fit[-1:] if name in ("from", "to") else fit)]
    return _in_order(found)


def _in_order(pairs: Iterable[tuple[str, str]]) -> Filters:
    return Filters(tuple(sorted(dict.fromkeys(pairs), key=lambda pair: PARAMETERS.index(pair[0])))[:MOST])


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a filter stands for: a mark, or a span of time in seconds; neither where it means nothing."""

    name: str
    value: str
    text: str
    mark: str = ""
    span: tuple[float | None, float | None] | None = None

    @property
    def means_something(self) -> bool:
        return bool(self.mark or self.span)


def meanings(filters: Filters, catalogue: Catalogue) -> list[Meaning]:
    """What each filter stands for, in a fixed number of queries. What no findable story has, means nothing."""
    names = _named(filters)
    found = []
    for name, value in filters.asked:
        if name in ("from", "to"):
            found.append(_span(name, value))
            continue
        mark, text = names.get((name, value), ("", ""))
        known = bool(mark) and catalogue.knows(mark)
        found.append(Meaning(name, value, text if known else value, mark if known else ""))
    return found


def _named(filters: Filters) -> Mapping[tuple[str, str], tuple[str, str]]:
    """(mark, name) of every filter of a kind that has rows or words."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    if slugs := filters.of("section"):
        for pk, slug, title in SectionPage.objects.filter(slug__in=slugs).values_list("pk", "slug", "title"):
            found["section", slug] = (f"{SECTION}/{pk}", title)
    if slugs := filters.of("topic"):
        for pk, slug, name in Topic.objects.filter(slug__in=slugs).values_list("pk", "slug", "name"):
            found["topic", slug] = (f"{TOPIC}/{pk}", name)
    if pairs := [value.partition(":") for value in filters.of("tag")]:
        tags = Tag.objects.filter(kind__in=TAGS, slug__in=[slug for _kind, _colon, slug in pairs])
        for tag in tags:
            found["tag", f"{tag.kind}:{tag.slug}"] = (f"{tag.kind}/{tag.pk}", tag.name)
    if ids := [
        value for value in filters.of("says") if value.isascii() and value.isdigit() and len(value) < 10
    ]:
        for voice in Actor.objects.with_a_page().filter(pk__in=ids):
            found["says", str(voice.pk)] = (f"{SAYS}/{voice.pk}", voice.name)
    for value in filters.of("status"):
        if value in STATUSES:
            found["status", value] = (f"{STATUS}/{value}", value)
    for value in filters.of("when"):
        if _MONTH.fullmatch(value):
            found["when", value] = (f"{YEAR if len(value) == 4 else MONTH}/{value}", value)
    return found


def _span(name: str, value: str) -> Meaning:
    try:
        day = date.fromisoformat(value) if _DAY.fullmatch(value) else None
        edge = None if day is None else _midnight(day if name == "from" else day + timedelta(days=1))
    except (ValueError, OverflowError):
        edge = None
    if edge is None:
        return Meaning(name, value, value)
    return Meaning(name, value, value, span=(edge, None) if name == "from" else (None, edge))


def _midnight(day: date) -> float:
    return datetime.combine(day, time(), timezone.get_current_timezone()).timestamp()


def narrowed(catalogue: Catalogue, asked: Sequence[Meaning], *, but: str = "") -> int:
    """The stories all these filters let through, those of the parameter `but` left aside."""
    bits = catalogue.everything
    for name in dict.fromkeys(meaning.name for meaning in asked):
        if name == but:
            continue
        sets = [_stories(catalogue, one, asked) for one in asked if one.name == name]
        if name in ANY:
            bits &= reduce(or_, sets)
        else:
            for each in sets:
                bits &= each
    return bits


def _stories(catalogue: Catalogue, one: Meaning, asked: Sequence[Meaning]) -> int:
    if one.span is not None:
        return catalogue.between(*one.span)
    voices = [other.mark.partition("/")[2] for other in asked if other.name == "says" and other.mark]
    if one.name == "status" and one.mark and voices:
        pairs = (catalogue.marked(f"{SAYS}-{STATUS}/{voice}-{one.value}") for voice in voices)
        return reduce(or_, pairs, 0)
    return catalogue.marked(one.mark) if one.mark else 0
