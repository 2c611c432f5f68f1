"""How many comments there are stands on every card and page, and follows the thread: soon, and not once for each."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.test import Client
from gazette import Gazette
from small_talk import SmallTalk

from twosource.discussion.events import CommentDecided, CommentsPosted
from twosource.edge import keeping, stirring
from twosource.edge.finishing import finish, finish_waiting
from twosource.edge.models import Standing, Stirred
from twosource.ledger.actions import record


@pytest.fixture(autouse=True)
def _empty_folder() -> Iterator[None]:
    shutil.rmtree(keeping.folder(), ignore_errors=True)
    yield
    shutil.rmtree(keeping.folder(), ignore_errors=True)


@pytest.fixture
def talk(paper: Gazette) -> SmallTalk:
    topic = paper.topic()
    return SmallTalk(paper.published("The bridge", topic=topic))


def text(path: str) -> str:
    return Client().get(path).content.decode()


def told(talk: SmallTalk, html: str) -> list[int]:
    return [int(each) for each in re.findall(rf'data-comments-count="{talk.under}">(\d+)<', html)]


def test_every_list_the_story_and_machines_are_told_the_same_number(talk: SmallTalk) -> None:
    talk.say_many(3)
    talk.say("Held", state="held")
    story = talk.thread.story
    url = f"/harbour/{story.slug}/"
    day = story.first_published_at.strftime("/archive/%Y/%m/%d/")
    for path in (
        "/",
        "/harbour/",
        f"/topics/{story.topic.slug}/",
        day,
        url,
        talk.path,
        f"{talk.path}fragment/",
    ):
        numbers = told(talk, text(path))
        if path == f"{talk.path}fragment/":
            assert text(path).count("data-comment=") == 3
        else:
            assert (path, set(numbers)) == (path, {3})
    html = text(url)
    assert f'data-fragment="{talk.path}fragment/"' in html
    assert f'href="{talk.path}">Read and join the discussion' in html
    said = json.loads(re.search(r'ld\+json">(.*?)</script>', html)[1])  # type: ignore[index]
    assert said["commentCount"] == 3
    assert said["discussionUrl"].endswith(talk.path)
    one = json.loads(text(f"/api/v1/stories/{story.pk}/"))
    [line] = json.loads(text("/api/v1/stories/"))["stories"]
    assert one["comments"] == line["comments"] == {"count": 3, "url": said["discussionUrl"]}


def test_a_story_nobody_talks_about_yet_says_so_and_its_card_says_nothing(talk: SmallTalk) -> None:
    assert told(talk, text("/")) == []
    html = text(f"/harbour/{talk.thread.story.slug}/")
    assert told(talk, html) == [0]
    assert "Begin the discussion" in html


def test_a_claims_page_has_its_own_discussion(paper: Gazette) -> None:
    claim = paper.confirmed()
    paper.published("Cracks", carries=[(claim, "fact")])
    talk = SmallTalk(claim)
    talk.say_many(2)
    html = text(f"/claims/{claim.pk}/")
    assert told(talk, html) == [2]
    assert f'href="{talk.path}">Read and join the discussion' in html
    assert "Comment 1" in text(talk.path)
    [page, *others] = json.loads(re.search(r'ld\+json">(.*?)</script>', html)[1])["@graph"]  # type: ignore[index]
    assert (page["@type"], page["commentCount"]) == ("WebPage", 2)
    assert page["discussionUrl"].endswith(talk.path)
    assert "Claim" in {each["@type"] for each in others}
    assert not any("commentCount" in each for each in others), "what is said elsewhere is not counted here"


def test_what_machines_read_of_a_claim_follows_its_discussion(paper: Gazette, heard: Callable) -> None:
    claim = paper.confirmed()
    paper.published("Cracks", carries=[(claim, "fact")])
    talk, path = SmallTalk(claim), f"/claims/{claim.pk}/"
    finish(path)
    assert '"commentCount": 0' in shown(path)
    posted(talk, heard, 2)
    stirring.make_stirred()
    assert '"commentCount": 2' in shown(path)


def test_a_retracted_story_has_no_discussion(talk: SmallTalk, paper: Gazette) -> None:
    from twosource.stories.actions import correct_story

    talk.say("Words")
    story = talk.thread.story
    correct_story(story=story, kind="retraction", text="We were wrong about all of it.", by=paper.editor)
    html = text(f"/harbour/{story.slug}/")
    assert "data-fragment" not in html
    assert "commentCount" not in html


def posted(talk: SmallTalk, heard: Callable, number: int = 1) -> None:
    """Comments are put on record, and everybody hears of it."""

    def deed() -> None:
        for _each in range(number):
            with transaction.atomic():
                comment = talk.say("Words")
                record(
                    CommentsPosted(talk.thread.pk, under=talk.under, comment_ids=(comment.pk,), shown=1),
                    by=None,
                )

    heard(deed)


def shown(path: str) -> str:
    """What readers are given at once, without asking the newsroom; nothing where it must be asked."""
    page = keeping.store().get(path)
    return page.bodies["identity"].decode() if page and not page.stale else ""


def test_many_comments_are_one_change_of_the_pages_that_count_them(talk: SmallTalk, heard: Callable) -> None:
    paths = ["/", "/harbour/", talk.path, f"{talk.path}fragment/"]
    for path in paths:
        assert finish(path)
    made: list[str] = []
    posted(talk, heard, 30)
    # Served as they are, until they are made anew in their place.
    assert all(shown(path) for path in paths)
    assert Stirred.objects.count() == 2, "the discussion, and the list it stands in"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stirring, "finish", lambda path: made.append(path) or finish(path))
        stirring.make_stirred()
    assert sorted(made) == sorted(paths)
    assert made[-2:] == ["/", "/harbour/"], "the thread's own pages come before those that count it"
    assert told(talk, shown("/")) == told(talk, shown(talk.path)) == [30]
    assert not Stirred.objects.exists()


def test_a_comment_that_comes_while_pages_are_made_has_them_made_once_more(
    talk: SmallTalk, heard: Callable
) -> None:
    finish(talk.path)
    posted(talk, heard)

    def slow(path: str) -> bool:
        done = finish(path)
        if not late:
            late.append(path)
            posted(talk, heard)
        return done

    late: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stirring, "finish", slow)
        stirring.make_stirred()
    assert Stirred.objects.exists()
    stirring.make_stirred()
    assert told(talk, shown(talk.path)) == [2]


def test_the_front_page_does_not_wait_for_all_others_that_count_it(
    talk: SmallTalk, heard: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = ["/harbour/", f"/topics/{talk.thread.story.topic.slug}/"]
    for path in (talk.path, "/", *others):
        finish(path)
    made: list[str] = []

    def slow(path: str) -> bool:
        made.append(path)
        if path == others[0] and made.count(path) == 1:
            posted(talk, heard)
        return finish(path)

    monkeypatch.setattr(stirring, "finish", slow)
    monkeypatch.setattr(stirring, "SOONEST", 0.0)
    monkeypatch.setattr(stirring, "SHARE", 0.0)
    posted(talk, heard)
    stirring.make_stirred()
    assert made == [talk.path, "/", others[0], talk.path, "/", others[1]]
    assert told(talk, shown("/")) == [2]


def test_a_page_that_could_not_be_kept_is_made_another_time(talk: SmallTalk, heard: Callable) -> None:
    finish(talk.path)
    posted(talk, heard)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stirring, "finish", lambda _path: False)
        stirring.make_stirred()
    assert Stirred.objects.exists()
    stirring.make_stirred()
    assert told(talk, shown(talk.path)) == [1]
    assert not Stirred.objects.exists()


def test_a_page_begun_before_a_comment_does_not_stay(talk: SmallTalk, heard: Callable) -> None:
    """Somebody draws the page, a comment comes and the pages are made anew; then the old drawing is to be kept."""
    from twosource.edge import actions
    from twosource.edge.rendering import rendered

    kept = actions.keep

    def late(**page: object) -> object:
        patch.undo()
        posted(talk, heard)
        stirring.make_stirred()
        return kept(**page)

    patch = pytest.MonkeyPatch()
    patch.setattr(actions, "keep", late)
    rendered(talk.path)
    assert told(talk, shown(talk.path)) in ([], [1])


def test_what_is_taken_back_is_not_shown_a_moment_longer(talk: SmallTalk, heard: Callable) -> None:
    comment = talk.say("Words")
    for path in ("/", talk.path):
        finish(path)

    def deed() -> None:
        with transaction.atomic():
            record(
                CommentDecided(talk.thread.pk, under=talk.under, comment_id=comment.pk, verdict="removed"),
                by=None,
            )

    heard(deed)
    assert shown(talk.path) == shown("/") == ""
    finish_waiting(most=10)
    assert shown(talk.path)


def test_the_discussion_goes_with_its_story(talk: SmallTalk, paper: Gazette, heard: Callable) -> None:
    from twosource.stories.actions import unpublish_story

    talk.say("Words")
    finish(talk.path)
    heard(lambda: unpublish_story(story=talk.thread.story, by=paper.editor))
    assert keeping.store().get(talk.path) is None
    assert not Standing.objects.filter(path=talk.path).exists()
