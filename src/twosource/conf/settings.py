"""Django's settings, built from the newsroom folder that the environment's TWOSOURCE_NEWSROOM names."""

from __future__ import annotations

import os
from pathlib import Path

from twosource.conf.django import django_settings
from twosource.conf.newsroom import Config, read_newsroom

# What rooms read beside Django's own settings: the whole twosource.toml, its folder, the sealing key,
# and what opens the places beyond this machine.
TWOSOURCE: Config
TWOSOURCE_FOLDER: Path
SEALED_KEY: str
OUTWARD_KEYS: dict[str, str]
WAGTAILADMIN_BASE_URL: str

# The command line sets the variable; without it the folder one stands in is meant.
globals().update(django_settings(read_newsroom(Path(os.environ.get("TWOSOURCE_NEWSROOM") or "."))))
