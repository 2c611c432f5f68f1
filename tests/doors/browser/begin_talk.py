"""Have a story be talked about: `python begin_talk.py FOLDER` prints where, and who is signed in, as JSON.

Twenty-five comments and an exchange are there; what comes in is shown at once. Lea and Max are readers.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from twosource.cli.folder import start_django

sys.path[:0] = [str(Path(__file__).parents[2] / "rooms" / "discussion")]


def main() -> dict[str, object]:
    from django.db import transaction
    from small_talk import SmallTalk, reader

    from twosource.discussion.events import CommentsPosted
    from twosource.ledger.actions import record
    from twosource.people.models import User
    from twosource.stories.actions import publish_story, write_story
    from twosource.stories.models import SectionPage, StoryPage
    from twosource.stories.reads import Desk

    ina, ed = (User.objects.get(username=name) for name in ("ina", "ed"))
    body = [{"type": "paragraph", "value": "<p>The quay is cracked, divers say.</p>"}] * 12
    story = StoryPage(title="Cracks in the quay that was built in the year of the flood", body=body)
    write_story(section=SectionPage.objects.live().first(), story=story, by=ina)
    story = publish_story(story=story, by=ed)
    talk = SmallTalk(story, title=story.title, premoderation="none")
    lea, max_ = reader("Lea"), reader("Max")
    talk.say_many(24)
    top = talk.say("Forty bearings were never opened.", by=max_, supported=3)
    above = top
    for words in ("Which ones?", "The northern ones.", "Who says so?", "My father did."):
        above = talk.say(words, by=(max_ if above.depth % 2 else ed), answers=above)
    talk.remove(talk.say("An accusation", by=lea), by=ed)
    with transaction.atomic():
        record(CommentsPosted(talk.thread.pk, under=talk.under, comment_ids=(top.pk,), shown=1), by=None)
    return {
        "story": Desk().url(story.url_path), "thread": talk.path, "top": top.pk,
        "sessions": {"Lea": _session(lea), "Max": _session(max_)},
    }  # fmt: skip


def _session(user: object) -> str:
    """A session in which this reader has signed in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)  # type: ignore[attr-defined]
    session[BACKEND_SESSION_KEY] = "twosource.readers.adapter.ReaderBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()  # type: ignore[attr-defined]
    session.save()
    return str(session.session_key)


if __name__ == "__main__":
    start_django(Path(sys.argv[1]))
    print(json.dumps(main()))
