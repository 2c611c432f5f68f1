"""`twosource pages`: into a bucket, out of one onto a second host, and out of caches, by hand."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from serving import TWOSOURCE, environment, serving, twosource, wait_until
from small_bucket import ACCESS, BUCKET, REGION, SECRET, SmallBucket, small_bucket
from small_web import SmallWeb, page
from twosource.edge.folder import FolderStore
from twosource.edge.records import FinishedPage


@pytest.fixture
def s3() -> Iterator[SmallBucket]:
    with small_bucket() as made:
        yield made


@pytest.fixture
def cache() -> Iterator[SmallWeb]:
    """A Varnish that lets go of what it is asked to."""
    web = SmallWeb()
    web.answers["/"] = page(b"")
    yield web
    web.close()


def finished(path: str, text: str = "one") -> FinishedPage:
    body = {"identity": text.encode()}
    return FinishedPage(
        path, 200, (("Content-Type", "text/html"),), body, f"v-{text}", 1_700_000_000, ("story:7",)
    )


def put(folder: Path, *pages: FinishedPage) -> None:
    store = FolderStore(folder)
    with closing(store.pulse):
        for each in pages:
            store.put(each)


def read(folder: Path) -> dict[str, str]:
    store = FolderStore(folder)
    with closing(store.pulse):
        return {path: found.etag for path in store.paths() if (found := store.get(path))}


def configured(gazette: Path, s3: SmallBucket | None = None, cache: SmallWeb | None = None) -> Path:
    """The newsroom with a bucket and a cache before it."""
    toml, secrets = gazette / "twosource.toml", gazette / "secrets.toml"
    text = toml.read_text()
    if s3:
        told = f'[bucket]\nname = "{BUCKET}"\nendpoint = "{s3.endpoint}"\nregion = "{REGION}"\nprefix = "gazette"\n'
        text = text[: text.index("[bucket]")] + told + "\n" + text[text.index("[purge]") :]
        with secrets.open("a") as file:
            file.write(f'bucket_access_key = "{ACCESS}"\nbucket_secret_key = "{SECRET}"\n')
    if cache:
        text = text.replace("varnish = []", f'varnish = ["http://127.0.0.1:{cache.port}"]')
    toml.write_text(text)
    return gazette


def abroad(s3: SmallBucket) -> list[str]:
    return ["--bucket", BUCKET, "--endpoint", s3.endpoint, "--region", REGION, "--prefix", "gazette"]


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second host's keys."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)


def test_pages_go_into_the_bucket_and_onto_a_second_host(
    gazette: Path, s3: SmallBucket, tmp_path: Path, keys: None
) -> None:
    configured(gazette, s3)
    put(gazette / "data" / "pages", finished("/"), finished("/news/x/"))
    ran = twosource("pages", "push", "--newsroom", gazette)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == "2 pages sent, 0 were there, 0 taken away.\n"
    assert "gazette/news/x/index.html" in s3.objects
    assert twosource("pages", "push", "--newsroom", gazette).stdout.startswith("0 pages sent, 2 were there")
    second = tmp_path / "second"
    ran = twosource("pages", "mirror", "--to", second, *abroad(s3))
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == "2 pages brought, 0 were there, 0 taken away.\n"
    assert read(second / "pages") == {"/": "v-one", "/news/x/": "v-one"}


def test_a_newsroom_without_a_bucket_is_told_so(gazette: Path, tmp_path: Path) -> None:
    for command in (["push"], ["mirror", "--to", tmp_path / "second"]):
        ran = twosource("pages", *command, "--newsroom", gazette)
        assert ran.returncode == 1
        assert "write [bucket] name into twosource.toml" in ran.stderr


def test_a_bucket_that_refuses_is_said_in_one_line(
    gazette: Path, s3: SmallBucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKOTHER")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    ran = twosource("pages", "mirror", "--to", tmp_path / "second", *abroad(s3))
    assert ran.returncode == 1
    assert "refuses our key" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_mirror_that_goes_on_follows_and_stops_when_told(
    gazette: Path, s3: SmallBucket, tmp_path: Path, keys: None
) -> None:
    configured(gazette, s3)
    pages, second = gazette / "data" / "pages", tmp_path / "second"
    put(pages, finished("/"))
    assert twosource("pages", "push", "--newsroom", gazette).returncode == 0
    command = [TWOSOURCE, "pages", "mirror", "--to", str(second), "--every", "0.5", *abroad(s3)]
    going = subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE, text=True)
    try:
        wait_until(lambda: read(second / "pages") == {"/": "v-one"})
        s3.trouble = (503, "SlowDown")  # a store that is away for a while ends nothing
        put(pages, finished("/", "two"), finished("/more/"))
        asked = s3.asked
        wait_until(lambda: s3.asked > asked + 1)
        s3.trouble = None
        assert twosource("pages", "push", "--newsroom", gazette).returncode == 0
        wait_until(lambda: read(second / "pages") == {"/": "v-two", "/more/": "v-one"})
    finally:
        going.send_signal(signal.SIGTERM)
        _out, said = going.communicate(timeout=30)
    assert going.returncode == 0, said
    assert "Traceback" not in said


def test_an_address_is_purged_by_hand(gazette: Path, cache: SmallWeb) -> None:
    configured(gazette, cache=cache)
    put(gazette / "data" / "pages", finished("/news/x/"))
    ran = twosource("pages", "purge", "--newsroom", gazette, "/news/x/")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == f"varnish http://127.0.0.1:{cache.port}: done\n"
    assert "story:7" in cache.heard[0]
    assert cache.heard[0].startswith("BAN / ")
    ran = twosource("pages", "purge", "--newsroom", gazette, "--all")
    assert ran.returncode == 0
    assert "\r\nX-Ban-Surrogate-Key: .\r\n" in cache.heard[1] + "\r\n"


def test_a_purge_that_fails_says_why_and_what_becomes_of_it(gazette: Path, cache: SmallWeb) -> None:
    configured(gazette, cache=cache)
    cache.answers["/"] = page(b"", status="403 Forbidden")
    ran = twosource("pages", "purge", "--newsroom", gazette, "--all")
    assert ran.returncode == 1
    assert "1 waits; Varnish" in ran.stdout
    assert "answers 403" in ran.stdout
    assert "tried again" in ran.stderr


def test_a_purge_of_nothing_or_of_nobody_is_refused(gazette: Path, cache: SmallWeb) -> None:
    assert (
        "name the addresses of pages, or --all" in twosource("pages", "purge", "--newsroom", gazette).stderr
    )
    assert "no cache and no bucket" in twosource("pages", "purge", "--newsroom", gazette, "--all").stderr
    configured(gazette, cache=cache)
    ran = twosource("pages", "purge", "--newsroom", gazette, "/none/")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "/none/: no finished page is kept" in ran.stderr


@pytest.mark.slow
def test_serving_tells_every_place_whatever_falls_meanwhile(
    gazette: Path, s3: SmallBucket, cache: SmallWeb
) -> None:
    configured(gazette, s3, cache)
    s3.trouble = (503, "SlowDown")
    with serving(gazette) as server:
        code = "from twosource.edge.outward import tell; tell(paths=['/', '/about/'], keys=['story:7'])"
        ran = twosource("manage", "--newsroom", gazette, "shell", "--command", code)
        assert ran.returncode == 0, ran.stderr
        wait_until(lambda: any("story:7" in request for request in cache.heard))
        wait_until(lambda: s3.asked > 0)
        for pid in server.children():
            os.kill(pid, signal.SIGKILL)
        s3.trouble = None
        wait_until(lambda: "gazette/about/index.html" in s3.objects)
        wait_until(lambda: "/" in looked_at(gazette))
        assert server.stop() == 0
    assert "Traceback" not in server.words


def looked_at(gazette: Path) -> list[str]:
    """The addresses the probe has asked for."""
    with closing(sqlite3.connect(gazette / "data" / "newsroom.sqlite3")) as tables:
        return [path for (path,) in tables.execute("select path from edge_look where asked_at is not null")]
