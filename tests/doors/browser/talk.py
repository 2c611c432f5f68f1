"""Readers who talk: `python talk.py FOLDER` publishes a story, prints its addresses, and says each line it is given."""

from __future__ import annotations

import json
import secrets
import sys
from pathlib import Path

from twosource.cli.folder import start_django


def begin() -> int:
    """A story and its thread, of which nothing is read beforehand; prints their addresses."""
    from django.utils import timezone

    from twosource.discussion.models import Thread
    from twosource.people.models import User
    from twosource.stories.actions import publish_story, write_story
    from twosource.stories.models import SectionPage, StoryPage

    by = User.objects.get(username="ed")
    story = StoryPage(title="The quay is cracked", body=[("paragraph", "<p>Words.</p>" * 40)])
    written = write_story(section=SectionPage.objects.get(slug="news"), story=story, by=by)
    published = publish_story(story=written, by=by)
    Thread.objects.create(
        story=published, title=published.title, path="/", opened_at=timezone.now(), premoderation="none"
    )
    told = {"story": published.url, "thread": f"/discussion/story/{published.pk}/"}
    print(json.dumps(told), flush=True)
    return int(published.pk)


def say(story: int, words: str) -> int:
    """One comment of a reader who has not been here before."""
    from django.utils import timezone

    from twosource.discussion.actions import post_comments
    from twosource.discussion.posting import Wanted
    from twosource.people.models import User
    from twosource.readers.models import Reader, name_key

    name = f"Lea {secrets.token_hex(3)}"
    user = User.objects.create_user(name, f"{secrets.token_hex(4)}@mail.example", secrets.token_hex(16))
    Reader.objects.create(user=user, name=name, key=name_key(name), joined_at=timezone.now())
    wanted = Wanted(
        under=f"story:{story}", source=words, by=user, receipt=secrets.token_hex(16), sender="", answers=None,
        at=timezone.now(),
    )  # fmt: skip
    (posted,) = post_comments(wanted=[wanted])
    assert posted.comment is not None, posted.refused
    assert posted.comment.state == "shown"
    return int(posted.comment.pk)


if __name__ == "__main__":
    start_django(Path(sys.argv[1]))
    number = begin()
    for line in sys.stdin:
        print(say(number, line.strip()), flush=True)
