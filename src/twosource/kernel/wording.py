"""What the words of a story say about its sources: that they were several, or that somebody did not answer.

A small vocabulary in a few languages, read word by word: it may miss a turn of phrase, and is made not to take
“water sources” or “a source” for people. Reuters: never the plural “sources” for one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_WORD = r"[\w’'-]+"
_GAP = rf"(?:\s+{_WORD})"  # a word between the plural and its verb; a comma would begin another thought

_ENGLISH_NOUN = (
    r"(?:sources|officials|witnesses|eyewitnesses|eye-witnesses|insiders|aides|diplomats|whistleblowers"
    r"|people\s+(?:familiar|close|with\s+knowledge))"
)
_THINGS = (
    r"(?<!water )(?<!power )(?<!energy )(?<!food )(?<!data )(?<!light )(?<!heat )(?<!noise )(?<!fuel )(?<!income )"
    r"(?<!revenue )(?<!funding )(?<!supply )(?<!spring )(?<!radiation )(?<!pollution )(?<!drinking-water )"
    r"(?<!on )(?<!about )"
)
_ENGLISH_VERB = (
    r"(?:said|say|told|tell|claimed|claim|reported|report|confirmed|confirm|added|add|described|describe"
    r"|warned|warn|insisted|insist|alleged|allege|believed|believe)"
)

_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_THINGS}{_ENGLISH_NOUN}\b(?!['’])(?!\s+of\b){_GAP}{{0,6}}?\s+{_ENGLISH_VERB}\b",
        rf"\b(?:according\s+to|told\s+by|citing|quoting)\s+(?:(?!a\b|one\b|an\b){_WORD}\s+){{0,3}}?{_THINGS}{_ENGLISH_NOUN}\b(?!['’])(?!\s+of\b)",
        # What was said comes first, and ends in a comma or a quotation mark.
        rf"[,”\"’]\s*(?:said|say)\s+(?:{_WORD}\s+){{0,2}}?{_THINGS}(?:sources|officials|witnesses|eyewitnesses|insiders)\b(?!['’])(?!\s+(?:of|{_ENGLISH_VERB})\b)",
        # German
        rf"\b(?<!Wasser)(?:Quellen|Augenzeugen|Zeugen|Insider|Beamte|Regierungskreise)\b(?:\s+{_WORD}){{0,5}}?\s+(?:sagten|sagen|berichteten|berichten|bestätigten|bestätigen|erklärten|erklären|zufolge)\b",
        rf"\b(?:laut|nach\s+Angaben\s+von|nach\s+Aussagen?\s+von)\s+(?:{_WORD}\s+){{0,2}}?(?:Quellen|Augenzeugen|Zeugen|Insidern|Beamten)\b",
        # French
        rf"\b(?:sources|témoins|responsables)\b(?!\s+(?:d['’]eau|d['’]énergie|de\s+revenus?)\b)(?:\s+{_WORD}){{0,5}}?\s+(?:ont\s+(?:dit|déclaré|affirmé|indiqué|confirmé)|affirment|disent|indiquent|assurent)\b",
        r"\b(?:selon|d['’]après)\s+(?:des|plusieurs|deux|trois|les)\s+(?:sources|témoins|responsables)\b(?!\s+(?:d['’]eau|d['’]énergie))",
        # Spanish
        rf"\b(?:fuentes|testigos|funcionarios)\b(?!\s+de\s+(?:agua|energía|ingresos)\b)(?:\s+{_WORD}){{0,5}}?\s+(?:dijeron|dicen|afirmaron|afirman|confirmaron|confirman|aseguraron|aseguran|informaron)\b",
        r"\bsegún\s+(?:(?:las|los|varias|varios|dos|tres|unas|unos)\s+)?(?:fuentes|testigos|funcionarios)\b",
        # Russian
        rf"\b(?:источники|очевидцы|свидетели|чиновники)\b(?!\s+(?:воды|энергии|дохода)\b)(?:\s+{_WORD}){{0,5}}?\s+(?:сообщили|сообщают|рассказали|говорят|заявили|подтвердили|утверждают)\b",
        r"\b(?:по\s+словам|по\s+данным|со\s+слов)\s+(?:\w+\s+)?(?:источников|очевидцев|свидетелей|чиновников)\b",
        # Arabic: the verb stands before or after
        r"(?:قالت|ذكرت|أفادت|أكدت|كشفت)\s+(?:\w+\s+)?مصادر\b|\bمصادر\s+(?:\w+\s+){0,3}?(?:قالت|ذكرت|أفادت|أكدت|كشفت)\b",
        r"(?:قال|ذكر|أفاد|أكد)\s+(?:شهود|مسؤولون)\b|(?:وفق|حسب|بحسب|وفقا\s+ل)\s*(?:مصادر|شهود|مسؤولين)\b",
    )
)

_SILENCE = re.compile(
    r"""\b(?:
        (?:declined|refused|would\s+not|did\s+not\s+wish|was\s+unwilling|were\s+unwilling)\s+(?:to\s+)?comment
      | declined\s+(?:a|our|the|all|repeated|several|an\s+interview)\s*(?:request|requests|interview)?
      | (?:did|has|have|had|do|does)\s+not\s+(?:yet\s+|immediately\s+)?
            (?:respond|responded|reply|replied|answer|answered|returned?)\b
      | (?:did|has|have|had)n['’]t\s+(?:yet\s+|immediately\s+)?(?:respond|responded|reply|replied|answer|answered)\b
      | could\s+not\s+be\s+reached | was\s+not\s+available\s+for\s+comment | were\s+not\s+available\s+for\s+comment
      | no\s+comment | left\s+unanswered | not\s+responded
      | wollten?\s+sich\s+nicht\s+(?:dazu\s+)?äußern | lehnten?\s+(?:eine|jede)\s+Stellungnahme\s+ab
      | reagierten?\s+nicht
      | (?:a|ont)\s+refusé\s+de\s+(?:commenter|répondre) | n['’](?:a|ont)\s+pas\s+répondu
      | (?:declinó|rehusó|declinaron|rehusaron)\s+(?:hacer\s+)?coment\w+ | no\s+respondi(?:ó|eron)
      | отказал\w*\s+(?:от\s+комментари\w+|комментировать) | не\s+ответил\w*
    )""",
    re.IGNORECASE | re.VERBOSE,
)

_STOP = re.compile(r"(?<=[.!?…؟。！？])[»”’\")\]]*\s+|\n+")
# A stop after these ends no sentence.
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|Sr|Jr|Gen|Col|Sgt|Lt|Rev|vs|etc|e\.g|i\.e|approx)|\b[A-Z])\.$"
)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text as they stand, without the space around them."""
    begun = ""
    start = 0
    for stop in [*_STOP.finditer(text), None]:
        piece = text[start : stop.start() if stop else len(text)]
        closing = stop.group().rstrip() if stop else ""
        begun = f"{begun} {piece}{closing}" if begun else piece + closing
        start = stop.end() if stop else len(text)
        if stop and "\n" not in stop.group() and _ABBREVIATED.search(piece):
            continue
        if begun.strip():
            yield begun.strip()
        begun = ""


def plural_sources(text: str) -> str:
    """The words that speak of several sources or witnesses, as they stand; empty when none do."""
    found = [match for pattern in _PATTERNS for match in pattern.finditer(text)]
    return min(found, key=lambda match: match.start()).group() if found else ""


def tells_of_silence(sentence: str) -> bool:
    """Whether a sentence says that somebody declined to comment, did not answer or was not reached."""
    return _SILENCE.search(sentence) is not None


def same_words(before: str, after: str) -> bool:
    """Whether two wordings are one: space, the style of quotes and dashes, and invisible marks count for nothing."""
    return plain_form(before) == plain_form(after)


_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»〝〞＂", '"') | dict.fromkeys("‘’‚‛‹›ʼ＇", "'"))
_DASHES = re.compile("[‐‑‒–—−-]+")
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


def plain_form(words: str) -> str:
    """Words as they are compared. Letters, their accents, figures and points all count."""
    bare = unicodedata.normalize("NFC", _INVISIBLE.sub("", words)).translate(_QUOTES)
    return " ".join(_DASHES.sub("-", bare).split())
