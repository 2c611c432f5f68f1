"""What one line of a saved page is: topic, tags, byline, label, sentence or headline. One line at a time."""

from __future__ import annotations

import re

from .channels import is_outlet
from .furniture import read_furniture
from .lexicon import word_set

_TOPIC = re.compile(
    r"^(?P<topic>[^\s(].{1,120}?)\s*\((?P<count>\d{1,3}(?:[,.\u202f\xa0 '’]\d{3})+|\d{1,7})\)$"
)
_COUNTED_FURNITURE = re.compile(
    r"^(?:comments?|repl(?:y|ies)|photos?|pictures?|videos?|shares?|likes?|votes?|views?|reviews?|discussions?|results?"
    r"|views|followers|messages|notifications|all|more|page)$",
    re.I,
)
_TOPIC_LABEL = re.compile(r"^(?:topic|running story|story line|theme)\s*:\s*", re.I)
_TAGS_LABEL = re.compile(r"^(?:tags?|key\s?words?|topics|tagged(?: (?:as|with))?|labels?)\s*:\s*", re.I)
_RELATED_LABEL = re.compile(
    r"^(?:related(?: (?:stories|articles|news|content|coverage|topics|links))?|read (?:more|also|next)"
    r"|see also|also read|more on this(?: \w+)?"
    r"|more stories|you may also like|don['’]t miss|recommended(?: for you)?|further reading)\s*(?::|$)\s*",
    re.I,
)
_BYLINE = re.compile(
    r"^(?:by|story by|text by|words by|written by|reported by|reporting by|author:)\s+(?P<names>\S.{1,160})$",
    re.I,
)
_NAME = re.compile(r"^(?:[^\W\d_][\w.'’-]*\s+){1,4}[^\W\d_][\w.'’-]*$")
_POST = re.compile(r"\b(?:Editor|Correspondent|Reporter|Staff|Writer|Agency|News|Desk|Bureau)\b")
_PARTICLES = word_set(
    """
    de da del della der den di du van von bin ibn al el la le ten ter y e
    """
)
_HEADLINE_LABEL = re.compile(r"^(?:headline|title)\s*:\s*|^#{1,3}\s+", re.I)
ENDS = re.compile(r"[.!?…。！？؟।][\"'”’»›)\]]*$")
_STOPS = re.compile(r"[.…。।][\"'”’»›)\]]*$|[\"'”»]$|[.!?]\W*$")
_WIDE = re.compile(r"[\u3040-\u9fff\uac00-\ud7a3]")
_HASHTAGS = re.compile(r"^(?:#[\w-]+[\s,]*)+$")


def words(line: str) -> int:
    """About how many words; scripts without spaces count two characters a word."""
    spaced = len(line.split())
    wide = len(_WIDE.findall(line)) if not line.isascii() else 0
    return max(spaced, wide // 2)


def read_topic(line: str) -> tuple[str, int] | None:
    """A running topic with its printed count: "Name (1,204)" → ("Name", 1204)."""
    found = _TOPIC.match(_TOPIC_LABEL.sub("", line))
    if not found or words(line) > 16 or not any(ch.isalpha() for ch in found["topic"]):
        return None
    topic = found["topic"].rstrip(" :–—-")
    if _COUNTED_FURNITURE.match(topic) or ENDS.search(topic):
        return None
    return topic, int(re.sub(r"\D", "", found["count"]))


def read_tags(line: str, *, last: bool = False) -> tuple[str, ...] | None:
    """A line of tags, comma-separated or labelled; None when it is something else.

    `last` allows two tags without a label, as the last line of a page may have.
    """
    labelled = _TAGS_LABEL.match(line)
    rest = line[labelled.end() :] if labelled else line
    if _HASHTAGS.match(line):
        return tuple(tag.strip("#,") for tag in line.split() if tag.strip("#,"))
    parts = [part.strip(" #\t") for part in re.split(r"[,;|•·،、]", rest)]
    tags = [part for part in parts if part]
    if labelled:
        return _once(tags) or None
    if len(tags) < (2 if last else 3) or len(rest) > 2000 or ENDS.search(rest) or ":" in rest:
        return None
    sizes = [len(tag.split()) for tag in tags]
    longest, mean = max(sizes), sum(sizes) / len(sizes)
    allowed = {2: 2, 3: 4, 4: 5}.get(len(tags), 7)
    if longest > allowed or mean > 3 or any(len(tag) > 70 for tag in tags):
        return None
    if sum(read_furniture(tag) is not None for tag in tags) * 2 >= len(tags):
        return None  # a menu
    if any(tag.split()[0].lower() in ("and", "or", "but", "who", "which", "the") for tag in tags[1:]):
        return None
    return _once(tags)


def _once(items: list[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for item in items:
        kept.setdefault(item.casefold(), item)
    return tuple(kept.values())


def read_related_label(line: str) -> str | None:
    """What follows a label like "READ MORE:" (empty when the label stands alone); None without one."""
    found = _RELATED_LABEL.match(line)
    return line[found.end() :].strip() if found else None


def read_headline_label(line: str) -> str | None:
    """The headline after "Headline:", "Title:" or a Markdown heading mark."""
    found = _HEADLINE_LABEL.match(line)
    return line[found.end() :].strip() or None if found else None


def read_byline(line: str) -> tuple[str, ...] | None:
    """The names of a byline, without their posts: "By Ann Poole and Li Wei, Political Editor"."""
    line = re.sub(r"^\((.*)\)$", r"\1", line)
    found = _BYLINE.match(re.sub(r";.*", "", line) if line.lower().startswith("reporting by") else line)
    if not found or words(line) > 20 or (ENDS.search(line) and words(line) > 8):
        return None
    names = re.split(r"\s*(?:,|;|\band\b|&|\||\bin\b|\bfor\b|•|·|—|–)\s*", found["names"].rstrip("."))
    people = [name for at, name in enumerate(names) if _is_name(name) and not (at and is_outlet(name))]
    return tuple(people) if people and people[0] == names[0] else None


def _is_name(name: str) -> bool:
    if not _NAME.match(name) or _POST.search(name):
        return False
    return all(part[0].isupper() or part.lower() in _PARTICLES for part in name.split())


def title_case(line: str) -> bool:
    """Most of its longer words begin with a capital, as in a headline."""
    longer = [word for word in re.findall(r"[^\W\d_][\w'’-]*", line) if len(word) > 3]
    return len(longer) >= 2 and sum(word[0].isupper() for word in longer) >= 0.7 * len(longer)


def is_sentence(line: str) -> bool:
    """Reads as running text: it ends as a sentence does, or is long."""
    size = words(line)
    if size >= 28:
        return True
    if not _STOPS.search(line):
        return False
    question = line.rstrip("\"'”’»").endswith(("?", "!"))
    if question and (title_case(line) or size < 4):
        return False
    if line[-1] in "\"'”»" and not ENDS.search(line):
        return not title_case(line) and size >= 12
    return size >= 3


def is_headline(line: str) -> bool:
    """Could stand as a headline: short, not ended by a full stop."""
    return 2 <= words(line) <= 26 and not re.search(r"[.;,:]$", line) and any(ch.isalpha() for ch in line)
