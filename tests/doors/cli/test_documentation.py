"""The handbook says every key and every command, and says them as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from twosource.cli.main import COMMANDS
from twosource.cli.reference import reference
from twosource.conf.newsroom import Config, Secrets
from twosource.wire.formats.claims_reference import with_reference
from twosource.wire.formats.claims_schema import FIELDS, KINDS

HANDBOOK = Path(__file__).resolve().parents[3] / "docs" / "newsroom"


def keys() -> Iterator[tuple[str, str, object]]:
    for table, info in Config.model_fields.items():
        for key, field in info.annotation.model_fields.items():  # type: ignore[union-attr]
            yield table, key, field


def section(text: str, title: str) -> str:
    """What stands under a heading, up to the next one."""
    return re.split(r"^## ", text.split(f"## {title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize(("table", "key"), [(table, key) for table, key, _field in keys()])
def test_every_key_is_explained_under_its_table(table: str, key: str) -> None:
    text = (HANDBOOK / "config.md").read_text(encoding="utf-8")
    assert f"\n| `{key}` | " in section(text, f"`[{table}]`")


def test_every_default_is_the_one_that_is_used() -> None:
    text = (HANDBOOK / "config.md").read_text(encoding="utf-8")
    for table, key, field in keys():
        if field.is_required():  # type: ignore[attr-defined]
            continue
        default = field.get_default(call_default_factory=True)  # type: ignore[attr-defined]
        row = next(
            line for line in section(text, f"`[{table}]`").splitlines() if line.startswith(f"| `{key}` |")
        )
        shown = row.split("|")[2].strip().strip("`")
        if isinstance(default, bool):
            assert shown == str(default).lower()
        elif isinstance(default, tuple):
            assert shown == str(list(default)).replace("'", '"')
        else:
            assert shown.strip('"') == str(default)


def test_every_secret_is_explained() -> None:
    text = section((HANDBOOK / "config.md").read_text(encoding="utf-8"), "`secrets.toml`")
    assert all(f"| `{key}` | " in text for key in Secrets.model_fields)


def test_the_page_of_commands_is_the_commands_own_help() -> None:
    assert (HANDBOOK / "commands.md").read_text(encoding="utf-8") == reference(), "run: make docs"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_section(command: str) -> None:
    assert f"\n## twosource {command}\n" in (HANDBOOK / "commands.md").read_text(encoding="utf-8")


def test_the_fields_of_the_exchange_are_the_schemas_own() -> None:
    page = (HANDBOOK / "exchange.md").read_text(encoding="utf-8")
    assert page == with_reference(page), "run: make docs"
    for kind in KINDS:
        assert f"\n### {kind}\n" in page
        assert all(f"\n| `{field.name}` | " in page for field in FIELDS[kind])
