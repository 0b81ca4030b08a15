"""Two records alike but for one hidden case answer alike, in a sample for every run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from casework.errors import NotFound
from casework.office import door

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casework.office.desk import Desk


@pytest.mark.timeout(120)
def test_whoever_must_not_know_is_told_the_same_byte_for_byte(
    part: Callable[[str], Any], place: Path
) -> None:
    counts = part("hidden").run(place, 3, 100)

    assert (counts.sequences, counts.violations) == (100, 0), counts.first
    assert counts.compared > 100
    assert 20 < counts.refused < counts.compared


@pytest.mark.timeout(120)
def test_an_answer_that_depends_on_what_is_hidden_is_found_out(
    part: Callable[[str], Any], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = door.load

    def telling(desk: Desk, ref: str) -> door.CaseFile:
        with desk.session.office.reading() as connection:
            rows = connection.exec_driver_sql('SELECT count(*) FROM "case"').scalar()
        if desk.cards.get(ref) is None and rows != len(desk.cards.rows):
            raise NotFound("There may be such a case, but not for you.", advice="Ask.")
        return real(desk, ref)

    monkeypatch.setattr(door, "load", telling)
    counts = part("hidden").run(place, 3, 100)

    assert counts.violations > 0


def test_the_commands_that_are_tried_are_those_there_are(part: Callable[[str], Any]) -> None:
    import random  # noqa: TID251 - a fixed seed

    hidden = part("hidden")
    tried = {hidden.command(random.Random(n), ("CW-AAAA", "CW-BBBB"))[:2] for n in range(4_000)}

    assert ("deadline", "check") in tried
    assert len(tried) >= 30
