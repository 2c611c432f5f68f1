"""Search engines are told of every discussion that readers may read, how new it is, and of no other."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from gazette import Gazette
from lxml import etree
from small_talk import SmallTalk
from talking import reader, wanted

from twosource.api import sitemaps
from twosource.api.addresses import every_address
from twosource.discussion.actions import delete_comment, post_comments
from twosource.discussion.models import Comment, Thread
from twosource.edge import keeping, stirring
from twosource.edge.finishing import finish
from twosource.edge.models import Standing
from twosource.stories.actions import correct_story, publish_story, unpublish_story
from twosource.stories.models import StoryPage

SM = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
INDEX, SHEET = "/sitemap.xml", "/sitemap-discussions-1.xml"

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _empty_folder() -> Iterator[None]:
    shutil.rmtree(keeping.folder(), ignore_errors=True)
    yield
    shutil.rmtree(keeping.folder(), ignore_errors=True)


def dated(xml: bytes) -> dict[str, str | None]:
    """What a sitemap names under /discussion/, by path, with when it changed."""
    found = {url.findtext(f"{SM}loc", ""): url.findtext(f"{SM}lastmod") for url in etree.fromstring(xml)}
    return {"/" + loc.split("/", 3)[3]: at for loc, at in found.items() if "/discussion/" in loc}


def told(path: str = SHEET) -> dict[str, str | None]:
    answer = Client().get(path)
    return dated(answer.content) if answer.status_code == 200 else {}


def kept() -> dict[str, str | None] | None:
    """What engines are given without asking the newsroom; None where it must be asked."""
    page = keeping.store().get(SHEET)
    return dated(page.bodies["identity"]) if page and not page.stale else None


def stamp(moment: datetime | None) -> str:
    assert moment is not None
    return moment.isoformat(timespec="seconds")


def test_discussions_are_dated_by_their_newest_comment(paper: Gazette) -> None:
    claim = paper.confirmed()
    story = SmallTalk(paper.published("The bridge", carries=[(claim, "fact")]))
    of_claim = SmallTalk(claim)
    SmallTalk(paper.published("Nobody says a word"))
    SmallTalk(paper.published("One waits")).say("Held", state="held")
    story.say("First")
    last, held = story.say("Last"), story.say("Later, but held", state="held")
    alone = of_claim.say("Of the claim")
    assert held.posted_at > last.posted_at
    expected = {story.path: stamp(last.posted_at), of_claim.path: stamp(alone.posted_at)}
    assert told() == told("/sitemap.xml") == expected
    assert {path for path in every_address() if path.startswith("/discussion/")} == set(expected)
    for path in expected:
        assert b'name="robots"' not in Client().get(path).content, "engines may keep what they are told of"


def test_no_discussion_is_told_of_what_readers_do_not_see(paper: Gazette) -> None:
    gone, past, wrong, later = (
        SmallTalk(paper.published(word)) for word in ("Gone", "Past", "Wrong", "Later")
    )
    for talk in (gone, past, wrong, later):
        talk.say("Words")
    assert len(told()) == 4
    unpublish_story(story=gone.thread.story, by=paper.editor)
    StoryPage.objects.filter(pk=past.thread.story_id).update(expire_at=timezone.now() - timedelta(seconds=1))
    correct_story(story=wrong.thread.story, kind="retraction", text="It was not so.", by=paper.editor)
    unpublish_story(story=later.thread.story, by=paper.editor)
    publish_story(story=later.thread.story, by=paper.editor, at=timezone.now() + timedelta(hours=1))
    assert told() == told("/sitemap.xml") == {}
    assert Client().get(SHEET).status_code == 404
    assert Thread.objects.filter(shown=1).count() == 4


def test_a_paper_without_discussions_tells_of_none(paper: Gazette, monkeypatch: pytest.MonkeyPatch) -> None:
    SmallTalk(paper.published()).say("Words")
    assert len(sitemaps.KINDS["discussions"].few(9)) == 1
    rooms = settings.TWOSOURCE.rooms.model_copy(update={"discussion": False})
    monkeypatch.setattr(settings, "TWOSOURCE", settings.TWOSOURCE.model_copy(update={"rooms": rooms}))
    assert sitemaps.KINDS["discussions"].few(9) == sitemaps.KINDS["discussions"].sheets() == []


@pytest.mark.usefixtures("nothing_is_held")
def test_the_finished_sheet_follows_what_is_said_and_taken_back(paper: Gazette, heard: Callable) -> None:
    first, second = (f"story:{paper.published(word).pk}" for word in ("One", "Another"))
    ruth = reader("Ruth")
    heard(lambda: post_comments(wanted=[wanted(first, by=ruth)]))
    assert finish(SHEET)
    assert kept() == told()
    assert list(told()) == [f"/discussion/{first.replace(':', '/')}/"]
    heard(lambda: post_comments(wanted=[wanted(second, "So was I, all day.", by=ruth)]))
    stirring.make_stirred()
    assert kept() is None, "it is not made for each comment, and not shown as it was"
    row = Standing.objects.get(path=SHEET)
    assert row.again_at > timezone.now(), "but with others, a while later"
    assert finish(SHEET)
    assert kept() == told()
    assert len(told()) == 2
    comment = Comment.objects.latest("pk")
    heard(lambda: delete_comment(comment=comment, by=ruth))
    assert kept() is None
    assert finish(SHEET)
    assert kept() == told()
    assert len(told()) == 1


@pytest.mark.usefixtures("nothing_is_held")
def test_a_discussion_goes_from_the_finished_sheet_with_its_story(paper: Gazette, heard: Callable) -> None:
    story = paper.published()
    heard(lambda: post_comments(wanted=[wanted(f"story:{story.pk}", by=reader("Ruth"))]))
    finish(SHEET)
    assert kept()
    heard(lambda: unpublish_story(story=story, by=paper.editor))
    assert not kept()
    assert not finish(SHEET)


@pytest.mark.usefixtures("nothing_is_held")
def test_a_comment_touches_no_sheet_but_its_own(
    paper: Gazette, heard: Callable, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Callable
) -> None:
    """And no sheet is found by counting the threads before it."""
    from twosource.discussion import lists

    monkeypatch.setattr(lists, "TOGETHER", 2)
    monkeypatch.setitem(sitemaps.KINDS, "discussions", replace(sitemaps.KINDS["discussions"], together=2))
    talks = [SmallTalk(heard(lambda: paper.published("Story"))) for _each in range(5)]
    for talk in talks:
        talk.say("Words")
    numbers = sitemaps.KINDS["discussions"].sheets()
    assert len(numbers) == 3
    sheets = [sitemaps.KINDS["discussions"].path(number) for number in numbers]
    with monkeypatch.context() as patch:
        patch.setattr(sitemaps, "MOST", 1)
        assert finish(INDEX)
    for path in sheets:
        assert finish(path)
    assert sum(len(told(path)) for path in sheets) == 5
    with django_assert_max_num_queries(2):
        sitemaps.KINDS["discussions"].sheet(numbers[-1])
    ruth = reader("Ruth")
    heard(lambda: post_comments(wanted=[wanted(talks[-1].under, by=ruth)]))
    stirring.make_stirred()
    waiting = set(Standing.objects.exclude(state="fresh").values_list("path", flat=True))
    assert waiting & {*sheets, INDEX} == {sheets[-1]}
    heard(lambda: delete_comment(comment=Comment.objects.latest("pk"), by=ruth))
    waiting = set(Standing.objects.exclude(state="fresh").values_list("path", flat=True))
    assert waiting & {*sheets, INDEX} == {sheets[-1], INDEX}


@pytest.mark.usefixtures("nothing_is_held")
def test_the_index_names_the_sheets_that_hold_something(
    paper: Gazette, heard: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "MOST", 1)
    unders = [f"story:{paper.published(word).pk}" for word in ("One", "Another")]
    ruth = reader("Ruth")

    def index() -> bool:
        assert finish(INDEX)
        page = keeping.store().get(INDEX)
        assert page
        assert page.bodies["identity"] == Client().get(INDEX).content
        return SHEET.encode() in page.bodies["identity"]

    assert not index()
    heard(lambda: post_comments(wanted=[wanted(unders[0], by=ruth)]))
    stirring.make_stirred()
    assert Standing.objects.get(path=INDEX).state == "stale"
    assert index()
    heard(lambda: delete_comment(comment=Comment.objects.latest("pk"), by=ruth))
    assert Standing.objects.get(path=INDEX).state == "stale"
    assert not index()
    heard(lambda: post_comments(wanted=[wanted(unders[0], "Once more, with feeling.", by=ruth)]))
    stirring.make_stirred()
    assert Standing.objects.get(path=INDEX).state == "stale", "nothing was opened, but the sheet was empty"
    assert index()
