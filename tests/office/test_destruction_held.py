"""A hold between the agreement and the destruction, or where a backup brought a case back."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from casework.errors import Conflict, Refused
from casework.office import destruction, disposals, doctor, door, keeping, retention
from casework.office.retention import Standing
from tests.office.retention_kit import WEEK, agreed, later
from tests.office.test_destruction import over, standing

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office.circles_kit import Circles

pytestmark = pytest.mark.timeout(90)


def held(circles: Circles, ref: str) -> None:
    retention.hold(circles.desk("deputy"), ref, keeping.Ground.POLICE, "They asked.")


def closed_down(circles: Circles) -> None:
    for name in list(circles.desks):
        circles.desks.pop(name).session.close()


def test_a_hold_between_agreement_and_destruction_keeps_the_case(circles: Circles) -> None:
    ref = over(circles)
    agreed(circles, ref)
    held(circles, ref)
    later(circles, WEEK)

    with pytest.raises(Refused, match="still to be kept"):
        disposals.dispose(circles.desk("clerk"), ref)
    assert standing(circles, ref) is Standing.HELD


def test_a_hold_set_at_the_moment_of_destroying_keeps_the_case(
    circles: Circles, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = over(circles)
    agreed(circles, ref)
    later(circles, WEEK)
    asked = destruction.must_be_ready

    def then_held(*given: object) -> object:
        found = asked(*given)  # type: ignore[arg-type] # passed on as it came
        held(circles, ref)
        return found

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
    closed_down(circles)
    shutil.copytree(circles.folder, tmp_path / "copy")
    disposals.dispose(circles.desk("clerk"), ref)
    own = disposals.register(circles.desk("clerk"))
    closed_down(circles)
    shutil.rmtree(circles.folder)
    shutil.copytree(tmp_path / "copy", circles.folder)
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
