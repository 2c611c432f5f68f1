"""What is under version control belongs to everybody: no machine's own paths, hosts or secrets in it."""

from __future__ import annotations

import re
from pathlib import Path

from source_tree import ROOT, tracked

# Anything that names where one machine happened to get its packages, or where one person keeps their files.
PRIVATE = re.compile(
    rb"--(?:extra-)?index-url|--find-links|--trusted-host|PIP_INDEX|(?:^|[\s\"'=(])/(?:home|Users)/\w+/"
    rb"|-----BEGIN [A-Z ]*PRIVATE KEY-----"
)
HOSTS = re.compile(rb"https?://([\w.-]+)[^\s\"'<>)]*(?:/simple\b|/pypi/|\.whl\b|\.tar\.gz\b)")
PUBLIC = {b"pypi.org", b"files.pythonhosted.org", b"github.com"}


HERE = Path(__file__).resolve()


def ours() -> list[Path]:
    """Every tracked file but this one, which spells out what it looks for."""
    return [path for path in tracked() if path.resolve() != HERE]


def test_no_file_names_a_machine_or_holds_a_key() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group(0)!r}"
        for path in ours()
        if (match := PRIVATE.search(path.read_bytes()))
    ]
    assert found == []


def test_no_file_names_where_one_machine_gets_its_packages() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {host!r}"
        for path in ours()
        for host in HOSTS.findall(path.read_bytes())
        if host not in PUBLIC
    ]
    assert found == []


def test_the_search_finds_what_it_is_for() -> None:
    assert PRIVATE.search(b"pip install --index-url x")
    assert PRIVATE.search(b'path = "/home/ana/paper"')
    assert HOSTS.findall(b"from https://packages.corp.example/simple/django") == [b"packages.corp.example"]
