"""Which display names can be had: one's own, readable, and nobody's who speaks for the newsroom."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from twosource.ledger.clock import now
from twosource.people.reads import staff_names

from .looks import bare_look_of, look_of, mixes_alphabets
from .models import FormerName, Reader, name_key
from .refusals import NameRefused

SHORTEST, LONGEST = 2, 60
_MARKS = "-'’.·"
_MOST_ACCENTS = 4  # in a row on one letter; no script needs more
_OFFICES = ("newsroom", "editor", "moderator", "administrator", "admin", "staff", "official", "support")


def demand_name(name: str, *, reader: Reader | None = None) -> str:
    """The name as it is kept, for a new reader or for this one. Raises NameRefused, which says what to do."""
    kept = " ".join(name.split())
    _demand_readable(kept)
    _demand_outsider(kept)
    _demand_free(kept, reader)
    return kept


def _demand_readable(name: str) -> None:
    if not SHORTEST <= len(name) <= LONGEST or len(name_key(name)) > 120:
        raise NameRefused(
            _("A name has %(least)d to %(most)d characters.") % {"least": SHORTEST, "most": LONGEST}
        )
    odd = next((char for char in name if not _may_stand(char)), "")
    if odd:
        raise NameRefused(
            _("A name has letters, digits, spaces and %(marks)s; “%(odd)s” (%(what)s) is none of them.")
            % {"marks": " ".join(_MARKS), "odd": odd if odd.isprintable() else "?", "what": _called(odd)}
        )
    if not any(char.isalpha() for char in name):
        raise NameRefused(_("A name has at least one letter."))
    accents = 0
    for char in name:
        accents = accents + 1 if unicodedata.category(char)[0] == "M" else 0
        if accents > _MOST_ACCENTS:
            raise NameRefused(_("A letter of this name carries more marks than can be read."))
    if mixes_alphabets(name):
        raise NameRefused(
            _("A word of this name mixes alphabets whose letters look alike. Write it in one of them.")
        )


def _may_stand(char: str) -> bool:
    return char == " " or char in _MARKS or unicodedata.category(char)[0] in "LMN"


def _called(char: str) -> str:
    return unicodedata.name(char, f"U+{ord(char):04X}").lower()


def _demand_outsider(name: str) -> None:
    """No name that speaks for the newsroom: an office, the paper itself, a byline or a member of staff."""
    words = [look for look in (bare_look_of(word) for word in _words(name)) if look]
    paper = settings.TWOSOURCE.newsroom.name
    offices = [bare_look_of(office) for office in (*_OFFICES, _("newsroom"), _("editor"), _("moderator"))]
    whole = "".join(words)
    if any(office in words or office == whole for office in offices):
        raise NameRefused(_("This name sounds like an office of the newsroom. Choose another."))
    if whole == bare_look_of(paper) or _holds(words, [bare_look_of(word) for word in _words(paper)]):
        raise NameRefused(_("This name sounds like the paper itself. Choose another."))
    if whole in {bare_look_of(one) for one in staff_names()}:
        raise NameRefused(_("Somebody who works here has this name. Add something that is yours."))


def _words(name: str) -> list[str]:
    return "".join(
        char if char.isalnum() or unicodedata.category(char)[0] == "M" else " " for char in name
    ).split()


def _holds(words: list[str], wanted: Iterable[str]) -> bool:
    part = [word for word in wanted if word]
    return bool(part) and any(words[at : at + len(part)] == part for at in range(len(words)))


def _demand_free(name: str, reader: Reader | None) -> None:
    key, look = name_key(name), look_of(name)
    others = Reader.objects.exclude(pk=reader.pk) if reader else Reader.objects.all()
    given_up = FormerName.objects.filter(free_at__gt=now())
    given_up = given_up.exclude(reader=reader) if reader else given_up
    if others.filter(key=key).exists() or given_up.filter(key=key).exists():
        raise NameRefused(_("Another reader has this name. Choose another."))
    if others.filter(look=look).exists() or given_up.filter(look=look).exists():
        raise NameRefused(_("This name looks like another reader’s. Choose another."))
