"""The desk's screen of finished pages: what waits, what failed and why, what readers get."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from gazette import Gazette

from twosource.edge.models import Errand, Look, Station
from twosource.edge.outward import carry_out, tell
from twosource.outside.objects import NullObjects, bucket, open_bucket
from twosource.outside.purging import NotPurged, NullPurger, Purger, VarnishPurger, open_purgers, purgers


@pytest.fixture(autouse=True)
def places(tmp_path: Path, settings: Any) -> Iterator[Callable[..., None]]:
    """Says which places there are beyond this machine; none at first."""
    settings.TWOSOURCE_FOLDER = tmp_path
    before = bucket(), purgers()

    def stand(*caches: Purger, store: NullObjects | None = None) -> None:
        open_purgers(caches)
        open_bucket(store)

    stand()
    yield stand
    open_bucket(before[0])
    open_purgers(before[1])


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page[page.index("<main") :]).split())


def look(path: str = "/", kind: str = "front", **about: Any) -> Look:
    moment = timezone.now()
    plain = {"asked_at": moment, "changed_at": moment - timedelta(seconds=3), "seconds": 1.26, "mark": path}
    return Look.objects.create(path=path, kind=kind, **{**plain, **about})


def test_with_nothing_beyond_and_nothing_changed_it_says_so(paper: Gazette, seat: Callable) -> None:
    page = seat(paper.reporter).see("/desk/pages/")
    said = text_of(page)
    assert "Nothing is in trouble." in said
    assert "no bucket, no cache" in said
    assert "Nothing has changed yet" in said
    assert "Try everything again" not in said, "there is nothing to try"
    assert 'href="/desk/pages/" aria-current="page">Pages</a>' in page, "no number where all is well"


def test_a_place_that_fails_is_named_with_its_reason(
    paper: Gazette, seat: Callable, places: Callable
) -> None:
    places(
        NullPurger(name="fastly", trouble="Fastly answers 403: no <b>entry</b>"),
        NullPurger(name="cloudflare"),
    )
    tell(paths=["/"], keys=["story:7"])
    carry_out()
    page = seat(paper.reporter).see("/desk/pages/")
    said = text_of(page)
    assert "Something needs your eyes." in said
    assert "Fastly It fails Fastly answers 403: no &lt;b&gt;entry&lt;/b&gt;" in said
    assert "1 time in a row; again at" in said
    assert "Cloudflare It does as it is asked 0" in said
    assert 'Pages <span class="waiting">1<span class="unseen"> in trouble</span>' in page


def test_a_place_that_was_never_asked_is_no_trouble(paper: Gazette, seat: Callable, places: Callable) -> None:
    places(VarnishPurger("http://10.0.0.2:6081"), store=NullObjects())
    said = text_of(seat(paper.reporter).see("/desk/pages/"))
    assert "Varnish at 10.0.0.2:6081 It was not asked yet 0 never" in said
    assert "Bucket “”" in said
    assert "Nothing is in trouble." in said


def test_what_is_refused_by_itself_is_listed(paper: Gazette, seat: Callable, places: Callable) -> None:
    class Fussy(NullPurger):
        def purge(self, keys: Any) -> None:
            if "story:7" in keys:
                raise NotPurged("no such key, ever", refused=True)
            super().purge(keys)

    places(Fussy(name="cloudflare"))
    tell(paths=["/"], keys=["story:7", "story:8"])
    carry_out()
    said = text_of(seat(paper.reporter).see("/desk/pages/"))
    assert "It refuses 1 thing" in said
    assert "What Cloudflare refuses story:7 no such key, ever tried 1 time; again at" in said


def test_a_long_list_of_refusals_is_cut_and_counted(paper: Gazette, seat: Callable, places: Callable) -> None:
    places(NullPurger(name="cloudflare"))
    Errand.objects.bulk_create(
        Errand(station="cloudflare", mark=str(number), what=f"story:{number}", attempts=1, last_error="no")
        for number in range(27)
    )
    said = text_of(seat(paper.reporter).see("/desk/pages/"))
    assert "and 7 more" in said
    assert said.count("tried 1 time") == 20


def test_the_last_look_of_each_kind_is_shown(paper: Gazette, seat: Callable) -> None:
    look("/old/", "story", asked_at=timezone.now() - timedelta(hours=1))
    look("/new/", "story")
    look("/", "front", words="No finished page is kept of this address: there is nothing to compare.")
    look("/corrections/", "corrections", gone=True)
    said = text_of(seat(paper.reporter).see("/desk/pages/"))
    assert "/new/ story The newest page seen 1.3 s after the change" in said
    assert "/old/" not in said
    assert "there is nothing to compare" in said
    assert "corrections Nothing, as it should be" in said
    assert "Nothing is in trouble." in said


def test_a_page_that_is_late_comes_first_and_stays(paper: Gazette, seat: Callable) -> None:
    old = timezone.now() - timedelta(minutes=9)
    look(
        "/late/", "story", late=True, words="It shows an older page.", changed_at=old, next_at=timezone.now()
    )
    look("/fine/", "story")
    page = seat(paper.reporter).see("/desk/pages/")
    said = text_of(page)
    assert "/late/ story Not what was published It shows an older page. It changed 9 minutes ago." in said
    assert said.index("/late/") < said.index("/fine/")
    assert "Something needs your eyes." in said
    assert 'Pages <span class="waiting">1<' in page


def test_a_probe_that_is_off_is_said(paper: Gazette, seat: Callable, settings: Any) -> None:
    section = settings.TWOSOURCE.purge.model_copy(update={"probe": False})
    settings.TWOSOURCE = settings.TWOSOURCE.model_copy(update={"purge": section})
    assert "Nobody looks: probe = false" in text_of(seat(paper.reporter).see("/desk/pages/"))


def test_what_nobody_carries_out_is_noticed(
    paper: Gazette, seat: Callable, places: Callable, settings: Any
) -> None:
    places(NullPurger(name="fastly"), store=NullObjects())
    tell(paths=["/"], keys=["story:7"])
    rita = seat(paper.reporter)
    assert "Nothing is in trouble." in text_of(rita.see("/desk/pages/")), "it was asked for a moment ago"
    Errand.objects.update(asked_at=timezone.now() - timedelta(minutes=2))
    Look.objects.update(next_at=timezone.now() - timedelta(minutes=2))
    said = text_of(rita.see("/desk/pages/"))
    assert said.count("Nobody carries it out Is “twosource serve” running?") == 2
    assert "1 changed page was not looked at yet." in said
    assert "Something needs your eyes." in said
    section = settings.TWOSOURCE.purge.model_copy(update={"origin": "bucket"})
    settings.TWOSOURCE = settings.TWOSOURCE.model_copy(update={"purge": section})
    assert "Fastly It waits for the bucket" in text_of(rita.see("/desk/pages/"))


def test_trying_again_makes_everything_due(paper: Gazette, seat: Callable, places: Callable) -> None:
    cache = NullPurger(trouble="down")
    places(cache)
    tell(paths=["/"], keys=["story:7"])
    carry_out()
    Station.objects.update(next_try_at=timezone.now() + timedelta(minutes=5))
    late = look("/late/", "story", late=True, next_at=timezone.now() + timedelta(minutes=9))
    cache.trouble = ""
    said = text_of(seat(paper.reporter).do("/desk/pages/again/"))
    assert carry_out() == 2
    late.refresh_from_db()
    assert late.next_at is not None
    assert late.next_at <= timezone.now()
    assert "Finished pages" in said


def test_only_people_of_the_newsroom_see_or_do_it(paper: Gazette, seat: Callable) -> None:
    assert Client().get("/desk/pages/").status_code == 302
    assert Client().post("/desk/pages/again/").status_code == 302
    moderator = seat(paper.hire("mo", "Moderators"))
    moderator.see("/desk/pages/", 403)
    assert moderator.send("/desk/pages/again/").status_code == 403
    assert seat(paper.reporter).client.get("/desk/pages/again/").status_code == 405


def test_the_screen_asks_few_questions(
    paper: Gazette, seat: Callable, places: Callable, django_assert_max_num_queries: Callable
) -> None:
    places(
        *(NullPurger(name=f"varnish http://10.0.0.{number}:80") for number in range(6)), store=NullObjects()
    )
    rita = seat(paper.reporter)
    rita.see("/desk/pages/")
    with django_assert_max_num_queries(26):
        rita.see("/desk/pages/")
