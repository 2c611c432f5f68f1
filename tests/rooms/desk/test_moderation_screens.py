"""Beside the moderators' queue: appeals, bans, threads and topics, every decision, and the standards."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from gazette import Gazette

sys.path.append(str(Path(__file__).resolve().parents[1] / "discussion_moderation"))
from moderated import Talk

from twosource.discussion.actions.appealing import lodge_appeal
from twosource.discussion.models import Ban, Edition, Thread, TopicPolicy


@pytest.fixture
def talk(paper: Gazette) -> Talk:
    return Talk(paper)


def test_an_appeal_is_decided_by_another_and_the_screen_says_so(talk: Talk, seat: Callable) -> None:
    comment = talk.says("The mayor took money.")
    removed = talk.removes(comment, 4, reason="No source.")
    appeal = lodge_appeal(decision=removed.pk, words="The <source> is linked.", by=comment.author)
    mo, mia = seat(talk.mo), seat(talk.mia)
    path = f"/desk/comments/appeals/{appeal.pk}/decide/"
    told = {"outcome": "upheld", "answer": "It is linked indeed."}
    assert "You removed it yourself" in mo.see("/desk/comments/appeals/")
    assert "You removed it yourself" in mo.be_refused(path, **told)
    page = mia.see("/desk/comments/appeals/")
    assert "The &lt;source&gt; is linked." in page
    assert "Mo Smith removed it by rule 4" in page
    assert "in a sentence" in mia.be_refused(path, outcome="upheld", answer="Yes")
    assert "Is shown again" not in mia.do(path, **told).split("Decided</h2>")[0]
    comment.refresh_from_db()
    assert comment.state == "shown"


def test_a_reader_and_a_network_are_banned_and_let_in_again(talk: Talk, seat: Callable) -> None:
    cy, mo = talk.reader("Cy"), seat(talk.mo)
    page = mo.see(f"/desk/comments/bans/?reader={cy.pk}")
    assert 'value="Cy"' in page
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    told = {"rule": "2", "until": day, "reason": "Three insults in a day."}
    assert "no reader of this name" in mo.be_refused("/desk/comments/bans/", reader="Nobody", **told).lower()
    assert "not both" in mo.be_refused("/desk/comments/bans/", **told)
    done = mo.do("/desk/comments/bans/", reader=" CY ", **told)
    assert "Three insults" in done
    mo.do("/desk/comments/bans/", network="192.0.2.0/24", **told)
    ban = Ban.objects.get(reader=cy)
    assert "It is lifted" in mo.do(f"/desk/comments/bans/{ban.pk}/lift/")
    assert "ended already" in mo.be_refused(f"/desk/comments/bans/{ban.pk}/lift/")
    assert "lifted by Mo Smith" in mo.see("/desk/comments/bans/")


def test_a_ban_begins_at_a_comment_without_typing_whom(talk: Talk, seat: Callable) -> None:
    comment, mo = talk.held("Buy a <boat>.", by="Cy", sender="d" * 64), seat(talk.mo)
    path = f"/desk/comments/bans/?comment={comment.pk}"
    assert f'href="{path}#ban" data-key="b"' in mo.see("/desk/comments/")
    talk.removes(comment, 6)
    assert f'href="{path}#ban"' in mo.see("/desk/comments/log/")
    page = mo.see(path)
    assert "Buy a &lt;boat&gt;." in page
    assert "Cy, under all their accounts" in page
    assert "the network it came from" in page
    assert "d" * 64 not in page
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    told = {"rule": "6", "until": day, "reason": "The fourth account that advertises."}
    assert "Buy a &lt;boat&gt;." in mo.be_refused(path, **told)
    assert "only for a range" in mo.be_refused(path, whom="network", network="192.0.2.0/24", **told).lower()
    assert "no network address" in mo.be_refused(path, whom="range", **told)
    assert "Nobody can write from there" in mo.do(path, whom="network", **told)
    mo.do(path, whom="reader", **told)
    mo.do(path, whom="range", network="192.0.2.0/24", **told)
    made = Ban.objects.order_by("pk").values_list("comment", "human", "network")
    assert list(made) == [
        (comment.pk, None, ""), (None, comment.author.human_id, ""), (None, None, "192.0.2.0/24"),
    ]  # fmt: skip
    page = mo.see("/desk/comments/bans/")
    assert f'<a href="/discussion/c/{comment.pk}/">the network of comment {comment.pk}</a>' in page


def test_an_older_comment_offers_no_network_and_says_why(talk: Talk, seat: Callable) -> None:
    comment, mo = talk.held(by="Cy"), seat(talk.mo)
    path = f"/desk/comments/bans/?comment={comment.pk}"
    page = mo.see(path)
    assert "kept for a day" in page
    assert 'value="network"' not in page
    assert mo.see("/desk/comments/bans/?comment=9999", 404)


def test_threads_are_found_closed_and_ruled(talk: Talk, seat: Callable) -> None:
    talk.says("Hello")
    topic, mo = talk.paper.topic(), seat(talk.mo)
    path = f"/desk/comments/threads/{talk.thread.pk}/"
    assert path in mo.see("/desk/comments/threads/?q=BRIDGE")
    assert path not in mo.see("/desk/comments/threads/?q=tunnel")
    assert "say why" in mo.be_refused(f"{path}close/", why="x").lower()
    assert "It went in circles." in mo.do(f"{path}close/", why="It went in circles.")
    assert "open" in mo.do(f"{path}reopen/", closes_on="")
    day = timezone.localdate() + timedelta(days=9)
    mo.do(f"{path}rule/", premoderation="all", closes_on=day.isoformat())
    thread = Thread.objects.get()
    assert thread.premoderation == "all"
    assert timezone.localtime(thread.closes_at).date() == day
    assert f'value="{day.isoformat()}"' in mo.see(path), "as a browser reads it: sent again it stays"
    mo.do(f"/desk/comments/topics/{topic.pk}/", premoderation="rules", closes_after_days="0")
    assert TopicPolicy.objects.get().closes_after_days == 0
    assert "never closes by itself" in mo.see("/desk/comments/threads/")
    assert mo.send(f"{path}burn/").status_code == 404


def test_a_thread_is_ruled_before_anybody_has_written(talk: Talk, seat: Callable) -> None:
    story, mo = talk.paper.published("The tunnel"), seat(talk.mo)
    path = f"/desk/comments/threads/under/{story.pk}/"
    assert path in mo.see("/desk/comments/threads/?q=TUNNEL")
    assert "The tunnel" in mo.do(path)
    made = Thread.objects.get(story=story)
    mo.do(f"/desk/comments/threads/{made.pk}/close/", why="Not under an obituary.")
    assert path not in mo.see("/desk/comments/threads/?q=tunnel")
    draft = talk.paper.story("A draft")
    assert mo.send(f"/desk/comments/threads/under/{draft.pk}/").status_code == 404


def test_every_decision_is_on_the_list_and_can_be_taken_back_there(talk: Talk, seat: Callable) -> None:
    for number in range(52):
        talk.approves(talk.held(f"Casino {number}."))
    talk.removes(talk.held("Last casino"), 6, by=talk.mia, reason="Advertising, once more.")
    mo = seat(talk.mo)
    page = mo.see("/desk/comments/log/")
    assert "Advertising, once more." in page
    assert "Casino 2." not in page
    further = re.search(r'href="(\?before=\d+)"', page)
    assert further
    assert "Casino 2." in mo.see(f"/desk/comments/log/{further[1]}")
    assert "Last casino" not in mo.see(f"/desk/comments/log/?by={talk.mo.pk}")


def test_an_editor_makes_a_new_edition_and_moderators_read_it(talk: Talk, seat: Callable) -> None:
    eva, mo = seat(talk.paper.editor), seat(talk.mo)
    assert "Editors make new editions" in mo.see("/desk/standards/")
    assert mo.send("/desk/standards/", intro="").status_code == 403
    assert 'name="title-10"' in eva.see("/desk/standards/")
    told = {
        "intro": "Few rules.",
        "title-1": "Be kind",
        "text-1": "To everyone.",
        "title-3": "Say how",
        "text-3": "",
    }
    assert "needs a title and a text" in eva.be_refused("/desk/standards/", **told)
    done = eva.do("/desk/standards/", **{**told, "text-3": "With a link."})
    assert "Edition 2 is in force" in done
    assert [(rule.number, rule.title) for rule in Edition.objects.last().rules.all()] == [
        (1, "Be kind"), (2, "Say how"),
    ]  # fmt: skip
    assert "/standards/1/" in done
