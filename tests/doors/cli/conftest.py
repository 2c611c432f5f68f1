"""A newsroom made by the command itself, and disks that are read-only or full."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from making import Made


@pytest.fixture
def gazette(made: Made, tmp_path: Path) -> Path:
    """A newsroom of the test's own."""
    return Path(shutil.copytree(made.folder, tmp_path / "gazette"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[Path, int], Path]]:
    """Puts a copy of a folder on a disk of its own, with so many bytes left over."""
    mounted: list[Path] = []

    def put(folder: Path, spare: int) -> Path:
        point = tmp_path / f"disk{len(mounted)}"
        point.mkdir()
        size = sum(path.stat().st_size + 4096 for path in folder.rglob("*") if path.is_file()) * 2 + (1 << 20)
        _mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", point)
        mounted.append(point)
        copy = Path(shutil.copytree(folder, point / folder.name))
        left = os.statvfs(point)
        with (point / "ballast").open("wb") as ballast:
            ballast.write(b"\0" * (left.f_bavail * left.f_frsize - spare))
        return copy

    yield put
    for point in mounted:
        subprocess.run(["umount", "--lazy", str(point)], check=True)


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Callable[[Path], Path]]:
    """Shows a folder again as one on a read-only disk (permissions do not stop root)."""
    mounted: list[Path] = []

    def put(folder: Path) -> Path:
        point = tmp_path / f"frozen{len(mounted)}"
        point.mkdir()
        _mount("--bind", folder, point)
        mounted.append(point)
        _mount("-o", "remount,bind,ro", point)
        return point

    yield put
    for point in mounted:
        subprocess.run(["umount", "--lazy", str(point)], check=True)


def _mount(*arguments: object) -> None:
    ran = subprocess.run(["mount", *map(str, arguments)], capture_output=True, text=True, check=False)
    if ran.returncode:
        pytest.skip(f"this account may not mount disks: {ran.stderr.strip()}")
