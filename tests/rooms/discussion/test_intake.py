"""A form that arrives is taken, or comes back with the reason and every word that was typed."""

from __future__ import annotations

import asyncio
import fcntl
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.asgi import get_asgi_application
from django.core.signals import request_finished, request_started
from django.db import OperationalError, close_old_connections, connection
from django.test import Client
from talking import ago, at_home, form, old_ticket

from twosource.discussion import taking
from twosource.discussion.counter import Full
from twosource.discussion.intake import Intake
from twosource.discussion.models import Ban, Comment, Edition, Rule
from twosource.discussion.posting import Posted, Refused
from twosource.discussion.taking import LARGEST, Wish, commit
from twosource.people.models import User

pytestmark = pytest.mark.usefixtures("nothing_is_held")
HERE = {b"host": b"127.0.0.1", b"content-type": b"application/x-www-form-urlencoded"}
TYPED = 'Grüße & <b>"quotes"</b>\n\nمرحبا 👋'


class Answer:
    def __init__(self, sent: list[Any]) -> None:
        self.status: int = sent[0]["status"]
        self.headers = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
        self.text = b"".join(message.get("body", b"") for message in sent[1:]).decode()


class Door:
    """The whole newsroom as its web server runs it. What is committed is committed in the test's own transaction."""

    def __init__(self, take: Callable[[Wish], Any] | None = None) -> None:
        self.app = Intake(get_asgi_application(), take or self._take)

    @staticmethod
    async def _take(wish: Wish) -> Posted | Refused:
        return (await sync_to_async(commit)([wish]))[0]

    def send(
        self,
        fields: dict[str, str] | bytes,
        client: Client | None = None,
        *,
        address: str = "192.0.2.7",
        **headers: str,
    ) -> Answer:
        body = fields if isinstance(fields, bytes) else urlencode(fields).encode()
        told = {
            **HERE,
            **{name.replace("_", "-").encode(): value.encode() for name, value in headers.items()},
        }
        if client is not None:
            told[b"cookie"] = "; ".join(
                f"{key}={morsel.value}" for key, morsel in client.cookies.items()
            ).encode()
        told[b"content-length"] = str(len(body)).encode()
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
            "path": "/discussion/post/", "raw_path": b"/discussion/post/", "query_string": b"", "root_path": "",
            "headers": list(told.items()), "client": (address, 1), "server": ("127.0.0.1", 80),
        }  # fmt: skip
        half = len(body) // 2
        pieces = [{"type": "http.request", "body": body[half:], "more_body": False}]
        pieces.append({"type": "http.request", "body": body[:half], "more_body": True})
        sent: list[Any] = []

        async def receive() -> Any:
            return pieces.pop() if pieces else await asyncio.Future()

        async def keep(message: Any) -> None:
            sent.append(message)

        # As Django's own test client does: the connection is the test's.
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
        try:
            async_to_sync(self.app)(scope, receive, keep)
        finally:
            for signal in (request_started, request_finished):
                signal.connect(close_old_connections)
        return Answer(sent)


@pytest.fixture
def door() -> Door:
    return Door()


def words_in(answer: Answer) -> str:
    """What stands in the field for the comment."""
    import lxml.html

    [field] = lxml.html.document_fromstring(answer.text).xpath("//textarea[@id='text']")
    return str(field.text).removeprefix("\n")  # as browsers do


def test_what_is_taken_leads_to_its_own_address(door: Door, under: str, ruth: User) -> None:
    answer = door.send(form(under, ruth, TYPED), at_home(ruth))
    comment = Comment.objects.get()
    assert (answer.status, answer.headers["location"]) == (303, f"/discussion/c/{comment.pk}/")
    assert answer.headers["cache-control"] == "no-store"
    assert (comment.source, comment.author) == (TYPED, ruth)
    assert len(comment.sender) == 64


def test_a_program_is_told_in_json(door: Door, under: str, ruth: User) -> None:
    fields = form(under, ruth)
    first, again = (door.send(fields, at_home(ruth), accept="application/json") for _each in range(2))
    told = json.loads(first.text)
    assert (first.status, told["state"], told["again"]) == (201, "shown", False)
    assert json.loads(again.text) == {**told, "again": True}
    refused = door.send({**fields, "text": "", "receipt": "y" * 20}, at_home(ruth), accept="application/json")
    assert (refused.status, json.loads(refused.text)["error"]["why"]) == (422, "empty")
    stranger = door.send(fields, accept="application/json")
    assert stranger.status == 401


REFUSED = [
    ({"text": TYPED + "x" * 5001}, 413, "5000 characters"), ({"text": TYPED + "x" * 1_000_000}, 413, "1000"),
    ({"address": "https://spam.example"}, 422, "must stay empty"), ({"receipt": "no"}, 400, "one of ours"),
    ({"ticket": "forged"}, 422, "another page"), ({"answers": "999999"}, 422, "not there any more"),
    ({"answers": "1; DROP"}, 400, "one of ours"), ({"under": "story:999999"}, 422, "another page"),
]  # fmt: skip


def test_what_is_refused_comes_back_with_the_reason_and_every_word(
    door: Door, under: str, ruth: User
) -> None:
    home = at_home(ruth)
    for change, status, says in REFUSED:
        answer = door.send({**form(under, ruth, TYPED), **change}, home)
        assert (answer.status, says in answer.text) == (status, True), change
        assert words_in(answer).startswith(TYPED)
    assert not Comment.objects.exists()


def test_what_came_back_can_be_sent_as_it_is(door: Door, under: str, ruth: User) -> None:
    import lxml.html

    fields = {**form(under, ruth, TYPED), "ticket": "forged"}
    page = lxml.html.document_fromstring(door.send(fields, at_home(ruth)).text)
    [sent_again] = [each for each in page.forms if each.action == "/discussion/post/"]
    filled = {name: value or "" for name, value in sent_again.fields.items()}
    assert filled["receipt"] == fields["receipt"]
    filled["ticket"] = old_ticket(under, ruth)
    assert door.send(filled, at_home(ruth)).status == 303
    assert Comment.objects.get().source == TYPED


def test_another_site_posts_nothing_in_anybodys_name(door: Door, under: str, ruth: User) -> None:
    for headers in ({"sec_fetch_site": "cross-site"}, {"origin": "https://evil.example"}, {"origin": "null"}):
        assert door.send(form(under, ruth), at_home(ruth), **headers).status == 403
    assert not Comment.objects.exists()


def test_anothers_ticket_and_anothers_receipt_are_of_no_use(
    door: Door, under: str, ruth: User, omar: User
) -> None:
    assert door.send(form(under, ruth), at_home(omar)).status == 422
    taken = form(under, ruth)
    door.send(taken, at_home(ruth))
    answer = door.send({**form(under, omar), "receipt": taken["receipt"]}, at_home(omar))
    assert answer.status == 409
    assert taken["receipt"] not in answer.text


def test_forms_of_another_kind_and_of_another_host_are_refused(door: Door, under: str, ruth: User) -> None:
    wrong = door.send(
        b'{"text": "x"}', at_home(ruth), content_type="application/json", accept="application/json"
    )
    assert wrong.status == 400
    assert door.send(form(under, ruth), at_home(ruth), host="evil.example").status == 400
    assert door.send(b"&".join(b"a=1" for _each in range(50)), at_home(ruth)).status == 400
    too_large = door.send(b"text=" + b"x" * LARGEST, at_home(ruth))
    assert too_large.status == 413
    assert not Comment.objects.exists()


def test_what_a_reader_may_not_talk_about_is_not_there(door: Door, paper: Any, ruth: User) -> None:
    draft = f"story:{paper.story('A draft').pk}"
    answer = door.send(form(draft, ruth, TYPED), at_home(ruth))
    assert answer.status == 404
    assert "A draft" not in answer.text
    assert words_in(answer) == TYPED


def test_who_is_signed_out_while_writing_finds_the_words_after_signing_in(
    door: Door, under: str, ruth: User
) -> None:
    client, fields = at_home(ruth), form(under, ruth, TYPED)
    kept = client.cookies["session"].value
    client.logout()
    client.cookies["session"] = kept
    answer = door.send(fields, client)
    assert answer.status == 302
    assert answer.headers["location"].endswith("?next=%2Fdiscussion%2Fagain%2F")
    client.cookies["session"] = answer.headers["set-cookie"].split("session=")[1].split(";")[0]
    client.force_login(ruth, backend="twosource.readers.adapter.ReaderBackend")
    page = client.get("/discussion/again/")
    assert TYPED.splitlines()[-1] in page.content.decode()
    assert door.send({**fields, "ticket": old_ticket(under, ruth)}, client).status == 303
    assert client.get("/discussion/again/").url == f"/discussion/c/{Comment.objects.get().pk}/"
    assert client.get("/discussion/again/").url == "/"


def test_a_strangers_words_come_back_and_are_kept_nowhere(door: Door, under: str, omar: User) -> None:
    before = Session.objects.count()
    answer = door.send({**form(under, omar, TYPED), "ticket": "none"})
    assert answer.status == 403
    assert words_in(answer) == TYPED
    assert Session.objects.count() == before


def test_the_words_of_one_are_not_shown_to_another_at_the_same_browser(
    door: Door, under: str, ruth: User, omar: User
) -> None:
    answer = door.send(form(under, ruth, TYPED))
    client = Client()
    client.cookies["session"] = answer.headers["set-cookie"].split("session=")[1].split(";")[0]
    client.force_login(omar, backend="twosource.readers.adapter.ReaderBackend")
    assert client.get("/discussion/again/").status_code == 302


def test_who_is_shut_out_is_refused_at_the_next_word(door: Door, under: str, ruth: User, omar: User) -> None:
    """No session is remembered: signing out, a new password, a closed account and a ban hold at once."""
    home = at_home(ruth)
    assert door.send(form(under, ruth), home).status == 303
    User.objects.filter(pk=ruth.pk).update(is_active=False)
    assert door.send(form(under, ruth), home).status == 302
    ruth.set_password("another long password")
    ruth.save()
    assert door.send(form(under, ruth), home).status == 302
    home = at_home(ruth)
    rule = Rule.objects.create(
        edition=Edition.objects.create(number=900, since=ago(days=1)),
        number=4,
        title="Talk to people",
        text="Kindly.",
    )
    ban = {"rule": rule, "reason": "Insults.", "since": ago(hours=1), "until": ago(days=-3), "by": omar}
    Ban.objects.create(reader=ruth, **ban)
    answer = door.send(form(under, ruth, TYPED), home)
    assert (answer.status, words_in(answer)) == (403, TYPED)
    assert "rule 4" in answer.text
    Ban.objects.all().delete()
    Ban.objects.create(network="192.0.2.0/24", **ban)
    assert door.send(form(under, ruth), home).status == 403
    assert door.send(form(under, ruth), home, address="::ffff:192.0.2.9").status == 403
    assert door.send(form(under, ruth), home, address="2001:db8::1").status == 303
    Session.objects.all().delete()
    assert door.send(form(under, ruth), home, address="2001:db8::1").status == 302


def test_who_finds_the_counter_full_keeps_the_words_and_hears_when_to_come_again(
    under: str, ruth: User
) -> None:
    async def full(_wish: Wish) -> Posted:
        raise Full

    answer = Door(full).send(form(under, ruth, TYPED), at_home(ruth))
    assert (answer.status, answer.headers["retry-after"]) == (503, "5")
    assert words_in(answer) == TYPED


def test_without_the_intake_in_front_the_same_form_is_taken_by_the_same_rules(under: str, ruth: User) -> None:
    client, fields = at_home(ruth), form(under, ruth, TYPED)
    body = {"data": urlencode(fields), "content_type": "application/x-www-form-urlencoded"}
    first, again = (client.post("/discussion/post/", **body) for _each in range(2))
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.url == again.url == f"/discussion/c/{Comment.objects.get().pk}/"
    assert client.get("/discussion/post/").status_code == 405


@pytest.mark.parametrize(
    ("trouble", "times", "status"),
    [
        ("database is locked", 1, 503),
        ("the server closed the connection", 1, 303),
        ("the server is gone", 2, 503),
    ],
)
def test_a_database_that_is_not_to_be_had_costs_nobody_a_word(
    door: Door, under: str, ruth: User, monkeypatch: pytest.MonkeyPatch, trouble: str, times: int, status: int
) -> None:
    left = [OperationalError(trouble)] * times

    def troubled(wishes: list[Wish]) -> Any:
        if left:
            raise left.pop()
        return committed(wishes)

    committed = taking._committed
    monkeypatch.setattr(taking, "_committed", troubled)
    fields = form(under, ruth, TYPED)
    answer = door.send(fields, at_home(ruth))
    assert answer.status == status
    if status == 503:
        assert (words_in(answer), answer.headers["retry-after"]) == (TYPED, "5")
        left.clear()
        assert door.send(fields, at_home(ruth)).status == 303


def test_of_several_processes_one_commits_at_a_time(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """Where the database lets one write at a time they stand in line for it, and no one is overtaken for ever."""
    stood: list[bool] = []

    def looked(wishes: list[Wish]) -> list[Any]:
        with (settings.TWOSOURCE_FOLDER / "data" / "counter.turn").open("a") as turn:
            try:
                fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                stood.append(True)
            else:
                stood.append(False)
        return []

    monkeypatch.setattr(taking, "_committed", looked)
    commit([])
    assert stood == [connection.vendor == "sqlite"]
