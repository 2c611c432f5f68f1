"""A reader's own pages: what is changed there, what is taken along, and who else can open them."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from gazette import Gazette

from twosource.discussion.actions.banning import Sentence, ban_reader
from twosource.discussion.departures import reader_left
from twosource.discussion.models import (
    Ban,
    Comment,
    Decision,
    Edit,
    Edition,
    Elsewhere,
    Following,
    Hold,
    Notice,
    Rule,
    Thread,
)  # fmt: skip
from twosource.ledger.reads import history
from twosource.people.models import User
from twosource.readers.actions import leave
from twosource.readers.belongings import everything_of
from twosource.readers.events import ReaderLeft
from twosource.readers.models import Reader
from twosource.readers.reads import is_reader, names

if TYPE_CHECKING:
    from conftest import Visitor

MINE = ["", "name/", "address/", "password/", "leave/", "download/", "keys/", "keys/codes/", "keys/recovery/",
        "keys/passkeys/", "keys/passkeys/add/", "keys/passkeys/1/", "sure/", "sure/mail/", "sure/code/"]  # fmt: skip
ANYBODYS = ["login/", "join/", "join/passkey/", "login/code/", "forgotten/", "gone/", "staff/",
            "forgotten/sent/", "inactive/"]  # fmt: skip


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def patterns(resolver: URLResolver, prefix: str = "") -> list[str]:
    found = []
    for one in resolver.url_patterns:
        path = prefix + str(one.pattern).removeprefix("^")
        found += patterns(one, path) if isinstance(one, URLResolver) else [path]
    return found


# doors


def test_a_reader_reaches_nothing_of_the_desk_and_the_editor(paper: Gazette, visitor: Visitor) -> None:
    visitor.arrive()
    opened = []
    for pattern in patterns(get_resolver()):
        if not pattern.startswith(("admin/", "desk/")):
            continue
        path = "/" + re.sub(r"\(\?P<[^>]+>[^)]*\)|<[^>]+>", "1", pattern).replace("$", "").replace("\\", "")
        answer = visitor.client.get(path)
        if answer.status_code not in (302, 403, 404, 405):
            opened.append((path, answer.status_code))
        elif answer.status_code == 302 and answer["Location"].startswith("/desk/second-factor/"):
            opened.append((path, 302))
    allowed = [
        path for path, _status in opened if not re.match(r"/admin/(login|password_reset|jsi18n|sprite)", path)
    ]
    assert allowed == []
    assert len(opened) < 12


def test_a_reader_does_not_come_in_by_the_staffs_door(visitor: Visitor) -> None:
    visitor.arrive()
    client = Client()
    for name in (visitor.user.username, visitor.email):
        client.post("/admin/login/", {"username": name, "password": "seven herons on a quay"})
        assert "_auth_user_id" not in client.session


def test_the_staffs_door_gives_new_passwords_to_staff_alone(
    paper: Gazette, visitor: Visitor, mailoutbox: list[Any]
) -> None:
    visitor.arrive()
    for email in (visitor.email, paper.ana.email):
        assert Client().post("/admin/password_reset/", {"email": email}).status_code == 302
    assert [letter.to for letter in mailoutbox] == [[paper.ana.email]]


@pytest.mark.parametrize("path", MINE)
def test_who_is_not_in_comes_in_first_and_is_led_back(db: None, path: str) -> None:
    answer = Client().get(f"/readers/{path}")
    assert answer.status_code == 302
    assert answer["Location"] == f"/readers/login/?next=%2Freaders%2F{path.replace('/', '%2F')}"


@pytest.mark.parametrize("path", [*MINE, *ANYBODYS])
def test_every_page_is_private_and_needs_no_style_or_script_of_its_own(visitor: Visitor, path: str) -> None:
    if path in MINE:
        visitor.arrive()
        visitor.be_sure()
    answer = visitor.client.get(f"/readers/{path}")
    if answer.status_code != 200:  # to the door of being sure, or not there: nothing of anybody's is on it
        assert answer.status_code in (302, 404)
        return
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    if not answer.streaming:
        page = answer.content.decode()
        assert " style=" not in page
        assert re.findall(r"<script(?![^>]*(?:src=|application/json))", page) == []


def test_with_the_discussion_switched_off_there_are_no_accounts(visitor: Visitor) -> None:
    from importlib import reload

    from django.conf import settings
    from django.test import override_settings
    from django.urls import clear_url_caches

    from twosource.conf import urls

    rooms = settings.TWOSOURCE.rooms.model_copy(update={"discussion": False})
    try:
        with override_settings(TWOSOURCE=settings.TWOSOURCE.model_copy(update={"rooms": rooms})):
            reload(urls)
            clear_url_caches()
            assert Client().get("/readers/").status_code == 404
            assert Client().get("/readers/login/").status_code == 404
            assert Client().get("/admin/login/").status_code == 200
    finally:
        reload(urls)
        clear_url_caches()


def test_a_form_of_another_site_does_nothing(visitor: Visitor) -> None:
    visitor.arrive()
    forger = Client(enforce_csrf_checks=True)
    forger.cookies = visitor.client.cookies
    del forger.cookies["csrf"]
    assert forger.post("/readers/name/", {"name": "Nora Heron"}).status_code == 403
    assert Reader.objects.get().name == "Nora Quill"


# what is changed


def test_the_name_is_changed_once_and_refused_in_words(visitor: Visitor) -> None:
    visitor.arrive()
    assert "mixes alphabets" in words(visitor.client.post("/readers/name/", {"name": "Nоra"}))
    page = visitor.client.post("/readers/name/", {"name": "Nora Heron"}, follow=True)
    assert "can be changed again on" in words(page)
    again = visitor.client.post("/readers/name/", {"name": "Nora Stork"})
    assert again.status_code == 422
    assert "once in thirty days" in words(again)


def test_a_new_address_takes_the_place_of_the_old_once_it_is_proved(
    visitor: Visitor, django_capture_on_commit_callbacks: Any
) -> None:
    visitor.arrive()
    old = visitor.email
    asked = visitor.client.post("/readers/address/", {"action_add": "1", "email": "new@reader.example"})
    assert asked["Location"].startswith("/readers/sure/")
    answer = visitor.client.post(asked["Location"], {"password": "seven herons on a quay"})
    assert answer["Location"] == "/readers/confirm/"
    visitor.email = "new@reader.example"
    assert visitor.user.email == old
    with django_capture_on_commit_callbacks(execute=True):
        visitor.give_code()
    assert visitor.user.email == "new@reader.example"
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("new@reader.example", True)]
    assert visitor.post.sent[-1].to == old
    assert "has been changed from" in visitor.post.sent[-1].body


def test_the_link_of_a_change_needs_the_browser_that_asked_or_the_password(visitor: Visitor) -> None:
    visitor.arrive(password1="")
    visitor.client.post("/readers/sure/mail/", {"recipient": visitor.email})
    caches["attempts"].clear()
    visitor.client.post("/readers/sure/mail/give/", {"action": "verify", "code": visitor.code()})
    visitor.client.post("/readers/address/", {"action_add": "1", "email": "new@reader.example"})
    visitor.email = "new@reader.example"
    stranger = visitor.again().client.post(visitor.link())
    assert "in which you are signed in" in words(stranger)
    assert visitor.client.post(visitor.link())["Location"] == "/readers/"
    assert visitor.user.email == "new@reader.example"


def test_a_new_password_ends_other_sessions_and_wants_the_old_one(visitor: Visitor) -> None:
    visitor.arrive()
    other = visitor.again()
    other.log_in()
    wrong = {
        "oldpassword": "wrong",
        "password1": "eleven storks at dawn",
        "password2": "eleven storks at dawn",
    }
    assert visitor.client.post("/readers/password/", wrong).status_code == 200
    visitor.client.post("/readers/password/", {**wrong, "oldpassword": "seven herons on a quay"})
    assert visitor.is_in
    assert not other.is_in


def test_the_operator_lets_a_reader_who_lost_every_key_set_up_anew(visitor: Visitor) -> None:
    visitor.arrive()
    Authenticator.objects.create(user=visitor.user, type="totp", data={"secret": "gone"})
    other = visitor.again()
    assert other.log_in()["Location"] == "/readers/login/second/"
    other.client.post("/readers/login/second/", {"code": "123456"})
    assert not other.is_in
    call_command("forget_reader_keys", " NORA@reader.example", stdout=StringIO())
    assert visitor.again().log_in()["Location"] == "/readers/"
    with pytest.raises(CommandError, match="no reader's here"):
        call_command("forget_reader_keys", "nobody@reader.example")


# everything, and leaving


@pytest.fixture
def talk(paper: Gazette, visitor: Visitor) -> dict[str, Comment]:
    """What Nora wrote: shown, held with a reason, removed by rule 4, and an answer of somebody else's."""
    nora = visitor.arrive().user
    now = timezone.now()
    edition = Edition.objects.create(number=1, since=now)
    rule = Rule.objects.create(edition=edition, number=4, title="Keep to the matter", text="…")
    story = paper.published()
    thread = Thread.objects.create(story=story, title=story.title, path="/x/", opened_at=now, shown=2)

    def said(words: str, state: str, **more: Any) -> Comment:
        row = {"thread": thread, "source": words, "html": f"<p>{words}</p>", "posted_at": now, "author": nora}
        return Comment.objects.create(**{**row, "state": state, **more})

    rows = {name: said(f"my {name} words", name, name="Nora of old") for name in ("shown", "held", "removed")}
    rows["other"] = said(
        "an answer", "shown", author=paper.bo, parent=rows["shown"], root=rows["shown"], depth=1
    )
    Hold.objects.create(comment=rows["held"], why=Hold.Why.WORDS, words="held words")
    Edit.objects.create(comment=rows["shown"], source="my first words", at=now)
    Decision.objects.create(
        comment=rows["removed"], turn=1, verdict="removed", rule=rule, before="shown", by=paper.editor, at=now
    )
    Ban.objects.create(reader=nora, rule=rule, reason="Again.", since=now, until=now, by=paper.editor)
    Following.objects.create(thread=thread, by=nora, secret="s" * 32, since=now, told_until=now)
    Notice.objects.create(to=nora, decision=Decision.objects.get(), since=now)
    Elsewhere.objects.create(user=nora, key="old paper: nora", name="Nora of old")
    return rows


def test_all_one_wrote_is_one_file(talk: dict[str, Comment], visitor: Visitor) -> None:
    answer = visitor.client.get("/readers/download/")
    assert answer["Content-Disposition"] == 'attachment; filename="everything.json"'
    told = json.loads(b"".join(answer.streaming_content))
    assert told["account"]["name"] == "Nora Quill"
    assert [one["email"] for one in told["account"]["addresses"]] == [visitor.email]
    assert [one["words"] for one in told["comments"]] == [
        "my shown words",
        "my held words",
        "my removed words",
    ]
    assert told["comments"][0]["before"][0]["words"] == "my first words"
    assert told["comments"][2]["decided"][0]["rule"] == "4. Keep to the matter"
    assert len(told["followed"]) == 1
    assert told["reports"] == told["supported"] == []


def test_the_file_takes_the_memory_of_a_piece(visitor: Visitor) -> None:
    from twosource.readers import belongings

    visitor.arrive()
    kept = dict(belongings._givers)
    taken = []

    def many(user: User) -> Any:
        for number in range(1000):
            taken.append(number)
            yield {"number": number}

    try:
        belongings.open_belongings({"many": many})
        pieces = everything_of(visitor.user)
        first = [next(pieces) for _piece in range(4)]
        assert len(taken) == 2
        assert len(json.loads("".join([*first, *pieces]))["many"]) == 1000
    finally:
        belongings.open_belongings(kept)


def leave_by_form(visitor: Visitor, words_: str) -> Any:
    visitor.be_sure()
    return visitor.client.post("/readers/leave/", {"words": words_, "name": "Nora Quill"})


def test_leaving_wants_to_be_sure(visitor: Visitor) -> None:
    visitor.arrive()
    assert visitor.client.get("/readers/leave/")["Location"].startswith("/readers/sure/")
    visitor.be_sure()
    for fields in ({"words": "stay", "name": "Nora"}, {"words": "burn", "name": "Nora Quill"}, {}):
        assert visitor.client.post("/readers/leave/", fields).status_code in (200, 422)
    assert is_reader(visitor.user)
    with pytest.raises(ValueError, match="'stay' or 'go'"):
        leave(user=visitor.user, words="burn", by=visitor.user)


def test_who_leaves_and_lets_the_words_stay_is_a_reader_there(
    talk: dict[str, Comment], visitor: Visitor, heard: Any
) -> None:
    user = visitor.user
    other = visitor.again()
    other.log_in()
    answer = heard(lambda: leave_by_form(visitor, "stay"))
    assert answer["Location"] == "/readers/gone/"
    assert not other.is_in
    left = User.objects.get(pk=user.pk)
    assert (str(left), left.is_active, left.email, names([user.pk])) == ("a reader", False, "", {})
    assert not EmailAddress.objects.filter(user=left).exists()
    assert not Authenticator.objects.filter(user=left).exists()
    assert not Following.objects.exists()
    assert not Notice.objects.exists()
    assert Elsewhere.objects.get().name == ""
    shown = Comment.objects.get(pk=talk["shown"].pk)
    assert (shown.source, shown.state, shown.name) == ("my shown words", "shown", "")
    assert Ban.objects.filter(reader=left).exists()
    assert "ReaderLeft" in [entry.kind for entry in history([f"reader:{user.pk}"])]
    caches["attempts"].clear()
    back = visitor.again()
    assert back.log_in().status_code == 200
    assert back.arrive().user.pk != user.pk  # name and address are free again


def test_who_is_banned_reads_that_it_stays_and_what_of_them_before_they_leave(
    paper: Gazette, visitor: Visitor
) -> None:
    visitor.arrive()
    visitor.be_sure()
    assert "one-way" not in visitor.client.get("/readers/leave/").content.decode()
    until = timezone.now() + timedelta(days=7)
    ban_reader(reader=visitor.user, sentence=Sentence(2, "Three insults.", until), by=paper.editor)
    page = visitor.client.get("/readers/leave/").content.decode()
    assert "A ban does not end with the account." in page
    assert "by rule 2" in page
    assert "one-way hash of your address" in page


def test_who_leaves_with_the_words_takes_every_version_of_them(
    talk: dict[str, Comment], visitor: Visitor, heard: Any
) -> None:
    user = visitor.user
    heard(lambda: leave_by_form(visitor, "go"))
    mine = Comment.objects.filter(author=user).order_by("pk")
    assert [(one.source, one.html, one.state) for one in mine] == [
        ("", "", "deleted"),
        ("", "", "deleted"),
        ("", "", "removed"),
    ]
    assert not Edit.objects.exists()
    assert Hold.objects.get().words == ""
    assert Decision.objects.count() == 1
    thread = Thread.objects.get()
    assert thread.shown == 1
    assert Comment.objects.get(pk=talk["other"].pk).source == "an answer"
    facts = history([f"talk:story:{thread.story_id}"])
    assert [entry.kind for entry in facts].count("CommentDeleted") == 2
    reader_left(ReaderLeft(user.pk, words="go"))  # told again after a crash
    assert Thread.objects.get().shown == 1
