"""Links in what a reader typed: whole addresses, bare names of sites, and names spelled to escape programs."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Ends of names that are no words of a sentence: “the end.It was” links to nothing.
_ENDS = (
    "com|net|org|info|biz|shop|store|online|site|website|space|club|live|top|xyz|icu|vip|app|dev|blog|news|pro|click|link|"
    "work|world|today|win|bid|loan|men|date|trade|party|review|stream|download|casino|bet|poker|tube|mobi|ru|cn|tk|ml|ga|"
    "cf|gq|pw|cc|tv|ws|su|ua|pl|de|fr|nl|uk|eu|br|jp|kr|vn|ph|pk|ng|ke|gl|ly|gd|example"
)
_LABEL = r"[a-z0-9\u00df-\u024f-]{1,63}"
# Every piece has a longest length, so that no text makes this slow. It is read on folded text: small letters only.
LINK = re.compile(
    rf"(?:h(?:tt|xx)ps?\s?:\s?//|(?<![\w.])www\d?\s?\.)\s?(?P<whole>{_LABEL}(?:\.{_LABEL}){{0,6}})"
    r"(?::\d{1,5})?(?:[/?#][^\s<>\"\]]{0,2000})?"
    rf"|(?<![\w@.-])(?P<bare>{_LABEL}(?:\.{_LABEL}){{0,3}}\.(?:{_ENDS}))(?![\w-])(?:[/?#][^\s<>\"\]]{{0,2000}})?"
    rf"|(?<![\w@.-])(?P<short>{_LABEL}\.[a-z]{{2,6}})/[^\s<>\"\]]{{1,2000}}"
    rf"|(?<![\w@.-])(?P<apart>{_LABEL})(?:\s{{1,3}}\.\s{{0,3}}|\s{{0,2}}[(\[{{]\s?(?:dot|\.)\s?[)\]}}]\s{{0,2}})"
    rf"(?P<end>{_ENDS})(?![\w-])"
)
# What every link has somewhere: found quickly, and most that is written has none of it.
MAY_LINK = re.compile(r"//|www|\.[a-z0-9\u00df-\u024f-]|\s\.|[(\[{]\s?(?:dot|\.)")
_SECOND = frozenset({"co", "com", "org", "net", "gov", "ac", "edu"})


@dataclass(frozen=True, slots=True)
class Site:
    """A site that is linked to, by the part of its name that somebody registered, and where it stands in the text."""

    name: str
    start: int
    end: int


def site_of(found: re.Match[str]) -> str:
    """The registered part of a link's host: `news.paper.example` is `paper.example`. Empty for what is no host."""
    host = found["whole"] or found["bare"] or found["short"] or f"{found['apart']}.{found['end']}"
    labels = [label for label in host.strip(".-").removeprefix("www.").split(".") if label]
    if len(labels) >= 3 and len(labels[-1]) == 2 and labels[-2] in _SECOND:
        return ".".join(labels[-3:])
    if len(labels) == 4 and all(label.isdecimal() for label in labels):
        return ".".join(labels)
    return ".".join(labels[-2:])
