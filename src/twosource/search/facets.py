"""The filters of a search as a page shows them: what is chosen, and what may be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from urllib.parse import urlencode

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from twosource.stories.models import SectionPage
from twosource.stories.pages import Chosen, Facet, FacetValue
from twosource.stories.reads import WEIGHT, label
from twosource.topics.models import Tag, Topic
from twosource.verification.models import Actor

from .filing import SAYS, SECTION, TAGS, TOPIC
from .filters import STATUSES, Filters, Meaning
from .finding import Found

FIRST = 5  # values shown before “more”
FIRST_YEARS = 12

Names = dict[str, tuple[str, str]]  # mark → (value in the address, name)


def address(query: str, filters: Filters, page: int = 1) -> str:
    """The address of a search."""
    pairs = [("q", query)] if query else []
    pairs += filters.asked
    return "/search/?" + urlencode([*pairs, *([("page", str(page))] if page > 1 else [])])


def chosen(query: str, filters: Filters, asked: Iterable[Meaning]) -> tuple[Chosen, ...]:
    """Every filter, each with the search without it."""
    labels = _labels()
    return tuple(
        Chosen(
            label=labels[one.name],
            text=_say(one.name, one.text if one.means_something else one.value, one.means_something),
            url=address(query, filters.without(one.name, one.value)),
            known=one.means_something,
        )
        for one in asked
    )


def facets(query: str, filters: Filters, found: Found) -> tuple[Facet, ...]:
    """What the found stories may be narrowed down by, in a fixed number of queries; groups with one value that all have
    are left out, unless it was chosen."""
    names = _names(found)
    made = []
    for group, counted in found.facets.items():
        name = "tag" if group in TAGS else group
        values = []
        for mark, count in counted:
            value, text = names.get(mark) or _of_itself(mark)
            if text:
                values.append(_value(query, filters, (name, value), text, count))
        if group == "status":
            values.sort(key=lambda one: WEIGHT.index(one.status))
        if any(one.chosen or one.count < found.total for one in values) or len(values) > 1:
            first = {"when": FIRST_YEARS, "status": len(values)}.get(group, FIRST)
            made.append(_facet(group, values, first))
    return tuple(made)


def _facet(group: str, values: list[FacetValue], first: int) -> Facet:
    """Those that were chosen are never hidden."""
    shown = [one for place, one in enumerate(values) if place < first or one.chosen]
    rest = [one for place, one in enumerate(values) if place >= first and not one.chosen]
    return Facet(group, _labels()[group], tuple(shown), tuple(rest))


def _value(query: str, filters: Filters, pair: tuple[str, str], text: str, count: int) -> FacetValue:
    name, value = pair
    is_chosen = pair in filters.asked
    other = filters.without(*pair) if is_chosen else filters.with_one(*pair)
    return FacetValue(
        text=_say(name, text, True), count=count, url=address(query, other), chosen=is_chosen,
        status=value if name == "status" else "", within=name == "when" and len(value) > 4,
    )  # fmt: skip


def _of_itself(mark: str) -> tuple[str, str]:
    """A status, a year and a month are their own value and name; whatever else has no name has none."""
    kind, _slash, value = mark.partition("/")
    return (value, value) if kind not in (SECTION, TOPIC, SAYS, *TAGS) else (value, "")


def _names(found: Found) -> Names:
    ids: dict[str, list[int]] = {}
    for kind in (SECTION, TOPIC, SAYS, *TAGS):
        ids[kind] = [int(mark.partition("/")[2]) for mark, _count in found.facets.get(kind, ())]
    names: Names = {}
    for pk, slug, title in SectionPage.objects.filter(pk__in=ids[SECTION]).values_list("pk", "slug", "title"):
        names[f"{SECTION}/{pk}"] = (slug, title)
    for pk, slug, name in Topic.objects.filter(pk__in=ids[TOPIC]).values_list("pk", "slug", "name"):
        names[f"{TOPIC}/{pk}"] = (slug, name)
    for pk, name in Actor.objects.with_a_page().filter(pk__in=ids[SAYS]).values_list("pk", "name"):
        names[f"{SAYS}/{pk}"] = (str(pk), name)
    tags = Tag.objects.filter(pk__in=[pk for kind in TAGS for pk in ids[kind]])
    for pk, kind, slug, name in tags.values_list("pk", "kind", "slug", "name"):
        names[f"{kind}/{pk}"] = (f"{kind}:{slug}", name)
    return names


def _labels() -> dict[str, str]:
    return {
        "section": _("Section"), "topic": _("Topic"), "tag": _("Tag"), "says": _("Who speaks"),
        "person": _("People"), "organisation": _("Organisations"), "place": _("Places"), "subject": _("Subjects"),
        "status": _("How claims stand"), "when": _("When"), "from": _("From"), "to": _("To"),
    }  # fmt: skip


def _say(name: str, text: str, is_known: bool) -> str:
    """A value in words a reader uses."""
    if not is_known:
        return text
    said: dict[str, Callable[[str], str]] = {"status": _status, "when": _month, "from": _day, "to": _day}
    return said[name](text) if name in said else text


def _status(code: str) -> str:
    return label(code) if code in STATUSES else code


def _month(value: str) -> str:
    if len(value) == 4:
        return value
    return date_format(date.fromisoformat(f"{value}-01"), "YEAR_MONTH_FORMAT")


def _day(value: str) -> str:
    return date_format(date.fromisoformat(value), "DATE_FORMAT")
