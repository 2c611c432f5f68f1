"""Readers who talk to a newsroom from outside: accounts signed in, with forms that were opened a minute ago.

Nobody signs in and opens forms over HTTP here: it would take longer than all that is written afterwards.
"""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from serving import twosource

_FILL = """
import json, time
from importlib import import_module
from unittest.mock import patch
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone
from twosource.discussion.guards import ticket
from twosource.people.models import User
from twosource.readers.models import Reader
from twosource.stories import actions
from twosource.stories.models import SectionPage, StoryPage
by, section = User.objects.get(), SectionPage.objects.first()
story = StoryPage(title="A quay is cracked", body=[("paragraph", "<p>The quay is cracked.</p>")])
story = actions.write_story(section=section, story=story, by=by)
story = actions.publish_story(story=story, by=by)
under, store, who = f"story:{story.pk}", import_module(settings.SESSION_ENGINE).SessionStore, []
for n in range(NUMBER):
    user = User(username=f"reader{n}", email=f"reader{n}@reader.example")
    user.set_unusable_password()
    user.save()
    Reader.objects.create(user=user, name=f"Reader {n}", key=f"reader {n}", joined_at=timezone.now())
    session = store()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session.create()
    with patch("twosource.discussion.guards.time.time", return_value=time.time() - 60):
        who.append([session.session_key, ticket(under, user.pk)])
print("TALKERS", json.dumps({"under": under, "path": story.url, "who": who}))
"""


@dataclass(frozen=True)
class Talkers:
    """What they talk under, its address, and each one's session and ticket."""

    under: str
    path: str
    who: list[tuple[str, str]]

    def body(self, number: int, receipt: str, text: str) -> dict[str, str]:
        """The form of one of them."""
        ticket = self.who[number][1]
        return {
            "under": self.under,
            "answers": "",
            "text": text,
            "ticket": ticket,
            "receipt": receipt,
            "address": "",
        }


def let_talk(folder: Path, *, number: int, premoderation: str = "none") -> Talkers:
    """Have so many readers in this newsroom, fresh from `twosource init`, who may write as fast as they can."""
    toml = folder / "twosource.toml"
    told = {"premoderation": f'"{premoderation}"', "an_hour": "1000", "a_network_an_hour": "10000"}
    text = toml.read_text(encoding="utf-8")
    for key, value in told.items():
        text, found = re.subn(rf"(?m)^{key} = .*$", f"{key} = {value}", text)
        assert found == 1, key
    toml.write_text(text, encoding="utf-8")
    code = _FILL.replace("NUMBER", str(number))
    ran = twosource("manage", "--newsroom", folder, "shell", "--command", code)
    assert "TALKERS" in ran.stdout, ran.stderr
    found = json.loads(ran.stdout.partition("TALKERS ")[2].splitlines()[0])
    return Talkers(found["under"], found["path"], [tuple(each) for each in found["who"]])


def comments_on_record(folder: Path) -> list[tuple[int, str, str]]:
    """Id, receipt and words of every comment, as another program reads them from the disk."""
    with closing(sqlite3.connect(folder / "data" / "newsroom.sqlite3")) as database:
        return database.execute("SELECT id, receipt, source FROM discussion_comment ORDER BY id").fetchall()


def comments_counted(folder: Path) -> list[int]:
    """How many comments each thread says that readers see."""
    with closing(sqlite3.connect(folder / "data" / "newsroom.sqlite3")) as database:
        return [row[0] for row in database.execute("SELECT shown FROM discussion_thread")]
