"""Who is who on one page: "the ambassador", "Yakovenko", "Russia's envoy … Alexander Yakovenko".

Only what the page itself says is used. Two candidates that fit equally well resolve to nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .cues import CUES
from .introductions import post_after, post_before, run_end
from .lexicon import word_set
from .names import is_person_name
from .noun_phrases import NounPhrase, parse
from .nouns import DETERMINERS, PARTICLES, SAME_POST, gender_of, posts_of
from .places import COUNTRY_OF
from .sentences import Token
from .subjects import named

_WINDOW = 10
# Words before a post that say nothing about which holder is meant.
_VAGUE = word_set(
    """
    former current new acting veteran senior top late then newly outgoing incoming long-serving same own
    """
)
# Posts so general that only nearness can tell who is meant.
_GENERAL = word_set(
    """
    official leader politician diplomat expert officer man woman person source member boss head
    """
)

_OPENERS = DETERMINERS | word_set(
    """
    on in at by for from with after before during since despite under over when while as if although but
    and or so then now yesterday today tomorrow meanwhile however earlier later last once both even only
    not to of he she they it we i you who what where why how asked speaking among against between about
    also still perhaps thus
    """
)


@dataclass(slots=True)
class Person:
    """One person as the page tells of them; `proved` when a post or an act of speaking says it is a
    person."""

    name: str
    posts: set[str] = field(default_factory=set)
    modifiers: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)
    place: set[str] = field(default_factory=set)
    gender: str | None = None
    last_seen: int = -1
    proved: bool = False


class People:
    """The people of one page, learnt from all of it before any statement is read."""

    def __init__(self) -> None:
        self._by_name: dict[str, Person] = {}
        self._by_word: dict[str, list[Person]] = {}
        self._by_first: dict[str, list[Person]] = {}

    def learn(self, found: NounPhrase, *, proved: bool) -> Person | None:
        """Take in a full name with whatever post, country or gender stands beside it."""
        if not named(found) or found.name is None:
            return None
        person = self._person(found.name)
        person.proved = person.proved or proved
        if found.post:
            person.posts.add(found.post)
        person.modifiers |= found.modifiers
        person.place |= found.place
        if found.country:
            person.countries.add(found.country)
        words = (found.post or "", found.honorific or "", *found.modifiers)
        person.gender = person.gender or next((g for word in words if (g := gender_of(word))), None)
        return person

    def _person(self, name: str) -> Person:
        words = name.split()
        if words[0].lower() in PARTICLES and (known := self.by_name(name)):
            return known  # "De Mistura" at the beginning of a sentence is no new name
        if name not in self._by_name:
            person = Person(name)
            self._by_name[name] = person
            self._by_word.setdefault(words[-1], []).append(person)
            self._by_first.setdefault(words[0], []).append(person)
        return self._by_name[name]

    def know(self, name: str) -> None:
        """Take in a full name that stands alone, as in a tag, if it looks like a person's."""
        words = name.split()
        surname = self._by_word.get(words[-1], []) if words else []
        if is_person_name(words) and words[0].lower() not in PARTICLES:
            for person in surname:
                if person.name.split()[0].lower() in PARTICLES and _name_fits(person.name.split(), words):
                    self._rename(person, name)
                    return
            if not surname:
                self._person(name)

    def _rename(self, person: Person, name: str) -> None:
        del self._by_name[person.name]
        person.name = name
        self._by_name[name] = person

    def scan(self, sentence: Sequence[Token]) -> None:
        """Learn the full names of a sentence, with the posts printed before or after them."""
        at = 0
        if sentence and (sentence[0].lower in CUES or sentence[0].lower in _OPENERS):
            at = 1  # its capital is the sentence's
        while at < len(sentence):
            if not sentence[at].text[0].isupper():
                at += 1
                continue
            end = run_end(sentence, at)
            if end - at >= 2:
                self._learn_run(sentence, at, end)
            at = max(end, at + 1)

    def _learn_run(self, sentence: Sequence[Token], at: int, end: int) -> None:
        best: NounPhrase | None = None
        window = range(max(0, at - _WINDOW), end)
        if any(
            posts_of(sentence[k].lower) or sentence[k].lower.rstrip(".") in ("mr", "mrs", "ms", "dr")
            for k in window
        ):
            for start in range(window.start, at + 1):
                found = parse(sentence, start, end)
                if found and not found.parts and named(found):
                    best = found
                    break
        proved = best is not None and best.post is not None
        best = best or parse(sentence, at, end)
        if best is None or not named(best):
            return
        beside = post_after(sentence, end) or post_before(sentence, at, end)
        person = self.learn(best, proved=proved or beside is not None)
        if person and beside:
            person.posts.add(beside.post or "")
            person.modifiers |= beside.modifiers
            person.place |= beside.place
            person.countries |= {beside.country} if beside.country else set()
            person.gender = person.gender or gender_of(beside.post or "")

    def in_sentence(self, sentence: Sequence[Token]) -> list[Person]:
        """The people named in a sentence, in order."""
        found: list[Person] = []
        for token in sentence:
            known = (
                self._by_word.get(token.text.removesuffix("'s").removesuffix("’s"))
                if token.text[0].isupper()
                else None
            )
            if known and len(known) == 1 and known[0] not in found:
                found.append(known[0])
        return found

    def seen(self, person: Person, paragraph: int) -> None:
        """Remember where somebody was last spoken of."""
        person.last_seen = max(person.last_seen, paragraph)

    def by_name(self, name: str) -> Person | None:
        """The one person whom a full name, a surname or (failing those) a first name fits."""
        if name in self._by_name:
            return self._by_name[name]
        words = name.split()
        candidates = self._by_word.get(words[-1], [])
        if len(words) > 1:
            candidates = [person for person in candidates if _name_fits(words, person.name.split())]
        elif not candidates and name not in COUNTRY_OF:
            candidates = [person for person in self._by_first.get(name, []) if person.proved]
        return candidates[0] if len(candidates) == 1 else None

    def by_post(self, found: NounPhrase, paragraph: int) -> Person | None:
        """The one person whom "the Russian ambassador" can mean in this paragraph."""
        if not found.definite or not found.post or (found.owner and found.owner not in COUNTRY_OF):
            return None
        fitting = [person for person in self._by_name.values() if _holds(person, found)]
        if len(fitting) > 1:
            near = [person for person in fitting if 0 <= paragraph - person.last_seen <= 1]
            latest = max((person.last_seen for person in near), default=-1)
            fitting = [person for person in near if person.last_seen == latest]
        if found.post in _GENERAL:
            fitting = [person for person in fitting if 0 <= paragraph - person.last_seen <= 2]
        return fitting[0] if len(fitting) == 1 else None


def _name_fits(words: list[str], full: list[str]) -> bool:
    """ "de Mistura", "S. Lavrov" fit "Staffan de Mistura", "Sergey Lavrov"; "Anna Lavrova's" other names do
    not."""
    if [word.casefold() for word in words] == [word.casefold() for word in full[-len(words) :]]:
        return True
    return (
        len(words) == 2
        and words[0].rstrip(".") == full[0][: len(words[0].rstrip("."))]
        and words[1] == full[-1]
    )


def _holds(person: Person, found: NounPhrase) -> bool:
    post = found.post or ""
    posts = {
        held
        for held in person.posts
        if post in SAME_POST.get(held, {held}) or (held in SAME_POST.get(post, ()) and post != "head")
    }
    if not posts:
        return False
    if found.country and person.countries and found.country not in person.countries:
        return False
    if found.country and not person.countries and not _mentions(person, found.country):
        return False
    gender = gender_of(post)
    if gender and person.gender and gender != person.gender:
        return False
    special = {word for word in found.modifiers if word not in _VAGUE and not _is_country(word)}
    known = person.modifiers | person.place
    fits = [any(_akin(word, other) for other in known) for word in special]
    if special and not (all(fits) if post in posts else any(fits)):
        return False
    return (
        not (found.place and person.place)
        or bool(found.place & (person.place | person.modifiers))
        or _same_country(found, person)
    )


def _akin(word: str, other: str) -> bool:
    """The same word, or a country and its adjective ("Norland", "Norlandish") that no table knows."""
    if word == other:
        return True
    shorter = min(len(word), len(other))
    return shorter >= 5 and word[: max(4, shorter - 2)] == other[: max(4, shorter - 2)]


def _mentions(person: Person, country: str) -> bool:
    return any(
        COUNTRY_OF.get(word.capitalize()) == country or COUNTRY_OF.get(word.upper()) == country
        for word in person.modifiers
    )


def _same_country(found: NounPhrase, person: Person) -> bool:
    ours = {COUNTRY_OF.get(w.capitalize()) or COUNTRY_OF.get(w.upper()) for w in found.place}
    theirs = {COUNTRY_OF.get(w.capitalize()) or COUNTRY_OF.get(w.upper()) for w in person.place}
    return bool((ours & theirs) - {None})


def _is_country(word: str) -> bool:
    bare = word.removesuffix("'s")
    return bare.capitalize() in COUNTRY_OF or bare.upper() in COUNTRY_OF


def name_list(people: Iterable[str]) -> str:
    """ "Ann Poole and Li Wei"; "Ann Poole, Li Wei and Jo Grant"."""
    names = list(people)
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
