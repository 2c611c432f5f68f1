"""Three readers and two moderators: `python three_readers.py FOLDER TITLE` prints where they meet, as JSON.

A story of that title, with nothing said under it; the readers' sessions, and the moderators' passwords.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import talk_seed
from hire import hire

from twosource.cli.folder import start_django


def gather(title: str) -> dict[str, object]:
    """Everybody, known by names that nobody else of the newsroom has."""
    from twosource.people.models import User
    from twosource.people.roles import MODERATOR
    from twosource.stories.actions import publish_story, write_story
    from twosource.stories.models import SectionPage, StoryPage
    from twosource.stories.reads import Desk

    ina, ed = (User.objects.get(username=name) for name in ("ina", "ed"))
    body = [{"type": "paragraph", "value": "<p>The boat leaves at twenty to twelve.</p>"}]
    story = StoryPage(title=title, body=body)
    write_story(section=SectionPage.objects.live().first(), story=story, by=ina)
    story = publish_story(story=story, by=ed)
    mark = title.split()[-1]
    readers = {name: talk_seed.reader(f"{name} {mark}") for name in ("Lea", "Ola", "Tom")}
    return {
        "story": Desk().url(story.url_path), "thread": f"/discussion/story/{story.pk}/",
        "sessions": {name: talk_seed.session(user) for name, user in readers.items()},
        "passwords": {f"{name}{mark}": hire(f"{name}{mark}", MODERATOR) for name in ("mo", "mia")},
    }  # fmt: skip


if __name__ == "__main__":
    start_django(Path(sys.argv[1]))
    print(json.dumps(gather(sys.argv[2])))
