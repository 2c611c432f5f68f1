"""A story on a past day: its text, its panel, its requests and notices as they stood then, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from gazette import REASON, Gazette

from twosource.ledger import clock
from twosource.replies.actions import log_outcome, request_comment, waive_request
from twosource.stories.actions import (
    change_mode,
    correct_story,
    overrule_gate,
    publish_story,
    unpublish_story,
)
from twosource.stories.as_it_stood import stamp_of, story_then, versions_of
from twosource.stories.drafts import latest_draft
from twosource.stories.models import StoryPage
from twosource.stories.story_view import story_view
from twosource.verification.actions import retract_item

START = datetime(2025, 3, 1, 8, tzinfo=UTC)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def again(story: StoryPage) -> StoryPage:
    return StoryPage.objects.get(pk=story.pk)


@pytest.fixture
def told(paper: Gazette, django_capture_on_commit_callbacks: Callable) -> StoryPage:
    """Day 0: checked. Day 1: published. Day 3: an item falls. Day 4: corrected, as background, under another title."""
    with clock.at(START):
        claim = paper.confirmed()
        story = paper.story(carries=[(claim, "fact", "The quay is cracked")])
    with clock.at(day(1)):
        story = publish_story(story=story, by=paper.editor)
    with clock.at(day(3)), django_capture_on_commit_callbacks(execute=True):
        retract_item(item=claim.evidence.first().item, reason="A forgery.", by=paper.reporter)
    with clock.at(day(4)), django_capture_on_commit_callbacks(execute=True):
        draft = latest_draft(story)
        draft.title = "The quay may be cracked"
        draft.save_revision(user=paper.reporter)
        change_mode(story=story, claim=claim, mode="background", by=paper.reporter)
        correct_story(story=story, kind="correction", text="It is not certain.", by=paper.editor)
    return again(story)


def test_each_day_has_its_version_and_its_panel(told: StoryPage) -> None:
    views = [story_then(told, day(number)) for number in (2, 3.5, 5)]
    first, _fallen, now = views
    assert [
        (view.headline, view.known[0].note.status, view.known[0].mode_label, len(view.corrections))
        for view in views
    ] == [
        ("Cracks in the quay", "confirmed", "in our own voice", 0),
        ("Cracks in the quay", "asserted", "in our own voice", 0),
        ("The quay may be cracked", "asserted", "as background", 1),
    ]  # fmt: skip
    assert len(first.known[0].signed) == 2
    assert 'class="claim confirmed"' in first.body[0].html
    assert (first.updated_at, now.updated_at) == (None, day(4))
    assert (first.then.moment, first.then.since, now.then.since) == (day(2), day(1), day(4))
    assert story_then(told, day(0.5)) is None


def test_now_as_it_stands_is_the_page_itself(told: StoryPage) -> None:
    view, then = story_view(told), story_then(told, datetime.now(UTC))
    assert (then.body, then.known, then.corrections, then.asked) == (
        view.body, view.known, view.corrections, view.asked,
    )  # fmt: skip


def test_clearing_out_revisions_loses_no_version(told: StoryPage) -> None:
    told.revisions.exclude(pk=told.latest_revision_id).delete()
    assert story_then(told, day(2)).headline == "Cracks in the quay"


def test_between_two_publications_readers_had_nothing(paper: Gazette, told: StoryPage) -> None:
    with clock.at(day(6)):
        unpublish_story(story=told, by=paper.editor)
    with clock.at(day(8)):
        publish_story(story=again(told), by=paper.editor)
    assert story_then(again(told), day(7)) is None
    assert story_then(again(told), day(9)).headline == "The quay may be cracked"
    assert [ref.ended_at for ref in versions_of(again(told), "/x/")] == [None, day(6), day(4)]


def test_every_version_is_found_at_its_address(told: StoryPage) -> None:
    newest, first = versions_of(told, "/x/")
    assert (newest.url, newest.ended_at) == ("/x/", None)
    assert first.url == f"/x/?at={stamp_of(day(1))}" == "/x/?at=2025-03-02T08:00:00Z"
    assert story_then(told, first.at).then.since == first.at


def test_a_request_is_open_until_its_outcome_was_known(paper: Gazette) -> None:
    with clock.at(START):
        holdings = paper.voice("Quay Holdings")
        claim = paper.confirmed(accused=[holdings])
        request = request_comment(
            claim=claim, asked=holdings, question="Is it so?", channels=["email"], times=(START, day(1)),
            by=paper.reporter,
        )  # fmt: skip
        story = paper.story(carries=[(claim, "fact")])
    with clock.at(day(2)):
        publish_story(story=story, by=paper.editor)
        late = request_comment(
            claim=claim, asked=holdings, question="And now?", channels=["email"], times=(day(2), day(3)),
            by=paper.reporter,
        )  # fmt: skip
    with clock.at(day(5)):
        log_outcome(request=late, outcome="declined", by=paper.reporter, at=day(4))
        log_outcome(request=request, outcome="answered", answer="We deny it.", by=paper.reporter, at=day(2))
    story = again(story)
    then, after = story_then(story, day(4.5)), story_then(story, day(6))
    assert [row.outcome for row in then.asked] == ["open", "open"]
    assert "did not respond" in then.facing[0].answer
    assert [row.outcome for row in after.asked] == ["answered", "declined"]
    assert after.facing[0].answer == "We deny it."
    assert story_then(story, day(2)).asked[1].sentence.startswith("has been sent a request")


def test_a_request_that_was_not_made_yet_is_not_shown(paper: Gazette) -> None:
    with clock.at(START):
        holdings = paper.voice("Quay Holdings")
        claim = paper.confirmed(accused=[holdings])
        for editor in (paper.editor, paper.deputy):
            waive_request(claim=claim, accused=holdings, reason="Danger.", by=editor)
        story = publish_story(story=paper.story(carries=[(claim, "fact")]), by=paper.editor)
    with clock.at(day(2)):
        request_comment(
            claim=claim, asked=holdings, question="Is it so?", channels=["email"], times=(day(0.5), day(1.5)),
            by=paper.reporter,
        )  # fmt: skip
    then = story_then(again(story), day(1))
    assert then.asked == ()
    assert then.facing[0].answer == "They have not been asked, by the decision of two editors."


def test_an_override_has_the_reason_it_had(paper: Gazette) -> None:
    with clock.at(START):
        claim = paper.corroborated()
        story = paper.story(carries=[(claim, "fact")])
        overrule_gate(story=story, claim=claim, rule="G1", reason=REASON, by=paper.editor)
        publish_story(story=story, by=paper.editor)
    with clock.at(day(2)):
        overrule_gate(story=story, claim=claim, rule="G1", reason="Another good reason.", by=paper.deputy)
    then, now = story_then(again(story), day(1)), story_then(again(story), day(3))
    assert [(one.editor, one.reason) for one in then.overridden] == [("Eva Smith", REASON)]
    assert now.overridden == story_view(again(story)).overridden


# at the readers' door


@pytest.mark.parametrize(
    "moment",
    ["2025-03-03T08:00Z", "2025-03-03T08:00:00z", "2025-03-03T11:00:00.5+03:00", "2025-03-03%2008:00Z"],
)
def test_a_reader_sees_the_page_of_a_day_with_a_banner(told: StoryPage, client: Client, moment: str) -> None:
    page = client.get(f"{told.url}?at={moment}")
    text = page.content.decode()
    assert page.status_code == 200
    assert "You are reading this story as it stood on" in text
    assert '<meta name="robots" content="noindex">' in text
    assert f'<link rel="canonical" href="{settings.WAGTAILADMIN_BASE_URL}{told.url}">' in text
    assert "Confirmed" in text
    assert "It is not certain." not in text
    assert "application/ld+json" not in text
    assert 'id="versions"' not in text


@pytest.mark.parametrize(
    ("moment", "why"),
    [
        ("yesterday", "Write the moment as 2015-12-31T09:42Z"),
        ("", "Write the moment as"),
        ("2025-03-03T08:00", "Write the moment as"),
        ("2025-03-03", "Write the moment as"),
        ("2025-02-30T08:00Z", "There is no such day or time."),
        ("2025-03-03T25:00Z", "There is no such day or time."),
        ("0001-01-01T00:00%2B05:00", "There is no such day or time."),
        ("٢٠٢٥-03-03T08:00Z", "Write the moment as"),
        ("2999-01-01T00:00Z", "This moment has not come yet."),
        ("%00", "Write the moment as"),
        ("2025-03-03T08:00Z' OR 1=1", "Write the moment as"),
    ],
)
def test_what_is_no_moment_is_400_and_says_what_is_allowed(
    told: StoryPage, client: Client, moment: str, why: str
) -> None:
    page = client.get(f"{told.url}?at={moment}")
    assert page.status_code == 400
    assert why in page.content.decode()
    assert told.url in page.content.decode()


def test_before_its_first_publication_it_is_404_and_says_since_when(told: StoryPage, client: Client) -> None:
    page = client.get(f"{told.url}?at=2015-12-31T09:42Z")
    assert page.status_code == 404
    assert "This story was first published on" in page.content.decode()
    assert "2 March 2025, 08:00 GMT" in page.content.decode()


def test_a_story_that_is_not_live_has_no_past(paper: Gazette, told: StoryPage, client: Client) -> None:
    unpublish_story(story=told, by=paper.editor)
    assert client.get(f"{told.url}?at=2025-03-03T08:00Z").status_code == 404


def test_a_retracted_story_says_on_no_day_what_it_said(
    paper: Gazette, told: StoryPage, client: Client
) -> None:
    correct_story(story=told, kind="retraction", text="We were wrong.", by=paper.editor)
    page = client.get(f"{told.url}?at=2025-03-03T08:00Z")
    assert page.status_code == 410
    assert "was retracted" in page.content.decode()
    assert "divers say" not in page.content.decode()
    assert "We were wrong." in client.get(told.url).content.decode()


def test_the_versions_stand_at_the_foot_and_the_notice_under_the_headline(
    told: StoryPage, client: Client
) -> None:
    text = client.get(told.url).content.decode()
    foot = text.partition('id="versions"')[2].partition("</details>")[0]
    assert f'href="{told.url}?at=2025-03-02T08:00:00Z"' in foot
    assert "what readers see now" in foot
    assert "It is not certain." in text.partition('class="notice"')[2].partition("</aside>")[0]


def test_a_first_version_has_no_list(paper: Gazette, client: Client) -> None:
    assert 'id="versions"' not in client.get(paper.published().url).content.decode()


def test_other_pages_pay_no_heed_to_a_day(told: StoryPage, client: Client) -> None:
    assert "It is not certain." in client.get("/corrections/?at=2020-01-01T00:00Z").content.decode()
