"""A process killed while a new calendar reaches the cases: the next command goes on from there."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]

CASES = 4
EDIT = """
import os, signal, sys
from datetime import date
from pathlib import Path
from benchmarks import school
from casework.domain.calendar import Holiday, with_holiday
from casework.office import redating, terms

redating.TOGETHER = 1
book, reached = Path(sys.argv[1]), int(sys.argv[2])

def beat(done, of):
    if done >= reached:
        os.kill(os.getpid(), signal.SIGKILL)

joy = Holiday(day=date(2026, 11, 3), name="Day of joy")
desk = school.again(book)
terms.edit(desk, lambda now: with_holiday(now, joy), "added", "Proclaimed.", beat=beat)
"""


def last_days(part: Callable[[str], Any], book: Path) -> list[str]:
    """Sign in, as each command does, and return the last day of every limit."""
    from casework.office.cards import read_card

    desk = part("school").again(book)
    cards = [read_card(row.card) for row in desk.cards.rows]
    desk.session.close()
    return sorted(limit.due_on for card in cards for limit in card.limits)


@pytest.mark.parametrize("reached", [0, 1, CASES - 1, CASES])
def test_what_a_killed_change_did_not_reach_follows_at_the_next_command(
    part: Callable[[str], Any], place: Path, reached: int
) -> None:
    school, book = part("school"), place / "book"
    desk = school.found(book)
    for _ in range(CASES):
        school.open_warned(desk)
    desk.session.close()
    before = last_days(part, book)
    words = [sys.executable, "-c", EDIT, str(book), str(reached)]
    killed = subprocess.run(words, env=part("recording").environment(), check=False)
    after = last_days(part, book)
    again = school.again(book)
    version = again.calendar(again.school_slug("")).closures, again.ledger.editions
    findings = part("claims").store.check_all(again.session)
    again.session.close()

    assert killed.returncode == -signal.SIGKILL
    assert (before, after) == (["2026-11-04"] * CASES, ["2026-11-05"] * CASES)
    assert (findings, list(version[1].values())) == ([], [2])
