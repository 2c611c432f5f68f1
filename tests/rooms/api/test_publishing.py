"""The newsroom's people publish through the API as they do at the desk: by role, and through the gate."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from press import PASSWORD, Press
from twosource.people.models import User
from twosource.stories.actions import set_embargo
from twosource.stories.models import StoryPage

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def one_factor(settings: Any) -> None:
    demand_second_factor(settings, False)


def demand_second_factor(settings: Any, demanded: bool) -> None:
    policy = settings.TWOSOURCE.policy.model_copy(update={"second_factor": demanded})
    settings.TWOSOURCE = settings.TWOSOURCE.model_copy(update={"policy": policy})


def publish(client: Client, story: StoryPage, body: object = b"", **more: Any) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    path = f"/api/v1/stories/{story.pk}/publish/"
    return client.post(path, data=content, content_type="application/json", **more)


def test_an_editor_publishes(press: Press, client: Client) -> None:
    story = press.draft("Dredger", "Text.")
    client.force_login(press.editor)
    answer = publish(client, story)
    assert (answer.status_code, answer.json()["status"], answer.json()["live"]) == (200, "published", True)
    assert StoryPage.objects.get(pk=story.pk).live


def test_an_editor_schedules(press: Press, client: Client) -> None:
    story = press.draft("Dredger", "Text.")
    client.force_login(press.editor)
    at = (timezone.now() + timedelta(hours=1)).isoformat()
    answer = publish(client, story, {"at": at})
    assert (answer.status_code, answer.json()["status"], answer.json()["live"]) == (200, "scheduled", False)
    assert StoryPage.objects.get(pk=story.pk).latest_revision.approved_go_live_at.isoformat() == at


def test_a_closed_gate_says_each_reason_and_where_to_mend_it(
    press: Press, client: Client, settings: Any
) -> None:
    story = press.draft("Dredger", "The dredger came.")
    claim = press.claim(story, "The dredger came.", mode="fact")
    for user in (press.editor, User.objects.create_superuser("root", "root@paper.example", PASSWORD)):
        client.force_login(user)
        answer = publish(client, story)
        assert answer.status_code == 409
        first = answer.json()["reasons"][0]
        assert (first["rule"], first["claim"]) == ("G1", claim.pk)
        assert "The dredger came." in first["message"]
        assert first["url"] == f"{settings.WAGTAILADMIN_BASE_URL}/desk/claims/{claim.pk}/"
    assert not StoryPage.objects.get(pk=story.pk).live


def test_a_stranger_is_told_to_log_in_whatever_they_ask(press: Press, client: Client) -> None:
    story = press.draft("Dredger", "Text.")
    for pk in (story.pk, 999999):
        answer = publish(client, StoryPage(pk=pk))
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"]
    assert not StoryPage.objects.get(pk=story.pk).live


def test_who_is_no_editor_is_refused(press: Press, client: Client) -> None:
    story = press.draft("Dredger", "Text.")
    reader = User.objects.create_user("reader", "reader@elsewhere.example", PASSWORD)
    for user in (press.reporter, press.checker, reader):
        client.force_login(user)
        answer = publish(client, story)
        assert answer.status_code == 403
        assert "error" in answer.json()
    assert not StoryPage.objects.get(pk=story.pk).live


def test_a_log_in_without_its_second_factor_is_refused(press: Press, client: Client, settings: Any) -> None:
    demand_second_factor(settings, True)
    story = press.draft("Dredger", "Text.")
    client.force_login(press.editor)
    assert publish(client, story).status_code == 403
    assert not StoryPage.objects.get(pk=story.pk).live


def test_a_forged_request_is_refused(press: Press) -> None:
    strict = Client(enforce_csrf_checks=True)
    story = press.draft("Dredger", "Text.")
    strict.force_login(press.editor)
    assert publish(strict, story).status_code == 403
    token = "t" * 32
    strict.cookies["csrf"] = token
    assert publish(strict, story, headers={"X-CSRFToken": "u" * 32}).status_code == 403
    assert not StoryPage.objects.get(pk=story.pk).live
    assert publish(strict, story, headers={"X-CSRFToken": token}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b'"now"', b'{"when": 1}', b'{"at": 1}', b'{"at": "soon"}', b'{"at": "2026-05-03T09:00"}',
     b"\xff\xfe", b"[" * 100_000, b'{"at": {}}', b'{"at": "2001-01-01T00:00:00Z"}', b"NaN"],
)  # fmt: skip
def test_a_body_that_is_not_understood_publishes_nothing(press: Press, client: Client, body: bytes) -> None:
    story = press.draft("Dredger", "Text.")
    client.force_login(press.editor)
    answer = publish(client, story, body)
    assert answer.status_code == 400
    assert "error" in answer.json()
    assert not StoryPage.objects.get(pk=story.pk).live


def test_an_unknown_story_is_not_found_and_other_methods_are_refused(press: Press, client: Client) -> None:
    client.force_login(press.editor)
    assert publish(client, StoryPage(pk=999999)).status_code == 404
    story = press.draft("Dredger", "Text.")
    answer = client.get(f"/api/v1/stories/{story.pk}/publish/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


def test_a_draft_that_a_page_cannot_be_made_of_is_refused_with_why(press: Press, client: Client) -> None:
    story = press.draft("Dredger", "Text.")
    draft = story.get_latest_revision_as_object()
    draft.title = ""
    draft.save_revision(clean=False)
    client.force_login(press.editor)
    answer = publish(client, story)
    assert answer.status_code == 422
    assert "error" in answer.json()


def test_an_embargo_is_a_409_that_says_until_when_and_where(press: Press, client: Client) -> None:
    story = press.draft("The boat", "It is blue.")
    until = timezone.now() + timedelta(hours=2)
    set_embargo(story=story, until=until, reason="The yard asked for it.", by=press.editor)
    client.force_login(press.editor)
    for body in ({}, {"at": (until - timedelta(hours=1)).isoformat()}):
        answer = publish(client, story, body)
        assert answer.status_code == 409
        [reason] = answer.json()["reasons"]
        assert reason["rule"] == "embargo"
        assert reason["url"].endswith(f"/desk/stories/{story.pk}/")
    assert publish(client, story, {"at": until.isoformat()}).status_code == 200
