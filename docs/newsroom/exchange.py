"""Puts the fields of the exchange into exchange.md, beside this file; `make docs` runs it."""

from pathlib import Path

from twosource.wire.formats.claims_reference import with_reference

page = Path(__file__).with_suffix(".md")
page.write_text(with_reference(page.read_text(encoding="utf-8")), encoding="utf-8")
