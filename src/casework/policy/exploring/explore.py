"""Every case a policy allows, walked in exact slices: what is proved, or the way to the fault.

One question at a time, each on its own slice: each track (states, steps, ends, gates), each limit,
each contract, the closing of each case type. Must not know files or time: the caller measures.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.policy.exploring.closing import closing_faults
from casework.policy.exploring.contracts import contract_faults
from casework.policy.exploring.permits import permit_faults
from casework.policy.exploring.progress import limit_faults, track_faults
from casework.policy.exploring.walk import MOST_NODES
from casework.policy.exploring.walks import Walks
from casework.text import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from casework.policy.exploring.faults import Fault
    from casework.policy.exploring.walks import Alone, SliceReport
    from casework.policy.findings import Finding, Path
    from casework.policy.model import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was walked and what was found; without faults, everything asked is proved."""

    policy: str
    slices: tuple[SliceReport, ...]
    alone: tuple[Alone, ...]
    faults: tuple[Fault, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The faults as findings about the policy as a whole, where no file is at hand."""
        return self.found_at(lambda _path: (f"{self.policy}.yaml", 1))

    def found_at(self, at: Callable[[Path], tuple[str, int]]) -> tuple[Finding, ...]:
        """Return the faults as findings; ``at`` says the file and line of a path of keys."""
        return tuple(fault.finding(*at(fault.path)) for fault in self.faults)

    def as_text(self) -> str:
        """Return the slices with their sizes, what needed none, then each fault and its way."""
        walked = [part.as_text() for part in self.slices]
        alone = [part.as_text() for part in self.alone]
        found = [fault.as_text() for fault in self.faults]
        return "\n".join([*walked, *alone, self._sizes(), *found])

    def _sizes(self) -> str:
        parts = sum(part.parts for part in self.alone)
        counts = (
            plural(len(self.slices), "slice"),
            f"{sum(part.nodes for part in self.slices):,} nodes",
            *([f"{plural(parts, 'part')} from conditions alone"] if parts else []),
            plural(len(self.faults), "finding"),
        )
        return ", ".join(counts)


def explore(policy: Policy, most: int = MOST_NODES) -> Report:
    """Return what was walked and every fault of ``policy``, each with its shortest path."""
    whole = [Walks(policy, case_type, most) for case_type in policy.case_types.values()]
    with _nothing_collected():
        faults = [fault for walks in whole for fault in _faults(walks)]
    return Report(
        policy=policy.name,
        slices=tuple(part for one in whole for part in one.slices),
        alone=tuple(part for one in whole for part in one.alone),
        faults=tuple(dict.fromkeys(faults)),
    )


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Look for no garbage in rings: a walk makes none, and a third of its time would go there."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _faults(walks: Walks) -> Iterator[Fault]:
    case_type = walks.case_type
    yield from permit_faults(walks)
    for track in case_type.tracks.values():
        yield from track_faults(walks, track)
    for limit in case_type.deadlines.values():
        yield from limit_faults(walks, limit)
    for contract in case_type.contracts:
        yield from contract_faults(walks, contract)
    yield from closing_faults(walks)
