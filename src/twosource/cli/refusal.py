"""Why a command stops: one clear line for the operator, and an exit status a script can read."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

FAILED = 1
BAD_INPUT = 2


class Refusal(click.ClickException):
    """A command that will not go on. Exit status 1: the newsroom's state; 2: what was typed or handed in."""

    def __init__(self, message: str, *, status: int = FAILED) -> None:
        super().__init__(message)
        # click reads it from the class or the instance; only the former is declared.
        vars(self)["exit_code"] = status


@contextmanager
def plain_errors(folder: Path) -> Iterator[None]:
    """Turn what the disk says while `folder` is used into a sentence with a way out."""
    try:
        yield
    except OSError as error:
        said = disk_sentence(error, folder)
        if said is None:
            raise
        raise Refusal(said) from error
    except Exception as error:
        said = database_sentence(error, folder)
        if said is None:
            raise
        raise Refusal(said) from error


def disk_sentence(error: OSError, folder: Path) -> str | None:
    """What an `OSError` means for the operator, or None when it is none of the disk's usual ones."""
    where = Path(str(error.filename)) if error.filename else folder
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{folder}: the disk is full. Free some space there and run the command again."
    if error.errno == errno.EROFS:
        return (
            f"{folder}: the folder is read-only. Remount it, or move the newsroom to a disk it may write to."
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return (
            f"{where}: permission denied. Give the account that runs Twosource the right to write {folder}."
        )
    return None


def database_sentence(error: Exception, folder: Path) -> str | None:
    """The same for what SQLite says through Django; None for an error that is not about the disk."""
    words = str(error).lower()
    if type(error).__name__ not in {"OperationalError", "DatabaseError"}:
        return None
    if "disk is full" in words or "disk i/o error" in words:
        return f"{folder}: the disk is full or failing. Free some space there and run the command again."
    if "readonly" in words or "unable to open" in words:
        return f"{folder}: the database cannot be written. Give the account that runs Twosource the right to."
    if "locked" in words:
        return "the newsroom is busy: another command is writing to it. Wait until it is done, and try again."
    if "connection" in words and "failed" in words:
        return f"the database does not answer: {str(error).splitlines()[0]}"
    return None
