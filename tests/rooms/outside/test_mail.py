"""The window of letters: what leaves, what it looks like, and what is said when it does not."""

from __future__ import annotations

import stat
from email import message_from_bytes
from email.policy import SMTP, default
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from post_office import open_post_office

from twosource.outside.mail import FileMail, Letter, NotSent, NullMail, SmtpMail, mail, open_mail, written

LETTER = Letter(
    to="press@harbour.example",
    subject="Questions about the quay – ‏من",
    body="Who opened it?\n.\nمن فتحه؟\n",
    message_id="<one@gazette.example>",
    reply_to="rita@gazette.example",
)


def smtp(port: int, **more: Any) -> SmtpMail:
    told = {"security": "none", "seconds": 2.0} | more
    return SmtpMail("desk@gazette.example", "The Gazette", "127.0.0.1", port, **told)


def test_a_letter_arrives_whole_with_all_its_headers() -> None:
    with open_post_office() as office:
        smtp(office.port, username="desk", password="secret").send(LETTER)
    [(sender, recipients, text)] = office.taken
    message = message_from_bytes(text.replace(b"\r\n..", b"\r\n."), policy=default)
    assert "desk@gazette.example" in sender
    assert [one for one in recipients if "press@harbour.example" in one] == recipients
    assert len(office.logins) == 1
    assert message["From"] == "The Gazette <desk@gazette.example>"
    assert (message["To"], message["Reply-To"]) == ("press@harbour.example", "rita@gazette.example")
    assert (message["Subject"], message["Message-ID"]) == (LETTER.subject, LETTER.message_id)
    assert message["Date"].datetime.tzinfo is not None
    assert message.get_content().splitlines() == LETTER.body.splitlines()
    assert message["In-Reply-To"] is None


def test_a_reminder_follows_the_letter_it_is_about() -> None:
    reminder = Letter("a@b.example", "Again", "?", "<two@g.example>", answers="<one@g.example>")
    message = written(reminder, sender="desk@gazette.example", name="G")
    assert message["In-Reply-To"] == message["References"] == "<one@g.example>"


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"RCPT": "550 no such mailbox"}, "refuses the address press@harbour.example"),
        ({"AUTH": "535 wrong password"}, "refuses our log-in"),
        ({"MAIL": "451 try   again\tlater"}, "answers 451 try again later"),
        ({"end": "554 no thanks"}, "answers 554 no thanks"),
        ({"end": ""}, "cannot be reached"),
        ({"greeting": "554 go away"}, "answers 554 go away"),
        ({"EHLO": ""}, "cannot be reached"),
    ],
)
def test_what_the_server_refuses_is_said_in_words_and_is_not_sent(answers: dict[str, str], why: str) -> None:
    with open_post_office(answers=answers) as office, pytest.raises(NotSent, match=why) as refusal:
        smtp(office.port, username="desk", password="a secret").send(LETTER)
    assert office.taken == []
    assert "a secret" not in f"{refusal.value!r} {smtp(1, password='a secret')!r}"


def test_a_letter_that_was_taken_is_sent_however_the_goodbye_goes() -> None:
    with open_post_office(answers={"QUIT": ""}) as office:
        smtp(office.port).send(LETTER)
    assert len(office.taken) == 1


def test_nobody_listening_is_said() -> None:
    with open_post_office() as office:
        port = office.port
    with pytest.raises(NotSent, match="cannot be reached"):
        smtp(port).send(LETTER)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_where_tls_is_asked_for_nothing_is_sent_without_it(security: str) -> None:
    with open_post_office() as office, pytest.raises(NotSent):
        smtp(office.port, security=security).send(LETTER)
    assert office.taken == []


def test_a_server_that_knows_no_log_in_is_said_so() -> None:
    with open_post_office(extensions=()) as office, pytest.raises(NotSent, match="cannot do what"):
        smtp(office.port, username="desk", password="secret").send(LETTER)
    assert office.taken == []


def test_an_address_that_is_none_is_said_so() -> None:
    for address in ("ада@harbour.example", "nobody", "@", "a@b@c.example"):
        with pytest.raises(NotSent, match="cannot be addressed"):
            written(Letter(address, "?", "?", "<1@g.example>"), sender="d@g.example", name="G")


def test_a_domain_of_another_script_is_written_as_the_name_system_has_it() -> None:
    message = written(
        Letter("press@höfen.example", "?", "?", "<1@g.example>"), sender="d@g.example", name="G"
    )
    assert message["To"] == "press@xn--hfen-5qa.example"


@given(st.text(), st.text(), st.sampled_from("\r\n\v\f"))
@example("Hello", "Bcc: victim@else.example", "\n")
def test_no_header_can_hold_another(before: str, after: str, line: str) -> None:
    for field in ("to", "subject", "reply_to", "answers", "message_id"):
        told = {"to": "a@b.example", "subject": "?", "body": "?", "message_id": "<1@g.example>"}
        told[field] = f"{before}{line}{after}"
        try:
            message = written(Letter(**told), sender="desk@gazette.example", name="G")
        except NotSent:
            continue
        head, _blank, _body = message.as_bytes(policy=SMTP.clone(utf8=True)).partition(b"\r\n\r\n")
        names = {one.split(b":")[0] for one in head.split(b"\r\n") if one[:1] not in (b" ", b"\t")}
        assert names <= {
            b"From", b"To", b"Reply-To", b"Subject", b"Date", b"Message-ID", b"In-Reply-To", b"References",
            b"Content-Type", b"Content-Transfer-Encoding", b"MIME-Version",
        }  # fmt: skip


def test_a_letter_in_a_folder_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    window = FileMail(tmp_path / "mail", "desk@gazette.example", "The Gazette")
    window.send(LETTER)
    window.send(LETTER)
    first, second = sorted((tmp_path / "mail").iterdir())
    assert first.suffix == second.suffix == ".eml"
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert message_from_bytes(first.read_bytes(), policy=default)["Subject"] == LETTER.subject


def test_a_folder_that_takes_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file")
    with pytest.raises(NotSent, match="mail: "):
        FileMail(tmp_path / "mail", "desk@gazette.example", "G").send(LETTER)


def test_the_window_of_nothing_keeps_what_it_is_given() -> None:
    before, null = mail(), NullMail()
    open_mail(null)
    try:
        mail().send(LETTER)
        null.trouble = "no post today"
        with pytest.raises(NotSent, match="no post today"):
            mail().send(LETTER)
    finally:
        open_mail(before)
    assert null.sent == [LETTER]


def test_the_configuration_says_which_window_there_is(settings: Any) -> None:
    from django.apps import apps

    before, wiring = mail(), apps.get_app_config("twosource")
    section = settings.TWOSOURCE.mail.model_copy(
        update={
            "kind": "smtp",
            "host": "post.example",
            "sender": "d@g.example",
            "security": "tls",
            "port": 465,
        }
    )
    try:
        assert isinstance(before, FileMail)
        assert before.folder == settings.TWOSOURCE_FOLDER / "data" / "mail"
        settings.TWOSOURCE = settings.TWOSOURCE.model_copy(update={"mail": section})
        settings.EMAIL_HOST_PASSWORD = "hush"
        wiring._open_windows()
        window = mail()
        assert isinstance(window, SmtpMail)
        assert (window.host, window.port, window.security, window.password) == (
            "post.example",
            465,
            "tls",
            "hush",
        )
    finally:
        open_mail(before)
