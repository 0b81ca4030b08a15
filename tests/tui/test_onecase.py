"""One case: what is next and why, its actions, its pages, and what is added to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Button, Input, OptionList, TextArea

from casework.office import cases, door, questions, whys
from casework.tui import caseactions, casejobs, casepages, caseview, limitjobs, listed, whylines
from casework.tui.onecase import OneCase
from casework.tui.pagetabs import PageTabs
from tests.tui.golden_kit import NEVER, SIZES, shows
from tests.tui.screen_kit import entered, press, seen, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(120)


# --- what a case says -----------------------------------------------------------------------------


def test_the_next_step_is_the_one_that_the_earliest_limit_asks_for(week: Week) -> None:
    view = caseview.view(week.desk("clerk"), week.refs["Hart"])

    assert view.next.choice == view.choices[0]
    assert view.next.what == "Record that whoever told us was answered."
    assert dict(view.next.lines())["By"] == "Answer whoever told us: 5 school days late"
    assert "Tue 3 Nov" in dict(view.next.lines())["Why"]


def test_why_says_what_set_the_limit_off_before_it_counts(week: Week) -> None:
    told = dict(caseview.view(week.desk("clerk"), week.refs["Hart"]).next.lines())["Why"]

    assert told.startswith("The case was opened. 1 school day from")


def test_a_decision_that_is_waited_for_has_no_limit_of_another_action(week: Week) -> None:
    shown = questions.show(week.desk("clerk"), week.refs["Dunn"])
    said = caseview._nothing(shown)

    assert shown.limits
    assert said.what.startswith("A decision is waited for")
    assert "By" not in dict(said.lines())
    assert "eadteacher" in said.who


def test_no_reason_why_a_step_is_shut_reads_as_if_it_came_of_it(week: Week) -> None:
    shown = questions.show(week.desk("deputy"), week.refs["Hart"])
    steps = [one for found in shown.case_type.offers.values() for one in found]
    words = [
        one.words
        for step in steps
        for one in whys.of_step(shown.file.policy, shown.case_type, step)
    ]

    assert any(one.startswith("It is not open while this is so: ") for one in words)
    assert not any(one.startswith("Otherwise") for one in words)


def test_every_action_of_the_policy_stands_with_a_sign_and_its_word(week: Week) -> None:
    view = caseview.view(week.desk("clerk"), week.refs["Dunn"])
    file = door.load(week.desk("clerk"), week.refs["Dunn"])
    tracks = file.policy.case_types["concern"].tracks

    assert {one.track for one in view.actions} == set(tracks)
    assert all(one.sign in caseactions.PLAIN and one.word for one in view.actions)
    assert [one.track for one in view.actions if one.word == "YOU ARE HERE"] == [
        view.next.choice.track if view.next.choice else ""
    ]


def test_why_not_yet_is_said_once_for_each_reason_and_what_comes_by_itself_with_its_day(
    week: Week,
) -> None:
    view = caseview.view(week.desk("clerk"), week.refs["Amadi"])
    reasons = [reason for _steps, reason in view.not_yet]

    assert reasons
    assert len(reasons) == len(set(reasons))
    assert view.by_itself[0][0] == "Wed 11 Nov"
    assert "is late and stands on the list of the" in view.by_itself[0][1]


def test_a_decision_to_end_the_case_is_what_is_waited_for_and_nobody_is_told_to_go_back(
    week: Week,
) -> None:
    ref = week.refs["Hart"]
    week.take("clerk", ref, "acknowledgement.no-answer-needed", reason="Nobody waits for one.")
    told = {"removed-on": "2026-11-09", "removal-seen-by": "the office"}
    week.take("deputy", ref, "removal.found-gone", told)
    week.take("deputy", ref, "removal.still-gone", reason="Looked once more, today.")
    week.take("deputy", ref, "case.find-no-misuse", reason="It is none.")
    desk = week.desk("deputy")
    next_ = caseview.view(desk, ref).next
    row = next(one for one in listed.rows(desk) if one.ref == ref)

    assert next_.what.startswith("A decision is waited for: End it as no misuse")
    assert (next_.choice, next_.who) == (None, "Headteacher")
    assert row.next == "Decision: how the case ends"


def test_the_pause_stands_over_everything(week: Week) -> None:
    view = caseview.view(week.desk("clerk"), week.refs["Reid"])

    assert view.wait
    assert caseview.view(week.desk("clerk"), week.refs["Hart"]).wait == ""


def test_why_names_the_policys_place_and_never_a_clause_of_ours(week: Week) -> None:
    told = whylines.told(week.desk("clerk"), week.refs["Dunn"])
    words = "\n".join(one if isinstance(one, str) else one[0] for one in told)

    assert "What it rests on" in words
    assert week.case(week.refs["Dunn"]).policy not in words
    assert NEVER.search(words.replace(week.refs["Dunn"], "")) is None


def test_the_history_tells_every_entry_the_newest_first(week: Week) -> None:
    rows = casepages.history(week.desk("clerk"), week.refs["Dunn"])
    entries = door.load(week.desk("clerk"), week.refs["Dunn"]).entries

    assert [int(row.arg) for row in rows[:-1]] == [entry.seq for entry in reversed(entries)]
    assert "The case was opened" in rows[-2].beside
    assert rows[-1].arg == "handout"


# --- what is added --------------------------------------------------------------------------------


def test_each_form_of_a_case_adds_what_it_says(week: Week) -> None:
    desk, ref = week.desk("clerk"), week.refs["Cole"]
    casejobs.note_job(desk, ref).keep({"words": "She rang."}, "m1")
    given = {"words": "Another photo.", "where": "a class group", "happened-when": "9/11/2026"}
    casejobs.incident_job(desk, ref).keep(given, "m2")
    given = {"part": "witness", "name": "Mr Lane", "about": "parent", "address": "", "else": "no"}
    casejobs.person_job(desk, ref).keep(given, "m3")
    casejobs.correct_job(desk, ref, 2).keep({"words": "He rang.", "because": "Misheard."}, "m4")
    casejobs.link_job(desk, ref).keep({"other": week.refs["Hart"], "words": "one family"}, "m5")
    kind = casejobs.category_job(desk, ref).asked({})[0].answers[0][1]
    targets = casejobs.category_job(desk, ref).asked({"kind": kind})
    told = {"kind": kind, **{one.name: one.answers[0][1] for one in targets[1:]}}
    casejobs.category_job(desk, ref).keep(told, "m6")
    case = door.load(desk, ref).snapshot

    assert case.incidents[-1].happened == "2026-11-09"
    assert case.people[-1].name == "Mr Lane"
    assert case.links == (week.refs["Hart"],)
    assert kind in {claim.code for claim in case.categories}
    assert case.revision == 7


def test_a_question_is_answered_with_who_says_so(week: Week) -> None:
    desk, ref = week.desk("clerk"), week.refs["Hart"]
    asked = {name for name, _ask, _value in casejobs.open_questions(desk, ref)}
    job = casejobs.answer_job(desk, ref, "refused")
    job.keep({"refused": "no", "who-says": "the parent"}, "m")

    assert "refused" in asked
    assert week.case(ref).facts["refused"].said_by == "the parent"


def test_a_time_limit_is_lengthened_stopped_and_goes_on(week: Week) -> None:
    desk, ref = week.desk("head"), week.refs["Amadi"]
    row = limitjobs.running(desk, ref)[-1]
    name, title = row.name, row.title
    because = {"because": "The parent is away."}
    limitjobs.limit_job(desk, ref, name, title, "extend").keep(
        {"by": "2 school days", **because}, "1"
    )
    limitjobs.limit_job(desk, ref, name, title, "stop").keep({"category": "agency", **because}, "2")
    stopped = limitjobs.running(desk, ref)[-1].words
    limitjobs.limit_job(desk, ref, name, title, "go-on").keep(because, "3")

    assert stopped == "stopped"
    assert limitjobs.running(desk, ref)[-1].due_on > row.due_on


def test_somebody_is_let_in_and_taken_off(week: Week) -> None:
    desk, ref = week.desk("head"), week.refs["Amadi"]
    casejobs.exclude_job(desk, ref).keep({"user": "deputy", "because": "It is her niece."}, "m")

    assert cases.may_exclude(desk, ref)
    assert not cases.may_exclude(week.desk("clerk"), ref)
    assert ref not in {row.ref for row in week.fresh("deputy").cards.rows}


# --- the screen -----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_a_case_and_its_pages(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await entered(pilot)
        app.push_screen(OneCase(app._desk, week.refs["Dunn"]))  # type: ignore[arg-type]
        await shows(pilot, "case-next")
        for number, (name, _words) in enumerate(casepages.PAGES[1:], 2):
            await press(pilot, str(number))
            await shows(pilot, f"case-{name}")
        await press(pilot, "w")
        await shows(pilot, "case-why")
        await press(pilot, "escape")
        await press(pilot, "t")
        await shows(pilot, "case-limits")


async def test_where_one_is_stands_on_the_first_screen_and_down_leads_to_all_else_danger_first(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        app.push_screen(OneCase(app._desk, week.refs["Dunn"]))  # type: ignore[arg-type]
        await settled(pilot)
        at_first = seen(app)
        choices = app.screen.query_one("#choices", OptionList)
        words = [str(one.prompt) for one in choices.options]
        await press(pilot, "down")
        further = seen(app)

    assert "YOU ARE HERE" in at_first
    assert "↓ More" in at_first
    assert words[0].startswith("Danger")
    assert not any(one.startswith("Record that whoever told us was answered") for one in words)
    assert words[0] in further


@pytest.mark.parametrize("size", SIZES)
async def test_a_case_that_waits(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await entered(pilot)
        app.push_screen(OneCase(app._desk, week.refs["Reid"]))  # type: ignore[arg-type]
        await shows(pilot, "case-paused")


@pytest.mark.parametrize("size", SIZES)
async def test_a_step_says_what_it_will_do_before_it_is_taken(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    app, ref = opened(week, "clerk"), week.refs["Hart"]
    async with app.run_test(size=size) as pilot:
        await entered(pilot)
        app.push_screen(OneCase(app._desk, ref))  # type: ignore[arg-type]
        await settled(pilot)
        await press(pilot, "n")
        await shows(pilot, "step-next")
        app.screen.query_one("#ask-happened-when", Input).value = "yesterday"
        await settled(pilot)
        app.screen.query_one("#keep", Button).press()
        await settled(pilot)
        done = seen(app)
    entry = door.load(week.fresh("clerk"), ref).entries[-1]

    assert "Done: recorded that whoever told us was answered." in done
    assert entry.happened == "2026-11-09"


async def test_the_mouse_turns_pages_and_rows_open_forms(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app, ref = opened(week, "clerk"), week.refs["Cole"]
    async with app.run_test(size=(120, 30)) as pilot:
        await entered(pilot)
        app.push_screen(OneCase(app._desk, ref))  # type: ignore[arg-type]
        await settled(pilot)
        tabs = app.screen.query_one(PageTabs)
        await pilot.click(tabs, offset=(tabs.starts("incidents") + 1, 0))
        await settled(pilot)
        app.screen.query_one("#rows", OptionList).highlighted = 0
        await press(pilot, "enter")
        app.screen.query_one("#ask-words", TextArea).text = "It is back."
        await settled(pilot)
        app.screen.query_one("#keep", Button).press()
        await settled(pilot)
        back = seen(app)

    assert "[Incidents 1]" in back
    assert "It is back." in back


async def test_a_case_that_cannot_be_opened_says_why_however_often_one_looks(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        case = OneCase(app._desk, "CW-0000")  # type: ignore[arg-type]
        app.push_screen(case)
        await settled(pilot)
        case.look_again()
        await settled(pilot)
        told, strips = seen(app), len(case.query("#strip"))

    assert told.count(door.no_such_case().message) == 1
    assert strips == 1


async def test_no_other_page_is_there_before_somebody_looks_at_one(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app, ref = opened(week, "clerk"), week.refs["Cole"]
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        case = OneCase(app._desk, ref)  # type: ignore[arg-type]
        app.push_screen(case)
        await settled(pilot)
        before = len(case.query("#rows"))
        await press(pilot, "right")
        after, focused = len(case.query("#rows")), case.focused
        await press(pilot, "left")
        back = case.focused

    assert (before, after) == (0, 1)
    assert (focused and focused.id, back and back.id) == ("rows", "next")
