"""The closed gate in Wagtail's own screens: a message with links, never a broken page, never a live story."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from gazette import Gazette, paragraph

from twosource.stories.drafts import latest_draft
from twosource.stories.models import StoryPage
from twosource.verification.models import Claim


def editor_form(title: str, claim: Claim | None = None, **more: Any) -> dict[str, Any]:
    """What Wagtail's editor sends for a story with one paragraph and at most one row of a claim.

    `text` is the paragraph's, `marks` the words of it that are tied to claims as (words, data of the mark).
    """
    block, text, marks = (
        paragraph("The quay is cracked."),
        more.pop("text", "The quay is cracked."),
        more.pop("marks", ()),
    )
    rich = {"blocks": [{"key": "a", "text": text, "type": "unstyled", "depth": 0, "inlineStyleRanges": [],
                        "entityRanges": [{"offset": text.index(words), "length": len(words), "key": number}
                                         for number, (words, _data) in enumerate(marks)]}],
            "entityMap": {str(number): {"type": "CLAIM", "mutability": "MUTABLE", "data": data}
                          for number, (_words, data) in enumerate(marks)}}  # fmt: skip
    fields: dict[str, Any] = {
        "title": title, "slug": "cracks", "standfirst": "", "dateline": "", "lead_rank": "", "lead_picture": "",
        "topic": "", "search_description": "", "go_live_at": "", "expire_at": "", "body-count": "1",
        "body-0-type": "paragraph", "body-0-value": json.dumps(rich), "body-0-id": block["id"], "body-0-order": "0",
        "body-0-deleted": "", "action-publish": "action-publish",
    }  # fmt: skip
    for prefix, total in (("carried", int(bool(claim))), ("story_bylines", 0), ("comments", 0)):
        fields |= {f"{prefix}-TOTAL_FORMS": total, f"{prefix}-INITIAL_FORMS": 0}
        fields |= {f"{prefix}-MIN_NUM_FORMS": 0, f"{prefix}-MAX_NUM_FORMS": 1000}
    if claim:
        fields |= {
            "carried-0-claim": claim.pk,
            "carried-0-mode": "fact",
            "carried-0-words": "",
            "carried-0-ORDER": "1",
        }
        fields |= {"carried-0-DELETE": "", "carried-0-id": ""}
    return {**fields, **more}


@pytest.fixture
def eva(paper: Gazette, seat: Callable) -> Any:
    return seat(paper.editor)


def test_publishing_from_the_editor_says_why_not_and_keeps_the_text(paper: Gazette, eva: Any) -> None:
    claim, story = paper.corroborated(), paper.story()
    fields = editor_form("A headline that must not be lost", claim)
    answer = eva.client.post(f"/admin/pages/{story.pk}/edit/", fields, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == f"/admin/pages/{story.pk}/edit/"
    assert "The gate is closed, so nothing went out." in page
    assert f'href="/desk/claims/{claim.pk}/?story={story.pk}"' in page
    assert latest_draft(story).title == "A headline that must not be lost"
    assert not StoryPage.objects.get().live


def test_publishing_a_new_story_at_once_makes_a_draft_of_it(paper: Gazette, eva: Any) -> None:
    fields = editor_form("Cracks", paper.corroborated())
    answer = eva.client.post(f"/admin/pages/add/stories/storypage/{paper.harbour.pk}/", fields, follow=True)
    assert "The gate is closed, so nothing went out." in answer.content.decode()
    assert [(story.title, story.live) for story in StoryPage.objects.all()] == [("Cracks", False)]


def test_a_new_story_is_published_at_once_when_the_gate_is_open(paper: Gazette, eva: Any) -> None:
    fields = editor_form("Cracks", paper.confirmed())
    answer = eva.client.post(f"/admin/pages/add/stories/storypage/{paper.harbour.pk}/", fields, follow=True)
    assert "“Cracks” is published." in answer.content.decode()
    assert StoryPage.objects.get().live


def test_a_reporters_new_story_stays_a_draft_whatever_is_sent(paper: Gazette, seat: Callable) -> None:
    fields = editor_form("Cracks", paper.confirmed())
    seat(paper.reporter).client.post(f"/admin/pages/add/stories/storypage/{paper.harbour.pk}/", fields)
    assert not StoryPage.objects.get().live


def test_with_the_gate_open_the_editor_publishes(paper: Gazette, eva: Any) -> None:
    story = paper.story()
    eva.client.post(f"/admin/pages/{story.pk}/edit/", editor_form("Cracks", paper.confirmed()))
    assert StoryPage.objects.get().live


def test_a_superuser_is_stopped_like_anyone(paper: Gazette, seat: Callable) -> None:
    story = paper.story()
    answer = seat(paper.root).client.post(
        f"/admin/pages/{story.pk}/edit/", editor_form("Cracks", paper.corroborated()), follow=True
    )
    assert "The gate is closed, so nothing went out." in answer.content.decode()
    assert not StoryPage.objects.get().live


def test_a_live_story_keeps_its_old_words_when_the_new_ones_are_refused(paper: Gazette, eva: Any) -> None:
    story = paper.published("Cracks in the quay")
    eva.client.post(f"/admin/pages/{story.pk}/edit/", editor_form("Quay falls", paper.corroborated()))
    assert StoryPage.objects.get().title == "Cracks in the quay"
    assert latest_draft(story).title == "Quay falls"


def test_a_schedule_is_kept_with_a_warning(paper: Gazette, eva: Any) -> None:
    story = paper.story()
    at = timezone.localtime() + timedelta(days=1)
    fields = editor_form("Cracks", paper.corroborated(), go_live_at=at.strftime("%Y-%m-%d %H:%M"))
    answer = eva.client.post(f"/admin/pages/{story.pk}/edit/", fields, follow=True)
    assert "as it stands now the gate will refuse it at its minute" in answer.content.decode()
    assert StoryPage.objects.get().scheduled_revision is not None


def test_publishing_many_at_once_is_answered_with_the_reasons(paper: Gazette, eva: Any) -> None:
    claim = paper.corroborated()
    story = paper.story(carries=[(claim, "fact")])
    path = f"/admin/bulk/wagtailcore/page/publish/?id={story.pk}&next=/admin/pages/{paper.harbour.pk}/"
    answer = eva.client.post(
        path, {"include_descendants": ""}, headers={"referer": "http://testserver/admin/"}, follow=True
    )
    assert answer.status_code == 200
    assert f'href="/desk/claims/{claim.pk}/"' in answer.content.decode()
    assert not StoryPage.objects.get().live


def test_a_reporter_has_no_way_to_publish_in_the_editor(paper: Gazette, seat: Callable) -> None:
    story = paper.story()
    rita = seat(paper.reporter)
    assert "action-publish" not in rita.see(f"/admin/pages/{story.pk}/edit/")
    rita.client.post(f"/admin/pages/{story.pk}/edit/", editor_form("Cracks", paper.confirmed()))
    assert not StoryPage.objects.get().live


def test_the_editor_leads_to_the_checking_screen(paper: Gazette, seat: Callable) -> None:
    story = paper.story()
    page = seat(paper.reporter).see(f"/admin/pages/{story.pk}/edit/")
    assert page.count(f'href="/desk/stories/{story.pk}/"') >= 2


@pytest.mark.parametrize("words", ["", "jo", 'jo "', "%"])
def test_voices_are_found_by_their_words_and_sealed_ones_never(
    paper: Gazette, seat: Callable, words: str
) -> None:
    assert paper.front  # with the rights on it
    paper.voice("Jo Reef")
    paper.sealed("Wilhelmina Quartermaine", codename="Jo Heron")
    answer = seat(paper.reporter).client.get("/admin/voice_chooser/results/", {"q": words})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert ("Jo Reef" in page) is (words in ("", "jo"))
    assert "Heron" not in page
    assert "a source known to us" not in page


def test_a_voice_named_while_writing_is_made_once(paper: Gazette, seat: Callable) -> None:
    from twosource.verification.models import Actor

    assert paper.front  # with the rights on it
    rita = seat(paper.reporter)
    for _time in range(2):
        fields = {"name": "Jo Reef", "kind": "person", "about": "diver"}
        assert rita.client.post("/admin/voice_chooser/create/", fields).status_code == 200
    assert Actor.objects.filter(name="Jo Reef").count() == 1
