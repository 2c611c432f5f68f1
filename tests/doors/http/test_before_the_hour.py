"""Before its hour a story answers at every door as if it did not exist; at its hour it is everywhere.

What it alone brings with it (its topic, tag, author, claims, voices, picture) does not exist before it either.
Each guessed address is compared with one like it that never was: status, headers, body.
"""

from __future__ import annotations

import gc
import io
import json
import logging
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone
from walking import read, walk

from press import PASSWORD

if TYPE_CHECKING:
    from press import Press
    from twosource.stories.models import NewsPicture, StoryPage

pytestmark = [pytest.mark.django_db, pytest.mark.database]

# One word for each thing it brings; none of them means anything else, and none is in another.
HEADLINE, SLUG, BODY, CLAIM = "Quillwort", "sorrelpath", "bittercress", "Fennelmoor"
SPEAKER, FILE, TAG, TOPIC, AUTHOR = "Tansyfield", "mugwortpier", "Burdockson", "Yarrowgate", "Woadley"
CANARIES = (HEADLINE, SLUG, BODY, CLAIM, SPEAKER, FILE, TAG, TOPIC, AUTHOR)
# The same kinds of words, of what never was.
NEVER = {
    SLUG: "charlockway", FILE: "orachepier", "burdockson": "hemlockson", "yarrowgate": "campiongate",
    "woadley": "teaselton",
}  # fmt: skip


@dataclass
class Held:
    """A story that nobody may know of, and how it comes to be out."""

    story: StoryPage
    claim_id: int
    voice_id: int
    picture: NewsPicture
    release: Callable[[], None]
    notes: list[str] = field(default_factory=list)


def _draft(press: Press) -> tuple[StoryPage, int, int, NewsPicture]:
    """A story of the shared topic's section with everything of its own, by the reporter."""
    from twosource.stories.actions import carry_claim
    from twosource.stories.drafts import latest_draft
    from twosource.verification.actions import name_voice, open_claim

    picture = _picture()
    story = press.draft(
        f"{HEADLINE} found", f"There is {BODY} on the quay.", topic=TOPIC, tags=[("person", TAG)], byline=AUTHOR,
        slug=SLUG, standfirst=f"Much {BODY}.", lead_picture=picture,
    )  # fmt: skip
    voice = name_voice(name=SPEAKER, kind="person", by=press.reporter)
    claim = open_claim(text=f"{CLAIM} is flooded.", by=press.reporter, said={"speaker": voice})
    carry_claim(story=story, claim=claim, mode="background", by=press.reporter, words=f"There is {BODY}")
    draft = latest_draft(story)
    said = {"text": f"I saw {BODY}.", "speaker": voice, "addressee": "us", "channel": "", "said_on": None}
    draft.body.append(("quotation", said))
    draft.save()
    draft.save_revision(user=press.reporter)
    return story, claim.pk, voice.pk, picture


def _picture() -> NewsPicture:
    from django.core.files.images import ImageFile
    from PIL import Image

    from twosource.stories.models import NewsPicture

    data = io.BytesIO()
    Image.new("RGB", (64, 40), (20, 60, 120)).save(data, "PNG")
    row = NewsPicture(title=FILE, alt="A pier", credit="Drawing", width=64, height=40)
    row.file = ImageFile(io.BytesIO(data.getvalue()), name=f"{FILE}.png")
    row.save()
    return row


@pytest.fixture
def press(db: None, django_capture_on_commit_callbacks: Callable[..., Any]) -> Iterator[Any]:
    """A paper in which one harmless story is out."""
    from wagtail.signal_handlers import disable_reference_index_auto_update

    from press import Press

    with warnings.catch_warnings():
        # The picture library leaves the closing of its temporary files to the collector.
        warnings.simplefilter("ignore", ResourceWarning)
        with disable_reference_index_auto_update():
            press = Press()
            with django_capture_on_commit_callbacks(execute=True):
                shared = press.publish(
                    "The boat sails", "It left.", topic="Night ferries", tags=[("person", "Ada")]
                )
                press.claim(shared, "The boat left.", words="It left.")
            yield press
            gc.collect()


@pytest.fixture(params=["scheduled", "embargoed", "draft", "unpublished"])
def held(
    request: Any,
    press: Press,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> Iterator[Held]:
    """The same story in each of the ways in which readers may not have it."""
    from django.core.files.storage import default_storage

    from twosource.stories.actions import publish_story, set_embargo

    caplog.set_level(logging.DEBUG, logger="twosource")
    with django_capture_on_commit_callbacks(execute=True):
        story, claim_id, voice_id, picture = _draft(press)
        hour = timezone.now() + timedelta(hours=1)
        if request.param == "embargoed":
            set_embargo(story=story, until=hour, reason="The yard asked for it.", by=press.editor)
        if request.param in ("scheduled", "embargoed"):
            publish_story(story=story, by=press.editor, at=hour)
        if request.param == "unpublished":
            publish_story(story=story, by=press.editor)
    if request.param == "unpublished":
        from twosource.stories.actions import unpublish_story
        from twosource.stories.models import StoryPage

        with django_capture_on_commit_callbacks(execute=True):
            unpublish_story(story=StoryPage.objects.get(pk=story.pk), by=press.editor)

    def release() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            _release(request.param, story, press, hour)

    yield Held(story, claim_id, voice_id, picture, release, [request.param])
    for rendition in picture.renditions.all():
        default_storage.delete(rendition.file.name)
    default_storage.delete(picture.file.name)


def _release(how: str, story: StoryPage, press: Press, hour: Any) -> None:
    """Its minute comes; or, without one, an editor publishes it."""
    from twosource.stories.actions import publish_due, publish_story

    if how in ("draft", "unpublished"):
        publish_story(story=story, by=press.editor)
        return
    with pytest.MonkeyPatch.context() as clock:
        clock.setattr(timezone, "now", lambda: hour)
        assert [one.pk for one in publish_due()[0]] == [story.pk]
    from twosource.stories.models import StoryPage

    # The clock is back where it was: it went out at what is again the future.
    StoryPage.objects.filter(pk=story.pk).update(embargo_until=None)


def guesses(held: Held) -> dict[str, str]:
    """Every address by which one could ask for it or for what it alone brings → one like it that never was."""
    story, far = held.story.pk, 999_999
    moment = "2026-01-01T00:00:00Z"
    feeds = [
        f"/feeds/{where}/{name}"
        for where in ("topic/yarrowgate", "tag/person/burdockson", "author/woadley")
        for name in ("rss.xml", "atom.xml", "feed.json")
    ]
    slugs = [
        f"/harbour/{SLUG}/", f"/harbour/{SLUG}", f"/harbour/{SLUG}/?at={moment}", "/topics/yarrowgate/",
        "/tags/person/burdockson/", "/authors/woadley/", f"/media/original_images/{FILE}.png",
        f"/media/images/{FILE}.width-800.format-jpeg.jpg", "/api/v1/stories/?topic=yarrowgate",
        "/api/v1/stories/?tag=burdockson", "/api/v1/stories/?tag=person/burdockson", *feeds,
    ]  # fmt: skip
    found = {}
    for address in slugs:
        other = address
        for word, never in NEVER.items():
            other = other.replace(word, never)
        found[address] = other
    numbered = {
        "/api/v1/stories/{}/": story, "/api/v1/stories/{}/publish/": story, "/reports/new/{}/": story,
        "/claims/{}/": held.claim_id, "/api/v1/claims/{}/": held.claim_id, "/admin/pages/{}/edit/": story,
        "/admin/pages/{}/view_draft/": story, "/desk/stories/{}/": story, "/desk/claims/{}/": held.claim_id,
    }  # fmt: skip
    found |= {form.format(pk): form.format(far) for form, pk in numbered.items()}
    found[f"/voices/{held.voice_id}-tansyfield/"] = f"/voices/{far}-tansyfield/"
    return found


def answer_to(client: Client, method: str, address: str) -> tuple[int, dict[str, str], str]:
    """What comes back, without the address itself and what differs between any two answers."""
    answer = client.generic(method, address)
    headers = {
        name: value.replace(address, "…")
        for name, value in answer.headers.items()
        if name not in ("Date", "Expires", "Content-Length", "ETag", "Set-Cookie", "Location")
    }
    words = _plain(read(answer))
    for word, never in NEVER.items():
        words = words.replace(never, "…").replace(word, "…")
    return answer.status_code, headers, words


def _plain(words: str) -> str:
    """The same without numbers: a page says when it was made, and a refusal which number it was asked for."""
    return re.sub(r"[0-9]+", "#", words)


def reader(*, account: bool) -> Client:
    """Somebody who reads the paper: with or without an account, which has no role in the newsroom."""
    from twosource.people.models import User

    client = Client()
    if account:
        client.force_login(User.objects.create_user("guest", "guest@else.example", PASSWORD))
    return client


@pytest.mark.parametrize("account", [False, True], ids=["anyone", "an account without a role"])
def test_no_door_gives_a_word_of_it_away_and_no_guess_finds_it(
    held: Held, account: bool, caplog: pytest.LogCaptureFixture
) -> None:
    client = reader(account=account)
    answers = {
        path: answer
        for start in (
            "/",
            "/sitemap.xml",
            "/news-sitemap.xml",
            "/robots.txt",
            "/feeds/feed.json",
            "/api/v1/stories/",
        )
        for path, answer in walk(client, start).items()
    }
    assert len(answers) > 25
    told = [
        (path, word) for path, answer in answers.items() for word in CANARIES
        if word.casefold() in f"{path} {answer.headers} {answer.words}".casefold()
    ]  # fmt: skip
    assert told == []
    for method in ("GET", "HEAD", "POST", "OPTIONS"):
        for address, never in guesses(held).items():
            found, other = answer_to(client, method, address), answer_to(client, method, never)
            assert found == other, f"{method} {address} is told from {never}"
    assert [word for word in CANARIES if word.casefold() in caplog.text.casefold()] == [] or (
        held.notes == ["unpublished"]  # it was out, and its publishing was logged
    )


def test_nobody_finds_it_by_searching_and_no_number_counts_it(held: Held, client: Client) -> None:
    def page_for(word: str) -> str:
        return _plain(read(client.get("/search/", {"q": word})).replace(word, "…"))

    for word in CANARIES:
        assert page_for(word.lower()) == page_for("zzyzzxa"), word
    assert json.loads(read(client.get("/api/v1/stories/")))["total"] == 1
    assert TOPIC not in read(client.get("/topics/"))


def test_no_page_changes_in_anything_when_a_story_is_written_and_scheduled(
    press: Press,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    """No date of change, no tag of a version, no count and no order moves by what nobody may know of."""
    from django.core.files.storage import default_storage

    from twosource.stories.actions import publish_story

    moment = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: moment)

    def everything() -> dict[str, Any]:
        starts = ("/", "/sitemap.xml", "/news-sitemap.xml", "/api/v1/stories/", "/search/?q=boat")
        found = {path: one for start in starts for path, one in walk(client, start).items()}
        kept = ("ETag", "Last-Modified", "Link", "Cache-Control")
        return {
            path: (one.status_code, {name: one.headers.get(name) for name in kept}, one.words)
            for path, one in found.items()
            # A form has a ticket of its own each time.
            if not path.startswith(("/reports/", "/readers/", "/static/"))
        }

    before = everything()
    with django_capture_on_commit_callbacks(execute=True):
        story, _claim, _voice, picture = _draft(press)
        publish_story(story=story, by=press.editor, at=moment + timedelta(hours=1))
    after = everything()
    assert before.keys() == after.keys()
    assert [path for path in before if before[path] != after[path]] == []
    for rendition in picture.renditions.all():
        default_storage.delete(rendition.file.name)
    default_storage.delete(picture.file.name)


def test_no_kept_page_holds_its_words(held: Held, client: Client, settings: Any) -> None:
    pages = Path(settings.TWOSOURCE_FOLDER) / "data" / "pages"
    for left in pages.rglob("*.page"):  # by other tests, of newsrooms that are no more
        left.unlink()
    walk(client)
    for file in pages.rglob("*") if pages.is_dir() else ():
        kept = file.read_bytes() if file.is_file() else b""
        assert [word for word in CANARIES if word.encode() in kept] == []


def test_its_picture_lies_where_nobody_can_guess(held: Held) -> None:
    folder, secret, name = held.picture.file.name.split("/")
    assert (folder, len(secret), name) == ("original_images", 24, f"{FILE}.png")
    for rendition in held.picture.renditions.all():
        folder, own, _name = rendition.file.name.split("/")
        assert (folder, len(own), own == secret) == ("images", 24, False)


def test_at_its_minute_it_is_at_every_door(held: Held, client: Client) -> None:
    """The same addresses and the same words, so that silence before means something."""
    held.release()
    front = read(client.get("/"))
    assert HEADLINE in front
    expected = {
        f"/harbour/{SLUG}/": BODY, "/topics/yarrowgate/": HEADLINE, "/tags/person/burdockson/": HEADLINE,
        "/authors/woadley/": HEADLINE, "/topics/": TOPIC, "/sitemap-1.xml": SLUG, "/news-sitemap.xml": SLUG,
        "/feeds/rss.xml": HEADLINE, "/feeds/topic/yarrowgate/atom.xml": HEADLINE, "/api/v1/stories/": HEADLINE,
        f"/api/v1/stories/{held.story.pk}/": BODY, f"/claims/{held.claim_id}/": CLAIM,
        f"/api/v1/claims/{held.claim_id}/": CLAIM, f"/voices/{held.voice_id}-tansyfield/": SPEAKER,
        f"/reports/new/{held.story.pk}/": HEADLINE, "/search/?q=quillwort": HEADLINE,
    }  # fmt: skip
    for address, word in expected.items():
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert word in read(answer), address
    page = read(client.get(f"/harbour/{SLUG}/"))
    [short] = set(re.findall(r"/s/[0-9A-Za-z]+", page))
    assert client.get(short).status_code == 302
    assert FILE in page
