"""A case taken from its opening to its verified history, one command line after the other.

``Worked`` knows the case it is about and says each step as somebody would type it. Must not know
any policy.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tests.cli.conftest import Office

#: Nobody minds a reason too many; a step that asks for one has it.
REASON = "As was said."
WHO = "Somebody who knows"


def answers(facts: Mapping[str, str], option: str = "--set") -> list[str]:
    """Return answers, or a letter's own fields, as they are typed."""
    return [word for name, value in facts.items() for word in (option, f"{name}={value}")]


@dataclass
class Worked:
    """One case, and what was asked for in it last."""

    office: Office
    papers: Path
    ref: str = ""
    requests: list[str] = field(default_factory=list)

    def opened(
        self,
        who: str,
        policy: str,
        people: Sequence[str],
        categories: Sequence[str] = (),
        facts: Mapping[str, str] | None = None,
        kind: str = "concern",
    ) -> str:
        """Open the case; return its reference."""
        said = [word for one in people for word in ("--person", one)]
        said += [word for one in categories for word in ("--category", one)]
        words = ("case", "open", kind, "--policy", policy, "--said-by", WHO)
        self.ref = str(self.office.does(who, *words, *said, *answers(facts or {}))["ref"])
        return self.ref

    def take(
        self,
        who: str,
        step: str,
        facts: Mapping[str, str] | None = None,
        letter: Mapping[str, str] | None = None,
    ) -> None:
        """Take a step written ``track.trigger``; remember what it asked for."""
        track, _, trigger = step.rpartition(".")
        words = ("case", "do", self.ref, trigger, "--track", track)
        told = ("--said-by", WHO, "--reason", REASON)
        typed = [*answers(facts or {}), *answers(letter or {}, "--letter")]
        self.requests = self.office.does(who, *words, *told, *typed)["approvals"]

    def steps(self, who: str, *steps: str) -> None:
        """Take steps that ask nothing."""
        for step in steps:
            self.take(who, step)

    def grant(self, who: str) -> None:
        """Say yes to what was asked for last."""
        for request in self.requests:
            self.office.does(who, "approval", "grant", request)

    def post(self, by: str, letter: str) -> None:
        """Take the newest letter of a name out of the house: issue, print, sign, send."""
        for word, *more in (
            ("issue",),
            ("print", "--out", str(self.papers / f"{letter}-{len(self._papers())}.pdf")),
            ("signed",),
            ("sent", "--how", "first class post"),
        ):
            self.office.does(by, "letter", word, self.ref, letter, *more)

    def sheet(self, who: str, seen_on: str = "2026-11-02") -> None:
        """Keep a capture sheet."""
        seen = {
            "--platform": "Facebook",
            "--address": "https://social.example/1",
            "--what": "A post",
            "--seen-on": seen_on,
            "--how": "a picture of the screen",
        }
        typed = [word for pair in seen.items() for word in pair]
        self.office.does(who, "evidence", "add", self.ref, *typed)

    def says(self, who: str, **facts: str) -> None:
        """Answer questions with no step."""
        given = [f"{name}={value}" for name, value in facts.items()]
        self.office.does(who, "case", "set", self.ref, *given, "--said-by", WHO)

    def tracks(self, who: str) -> dict[str, str]:
        """Return where every action of the case stands."""
        return dict(self.office.does(who, "case", "show", self.ref)["tracks"])

    def history(self, who: str, audience: str = "headteacher") -> tuple[str, Any]:
        """Hand the history out and check it; return its words and what the check says."""
        file = self.papers / f"{audience}.json"
        told = ("--for", audience, "--format", "json", "--out", str(file))
        self.office.does(who, "export", "history", self.ref, *told)
        return file.read_text(encoding="utf-8"), self.office.run(
            "export", "verify", str(file), "--json"
        ).result

    def _papers(self) -> list[Path]:
        return list(self.papers.glob("*.pdf"))
