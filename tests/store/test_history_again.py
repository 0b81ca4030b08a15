"""A case opened twice by one command, and a head that was printed before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.errors import Conflict
from casework.store import Place

if TYPE_CHECKING:
    from tests.store.conftest import School


def test_a_case_that_is_opened_twice_by_one_command_is_one_case(school: School) -> None:
    step = school.step(b"opened")
    first = school.opened(school.head, step=step)

    again = school.opened(school.head, step=step)

    assert (again.case, again.ref, again.replayed) == (first.case, first.ref, True)
    assert store.read_case(school.head, first.case).revision == 1


def test_a_command_that_opened_a_case_opens_no_other(school: School) -> None:
    step = school.step(b"opened")
    school.opened(school.head, step=step)

    with pytest.raises(Conflict):
        school.opened(school.head, step=school.step(b"something else", key=step.key))


@pytest.mark.parametrize("place", [Place.OFFICE, Place.SEALED])
def test_a_printed_head_is_found_on_its_own_case_alone(school: School, place: Place) -> None:
    printed = school.opened(school.head, place=place)
    other = school.opened(school.head, place=place)
    store.append(school.head, printed.case, school.step(b"more"), expected=1, now=school.now)

    lies = [
        store.lies_on_chain(store.read_case(school.head, case), f" {printed.head.upper()}\n")
        for case in (printed.case, other.case)
    ]

    assert lies == [True, False]
