"""`twosource serve`: one supervisor over the newsroom's processes, on one folder, on one port."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from serving import Server, fetch, free_port, is_running, serving, twosource, wait_until
from twosource.cli.ports import listening
from twosource.cli.refusal import Refusal
from twosource.edge.folder import FolderStore
from twosource.edge.records import FinishedPage

pytestmark = pytest.mark.slow

# One edge process, two web processes, the worker and the schedule.
PROCESSES = 6


def answers(server: Server) -> bool:
    try:
        return fetch(server.address + "/").status == 200
    except OSError:
        return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_readers_and_stops_cleanly_when_told(gazette: Path, number: int) -> None:
    with serving(gazette) as server:
        assert "Gazette" in fetch(server.address + "/").text
        children = server.children()
        assert len(children) == PROCESSES
        assert server.stop(number) == 0
        assert not any(is_running(pid) for pid in children)
    assert "Traceback" not in server.words


def test_a_second_server_on_the_folder_is_told_who_holds_it(gazette: Path) -> None:
    with serving(gazette) as server:
        ran = twosource("serve", "--newsroom", gazette, "--port", free_port())
        assert ran.returncode == 1
        assert f"process {server.process.pid}" in ran.stderr
        assert "since 2" in ran.stderr
        assert answers(server)


def test_an_upgrade_under_a_running_server_is_refused(gazette: Path) -> None:
    with serving(gazette) as server:
        ran = twosource("upgrade", "--newsroom", gazette)
        assert ran.returncode == 1
        assert f"process {server.process.pid}" in ran.stderr


def test_a_taken_port_is_said_with_who_has_it(gazette: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        ran = twosource("serve", "--newsroom", gazette, "--port", port)
    assert ran.returncode == 1
    assert f"port {port} is taken by process {os.getpid()}" in ran.stderr
    assert "--port" in ran.stderr


@pytest.mark.parametrize("mine", [1, 2])
@pytest.mark.parametrize("theirs", [1, 2])
def test_two_newsrooms_never_share_a_port(mine: int, theirs: int) -> None:
    """However many queues either has: the system would give each of them some of the readers."""
    port = free_port()
    with listening("127.0.0.1", port, number=theirs) as held:
        assert [each.getsockname()[1] for each in held] == [port] * theirs
        with (
            pytest.raises(Refusal, match=f"port {port} is taken by process {os.getpid()}"),
            listening("127.0.0.1", port, number=mine),
        ):
            pass
    with listening("127.0.0.1", port, number=mine) as held:
        assert len(held) == mine


def test_what_falls_is_started_again(gazette: Path) -> None:
    with serving(gazette) as server:
        before = server.children()
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: len(server.children()) == PROCESSES and not set(before) & set(server.children()))
        wait_until(lambda: answers(server))
        wait_until(lambda: server.words.count("was ended by SIGKILL") == PROCESSES)


def test_a_process_that_is_ended_again_and_again_is_back_each_time(gazette: Path) -> None:
    with serving(gazette) as server:
        for _ in range(6):
            before = set(server.children())
            for pid in before:
                os.kill(pid, signal.SIGKILL)
            wait_until(lambda before=before: len(set(server.children()) - before) == PROCESSES)
            wait_until(lambda: answers(server))
        pauses = re.findall(r"edge 1 was ended by SIGKILL after .* s; again in ([0-9.]+) s", server.words)
        assert pauses
        assert max(map(float, pauses)) <= 1


def test_with_the_web_processes_held_up_readers_keep_finished_pages(gazette: Path) -> None:
    with serving(gazette) as server:
        store = FolderStore(gazette / "data" / "pages")
        page = FinishedPage("/kept/", 200, (("Content-Type", "text/plain"),), {"identity": b"kept"}, "e", 0)
        web = [pid for pid in server.children() if b"twosource.edge.process" not in command(pid)]
        for pid in web:
            os.kill(pid, signal.SIGSTOP)
        # Only now: whoever makes pages would take away those that it does not know.
        store.put(page)
        store.put(replace(page, path="/old/", stale=True))
        try:
            assert fetch(server.address + "/kept/").text == "kept"
            assert fetch(server.address + "/old/").text == "kept"
            assert "GMT" in fetch(server.address + "/clock/").text
        finally:
            for pid in web:
                os.kill(pid, signal.SIGCONT)
        wait_until(lambda: answers(server))


def test_an_edge_process_holds_no_newsroom(gazette: Path) -> None:
    with serving(gazette) as server:
        (edge,) = [pid for pid in server.children() if b"twosource.edge.process" in command(pid)]
        assert answers(server)
        mapped = Path(f"/proc/{edge}/maps").read_text(encoding="ascii")
        assert "uvloop" in mapped
        assert "_sqlite3" not in mapped
        assert "lxml" not in mapped


def test_no_reader_is_turned_away_while_edge_processes_die(gazette: Path) -> None:
    path = gazette / "twosource.toml"
    path.write_text(
        path.read_text().replace("[edge]", "[edge]\nprocesses = 2").replace("processes = 1\n", "", 1)
    )
    with serving(gazette) as server:
        edges = [pid for pid in server.children() if b"twosource.edge.process" in command(pid)]
        assert len(edges) == 2
        for pid in edges:
            os.kill(pid, signal.SIGKILL)
            # Half of them stand in the queue of the one that is not there.
            for _ in range(40):
                assert fetch(server.address + "/clock/").status == 200


def test_each_of_several_edge_processes_has_readers(gazette: Path) -> None:
    path = gazette / "twosource.toml"
    path.write_text(
        path.read_text().replace("[edge]", "[edge]\nprocesses = 2").replace("processes = 1\n", "", 1)
    )
    with serving(gazette) as server, ExitStack() as lines:
        edges = [pid for pid in server.children() if b"twosource.edge.process" in command(pid)]
        port = int(server.address.rpartition(":")[2])
        for _ in range(60):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            line.sendall(f"GET /clock/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
            assert line.recv(12) == b"HTTP/1.1 200"
        # Of sixty that are dealt by chance, fewer than eight for either is less likely than one in a thousand million.
        assert all(len(connections_of(pid)) >= 8 for pid in edges)


def connections_of(pid: int) -> set[str]:
    """The TCP lines of a process that are up."""
    up = {
        f"socket:[{fields[9]}]"
        for fields in map(
            str.split, Path(f"/proc/{pid}/net/tcp").read_text(encoding="ascii").splitlines()[1:]
        )
        if fields[3] == "01"
    }
    return up & {os.readlink(each) for each in Path(f"/proc/{pid}/fd").iterdir()}


def command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def test_a_copy_of_the_data_is_served_without_the_newsroom(gazette: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    with serving(gazette) as server:
        sheet = fetch(server.address + "/").text.split('rel="stylesheet" href="')[1].split('"')[0]
        for name in ("pages", "static", "media"):
            shutil.copytree(gazette / "data" / name, copy / name)
    kept = FinishedPage("/kept/", 200, (("Content-Type", "text/plain"),), {"identity": b"kept"}, "e", 0)
    FolderStore(copy / "pages").put(kept)
    with serving(copy, "--edge-only", command="serve --data") as alone:
        assert len(alone.children()) == 1
        assert fetch(alone.address + "/kept/").text == "kept"
        assert fetch(alone.address + sheet).status == 200
        missing = fetch(alone.address + "/never-made/")
        assert missing.status == 503
        assert "This page cannot be shown just now" in missing.text
        assert "The search is not answering" in fetch(alone.address + "/search/?q=quay").text
        assert alone.stop() == 0


@pytest.mark.parametrize("arguments", [["--edge-only"], ["--data", "x"], ["--edge-only", "--data", "x"]])
def test_what_is_no_copy_is_refused_in_one_line(arguments: list[str], tmp_path: Path) -> None:
    ran = twosource("serve", *arguments, cwd=tmp_path)
    assert ran.returncode == 2
    assert ran.stderr.count("\n") == 1


@pytest.mark.parametrize("fallen", [False, True])
def test_nothing_outlives_a_supervisor_that_is_killed(gazette: Path, fallen: bool) -> None:
    with serving(gazette) as server:
        if fallen:
            # Those that came back hold the same pipe as those that were there before.
            for pid in server.children():
                os.kill(pid, signal.SIGKILL)
                wait_until(
                    lambda pid=pid: pid not in server.children() and len(server.children()) == PROCESSES
                )
            wait_until(lambda: answers(server))
        children = server.children()
        server.process.kill()
        server.process.wait()
        wait_until(lambda: not any(is_running(pid) for pid in children))
    with serving(gazette) as server:
        assert answers(server)


def test_a_read_only_folder_is_said_in_one_line(gazette: Path, read_only: Callable[[Path], Path]) -> None:
    ran = twosource("serve", "--newsroom", read_only(gazette), "--port", free_port())
    assert ran.returncode == 1
    assert "read-only" in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_a_full_disk_is_said_in_one_line(gazette: Path, small_disk: Callable[[Path, int], Path]) -> None:
    ran = twosource("serve", "--newsroom", small_disk(gazette, 8192), "--port", free_port())
    assert ran.returncode == 1
    assert "the disk is full" in ran.stderr
    assert ran.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["serve", "upgrade", "publish-due"])
def test_a_folder_from_a_newer_version_is_refused(gazette: Path, command: str) -> None:
    (gazette / "data" / "version").write_text("99.1.0\n")
    ran = twosource(command, "--newsroom", gazette)
    assert ran.returncode == 1
    assert "99.1.0" in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_a_reader_keeps_a_style_sheet_for_ever_and_may_not_be_framed(gazette: Path) -> None:
    with serving(gazette) as server:
        front = fetch(server.address + "/")
        sheet = front.text.split('rel="stylesheet" href="')[1].split('"')[0]
        assert "immutable" in fetch(server.address + sheet).headers["cache-control"]
        policy = front.headers["content-security-policy"]
        assert "unsafe-inline" not in policy
        assert "frame-ancestors 'none'" in policy
        assert front.headers["x-content-type-options"] == "nosniff"


def test_a_scheduled_story_comes_out_while_nobody_watches(gazette: Path) -> None:
    with serving(gazette) as server:
        ran = twosource("manage", "--newsroom", gazette, "shell", "--command", scheduling(3))
        assert ran.returncode == 0, ran.stderr
        wait_until(lambda: "Low water at nine" in fetch(server.address + "/").text)
        # The line is written once the story is out: a reader may have seen it first.
        wait_until(lambda: "published on schedule: Low water at nine" in server.words)


def scheduling(seconds: int) -> str:
    """Code that schedules a story so many seconds from when it runs."""
    return (
        "from datetime import timedelta; from django.utils import timezone;"
        "from twosource.people.models import User; from twosource.stories import actions;"
        "from twosource.stories.models import SectionPage, StoryPage;"
        "by = User.objects.get(); section = SectionPage.objects.first();"
        "story = actions.write_story(section=section, story=StoryPage(title='Low water at nine'), by=by);"
        f"actions.publish_story(story=story, by=by, at=timezone.now() + timedelta(seconds={seconds}))"
    )


@contextmanager
def schedule_held(server: Server, folder: Path) -> Iterator[None]:
    """In this block the schedule's process does not run."""
    turn = folder / "data" / "schedule.turn"
    wait_until(turn.is_file)
    pid = int(turn.read_text(encoding="ascii"))
    assert pid in server.children()
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def letters(folder: Path) -> list[str]:
    files = (folder / "data" / "mail").glob("*.eml")
    return [" ".join(file.read_text(encoding="utf-8").replace("=\n", "").split()) for file in files]


def test_while_the_schedule_stands_still_the_worker_alarms_those_whose_story_it_is(gazette: Path) -> None:
    with serving(gazette) as server:
        with schedule_held(server, gazette):
            ran = twosource("manage", "--newsroom", gazette, "shell", "--command", scheduling(1))
            assert ran.returncode == 0, ran.stderr
            wait_until(lambda: any("edith@paper.example" in letter for letter in letters(gazette)))
            [letter] = letters(gazette)
            assert "Nothing kept the schedule" in letter
            assert "Low water at nine" not in fetch(server.address + "/").text
        wait_until(lambda: "Low water at nine" in fetch(server.address + "/").text)
        assert len(letters(gazette)) == 1
    checked = twosource("check", "--newsroom", gazette)
    assert "Low water" not in checked.stdout


def test_a_database_that_is_locked_over_its_minute_loses_no_story_and_the_desk_is_told(gazette: Path) -> None:
    due = (datetime.now(UTC) - timedelta(seconds=1)).strftime("%Y-%m-%d %H:%M:%S")
    with serving(gazette) as server, closing(_database(gazette)) as database:
        ran = twosource("manage", "--newsroom", gazette, "shell", "--command", scheduling(86_400))
        assert ran.returncode == 0, ran.stderr
        with schedule_held(server, gazette):
            database.execute(
                "UPDATE wagtailcore_revision SET approved_go_live_at = ?1,"
                " content = json_set(content, '$.go_live_at', ?2) WHERE approved_go_live_at IS NOT NULL",
                (due, due.replace(" ", "T") + "Z"),
            )
            database.execute("BEGIN IMMEDIATE")
        wait_until(lambda: "the database is in trouble" in server.words)
        assert "Low water at nine" not in fetch(server.address + "/").text
        database.execute("ROLLBACK")
        wait_until(lambda: "Low water at nine" in fetch(server.address + "/").text)
        wait_until(lambda: any("Low water at nine" in letter for letter in letters(gazette)))
        assert database.execute("SELECT kind, ended_at FROM stories_missed").fetchall() == [("late", None)]


def _database(folder: Path) -> sqlite3.Connection:
    path = folder / "data" / "newsroom.sqlite3"
    return sqlite3.connect(path, isolation_level=None, timeout=60)


def test_behind_a_proxy_it_believes_the_proxy_and_insists_on_tls(gazette: Path) -> None:
    path = gazette / "twosource.toml"
    path.write_text(path.read_text().replace("http://127.0.0.1:8000", "https://gazette.example"))
    with serving(gazette) as server:
        plain = fetch(server.address + "/", host="gazette.example")
        assert (plain.status, plain.headers["location"]) == (301, "https://gazette.example/")
        safe = fetch(server.address + "/admin/login/", host="gazette.example", x_forwarded_proto="https")
        assert safe.status == 200
        assert safe.headers["strict-transport-security"] == "max-age=31536000"
        assert safe.headers["set-cookie"].startswith("__Host-csrf=")
        assert "Secure" in safe.headers["set-cookie"]
        assert fetch(server.address + "/", host="elsewhere.example", x_forwarded_proto="https").status == 400
