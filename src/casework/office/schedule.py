"""The retention schedule: the classes that come with the program, and a school's own.

Data with source, edition and the day from which it is valid; a school's file changes a class by its
name, or adds one before the others. Must not know a case, nor work out any day.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from casework.domain.retention import Kind, RetentionClass, Source, Start
from casework.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.domain.case import Snapshot

NAME: Final = "retention.toml"
_SHIPPED: Final = Path(__file__).with_name(NAME)
_LARGEST: Final = 200_000
_COOLING_OFF: Final = "cooling-off-days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A class, and which cases are of it: every list that is given must fit; one fact is enough.

    ``unless`` names actions and states of them in which a case is not of this class after all.
    """

    of: RetentionClass
    case_types: frozenset[str]
    policies: frozenset[str]
    categories: frozenset[str]
    facts: Mapping[str, frozenset[str]]
    unless: Mapping[str, frozenset[str]]

    def fits(self, case: Snapshot) -> bool:
        """Tell whether a case is of this class."""
        categories = {claim.code for claim in case.categories}
        if any(t in case.tracks and case.state(t) in s for t, s in self.unless.items()):
            return False
        answers = (case.answer(fact) in known for fact, known in self.facts.items())
        return (
            (not self.case_types or case.case_type in self.case_types)
            and (not self.policies or case.policy in self.policies)
            and (not self.categories or not self.categories.isdisjoint(categories))
            and (not self.facts or any(answers))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Every class in the order in which they are tried; ``cooling_off`` is a number of days."""

    rules: tuple[Rule, ...]
    cooling_off: int

    def class_of(self, case: Snapshot) -> RetentionClass:
        """Return the first class that fits; where none does, the last."""
        return next((rule.of for rule in self.rules if rule.fits(case)), self.rules[-1].of)


def schedule_of(folder: Path) -> Schedule:
    """Return the schedule of the records in a folder. Raises UsageFault for a file not in order."""
    shipped, own = _read(_SHIPPED), folder / NAME
    if not own.is_file():
        return shipped
    theirs = _read(own)
    changed = {rule.of.name: rule for rule in theirs.rules}
    known = {rule.of.name for rule in shipped.rules}
    added = tuple(rule for rule in theirs.rules if rule.of.name not in known)
    kept = tuple(changed.get(rule.of.name, rule) for rule in shipped.rules)
    return Schedule(rules=(*added, *kept), cooling_off=theirs.cooling_off)


def _read(path: Path) -> Schedule:
    return _of_text(path.read_bytes()[:_LARGEST])


@cache
def _of_text(content: bytes) -> Schedule:
    try:
        whole = tomllib.loads(content.decode())
        days = whole.get(_COOLING_OFF, 7)
        rules = tuple(_rule(one) for one in whole.get("class", ()))
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise UsageFault(
            f"{NAME} in the folder of the records cannot be read.",
            advice="Each class needs name, title, start, years and source, as the program’s own "
            "have them.",
        ) from fault
    if not isinstance(days, int) or not 1 <= days <= 365:
        raise UsageFault(
            f"{_COOLING_OFF} in {NAME} is not from 1 to 365.", advice="Seven days are usual."
        )
    return Schedule(rules=rules, cooling_off=days)


def _rule(said: Mapping[str, Any]) -> Rule:
    least = said.get("at-least")
    made = RetentionClass(
        name=_text(said["name"]),
        title=_text(said["title"]),
        start=Start(said["start"]),
        years=_years(said["years"]),
        source=_source(said["source"]),
        at_least=None if least is None else Start(least),
        anonymous=said.get("anonymous", False) is True,
        kinds=said.get("kinds", False) is True,
    )
    return Rule(
        of=made,
        case_types=frozenset(said.get("case-types", ())),
        policies=frozenset(said.get("policies", ())),
        categories=frozenset(said.get("categories", ())),
        facts=_lists(said.get("facts", {})),
        unless=_lists(said.get("unless", {})),
    )


def _lists(said: Mapping[str, list[str]]) -> Mapping[str, frozenset[str]]:
    return {name: frozenset(known) for name, known in said.items()}


def _source(said: Mapping[str, Any]) -> Source:
    valid = said["valid-from"]
    if not isinstance(valid, dt.date) or isinstance(valid, dt.datetime):
        raise TypeError("valid-from is a day")
    return Source(
        kind=Kind(said["kind"]),
        title=_text(said["title"]),
        edition=_text(said["edition"]),
        valid_from=valid,
        verified=said.get("verified", True) is True,
    )


def _text(said: object) -> str:
    if not isinstance(said, str) or not said.strip() or len(said) > 200:
        raise TypeError("words are missing")
    return said


def _years(said: object) -> int:
    if not isinstance(said, int) or isinstance(said, bool) or not 0 <= said <= 100:
        raise TypeError("years are a number")
    return said
