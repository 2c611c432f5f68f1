"""Preview links: a draft lent to somebody without an account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from twosource.ledger.models import Entry
from twosource.people.refusals import NotYourRole
from twosource.stories.actions import LONGEST_HOURS, end_preview, lend_preview, publish_story
from twosource.stories.drafts import latest_draft
from twosource.stories.models import PreviewLink
from twosource.verification.refusals import BadValue, Refused

if TYPE_CHECKING:
    from gazette import Gazette

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_who_has_the_link_reads_the_newest_draft_and_nothing_keeps_it(paper: Gazette, client: Client) -> None:
    story = paper.story("A secret headline")
    link, token = lend_preview(story=story, whom="The  lawyer", by=paper.editor)
    draft = latest_draft(story)
    draft.title = "A better headline"
    draft.save_revision(user=paper.reporter)
    answer = client.get(f"/preview/{token}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "A better headline" in page
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert client.head(f"/preview/{token}/").status_code == 200
    link.refresh_from_db()
    assert (link.views, link.whom, link.viewed_at is not None, str(link)) == (
        1, "The lawyer", True, f"{story.pk} for The lawyer",
    )  # fmt: skip


def test_the_token_is_nowhere_but_in_the_hands_of_who_made_it(paper: Gazette) -> None:
    _link, token = lend_preview(story=paper.story(), whom="The lawyer", by=paper.editor)
    kept = f"{list(PreviewLink.objects.values())} {list(Entry.objects.values_list('payload', flat=True))}"
    assert len(token) >= 32
    assert token not in kept


def test_a_link_that_expired_or_was_ended_or_never_was_answers_as_any_address(
    paper: Gazette, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = paper.story()
    gone, gone_token = lend_preview(story=story, whom="A partner", by=paper.editor)
    _late, late_token = lend_preview(story=story, whom="A source", by=paper.editor, hours=2)
    end_preview(link=gone, by=paper.editor)
    with pytest.raises(Refused, match="nowhere"):
        end_preview(link=gone, by=paper.editor)
    assert client.get(f"/preview/{late_token}/").status_code == 200
    moment = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    never = shape(client, "A" * 32)
    assert never[0] == 404
    assert [shape(client, token) for token in (gone_token, late_token, late_token[:-1])] == [never] * 3


def shape(client: Client, token: str) -> tuple[int, str, dict[str, str]]:
    """An answer without what differs by the address alone."""
    answer = client.get(f"/preview/{token}/")
    return answer.status_code, answer.content.decode().replace(token, "…"), dict(answer.headers)


def test_only_an_editor_lends_for_a_time_and_says_to_whom(paper: Gazette, heard: Callable) -> None:
    story = paper.story()
    with pytest.raises(NotYourRole):
        lend_preview(story=story, whom="A friend", by=paper.reporter)
    for whom in (" ", "x" * 121):
        with pytest.raises(BadValue, match="whom"):
            lend_preview(story=story, whom=whom, by=paper.editor)
    for hours in (0, LONGEST_HOURS + 1):
        with pytest.raises(BadValue, match="hours"):
            lend_preview(story=story, whom="A friend", by=paper.editor, hours=hours)
    link, _token = lend_preview(story=story, whom="A friend", by=paper.editor)
    assert link.expires_at - timezone.now() > timedelta(hours=47)
    end_preview(link=link, by=paper.editor)
    kinds = Entry.objects.filter(subject=f"story:{story.pk}").order_by("pk").values_list("kind", flat=True)
    assert list(kinds)[-2:] == ["PreviewLent", "PreviewEnded"]


def test_a_preview_is_a_reading_and_publishes_nothing(paper: Gazette, client: Client) -> None:
    story = paper.story("A secret headline")
    _link, token = lend_preview(story=story, whom="The lawyer", by=paper.editor)
    client.get(f"/preview/{token}/")
    assert client.post(f"/preview/{token}/").status_code == 405
    assert client.get(story.url or "/harbour/a-secret-headline/").status_code == 404
    assert publish_story(story=story, by=paper.editor).live
    assert client.get(f"/preview/{token}/").status_code == 200
