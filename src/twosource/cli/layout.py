"""Laying out a newsroom folder: configuration with its own explanation, secrets, a theme to start from."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from twosource.cli.refusal import BAD_INPUT, Refusal, plain_errors

_HEAD = """\
# A newsroom. Every key is here with its default and what it may be; an unknown key is an error.
# “twosource check” says what is wrong with this file and how to mend it.
"""

_THEME_README = """\
Your own look
=============

`templates/site/story.html` here replaces the packaged `site/story.html`, and so on for every template of
the reader's pages. `static/theme.css` is loaded after the paper's own style sheet. For colours and
measures alone, `[theme.tokens]` in twosource.toml is enough. “twosource check” renders every kind of
page with this theme and says which one it breaks.
"""


@contextmanager
def new_folder(folder: Path) -> Iterator[None]:
    """Make `folder` and take it away again when what follows fails: no half-made newsroom stays behind."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refusal(
            f"{folder} is there already. Choose another name, or remove it first.", status=BAD_INPUT
        )
    with plain_errors(folder.parent):
        folder.mkdir(exist_ok=True)
        try:
            yield
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


def lay_out_folder(folder: Path, settings: Mapping[str, Mapping[str, Any]]) -> None:
    """Write a newsroom's files into `folder`; `settings` are the values that differ, by table and key."""
    from twosource.conf.keys import new_secrets, write_private
    from twosource.conf.newsroom import SECRETS_NAME, TOML_NAME

    # Drafts and the database are nobody else's business on a shared machine.
    (folder / "data").mkdir(mode=0o700, exist_ok=True)
    for name in ("data/media", "data/static", "data/mail"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    theme = settings.get("theme", {}).get("name")
    if theme:
        for name in ("templates/site", "static"):
            (folder / "themes" / theme / name).mkdir(parents=True)
        (folder / "themes" / theme / "README.md").write_text(_THEME_README, encoding="utf-8")
    (folder / TOML_NAME).write_text(config_text(settings), encoding="utf-8")
    (folder / ".gitignore").write_text(f"/{SECRETS_NAME}\n/data/\n", encoding="utf-8")
    write_private(folder / SECRETS_NAME, new_secrets())


def config_text(settings: Mapping[str, Mapping[str, Any]]) -> str:
    """A whole `twosource.toml`: every table and key, each with what is allowed there."""
    from twosource.conf.newsroom import Config

    blocks = [_HEAD]
    for table, info in Config.model_fields.items():
        section: Any = info.annotation
        lines = [f"[{table}]"]
        for key, field in section.model_fields.items():
            given = settings.get(table, {})
            value = given[key] if key in given else field.get_default(call_default_factory=True)
            lines += [f"# {field.description}", f"{key} = {_as_toml(value)}"]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def _as_toml(value: Any) -> str:
    """A value of the configuration's few types, in TOML. (JSON's strings, numbers and lists are TOML's.)"""
    if isinstance(value, dict):
        inside = ", ".join(f"{key} = {_as_toml(each)}" for key, each in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_as_toml(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False)
