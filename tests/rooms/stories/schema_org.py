"""Whether JSON-LD is legal schema.org: every term known, each where the vocabulary says it may stand.

`schema_org.json` is cut from schema.org's own release; it says which.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

VOCABULARY = json.loads(Path(__file__).with_name("schema_org.json").read_text(encoding="utf-8"))
TYPES: dict[str, list[str]] = VOCABULARY["types"]
PROPERTIES: dict[str, dict[str, list[str]]] = VOCABULARY["properties"]


def faults(document: dict[str, Any]) -> list[str]:
    """What is not legal, a line each; none for legal JSON-LD."""
    if document.get("@context") != "https://schema.org":
        return [f"@context is {document.get('@context')!r}"]
    nodes = document.get("@graph") or [{key: value for key, value in document.items() if key != "@context"}]
    known = {node["@id"]: node["@type"] for node in _nodes(nodes) if "@id" in node and "@type" in node}
    return [fault for node in nodes for fault in _faults(node, known)]


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _nodes(each)


def _faults(node: dict[str, Any], known: dict[str, str]) -> Iterator[str]:
    kind = node.get("@type", "")
    if kind not in TYPES:
        yield f"no type {kind!r}"
        return
    lineage = {kind, *TYPES[kind]}
    for name, value in node.items():
        if name in ("@type", "@id"):
            continue
        rule = PROPERTIES.get(name)
        if rule is None or not lineage & set(rule["on"]):
            yield f"{kind} has no {name}"
            continue
        for each in value if isinstance(value, list) else [value]:
            yield from _value_faults(f"{kind}.{name}", each, rule["takes"], known)


def _value_faults(where: str, value: Any, takes: list[str], known: dict[str, str]) -> Iterator[str]:
    if isinstance(value, dict):
        kind = value.get("@type") or known.get(value.get("@id", ""), "")
        if not {kind, *TYPES.get(kind, ())} & set(takes):
            yield f"{where} takes {takes}, not {kind or value}"
        if "@type" in value:
            yield from _faults(value, known)
    elif not any(_is_a(value, each) for each in takes):
        yield f"{where} takes {takes}, not {value!r}"


def _is_a(value: Any, kind: str) -> bool:
    if kind == "Boolean":
        return isinstance(value, bool)
    if kind == "Integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if not isinstance(value, str):
        return False
    if kind == "URL":
        return value.startswith(("http://", "https://"))
    if kind in ("Date", "DateTime"):
        try:
            (date if kind == "Date" else datetime).fromisoformat(value)
        except ValueError:
            return False
        return True
    return kind == "Text"
