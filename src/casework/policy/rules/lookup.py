"""What several rules ask of a policy file: who a role list is, what a test is made of.

Must not know any rule. Names may be unknown here: a rule that minds says so, others look past it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.policy.conditions import Not, TrackIn
from casework.policy.schema import Test

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casework.policy import model, schema
    from casework.policy.conditions import Atom
    from casework.policy.findings import Path
    from casework.policy.reading import Edge
    from casework.policy.rules.base import Checked, Step


def roles(checked: Checked, name: str | None) -> frozenset[str]:
    """Return the program roles of a role list, none where there is no such list."""
    return frozenset(checked.file.roles.get(name or "", ()))


def edges(track: schema.Track) -> list[Edge]:
    """Return where the steps of a track lead, conditions ignored."""
    return [(source, step.dest) for step in track.transitions for source in step.source]


def steps_in(checked: Checked, case_type: str, track: str | None = None) -> list[Step]:
    """Return the steps of a case type, or of one of its tracks, in document order."""
    return [
        step
        for step in checked.steps()
        if step.case_type == case_type and track in {None, step.track}
    ]


def firing(steps: Iterable[Step], track: str, trigger: str) -> list[Step]:
    """Return the steps that a trigger of a track may turn out to be."""
    return [step for step in steps if (step.track, step.of.trigger) == (track, trigger)]


def words_of(step: Step) -> str:
    """Return a step's name for a sentence."""
    return f"“{step.of.trigger}” of “{step.track}”"


# --- tests as they are written ----------------------------------------------------------------


def parts(path: Path, test: schema.Test | str) -> Iterator[tuple[Path, schema.Test | str]]:
    """Yield a test and everything it is made of, names included, with the place of each."""
    yield path, test
    if isinstance(test, str):
        return
    for key, inner in (("all", test.all), ("any", test.any)):
        for index, part in enumerate(inner or ()):
            yield from parts((*path, key, index), part)
    if test.not_ is not None:
        yield from parts((*path, "not"), test.not_)


def leaf_tests(checked: Checked, test: schema.Test | str) -> Iterator[schema.Test]:
    """Yield every single test that ``test`` comes down to, names followed (each once)."""
    seen: set[str] = set()
    waiting: list[schema.Test | str] = [test]
    while waiting:
        for _, part in parts((), waiting.pop()):
            if isinstance(part, str):
                if part in seen:
                    continue
                seen.add(part)
                named = checked.file.conditions.get(part)
                if named is not None:
                    waiting.append(named)
                elif part in checked.file.facts:
                    yield Test.model_construct(fact=part)
            elif not (part.all or part.any or part.not_):
                yield part


def used_tests(path: Path, case_type: schema.CaseType) -> Iterator[tuple[Path, schema.Test | str]]:
    """Yield every test that a case type uses, with the place where it names or writes it."""
    for name, track in case_type.tracks.items():
        yield from _used_by_track((*path, "tracks", name), track)
    if case_type.pause is not None:
        yield (*path, "pause", "when"), case_type.pause.when
    for name, contract in case_type.contracts.items():
        for key, test in (("never", contract.never), ("while", contract.while_)):
            if test is not None:
                yield (*path, "contracts", name, key), test


def _used_by_track(path: Path, track: schema.Track) -> Iterator[tuple[Path, str]]:
    for key, wanted in (("decide-when", track.decide_when), ("owed-when", track.owed_when)):
        if wanted is not None:
            yield (*path, key), wanted
    for number, step in enumerate(track.transitions):
        for key, names in (("conditions", step.conditions), ("unless", step.unless)):
            for index, condition in enumerate(names):
                yield (*path, "transitions", number, key, index), condition


def written_tests(checked: Checked) -> Iterator[tuple[Path, schema.Test]]:
    """Yield every test written out in the file, whether in a condition or in a contract."""
    whole: list[tuple[Path, schema.Test]] = [
        (("conditions", name), condition) for name, condition in checked.file.conditions.items()
    ]
    for path, _, case_type in checked.case_types():
        for place, used in used_tests(path, case_type):
            if not isinstance(used, str):
                whole.append((place, used))
    for place, test in whole:
        for inner, part in parts(place, test):
            if not isinstance(part, str):
                yield inner, part


# --- tests as they are decided ----------------------------------------------------------------


def tests_of(policy: model.Policy, step: Step, source: str) -> tuple[Atom, ...]:
    """Return all that must hold for a step to be taken from ``source``."""
    known = policy.conditions
    wanted = [known[name].test for name in step.of.conditions if name in known]
    barred = [Not(part=known[name].test) for name in step.of.unless if name in known]
    here = TrackIn(track=step.track, states=frozenset({source}))
    return (*wanted, *barred, here)
