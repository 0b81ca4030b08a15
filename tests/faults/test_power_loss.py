"""Power cut after every operation of the real program; bugs planted on purpose are found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90), pytest.mark.usefixtures("recorder")]


def test_no_acknowledged_step_is_lost_and_no_state_stands_between_two(
    part: Callable[[str], Any], place: Path
) -> None:
    powerloss = part("powerloss")
    run = powerloss.recorded(place, 8)

    counts = powerloss.crash_everywhere(run, 7, most=2_000)

    assert (counts.states, counts.steps, counts.violations) == (2_000, 8, 0), counts.first
    assert powerloss.sound(place) == []


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("normal", "lost"),
        ("ack-before-commit", "lost"),
        ("deadline-in-a-second-transaction", "strange"),
    ],
)
def test_a_planted_bug_is_found(
    fault: str, kind: str, part: Callable[[str], Any], place: Path
) -> None:
    powerloss = part("powerloss")
    run = powerloss.recorded(place, 4, fault)

    counts = powerloss.crash_everywhere(run, 7, most=500)

    assert getattr(counts, kind) > 0


def test_writes_before_a_sync_are_kept_and_later_ones_may_be_torn(
    part: Callable[[str], Any],
) -> None:
    powerloss, recording = part("powerloss"), part("recording")
    disk = powerloss.Disk({"a": b""})
    for kind, data in (("write", b"x" * 512), ("sync", b""), ("write", b"y" * 1024)):
        disk.apply(recording.Operation(kind, "a", 0, data))

    lengths = {len(state["a"]) for state in disk.states(_Always(), 3)}

    assert lengths == {512, 1024}


class _Always:
    def random(self) -> float:
        return 0.0

    def randrange(self, least: int, _most: int) -> int:
        return least
