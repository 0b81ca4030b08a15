"""That every contract is kept by conditions alone, whatever happens: each way to break it apart.

What no case can meet together with the conditions of a step needs no walk. Elsewhere steps and
letters are watched while the contract's test holds; a state that may never be is looked for among
all that is reached. Must not know other questions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.policy.conditions import LetterReached
from casework.policy.exploring.acts import ADVANCE, STAND, Act
from casework.policy.exploring.alone import never_stands, unsettled
from casework.policy.exploring.faults import Fault, Kind
from casework.policy.exploring.normal import alternatives
from casework.policy.exploring.reach import Watch
from casework.policy.exploring.variables import LETTER, TRACK, Variable
from casework.policy.exploring.walks import Walks, Way
from casework.policy.exploring.watching import first_broken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.policy.conditions import Atom
    from casework.policy.model import CaseType, Contract


def contract_faults(walks: Walks, contract: Contract) -> Iterator[Fault]:
    """Yield the shortest way to break a contract, and what could not be walked."""
    ways: list[Way] = []
    path = ("contracts", contract.name)
    question = f"contract {contract.name}"
    for never in alternatives(contract.never_test) if contract.never_test else ():
        alone = never_stands(walks.policy, walks.case_type, never)
        walks.note(question, alone=alone)
        if not alone:
            yield from _standing(walks, question, never, path, ways)
    for test in alternatives(contract.while_test) if contract.while_test else ():
        for root, watch in _watches(walks.case_type, contract, test):
            left = unsettled(walks.policy, walks.case_type, watch)
            walks.note(question, alone=left is None)
            if left is not None:
                yield from _moving(walks, question, root, left, path, ways)
    if ways:
        message = f"“{contract.name}” can be broken: {contract.says}"
        shortest = min(ways, key=lambda way: len(way.acts))
        yield walks.fault(Kind.CONTRACT, contract.name, message, path, shortest)


def _standing(
    walks: Walks, question: str, never: Atom, path: tuple[str, ...], ways: list[Way]
) -> Iterator[Fault]:
    part = walks.cut(question, (), (never,))
    found = walks.walked(part)
    layout = walks.layout(part)
    yield from walks.too_large(part, found, path)
    place = found.first(layout.ever(never))
    if place is not None:
        given = layout.answers_for(never, found.nodes[place])
        acts = (*found.path_to(place), Act(STAND, given=given))
        ways.append(Way(layout=layout, acts=acts, wanted=(never,)))


def _watches(
    case_type: CaseType, contract: Contract, test: Atom
) -> Iterator[tuple[Variable, Watch]]:
    """Yield what is watched, and what its slice begins with: each letter, and the steps of a track.

    Steps of one track begin with the same slice, so one walk watches them all.
    """
    for track in sorted({track for track, _ in contract.steps}):
        steps = frozenset(step for step in contract.steps if step[0] == track)
        yield (TRACK, track), Watch(name=contract.name, test=test, steps=steps)
    for name, letter in case_type.letters.items():
        if letter.to in contract.letters_to:
            yield (LETTER, name), Watch(name=contract.name, test=test, letters=frozenset({name}))


def _moving(
    walks: Walks,
    question: str,
    root: Variable,
    watch: Watch,
    path: tuple[str, ...],
    ways: list[Way],
) -> Iterator[Fault]:
    told = [LetterReached(letter=name, stage="sent") for name in watch.letters]
    part = walks.cut(question, [root], (watch.test, *told))
    found = walks.walked(part)
    layout = walks.layout(part)
    yield from walks.too_large(part, found, path)
    broken = first_broken(layout, found.nodes, watch)
    if broken is not None:
        place, act = broken
        last = act._replace(value="") if act.kind == ADVANCE else act  # its very next step
        acts = (*found.path_to(place), last)
        ways.append(Way(layout=layout, acts=acts, wanted=(watch.test,)))
