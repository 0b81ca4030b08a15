"""Sealed work on the screens: for those named on it, and without a trace for everybody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Button

from casework.domain.people import CasePerson, PersonRole
from casework.office import cases
from casework.office.cases import Answers, NewCase
from casework.tui import caseview, gatewords, places, worksheet
from tests.tui.golden_kit import SIZES, shows
from tests.tui.screen_kit import entered, press, seen, settled
from tests.tui.talk_kit import talked

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(90)
CANARY = "canary-plover"
ADVICE = {
    "lado-advice": "employer-led",
    "advice-given-by": "A. Officer",
    "advice-given-on": "2026-11-11",
    "lado-spoke-to-police": "yes",
}
PARTS = {
    "limb-harmed": "no",
    "limb-offence": "no",
    "limb-risk": "no",
    "limb-unsuitable": "no",
    "threshold-unsure": "no",
}


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
        assert "Not before advice: tell, interview, suspend, discipline" in seen(pilot.app)


def test_the_gate_is_in_the_words_of_the_policys_own_promises(week: Week) -> None:
    gate = caseview.view(week.desk("dsl"), alleged(week)).gate

    assert any("nobody is told or suspended" in one for one in gate)
    assert any("nobody is interviewed or disciplined" in one for one in gate)


def test_an_ordinary_case_has_no_gate(week: Week) -> None:
    assert caseview.view(week.desk("clerk"), week.refs["Hart"]).gate == ()


# --- the gate on every screen ---------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_title_and_gate_stand_on_every_page_and_form_of_a_sealed_case(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    ref = alleged(week)
    without = []
    async with opened(week, "dsl").run_test(size=size) as pilot:
        await entered(pilot, "dsl")
        await pilot.app.run_action(f"app.case('{ref}')")
        await settled(pilot)
        await press(pilot, "enter")  # the form of the next step
        await shows(pilot, "sealed-form")
        await press(pilot, "escape")
        for key in ("2", "3", "4", "5", "6", "1", "l", "w", "t", "q", "a", "x", "e"):
            await press(pilot, key)
            screen = seen(pilot.app)
            if key == "l":
                await shows(pilot, "sealed-letters")
            if not screen.startswith(" SEALED  ") or "Not before advice: tell" not in screen:
                without.append((key, screen))
            if not key.isdigit():
                await press(pilot, "escape")

    assert without == []


def test_the_gate_says_who_to_ring_and_since_when_it_waits(week: Week) -> None:
    desk, ref = week.desk("dsl"), alleged(week)
    before = gatewords.said(desk, ref)
    week.take("dsl", ref, "advice.await-advice")
    asked = gatewords.said(desk, ref)

    number = desk.school(desk.school_slug("")).ring_lado or "no number yet (F10)"
    assert before[1] == f"Since 10 Nov. Ring the {gatewords.LADO}: {number}"
    assert asked[0] == before[0]
    assert asked[1] == f"Asked 10 Nov. Chase: {gatewords.LADO}, {number}"


def test_once_there_is_advice_the_gate_says_what_was_advised_and_when(week: Week) -> None:
    desk, ref = week.desk("dsl"), alleged(week)
    week.take("dsl", ref, "advice.await-advice")
    week.take("dsl", ref, "advice.record-advice", ADVICE, reason="In step with the authority.")
    gate = gatewords.gate(desk, ref)

    assert gate is not None
    assert not gate.stands
    assert gate.lines == (
        f"Advice of the {gatewords.LADO}, Wed 11 Nov: led by the employer, given by A. Officer.",
    )


@pytest.mark.parametrize("size", SIZES)
async def test_the_gate_opens_in_view_when_the_advice_is_recorded(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    ref = alleged(week)
    week.take("dsl", ref, "advice.await-advice")
    async with opened(week, "dsl").run_test(size=size) as pilot:
        await entered(pilot, "dsl")
        await pilot.app.run_action(f"app.case('{ref}')")
        await settled(pilot)
        before = seen(pilot.app)
        week.take("dsl", ref, "advice.record-advice", ADVICE, reason="In step with them.")
        pilot.app.screen.look_again()  # type: ignore[attr-defined]
        await shows(pilot, "sealed-advised")

    assert "Asked 10 Nov. Chase: local authority designated officer (LADO), 01632" in before


def test_what_was_done_for_safety_leaves_the_rest_barred(week: Week) -> None:
    desk, ref = week.desk("dsl"), alleged(week)
    facts = {"safety-act": "kept-apart", "safety-decided-by": "R. Doyle"}
    week.take("dsl", ref, "advice.act-for-safety", facts, reason="He was in the room.")
    first = gatewords.said(desk, ref)[0]

    assert first == "Not before advice: interview, discipline. A child was kept safe first, 10 Nov."


def test_no_other_case_and_nobody_who_is_not_let_in_has_a_gate(week: Week) -> None:
    ref = alleged(week)

    assert gatewords.gate(week.desk("clerk"), week.refs["Hart"]) is None
    assert gatewords.gate(week.desk("clerk"), ref) is None
    assert gatewords.said(week.desk("clerk"), "") == ()


# --- the threshold worksheet ----------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_the_worksheet_leads_into_the_form_that_notes_its_answers(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    ref = alleged(week)
    async with opened(week, "dsl").run_test(size=size) as pilot:
        await entered(pilot, "dsl")
        await pilot.app.run_action(f"app.case('{ref}')")
        await settled(pilot)
        await press(pilot, "v")
        await shows(pilot, "sealed-threshold")
        button = str(pilot.app.screen.query_one("#note", Button).label)
        await press(pilot, "enter")
        form = seen(pilot.app)
        await press(pilot, "escape")
        week.take("dsl", ref, "threshold.note-threshold", {**PARTS, "limb-risk": "yes"})
        pilot.app.screen.look_again()  # type: ignore[attr-defined]
        await shows(pilot, "sealed-threshold-noted")

    assert button == "Note the answers"
    assert "May the adult have harmed a child" in form


def test_every_part_says_its_answer_who_noted_it_and_what_follows(week: Week) -> None:
    desk, ref = week.desk("dsl"), alleged(week)
    before = worksheet.sheet(desk, ref)
    week.take("dsl", ref, "threshold.note-threshold", {**PARTS, "limb-offence": "yes"})
    after = worksheet.sheet(desk, ref)

    assert [one.answer for one in before.parts] == [worksheet.OPEN] * 5
    assert [one.answer for one in after.parts] == ["NO", "YES", "NO", "NO", "NO"]
    assert all("Noted by dsl, Tue 10 Nov" in one.beside for one in after.parts)
    assert before.follows[0].startswith("No referral is owed so far.")
    assert after.follows[0].startswith("A referral is owed.")
    assert after.button == "Look at the answers again"


def test_being_unsure_stands_at_each_part_that_nobody_answered(week: Week) -> None:
    desk, ref = week.desk("dsl"), alleged(week)
    cases.set_facts(desk, ref, Answers(facts={"threshold-unsure": "yes", "limb-harmed": "no"}))
    found = worksheet.sheet(desk, ref)

    assert [one.answer for one in found.parts] == ["NO", "UNSURE", "UNSURE", "UNSURE", "YES"]
    assert found.follows[0].startswith("A referral is owed.")


def test_a_case_without_a_threshold_has_no_worksheet(week: Week) -> None:
    ref = alleged(week)

    assert not worksheet.has_one(week.desk("clerk"), ref)
    assert not worksheet.has_one(week.desk("clerk"), week.refs["Hart"])
    assert worksheet.has_one(week.desk("dsl"), ref)


def test_line_by_line_gate_and_worksheet_are_read_out_and_answered(week: Week) -> None:
    alleged(week)
    way = ("=Sealed", "=Sample", "=Harm threshold", "=Note the answers")
    noted = ("2", "2", "1", "2", "2", "", "=Note", "=Harm threshold")
    text = talked(week, "dsl", *way, *noted).text

    assert ". SEALED. Allegation against an adult at school." in text
    assert "1. Harm: Not answered." in text
    assert "3. Risk to children: YES. They acted" in text
    assert text.count("Not before advice: tell") >= 3


# --- who is not let in ----------------------------------------------------------------------------


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
