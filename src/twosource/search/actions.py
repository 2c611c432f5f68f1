"""Keeping the index in step with what readers see. Every verb may be run again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from twosource.language.words import ANALYSER, terms_of
from twosource.stories.models import StoryClaim
from twosource.stories.reads import live_stories

from .documents import Texts, texts_of
from .engines import Words, engine
from .filing import TAGS, TOPIC, Filed, filed_under, joined
from .models import Change, Document, Filing

KEPT_CHANGES = 5_000  # what a process has not heard by then, it reads anew
AT_ONCE = 20


def made_as() -> str:
    """What terms are made by today: the analyser, and the paper's language."""
    return f"{ANALYSER} {settings.LANGUAGE_CODE}"[:40]


@transaction.atomic
def index_story(*, story_id: int) -> bool:
    """Have the index hold a story's words as readers see them now; a story they do not see leaves it.

    Returns whether the index holds the story. The number of queries does not depend on how many it holds.
    """
    seen = live_stories().filter(pk=story_id)
    if not seen.exists():
        forget_story(story_id=story_id)
        return False
    # The row is held before the story is read: of two that index one story, the later read is kept.
    Document.objects.select_for_update().get_or_create(
        story_id=story_id, defaults={"indexed_at": timezone.now()}
    )
    story = seen.select_related("topic").first()
    filed = filed_under([story_id]).get(story_id)
    if story is None or filed is None:
        forget_story(story_id=story_id)
        return False
    put([(story_id, texts_of(story), filed)])
    _throw_old_changes_away()
    return True


@transaction.atomic
def put(rows: Sequence[tuple[int, Texts, Filed]], words: Sequence[Words] | None = None) -> None:
    """Have the index hold these texts and filings as they are, whatever readers see. Whoever calls this has looked.

    `words` are the terms of each, as `words_of` tells them, where they are known already.
    """
    now, by = timezone.now(), made_as()
    Document.objects.bulk_create(
        [
            Document(story_id=pk, headline=texts.headline, filed=texts.filed, body=texts.body, indexed_at=now)
            for pk, texts, _filed in rows
        ],
        update_conflicts=True,
        unique_fields=["story"],
        update_fields=["headline", "filed", "body", "indexed_at"],
    )
    if words is None:
        words = [words_of(texts) for _pk, texts, _filed in rows]
    engine().store([(pk, said) for (pk, _texts, _filed), said in zip(rows, words, strict=True)])
    Filing.objects.bulk_create(
        [
            Filing(story_id=pk, at=filed.at, until=filed.until, marks=joined(filed.marks), made_as=by)
            for pk, _texts, filed in rows
        ],
        update_conflicts=True,
        unique_fields=["story"],
        update_fields=["at", "until", "marks", "made_as"],
    )


def words_of(texts: Texts) -> Words:
    """The terms of a document as an index holds them: a line for each line, a space at either end of it."""
    return _terms(texts.headline), _terms(texts.filed), _terms(texts.body)


def _terms(text: str) -> str:
    return "\n".join(f" {' '.join(terms_of(line, settings.LANGUAGE_CODE))} " for line in text.split("\n"))


@transaction.atomic
def forget_story(*, story_id: int) -> None:
    """Take a story out of the index; nothing happens when it is not in it."""
    Filing.objects.filter(pk=story_id).delete()
    Document.objects.filter(pk=story_id).delete()


@transaction.atomic
def refile_stories(*, story_ids: Iterable[int]) -> int:
    """Bring what these stories are filed under up to date, without looking at their words. Returns how many changed.

    Stories the index does not hold are passed over; those readers do not see leave it.
    """
    held = {row.pk: row for row in Filing.objects.select_for_update().filter(pk__in=list(story_ids))}
    filed = filed_under(held)
    for story_id in held.keys() - filed.keys():
        forget_story(story_id=story_id)
    changed = {pk: new for pk, new in filed.items() if _differs(held[pk], new)}
    for pk, new in changed.items():
        held[pk].at, held[pk].until, held[pk].marks = new.at, new.until, joined(new.marks)
    Filing.objects.bulk_update([held[pk] for pk in changed], ["at", "until", "marks"], batch_size=500)
    return len(changed)


def refile_claims(*, claim_ids: Iterable[int]) -> int:
    """Bring the stories that carry any of these claims up to date. Returns how many changed."""
    carried = StoryClaim.objects.filter(claim__in=list(claim_ids)).values_list("story_id", flat=True)
    return refile_stories(story_ids=set(carried))


@transaction.atomic
def index_filed_under(*, kind: str, pk: int) -> int:
    """Index the stories of a topic or a tag anew, the newest of them now. Returns how many wait to be.

    Those wait as outdated ones, which `catch_up` and `rebuild` make anew; they are found by the old words until then.
    """
    marks = [f"{TOPIC}/{pk}"] if kind == "topic" else [f"{kind}/{pk}" for kind in TAGS]
    held = reduce(or_, (Q(marks__contains=joined([mark])) for mark in marks))
    ids = list(Filing.objects.filter(held).order_by("-at", "-pk").values_list("pk", flat=True))
    for story_id in ids[:AT_ONCE]:
        index_story(story_id=story_id)
    for start in range(AT_ONCE, len(ids), 500):
        Filing.objects.filter(pk__in=ids[start : start + 500]).update(made_as="")
    return len(ids[AT_ONCE:])


def catch_up(*, most: int = AT_ONCE) -> int:
    """Index some of the stories that wait to be made anew, a transaction each. Returns how many."""
    waiting = (
        Filing.objects.exclude(made_as=made_as()).order_by("-at", "-pk").values_list("pk", flat=True)[:most]
    )
    return len([index_story(story_id=story_id) for story_id in list(waiting)])


def _differs(row: Filing, new: Filed) -> bool:
    return (row.at, row.until, row.marks) != (new.at, new.until, joined(new.marks))


def _throw_old_changes_away() -> None:
    newest = Change.objects.aggregate(Max("pk"))["pk__max"] or 0
    Change.objects.filter(pk__lte=newest - KEPT_CHANGES).delete()


def rebuild(progress: Callable[[int, int], None] | None = None, *, anew: bool = False) -> int:
    """Index every story readers see that is not indexed by today's analyser; forget those they do not see.

    A transaction each, so that a rebuild that was stopped goes on where it stood; `anew` begins from nothing,
    yet stories stay findable until their turn comes. `progress` is told (done, of how many) after each story.
    Returns how many stories are held then.
    """
    if anew:
        Filing.objects.exclude(made_as="").update(made_as="")
    stale = Document.objects.exclude(pk__in=live_stories().order_by().values("pk"))
    for story_id in list(stale.values_list("pk", flat=True)):
        forget_story(story_id=story_id)
    done = Filing.objects.filter(made_as=made_as())
    wanted = list(live_stories().exclude(pk__in=done.values("pk")).values_list("pk", flat=True))
    total = len(wanted) + done.count()
    for number, story_id in enumerate(wanted, start=total - len(wanted) + 1):
        index_story(story_id=story_id)
        if progress is not None:
            progress(number, total)
    return Filing.objects.count()
