"""A mail server of this machine, for as long as a test runs: it says what it is told to say."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class PostOffice:
    """Its port, what it took (sender, recipients, bytes), and its answers by verb when they are not the usual."""

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    taken: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    extensions: tuple[str, ...] = ("AUTH PLAIN",)


@contextmanager
def open_post_office(**kind: object) -> Iterator[PostOffice]:
    office = PostOffice(**kind)  # type: ignore[arg-type]

    class Counter(socketserver.StreamRequestHandler):
        timeout = 5

        def say(self, words: str) -> None:
            self.wfile.write(words.encode() + b"\r\n")

        def handle(self) -> None:
            self.say(office.answers.get("greeting", "220 post.example ready"))
            sender, recipients = "", []
            while line := self.rfile.readline().decode().strip():
                verb = line.split(":")[0].split()[0].upper()
                if verb in office.answers:
                    if not office.answers[verb]:
                        return  # hangs up
                    self.say(office.answers[verb])
                    continue
                if verb == "EHLO":
                    lines = ["post.example", *office.extensions]
                    for n, words in enumerate(lines):
                        self.say(f"250{' ' if n + 1 == len(lines) else '-'}{words}")
                elif verb == "AUTH":
                    office.logins.append(line)
                    self.say("235 welcome")
                elif verb == "MAIL":
                    sender = line
                    self.say("250 ok")
                elif verb == "RCPT":
                    recipients.append(line)
                    self.say("250 ok")
                elif verb == "DATA":
                    self.say("354 go on")
                    text = b""
                    while (part := self.rfile.readline()) != b".\r\n":
                        text += part
                    verdict = office.answers.get("end", "250 taken")
                    if not verdict:
                        return
                    if verdict.startswith("250"):
                        office.taken.append((sender, recipients, text))
                    self.say(verdict)
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Counter) as server:
        office.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield office
        finally:
            server.shutdown()
            thread.join()
