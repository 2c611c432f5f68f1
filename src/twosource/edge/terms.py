"""On which terms the edge answers: what it must know of the newsroom, in one file beside the pages."""

from __future__ import annotations

import json
import os
from dataclasses import MISSING, asdict, dataclass, fields
from pathlib import Path
from typing import Any

from .clock import Clock

FILE_NAME = "edge.json"


class NoTerms(ValueError):
    """The folder does not say how its pages are to be served; the message says what to do."""


@dataclass(frozen=True)
class Terms:
    """hosts: names the paper answers to, as in Django's ALLOWED_HOSTS.

    scheme: `http`, or `https`: then a page is shown only to who is known to have come over TLS.
    trusted_proxies: addresses and networks whose X-Forwarded-* headers are believed.
    memory_megabytes: how much of the pages one process holds. body_megabytes: the largest request it takes.
    clock: what the page of the time is made from. listeners: how many may listen to one process at a time.
    """

    hosts: tuple[str, ...]
    scheme: str
    trusted_proxies: tuple[str, ...]
    memory_megabytes: int
    body_megabytes: int
    clock: Clock
    listeners: int = 10_000

    def write(self, folder: Path) -> None:
        """Put them beside the pages, swapped whole."""
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f".{FILE_NAME}.{os.getpid()}"
        fresh.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        fresh.replace(folder / FILE_NAME)


def read_terms(folder: Path) -> Terms:
    """The terms of a folder of pages. Raises `NoTerms`."""
    path = folder / FILE_NAME
    try:
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        needed = [field.name for field in fields(Terms) if field.name in told or field.default is MISSING]
        known = {name: told[name] for name in needed}
        for name in ("hosts", "trusted_proxies"):
            known[name] = tuple(known[name])
        return Terms(**known | {"clock": Clock.read(known["clock"])})
    except FileNotFoundError:
        raise NoTerms(
            f"{path} is missing. “twosource serve” writes it on the newsroom's own machine: copy the whole of "
            "data/pages/, data/static/ and data/media/ from there."
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoTerms(
            f"{path} cannot be used ({error}). Copy it again from the newsroom's machine."
        ) from None
