"""A scan of the clock cut short at a durable call: the same again comes to the same end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120), pytest.mark.usefixtures("recorder")]


def test_a_scan_killed_at_a_durable_call_can_be_repeated_and_nothing_is_lost_or_twice(
    part: Callable[[str], Any], place: Path
) -> None:
    counts = part("scanning").killed(place, 3, 2)

    assert (counts.runs, counts.violations) == (2, 0), counts.first
    assert counts.cut > 0
    assert counts.passed == 2 * 2 * part("scanning").CASES  # both limits of each case, once


def test_a_scan_on_a_full_or_broken_disk_goes_on_where_it_was(
    part: Callable[[str], Any], place: Path
) -> None:
    counts = part("scanning").failed(place, 3, 2)

    assert (counts.runs, counts.violations) == (2, 0), counts.first


def test_no_power_cut_leaves_half_of_a_limit_or_of_a_reminder(
    part: Callable[[str], Any], place: Path
) -> None:
    powerloss = part("powerloss")
    run = part("scanning").recorded(place)

    counts = powerloss.crash_everywhere(run, 7, most=1_000)

    assert (counts.states, counts.violations) == (1_000, 0), counts.first
    assert counts.steps > 12
    assert powerloss.sound(place) == []


@pytest.mark.parametrize(
    ("fault", "said"),
    [("passed-without-claim", "a limit passed twice"), ("mail-without-a-row", "a mail went twice")],
)
def test_a_bug_planted_in_the_clock_is_found(
    fault: str, said: str, part: Callable[[str], Any], place: Path
) -> None:
    assert part("scanning").planted(place, fault) == said


def test_a_reminder_told_before_it_is_kept_is_found(
    part: Callable[[str], Any], place: Path
) -> None:
    run = part("scanning").recorded(place, "told-before-kept")

    assert part("powerloss").crash_everywhere(run, 7, most=600).lost > 0
