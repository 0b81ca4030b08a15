"""Whether some case could meet several tests at once: decided, not guessed. Must not know rules.

Each test reads a handful of things, and each of those has few values that matter: an answer, a
state, a standing, a count on either side of a limit. The search tries them and gives up a branch as
soon as a test fails. "No case can" is always right; W033 and W047 rely on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.policy.conditions import All, Not
from casework.policy.partial import Partial, domains, nothing_known, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from casework.policy.conditions import Atom
    from casework.policy.model import CaseType, Policy
    from casework.policy.partial import Domain, Variable

#: So many partial cases are tried before the search says that it cannot tell (*default*).
MOST_TRIES = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A case that meets every test, in words; not ``certain`` where the search was given up."""

    words: tuple[str, ...]
    certain: bool = True


def meeting(
    policy: Policy, case_type: CaseType, tests: Sequence[Atom], most: int | None = None
) -> Meeting | None:
    """Return a case of that type that meets every one of ``tests``, or None where none can.

    ``most`` partial cases are tried, MOST_TRIES where nothing is said.
    """
    whole = All(parts=tuple(tests))
    case = nothing_known(policy, case_type, whole)
    found = _search(case, whole, domains(case), [MOST_TRIES if most is None else most])
    if found is None:
        return Meeting(words=("there are more combinations than can be tried",), certain=False)
    return Meeting(words=tuple(_words(case.chosen))) if found else None


def constant(policy: Policy, case_type: CaseType, test: Atom) -> bool | None:
    """Return True where every case meets ``test``, False where none does, None otherwise."""
    if meeting(policy, case_type, (test,)) is None:
        return False
    return True if meeting(policy, case_type, (Not(part=test),)) is None else None


def _search(case: Partial, whole: Atom, left: Sequence[Domain], tries: list[int]) -> bool | None:
    tries[0] -= 1
    known = verdict(case, whole)
    if known is not None or tries[0] < 0:
        return known
    variable, values = left[0]
    for value in values:
        case.chosen[variable] = value
        found = _search(case, whole, left[1:], tries)
        if found is not False:
            return found
    del case.chosen[variable]
    return False


_NOTHING = {"fact": "not answered", "deadline": "never started", "letter": "not drafted"}
_YES_WORDS = {
    "category": "category {}",
    "person": "a person named as {}",
    "been": "{} at some time before",
    "every": "everybody reached ({})",
    "sheets": "every capture sheet with {}",
    "pause": "the pause stands",
}


def _words(chosen: Mapping[Variable, str]) -> Iterator[str]:
    for (kind, name), value in chosen.items():
        if kind in _YES_WORDS:
            yield from _yes_words(kind, name, value)
        elif kind == "count":
            yield f"{'incidents' if name.startswith('Incident') else 'capture sheets'}: {value}"
        else:
            yield f"{kind} {name}: {value or _NOTHING[kind]}"


def _yes_words(kind: str, name: str, value: str) -> Iterator[str]:
    if value == "yes":
        yield _YES_WORDS[kind].format(name)
