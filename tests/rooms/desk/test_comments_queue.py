"""The moderators' queue at the desk, without a script: what waits and why, plain buttons, and who else looks."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from gazette import Gazette

sys.path.append(str(Path(__file__).resolve().parents[1] / "discussion_moderation"))
from moderated import Talk

from twosource.discussion.actions.reporting import report_comment
from twosource.discussion.models import Comment, Decision
from twosource.discussion.moderation.queue import Asked, how_many, queue_page


@pytest.fixture
def talk(paper: Gazette) -> Talk:
    return Talk(paper)


QUEUE = "/desk/comments/"


def test_a_held_comment_says_why_with_its_words_marked_and_its_context_beside_it(
    talk: Talk, seat: Callable
) -> None:
    top = talk.says("How many bearings has it?", by="Bo Reader")
    removed = talk.says("Earlier words of mine.")
    talk.removes(removed, 2)
    held = talk.says(
        "Ask at the <b>Casino</b> of luck.",
        answers=top,
        why=[("words", "Casino"), ("links", "http://x.example")],
    )
    page = seat(talk.mia).see(QUEUE)
    assert "Ask at the &lt;b&gt;<mark>Casino</mark>&lt;/b&gt; of luck." in page
    assert "Words on the newsroom’s list" in page
    assert "http://x.example" in page, "what it found is said though it does not stand there"
    assert "How many bearings has it?" in page
    assert "what it answers" in page
    assert re.search(r"1 removed</b>\s+by rule 2, Argue with words", page)
    assert f'name="seen" value="{held.turn}"' in page
    for key in ("a", "1", "8"):
        assert f'data-key="{key}"' in page


def test_plain_buttons_decide_and_lead_to_the_next(talk: Talk, seat: Callable) -> None:
    first, second = talk.held("First casino"), talk.held("Second casino")
    mo = seat(talk.mo)
    page = mo.see(QUEUE)
    assert page.index("First casino") < page.index("Second casino"), "oldest first"
    back = re.search(r'name="back" value="([^"]+)"', page[page.index("data-decide") :])
    assert back
    done = mo.do(f"{QUEUE}{first.pk}/decide/", verdict="6", seen="0", reason="Advertising.", back=back[1])
    assert "Mo Smith removed it by rule 6" in done
    assert f'data-card="{second.pk}"' in done
    assert Decision.objects.get().reason == "Advertising."
    undo = re.search(r'action="(/desk/comments/decisions/\d+/undo/)"', done)
    assert undo
    assert "as it was before" in mo.do(undo[1])
    first.refresh_from_db()
    assert first.state == Comment.State.HELD


def test_the_second_moderator_is_told_who_decided_what(talk: Talk, seat: Callable) -> None:
    held = talk.held()
    mo, mia = seat(talk.mo), seat(talk.mia)
    mo.see(QUEUE)
    assert "Mo Smith has it before them now" in mia.see(QUEUE)
    assert mia.send(f"{QUEUE}{held.pk}/look/").json() == {"gone": False, "by": "Mo Smith"}
    mo.do(f"{QUEUE}{held.pk}/decide/", verdict="approved", seen="0")
    assert mia.send(f"{QUEUE}{held.pk}/look/").json() == {"gone": True}
    answer = mia.client.post(
        f"{QUEUE}{held.pk}/decide/", {"verdict": "4", "seen": "0"}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 409
    assert "Mo Smith approved it" in answer.json()["refused"]
    assert "Mo Smith approved it" in mia.do(f"{QUEUE}{held.pk}/decide/", verdict="4", seen="0")
    assert Decision.objects.count() == 1


def test_what_the_script_asks_for_is_answered_in_json_and_in_parts(talk: Talk, seat: Callable) -> None:
    rows = [talk.held(f"Casino {number}") for number in range(12)]
    mo = seat(talk.mo)
    page = mo.see(QUEUE)
    further = re.search(r'data-further="([^"]+)"', page)
    assert further
    part = mo.see(f"{QUEUE}?part=1&after={further[1]}")
    assert re.findall(r'dir="auto">(Casino \d+)</span>', part) == ["Casino 10", "Casino 11"]
    assert "<html" not in part
    wants = {"Accept": "application/json"}
    told = mo.client.post(f"{QUEUE}{rows[0].pk}/decide/", {"verdict": "6", "seen": "0"}, headers=wants).json()
    assert told["told"].startswith("Mo Smith removed it by rule 6")
    back = mo.client.post(told["undo"], headers=wants).json()
    assert back["comment"] == rows[0].pk
    assert "Casino 0" in mo.see(f"{QUEUE}{rows[0].pk}/card/")
    talk.approves(rows[0])
    mo.see(f"{QUEUE}{rows[0].pk}/card/", 404)


def test_reported_comments_wait_beside_held_ones(talk: Talk, seat: Callable) -> None:
    shown = talk.says("The mayor took money.")
    for name in ("Cy", "Dee"):
        report_comment(comment=shown.pk, rule=4, words="No source at all", by=talk.reader(name))
    mo = seat(talk.mo)
    page = mo.see(f"{QUEUE}?kind=reported")
    assert "2 reports" in page
    assert "Reported by rule 4, Say how you know" in page
    assert "It stays" in page
    mo.do(f"{QUEUE}{shown.pk}/decide/", verdict="approved", seen="0")
    assert {one.outcome for one in shown.reports.all()} == {"rejected"}
    assert "Nothing waits" in mo.see(QUEUE)


def test_the_queue_is_narrowed_down(talk: Talk, seat: Callable) -> None:
    talk.held("Casino of words", by="Ana Reader")
    talk.says("Three links", by="Bo Reader", why=[("links", "")])
    mo, bo = seat(talk.mo), talk.reader("Bo Reader")
    for query, there in (("q=CASINO", "Casino of"), ("why=links", "Three"), (f"author={bo.pk}", "Three")):
        page = mo.see(f"{QUEUE}?{query}")
        assert there in page
        assert page.count("data-row ") == 1
    assert "Nothing that fits" in mo.see(f"{QUEUE}?q=nothing-of-it")
    for nonsense in ("kind=x", "why=x", "author=²", "after=x", "c=x", "after=99999999999999999999-1"):
        assert mo.see(f"{QUEUE}?{nonsense}").count("data-row ") == 2, nonsense


def test_the_chosen_and_all_alike_are_decided_in_one(talk: Talk, seat: Callable) -> None:
    run = [talk.held(f"Casino {n % 2}", by=f"Spammer {n}", likeness=7) for n in range(5)]
    other = talk.held("Another", likeness=8)
    mo = seat(talk.mo)
    assert f"{QUEUE}{run[0].pk}/alike/" in mo.see(QUEUE)
    page = mo.see(f"{QUEUE}runs/")
    assert "5 comments alike" in page
    assert "By 5 readers" in page
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen
    done = mo.do(f"{QUEUE}decide/", verdict="6", seen=seen[1], back=f"{QUEUE}runs/")
    assert "5 comments: Mo Smith removed them by rule 6" in done
    assert "No runs" in done
    undo = re.search(r'action="(/desk/comments/undo/[0-9a-f]+/)"', done)
    assert undo
    assert "5 comments are as before" in mo.do(undo[1])
    chosen = [f"{row.pk}:{turn}" for row, turn in ((run[0], 2), (run[1], 0), (other, 0))]
    told = mo.do(f"{QUEUE}decide/", verdict="approved", seen=chosen)
    assert "2 comments" in told
    assert "Not decided, 1" in told
    assert "choose at least one" in mo.do(f"{QUEUE}decide/", verdict="approved").lower()


def test_one_moderates_nothing_of_ones_own(talk: Talk, seat: Callable) -> None:
    held = talk.held(author=talk.reader("Mo reads", email="mo+r@paper.example"))
    mo = seat(talk.mo)
    assert "You wrote this yourself" in mo.see(QUEUE)
    assert "Nobody moderates their own" in mo.do(f"{QUEUE}{held.pk}/decide/", verdict="approved", seen="0")


def test_moderators_see_comments_and_no_other_screen_of_the_desk(
    talk: Talk, seat: Callable, client: Client
) -> None:
    held = talk.held()
    mo = seat(talk.mo)
    page = mo.see(QUEUE)
    assert "/desk/claims/" not in page
    assert mo.client.get("/desk/").headers["Location"] == QUEUE, "there they begin"
    for path in ("/desk/claims/", "/desk/sealed/"):
        mo.see(path, 403)
    assert QUEUE in mo.see("/admin/"), "the editor leads there"
    eva = seat(talk.paper.editor)
    assert 'waiting">1<' in eva.see("/desk/")
    rita = seat(talk.paper.reporter)
    for path in (QUEUE, f"{QUEUE}{held.pk}/card/", f"{QUEUE}appeals/", f"{QUEUE}bans/", "/desk/standards/"):
        rita.see(path, 403)
        assert client.get(path).status_code == 302
    assert rita.send(f"{QUEUE}{held.pk}/decide/", verdict="approved", seen="0").status_code == 403
    held.refresh_from_db()
    assert held.state == Comment.State.HELD


def test_a_room_that_is_switched_off_has_no_queue(talk: Talk, seat: Callable, settings: Any) -> None:
    rooms = settings.TWOSOURCE.rooms.model_copy(update={"discussion": False})
    settings.TWOSOURCE = settings.TWOSOURCE.model_copy(update={"rooms": rooms})
    seat(talk.mo).see(QUEUE, 404)
    assert QUEUE not in seat(talk.paper.editor).see("/desk/")


def test_ten_thousand_that_wait_are_opened_by_as_many_queries_and_rows_as_ten(
    talk: Talk, seat: Callable
) -> None:
    talk.held()
    author, mo = talk.reader(), seat(talk.mo)
    mo.see(QUEUE)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            mo.see(QUEUE)
        return len(queries)

    rows = [talk.held(f"Casino {number}", by=f"Reader {number}") for number in range(9)]
    few = cost()
    Comment.objects.bulk_create(
        Comment(
            thread=talk.thread,
            author=author,
            source="Casino",
            html="",
            state="held",
            posted_at=rows[0].posted_at,
        )
        for _number in range(2000)
    )
    assert cost() == few
    page = queue_page(Asked(), after="")
    assert len(page.rows) == 10
    assert how_many() == 999, "nobody counts further"
