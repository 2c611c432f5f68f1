"""`twosource import page`: a saved page becomes a draft; what is no page is named, and the others are handled."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from serving import twosource
from twosource import demo

PAGE = Path(demo.__file__).parent / "content" / "saved-page.txt"
FIELDS = {
    "headline", "headline_proposed", "topic", "printed_count", "crawled_at", "published_at", "paragraphs",
    "tags", "related", "furniture", "statements", "sha256",
}  # fmt: skip


@pytest.fixture
def page(tmp_path: Path) -> Path:
    copy = tmp_path / "page.txt"
    copy.write_bytes(PAGE.read_bytes())
    return copy


def drafts(folder: Path) -> str:
    code = (
        "from twosource.wire.models import Intake; from twosource.stories.models import StoryPage;"
        "print(Intake.objects.count(), StoryPage.objects.count(), StoryPage.objects.live().count())"
    )
    ran = twosource("manage", "--newsroom", folder, "shell", "--verbosity", 0, "--command", code)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def test_it_prints_what_it_read_without_any_newsroom(page: Path, tmp_path: Path) -> None:
    ran = twosource("import", "page", page, "--json", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert set(found) >= FIELDS
    assert found["sha256"] == hashlib.sha256(page.read_bytes()).hexdigest()
    for statement in found["statements"]:
        assert set(statement) >= {"text", "kind", "speaker", "addressee", "channel", "cue"}


def test_many_files_give_an_object_a_line_and_bad_ones_are_named(page: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    (tmp_path / "second.txt").write_bytes(page.read_bytes())
    files = ["empty.txt", "page.txt", "picture.txt", "missing.txt", "second.txt"]
    ran = twosource("import", "page", "--json", *files, cwd=tmp_path)
    assert ran.returncode == 2
    assert len([json.loads(line) for line in ran.stdout.splitlines()]) == 2
    named = [line.split(":")[0] for line in ran.stderr.splitlines()]
    assert named == ["empty.txt", "picture.txt", "missing.txt"]


def test_fifty_megabytes_are_refused_in_one_line(tmp_path: Path) -> None:
    big = tmp_path / "big.txt"
    with big.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    ran = twosource("import", "page", "--dry-run", big, cwd=tmp_path)
    assert ran.returncode == 2
    assert ran.stderr.startswith(f"{big}: ")
    assert ran.stderr.count("\n") == 1


def test_a_dry_run_writes_nothing(page: Path, gazette: Path) -> None:
    ran = twosource("import", "page", "--dry-run", page, cwd=gazette)
    assert ran.returncode == 0, ran.stderr
    assert drafts(gazette) == "0 0 0"


def test_a_page_becomes_one_draft_however_often_it_comes(page: Path, gazette: Path) -> None:
    first = twosource("import", "page", page, "--section", "culture", cwd=gazette)
    again = twosource("import", "page", page, "--json", cwd=gazette)
    assert (first.returncode, again.returncode) == (0, 0), first.stderr + again.stderr
    assert "statements proposed" in first.stdout
    assert json.loads(again.stdout)["sha256"]
    assert drafts(gazette) == "1 1 0"


@pytest.mark.parametrize(
    ("option", "words"),
    [(("--section", "Weather"), "there are: News"), (("--by", "nobody"), "no such account")],
)
def test_a_section_or_a_person_that_is_not_there_is_said(
    page: Path, gazette: Path, option: tuple[str, str], words: str
) -> None:
    ran = twosource("import", "page", page, *option, cwd=gazette)
    assert ran.returncode == 2
    assert words in ran.stderr
    assert drafts(gazette) == "0 0 0"
