"""The package that is given out does all of it: built, put into an empty environment, run from there."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from serving import environment, fetch, serving, twosource

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy of what is in version control or on its way there."""
    source = tmp_path_factory.mktemp("source")
    shutil.copytree(ROOT / "src", source / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "dist"]
    ran = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (found,) = (source / "dist").glob("*.whl")
    return found


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """`twosource` in an environment that holds the wheel, and the pinned dependencies of this one."""
    place = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True)
    python = place / "bin" / "python"
    # The dependencies were installed from their pins already; a second copy would be the same files.
    (packages,) = place.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    command = [sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel]
    subprocess.run(command, check=True, capture_output=True)
    where = subprocess.run(
        [python, "-c", "import twosource; print(twosource.__file__)"],
        env=environment(PYTHONPATH=""), capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert where.startswith(str(place))
    return str(place / "bin" / "twosource")


def test_nothing_a_newsroom_needs_is_left_out(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "src" / "twosource"
    wanted = {
        f"twosource/{path.relative_to(package)}"
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted <= inside


def test_the_licences_of_the_fonts_are_in_it(wheel: Path) -> None:
    inside = zipfile.ZipFile(wheel).namelist()
    assert any(name.endswith("LICENSE") for name in inside)
    assert len([name for name in inside if "/licenses/" in name and "OFL-" in name]) >= 1


def test_an_installed_package_makes_a_newsroom_and_serves_it(program: str, tmp_path: Path) -> None:
    made = twosource("init", tmp_path / "gazette", program=program, PYTHONPATH="")
    assert made.returncode == 0, made.stderr
    with serving(tmp_path / "gazette", program=program, PYTHONPATH="") as server:
        front = fetch(server.address + "/")
        assert front.status == 200
        sheet = front.text.split('rel="stylesheet" href="')[1].split('"')[0]
        assert fetch(server.address + sheet).status == 200
