"""XML of strangers, an element at a time: nothing is fetched, no entity is followed, and memory stays small."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from lxml import etree

from .values import BadFile

# Bytes no XML may hold, and which exports hold all the same. In UTF-16 and UTF-32 they are halves of letters.
_FORBIDDEN = bytes(code for code in range(32) if code not in (9, 10, 13))
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)""")
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00", b"\x00\x00")


class _Sifted:
    """A file without the bytes that no XML may hold, and with a mark where bytes are no UTF-8 though they should be."""

    def __init__(self, stream: IO[bytes]) -> None:
        head = stream.read(200)
        stream.seek(0)
        self._stream = stream
        self._sifts = not head.startswith(_WIDE)
        named = _ENCODING.search(head)
        plain = named is None or named[1].lower() in (b"utf-8", b"utf8")
        self._letters = codecs.getincrementaldecoder("utf-8")("replace") if self._sifts and plain else None

    def read(self, size: int = -1) -> bytes:
        while chunk := self._stream.read(size):
            told = chunk.translate(None, _FORBIDDEN) if self._sifts else chunk
            if self._letters is not None:
                told = self._letters.decode(told).encode()
            if told:
                return told
        return self._letters.decode(b"", final=True).encode() if self._letters is not None else b""


def elements(path: Path, tags: tuple[str, ...]) -> Iterator[Any]:
    """Every finished element with one of these tags; the caller forgets it with `forget` when it has read it.

    Raises: BadFile with the line when it is not well-formed, or declares entities of its own.
    """
    with path.open("rb") as stream:
        context = etree.iterparse(
            _Sifted(stream), events=("end",), tag=tags, resolve_entities=False, load_dtd=False,
            no_network=True, huge_tree=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        looked = False
        try:
            for _event, element in context:
                if not looked:
                    _demand_no_entities(element, path)
                    looked = True
                yield element
        except etree.XMLSyntaxError as error:
            line = error.lineno or 0
            raise BadFile(
                f"{path.name}: line {line}: {error.msg or 'not XML'}. Nothing was brought in; export it again, or "
                "mend that line."
            ) from error


def _demand_no_entities(element: Any, path: Path) -> None:
    declared = element.getroottree().docinfo.internalDTD
    if declared is not None and next(iter(declared.iterentities()), None) is not None:
        raise BadFile(
            f"{path.name}: it declares entities of its own, which no export does. Nothing was brought in."
        )


def forget(element: Any) -> None:
    """Free an element, and those before it that were freed."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def local(element: Any) -> str:
    """The name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def texts(element: Any) -> dict[str, str]:
    """The texts of an element's children, by name without namespace; the first of each name."""
    found: dict[str, str] = {}
    for child in element:
        found.setdefault(local(child), (child.text or "").strip())
    return found
