"""Style sheets, fonts and pictures go with the pages that show them, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from finished_pages import finished

from twosource.edge.along import files_of
from twosource.edge.bucket import BucketStore
from twosource.edge.folder import FolderStore
from twosource.edge.mirror import bring_in_line, mirror, push
from twosource.edge.records import FinishedPage
from twosource.outside.objects import NullObjects

HTML = """<link href="/static/site/site.1a2b.css" rel=stylesheet>
<meta property="og:image" content="https://gazette.example/media/images/quay.jpg">
<img srcset="/media/images/quay.avif 400w, /media/images/sch%C3%B6n.avif 800w" src='/media/images/quay.jpg?v=1'>
<a href="/news/static/"></a><a href="/static/../secrets.toml"></a><a href="/media/%2e%2e/newsroom.sqlite3"></a>
<script src=/static/site/site.js></script><a href="/static/"></a>"""
SHEET = """@font-face { src: url("fonts/a.woff2") format("woff2"), url(/static/site/fonts/b.woff2?x#y) }
a { background: url('../../../secrets.toml') url(data:image/png;base64,AA) url(https://else.example/static/c.css) }"""


def page(path: str = "/a/", html: str = HTML) -> FinishedPage:
    return finished(path, bodies={"identity": html.encode()})


@pytest.fixture
def here(tmp_path: Path) -> Iterator[FolderStore]:
    """A newsroom's data folder with files in it."""
    data = tmp_path / "here"
    for name, text in {
        "static/site/site.1a2b.css": SHEET,
        "static/site/site.js": "1",
        "static/site/fonts/a.woff2": "font a",
        "static/site/fonts/b.woff2": "font b",
        "static/site/unused.css": "",
        "media/images/quay.jpg": "jpg",
        "media/images/quay.avif": "avif",
        "media/images/schön.avif": "schön",
        "secrets.toml": "secret",
        "newsroom.sqlite3": "tables",
    }.items():
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_text(text)
    store = FolderStore(data / "pages")
    with closing(store.pulse):
        yield store


SHOWN = {
    "static/site/site.1a2b.css", "static/site/site.js", "media/images/quay.jpg", "media/images/quay.avif",
    "media/images/schön.avif",
}  # fmt: skip
FONTS = {"static/site/fonts/a.woff2", "static/site/fonts/b.woff2"}


def test_a_page_tells_which_files_it_shows() -> None:
    assert files_of(page()) - SHOWN <= {"static"}
    assert files_of(page()) >= SHOWN


def test_files_go_into_the_bucket_with_their_type_and_before_the_page(here: FolderStore) -> None:
    null = NullObjects()
    here.put(page())
    push(here, BucketStore(null, "gazette"))
    files = {name for name in null.kept if not name.endswith((".page", "pulse", "index.html"))}
    assert files == {f"gazette/{name}" for name in SHOWN | FONTS}
    assert null.kept["gazette/static/site/site.1a2b.css"][1]["Content-Type"] == "text/css"
    names = list(null.kept)
    assert max(map(names.index, files)) < names.index("gazette/a/index.html")


def test_a_file_is_sent_once_and_again_when_it_changes(here: FolderStore) -> None:
    class Counting(NullObjects):
        def put(self, name: str, data: bytes, about: object) -> None:
            puts.append(name)
            self.kept[name] = data, {}

    puts: list[str] = []
    bucket = BucketStore(Counting())
    for path in ("/a/", "/b/"):
        here.put(page(path))
        bring_in_line(here, bucket, path)
    assert puts.count("media/images/quay.jpg") == 1
    (here.folder.parent / "media/images/quay.jpg").write_text("another")
    bring_in_line(here, bucket, "/b/")
    assert puts.count("media/images/quay.jpg") == 2


def test_a_second_host_gets_the_files_too(here: FolderStore, tmp_path: Path) -> None:
    bucket = BucketStore(NullObjects())
    here.put(page())
    push(here, bucket)
    there = FolderStore(tmp_path / "there" / "pages")
    with closing(there.pulse):
        mirror(bucket, there)
    copy = tmp_path / "there"
    files = {str(file.relative_to(copy)) for file in copy.rglob("*") if file.is_file()}
    assert {name for name in files if not name.startswith("pages/")} == SHOWN | FONTS
    assert (copy / "media/images/schön.avif").read_text() == "schön"


def test_a_file_that_is_not_there_holds_no_page_up(here: FolderStore) -> None:
    here.put(page(html='<img src="/media/none.jpg"><img src="/media/images">'))
    bucket = BucketStore(NullObjects())
    bring_in_line(here, bucket, "/a/")
    assert bucket.get("/a/") is not None


def test_a_bucket_that_was_tampered_with_writes_nowhere_else(tmp_path: Path) -> None:
    null = NullObjects()
    bucket = BucketStore(null)
    bucket.put(
        page(html='<a href="/static/a.css"></a><a href="/media/../../x"></a><a href="/static//etc/x"></a>')
    )
    null.kept["static/a.css"] = b"@import url(../../out.css); a { b: url(/media/../../out) }", {}
    null.kept["out.css"] = null.kept["media/../../x"] = b"out", {}
    there = FolderStore(tmp_path / "there" / "pages")
    with closing(there.pulse):
        mirror(bucket, there)
    files = {str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file()}
    assert {name for name in files if "/pages/" not in name} == {"there/static/a.css"}
