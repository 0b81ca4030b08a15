"""Sealed work on the screens: for those named on it, and without a trace for everybody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.domain.people import CasePerson, PersonRole
from casework.office import cases
from casework.office.cases import Answers, NewCase
from casework.tui import caseview, places
from tests.tui.golden_kit import SIZES, shows
from tests.tui.screen_kit import entered, press, seen

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(90)
CANARY = "canary-plover"


def alleged(week: Week) -> str:
    """Open an allegation about a teacher, as the safeguarding lead."""
    teacher = CasePerson(number=0, role=PersonRole.PERSON_OF_CONCERN, name="Mr P. Sample")
    new = NewCase(case_type="staff-allegation", summary=CANARY, people=(teacher,))
    return cases.open_case(week.desk("dsl"), new, Answers()).ref


@pytest.mark.parametrize("size", SIZES)
async def test_whoever_is_named_on_it_has_a_list_of_its_own(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    alleged(week)
    async with opened(week, "dsl").run_test(size=size) as pilot:
        await entered(pilot, "dsl")
        await press(pilot, "f7")

        await shows(pilot, "sealed-list")


@pytest.mark.parametrize("size", SIZES)
async def test_the_gate_stands_in_view_from_the_first_moment(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    alleged(week)
    async with opened(week, "dsl").run_test(size=size) as pilot:
        await entered(pilot, "dsl")
        await press(pilot, "f7")
        await press(pilot, "enter")

        await shows(pilot, "sealed-case")
        assert "Must not happen yet" in seen(pilot.app)


def test_the_gate_is_in_the_words_of_the_policys_own_promises(week: Week) -> None:
    gate = caseview.view(week.desk("dsl"), alleged(week)).gate

    assert any("nobody is told or suspended" in one for one in gate)
    assert any("nobody is interviewed or disciplined" in one for one in gate)


def test_an_ordinary_case_has_no_gate(week: Week) -> None:
    assert caseview.view(week.desk("clerk"), week.refs["Hart"]).gate == ()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("who", ["clerk", "deputy", "ict"])
async def test_for_everybody_else_nothing_changes_on_any_screen(
    week: Week, opened: Callable[..., CaseworkApp], who: str, size: tuple[int, int]
) -> None:
    keys = ("f2", "f7", "f3", "f5", "f4", "f1")

    async def looked() -> list[str]:
        week.desks.pop(who, None)
        found = []
        async with opened(week, who).run_test(size=size) as pilot:
            await entered(pilot, who)
            for key in keys:
                await press(pilot, key)
                found.append(seen(pilot.app))
                if key == "f1":
                    break
        return found

    before = await looked()
    alleged(week)
    after = await looked()

    assert after == before


def test_who_is_named_on_none_has_no_such_place(week: Week) -> None:
    alleged(week)
    found = {who: places.place("sealed").may(week.fresh(who)) for who in ("clerk", "dsl")}

    assert found == {"clerk": False, "dsl": True}
