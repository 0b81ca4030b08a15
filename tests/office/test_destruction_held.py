"""A hold between the agreement and the destruction, or where a backup brought a case back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.errors import Conflict, Refused
from casework.office import destruction, disposals, doctor, door
from casework.office.retention import Standing
from tests.office.retention_kit import (
    WEEK,
    agreed,
    and_then,
    closed_down,
    copied,
    held,
    later,
    let_go,
    put_back,
)
from tests.office.test_destruction import over, standing

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office.circles_kit import Circles

pytestmark = pytest.mark.timeout(90)


def test_a_hold_between_agreement_and_destruction_keeps_the_case(circles: Circles) -> None:
    ref = over(circles)
    agreed(circles, ref)
    held(circles, ref)
    later(circles, WEEK)

    with pytest.raises(Refused, match="still to be kept"):
        disposals.dispose(circles.desk("clerk"), ref)
    assert standing(circles, ref) is Standing.HELD


def test_a_hold_of_a_clock_that_was_set_back_counts_by_its_place_in_the_log(
    circles: Circles,
) -> None:
    ref = over(circles)
    agreed(circles, ref)
    later(circles, -WEEK * 4)
    held(circles, ref)
    standing_back = standing(circles, ref)
    later(circles, WEEK * 5)
    stands = standing(circles, ref)
    later(circles, -WEEK * 6)
    let_go(circles, ref)
    later(circles, WEEK * 6)

    assert (standing_back, stands) == (Standing.HELD, Standing.HELD)
    assert standing(circles, ref) is Standing.DUE
    with pytest.raises(Refused, match="Nobody has agreed"):
        disposals.dispose(circles.desk("clerk"), ref)


def test_a_hold_set_at_the_moment_of_destroying_keeps_the_case(
    circles: Circles, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = over(circles)
    agreed(circles, ref)
    later(circles, WEEK)
    then_held = and_then(destruction.must_be_ready, lambda: held(circles, ref))
    monkeypatch.setattr(destruction, "must_be_ready", then_held)

    with pytest.raises(Conflict, match="keeping this case at this moment"):
        disposals.dispose(circles.desk("clerk"), ref)
    assert standing(circles, ref) is Standing.HELD


def test_a_hold_set_where_a_case_came_back_is_not_passed_over_by_another_computer(
    circles: Circles, tmp_path: Path
) -> None:
    ref = over(circles)
    agreed(circles, ref)
    later(circles, WEEK)
    copied(circles, tmp_path / "copy")
    disposals.dispose(circles.desk("clerk"), ref)
    own = disposals.register(circles.desk("clerk"))
    put_back(circles, tmp_path / "copy")
    own.rename(tmp_path / "elsewhere")
    held(circles, ref)
    closed_down(circles)
    (tmp_path / "elsewhere").rename(own)
    head = circles.fresh("head")

    assert door.load(head, ref).snapshot.ref == ref
    assert standing(circles, ref) is Standing.HELD
    assert [one.what for one in doctor.examine(head) if one.damage] == [
        "it was destroyed once, came back with a backup and has gone on since"
    ]
