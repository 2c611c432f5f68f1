"""A speaker as printed → who that is on this page, remembering who spoke last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .lexicon import word_set
from .mentions import People, Person, name_list
from .noun_phrases import NounPhrase, longest
from .nouns import GROUPS
from .sentences import Token
from .subjects import leading_subject

_HE, _SHE = frozenset({"he", "him"}), frozenset({"she", "her"})
_FAR = 2
_ONLY_READ = word_set("seen obtained cited reviewed")  # whoever read a document did not write it


@dataclass(slots=True)
class Voice:
    """Who spoke: the name to report (None when unknown), the words as printed, the person if it is one."""

    speaker: str | None
    mention: str | None
    person: Person | None = None
    kind: str = "other"


@dataclass(slots=True)
class Speakers:
    """Resolves mentions in reading order. `sentences` holds the tokens of the sentences read so far,
    newest last."""

    people: People
    paragraph: int = 0
    count: int = 0
    sentences: list[tuple[int, int, Sequence[Token]]] = field(default_factory=list)
    spoke: list[tuple[int, int, Voice]] = field(default_factory=list)

    def begin_sentence(self, paragraph: int, sentence: Sequence[Token]) -> None:
        """Go on to the next sentence."""
        self.paragraph = paragraph
        for person in self.people.in_sentence(sentence):
            self.people.seen(person, paragraph)
        self.count += 1
        self.sentences.append((paragraph, self.count, sentence))
        del self.sentences[:-12]

    def heard(self, voice: Voice) -> None:
        """Remember that somebody spoke in this sentence."""
        self.spoke.append((self.paragraph, self.count, voice))
        del self.spoke[:-12]
        if voice.person:
            self.people.seen(voice.person, self.paragraph)

    def resolve(self, found: NounPhrase | None, sentence: Sequence[Token]) -> Voice:
        """The voice behind a noun phrase; `speaker` is None for a pronoun nobody fits."""
        if found is None:
            return Voice(None, None)
        mention = found.text
        if found.parts:
            return self._several(found, sentence)
        if found.kind == "pronoun":
            return self._pronoun(found, sentence)
        if person := self._person(found):
            return Voice(person.name, mention, person, "person")
        if found.kind == "person" and found.name:
            return Voice(found.name, mention, None, "person")
        if found.kind == "document":
            return self._document(found, sentence)
        return Voice(_plain(found), mention, None, found.kind)

    def _person(self, found: NounPhrase) -> Person | None:
        if found.kind in ("person", "name") and found.name:
            return self.people.by_name(found.name)
        if found.kind in ("post", "other"):
            return self.people.by_post(found, self.paragraph)
        return None

    def _several(self, found: NounPhrase, sentence: Sequence[Token]) -> Voice:
        voices = [self.resolve(part, sentence) for part in found.parts]
        if all(voice.kind == "person" and voice.speaker for voice in voices):
            return Voice(name_list(str(voice.speaker) for voice in voices), found.text, None, "group")
        return Voice(_lowered(found.text), found.text, None, "group")

    def _document(self, found: NounPhrase, sentence: Sequence[Token]) -> Voice:
        """ "A statement from the ministry": the ministry speaks."""
        tokens = sentence[found.start : found.end]
        for at, token in enumerate(tokens):
            if token.lower == "by" and tokens[at - 1].lower in _ONLY_READ:
                break
            if (
                token.lower in ("from", "by")
                and (author := longest(tokens, at + 1, len(tokens)))
                and author.kind != "document"
            ):
                voice = self.resolve(author, sentence)
                return Voice(voice.speaker, found.text, voice.person, voice.kind)
        return Voice(_plain(found), found.text, None, "document")

    def _pronoun(self, found: NounPhrase, sentence: Sequence[Token]) -> Voice:
        low = found.text.lower()
        if low in _HE | _SHE:
            voice = self._he_or_she(found, sentence, "m" if low in _HE else "f")
            return replace(voice, mention=found.text) if voice else Voice(None, found.text)
        wanted = ("group",) if low in ("they", "them") else ("body", "document") if low == "it" else ()
        for paragraph, _, voice in reversed(self.spoke):
            if voice.kind in wanted and self.paragraph - paragraph <= 1:
                return Voice(voice.speaker, found.text, None, voice.kind)
        return Voice(None, found.text, None, "pronoun")

    def _he_or_she(self, found: NounPhrase, sentence: Sequence[Token], gender: str) -> Voice | None:
        """The one named before in the sentence, or else whoever spoke in, or opened, the nearest sentence
        before."""
        before = [p for p in self.people.in_sentence(sentence[: found.start]) if p.gender in (None, gender)]
        if len(before) == 1 and before[0].proved:
            return self._settled(before[0], gender)
        for paragraph, number, tokens in reversed(self.sentences):
            if self.paragraph - paragraph > _FAR:
                break
            if number == self.count:
                continue
            for voice in [voice for _, key, voice in self.spoke if key == number]:
                if (
                    voice.person is None
                    and voice.kind in ("person", "post", "name", "other")
                    and voice.speaker
                ):
                    return voice
                if voice.person and voice.person.gender in (None, gender):
                    return self._settled(voice.person, gender)
            if (topic := self._topic(tokens)) and (
                topic.person is None or topic.person.gender in (None, gender)
            ):
                return self._settled(topic.person, gender) if topic.person else topic
            for person in self.people.in_sentence(tokens):
                if person.gender in (None, gender):
                    return self._settled(person, gender)
        return None

    def _topic(self, tokens: Sequence[Token]) -> Voice | None:
        """The person or the holder of a post whom a sentence begins with, though nobody speaks in it."""
        found = leading_subject(tokens, len(tokens))
        if found is None or found.parts or found.kind not in ("person", "post"):
            return None
        return self.resolve(found, tokens)

    @staticmethod
    def _settled(person: Person, gender: str) -> Voice:
        person.gender = person.gender or gender
        return Voice(person.name, None, person, "person")


def _plain(found: NounPhrase) -> str:
    """ "the Pentagon" → "Pentagon", "The mayor" → "the mayor", "Mr Poole" → "Poole"."""
    if found.kind == "name" and found.name:
        return found.name
    words = found.text.split(" ")
    if words[0].lower() == "the" and len(words) > 1 and words[1][0].isupper() and found.kind == "body":
        return " ".join(words[1:])
    return _lowered(found.text)


def _lowered(text: str) -> str:
    """Without the capital that only the beginning of a sentence gave it."""
    first, space, rest = text.partition(" ")
    plain = first in _SMALL or (first[:1].isupper() and first[1:].islower() and (first.lower() in GROUPS))
    return f"{first.lower()}{space}{rest}" if plain else text


_SMALL = word_set(
    """
    The A An Some Several Many Most Two Three Four Five Six Seven Eight Nine Ten His Her Its Their Both
    All Another One Few Other Senior Local Former
    """
)
