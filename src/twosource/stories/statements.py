"""A statement in one sentence: who told whom, when, through what, where; with links, in any language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Protocol

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from twosource.kernel.vocabulary import WORDINGS, Wording
from twosource.verification.reads import Known

from .pages import Link, Told


class Directory(Protocol):
    """Who knows the addresses of voices: readers' pages (published.Pages), or the screens of the desk."""

    def of_voice(self, voice_id: int) -> str: ...

    def of_name(self, name: str) -> str: ...


_HOLE = re.compile(r"%\((\w+)\)s")


def told(claim: Known, pages: Directory) -> Told | None:
    """How a claim was said; None when it was not said by anyone we know of."""
    if not claim.speaker:
        return None
    same = _plain(claim.verbatim) in ("", _plain(claim.text))
    return Told(
        pieces=sentence(
            speaker=Link(claim.speaker, pages.of_voice(claim.speaker_id)),
            addressee=Link(claim.addressee, pages.of_name(claim.addressee)),
            channel=Link(claim.channel, pages.of_name(claim.channel)),
            place=claim.place,
            said_on=claim.said_on,
        ),
        wording=wording_label(claim.kind),
        cue=claim.cue,
        verbatim="" if same else claim.verbatim,
    )


def wording_label(kind: str) -> str:
    """How close a statement is to what was said, for readers; empty for a code that is none."""
    return Wording(kind).label.say(_, ngettext) if kind in WORDINGS else ""


def sentence(
    *, speaker: Link, addressee: Link, channel: Link, place: str = "", said_on: date | None = None
) -> tuple[Link, ...]:
    """“A told B on 3 May, via C, in D”, as far as it is known, in pieces; those with an address are to be linked."""
    pattern = _("%(speaker)s told %(addressee)s") if addressee.text else _("%(speaker)s said it")
    found = [*_filled(pattern, {"speaker": speaker, "addressee": addressee})]
    if said_on:
        day = Link(date_format(said_on, pgettext("date format: day, month, year", "j F Y")))
        found += _filled(_(" on %(day)s"), {"day": day})
    if channel.text and channel.text != addressee.text:
        found += _filled(_(", via %(channel)s"), {"channel": channel})
    if place:
        found += _filled(_(", in %(place)s"), {"place": Link(place)})
    return tuple(found)


def _filled(pattern: str, holes: Mapping[str, Link]) -> list[Link]:
    """A sentence cut at its holes, each filled; a hole that a translation invented stays empty."""
    pieces = []
    for at, part in enumerate(_HOLE.split(pattern)):
        link = holes.get(part, Link("")) if at % 2 else Link(part)
        if link.text:
            pieces.append(link)
    return pieces


def _plain(words: str) -> str:
    return " ".join(words.split()).strip("“”\"'‘’ ").casefold()
