"""`twosource verify-evidence` proves every copy without a network, and names what does not stand."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from authority import make_authority
from making import Made
from serving import twosource
from small_web import SmallWeb, page
from twosource import demo

REPORTS = sorted((Path(demo.__file__).parent / "content" / "reports").glob("*.html"))


@pytest.fixture(scope="module")
def brought(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newsroom into which five reports of one fire were brought. Copy it; never change it."""
    folder = Path(shutil.copytree(made.folder, tmp_path_factory.mktemp("brought") / "gazette"))
    ran = twosource("import", "page", "--newsroom", folder, *REPORTS)
    assert ran.returncode == 0, ran.stderr
    alike = [line.rpartition("proposed")[2] for line in ran.stdout.splitlines()]
    assert alike == [
        "", ", 1 item has much the same words", ", 2 items have much the same words",
        ", 3 items have much the same words",
        ", 2 items have much the same words",
    ]  # fmt: skip
    return folder


@pytest.fixture
def newsroom(brought: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(brought, tmp_path / "gazette"))


def kept(folder: Path, file: Path) -> Path:
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return folder / "data" / "originals" / digest[:2] / digest


def test_each_broken_copy_is_named_with_what_to_do_and_noted(newsroom: Path) -> None:
    changed, missing = kept(newsroom, REPORTS[0]), kept(newsroom, REPORTS[1])
    changed.write_bytes(changed.read_bytes().replace(b"eleven", b"twelve"))
    missing.unlink()
    ran = twosource("verify-evidence", "--newsroom", newsroom)
    assert ran.returncode == 1
    assert (
        "“Fifty-four safe after ferry fire” (coast-today.html): its file was changed: the hash is another"
        in ran.stdout
    )
    assert "(coastal-press.html): its file is missing" in ran.stdout
    assert ran.stdout.count("mend it: restore data/originals/") == 2
    assert "5 copies proved, 2 do not stand" in ran.stdout
    found = [
        json.loads(line)
        for line in twosource("verify-evidence", "--newsroom", newsroom, "--json").stdout.splitlines()
    ]
    assert sorted(one["finding"] for one in found) == ["", "", "", "changed", "missing"]
    assert {one["holds"] for one in found if not one["finding"]} == {True}
    checked = twosource("check", "--newsroom", newsroom)
    assert (
        f"evidence: the copy coastal-press.html (data/originals/{missing.parent.name}/{missing.name}) is missing"
        in checked.stdout
    )
    missing.write_bytes(REPORTS[1].read_bytes())
    changed.write_bytes(REPORTS[0].read_bytes())
    stray = newsroom / "data" / "originals" / "notes.txt"
    stray.write_text("mine")
    ran = twosource("verify-evidence", "--newsroom", newsroom)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "nothing refers to data/originals/…/notes.txt; it was left where it is" in ran.stdout
    assert ran.stdout.endswith("5 copies proved, 0 do not stand; 1 files nothing refers to.\n")
    assert stray.read_text() == "mine"


def test_time_stamps_are_asked_for_later_and_judged_without_a_network(newsroom: Path, tmp_path: Path) -> None:
    authority, web = make_authority(tmp_path / "authority"), SmallWeb()
    web.answers["/"] = lambda: [page(authority.answer(web.body))]
    toml = newsroom / "twosource.toml"
    quiet = toml.read_text()
    asking = quiet.replace(
        'timestamp_authority = ""', f'timestamp_authority = "http://127.0.0.1:{web.port}/"'
    )
    toml.write_text(asking)
    ran = twosource("verify-evidence", "--newsroom", newsroom, "--stamp")
    assert (ran.returncode, ran.stderr) == (0, "5 copies were time-stamped\n")
    assert len(web.heard) == 5
    web.close()
    other = make_authority(tmp_path / "other")
    for roots, status in ((authority.roots, 0), (other.roots, 1)):
        (newsroom / "roots.pem").write_bytes(roots)
        toml.write_text(asking.replace('timestamp_roots = ""', 'timestamp_roots = "roots.pem"'))
        ran = twosource("verify-evidence", "--newsroom", newsroom)
        assert ran.returncode == status, ran.stdout
        assert ("does not lead to a root" in ran.stdout) is bool(status)
    (newsroom / "roots.pem").write_text("no certificates")
    ran = twosource("verify-evidence", "--newsroom", newsroom)
    assert (ran.returncode, "timestamp_roots" in ran.stderr, "Traceback" in ran.stderr) == (1, True, False)
