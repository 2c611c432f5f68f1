"""`twosource claims`: out of one newsroom and into another, by the command itself."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from serving import TWOSOURCE, environment, twosource

NEWSROOM = "7b1c2d7e-0c1f-4a52-9a53-6a3f8f0a5d11"
MOMENT = "2026-01-02T03:04:05Z"


def row(kind: str, number: int, /, **more: object) -> dict[str, object]:
    return {"record": kind, "id": f"{NEWSROOM}:{kind}:{number}", **more}


def a_file(folder: Path, claims: int = 1, name: str = "claims.jsonl") -> Path:
    """Claims with a witness each, signed by two."""
    one, two = f"{NEWSROOM}:person:1", f"{NEWSROOM}:person:2"
    records: list[dict[str, object]] = [row("person", number, roles=["checker"]) for number in (1, 2)]
    for number in range(1, claims + 1):
        item = f"{NEWSROOM}:item:{number}"
        evidence = {"item": item, "direction": "supports", "attached_at": MOMENT, "attached_by": one}
        checks = [{"by": who, "verdict": "stands", "method": "Asked.", "at": MOMENT} for who in (one, two)]
        moves = [{"at": MOMENT, "before": "none", "status": "asserted"}]
        records += [
            row("voice", number, kind="person", name=f"Diver {number}", named_at=MOMENT),
            row("item", number, title=f"Dive {number}", by=[f"{NEWSROOM}:voice:{number}"], basis="witnessed",
                collected_at=MOMENT, collected_by=one),
            row("claim", number, text=f"Quay {number} is cracked.", opened_at=MOMENT, opened_by=one,
                worded_at=MOMENT, evidence=[evidence], checks=checks, status="asserted", moves=moves),
        ]  # fmt: skip
    kinds = ("person", "voice", "item", "claim")
    counts = {kind: sum(one["record"] == kind for one in records) for kind in kinds}
    told = {"format": "twosource-claims", "version": 1, "id": NEWSROOM, "name": "Elsewhere"}
    header = {"record": "newsroom", **told, "exported_at": MOMENT, "records": counts}
    path = folder / name
    path.write_text("".join(json.dumps(one) + "\n" for one in [header, *records]), encoding="utf-8")
    return path


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()[1:]


@pytest.mark.slow
def test_claims_travel_from_newsroom_to_newsroom_and_come_out_the_same(gazette: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(gazette, tmp_path / "other"))
    trial = twosource("claims", "import", "--newsroom", gazette, "--dry-run", a_file(tmp_path))
    assert (trial.returncode, trial.stdout) == (0, "would bring in: 1 claims, 1 items, 1 voices, 2 people\n")
    brought = twosource("claims", "import", "--newsroom", gazette, a_file(tmp_path))
    assert (brought.returncode, brought.stdout) == (0, "brought in: 1 claims, 1 items, 1 voices, 2 people\n")
    assert "settling: 1 of 1" in brought.stderr
    first, prov, second = (tmp_path / name for name in ("first.jsonl", "first.json", "second.jsonl"))
    ran = twosource("claims", "export", "--newsroom", gazette, first)
    assert (ran.returncode, ran.stdout) == (0, "")
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert twosource("claims", "export", "--newsroom", gazette, "--form", "prov-json", prov).returncode == 0
    assert "wasAttributedTo" in json.loads(prov.read_text(encoding="utf-8"))
    again = twosource("claims", "import", "--newsroom", gazette, first)
    assert "here already, and left as it is: 1 claims, 1 items, 1 voices, 2 people" in again.stdout
    assert twosource("claims", "import", "--newsroom", other, prov).returncode == 0
    with second.open("wb") as stream:
        command = [TWOSOURCE, "claims", "export", "--newsroom", str(other), "-"]
        subprocess.run(command, stdout=stream, env=environment(), check=True, stderr=subprocess.DEVNULL)
    assert lines(second) == lines(first)
    assert len(lines(first)) == 5


def test_a_bad_file_is_named_by_line_and_field_with_status_2(gazette: Path, tmp_path: Path) -> None:
    path = a_file(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace('"stands"', '"fine"'), encoding="utf-8")
    ran = twosource("claims", "import", "--newsroom", gazette, path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert f'{path}:6: checks[0].verdict: "fine" is not allowed here; allowed: stands, refuted' in ran.stderr
    assert "nothing was brought in" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("import", "nowhere.jsonl"), "nowhere.jsonl: No such file or directory"),
        (("import", "--by", "nobody", "{file}"), "--by nobody: no such account"),
        (("export", "--claim", "77", "out.jsonl"), "claim: 77; there is no such claim here"),
        (("export", "{file}"), "is there already; name another file, or add --overwrite"),
        (("export", "nowhere/out.jsonl"), "No such file or directory"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    gazette: Path, tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    file = a_file(tmp_path)
    before = file.read_bytes()
    given = [one.format(file=file) for one in arguments]
    ran = twosource("claims", given[0], "--newsroom", gazette, *given[1:], cwd=tmp_path)
    assert ran.returncode == 2, ran.stderr
    assert told in ran.stderr
    assert "Traceback" not in ran.stderr
    assert file.read_bytes() == before
    assert not (tmp_path / "out.jsonl").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_ctrl_c_leaves_nothing_half_done(gazette: Path, tmp_path: Path) -> None:
    command = [TWOSOURCE, "claims", "import", "--newsroom", str(gazette), str(a_file(tmp_path, claims=400))]
    process = subprocess.Popen(
        command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("item:"):
            break
    process.send_signal(signal.SIGINT)
    _out, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    assert "interrupted; nothing was brought in." in told
    ran = twosource("claims", "export", "--newsroom", gazette)
    assert len(ran.stdout.splitlines()) == 1


def test_a_newsroom_that_is_being_written_to_is_busy_and_not_broken(tmp_path: Path) -> None:
    from django.db import OperationalError

    from twosource.cli.refusal import database_sentence

    told = database_sentence(OperationalError("database is locked"), tmp_path)
    assert (
        told
        == "the newsroom is busy: another command is writing to it. Wait until it is done, and try again."
    )


def test_a_full_disk_leaves_no_half_file(
    gazette: Path, tmp_path: Path, small_disk: Callable[[Path, int], Path]
) -> None:
    assert twosource("claims", "import", "--newsroom", gazette, a_file(tmp_path, claims=600)).returncode == 0
    full = small_disk(gazette, 300 * 1024)
    target = full.parent / "out.jsonl"
    ran = twosource("claims", "export", "--newsroom", full, target)
    assert ran.returncode == 1, ran.stderr
    assert "the disk is full" in ran.stderr
    assert not target.exists()
    assert [path for path in target.parent.iterdir() if path.name.startswith(".out")] == []


def test_whoever_reads_may_go(gazette: Path, tmp_path: Path) -> None:
    twosource("claims", "import", "--newsroom", gazette, a_file(tmp_path, claims=200))
    command = [TWOSOURCE, "claims", "export", "--newsroom", str(gazette)]
    reading, writing = os.pipe()
    os.close(reading)
    ran = subprocess.run(
        command, env=environment(), stdout=writing, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writing)
    assert "Traceback" not in ran.stderr
    assert ran.returncode == 1
