"""Ghost from the npm registry, with SQLite, in production mode, with its default theme.

Node 20, a C++ compiler and Node's headers under /usr are needed: its SQLite binding is compiled here. The last 5.x is
taken, because newer ones want a newer Node than Debian's or Node's own packages of version 20.
"""

from __future__ import annotations

import json
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from peer import HEADLINE, OTHERS, CannotBeHere, Peer, free_port, prose, run, running, under

VERSION = "5.130.6"
YARN = "yarn@1.22.22"
OWNER = {
    "name": "Edith",
    "email": "edith@paper.example",
    "password": "a long enough pass-phrase 7",
    "blogTitle": "Gazette",
}


@contextmanager
def ghost(folder: Path) -> Iterator[Peer]:
    """Ghost with one process; the story is written and changed through its admin API."""
    package, port = _installed(folder.parent / "twosource-peer-ghost"), free_port()
    address = f"http://127.0.0.1:{port}"
    content = folder / "content"
    shutil.copytree(package / "content", content)
    settings = {
        "url": address,
        "server": {"port": port, "host": "127.0.0.1"},
        "database": {
            "client": "sqlite3",
            "connection": {"filename": str(folder / "ghost.db")},
            "useNullAsDefault": True,
        },
        "mail": {"transport": "Stub"},
        "logging": {"transports": ["stdout"], "level": "error"},
        "paths": {"contentPath": str(content)},
        "privacy": {"useUpdateCheck": False, "useRpcPing": False, "useGravatar": False},
        "security": {"staffDeviceVerification": False},
        "imageOptimization": {"resize": False},
    }
    (folder / "config.production.json").write_text(json.dumps(settings))
    shutil.copy(
        package / "package.json", folder
    )  # Ghost reads its version and its settings where it is started
    line = ["node", str(package / "index.js")]
    with running(line, log=folder / "ghost.out", port=port, cwd=folder, NODE_ENV="production") as server:
        desk = _Desk(address)
        desk.set_up()
        for number in range(OTHERS):
            desk.write(f"Story number {number}", f"story-{number}", f"<p>Story number {number}.</p>")
        story = desk.write(HEADLINE, "quay", prose(lambda n: f"/story-{n}/"))

        def publish(words: str) -> None:
            nonlocal story
            story = desk.mend(story, f"{HEADLINE} {words}")

        yield Peer("Ghost", VERSION, f"{address}/quay/", under(server), publish, {})


class _Desk:
    """The admin API as its owner uses it: with a session."""

    def __init__(self, address: str) -> None:
        self.address, self.api, self.cookie = address, f"{address}/ghost/api/admin", ""

    def set_up(self) -> None:
        self._until_it_is_up()
        self._ask("POST", "/authentication/setup/", {"setup": [OWNER]})
        who = {"username": OWNER["email"], "password": OWNER["password"]}
        with self._open("POST", "/session/", who) as answer:
            answer.read()  # the session is there when its last byte is
        self.cookie = answer.headers["Set-Cookie"].partition(";")[0]

    def write(self, title: str, slug: str, html: str) -> dict[str, Any]:
        post = {"title": title, "slug": slug, "html": html, "status": "published"}
        return dict(self._ask("POST", "/posts/?source=html", {"posts": [post]})["posts"][0])

    def mend(self, story: dict[str, Any], title: str) -> dict[str, Any]:
        post = {"title": title, "updated_at": story["updated_at"]}
        return dict(self._ask("PUT", f"/posts/{story['id']}/", {"posts": [post]})["posts"][0])

    def _until_it_is_up(self) -> None:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{self.api}/site/", timeout=10).close()  # noqa: S310 an address of this machine
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        raise CannotBeHere("Ghost never answered")

    def _ask(self, method: str, path: str, body: object) -> Any:
        with self._open(method, path, body) as answer:
            return json.load(answer)

    def _open(self, method: str, path: str, body: object) -> Any:
        headers = {"Content-Type": "application/json", "Origin": self.address, "Cookie": self.cookie}
        request = urllib.request.Request(  # noqa: S310 an address of this machine
            self.api + path, json.dumps(body).encode(), headers, method=method
        )
        try:
            return urllib.request.urlopen(request, timeout=60)  # noqa: S310
        except urllib.error.HTTPError as error:
            raise CannotBeHere(f"Ghost answered {error.code} to {path}: {error.read()[:500]!r}") from error


def _installed(folder: Path) -> Path:
    """The unpacked package with everything it needs, made once."""
    package = folder / "package"
    if not (package / "node_modules/sqlite3/build/Release/node_sqlite3.node").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        run("npm", "pack", "--silent", f"ghost@{VERSION}", cwd=folder)
        run("tar", "-xzf", next(folder.glob("ghost-*.tgz")), cwd=folder)
        about = json.loads((package / "package.json").read_text())
        about.pop("devDependencies", None)  # some are addresses of repositories, and none is needed
        (package / "package.json").write_text(json.dumps(about))
        line = ["npx", "--yes", YARN, "install", "--production", "--ignore-engines", "--non-interactive"]
        run(*line, cwd=package, npm_config_nodedir="/usr")
    return package
