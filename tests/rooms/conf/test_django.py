"""A frozen newsroom becomes Django's settings; what an owner set is what Django does."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from folder import make_folder
from twosource.conf.django import django_settings, postgres
from twosource.conf.newsroom import read_newsroom


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TWOSOURCE_TEST_DATABASE_URL", raising=False)
    monkeypatch.delenv("TWOSOURCE_PORT", raising=False)


def settings(tmp_path: Path, *, base_url: str = "https://gazette.example", more: str = "") -> dict[str, Any]:
    toml = f'[newsroom]\nname = "Gazette"\nbase_url = "{base_url}"\n{more}'
    return django_settings(read_newsroom(make_folder(tmp_path / "gazette", toml=toml)))


def test_sqlite_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    database = settings(tmp_path)["DATABASES"]["default"]
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    with closing(sqlite3.connect(database["NAME"])) as connection:
        for pragma in database["OPTIONS"]["init_command"].split(";"):
            connection.execute(pragma)
        answers = [
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert answers == ["wal", 2, 1]


def test_postgresql_is_used_when_an_address_is_given(tmp_path: Path) -> None:
    more = '[database]\nurl = "postgresql://paper@db.example:5433/gazette"\n'
    database = settings(tmp_path, more=more)["DATABASES"]["default"]
    assert (database["ENGINE"], database["HOST"], database["PORT"], database["NAME"], database["USER"]) == (
        "django.db.backends.postgresql", "db.example", "5433", "gazette", "paper",
    )  # fmt: skip


def test_a_socket_and_escaped_characters_in_an_address_are_understood() -> None:
    database = postgres("postgresql://us%40er:p%2Fw@/pa%20per?host=%2Frun%2Fpg", password="unused")
    assert (database["USER"], database["PASSWORD"], database["NAME"], database["HOST"]) == (
        "us@er", "p/w", "pa per", "/run/pg",
    )  # fmt: skip


def test_a_public_paper_binds_its_cookies_to_tls(tmp_path: Path) -> None:
    found = settings(tmp_path)
    for cookie in ("SESSION", "CSRF"):
        assert found[f"{cookie}_COOKIE_NAME"].startswith("__Host-")
        assert found[f"{cookie}_COOKIE_SECURE"] is True
        assert found[f"{cookie}_COOKIE_HTTPONLY"] is True
        assert found[f"{cookie}_COOKIE_SAMESITE"] == "Strict"
    assert found["SECURE_SSL_REDIRECT"] is True
    assert found["SECURE_HSTS_SECONDS"] >= 180 * 24 * 3600


def test_a_paper_answers_to_its_own_names_only(tmp_path: Path) -> None:
    found = settings(tmp_path, more='[server]\nhosts = ["www.gazette.example"]\n')
    assert found["ALLOWED_HOSTS"] == ["gazette.example", "www.gazette.example"]


def test_a_trial_on_this_machine_follows_the_port_it_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWOSOURCE_PORT", "8123")
    local = settings(tmp_path / "local", base_url="http://127.0.0.1:8000")
    public = settings(tmp_path / "public")
    assert local["WAGTAILADMIN_BASE_URL"] == "http://127.0.0.1:8123"
    assert public["WAGTAILADMIN_BASE_URL"] == "https://gazette.example"


def test_a_language_django_does_not_know_is_still_the_papers(tmp_path: Path) -> None:
    toml = '[newsroom]\nname = "Corant"\nlanguage = "pap-CW"\n'
    found = django_settings(read_newsroom(make_folder(tmp_path / "corant", toml=toml)))
    assert found["LANGUAGE_CODE"] == "pap-cw"
    assert "pap-cw" in dict(found["LANGUAGES"])


def test_letters_stay_in_the_folder_until_a_server_is_named(tmp_path: Path) -> None:
    local = settings(tmp_path / "a")
    assert local["EMAIL_BACKEND"].endswith("filebased.EmailBackend")
    assert local["EMAIL_FILE_PATH"] == str((tmp_path / "a/gazette/data/mail").resolve())
    more = '[mail]\nkind = "smtp"\nhost = "mail.example"\nsender = "desk@gazette.example"\nsecurity = "tls"\n'
    sent = settings(tmp_path / "b", more=more)
    assert (sent["EMAIL_HOST"], sent["EMAIL_USE_SSL"], sent["EMAIL_USE_TLS"]) == ("mail.example", True, False)
    assert sent["DEFAULT_FROM_EMAIL"] == "desk@gazette.example"


def test_log_in_limits_are_the_owners(tmp_path: Path) -> None:
    found = settings(
        tmp_path, more="[policy]\nlogin_attempts = 7\nlogin_pause_minutes = 30\nsession_hours = 2\n"
    )
    assert found["AXES_FAILURE_LIMIT"] == 7
    assert found["AXES_COOLOFF_TIME"].total_seconds() == 1800
    assert found["SESSION_COOKIE_AGE"] == 7200


def test_the_newsrooms_own_templates_are_found_first(tmp_path: Path) -> None:
    own = tmp_path / "gazette" / "themes" / "evening" / "templates"
    own.mkdir(parents=True)
    assert settings(tmp_path, more='[theme]\nname = "evening"\n')["TEMPLATES"][0]["DIRS"] == [str(own)]
