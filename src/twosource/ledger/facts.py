"""What a fact is: a frozen dataclass whose fields are plain values, and which can be written and read back."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Self


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened. Subclasses are named in the past tense and have JSON-plain fields only."""

    room: ClassVar[str] = ""

    @property
    def subject(self) -> str:
        """What it happened to, as `kind:id`; every subclass says."""
        raise NotImplementedError

    @property
    def lists(self) -> tuple[str, ...]:
        """Lists it may lengthen, shorten or reorder, as pages name them, where the fact itself knows."""
        return ()

    def payload(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Self:
        return cls(**payload)
