"""What a rule is, what it is given, and how all of them are run. Must not know any single rule.

A rule is a generator of problems over a policy that has its shape, its branches and its templates.
It says where by the path of keys; file and line follow from that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casework.policy.findings import Finding, Path, Problem
from casework.policy.references import references

if TYPE_CHECKING:
    from casework.policy import model, schema
    from casework.policy.references import Reference

__all__ = [
    "RULES",
    "Checked",
    "Path",
    "Problem",
    "Rule",
    "Step",
    "TemplateProblems",
    "Uses",
    "found_while",
    "rule",
]


#: From a letter template's source to lines such as ``line 7: W075 …``.
TemplateProblems = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A transition with the place it stands in."""

    path: Path
    case_type: str
    track: str
    of: schema.Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Uses:
    """A machine of a case type with the place it stands in."""

    path: Path
    case_type: str
    name: str
    of: schema.Track


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A policy to be checked: its file after includes and templates, and what lies around it.

    ``policy`` is None where the file does not compile; ``letters`` maps each template's name to its
    source; ``template_problems`` tells what is wrong with such a source, where the caller knows;
    ``installed`` maps the other policy files of the folder to the names they bear.
    """

    file: schema.PolicyFile
    source: str
    at: Callable[[Path], tuple[str, int]]
    branches: tuple[str, ...] = ()
    letters: Mapping[str, str] = field(default_factory=dict)
    installed: Mapping[str, str] = field(default_factory=dict)
    policy: model.Policy | None = None
    template_problems: TemplateProblems | None = None
    #: Every use of a declared name; gone through once, for a dozen rules ask.
    references: tuple[Reference, ...] = field(init=False, repr=False, compare=False)
    _steps: tuple[Step, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "references", tuple(references(self.file)))
        object.__setattr__(self, "_steps", tuple(self._each_step()))

    def case_types(self) -> Iterator[tuple[Path, str, schema.CaseType]]:
        """Yield each case type with its path and name."""
        for name, case_type in self.file.case_types.items():
            yield ("case-types", name), name, case_type

    def tracks(self) -> Iterator[Uses]:
        """Yield each track of each case type, in document order."""
        for path, name, case_type in self.case_types():
            for track_name, track in case_type.tracks.items():
                place = (*path, "tracks", track_name)
                yield Uses(path=place, case_type=name, name=track_name, of=track)

    def steps(self) -> Iterator[Step]:
        """Yield each transition as written (a list of sources is one step), in document order."""
        return iter(self._steps)

    def _each_step(self) -> Iterator[Step]:
        for track in self.tracks():
            for index, transition in enumerate(track.of.transitions):
                yield Step(
                    path=(*track.path, "transitions", index),
                    case_type=track.case_type,
                    track=track.name,
                    of=transition,
                )


Check = Callable[[Checked], Iterator[Problem]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. ``check`` is None where the fault is found while the file is read."""

    code: str
    title: str
    check: Check | None
    warning: bool = False
    needs_policy: bool = False

    def findings(self, checked: Checked) -> Iterator[Finding]:
        """Yield what this rule finds, with file and line."""
        if self.check is None or (self.needs_policy and checked.policy is None):
            return
        for problem in self.check(checked):
            file, line = checked.at(problem.path)
            yield Finding(
                code=self.code,
                message=problem.message,
                remedy=problem.remedy,
                file=file,
                line=line,
                path=problem.path,
                warning=self.warning if problem.warning is None else problem.warning,
            )


#: Every rule by its code; ``rules/__init__`` puts them in order.
RULES: dict[str, Rule] = {}


def rule(
    code: str, title: str, *, warning: bool = False, needs_policy: bool = False
) -> Callable[[Check], Check]:
    """Return a decorator that enters a check into the register. A code is given once."""

    def enter(check: Check) -> Check:
        _enter(
            Rule(code=code, title=title, check=check, warning=warning, needs_policy=needs_policy)
        )
        return check

    return enter


def found_while(code: str, title: str) -> None:
    """Enter a rule that the reading of the file itself keeps."""
    _enter(Rule(code=code, title=title, check=None))


def _enter(entry: Rule) -> None:
    if entry.code in RULES:
        raise ValueError(f"{entry.code} is given twice")
    RULES[entry.code] = entry
