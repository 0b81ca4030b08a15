"""Who may sit on a panel, and who passed something on: asked from the screens and line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.domain.people import CasePerson, PersonRole
from casework.errors import NotPermitted, UsageFault
from casework.office import cases
from casework.tui import casejobs, casekeys, panel
from tests.tui.golden_kit import SIZES, shows
from tests.tui.screen_kit import entered, press, seen, settled
from tests.tui.talk_kit import talked

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(60)
SOURCE = CasePerson(number=0, role=PersonRole.SOURCE, name="Persephone Quillfeather", about="aunt")


def test_of_each_it_is_said_whether_they_may_sit_and_never_why(week: Week) -> None:
    kept = panel.job(week.desk("clerk")).keep({"names": "Ms Hart\n\nMr N. Body\nhead"}, "")

    assert kept.words == "Done: 3 names looked at."
    assert kept.told == (
        "Ms Hart: does not sit; ask somebody else",
        "Mr N. Body: may sit",
        "head: does not sit; ask somebody else",
    )


def test_without_a_name_nothing_is_looked_at(week: Week) -> None:
    with pytest.raises(UsageFault):
        panel.job(week.desk("clerk")).keep({"names": " \n "}, "")


def test_line_by_line_it_is_asked_from_the_main_menu(week: Week) -> None:
    script = talked(week, "chair", "=Who may sit on a panel", "Mr N. Body", "", "1")

    assert "Mr N. Body: may sit" in script.text


@pytest.mark.parametrize("size", SIZES)
async def test_it_is_found_by_what_people_call_it(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await entered(pilot)
        await press(pilot, "ctrl+p")
        await pilot.press(*"hearing")
        await settled(pilot)
        await press(pilot, "enter")
        await shows(pilot, "panel")
        await pilot.press(*"Ms Hart")
        await press(pilot, "tab")
        await press(pilot, "enter")

        assert "Ms Hart: does not sit" in seen(app)


# --- who passed the material on -------------------------------------------------------------------


def test_whoever_may_know_reads_who_passed_it_on(week: Week) -> None:
    ref = week.refs["Dunn"]
    before = casejobs.source_job(week.desk("head"), ref).keep({}, "").told
    cases.add_person(week.desk("clerk"), ref, SOURCE)
    told = casejobs.source_job(week.desk("head"), ref).keep({}, "").told

    assert before == ("Nobody is named as having passed it on.",)
    assert told == ("Persephone Quillfeather, aunt",)


def test_nobody_else_is_offered_it_or_told(week: Week) -> None:
    may = casekeys.case_action("source").may
    found = [who for who in ("clerk", "deputy", "head", "dsl", "ict") if may(week.desk(who), "")]
    with pytest.raises(NotPermitted):
        casejobs.source_job(week.desk("clerk"), week.refs["Dunn"]).keep({}, "")

    assert found == ["head", "dsl"]


def test_line_by_line_it_is_read_from_within_the_case(week: Week) -> None:
    cases.add_person(week.desk("clerk"), week.refs["Dunn"], SOURCE)
    words = ("passed the material", "=See who passed the material on")
    text = talked(week, "head", "=My list", "=Dunn", *words, "1").text

    assert "Quillfeather" in text.partition("Is that right?")[2]
    assert "Quillfeather" not in text.partition("Is that right?")[0]
