"""Publishing finishes pages: which are made, which are made anew, which are dropped, and what becomes of trouble."""

from __future__ import annotations

import errno
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation
from finished import answer_of, finish_all, fresh, kept
from gazette import Gazette

from twosource.edge import actions, finishing, keeping
from twosource.edge.finisher import Finisher, finish_forgotten, say_alive
from twosource.edge.finishing import Sweep, finish, finish_waiting, improve_one
from twosource.edge.folder import FolderStore
from twosource.edge.models import Listed, Purge, Standing
from twosource.edge.reads import pages_waiting
from twosource.stories.actions import correct_story, publish_due, publish_story, unpublish_story
from twosource.stories.models import SectionPage, StoryPage

STORY = "/harbour/cracks-in-the-quay/"
FRONT = "/"
Heard = Callable[[Callable[[], Any]], Any]


@pytest.fixture
def story(paper: Gazette, heard: Heard) -> StoryPage:
    """A story with a topic and a confirmed claim, published and heard of; every page that waited is made."""
    claim = paper.confirmed()
    page: StoryPage = heard(lambda: paper.published(topic=paper.topic(), carries=[(claim, "fact")]))
    actions.expect(paths=[FRONT, "/harbour/", "/city/", "/topics/"])
    finish_all()
    return page


def body(path: str) -> bytes:
    page = kept(path)
    return page.bodies["identity"] if page else b""


def claim_path(story: StoryPage) -> str:
    return f"/claims/{story.carried.get().claim_id}/"


# what is kept


def test_a_published_story_has_its_page_when_the_click_is_answered(paper: Gazette, heard: Heard) -> None:
    heard(lambda: paper.published())
    assert b"Cracks in the quay" in body(STORY)
    assert answer_of(kept(STORY)) == fresh(STORY)  # type: ignore[arg-type]


def test_pages_that_a_story_brings_with_it_wait_and_are_made(paper: Gazette, heard: Heard) -> None:
    claim = paper.confirmed()
    heard(lambda: paper.published(topic=paper.topic(), carries=[(claim, "fact")]))
    around = {"/topics/harbour-repairs/", f"/claims/{claim.pk}/"}
    assert around <= set(finishing.waiting().values_list("path", flat=True))
    finish_all()
    assert all(kept(path) for path in around)
    assert (pages_waiting().stale, pages_waiting().failed) == (0, 0)


def test_what_a_reader_asks_for_is_kept_in_every_encoding(story: StoryPage, client: Client) -> None:
    answer = client.get("/corrections/", headers={"Accept-Encoding": "gzip"})
    page = kept("/corrections/")
    assert page is not None
    assert set(page.bodies) == {"identity", "gzip", "br", "zstd"}
    assert answer["Content-Encoding"] == "gzip"
    assert page.etag in answer["ETag"]
    assert page.keys[0] == keeping.own_key("/corrections/")
    names = {name.lower() for name, _value in page.headers}
    assert {"cache-control", "content-security-policy", "x-content-type-options"} <= names
    assert not names & keeping.OF_THE_ANSWER


@pytest.mark.parametrize(
    "path",
    [
        "/?before=1",
        "/search/?q=quay",
        "/desk/",
        "/admin/",
        "/harbour/nothing/",
        "/claims/00001/",
        STORY + "?at=2020-01-01T00:00Z",
    ],
)
def test_what_is_not_one_page_for_everyone_is_not_kept(story: StoryPage, client: Client, path: str) -> None:
    before = set(keeping.store().paths())
    client.get(path)
    client.head("/about/")
    client.post("/about/")
    assert set(keeping.store().paths()) == before


def test_doubled_slashes_make_no_further_pages(story: StoryPage, client: Client) -> None:
    assert client.get(STORY + "//").status_code in (200, 301, 404)
    assert kept(STORY + "//") is None


def test_who_reads_does_not_change_the_page(story: StoryPage, client: Client, paper: Gazette) -> None:
    anonymous = answer_of(kept(STORY))  # type: ignore[arg-type]
    actions.touch_one(path=STORY)
    client.force_login(paper.editor)
    assert "Set-Cookie" not in client.get(STORY).headers
    assert answer_of(kept(STORY)) == anonymous  # type: ignore[arg-type]


def test_a_page_is_in_the_papers_language_whoever_published(paper: Gazette, heard: Heard) -> None:
    with translation.override("de"), timezone.override("Asia/Tokyo"):
        heard(lambda: paper.published())
        assert translation.get_language() == "de"
    assert answer_of(kept(STORY)) == fresh(STORY)  # type: ignore[arg-type]
    assert b'lang="en' in body(STORY)


def test_pages_do_not_change_with_the_clock_alone(
    story: StoryPage, paper: Gazette, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = story.carried.get().claim
    heard(lambda: paper.ask(claim, paper.voice("Port authority")))
    finish(claim_path(story))
    finish_all()
    lasting = Standing.objects.filter(until=None).values_list("path", flat=True)
    asked = set(Standing.objects.exclude(until=None).values_list("path", flat=True))
    assert {STORY, claim_path(story)} <= asked
    now = {path: fresh(path) for path in lasting}
    later = timezone.now() + timedelta(days=700)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert {path: fresh(path) for path in lasting} == now
    assert FRONT in now


def test_a_page_is_made_anew_when_a_deadline_passes(story: StoryPage, paper: Gazette, heard: Heard) -> None:
    claim = story.carried.get().claim
    request = heard(lambda: paper.ask(claim, paper.voice("Port authority"), hours=5))
    finish_all()
    assert Standing.objects.get(path=STORY).until == request.deadline
    assert actions.touch_turned() == 0
    Standing.objects.filter(path=STORY).update(until=timezone.now())
    assert actions.touch_turned() == 1
    assert kept(STORY) is None
    assert list(finishing.waiting().values_list("path", flat=True)) == [STORY]


# what facts do


def test_a_correction_touches_what_shows_the_story_and_nothing_else(
    story: StoryPage, paper: Gazette, heard: Heard, client: Client
) -> None:
    client.get("/about/")
    others = {path: keeping.store().file_of(path).stat() for path in ("/about/", "/city/", "/topics/")}
    heard(
        lambda: correct_story(story=story, kind="correction", text="It was the north quay.", by=paper.editor)
    )
    assert b"It was the north quay." in body(STORY)
    waits = set(finishing.waiting().values_list("path", flat=True))
    assert {FRONT, "/harbour/", claim_path(story)} <= waits
    finish_all()
    for path, before in others.items():
        now = keeping.store().file_of(path).stat()
        assert (now.st_ino, now.st_mtime_ns) == (before.st_ino, before.st_mtime_ns), path


def test_the_front_page_is_made_before_sections_and_these_before_other_stories(
    story: StoryPage, paper: Gazette, heard: Heard
) -> None:
    heard(lambda: paper.published("Another", topic=paper.topic()))
    order = list(finishing.waiting().values_list("path", flat=True))
    places = [order.index(path) for path in (FRONT, "/harbour/", "/topics/", STORY)]
    assert places == sorted(places)


def test_an_unpublished_story_is_gone_before_anything_is_made_anew(
    story: StoryPage, paper: Gazette, heard: Heard, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from twosource.shortlinks.reads import short_path

    own = [STORY, claim_path(story), f"/api/v1/stories/{story.pk}/", short_path(story.pk)]
    for path in own:
        client.get(path)
    assert all(kept(path) for path in own)
    monkeypatch.setattr("twosource.edge.handlers.finish", lambda path: False)
    heard(lambda: unpublish_story(story=story, by=paper.editor))
    for path in own:
        assert keeping.store().get(path) is None, path
    for path in keeping.store().paths():
        page = kept(path)
        assert page is None or b"Cracks in the quay" not in page.bodies["identity"], path
    finish_all()
    assert kept(FRONT) is not None
    assert not any(b"Cracks in the quay" in body(path) for path in keeping.store().paths())


def test_a_story_that_waits_for_its_hour_is_in_no_page(
    story: StoryPage, paper: Gazette, heard: Heard, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def schedule() -> StoryPage:
        draft = paper.story("Embargoed until Monday", topic=paper.topic("A secret matter"))
        return publish_story(story=draft, by=paper.editor, at=timezone.now() + timedelta(hours=1))

    heard(schedule)
    for path in (FRONT, "/topics/", "/sitemap.xml", "/feeds/atom.xml", "/harbour/embargoed-until-monday/"):
        client.get(path)
    finish_all()
    for path in keeping.store().paths():
        page = keeping.store().get(path)
        assert page is not None
        assert b"Embargoed" not in page.bodies["identity"], path
        assert b"secret matter" not in page.bodies["identity"], path
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    heard(publish_due)
    assert b"Embargoed until Monday" in body("/harbour/embargoed-until-monday/")


def test_no_cache_on_the_way_keeps_that_a_page_is_not_there(client: Client, paper: Gazette) -> None:
    for answer in (
        client.get(STORY),
        client.head(STORY),
        client.get("/topics/none/?before=1"),
        client.post(STORY),
    ):
        assert answer.status_code in (404, 405)
        assert answer["Cache-Control"] == "no-store"


def test_a_section_that_is_renamed_is_renamed_on_every_page(
    story: StoryPage, paper: Gazette, heard: Heard
) -> None:
    def rename() -> None:
        section = SectionPage.objects.get(pk=paper.harbour.pk)
        section.title = "Port"
        section.save()

    heard(rename)
    assert kept(FRONT) is None
    assert kept(STORY) is None
    finish_all()
    assert b"Port" in body(STORY)


def test_a_story_whose_places_are_not_on_record_still_leaves_its_lists(
    story: StoryPage, paper: Gazette, heard: Heard
) -> None:
    """An archive that was there before pages were finished."""
    Listed.objects.all().delete()
    heard(lambda: unpublish_story(story=story, by=paper.editor))
    finish_all()
    assert b"Cracks in the quay" not in body(FRONT) + body("/harbour/") + body("/topics/")
    assert b"Harbour repairs" not in body("/topics/")


def test_a_retraction_that_is_the_first_notice_of_its_story_is_on_the_page_of_corrections(
    story: StoryPage, paper: Gazette, heard: Heard
) -> None:
    actions.expect(paths=["/corrections/"])
    finish_all()
    assert b"It was the north quay." not in body("/corrections/")
    heard(
        lambda: correct_story(story=story, kind="retraction", text="It was the north quay.", by=paper.editor)
    )
    assert kept("/corrections/") is None
    finish_all()
    assert b"It was the north quay." in body("/corrections/")


def test_a_page_whose_fact_comes_while_it_is_made_is_made_again(
    story: StoryPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, turns = keeping.finished, []

    def slowly(path: str, *rest: Any) -> Any:
        turns.append(path)
        if len(turns) == 1:
            StoryPage.objects.filter(pk=story.pk).update(title="Cracks in both quays")
            actions.touch(subjects=[f"story:{story.pk}"])
        return make(path, *rest)

    monkeypatch.setattr(keeping, "finished", slowly)
    assert finish(STORY)
    assert turns == [STORY, STORY]
    assert b"Cracks in both quays" in body(STORY)


def test_what_a_reader_was_given_too_late_is_not_kept(
    story: StoryPage, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = keeping.finished
    actions.touch_one(path=STORY)

    def slowly(*given: Any) -> Any:
        actions.touch(subjects=[f"story:{story.pk}"])
        return make(*given)

    monkeypatch.setattr(keeping, "finished", slowly)
    assert client.get(STORY).status_code == 200
    assert kept(STORY) is None
    assert STORY in finishing.waiting().values_list("path", flat=True)


def test_a_page_in_the_making_when_everything_is_to_be_made_anew_is_not_kept(story: StoryPage) -> None:
    from twosource.ledger.uses import Uses

    begun, page = actions.last_purge(), kept(STORY)
    assert page is not None
    actions.touch_all()
    assert actions.keep(page=page, uses=Uses({f"story:{story.pk}"}), begun=begun) is actions.Kept.TOUCHED
    assert kept(STORY) is None


# the same page, better


def test_the_same_content_keeps_its_validators_and_other_content_has_others(
    story: StoryPage, paper: Gazette, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept(STORY)
    actions.touch_one(path=STORY)
    monkeypatch.setattr(keeping, "time", SimpleNamespace(time=lambda: 4_000_000_000.5))
    finish(STORY)
    again = kept(STORY)
    assert before is not None
    assert again is not None
    assert (again.etag, again.last_modified) == (before.etag, before.last_modified)
    heard(
        lambda: correct_story(story=story, kind="correction", text="It was the north quay.", by=paper.editor)
    )
    new = kept(STORY)
    assert new is not None
    assert new.etag != before.etag
    assert new.last_modified == 4_000_000_000


def test_a_page_is_compressed_better_and_is_the_same_page(story: StoryPage) -> None:
    before = {path: keeping.store().get(path) for path in keeping.store().paths()}
    while improve_one():
        pass
    assert not Standing.objects.filter(best=False).exists()
    for path, was in before.items():
        now = keeping.store().get(path)
        assert was is not None
        assert now is not None
        assert now.best
        assert (now.etag, now.last_modified, now.headers) == (was.etag, was.last_modified, was.headers)
        assert all(len(now.bodies[name]) <= len(was.bodies[name]) for name in was.bodies)


# trouble


def test_a_full_disk_stops_no_publishing_and_shows_nothing_old(
    story: StoryPage, paper: Gazette, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(FolderStore, "put", full)
        heard(lambda: correct_story(story=story, kind="correction", text="North quay.", by=paper.editor))
        assert StoryPage.objects.get(pk=story.pk).corrections.count() == 1
        assert kept(STORY) is None
        row = Standing.objects.get(path=STORY)
        assert (row.state, row.attempts) == ("failed", 1)
        assert "No space left" in row.last_error
        [trouble] = pages_waiting().troubles
        assert (trouble.path, trouble.attempts) == (STORY, 1)
        assert STORY not in finishing.waiting().values_list("path", flat=True)  # not before its time
        finish_all()
        assert Standing.objects.get(path=STORY).attempts == 2
    finish_all()
    assert b"North quay." in body(STORY)
    assert not pages_waiting().troubles


def test_a_page_that_cannot_even_be_marked_is_taken_away(
    story: StoryPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(FolderStore, "mark_stale", broken)
    actions.touch(subjects=[f"story:{story.pk}"])
    assert keeping.store().get(STORY) is None


def test_a_page_that_breaks_holds_up_no_other_and_is_tried_later_each_time(
    story: StoryPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = finishing.rendered

    def breaking(path: str) -> Any:
        if path == STORY:
            raise ZeroDivisionError("a template of the theme")
        return make(path)

    actions.touch_all()
    monkeypatch.setattr(finishing, "rendered", breaking)
    finish_all()
    assert kept(FRONT) is not None
    first = Standing.objects.get(path=STORY)
    finish(STORY)
    second = Standing.objects.get(path=STORY)
    assert (first.state, first.attempts, second.attempts) == ("failed", 1, 2)
    assert "ZeroDivisionError: a template of the theme" in first.last_error
    assert second.again_at > first.again_at
    assert second.since == first.since


def test_a_reader_is_answered_though_the_page_cannot_be_kept(
    story: StoryPage, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    def locked(**_: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(actions, "keep", locked)
    answer = client.get(STORY)
    assert answer.status_code == 200
    assert b"Cracks in the quay" in answer.content


def test_who_carries_pages_further_hears_of_what_readers_are_given_otherwise(
    story: StoryPage, paper: Gazette, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[list[str], list[str], list[str]]] = []

    def listen(*, paths: Any, keys: Any, dropped: Any = ()) -> None:
        told.append((list(paths), list(keys), list(dropped)))

    monkeypatch.setattr(actions.outward, "tell", listen)
    actions.touch_one(path=STORY)
    finish(STORY)  # the same content again
    assert told == []
    heard(lambda: correct_story(story=story, kind="correction", text="North.", by=paper.editor))
    assert told == [([STORY], [keeping.own_key(STORY), f"story:{story.pk}"], [])]
    told.clear()
    heard(lambda: unpublish_story(story=StoryPage.objects.get(pk=story.pk), by=paper.editor))
    assert STORY in told[0][2]
    assert keeping.own_key(STORY) in told[0][1]


# catching up


def test_lost_files_are_made_again_and_unknown_ones_dropped(story: StoryPage) -> None:
    keeping.store().drop(STORY)
    page = kept(FRONT)
    assert page is not None
    from dataclasses import replace

    keeping.store().put(replace(page, path="/nobody-knows/"))
    sweep = Sweep([STORY, "/standards/", "/no-page-here/"])
    while sweep.step():
        pass
    assert kept("/nobody-knows/") is None
    finish_all()
    assert kept(STORY) is not None
    assert kept("/standards/") is not None
    assert not Standing.objects.filter(path="/no-page-here/").exists()


def test_a_folder_that_was_thrown_away_is_filled_again(story: StoryPage) -> None:
    import shutil

    finisher = Finisher(lambda: [])
    for _turn in range(20):
        finisher.work()
    paths = set(keeping.store().paths())
    shutil.rmtree(keeping.folder())
    for _turn in range(60):
        finisher.work()
    assert set(keeping.store().paths()) == paths


def test_every_address_of_readers_is_made_without_anybody_asking(story: StoryPage) -> None:
    from twosource.api.addresses import every_address

    Standing.objects.all().delete()
    sweep = Sweep(every_address())
    while sweep.step():
        pass
    finish_all()
    addresses = list(every_address())
    assert {FRONT, STORY, "/topics/harbour-repairs/", claim_path(story), "/feeds/rss.xml"} <= set(addresses)
    assert [path for path in addresses if not kept(path)] == []


def test_another_theme_package_or_address_makes_every_page_anew(story: StoryPage) -> None:
    assert actions.made_of(digest="one")
    finish_all()
    assert not actions.made_of(digest="one")
    assert kept(STORY) is not None
    assert actions.made_of(digest="two")
    assert kept(STORY) is None


def test_pages_newer_than_the_database_are_made_anew(story: StoryPage) -> None:
    """A backup was put back."""
    actions.made_of(digest="one")
    finish_all()
    Purge.objects.all().delete()
    assert actions.made_of(digest="one")
    assert kept(STORY) is None


def test_another_process_makes_what_a_dead_finisher_leaves(story: StoryPage) -> None:
    say_alive()
    actions.touch(subjects=[f"story:{story.pk}"])
    assert finish_forgotten() == 0
    (keeping.folder() / "finisher").unlink()
    assert not pages_waiting().working
    assert finish_forgotten() > 0
    assert kept(STORY) is not None


def test_purges_are_forgotten_when_no_page_can_be_older(story: StoryPage) -> None:
    last = actions.last_purge()
    Purge.objects.update(at=timezone.now() - timedelta(hours=2))
    actions.forget_purges()
    assert list(Purge.objects.values_list("pk", flat=True)) == [last]
    assert finish_waiting(most=5) == 0
