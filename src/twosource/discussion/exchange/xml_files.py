"""XML of strangers, an element at a time: nothing is fetched, no entity is followed, and memory stays small."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from lxml import etree

from .values import BadFile

# Bytes no XML may hold, and which exports hold all the same. In UTF-16 and UTF-32 they are halves of letters.
_FORBIDDEN = bytes(code for code in range(32) if code not in (9, 10, 13))
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00", b"\x00\x00")


class _Sifted:
    """A file without the bytes that no XML may hold."""

    def __init__(self, stream: IO[bytes], path: Path) -> None:
        self._stream = stream
        self._sifts = not stream.read(4).startswith(_WIDE)
        self._size = max(path.stat().st_size, 1)
        stream.seek(0)

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size)
        if not self._sifts:
            return chunk
        sifted = chunk.translate(None, _FORBIDDEN)
        return sifted if sifted or not chunk else self.read(size)


def elements(path: Path, tags: tuple[str, ...]) -> Iterator[Any]:
    """Every finished element with one of these tags; the caller forgets it with `forget` when it has read it.

    Raises: BadFile with the line when it is not well-formed, or declares entities of its own.
    """
    with path.open("rb") as stream:
        context = etree.iterparse(
            _Sifted(stream, path), events=("end",), tag=tags, resolve_entities=False, load_dtd=False,
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
