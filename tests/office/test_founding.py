"""A school is founded with its policy, whatever the policy opens on its first day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework import bootstrap
from casework.clock import SetClock
from casework.office import questions
from tests.office.practice_kit import MONDAY

if TYPE_CHECKING:
    from pathlib import Path


def test_a_head_founds_a_school_whose_policy_opens_a_case_when_it_is_adopted(
    tmp_path: Path,
) -> None:
    told = bootstrap.Founding(
        policies=("model",),
        school="Practice Primary",
        admin="head",
        password="one two three head",
        roles=("headteacher",),
        practice=True,
    )
    desk = bootstrap.found_book(tmp_path / "book", told, SetClock(MONDAY)).desk
    opened = [row.card.case_type for row in questions.cases_listed(desk)]
    kept = desk.policy_in_force("practice-primary", "model").case_types
    desk.session.close()

    assert opened == [name for name, one in kept.items() if one.opens_at]
    assert opened != []
