"""Have readers talk in a newsroom: `python talk_seed.py FOLDER` prints what a test needs to know, as JSON.

A story, two moderators, an author who is signed in, and comments that wait: said through the newsroom's own actions.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from twosource.cli.folder import start_django

WORDS = (
    "The mayor of the harbour took money, everybody knows it.",
    "My uncle built the second bearing. He says there are forty-two.",
    "What a lovely casino you have here.",
    "Has the report of the divers been published?",
)
SPAM = "Win at the casino of luck tonight, friends, visit https://luck.example now and win."


def talk() -> dict[str, Any]:
    """People, a story and its thread."""
    from hire import hire

    from twosource.people.models import User
    from twosource.people.roles import EDITOR, MODERATOR

    passwords = {name: hire(name, MODERATOR) for name in ("mo", "mia")}
    hire("eda", EDITOR)
    story_id = _publish(User.objects.get(username="eda"))
    anna = reader("Anna Ferry")
    # Among the first of new readers, so they wait; the runs are three readers' of one text.
    posted = [_say(story_id, words, anna, minutes=60 - at) for at, words in enumerate(WORDS)]
    for number in range(3):
        _say(story_id, f"{SPAM} {number}", reader(f"Spam {number}"), minutes=20 - number)
    return {"passwords": passwords, "session": session(anna), "story": story_id, "comments": posted}


def _publish(editor: Any) -> int:
    from twosource.stories.actions import publish_story, write_story
    from twosource.stories.models import SectionPage, StoryPage

    body = [{"type": "paragraph", "value": "<p>It has forty-two bearings.</p>"}]
    story = StoryPage(title="The bridge and its bearings", body=body)
    section = SectionPage.objects.live().first()
    assert section is not None
    write_story(section=section, story=story, by=editor)
    return int(publish_story(story=story, by=editor).pk)


def reader(name: str) -> Any:
    from django.utils import timezone

    from twosource.people.models import User
    from twosource.readers.models import Reader, name_key

    mailbox = name.casefold().replace(" ", ".")
    user = User.objects.create(username=f"reader-{mailbox}", email=f"{mailbox}@readers.example")
    user.set_unusable_password()
    user.save()
    Reader.objects.create(user=user, name=name, key=name_key(name), joined_at=timezone.now())
    return user


def _say(story_id: int, words: str, user: Any, *, minutes: int) -> int:
    from django.utils import timezone

    from twosource.discussion.actions import post_comments
    from twosource.discussion.guards import new_receipt
    from twosource.discussion.posting import Wanted

    at = timezone.now() - timedelta(minutes=minutes)
    [posted] = post_comments(wanted=[Wanted(f"story:{story_id}", words, user, new_receipt(), at)])
    assert posted.comment is not None, posted.refused
    return int(posted.comment.pk)


def session(user: Any) -> str:
    """The key of a session in which this reader is signed in."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


if __name__ == "__main__":
    start_django(Path(sys.argv[1]))
    print(json.dumps(talk()))
