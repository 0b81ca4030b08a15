"""A refusal: a value with sentences a person can act on. Must not know who asks, or how."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RefusalKind(StrEnum):
    """Why a step is not taken; decides the exit code of the command line."""

    NOT_YET = "not-yet"
    NOT_HERE = "not-here"
    NOT_PERMITTED = "not-permitted"
    INCOMPLETE = "incomplete"
    STALE = "stale"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One sentence, the clauses it rests on, and what would change the answer."""

    sentence: str
    clauses: tuple[str, ...] = ()
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A step that is not taken, with every reason at once. Never raised."""

    kind: RefusalKind
    reasons: tuple[Reason, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The reasons as plain sentences, in document order."""
        return tuple(reason.sentence for reason in self.reasons)

    @property
    def clauses(self) -> tuple[str, ...]:
        """Every clause a reason rests on, in document order, each once."""
        return tuple(dict.fromkeys(c for reason in self.reasons for c in reason.clauses))


def refuse(
    kind: RefusalKind, sentence: str, *, clauses: tuple[str, ...] = (), remedy: str = ""
) -> Refusal:
    """Return a refusal with one reason."""
    return Refusal(kind=kind, reasons=(Reason(sentence=sentence, clauses=clauses, remedy=remedy),))
