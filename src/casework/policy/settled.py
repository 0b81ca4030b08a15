"""What a school settled once for all its cases: answers that come into a case from its settings.

They are answers like any other, with their source; whoever may change an answer may change these.
Must not know where settings are kept, nor who gave them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from casework.domain.events import FactSet
from casework.domain.facts import Fact
from casework.policy import limits
from casework.policy.answers import wrong_value
from casework.policy.conditions import facts_read

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from casework.domain.case import Snapshot
    from casework.policy.model import CaseType, Condition, Policy
    from casework.policy.run import Run

#: Who told us, in the history of a case.
SOURCE: Final = "the school’s settings"


def take_in(run: Run, given: Iterable[str]) -> None:
    """Answer what the school settled and this case has no answer to; ``given`` is answered now."""
    known = {*run.draft.facts, *given}
    for name, value in _open(run.policy, run.case_type, run.command.settled, known):
        run.emit(FactSet(name=name, value=value, said_by=SOURCE))
        limits.date_by_fact(run, name)


def with_settled(policy: Policy, case: Snapshot, settled: Mapping[str, str]) -> Snapshot:
    """Return the case as its next step will find it."""
    case_type = policy.case_types[case.case_type]
    found = {
        name: Fact(value=value, said_by=SOURCE, by="", seq=0)
        for name, value in _open(policy, case_type, settled, case.facts)
    }
    return replace(case, facts={**case.facts, **found}) if found else case


def _open(
    policy: Policy, case_type: CaseType, settled: Mapping[str, str], known: Container[str]
) -> Iterator[tuple[str, str]]:
    """Yield the answers that are not known and that this type of case has a use for."""
    coming = {name: value for name, value in settled.items() if name not in known}
    wanted = _used(case_type) if coming else frozenset()  # it goes through every step
    for name, value in coming.items():
        fact = policy.facts.get(name)
        if fact is not None and name in wanted and not wrong_value(fact, value):
            yield name, value


def _used(case_type: CaseType) -> frozenset[str]:
    """Return the questions that the type of case asks, or reads in a condition."""
    asked = {name for step in case_type.by_id.values() for name in step.asks}
    for condition in _conditions(case_type):
        asked |= facts_read(condition.test)
    return frozenset(asked)


def _conditions(case_type: CaseType) -> Iterator[Condition]:
    for step in case_type.by_id.values():
        yield from step.conditions
        yield from step.unless
    for track in case_type.tracks.values():
        yield from (one for one in (track.decide_when, track.owed_when) if one is not None)
