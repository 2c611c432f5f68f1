"""A small paper with one of everything a reader may see, and one of everything they may not."""

from __future__ import annotations

import gc
import io
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from press import Press
    from twosource.stories.models import NewsPicture, StoryPage

NEVER = "zanzibarite"  # stands in every body that no reader may see
HIDDEN = "Whispered"  # begins every headline that no reader may see


@dataclass
class Printed:
    """The paper as it stands. `shown` are the stories of lists; `hidden` those nobody may find, by why."""

    press: Press
    shown: list[StoryPage] = field(default_factory=list)
    hidden: dict[str, StoryPage] = field(default_factory=dict)
    retracted: StoryPage | None = None
    picture: NewsPicture | None = None


@pytest.fixture
def printed(
    db: None, django_capture_on_commit_callbacks: Callable[..., Any], settings: Any
) -> Iterator[Printed]:
    """Two sections, a topic of two live stories (a third is retracted), tags of each kind, and what is hidden."""
    from django.core.files.storage import default_storage
    from wagtail.signal_handlers import disable_reference_index_auto_update

    from press import Press

    with warnings.catch_warnings():
        # The picture library leaves the closing of its temporary files to the collector.
        warnings.simplefilter("ignore", ResourceWarning)
        with disable_reference_index_auto_update():
            paper = Printed(Press())
            for step in (_print, _hide, _take_back):
                with django_capture_on_commit_callbacks(execute=True):
                    step(paper)
        _as_kept(paper)
        gc.collect()
    yield paper
    for rendition in paper.picture.renditions.all() if paper.picture else ():
        default_storage.delete(rendition.file.name)
    if paper.picture:
        default_storage.delete(paper.picture.file.name)


def _print(paper: Printed) -> None:
    press = paper.press
    paper.picture = _picture()
    tags = [
        ("person", "Ada Sound"),
        ("organisation", "Port authority"),
        ("place", "Fish quay"),
        ("subject", "ferries"),
    ]
    about = {"topic": "Night ferries", "tags": tags, "byline": "Ines Marlow"}
    first = press.publish("The boat sails", "It left at <b>noon</b>.", lead_picture=paper.picture, **about)
    press.claim(first, "The boat left at noon", words="It left at")
    second = press.publish("The boat returns", "It came back.", standfirst="By evening.", **about)
    third = press.publish(
        "A street is mended", "With new stones.", section="city", lead_picture=paper.picture
    )
    paper.shown = [press.correct(first, "It left at noon, not at one."), second, third]
    fallen = press.publish("The boat sinks", f"It did not, {NEVER}.", **about)
    paper.retracted = press.correct(fallen, "It did not sink.", "retraction")


def _hide(paper: Printed) -> None:
    """A draft, a scheduled story, one that will be taken back, and a newer draft of one that is shown."""
    from django.utils import timezone

    from twosource.stories.actions import publish_story
    from twosource.stories.drafts import latest_draft

    press = paper.press
    about = {"topic": "Night ferries", "tags": [("person", "Ada Sound")], "byline": "Ines Marlow"}
    paper.hidden["draft"] = press.draft(f"{HIDDEN} draft", f"{NEVER} one", **about)
    due = press.draft(f"{HIDDEN} embargo", f"{NEVER} two", **about)
    paper.hidden["scheduled"] = publish_story(
        story=due, by=press.editor, at=timezone.now() + timedelta(days=1)
    )
    paper.hidden["unpublished"] = press.publish(f"{HIDDEN} mistake", f"{NEVER} three", **about)
    newer = latest_draft(paper.shown[1])
    newer.title, newer.standfirst = f"{HIDDEN} second thoughts", f"{NEVER} four"
    newer.save_revision(user=press.reporter)


def _take_back(paper: Printed) -> None:
    from twosource.stories.actions import unpublish_story

    unpublish_story(story=paper.hidden["unpublished"], by=paper.press.editor)
    paper.hidden["unpublished"].refresh_from_db()


def _as_kept(paper: Printed) -> None:
    """Everything as the database has it: what was just made still holds on to its open files."""
    from twosource.stories.models import NewsPicture, StoryPage

    def kept(story: StoryPage) -> StoryPage:
        return StoryPage.objects.get(pk=story.pk)

    paper.shown = [kept(story) for story in paper.shown]
    paper.hidden = {why: kept(story) for why, story in paper.hidden.items()}
    paper.retracted = kept(paper.retracted) if paper.retracted else None
    paper.picture = NewsPicture.objects.get(pk=paper.picture.pk) if paper.picture else None


def _picture() -> NewsPicture:
    from django.core.files.images import ImageFile
    from PIL import Image

    from twosource.stories.models import NewsPicture

    data = io.BytesIO()
    Image.new("RGB", (64, 40), (20, 60, 120)).save(data, "PNG")
    row = NewsPicture(title="boat", alt="A boat", credit="Drawing: Ada", width=64, height=40)
    row.file = ImageFile(io.BytesIO(data.getvalue()), name="boat.png")
    row.save()
    return row
