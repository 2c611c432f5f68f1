"""Which story, or claim, of ours a page of another system is: as the map says, by its path, or by its last word."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from twosource.people.models import User
from twosource.stories.models import StoryPage
from twosource.stories.reads import Desk, at_address
from twosource.verification.models import Claim

from .values import BadFile, Page

_UNDER = re.compile(r"(story|claim):([1-9]\d{0,17})")
_OF_CLAIM = re.compile(r"/claims/([1-9]\d{0,17})/")


def path_of(address: str) -> str:
    """The path of an address, with a slash at both ends and without what browsers write for letters."""
    try:
        path = urlsplit(address.strip()).path
    except ValueError:
        return ""
    path = unquote(path).strip("/")
    return f"/{path}/" if path else "/"


class Places:
    """Finds what stands here for a page there. `mapped` is what an editor wrote down, and goes first."""

    def __init__(self, mapped: Mapping[str, str] | None = None) -> None:
        self._mapped = dict(mapped or {})
        self._root = Desk().root

    def of(self, page: Page) -> str:
        """`story:7` or `claim:3`; empty where nothing here is it, or more than one thing could be."""
        for name in (page.key, page.address, path_of(page.address)):
            if name and name in self._mapped:
                return self._mapped[name]
        if page.more is not None and page.more.get("claim"):
            return self._claim(page)
        return self._story(path_of(page.address))

    def _story(self, path: str) -> str:
        found = at_address(StoryPage.objects.all(), self._root + path.lstrip("/")).values_list(
            "pk", flat=True
        )
        pks = list(found[:2])
        if not pks and path != "/":
            last = path.rstrip("/").rpartition("/")[2]
            last = re.sub(r"\.(?:html?|php|aspx?)$", "", last)
            pks = list(
                StoryPage.objects.filter(slug__in={last, last.lower()})
                .order_by()
                .values_list("pk", flat=True)[:2]
            )
        return f"story:{pks[0]}" if len(pks) == 1 else ""

    def _claim(self, page: Page) -> str:
        """Claims have numbers, which are others elsewhere: the one with the same words is it."""
        number = _OF_CLAIM.fullmatch(path_of(page.address))
        same = Claim.objects.filter(text=page.title).order_by("pk").values_list("pk", flat=True)
        if number and same.filter(pk=int(number[1])).exists():
            return f"claim:{number[1]}"
        pks = list(same[:2])
        return f"claim:{pks[0]}" if len(pks) == 1 else ""

    def named(self, name: str) -> str:
        """What an editor means by an address, a path, a slug, `story:7` or `claim:3`; empty for nothing here."""
        under = _UNDER.fullmatch(name)
        if under:
            stories, claims = (
                StoryPage.objects.filter(pk=int(under[2])),
                Claim.objects.filter(pk=int(under[2])),
            )
            return name if (stories if under[1] == "story" else claims).exists() else ""
        number = _OF_CLAIM.fullmatch(path_of(name))
        if number:
            return self.named(f"claim:{number[1]}")
        return self._story(path_of(name))


def read_map(path: Path) -> dict[str, str]:
    """What pages there are here, from a CSV file of two columns: the old address, and ours.

    Raises: BadFile with the line that names nothing here.
    """
    places = Places()
    found: dict[str, str] = {}
    for number, old, new in _pairs(path):
        under = places.named(new)
        if not under and number == 1:
            continue  # the names of the columns
        if not under:
            raise BadFile(f"{path.name}: line {number}: {new!r} is no story and no claim here.")
        found |= {old: under} | ({path_of(old): under} if "/" in old else {})
    return found


def read_authors(path: Path) -> dict[str, int]:
    """Who is who here, from a CSV file of two columns: a name, log-in or e-mail address there, and a user name here.

    Raises: BadFile with the line that names no account here.
    """
    found: dict[str, int] = {}
    for number, theirs, ours in _pairs(path):
        pk = User.objects.filter(username=ours).values_list("pk", flat=True).first()
        if pk is None and number == 1:
            continue
        if pk is None:
            raise BadFile(f"{path.name}: line {number}: there is no account {ours!r} here.")
        found[theirs.casefold()] = pk
    return found


def _pairs(path: Path) -> Iterator[tuple[int, str, str]]:
    with path.open("r", encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream)
        try:
            for row in reader:
                cells = [cell.strip() for cell in row]
                if not any(cells):
                    continue
                if len(cells) != 2 or not all(cells):
                    raise BadFile(
                        f"{path.name}: line {reader.line_num}: two columns are wanted, theirs and ours."
                    )
                yield reader.line_num, cells[0], cells[1]
        except (csv.Error, UnicodeDecodeError) as error:
            raise BadFile(f"{path.name}: line {reader.line_num}: {error}") from error
