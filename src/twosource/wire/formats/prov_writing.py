"""Records of the exchange to a PROV-JSON document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .claims_fields import Day, Field, Moment, Ref, Refs, Rows, Words
from .claims_records import Plain
from .claims_schema import FIELDS
from .prov_terms import (
    ASSOCIATED,
    DEEDS,
    INFORMED,
    LABEL,
    NAMESPACE,
    ORGANISATION,
    OURS,
    PERSON,
    RELATED,
    RELATIONS,
    SECTION,
    USED,
    Deed,
    Link,
)

Attributes = dict[str, Any]


def document(records: Iterable[Plain]) -> dict[str, Any]:
    """The PROV-JSON document that tells these records; the first is the header."""
    writer = _Writer()
    for place, record in enumerate(records):
        if record["record"] == "newsroom":
            writer.newsroom(record)
        else:
            writer.record(record, place)
    return writer.document


class _Writer:
    def __init__(self) -> None:
        self.document: dict[str, Any] = {"prefix": {OURS: NAMESPACE}}
        self._prefixes: dict[str, str] = {}

    def newsroom(self, header: Plain) -> None:
        told = {key: header[key] for key in ("format", "version")}
        attributes = {f"{OURS}:{key}": value for key, value in told.items()}
        attributes |= {
            f"{OURS}:record": "newsroom",
            "prov:label": header["name"],
            "prov:type": _name(ORGANISATION),
        }
        attributes[f"{OURS}:exported_at"] = _typed(header["exported_at"], "xsd:dateTime")
        self._put("agent", f"{self._prefix(header['id'])}:newsroom", attributes)

    def record(self, record: Plain, place: int) -> None:
        kind, name = record["record"], self._qualified(record["id"])
        related = {field for owner, field in RELATED if owner == kind}
        deeds = DEEDS.get(kind, ())
        told = {"id", *related, LABEL.get(kind, ""), *(key for deed in deeds for key in (deed.at, deed.by))}
        attributes = {f"{OURS}:record": kind, f"{OURS}:number": place, "prov:type": self._types(kind, record)}
        if record.get(LABEL.get(kind, "")):
            attributes["prov:label"] = record[LABEL[kind]]
        attributes |= self._attributes(FIELDS[kind], record, told)
        self._put(SECTION[kind], name, attributes)
        for deed in deeds:
            self._deed(name, deed, record)
        for field in FIELDS[kind]:
            if field.name in related:
                self._related(name, RELATED[kind, field.name], field, record[field.name])
            elif isinstance(field, Rows):
                self._rows(name, kind, field, record[field.name])

    def _types(self, kind: str, record: Plain) -> list[Attributes]:
        ours = [_name(f"{OURS}:{kind}")]
        if kind == "person" or record.get("kind") == "person":
            return [_name(PERSON), *ours]
        return [_name(ORGANISATION), *ours] if kind == "voice" and record["kind"] != "voice" else ours

    def _deed(self, name: str, deed: Deed, record: Plain) -> None:
        at, by = record[deed.at], record[deed.by]
        if at is None:
            return
        activity = f"{name}.{deed.name}"
        self._put("activity", activity, {"prov:startTime": at, "prov:endTime": at})
        self._put(
            deed.relation,
            f"{activity}.done",
            {"prov:entity": name, "prov:activity": activity, "prov:time": at},
        )
        if by is not None:
            self._associate(activity, deed.by, by)

    def _related(self, name: str, link: Link, field: Field, value: Any) -> None:
        ids = value if isinstance(field, Refs) else [value] if value else []
        for number, one in enumerate(ids, 1):
            self._link(link, f"{name}.{field.name}.{number}", name, self._qualified(one))

    def _rows(self, name: str, kind: str, field: Rows, rows: list[Plain]) -> None:
        relation = RELATIONS.get((kind, field.name))
        for number, row in enumerate(rows, 1):
            here = f"{name}.{field.name}.{number}"
            if relation is None:
                self._activity(here, field.fields, row)
                self._link(USED, f"{here}.on", here, name)
            else:
                link, end = relation
                attributes = self._attributes(field.fields, row, {end})
                self._link(link, here, name, self._qualified(row[end]), attributes)

    def _activity(self, here: str, fields: tuple[Field, ...], row: Plain) -> None:
        """A row as an activity: who had a part in it, what it used, and when it was."""
        ends = {field.name for field in fields if isinstance(field, Ref)}
        when = next(field.name for field in fields if isinstance(field, Moment))
        times = {"prov:startTime": row[when], "prov:endTime": row[when]}
        self._put("activity", here, times | self._attributes(fields, row, {when, *ends}))
        for field in fields:
            if isinstance(field, Ref) and row[field.name] is not None:
                self._associate(
                    here, field.name, row[field.name], USED if field.to in ("item", "claim") else ASSOCIATED
                )
            elif isinstance(field, Rows):
                for number, inner in enumerate(row[field.name], 1):
                    below = f"{here}.{field.name}.{number}"
                    self._activity(below, field.fields, inner)
                    self._link(INFORMED, f"{below}.on", below, here)

    def _associate(self, activity: str, role: str, who: str, link: Link = ASSOCIATED) -> None:
        attributes = {"prov:role": _name(f"{OURS}:{role}")}
        self._link(link, f"{activity}.{role}", activity, self._qualified(who), attributes)

    def _attributes(self, fields: tuple[Field, ...], record: Plain, told: set[str]) -> Attributes:
        """The fields nothing else tells, as attributes of ours; what is as if left out is left out."""
        found = {}
        for field in fields:
            value = record[field.name]
            empty = value is None or value == "" or value is False or value == []
            if field.name in told or isinstance(field, Rows) or empty:
                continue
            found[f"{OURS}:{field.name}"] = self._value(field, value)
        return found

    def _value(self, field: Field, value: Any) -> Any:
        if isinstance(field, Ref):
            return _name(self._qualified(value))
        if isinstance(field, Moment):
            return _typed(value, "xsd:dateTime")
        if isinstance(field, Day):
            return _typed(value, "xsd:date")
        # Several values of one attribute have no order in PROV, and these words have one.
        return " ".join(value) if isinstance(field, Words) else value

    def _link(self, link: Link, name: str, here: str, there: str, more: Attributes | None = None) -> None:
        self._put(link.section, name, {link.here: here, link.there: there, **(more or {})})

    def _put(self, section: str, name: str, attributes: Attributes) -> None:
        self.document.setdefault(section, {})[name] = attributes

    def _qualified(self, name: str) -> str:
        """`newsroom:kind:number` as a qualified name: `n1:kind.number`."""
        newsroom, kind, number = name.split(":")
        return f"{self._prefix(newsroom)}:{kind}.{number}"

    def _prefix(self, newsroom: str) -> str:
        if newsroom not in self._prefixes:
            prefix = self._prefixes[newsroom] = f"n{len(self._prefixes) + 1}"
            self.document["prefix"][prefix] = f"urn:uuid:{newsroom}#"
        return self._prefixes[newsroom]


def _name(name: str) -> Attributes:
    return _typed(name, "prov:QUALIFIED_NAME")


def _typed(value: str, kind: str) -> Attributes:
    return {"$": value, "type": kind}
