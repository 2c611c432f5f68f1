"""Plumbing of the whole suite: a newsroom folder of its own, a database, and no way out to the network."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import sqlite3
import tempfile
from importlib.metadata import version
from pathlib import Path

import hypothesis
import pytest
from pytest_socket import socket_allow_hosts

from folder import make_folder

ROOT = Path(__file__).resolve().parent.parent
DOORS = ROOT / "tests" / "doors"
LONGEST = (DOORS / "browser", DOORS / "cli")
LOOPBACK = ["127.0.0.1", "::1"]

# How long an example takes says more about who else is on the machine than about the code.
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
if "CI" not in os.environ:  # there hypothesis is patient by itself, and takes the same examples each time
    hypothesis.settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    """Point the settings at a fresh folder before anything of Django is loaded.

    Where tests run side by side, every process makes a folder of its own, and the one that hands them out makes none:
    its children would inherit it, and pytest-django would read their settings from it before this is called.
    """
    # In the background of a shell Ctrl-C is ignored, by every child too; the commands under test are to hear it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if os.environ.get("DJANGO_SETTINGS_MODULE"):
        raise pytest.UsageError("unset DJANGO_SETTINGS_MODULE: the suite brings a newsroom of its own")
    if not hasattr(config, "workerinput") and config.getoption("numprocesses", None):
        return
    folder = make_folder(Path(tempfile.mkdtemp(prefix="twosource-tests-")).resolve())
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ["TWOSOURCE_NEWSROOM"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "twosource.conf.settings"

    from django.conf import settings

    # Real hashes are slow on purpose; nothing here is worth protecting.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    default = settings.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        asked = {"CHARSET": None, "COLLATION": None, "MIGRATE": True, "MIRROR": None}  # as Django fills it in
        default["TEST"] = {**asked, "NAME": str(folder / "data" / "test.sqlite3")}
        # A test database need not survive the power going.
        default["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever uses the database is marked so; of it, tests/postgres.py runs the rooms on PostgreSQL too.

    What drives other processes (servers, a browser) shares its machine with whoever else is on it: there a
    test may fail once and is run once more, and the report names it. Those also take longest, so they begin: else
    one process would be at work on them when all others have come to their end.
    """
    items.sort(key=lambda item: not any(place in item.path.parents for place in LONGEST))
    for item in items:
        if DOORS in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))
        fixtures = set(getattr(item, "fixturenames", ()))
        marker = item.get_closest_marker("django_db")
        if marker or fixtures & {"db", "transactional_db", "live_server"}:
            item.add_marker("database")
        if (marker and marker.kwargs.get("transaction")) or fixtures & {"transactional_db", "live_server"}:
            item.add_marker("alone")


def pytest_runtest_setup() -> None:
    """This machine may be spoken to, and no other."""
    socket_allow_hosts(LOOPBACK, allow_unix_socket=True)


@pytest.fixture
def newsroom() -> object:
    """The suite's own newsroom as the settings read it: folder, configuration, secrets."""
    from twosource.conf.newsroom import read_newsroom

    return read_newsroom(Path(os.environ["TWOSOURCE_NEWSROOM"]))


def _migrated_copy(config: pytest.Config) -> Path | None:
    """Where a migrated, empty SQLite database of exactly these migrations is kept between runs."""
    from django.conf import settings

    if not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") or config.cache is None:
        return None
    digest = hashlib.sha256(f"{version('django')} {version('wagtail')}".encode())
    for path in sorted((ROOT / "src").rglob("migrations/*.py")):
        digest.update(path.read_bytes())
    digest.update((ROOT / "src/twosource/conf/django.py").read_bytes())
    return config.cache.mkdir("migrated") / f"{digest.hexdigest()[:20]}.sqlite3"


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest, django_db_modify_db_settings: None) -> bool:
    """Start from the kept database where there is one: migrating takes longer than most runs."""
    from django.conf import settings

    kept = _migrated_copy(request.config)
    if kept is None or not kept.exists():
        return False
    shutil.copyfile(kept, settings.DATABASES["default"]["TEST"]["NAME"])
    return True


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_setup: None) -> None:
    """The suite's database, kept for the next run the first time it is migrated."""
    kept = _migrated_copy(request.config)
    if kept is not None and not kept.exists():
        from django.conf import settings

        fresh = kept.with_suffix(f".{os.getpid()}")
        source = sqlite3.connect(settings.DATABASES["default"]["TEST"]["NAME"])
        target = sqlite3.connect(fresh)
        source.backup(target)
        source.close()
        target.close()
        fresh.replace(kept)
