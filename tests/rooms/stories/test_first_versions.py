"""A newsroom that is upgraded: every live story is given the version its readers have before them."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from django.apps import apps
from gazette import Gazette

from twosource.replies.actions import log_outcome
from twosource.stories.actions import correct_story
from twosource.stories.as_it_stood import story_then
from twosource.stories.models import Obligation, Shown, StoryPage, Version
from twosource.stories.obligations import owed_by, reconcile
from twosource.verification.actions import retract_item

migration = importlib.import_module("twosource.stories.migrations.0007_falls_first_versions")


def upgrade() -> None:
    Obligation.objects.all().delete()
    Version.objects.all().delete()
    migration.give_live_stories_a_version(apps, None)


def test_what_a_live_story_shows_is_what_its_readers_were_told(paper: Gazette) -> None:
    holdings = paper.voice("Quay Holdings")
    claim = paper.confirmed(accused=[holdings])
    log_outcome(request=paper.ask(claim, holdings), outcome="declined", by=paper.reporter)
    story = paper.published(carries=[(claim, "fact"), (claim, "background")])
    paper.story("A draft", carries=[(claim, "fact")])
    kept = list(Shown.objects.values("story", "claim", "modes", "status", "premises", "rules", "replies"))
    version = Version.objects.values("story", "revision", "content", "notes", "changed_at").get()
    upgrade()
    assert (
        list(Shown.objects.values("story", "claim", "modes", "status", "premises", "rules", "replies"))
        == kept
    )
    assert Version.objects.values("story", "revision", "content", "notes", "changed_at").get() == version
    reconcile([claim.pk])
    assert owed_by(story) == []


def test_what_falls_after_the_upgrade_is_noticed(
    paper: Gazette, django_capture_on_commit_callbacks: Callable
) -> None:
    claim = paper.confirmed()
    story = paper.published(carries=[(claim, "fact")])
    upgrade()
    item = claim.evidence.first().item
    with django_capture_on_commit_callbacks(execute=True):
        retract_item(item=item, reason="A forgery.", by=paper.reporter)
    assert [one.became for one in owed_by(story)] == ["asserted"]


def test_a_story_in_a_mode_it_does_not_bear_owes_a_note_at_the_first_look(paper: Gazette) -> None:
    claim = paper.confirmed()
    story = paper.published(carries=[(claim, "fact")])
    retract_item(item=claim.evidence.first().item, reason="A forgery.", by=paper.reporter)
    upgrade()
    reconcile([claim.pk])
    assert [(one.because, one.became) for one in owed_by(story)] == [("gate", "G1")]


def test_a_retracted_story_shows_nothing_and_one_without_revisions_has_its_words(paper: Gazette) -> None:
    claim = paper.confirmed()
    correct_story(
        story=paper.published("Taken back", carries=[(claim, "fact")]), kind="retraction", text="We were wrong.",
        by=paper.editor,
    )  # fmt: skip
    bare = paper.published("Bare")
    StoryPage.objects.filter(pk=bare.pk).update(live_revision=None, latest_revision=None)
    bare.revisions.all().delete()
    upgrade()
    assert not Shown.objects.exists()
    assert Version.objects.count() == 2
    bare = StoryPage.objects.get(pk=bare.pk)
    view = story_then(bare, bare.last_published_at)
    assert (view.headline, view.body[0].html) == ("Bare", "The quay is cracked, divers say.")
