"""A comment that was answered is on record, and once, whatever is killed at whichever moment.

`make comments-kill` kills fifty times, the whole newsroom among it; here it is a few.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import threading
import time
from collections import Counter
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import pytest
from chaos import until, webs

from making import Made
from serving import Server, free_port, serving
from talkers import Talkers, comments_counted, comments_on_record, let_talk

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("COMMENTS_KILLS", "0"))
FEW = 4  # kills of a web process, and then one of everything
PAUSE = 0.1  # seconds, for who found nobody there


class Writer(threading.Thread):
    """Sends one form after the other, and each again and again until it is answered."""

    def __init__(self, talkers: Talkers, number: int, where: list[int]) -> None:
        super().__init__(name=f"writer {number}")
        self.talkers, self.number, self.where = talkers, number, where
        self.answered: dict[str, tuple[int, str]] = {}
        self.seen: Counter[str] = Counter()
        self.sent = ""
        self.is_done = threading.Event()

    def run(self) -> None:
        while not self.is_done.is_set():
            self.sent = f"writer-{self.number:03}-{len(self.answered):06}-x"
            text = f"Writer {self.number} says number {len(self.answered)}."
            body = urlencode(self.talkers.body(self.number, self.sent, text))
            while self.sent not in self.answered and not self.is_done.is_set():
                self._try(self.sent, text, body)

    def _try(self, receipt: str, text: str, body: str) -> None:
        session = self.talkers.who[self.number][0]
        headers = {
            "Content-Type": "application/x-www-form-urlencoded", "Cookie": f"session={session}",
            "Accept": "application/json",
        }  # fmt: skip
        line = HTTPConnection("127.0.0.1", self.where[0], timeout=30)
        try:
            line.request("POST", "/discussion/post/", body, headers)
            answer = line.getresponse()
            told = answer.read()
        except (OSError, HTTPException):
            self.seen["cut"] += 1
            time.sleep(PAUSE)
            return
        finally:
            line.close()
        self.seen[str(answer.status)] += 1
        if answer.status == 201:
            found = json.loads(told)
            self.seen["again"] += found["again"]
            self.answered[receipt] = found["id"], text
        elif answer.status != 503:
            raise AssertionError(f"{answer.status}: {told[:500]!r}")
        else:
            time.sleep(PAUSE)


class Press:
    """A newsroom that is served, killed and served again; its writers follow it to its port."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.where = folder, [free_port()]
        self._entered: object = None
        self.server: Server = self._serve()

    def _serve(self) -> Server:
        self._entered = serving(self.folder)
        server: Server = self._entered.__enter__()  # type: ignore[attr-defined]
        self.where[0] = int(server.address.rpartition(":")[2])
        return server

    def kill_a_web(self) -> None:
        """The web process that takes the forms, and the next that takes its place."""
        taking = webs(self.server)
        os.kill(taking[0], signal.SIGKILL)
        until(lambda: len(webs(self.server)) == 2 and taking[0] not in webs(self.server))

    def kill_everything(self) -> None:
        """As if the machine had been switched off, but for the disk's own memory; then it is served again."""
        for pid in [self.server.process.pid, *self.server.children()]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.server.process.wait(timeout=20)
        self.close()

    def serve_again(self) -> None:
        self.server = self._serve()

    def close(self) -> None:
        self._entered.__exit__(None, None, None)  # type: ignore[attr-defined]


def test_no_answered_comment_is_lost_and_none_is_there_twice(made: Made, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(made.folder, tmp_path / "gazette"))
    talkers = let_talk(folder, number=8)
    press = Press(folder)
    writers = [Writer(talkers, number, press.where) for number in range(len(talkers.who))]
    chance = random.Random(5)
    try:
        for writer in writers:
            writer.start()
        for kill in range(1, (KILLS or FEW) + 1):
            before = sum(len(each.answered) for each in writers)
            until(lambda before=before: sum(len(each.answered) for each in writers) > before + 20)
            time.sleep(chance.uniform(0, 0.05))
            if kill % 5:
                press.kill_a_web()
            else:
                press.kill_everything()
                press.serve_again()
        until(lambda: all(len(each.answered) > KILLS for each in writers))
    finally:
        press.kill_everything()
        for writer in writers:
            writer.is_done.set()
        for writer in writers:
            writer.join(60)
    answered = {receipt: told for each in writers for receipt, told in each.answered.items()}
    seen = sum((each.seen for each in writers), Counter[str]())
    print(f"\n{KILLS or FEW} kills, and one of everything: {len(answered)} comments answered; {dict(seen)}")
    on_record = {receipt: (pk, words) for pk, receipt, words in comments_on_record(folder)}
    assert answered.items() <= on_record.items()
    # What was sent and not answered may be there, for its writer would have asked again.
    assert on_record.keys() - answered.keys() <= {each.sent for each in writers}
    assert len({words for _pk, words in on_record.values()}) == len(comments_on_record(folder))
    assert comments_counted(folder) == [len(on_record)]
