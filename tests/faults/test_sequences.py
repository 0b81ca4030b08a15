"""Random policies and commands: only declared steps, and history is the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.timeout(60)
def test_random_commands_move_random_policies_only_as_declared(part: Callable[[str], Any]) -> None:
    counts = part("sequences").run(5, 600)

    assert (counts.sequences, counts.violations) == (600, 0), counts.first
    assert counts.moved > 500


def test_a_step_from_another_state_is_found(part: Callable[[str], Any]) -> None:
    import random  # noqa: TID251 - a fixed seed, for a policy that never changes

    sequences = part("sequences")
    policy = sequences.random_policy(random.Random(5))
    concern = policy.case_types["concern"]
    rule = next(iter(concern.tracks["t0"].transitions))
    moved = part("sequences").TrackMoved(
        track="t0",
        trigger=rule.trigger,
        source=rule.source,
        dest=rule.dest,
        rule=rule.id,
        clauses=(),
        followed=False,
    )

    with pytest.raises(sequences.Wrong, match="was taken from elsewhere"):
        sequences._one_move(concern, "elsewhere", moved)
