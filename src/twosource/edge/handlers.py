"""What this room does when it hears facts: it has the pages made anew that used what they are about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import partial
from typing import Any

from django.db import transaction

from twosource.ledger.actions import together
from twosource.stories import listing
from twosource.stories.archive_views import moved_with_days
from twosource.stories.touched import Touched, touched_by

from . import actions
from .finishing import finish
from .later import is_postponed
from .models import Listed
from .ranks import CLAIM, OWN
from .stirring import stir

# Of one deed; more than a person does with one click are made in turn.
AT_ONCE = 3
# What a voice's own page shows changes with everything it has a part in, not only with what comes and goes.
_ALWAYS = "voice:"


@together
def touch_pages(facts: list[Any]) -> None:
    """Have every page wait that used what these facts are about; a story's own page is made at once.

    What is not published any more is dropped, so that nobody is shown it even while nothing can be made.
    """
    actions.in_turn(shared=False)
    found = touched_by(facts)
    moved = _moved(found)
    gone = listing.not_shown(stories=found.stories, claims=_ids(moved, "claim:"), voices=_ids(moved, "link:"))
    actions.touch(subjects=found.subjects | moved, gone=gone)
    if found.stories:
        own = listing.story_addresses(found.stories)
        actions.expect(paths=own, rank=OWN)
        actions.first(paths=own)
        if len(own) <= AT_ONCE and not is_postponed():
            for path in own:
                transaction.on_commit(partial(finish, path), robust=True)
        transaction.on_commit(partial(_expect_around, found.stories), robust=True)


@together
def stir_pages(facts: list[Any]) -> None:
    """Have the pages that used what these facts are about be made anew soon, and served as they are until then.

    For what moves many times a second and takes back nothing that was said: a new comment, a reader's support.
    """
    stir(subjects={subject for fact in facts for subject in (fact.subject, *fact.lists)})


def _expect_around(story_ids: Collection[int]) -> None:
    """Have the pages be made that these stories bring with them; the sweep would find them in the end."""
    actions.expect(paths=listing.addresses_around(story_ids), rank=CLAIM)


def _moved(found: Touched) -> set[str]:
    """The lists in which stories and claims stand otherwise than when they were last looked at."""
    stories = listing.places_of_stories(found.stories) if found.stories else {}
    unknown = _not_seen_before(stories)
    moved, named = _compare(
        "story", stories, listing.places_of_stories(unknown, hidden=True) if unknown else {}
    )
    found.claims |= listing.with_said(_ids(named, "claim:")) if named else set()
    if found.claims:
        more, _named = _compare("claim", listing.places_of_claims(found.claims), {})
        moved |= more
    moved |= moved_with_days(each.removeprefix("list:day:") for each in moved if each.startswith("list:day:"))
    if any(each.startswith("link:") for each in moved):
        moved.add("list:addresses")
    return moved


def _not_seen_before(stories: Mapping[int, Any]) -> list[int]:
    """Those that stand nowhere and of which it is not on record where they stood."""
    nowhere = [pk for pk, places in stories.items() if not places]
    known = Listed.objects.filter(subject__in=[f"story:{pk}" for pk in nowhere]).values_list(
        "subject", flat=True
    )
    return [pk for pk in nowhere if f"story:{pk}" not in set(known)]


def _compare(
    kind: str, places: Mapping[int, dict[str, str]], assumed: Mapping[int, dict[str, str]]
) -> tuple[set[str], set[str]]:
    """What has moved since the last look, and everything named then or now. What was never looked at stood nowhere,
    or where it is `assumed` to have stood."""
    keys = {f"{kind}:{pk}": pk for pk in places}
    before = {row.subject: row.places for row in Listed.objects.filter(subject__in=list(keys))}
    moved, named, changed = set(), set(), []
    for key, pk in keys.items():
        was, now = before.get(key, assumed.get(pk, {})), places[pk]
        both = was.keys() | now.keys()
        named |= both
        moved |= {each for each in both if was.get(each) != now.get(each) or each.startswith(_ALWAYS)}
        if key not in before or before[key] != now:
            changed.append(Listed(subject=key, places=now))
    Listed.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["subject"], update_fields=["places"], batch_size=200
    )
    return moved, named


def _ids(subjects: Iterable[str], beginning: str) -> set[int]:
    """The ids of those of these subjects that begin so; what has no id but another key is left out."""
    ends = (each.removeprefix(beginning) for each in subjects if each.startswith(beginning))
    return {int(end) for end in ends if end.isdigit()}
