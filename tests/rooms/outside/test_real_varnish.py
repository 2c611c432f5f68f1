"""The VCL of the handbook in a real Varnish, where there is one: it keeps a page, and lets go of it by key."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from twosource.outside.asking import NotAnswered, Reply, WebAsker
from twosource.outside.purging import NotPurged, VarnishPurger

HANDBOOK = Path(__file__).resolve().parents[3] / "docs" / "newsroom" / "beyond.md"
WORD = "a long word of your own"

pytestmark = pytest.mark.skipif(shutil.which("varnishd") is None, reason="varnishd is not on this machine")


@dataclass
class Paper:
    """A paper whose pages say how often they were made, and for whom. `keys` by path.

    Whoever asks for an address `together` is answered when so many have asked.
    """

    keys: dict[str, str] = field(default_factory=dict)
    made: dict[str, int] = field(default_factory=dict)
    together: dict[str, threading.Barrier] = field(default_factory=dict)

    def handler(self) -> type[BaseHTTPRequestHandler]:
        paper = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                number = paper.made[self.path] = paper.made.get(self.path, 0) + 1
                if self.path in paper.together:
                    paper.together[self.path].wait(20)
                body = f"version {number}".encode()
                if self.path not in paper.keys and "Cookie" in self.headers:
                    body = f"for {self.headers['Cookie']}".encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Cache-Control", "public, no-cache")
                if self.path in paper.keys:
                    self.send_header("Surrogate-Key", paper.keys[self.path])
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@dataclass
class Cached:
    address: str
    paper: Paper

    def read(self, path: str, **headers: str) -> Reply:
        return WebAsker(seconds=5).ask("GET", self.address + path, headers=headers)

    def version(self, path: str) -> str:
        return self.read(path).body.decode()


@pytest.fixture(scope="module")
def cached(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cached]:
    """One Varnish for all tests: it compiles its VCL for seconds. Each test has pages of its own."""
    paper, tmp_path = Paper(), tmp_path_factory.mktemp("varnish")
    backend = ThreadingHTTPServer(("127.0.0.1", 0), paper.handler())
    backend.daemon_threads = True
    threading.Thread(target=backend.serve_forever, daemon=True).start()
    (vcl,) = (
        text for text in re.findall(r"```vcl\n(.*?)```", HANDBOOK.read_text(), re.DOTALL) if "vcl 4.1" in text
    )
    (tmp_path / "paper.vcl").write_text(vcl.replace('"8000"', f'"{backend.server_port}"'))
    command = [
        "varnishd", "-j", "none", "-F", "-a", "127.0.0.1:0", "-f", str(tmp_path / "paper.vcl"),
        "-n", str(tmp_path / "work"), "-s", "malloc,20m", "-p", "thread_pool_min=10",
    ]  # fmt: skip
    varnish = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        yield Cached(_address(varnish, tmp_path / "work"), paper)
    finally:
        varnish.terminate()
        varnish.wait(20)
        assert varnish.stderr is not None
        varnish.stderr.close()
        backend.shutdown()
        backend.server_close()


def _address(varnish: subprocess.Popen[str], work: Path) -> str:
    """Where it listens, once it answers."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if varnish.poll() is not None:
            assert varnish.stderr is not None
            pytest.fail(f"varnishd ended: {varnish.stderr.read()[-2000:]}")
        told = subprocess.run(
            ["varnishadm", "-n", str(work), "debug.listen_address"],
            capture_output=True,
            text=True,
            check=False,
        )
        found = re.search(r"(127\.0\.0\.1) (\d+)", told.stdout)
        if found and found[2] != "0":
            address = f"http://127.0.0.1:{found[2]}"
            try:
                WebAsker(seconds=2).ask("GET", address + "/up/")
            except NotAnswered:
                continue
            return address
        time.sleep(0.1)
    pytest.fail("varnishd did not answer")


def test_a_page_is_kept_until_one_of_its_keys_is_purged(cached: Cached) -> None:
    cached.paper.keys |= {"/a/": "list:front story:7", "/b/": "story:77 topic:3", "/c/": "story:7"}
    purger = VarnishPurger(cached.address, WORD)
    assert [cached.version(path) for path in ("/a/", "/b/", "/c/")] == ["version 1"] * 3
    assert [cached.version(path) for path in ("/a/", "/b/", "/c/")] == ["version 1"] * 3, "kept"
    assert "surrogate-key" not in cached.read("/a/").headers, "readers are not shown it"
    purger.purge(["story:7"])
    assert [cached.version(path) for path in ("/a/", "/b/", "/c/")] == ["version 2", "version 1", "version 2"]
    purger.purge(["story:1", "topic:3"])
    assert [cached.version(path) for path in ("/a/", "/b/", "/c/")] == ["version 2"] * 3
    purger.purge_all()
    assert [cached.version(path) for path in ("/a/", "/b/", "/c/")] == ["version 3"] * 3


def test_keys_with_signs_of_patterns_mean_themselves(cached: Cached) -> None:
    cached.paper.keys |= {"/sa/": "tag:c++", "/sb/": "tag:ccc", "/sc/": "~3f host:a.example"}
    purger = VarnishPurger(cached.address, WORD)
    for path in ("/sa/", "/sb/", "/sc/"):
        cached.read(path)
    purger.purge(["tag:c++", "host:a.example"])
    assert [cached.version(path) for path in ("/sa/", "/sb/", "/sc/")] == [
        "version 2",
        "version 1",
        "version 2",
    ]
    purger.purge(["~3f"])
    assert cached.version("/sc/") == "version 3"


def test_as_many_keys_as_one_call_may_name(cached: Cached) -> None:
    cached.paper.keys |= {"/ma/": "story:900049"}
    purger = VarnishPurger(cached.address, WORD)
    cached.read("/ma/")
    purger.purge([f"story:9{number:05}" for number in range(purger.most)])
    assert cached.version("/ma/") == "version 2"


def test_nobody_else_may_have_pages_let_go_of(cached: Cached) -> None:
    cached.paper.keys |= {"/na/": "story:727"}
    cached.read("/na/")
    with pytest.raises(NotPurged, match="403"):
        VarnishPurger(cached.address, "another word").purge(["story:727"])
    assert cached.version("/na/") == "version 1"


def test_a_page_made_for_one_reader_is_theirs_alone(cached: Cached) -> None:
    """What of a discussion is the same for everybody is kept all the same, whoever asks for it first."""
    mine, fragment = "/discussion/mine/", "/discussion/story/7/fragment/"
    cached.paper.keys[fragment] = "talk:story:7"
    for name in ("a", "b", "a"):
        assert cached.read(mine, Cookie=f"session={name}").body == f"for session={name}".encode()
        assert cached.read(fragment, Cookie=f"session={name}").body == b"version 1"
    assert cached.version(mine) == "version 4", "and who has no session sees none of it"
    assert cached.version(fragment) == "version 1"


def test_nobody_waits_for_a_page_that_is_made_for_another(cached: Cached) -> None:
    path = "/discussion/story/7/write/"
    cached.read(path, Cookie="session=first")
    cached.paper.together[path] = threading.Barrier(3)
    with ThreadPoolExecutor(3) as pool:
        replies = list(pool.map(lambda name: cached.read(path, Cookie=f"session={name}"), "abc"))
    assert [reply.body for reply in replies] == [f"for session={name}".encode() for name in "abc"]


def test_what_has_no_keys_is_not_kept(cached: Cached) -> None:
    assert [cached.version("/search/"), cached.version("/x/"), cached.version("/x/")] == [
        "version 1", "version 1", "version 2",
    ]  # fmt: skip
