"""Words of other systems as ours: HTML becomes the small Markdown readers write here.

Nothing of the HTML is kept. What readers then see is made from the Markdown like everything else they see, so that
there is one way from words to a page, and one place that has to be safe.
"""

from __future__ import annotations

import re
from html import unescape

import nh3
from lxml import html as lxml_html

from ..markup import clean
from .values import MARKDOWN, WORDPRESS

_TAGS = {"p", "div", "br", "a", "em", "i", "strong", "b", "blockquote", "ul", "ol", "li", "pre", "q"}
_BLOCKS = {"p", "div", "blockquote", "ul", "ol", "pre"}
_DEEPEST = 24  # how deep quotes and lists are followed; what is further in is told flat
_WORST = 400  # opening tags in a row that are still taken for HTML

_ADDRESS = re.compile(r"(https?://[^\s<>\"]+)")
# What our Markdown would take for a mark; most text has none.
_SPECIAL = re.compile(r"[\\*]|<(?=\w)|\](?=\()|(?<!\w)_|_(?!\w)|&(?=#?\w+;)")
_LINE_START = re.compile(r"^(?:>|[-+](?=\s|$|-)|(\d{1,9})([.)])(?=\s|$))")
_NESTED = re.compile(rf"(?:<[a-zA-Z][^<>]*>\s*){{{_WORST}}}")


def as_name(text: str, most: int = 80) -> str:
    """A name on one line; what was written as HTML there is text here."""
    return " ".join(clean(unescape(text)).split())[:most].strip()


def as_source(body: str, form: str) -> str:
    """The words as a reader of this newsroom would have typed them."""
    body = clean(body)
    if form == MARKDOWN:
        return body
    if "<" not in body and "&" not in body:
        blocks = _paragraphs(_text(body, keep_lines=form == WORDPRESS))
    else:
        blocks = _from_html(body, keep_lines=form == WORDPRESS)
    return "\n\n".join(blocks)


def _from_html(body: str, *, keep_lines: bool) -> list[str]:
    if _NESTED.search(body):
        # Nobody nests like this to say something: the words stay, the tags go.
        return _paragraphs(_text(unescape(re.sub(r"<[^<>]*>", " ", body)), keep_lines=keep_lines))
    safe = nh3.clean(body, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"})
    root = lxml_html.fragment_fromstring(safe, create_parent="div")
    return _Telling(keep_lines).blocks(root, 0)


class _Telling:
    """Walks a tree that nh3 left, and tells it in Markdown."""

    def __init__(self, keep_lines: bool) -> None:
        self.keep_lines = keep_lines

    def blocks(self, element: lxml_html.HtmlElement, depth: int) -> list[str]:
        """What stands in an element, as blocks."""
        if depth > _DEEPEST:
            return _paragraphs(self._text("".join(element.itertext())))
        done: list[str] = []
        line = [self._text(element.text)]
        for child in element:
            if child.tag in _BLOCKS:
                done += _paragraphs("".join(line))
                done += self._block(child, depth + 1)
                line = []
            else:
                line.append(self._inline(child, depth + 1))
            line.append(self._text(child.tail))
        return done + _paragraphs("".join(line))

    def _block(self, element: lxml_html.HtmlElement, depth: int) -> list[str]:
        inside = self.blocks(element, depth)
        if element.tag == "blockquote":
            text = "\n\n".join(inside)
            return ["\n".join(f"> {line}".rstrip(" ") for line in text.split("\n"))] if text else []
        if element.tag in ("ul", "ol"):
            return self._list(element, depth)
        return inside

    def _list(self, element: lxml_html.HtmlElement, depth: int) -> list[str]:
        rows = []
        for number, item in enumerate((child for child in element if child.tag == "li"), 1):
            mark = f"{number}. " if element.tag == "ol" else "- "
            text = "\n".join(self.blocks(item, depth + 1))
            if text:
                rows.append(mark + text.replace("\n", "\n" + " " * len(mark)))
        return ["\n".join(rows)] if rows else []

    def _inline(self, element: lxml_html.HtmlElement, depth: int) -> str:
        if element.tag == "br":
            return "\n"
        if depth > _DEEPEST:
            return self._text("".join(element.itertext()))
        parts = [self._text(element.text)]
        for child in element:
            parts += [self._inline(child, depth + 1), self._text(child.tail)]
        text = "".join(parts)
        if not text.strip():
            return text
        if element.tag in ("em", "i"):
            return _wrapped("*", text)
        if element.tag in ("strong", "b"):
            return _wrapped("**", text)
        if element.tag == "a":
            return _link(text, element.get("href", ""))
        return text

    def _text(self, text: str | None) -> str:
        return _text(text or "", keep_lines=self.keep_lines)


def _text(text: str, *, keep_lines: bool) -> str:
    """Text that stays text in Markdown. WordPress means a new line where it has one, HTML means a space."""
    if keep_lines:
        text = re.sub(r"[^\S\n]+", " ", text)
        text = re.sub(r" ?\n(?: ?\n)+ ?", "\n\n", text)
        text = re.sub(r" ?(?<!\n)\n(?!\n) ?", "\n", text)
    else:
        text = re.sub(r"\s+", " ", text)
    pieces = _ADDRESS.split(text)  # addresses are every second one, and stay as they are
    pieces[::2] = [_SPECIAL.sub(lambda found: "\\" + found[0], piece) for piece in pieces[::2]]
    return "".join(pieces)


def _wrapped(mark: str, text: str) -> str:
    inner = text.strip()
    before, _inner, after = text.partition(inner)
    return f"{before}{mark}{inner}{mark}{after}"


def _link(text: str, href: str) -> str:
    if not re.match(r"(?:https?://|mailto:)", href):
        return text
    if text.strip() == href:
        return href if href.startswith("http") else text
    address = re.sub(r"[\s()<>\\]", lambda found: f"%{ord(found[0]):02X}", href)
    shown = " ".join(text.split())
    return f"[{shown}]({address})"


def _paragraphs(text: str) -> list[str]:
    """The paragraphs of inline text; a line that would begin something else begins with a backslash."""
    found = []
    for paragraph in re.split(r"\n{2,}", text):
        lines = [_started(line.lstrip()) for line in paragraph.strip().split("\n")]
        if any(lines):
            found.append("\n".join(lines))
    return found


def _started(line: str) -> str:
    return _LINE_START.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[0]}", line)
