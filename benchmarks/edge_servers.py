"""The servers that are compared: Twosource's edge, nginx on files, Varnish from memory; each on one core.

Each is started on a free port of this machine with nothing outside a temporary folder, and ended with its block.
nginx is given what it needs to be fast: files compressed beforehand, `sendfile`, no log, connections kept. Varnish
keeps every encoding as its backend made it and never compresses or expands.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import brotli
from edge_load import CLIENT_CORE, SERVER_CORE, processes_under, processor_seconds, wait_for

from twosource.edge.clock import Clock
from twosource.edge.folder import FolderStore
from twosource.edge.records import FinishedPage
from twosource.edge.terms import Terms

ROOT = Path(__file__).resolve().parent.parent
TWOSOURCE = str(Path(sys.executable).with_name("twosource"))
TEXT = 39_000  # bytes of the story, with its marks; its page has some hundred more


@dataclass(frozen=True)
class Answering:
    """A server. The time of its `own` processes is counted; readers are connected to those in `answering`."""

    name: str
    port: int
    own: list[int]
    answering: list[int]
    story: str
    data: Path | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.story}"


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(
    line: list[str], *, port: int, log: Path, cores: tuple[int, ...] = (SERVER_CORE,)
) -> Iterator[subprocess.Popen[bytes]]:
    """A server on the servers' core or on these, ended with the block."""
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 our own
            ["taskset", "-c", ",".join(map(str, cores)), *line],  # noqa: S607 found as the shell finds it
            stdout=output, stderr=output, stdin=subprocess.DEVNULL, env=environment(),
        )  # fmt: skip
    try:
        wait_for(port)
        yield process
    except TimeoutError:
        raise RuntimeError(f"{line[0]} did not start:\n{log.read_text()}") from None
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def environment() -> dict[str, str]:
    """This process's environment, without what points at another newsroom, and with this very code."""
    here = {key: value for key, value in os.environ.items() if not key.startswith(("TWOSOURCE_", "DJANGO_"))}
    return {**here, "PYTHONPATH": str(ROOT / "src")}


NGINX = """\
load_module modules/ngx_http_brotli_static_module.so;
user root; worker_processes {workers}; daemon off; pid {here}/pid; error_log {here}/error.log;
events {{ worker_connections 4096; }}
http {{
  types {{ text/html html; }} default_type application/octet-stream; charset utf-8;
  client_body_temp_path {here}/t1; proxy_temp_path {here}/t2; fastcgi_temp_path {here}/t3;
  uwsgi_temp_path {here}/t4; scgi_temp_path {here}/t5;
  access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; open_file_cache max=1000;
  keepalive_requests 100000000; keepalive_timeout 300; gzip_static on; gzip_vary on; brotli_static on;
  server {{
    listen 127.0.0.1:{port}{shared}; root {here}/root; index index.html; add_header Cache-Control "public, max-age=600";
  }}
}}
"""


@contextmanager
def nginx(folder: Path, page: FinishedPage, *, workers: int = 1) -> Iterator[Answering]:
    """nginx with the page as a file, and beside it the files it may send instead, compressed as well as they can be."""
    here, port = folder / f"nginx-{workers}", free_port()
    file = here / "root" / page.path.strip("/") / "index.html"
    file.parent.mkdir(parents=True)
    body = page.bodies["identity"]
    file.write_bytes(body)
    file.with_name("index.html.gz").write_bytes(gzip.compress(body, 9, mtime=0))
    file.with_name("index.html.br").write_bytes(brotli.compress(body, quality=11))
    # nginx makes its entity tag from the time and size of the file.
    for one in file.parent.iterdir():
        os.utime(one, (page.last_modified, page.last_modified))
    shared = " reuseport" if workers > 1 else ""
    (here / "nginx.conf").write_text(NGINX.format(here=here, port=port, workers=workers, shared=shared))
    line = ["nginx", "-c", str(here / "nginx.conf"), "-p", "/usr/share/nginx"]
    with started(line, port=port, log=here.with_suffix(".log")) as process:
        own = processes_under(process.pid)
        yield Answering("nginx", port, own, own[1:], page.path)


VCL = """\
vcl 4.1;
backend files {{ .host = "127.0.0.1"; .port = "{port}"; }}
sub vcl_recv {{
  if (req.http.Accept-Encoding ~ "br") {{ set req.http.Accept-Encoding = "br"; }}
  elsif (req.http.Accept-Encoding ~ "gzip") {{ set req.http.Accept-Encoding = "gzip"; }}
  else {{ unset req.http.Accept-Encoding; }}
}}
sub vcl_backend_response {{ set beresp.ttl = 1h; }}
"""


@contextmanager
def varnish(folder: Path, behind: Answering) -> Iterator[Answering]:
    """Varnish with every encoding of the page in memory; what stands behind it is asked once each."""
    here, port = folder / "varnish", free_port()
    here.mkdir()
    (here / "vcl").write_text(VCL.format(port=behind.port))
    settings = ["-s", "malloc,64m", "-p", "http_gzip_support=off", "-j", "none"]
    line = ["varnishd", "-F", "-n", str(here / "state"), "-a", f"127.0.0.1:{port}", "-f", str(here / "vcl")]
    with started([*line, *settings], port=port, log=folder / "varnish.log") as process:
        own = processes_under(process.pid)
        yield Answering("Varnish", port, own, own[1:], behind.story)


@contextmanager
def edge_alone(folder: Path, pages: list[FinishedPage], *, memory: int = 64) -> Iterator[Answering]:
    """`twosource serve --edge-only` on a copy of a newsroom's pages: a host that has no newsroom."""
    data, port = Path(tempfile.mkdtemp(dir=folder)), free_port()
    terms(memory).write(data / "pages")
    put_pages(data / "pages", pages)
    line = [TWOSOURCE, "serve", "--edge-only", "--data", str(data), "--port", str(port)]
    log = folder / f"{data.name}.log"
    with started(line, port=port, log=log) as process:
        yield _answering("edge", port, process.pid, pages[0].path, data, log)


def terms(memory: int) -> Terms:
    """On which terms a host without a newsroom serves its copy."""
    words = {"l": ("day",) * 7, "D": ("day",) * 7} | dict.fromkeys("FEMNb", ("month",) * 12)
    clock = Clock("UTC", "en", "ltr", "The time", "H:i", "j F Y", words, ())
    return Terms(("127.0.0.1",), "http", (), memory, 16, clock)


FILL = """
from uuid import uuid4
from twosource.people.models import User
from twosource.stories import actions
from twosource.stories.models import SectionPage, StoryPage
by, section = User.objects.get(), SectionPage.objects.first()
body = [("paragraph", "<p>%s</p>" % line) for line in open({text!r}).read().splitlines()]
story = actions.write_story(section=section, story=StoryPage(title="A quay is cracked", body=body), by=by)
story = actions.publish_story(story=story, by=by)
print("made", story.url)
"""


@contextmanager
def whole_product(folder: Path, *, processes: int = 1) -> Iterator[Answering]:
    """`twosource serve` as it comes, all on the same core unless it has several edge processes, with one long story of
    which every encoding is made."""
    newsroom, port = Path(tempfile.mkdtemp(dir=folder)) / "gazette", free_port()
    here = {"check": True, "env": environment(), "capture_output": True, "text": True}
    subprocess.run([TWOSOURCE, "init", newsroom, "--editor", "edith@paper.example"], **here)  # noqa: S603
    toml = newsroom / "twosource.toml"
    toml.write_text(_with_edge(toml.read_text(), processes))
    text = newsroom.with_suffix(".txt")
    text.write_text("\n".join(prose(TEXT)))
    code = ["shell", "--command", FILL.format(text=str(text))]
    ran = subprocess.run([TWOSOURCE, "manage", "--newsroom", newsroom, *code], **here)  # noqa: S603
    story = re.search(r"made (?:https?://[^/]+)?(\S+)", ran.stdout).group(1)  # type: ignore[union-attr]
    line = [TWOSOURCE, "serve", "--newsroom", str(newsroom), "--port", str(port)]
    log = newsroom.with_suffix(".log")
    cores = (SERVER_CORE,) if processes == 1 else (SERVER_CORE, CLIENT_CORE)
    with started(line, port=port, log=log, cores=cores) as process:
        answering = _answering("whole product", port, process.pid, story, newsroom / "data", log)
        _await_best(answering)
        _await_quiet(process.pid)
        yield answering


def prose(size: int) -> list[str]:
    """Paragraphs of so many bytes, of prose as real as this handbook's."""
    rules = sorted((ROOT / "docs/rules").glob("*.md"))
    lines = [line for path in rules for line in path.read_text("utf-8").splitlines() if len(line) > 60]
    found: list[str] = []
    while sum(len(line.encode()) + 60 for line in found) < size:
        found.append(lines[len(found) % len(lines)].replace("&", "&amp;").replace("<", "&lt;"))
    return found


def finished_story(product: Answering) -> FinishedPage:
    """The story as the product keeps it: everybody is given these bytes."""
    store = FolderStore(product.data / "pages")  # type: ignore[operator]
    page = store.get(product.story)
    store.pulse.close()
    if page is None:
        raise RuntimeError(f"{product.story} is not finished")
    return page


def _await_quiet(pid: int) -> None:
    """Until what is done after a start is done: other pages are finished, and compressed well."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        before = processor_seconds(processes_under(pid))
        time.sleep(2)
        if processor_seconds(processes_under(pid)) - before < 0.2:
            return


def _await_best(product: Answering) -> None:
    deadline = time.monotonic() + 120
    while True:
        try:
            if finished_story(product).best:
                return
        except RuntimeError:
            pass
        if time.monotonic() > deadline:
            raise RuntimeError(f"{product.story} was not finished in two minutes")
        time.sleep(0.2)


def _with_edge(toml: str, processes: int) -> str:
    """The configuration with so many edge processes."""
    if "[edge]" not in toml:
        return f"{toml}\n[edge]\nprocesses = {processes}\n"
    return re.sub(r"(\[edge\][^\[]*?\n)processes = \d+", rf"\g<1>processes = {processes}", toml)


def put_pages(store: Path, pages: list[FinishedPage]) -> None:
    kept = FolderStore(store)
    for page in pages:
        kept.put(page)
    kept.pulse.close()


def _answering(name: str, port: int, pid: int, story: str, data: Path, log: Path) -> Answering:
    """A Twosource once it says that it is ready; what its edge processes need is counted, as pages are theirs alone."""
    deadline = time.monotonic() + 120
    while "Ctrl-C" not in log.read_text():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{name} did not start:\n{log.read_text()}")
        time.sleep(0.1)
    own = processes_under(pid)
    edges = [one for one in own if b"twosource.edge.process" in Path(f"/proc/{one}/cmdline").read_bytes()]
    return Answering(name, port, edges, edges, story, data)


def entity_tag(server: Answering, headers: dict[str, str]) -> str:
    """The validator this server gives for this request; raises when the answer is not the page."""
    request = urllib.request.Request(server.url, headers=headers)  # noqa: S310 an address of this machine
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        body, given = answer.read(), answer.headers.get("Content-Encoding", "identity")
        wanted = next(
            (one for one in ("br", "gzip") if one in headers.get("Accept-Encoding", "")), "identity"
        )
        if given != wanted or not body:
            raise RuntimeError(f"{server.name} answered in {given}, not in {wanted}")
        return str(answer.headers["ETag"])


def missing() -> list[str]:
    """What this machine lacks for the comparison, by name of the command."""
    found = [one for one in ("nginx", "varnishd", "wrk", "taskset") if shutil.which(one) is None]
    return found


def versions() -> dict[str, str]:
    """What was compared."""
    told = {}
    for name, line in (("nginx", ["nginx", "-v"]), ("Varnish", ["varnishd", "-V"])):
        ran = subprocess.run(line, capture_output=True, text=True, check=False)  # noqa: S603
        found = re.search(r"[\d]+\.[\d.]+", ran.stdout + ran.stderr)
        told[name] = found.group(0) if found else "unknown"
    return told
