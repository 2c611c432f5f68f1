"""Bytes → text, or a refusal. Size and nature first, then the encoding, then cleaning."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from .values import BadPage

LIMIT_BYTES = 20_000_000
_SAMPLE = 48_000

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"BZh", b"7z\xbc\xaf",
    b"\x7fELF", b"MZ\x90", b"RIFF", b"OggS", b"ID3", b"\xd0\xcf\x11\xe0", b"SQLite format 3", b"{\\rtf",
    b"\xfd7zXZ", b"bplist", b"wOFF", b"wOF2", b"\x00asm", b"\xca\xfe\xba\xbe", b"!<arch>",
)  # fmt: skip
_MAYBE_TEXT = (
    b"RIFF",
    b"ID3",
    b"BZh",
    b"GIF8",
)  # also the beginnings of words: ask for control bytes as well
# Only ever these: a label is the page's own word, and some of Python's codecs are slow or no encodings.
_READABLE = """
utf-8 utf-16 utf-16-le utf-16-be utf-32 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257
cp1258 cp866 cp874 koi8-r koi8-u iso-8859-2 iso-8859-3 iso-8859-4 iso-8859-5 iso-8859-6 iso-8859-7
iso-8859-8 iso-8859-10 iso-8859-13 iso-8859-14 iso-8859-15 iso-8859-16 mac-roman mac-cyrillic gbk
gb18030 big5 big5hkscs euc-jp shift_jis cp932 euc-kr cp949 iso2022_jp
"""
_ALLOWED = {
    codecs.lookup(name).name
    for name in _READABLE.split()
}  # fmt: skip
# The web reads these labels as their Windows supersets, as browsers do.
_SUPERSETS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "shift_jis": "cp932",
}
_DECLARED = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.I)
_XML_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_:.-]{2,40})""", re.I)
_CONTROL = bytes(b for b in range(32) if b not in (9, 10, 12, 13, 27)) + b"\x7f"
_HIGH = re.compile(rb"[\x80-\xff]")

_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029\x85\x0b\x0c]")
# Controls, surrogates, noncharacters, private use, zero-width marks and direction overrides: none is text.
_NOT_TEXT = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u2060\u202a-\u202e\ufeff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\ue000-\uf8ff\U0001fffe\U0001ffff\U000f0000-\U0010ffff]"
)


def decode(data: bytes, *, name: str) -> tuple[str, str]:
    """The text of a saved file and the encoding it was read in.

    A byte-order mark wins, then a declared charset, then UTF-8, then a guess from the bytes. The text has
    "\\n" line ends and no control characters.

    Raises:
        BadPage: empty, over `LIMIT_BYTES`, binary, or in no encoding we can read.
    """
    refuse_unfit(data, name)
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = _decoded(data[len(bom) :], encoding)
            if text is None:
                raise _undecodable(name, encoding)
            return clean(text), encoding
    encoding = _wide(data) or _declared(data) or "utf-8"
    text = _decoded(data, encoding)
    if text is None and (mended := _mended(data)):
        return clean(mended), "utf-8"
    if text is None:
        guess = _guessed(data)
        text, encoding = (_decoded(data, guess), guess) if guess else (None, encoding)
    if text is None:
        raise _undecodable(name, encoding)
    return clean(text), encoding


def clean(text: str) -> str:
    """The text with one kind of line end and without characters that are not text."""
    return _NOT_TEXT.sub("", _LINE_ENDS.sub("\n", text))


def refuse_unfit(data: bytes, name: str) -> None:
    """Refuse what cannot be a page by size or nature, before any costly look at it."""
    size = len(data)
    if size > LIMIT_BYTES:
        told = f"{size / 1e6:.1f} MB"
        message = f"The file is {told}; a saved page may be at most {LIMIT_BYTES // 1_000_000} MB."
        raise BadPage(name, "size", told, message, "too_large")
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xfe\xff"):
        raise BadPage(name, "bytes", f"{size} bytes", "The file is empty.", "empty")
    if _is_binary(data):
        message = (
            "The file is binary (a picture, a document or an archive), not a page saved as text or HTML."
        )
        raise BadPage(name, "bytes", data[:8].hex(), message, "binary")


def _is_binary(data: bytes) -> bool:
    if data.startswith(tuple(bom for bom, _ in _BOMS)):
        return False
    head = data[:65_536]
    controls = len(head) - len(head.translate(None, _CONTROL))
    if head.startswith(_SIGNATURES) and (controls or not head.startswith(_MAYBE_TEXT)):
        return True
    return not _wide(data) and controls > 8 and controls > len(head) * 0.05


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Western text is zero."""
    head = data[:4096]
    if len(head) < 8 or len(data) % 2:
        return None
    even, odd, half = head[0::2].count(0), head[1::2].count(0), len(head) // 2
    if odd > half * 0.6 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.05:
        return "utf-16-be"
    return None


def _declared(data: bytes) -> str | None:
    head = data[:8192]
    found = _XML_DECLARED.search(head) or _DECLARED.search(head)
    if not found:
        return None
    try:
        label = codecs.lookup(found.group(1).decode("ascii")).name
    except LookupError:
        return None
    label = _SUPERSETS.get(label, label)
    if label not in _ALLOWED or label.startswith(("utf-16", "utf-32")):
        return None  # the label was read as ASCII, so it cannot be telling the truth
    # Valid UTF-8 beyond ASCII is hardly ever an accident: a single-byte label on it is a mistake.
    if label != "utf-8" and _HIGH.search(data) and _decoded(data, "utf-8") is not None:
        return None
    return label


def _guessed(data: bytes) -> str | None:
    first = _HIGH.search(data)
    start = max(0, (first.start() if first else 0) - _SAMPLE // 4)
    sample = data[start : start + _SAMPLE]
    western = _decoded(sample, "cp1252")
    high = len(_HIGH.findall(sample))
    if western is not None and high <= len(sample) * 0.1 and _looks_western(western):
        return "cp1252"
    best = from_bytes(sample, cp_exclusion=["utf_7"]).best()
    guess = codecs.lookup(best.encoding).name if best else None
    for encoding in (guess, "cp1252"):
        if encoding in _ALLOWED and _decoded(data, str(encoding)) is not None:
            return encoding
    return None


def _mended(data: bytes) -> str | None:
    """UTF-8 with a few broken characters, as a cut or patched file has; None when most of it is something
    else."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    good = sum(1 for _ in re.finditer(r"[\u0080-\ufffc]", text))
    return text if good >= 8 * broken else None


_WESTERN = frozenset(
    "‘’“”„‚–—…•€£§©®°«»·\xa0´½¼¾¡¿àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœŒÀÁÂÄÅÆÇÈÉÊËÍÎÏÑÓÔÖØÙÚÛÜŸšžŠŽ™"
)


def _looks_western(text: str) -> bool:
    strange = [ch for ch in text if ch > "\x7f"]
    return all(ch in _WESTERN for ch in strange)


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _undecodable(name: str, encoding: str | None) -> BadPage:
    message = "The file is in no text encoding that can be read; save the page again as UTF-8."
    return BadPage(name, "encoding", encoding or "unknown", message, "undecodable")
