"""A copy of a comment that was brought in is known as a copy of one that was posted here would be."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from exporting import brought, wxr
from gazette import Gazette
from talking import reader, wanted

from twosource.discussion import remembering
from twosource.discussion.actions import post_comments
from twosource.discussion.exchange import Terms, bring_in, opened, take_out
from twosource.discussion.history import history_of
from twosource.discussion.models import Comment, Hold, Trace
from twosource.discussion.remembering import KEPT, REMOVED_KEPT, forget_traces
from twosource.people.models import User
from twosource.stories.models import StoryPage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed_off")]

SPAM = "Earn nine hundred a week from your kitchen table, my cousin did it, write to quick-cash.example"
COPY = "Earn four hundred a week from your kitchen table, my sister did it, write to fast-cash.example"
PLAIN = "Nobody told us why the ferry was late again, and the wall costs more than they said it would."
LONG_AGO = "2009-04-05 10:00:00"


@pytest.fixture
def ferry(paper: Gazette) -> StoryPage:
    return paper.published("The ferry is late")


@pytest.fixture
def bring(paper: Gazette, tmp_path: Path, ferry: StoryPage) -> Callable[..., Any]:
    """Bring in a WordPress export with these comments."""

    def do(*comments: dict[str, str]) -> Any:
        path = tmp_path / "export.xml"
        path.write_text(wxr(*comments), encoding="utf-8")
        return brought(path, paper, open_=True)

    return do


def said(ferry: StoryPage, source: str, by: User) -> list[tuple[str, str]]:
    """Why this would wait if it was said here now."""
    [posted] = post_comments(wanted=[wanted(f"story:{ferry.pk}", source, by=by)])
    assert posted.comment
    return [(hold.why, hold.detail) for hold in posted.comment.holds.all()]


def of(source: str) -> Comment:
    return Comment.objects.get(source=source)


def test_a_copy_of_what_was_removed_elsewhere_waits(
    bring: Callable, ferry: StoryPage, policy: Callable[..., None]
) -> None:
    policy(premoderation="rules", learned_filter=False, work=False)
    bring(
        {"content": SPAM, "approved": "spam", "date_gmt": LONG_AGO},
        {"content": PLAIN, "approved": "1", "date_gmt": LONG_AGO},
    )
    assert of(SPAM).state == "removed"
    why = said(ferry, COPY, reader("Mallory"))
    assert ("removed_like", f"like comment {of(SPAM).pk}") in why
    assert of(COPY).likeness == of(SPAM).likeness
    assert (
        said(ferry, "The lifeboat crew went out four times last night and came back safe.", reader("Ana"))
        == []
    )


def test_of_a_run_of_copies_one_has_keys_and_all_one_number(bring: Callable) -> None:
    bring(*({"content": f"{SPAM} {number}", "approved": "0", "date_gmt": LONG_AGO} for number in range(40)))
    kinds = set(Comment.objects.values_list("likeness", flat=True))
    assert len(kinds) == 1
    assert None not in kinds
    assert Trace.objects.filter(site=False).values("comment").distinct().count() == 1


def test_a_run_that_goes_on_in_a_second_file_is_of_one_kind(bring: Callable) -> None:
    first = {"content": SPAM, "approved": "spam", "date_gmt": LONG_AGO}
    bring(first)
    keys = set(Trace.objects.values_list("pk", flat=True))
    bring(first)
    assert set(Trace.objects.values_list("pk", flat=True)) == keys, "the same file again adds nothing"
    bring(first, {"content": COPY, "approved": "spam", "date_gmt": LONG_AGO})
    assert of(COPY).likeness == of(SPAM).likeness is not None


def test_what_was_shown_long_ago_has_no_keys_but_its_sites_are_known(bring: Callable) -> None:
    linking = "The tables are at https://tides.example/tables, and they are right for the whole of the coast."
    bring(
        {"content": linking, "date_gmt": LONG_AGO},
        {"content": PLAIN, "date_gmt": f"{datetime.now(UTC) - timedelta(days=2):%Y-%m-%d %H:%M:%S}"},
    )
    assert of(linking).likeness is None
    assert of(PLAIN).likeness is not None
    assert set(Trace.objects.filter(site=False).values_list("comment", flat=True)) == {of(PLAIN).pk}
    history = history_of([wanted("story:1", "See https://tides.example/", by=reader("Ana"))])
    assert history.sites["tides.example"].known


def test_our_own_file_brings_it_too_and_goes_out_the_same(
    paper: Gazette, bring: Callable, tmp_path: Path
) -> None:
    bring(
        {"content": SPAM, "approved": "spam", "date_gmt": LONG_AGO},
        {"content": COPY, "approved": "0", "date_gmt": LONG_AGO},
    )
    before, path = _lines(), tmp_path / "own.jsonl"
    kinds = dict(Comment.objects.values_list("source", "likeness"))
    path.write_text("\n".join(before), encoding="utf-8")
    Trace.objects.all().delete()
    Hold.objects.all().delete()
    Comment.objects.all().delete()
    bring_in(opened(path), by=paper.editor, terms=Terms(own="another"))
    assert _lines()[1:] == before[1:]
    assert dict(Comment.objects.values_list("source", "likeness")) == kinds
    assert Trace.objects.filter(site=False).exists()


def _lines() -> list[str]:
    lines: list[str] = []
    take_out(lambda line: lines.append(json.dumps(line)), own="7b1c2d7e-0c1f-4a52-9a53-6a3f8f0a5d11")
    return lines


def test_keys_are_kept_from_the_day_a_comment_came(
    bring: Callable, ferry: StoryPage, monkeypatch: pytest.MonkeyPatch, nothing_is_held: None
) -> None:
    bring(
        {"content": SPAM, "approved": "spam", "date_gmt": LONG_AGO},
        {"content": PLAIN, "approved": "0", "date_gmt": LONG_AGO},
    )
    came, ana = datetime.now(UTC), reader("Ana")
    assert not forget_traces()

    def after(span: timedelta) -> set[str]:
        """Whose keys there are so long after, when somebody wrote every week in between."""
        while said_at[-1] < came + span:
            said_at.append(said_at[-1] + timedelta(days=7))
            source = f"Week {len(said_at)} of this long and winding talk about a boat"
            post_comments(wanted=[wanted(f"story:{ferry.pk}", source, by=ana, at=said_at[-1])])
        monkeypatch.setattr(remembering, "now", lambda: came + span)
        forget_traces()
        rows = Trace.objects.filter(site=False).exclude(comment__came_from="")
        return set(rows.values_list("comment__source", flat=True))

    said_at = [came]
    assert after(KEPT - timedelta(days=8)) == {SPAM, PLAIN}
    assert after(KEPT + timedelta(days=14)) == {SPAM}
    assert after(REMOVED_KEPT - timedelta(days=8)) == {SPAM}
    assert after(REMOVED_KEPT + timedelta(days=14)) == set()


def test_a_batch_is_looked_up_at_once(bring: Callable) -> None:
    def queries(number: int) -> int:
        words = [
            "boat",
            "late",
            "again",
            "nobody",
            "told",
            "wall",
            "costs",
            "more",
            "harbour",
            "crane",
            "quay",
        ]
        told = (
            " ".join(words[(each * step) % 11] for step in (1, 3, 4, 5, 7, 9)) + f" https://s{each}.example/"
            for each in range(number)
        )
        with CaptureQueriesContext(connection) as seen:
            bring(
                *(
                    {"id": f"{number}{n:03}", "content": source, "approved": "0"}
                    for n, source in enumerate(told)
                )
            )
        return len(seen)

    assert queries(90) < queries(10) + 10, "rows are written forty at a time; nothing is asked for each"
