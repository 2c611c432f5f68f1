"""A PROV-JSON document of the exchange to its records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from twosource.kernel.strict_json import parsed

from .claims_fields import Field, Moment, Ref, Refs, Rows, Words
from .claims_records import Plain
from .claims_schema import FIELDS, FORMAT, KINDS
from .prov_terms import (
    ASSOCIATED,
    DEEDS,
    LABEL,
    LINKS,
    NAMESPACE,
    OURS,
    RELATED,
    RELATIONS,
    SECTION,
    USED,
    Link,
)

_NEWSROOM = re.compile(r"urn:uuid:([0-9a-f-]{36})#")
_SECTIONS = {"prefix", "agent", "entity", "activity", *(link.section for link in LINKS)}
_TIMES = {"prov:startTime", "prov:endTime", "prov:time"}
_PROVS = {"prov:type", "prov:label", "prov:role", *_TIMES} | {
    end for link in LINKS for end in (link.here, link.there)
}


class BadProv(ValueError):
    """A document that is not of the exchange: `place` is the element, `field` and `value` what is wrong in it."""

    def __init__(self, place: str, field: str, value: object, message: str) -> None:
        super().__init__(message)
        self.place, self.field, self.value = place, field, value


def is_prov(beginning: bytes) -> bool:
    """Whether a file that begins so is one object of PROV-JSON rather than a record a line."""
    first = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    return (
        first.startswith(b"{")
        and not first.startswith(b'{"record"')
        and b'"record"' not in first.split(b"\n")[0][:300]
    )


def records_of(data: bytes) -> Iterator[tuple[str, Plain]]:
    """Each record a document tells, the header first, with the element that tells it.

    Raises: BadProv, naming the element.
    """
    try:
        told = parsed(data)
    except ValueError as error:
        raise BadProv(
            "", "", None, f"is neither claims as JSON Lines nor PROV-JSON: {str(error)[:200]}"
        ) from None
    if not isinstance(told, dict) or not isinstance(told.get("prefix"), dict):
        raise BadProv("", "", None, f"is neither claims as JSON Lines nor PROV-JSON of {FORMAT}")
    yield from _Document(told).records()


class _Document:
    def __init__(self, told: dict[str, Any]) -> None:
        for section in told.keys() - _SECTIONS:
            raise BadProv(section, "", None, f"is no part of {FORMAT}; known: {', '.join(sorted(_SECTIONS))}")
        self.told = {section: _elements(section, told.get(section, {})) for section in _SECTIONS}
        self.newsrooms = self._newsrooms()
        self.children = self._children()

    def _newsrooms(self) -> dict[str, str]:
        """The newsroom each prefix stands for."""
        found = {}
        for prefix, address in self.told["prefix"].items():
            known = _NEWSROOM.fullmatch(address) if isinstance(address, str) else None
            if known:
                found[prefix] = known[1]
            elif prefix == OURS and address != NAMESPACE:
                raise BadProv("prefix", prefix, address, f"is not {NAMESPACE}; this is of another version")
        return found

    def _children(self) -> dict[str, list[str]]:
        """The activities and relations that tell a row of a list, by the list, in order of their numbers."""
        found: dict[str, list[tuple[int, str]]] = {}
        sections = ["activity", *(link.section for link, _end in RELATIONS.values())]
        sections += [link.section for link in RELATED.values()]
        for section in dict.fromkeys(sections):
            for name in self.told[section]:
                above, _dot, number = name.rpartition(".")
                if number.isdecimal() and len(number) < 10:
                    found.setdefault(above, []).append((int(number), name))
        return {above: [name for _number, name in sorted(rows)] for above, rows in found.items()}

    def records(self) -> Iterator[tuple[str, Plain]]:
        found: list[tuple[int, str, Plain]] = []
        header: tuple[str, Plain] | None = None
        for section in ("agent", "entity"):
            for name, attributes in self.told[section].items():
                place = f"{section} {name}"
                kind = _plain(attributes.get(f"{OURS}:record"))
                if kind == "newsroom" and section == "agent":
                    header = place, self._header(name, attributes)
                elif kind not in KINDS or SECTION[kind] != section:
                    raise BadProv(place, f"{OURS}:record", kind, f"is no kind of record told as {section}")
                else:
                    number = _plain(attributes.get(f"{OURS}:number"))
                    if type(number) is not int:
                        raise BadProv(
                            place, f"{OURS}:number", number, "is not the number of the record’s place"
                        )
                    found.append((number, place, self._record(name, place, kind, attributes)))
        if header is None:
            raise BadProv("agent", "", None, f"tells no newsroom ({OURS}:record “newsroom”)")
        counts = {kind: sum(one["record"] == kind for _n, _p, one in found) for kind in KINDS}
        yield header[0], header[1] | {"records": counts}
        yield from ((place, one) for _number, place, one in sorted(found, key=lambda told: told[:2]))

    def _header(self, name: str, attributes: Plain) -> Plain:
        told = {key: _plain(attributes.get(f"{OURS}:{key}")) for key in ("format", "version", "exported_at")}
        newsroom = self.newsrooms.get(name.partition(":")[0], "")
        return {"record": "newsroom", "id": newsroom, "name": attributes.get("prov:label", ""), **told}

    def _record(self, name: str, place: str, kind: str, attributes: Plain) -> Plain:
        record = {"record": kind, "id": self._id(name, place)} | self._fields(place, FIELDS[kind], attributes)
        record.pop("number", None)
        if "prov:label" in attributes and kind in LABEL:
            record[LABEL[kind]] = _plain(attributes["prov:label"])
        for deed in DEEDS.get(kind, ()):
            activity = f"{name}.{deed.name}"
            if activity in self.told["activity"]:
                record[deed.at] = self.told["activity"][activity].get("prov:startTime")
                record |= self._ends(activity, place, (deed.by,))
        for field in FIELDS[kind]:
            record |= self._list(name, place, kind, field)
        return record

    def _list(self, name: str, place: str, kind: str, field: Field) -> Plain:
        """What relations and activities tell of a record's field; nothing for a field told otherwise."""
        names = self.children.get(f"{name}.{field.name}", [])
        if (kind, field.name) in RELATED:
            ids = [self._end(RELATED[kind, field.name], one) for one in names]
            if isinstance(field, Refs):
                return {field.name: ids}
            return {field.name: ids[0]} if ids else {}
        if not isinstance(field, Rows):
            return {}
        relation = RELATIONS.get((kind, field.name))
        if relation is None:
            return {field.name: [self._activity(one, field.fields) for one in names]}
        return {field.name: [self._relation(relation[0], relation[1], one, field.fields) for one in names]}

    def _relation(self, link: Link, end: str, name: str, fields: tuple[Field, ...]) -> Plain:
        attributes = self.told[link.section].get(name, {})
        return {end: self._end(link, name)} | self._fields(f"{link.section} {name}", fields, attributes)

    def _activity(self, name: str, fields: tuple[Field, ...]) -> Plain:
        place = f"activity {name}"
        attributes = self.told["activity"].get(name)
        if attributes is None:
            raise BadProv(place, "", None, "is not there")
        when = next(field.name for field in fields if isinstance(field, Moment))
        row = {when: attributes.get("prov:startTime")} | self._fields(place, fields, attributes)
        row |= self._ends(name, place, tuple(field.name for field in fields if isinstance(field, Ref)))
        for field in fields:
            if isinstance(field, Rows):
                below = self.children.get(f"{name}.{field.name}", [])
                row[field.name] = [self._activity(one, field.fields) for one in below]
        return row

    def _ends(self, activity: str, place: str, roles: tuple[str, ...]) -> Plain:
        """Who had which part in an activity, and what it used."""
        found = {}
        for role in roles:
            name = f"{activity}.{role}"
            for link in (ASSOCIATED, USED):
                if name in self.told[link.section]:
                    found[role] = self._end(link, name)
        return found

    def _end(self, link: Link, name: str) -> str:
        place = f"{link.section} {name}"
        return self._id(self.told[link.section].get(name, {}).get(link.there), place)

    def _fields(self, place: str, fields: tuple[Field, ...], attributes: Plain) -> Plain:
        """The attributes of ours under the names of the fields."""
        known = {field.name: field for field in fields}
        found = {}
        for name, value in attributes.items():
            prefix, _colon, own = name.partition(":")
            if prefix != OURS and name not in _PROVS:
                raise BadProv(place, name, _plain(value), "is an unknown attribute")
            if prefix == OURS and own != "record":
                field = known.get(own)
                found[own] = self._value(field, value, place)
        return found

    def _value(self, field: Field | None, value: Any, place: str) -> Any:
        plain = _plain(value)
        if isinstance(field, Ref):
            return self._id(plain, place)
        if isinstance(field, Words) and isinstance(plain, str):
            return plain.split(" ")
        return plain

    def _id(self, name: object, place: str) -> str:
        """A qualified name as an id of the exchange."""
        prefix, _colon, local = name.partition(":") if isinstance(name, str) else ("", "", "")
        kind, _dot, number = local.partition(".")
        if prefix not in self.newsrooms or not number:
            raise BadProv(place, "", name, "does not name a record; a name is prefix:kind.number")
        return f"{self.newsrooms[prefix]}:{kind}:{number}"


def _elements(section: str, told: object) -> dict[str, Any]:
    """A section's elements by name. One name told several times is not of the exchange."""
    if not isinstance(told, dict):
        raise BadProv(section, "", told, "is not an object")
    for name, attributes in told.items():
        if section != "prefix" and not isinstance(attributes, dict):
            raise BadProv(f"{section} {name}", "", attributes, "is not one object")
    return told


def _plain(value: Any) -> Any:
    """A literal without its type: libraries write `1` and `{"$": 1, "type": "xsd:int"}` for the same."""
    if not isinstance(value, dict) or "$" not in value:
        return value
    inner, kind = value["$"], str(value.get("type", "")).rpartition(":")[2]
    if (
        kind in ("int", "integer", "long")
        and isinstance(inner, str)
        and inner.lstrip("-").isdecimal()
        and len(inner) < 20
    ):
        return int(inner)
    return inner == "true" if kind == "boolean" and isinstance(inner, str) else inner
