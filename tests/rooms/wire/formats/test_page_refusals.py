"""What is no page is refused in plain words; what is only badly encoded is read."""

from __future__ import annotations

import pytest

from twosource.wire.formats.page import LIMIT_BYTES, BadPage, read_page

SENTENCE = "The café in Zürich – “open since 1931” – will close on Sunday, the owner said."


@pytest.mark.parametrize(
    ("data", "reason", "field"),
    [
        (b"", "empty", "bytes"),
        (b" \r\n\t\n", "empty", "bytes"),
        (b"\xef\xbb\xbf", "empty", "bytes"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary", "bytes"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\x00", "binary", "bytes"),
        (b"PK\x03\x04\x14\x00\x06\x00", "binary", "bytes"),
        (bytes(range(256)) * 20, "binary", "bytes"),
        (b"a" * 50_000_000, "too_large", "size"),
        (b"a" * (LIMIT_BYTES + 1), "too_large", "size"),
        (b"Listen Live\nGet short URL\nCommunity standardsDiscussion\n", "no_paragraphs", "paragraphs"),
        (b"one two three", "no_paragraphs", "paragraphs"),
        (b"Members only\n\nPlease log in to continue reading this article.\n", "login_wall", "page"),
        (b"\xff\xfe\x00\xd8\x00\xd8", "undecodable", "encoding"),
    ],
)
def test_what_is_no_page_is_refused_with_file_field_and_reason(data: bytes, reason: str, field: str) -> None:
    with pytest.raises(BadPage) as refused:
        read_page(data, name="strange.bin")
    bad = refused.value
    assert (bad.reason, bad.field, bad.file) == (reason, field, "strange.bin")
    assert bad.message.endswith(".")
    assert str(bad) == f"strange.bin: {bad.message}"
    assert isinstance(bad, ValueError)


@pytest.mark.parametrize(
    ("encoding", "reported"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
    ],
)
def test_a_page_is_read_in_the_encoding_it_is_in(encoding: str, reported: str) -> None:
    saved = read_page(f"{SENTENCE}\n\n{SENTENCE}".encode(encoding), name="page.txt")
    assert saved.encoding == reported
    assert saved.paragraphs[0] == SENTENCE


def test_a_wrong_declaration_does_not_spoil_the_text() -> None:
    html = f'<html><head><meta charset="iso-8859-1"></head><body><p>{SENTENCE}</p></body></html>'
    assert read_page(html.encode(), name="page.html").paragraphs == (SENTENCE,)


def test_a_declared_encoding_that_is_none_is_ignored() -> None:
    for label in ("zlib", "unicode_escape", "utf-7", "no-such-thing", "punycode"):
        html = f'<html><head><meta charset="{label}"></head><body><p>{SENTENCE}</p></body></html>'
        assert read_page(html.encode(), name="page.html").paragraphs == (SENTENCE,)


def test_russian_text_in_an_old_encoding_is_guessed() -> None:
    text = "Паром до острова больше не ходит, сообщил капитан порта. Никто не знает, кто за это заплатит."
    saved = read_page((text + "\n").encode("cp1251") * 5, name="page.txt")
    assert saved.paragraphs[0] == text
    assert saved.language == "ru"


def test_one_broken_character_does_not_change_the_encoding() -> None:
    data = (SENTENCE + "\n").encode() * 4 + b"The last caf\xc3 is closed, said nobody.\n"
    saved = read_page(data, name="page.txt")
    assert saved.encoding == "utf-8"
    assert saved.paragraphs[0] == SENTENCE


def test_characters_that_are_no_text_never_survive() -> None:
    saved = read_page(
        "The pi\x00er \x07is\x1b[0m \ufefflo\u200bose \u202enow.\x0b It \ud7ffwas not.".encode(),
        name="page.txt",
    )
    assert saved.paragraphs[0].startswith("The pier is[0m loose now.")
