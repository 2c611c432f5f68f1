"""Sentences that can be said in any language, without a translation library in the kernel.

A rule answers with a `Phrase`: an English sentence and what fills it. Outer rooms say it in the reader's
language by handing over their own `gettext` and `ngettext`. The two makers are called `_` and `ngettext`
because those are the names by which `xgettext` finds sentences in source text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Gettext = Callable[[str], str]
Ngettext = Callable[[str, str, int], str]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence with named holes (`%(name)s`), which may be filled with phrases.

    `str(phrase)` is the English; `phrase.say(gettext, ngettext)` is the same in another language. With
    `msgid_plural`, `n` decides between the two forms; it does not fill a hole unless `params` says so.
    """

    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)
    msgid_plural: str = ""
    n: int | None = None

    def __hash__(self) -> int:
        return hash((self.msgid, self.msgid_plural, self.n))

    def __str__(self) -> str:
        return self.say(_unchanged, _english_plural)

    def say(self, gettext: Gettext, ngettext: Ngettext) -> str:
        """The phrase and every phrase inside it, through the two translating functions.

        A translation whose holes do not fit is passed over for the English, so that no page fails by it.
        """
        text = self._form(gettext, ngettext)
        if not self.params:
            return text
        filled = {
            name: value.say(gettext, ngettext) if isinstance(value, Phrase) else value
            for name, value in self.params.items()
        }
        try:
            return text % filled
        except (KeyError, TypeError, ValueError):
            return self._form(_unchanged, _english_plural) % filled

    def _form(self, gettext: Gettext, ngettext: Ngettext) -> str:
        if self.msgid_plural and self.n is not None:
            return ngettext(self.msgid, self.msgid_plural, self.n)
        return gettext(self.msgid) if self.msgid else ""


def _(msgid: str, /, **params: object) -> Phrase:
    """A phrase; the literal given here is what translators see."""
    return Phrase(msgid, params)


def ngettext(singular: str, plural: str, n: int, /, **params: object) -> Phrase:
    """A phrase with a singular and a plural form, chosen by `n`."""
    return Phrase(singular, params, plural, n)


def listed(parts: list[Phrase]) -> Phrase:
    """“a”, “a and b”, “a, b and c”; an empty phrase for no parts."""
    if not parts:
        return Phrase("")
    if len(parts) == 1:
        return parts[0]
    head = parts[0]
    for part in parts[1:-1]:
        head = _("%(before)s, %(next)s", before=head, next=part)
    return _("%(before)s and %(last)s", before=head, last=parts[-1])


def in_turn(sentences: list[Phrase]) -> Phrase:
    """Whole sentences one after the other; an empty phrase for none."""
    if not sentences:
        return Phrase("")
    said = sentences[0]
    for sentence in sentences[1:]:
        said = _("%(sentence)s %(following)s", sentence=said, following=sentence)
    return said


def named(name: str) -> Phrase:
    """A proper name as it is: never translated, and cut when it is absurdly long."""
    return Phrase("%(name)s", {"name": name if len(name) <= 120 else name[:119] + "…"})


def _unchanged(msgid: str) -> str:
    return msgid


def _english_plural(singular: str, plural: str, n: int) -> str:
    return singular if n == 1 else plural
