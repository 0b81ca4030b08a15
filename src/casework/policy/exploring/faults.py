"""What exploring a policy can find: the kind, the sentence, the place, and the way there.

Must not know how it was found. All of it stands under one code of the rule book, W091.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from casework.policy.findings import Finding, Path

if TYPE_CHECKING:
    from casework.policy.exploring.scenario import Scenario

CODE = "W091"


class Kind(StrEnum):
    """What is wrong with the cases a policy allows."""

    UNREACHABLE = "unreachable state"
    DEAD = "dead trigger"
    TRAP = "trap"
    DEADLOCK = "deadlock"
    NO_CLOSING = "no way to closed"
    NOBODY = "approval nobody may give"
    UNANSWERED = "deadline nothing answers"
    NEVER_RUNS = "deadline that never runs"
    UNAPPROVED = "letter without approval"
    GATE = "gate bypassed"
    CONTRACT = "contract broken"
    TOO_LARGE = "slice too large"


REMEDIES = {
    Kind.UNREACHABLE: "Add a step that leads there, loosen its conditions, or remove the state.",
    Kind.DEAD: "Loosen its conditions, or remove the step.",
    Kind.TRAP: "Add a step that leads out, or declare the state final.",
    Kind.DEADLOCK: "Add a step that is open then, or loosen a condition.",
    Kind.NO_CLOSING: "Add a way to end what is owed or undecided there.",
    Kind.NOBODY: "Let another role decide, or name who decides instead.",
    Kind.UNANSWERED: "Offer the step of when-missed there, or end the limit on the way.",
    Kind.NEVER_RUNS: "Start it by the step that the letter's sending causes.",
    Kind.UNAPPROVED: "Name an approval, or the clause that waives it.",
    Kind.GATE: "Put the condition on the step itself, so that it cannot come before the pause.",
    Kind.CONTRACT: "Put conditions on the last step shown, so that the contract always holds.",
    Kind.TOO_LARGE: "Let fewer tracks and questions depend on one another.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing found; ``scenario`` is the shortest way to it, None where there can be none."""

    kind: Kind
    case_type: str
    subject: str
    message: str
    path: Path
    scenario: Scenario | None = None

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return REMEDIES[self.kind]

    def finding(self, file: str, line: int) -> Finding:
        """Return the fault as a finding about that line of the file."""
        return Finding(
            code=CODE,
            message=f"{self.kind}: {self.message}",
            remedy=self.remedy,
            file=file,
            line=line,
            path=self.path,
        )

    def as_text(self) -> str:
        """Return the fault and the commands that lead to it."""
        lines = [f"{self.case_type}: {self.kind}: {self.message}", f"  {self.remedy}"]
        if self.scenario is not None:
            lines += [f"    {line}" for line in self.scenario.as_text().splitlines()]
        return "\n".join(lines)
