"""`twosource comments`: another system's file in, everything out, by the command itself."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from serving import twosource

DUMP = Path(__file__).parents[2] / "rooms" / "discussion" / "exchanged" / "isso.sql"


def test_comments_come_in_with_a_report_and_go_out_again(gazette: Path, tmp_path: Path) -> None:
    database, report = tmp_path / "comments.db", tmp_path / "left.jsonl"
    with closing(sqlite3.connect(database)) as isso:
        isso.executescript(DUMP.read_text(encoding="utf-8"))
    ran = twosource("comments", "import", "--newsroom", gazette, "--report", report, database)
    assert (ran.returncode, ran.stdout.splitlines()) == (
        0,
        [
            "brought in: 0 comments, 0 new discussions",
            "left out: 6 (no story here for its address)",
        ],
    )
    rows = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 6
    assert rows[0]["comment"]["body"] == "It was **late** in 1987 too."
    assert "hand@mail.example" not in report.read_text(encoding="utf-8")
    out = twosource("comments", "export", "--newsroom", gazette)
    assert out.returncode == 0, out.stderr
    assert json.loads(out.stdout)["format"] == "twosource-comments"
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear editor,", encoding="utf-8")
    refused = twosource("comments", "import", "--newsroom", gazette, letter)
    assert refused.returncode == 2
    assert "it looks like no export we know" in refused.stderr
