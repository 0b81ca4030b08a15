"""A form longer than its window: a question comes into view with its field, and stays there."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from casework.tui import casejobs, caseview, sheet
from casework.tui.formpage import phrases
from casework.tui.formsheet import FormSheet
from casework.tui.sheet import Kept
from casework.tui.stepjob import step_job
from tests.tui import every_step_kit as kit
from tests.tui.screen_kit import entered, press, seen, settled
from tests.tui.ways_kit import alleged

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(90)


async def step(pilot: Pilot[int], ref: str) -> FormSheet:
    """Open the form of the next step, which is longer than the window."""
    await pilot.app.run_action(f"app.about('next', '{ref}')")
    await settled(pilot)
    form = pilot.app.screen
    assert isinstance(form, FormSheet)
    return form


async def test_each_question_is_seen_whole_with_its_field_going_down_and_up(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    ref, cut = alleged(week), []
    async with opened(week, "dsl").run_test(size=(80, 24)) as pilot:
        await entered(pilot, "dsl")
        form = await step(pilot, ref)
        asked = len(form.asked())
        for key in (*("tab",) * asked, *("shift+tab",) * asked):
            await press(pilot, key)
            assert form.focused is not None
            if not form.can_view_entire(form.whole(form.focused)):
                cut.append((key, form.focused.id))
            sheet = form.query_one("#sheet")
            top = sheet.scrollable_content_region.y
            halves = [
                one.id for one in form.query(".row") if one.region.y < top < one.region.bottom
            ]
            if halves and sheet.scroll_y < sheet.max_scroll_y and form.focused.id != "keep":
                cut.append((key, f"{form.focused.id}: {halves} is cut"))

    assert asked > 3
    assert cut == []


GUIDE = "Ten minutes, step 2 of 8. " + "Both posts abuse Miss Pretend by name. " * 4


@pytest.mark.parametrize(
    ("guide", "answered"), [("", 1), ("", 4), (GUIDE, 1), (GUIDE, 3), (GUIDE, 4)]
)
async def test_what_is_asked_first_is_in_view_as_the_form_opens(
    week: Week, opened: Callable[..., CaseworkApp], guide: str, answered: int
) -> None:
    desk, ref = week.desk("deputy"), week.refs["Cole"]
    view = caseview.view(desk, ref)
    choice = next(one for one in view.choices if one.trigger == "triage")
    job = step_job(desk, ref, choice, view.revision)
    asked = [one for one in job.asked({}) if one.needed]
    upto = len(asked) * answered // 4
    known = {one.name: kit.typed(one) for one in asked[:upto]}
    async with opened(week, "deputy").run_test(size=(80, 24)) as pilot:
        await entered(pilot, "deputy")
        await pilot.app.push_screen(form := FormSheet(replace(job, guide=guide, begins=known)))
        await settled(pilot)
        there = form.focused

        assert there is not None
        if upto < len(asked):
            assert there.id == f"ask-{asked[upto].name}"
        assert form.can_view_entire(form.whole(there))


async def test_what_is_wrong_and_the_field_it_is_about_are_both_in_view(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    ref = alleged(week)
    async with opened(week, "dsl").run_test(size=(80, 24)) as pilot:
        await entered(pilot, "dsl")
        form = await step(pilot, ref)
        form.query_one("#keep").focus()
        await settled(pilot)
        await press(pilot, "enter")
        lacking = form.asked()[0]
        there = form.focused

        assert there is not None
        assert there.id == f"ask-{lacking.name}"
        assert form.can_view_entire(form.whole(there))
        assert "Still wanted:" in seen(pilot.app)


async def test_what_a_step_will_do_stands_there_as_its_form_opens(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    ref = alleged(week)
    async with opened(week, "dsl").run_test(size=(80, 24)) as pilot:
        await entered(pilot, "dsl")
        await step(pilot, ref)

        assert "This will:" in seen(pilot.app)


async def test_the_keys_name_the_arrows_only_where_there_is_something_to_choose(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    lines = []
    async with opened(week, "clerk").run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        for name in ("note", "evidence"):
            await pilot.app.run_action(f"app.about('{name}', '{week.refs['Hart']}')")
            await settled(pilot)
            lines.append(seen(pilot.app).splitlines()[-1])
            await press(pilot, "escape")

    assert ["←→ Choose" in line for line in lines] == [False, True]
    assert all("f9 Another person" in line for line in lines)


async def test_nothing_is_kept_or_rehearsed_on_the_thread_that_draws(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    where: dict[str, set[bool]] = {"warned": set(), "kept": set()}
    draws = threading.get_ident()

    def warned(_given: object) -> tuple[str, ...]:
        where["warned"].add(threading.get_ident() == draws)
        return ("It says so.",)

    def keep(_given: object, _mark: str) -> Kept:
        where["kept"].add(threading.get_ident() == draws)
        return Kept(words="Done: it is kept.")

    plain = casejobs.note_job(week.desk("clerk"), week.refs["Hart"])
    job = replace(plain, asked=lambda _: (), warned=warned, keep=keep, rehearses=True)
    async with opened(week, "clerk").run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await pilot.app.push_screen(FormSheet(job))
        await settled(pilot)
        said = seen(pilot.app)
        await press(pilot, "enter")

    assert "It says so." in said
    assert where == {"warned": {False}, "kept": {False}}


SHORT = {
    "Keep the note": ["Keep the note", "Keep it"],
    "Record that whoever told us was answered": [
        "Record that whoever told us was answered",
        "Record it",
    ],
    "Take it up as an allegation against an adult who works with children": [
        "Take it up as an allegation against an adult who works with children",
        "Take it up",
    ],
    "Let the chair of governors into this one case": [
        "Let the chair of governors into this one case"
    ],
}


@pytest.mark.parametrize("button", SHORT)
def test_a_long_button_is_a_whole_phrase_on_the_line_of_keys(button: str) -> None:
    assert list(phrases(button)) == SHORT[button]


async def test_no_lone_verb_stands_on_the_line_of_keys(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    plain = casejobs.note_job(week.desk("clerk"), week.refs["Hart"])
    picks = replace(plain, asked=lambda _: (sheet.sure("Is it so?"),))
    lines = []
    async with opened(week, "clerk").run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        for button in SHORT:
            await pilot.app.push_screen(FormSheet(replace(picks, button=button)))
            await settled(pilot)
            lines.append(seen(pilot.app).splitlines()[-1].partition("  Tab")[0])
            pilot.app.pop_screen()

    assert lines == [" ⏎ Keep it", " ⏎ Record it", " ⏎ Take it up", " ⏎ Do it"]
