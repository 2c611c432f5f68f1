"""The project's own files as the tests of the house read them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src/twosource"


def modules(*, migrations: bool = False) -> Iterator[tuple[Path, ast.Module]]:
    """Every Python file of the package with its syntax tree; paths are from the project's root."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if migrations or "migrations" not in path.parts:
            yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def rooms() -> list[Path]:
    """Every room: a folder of the package with Python in it."""
    return sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))


def tracked() -> list[Path]:
    """Every file under version control, or every file when there is no version control here."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        return [path for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts]
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]
