"""What is wrong with a policy file: one finding, one code, one remedy.

Must not know how it was found.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Where something stands in a file: the keys and list places that lead to it.
Path = tuple[str | int, ...]


class Severity(StrEnum):
    """Whether a policy with such a finding can be used."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong; ``line`` counts from 1, ``path`` leads there by keys."""

    code: str
    message: str
    remedy: str
    file: str
    line: int
    path: Path = ()
    warning: bool = False

    @property
    def severity(self) -> Severity:
        """Error, or warning where the policy can be used all the same."""
        return Severity.WARNING if self.warning else Severity.ERROR

    def __str__(self) -> str:
        mark = " (warning)" if self.warning else ""
        return f"{self.file}:{self.line}: {self.code}{mark} {self.message}  → {self.remedy}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault: where, what it is, what to do. ``warning`` overrides the rule's own weight."""

    path: Path
    message: str
    remedy: str
    warning: bool | None = None


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings by file, line and code, each once."""
    return tuple(
        sorted(
            dict.fromkeys(findings),
            key=lambda found: (found.file, found.line, found.code, found.message),
        )
    )


def errors_of(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that keep a policy from being used."""
    return tuple(found for found in findings if not found.warning)
