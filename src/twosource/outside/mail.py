"""The window of letters: out by SMTP, or into a folder where a person can read them."""

from __future__ import annotations

import os
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol

SECONDS = 20.0  # for each answer of the mail server; a person waits for it


class NotSent(Exception):
    """A letter did not leave. The message says why, in words for the one who wrote it, and holds no secret."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one address, as plain text.

    `to` and `reply_to` are bare addresses; `message_id` has its angle brackets; `answers` is the Message-ID of
    the letter this one follows, or empty. `unsubscribe` is the address at which one POST ends letters of this kind
    (RFC 8058), or empty.
    """

    to: str
    subject: str
    body: str
    message_id: str
    reply_to: str = ""
    answers: str = ""
    unsubscribe: str = ""


class Mail(Protocol):
    """Takes a letter to the post.

    Raises: NotSent when it was not taken. A server that falls silent before it says so counts as that.
    """

    def send(self, letter: Letter) -> None: ...


@dataclass
class NullMail:
    """Keeps letters in a list. With `trouble`, refuses them in these words."""

    sent: list[Letter] = field(default_factory=list)
    trouble: str = ""

    def send(self, letter: Letter) -> None:
        if self.trouble:
            raise NotSent(self.trouble)
        self.sent.append(letter)


@dataclass(frozen=True)
class FileMail:
    """Puts letters into a folder as `.eml` files that only their owner can read; sends nothing."""

    folder: Path
    sender: str
    name: str

    def send(self, letter: Letter) -> None:
        message = written(letter, sender=self.sender, name=self.name)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = self.folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}.eml"
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                file.write(message.as_bytes(policy=SMTP))
        except OSError as error:
            raise NotSent(f"{self.folder}: {error.strerror}") from error


@dataclass(frozen=True)
class SmtpMail:
    """Hands letters to a mail server. With `starttls` and `tls` its certificate is verified."""

    sender: str
    name: str
    host: str
    port: int
    security: str = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    seconds: float = SECONDS

    def send(self, letter: Letter) -> None:
        message = written(letter, sender=self.sender, name=self.name)
        try:
            server = self._connected()
            try:
                if self.username:
                    server.login(self.username, self.password)
                server.send_message(message)
            except BaseException:
                server.close()
                raise
        except smtplib.SMTPRecipientsRefused as error:
            raise NotSent(f"{self.host} refuses the address {letter.to}") from error
        except smtplib.SMTPAuthenticationError as error:
            raise NotSent(f"{self.host} refuses our log-in") from error
        except smtplib.SMTPNotSupportedError as error:
            raise NotSent(f"{self.host} cannot do what this letter needs: {error}") from error
        except smtplib.SMTPResponseException as error:
            raise NotSent(f"{self.host} answers {error.smtp_code} {_words(error.smtp_error)}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(f"{self.host} cannot be reached: {error}") from error
        # It has been taken: however the goodbye goes, it is sent.
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
        server.close()

    def _connected(self) -> smtplib.SMTP:
        trusted = ssl.create_default_context()
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.seconds, context=trusted)
        server = smtplib.SMTP(self.host, self.port, timeout=self.seconds)
        if self.security == "starttls":
            try:
                server.starttls(context=trusted)
            except BaseException:
                server.close()
                raise
        return server


def written(letter: Letter, *, sender: str, name: str) -> EmailMessage:
    """The letter as a message of RFC 5322, with every header that a good post office asks for.

    Raises: NotSent when a header would hold a line break or an address is none.
    """
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = Address(name, addr_spec=_ascii_host(sender))
        message["To"] = Address(addr_spec=_ascii_host(letter.to))
        if letter.reply_to:
            message["Reply-To"] = Address(addr_spec=_ascii_host(letter.reply_to))
        message["Subject"] = letter.subject
        message["Date"] = datetime.now(UTC)
        message["Message-ID"] = letter.message_id
        if letter.answers:
            message["In-Reply-To"] = message["References"] = letter.answers
        if letter.unsubscribe:
            message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    except (ValueError, IndexError, MessageError) as error:  # what the parser makes of broken addresses
        raise NotSent(f"it cannot be addressed: {error}") from error
    message.set_content(letter.body)
    return message


def _ascii_host(address: str) -> str:
    """The same address with its domain as the domain name system has it (RFC 5891)."""
    local, at, host = address.rpartition("@")
    return f"{local}{at}{host if host.isascii() else host.encode('idna').decode()}"


def _words(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())[:200]


_window: Mail = NullMail()


def open_mail(window: Mail) -> None:
    """Say which window letters go through. Called once, at start, by `wiring.py`; tests open a Null."""
    global _window
    _window = window


def mail() -> Mail:
    """The window that this newsroom's letters go through."""
    return _window
