"""What every event has in common: it shows none of its words. Must not know any kind of event."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Event:
    """Base of everything that can have happened; subclasses are named in the past tense."""

    def __repr__(self) -> str:
        return type(self).__name__  # never the words inside
