"""A letter on the screen: facts with their sources beside its page, its life by keys and forms."""

from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from casework.domain.people import CasePerson, PersonRole
from casework.office import approvals, cases, letters
from casework.office.letterfacts import sheet
from casework.office.letters import LetterStep
from casework.tui import casekeys, going, letterjobs, letterview
from casework.tui.letterpage import LetterPage
from tests.tui.golden_kit import SIZES, shows
from tests.tui.screen_kit import entered, press, seen, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(90)


async def letter(pilot: Pilot[int], week: Week, who: str = "clerk", case: str = "Dunn") -> None:
    """Open the letters of a case, as L does where its case is under one's hand."""
    await entered(pilot, who)
    app = pilot.app
    going.about(app, app._desk, casekeys.case_action("letters"), week.refs[case])  # type: ignore[arg-type,attr-defined]
    await settled(pilot)


def approved(week: Week) -> str:
    ref = week.refs["Dunn"]
    approvals.grant(week.desk("head"), f"{ref}.1")
    return ref


def printed(week: Week) -> str:
    ref = approved(week)
    letters.issue(week.desk("clerk"), ref, 1)
    letters.move(week.desk("clerk"), ref, 1, LetterStep.PRINT, how="on the printer")
    return ref


@pytest.mark.parametrize("size", SIZES)
async def test_a_draft_that_waits_shows_its_facts_beside_its_page(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await letter(pilot, week)
        await shows(pilot, "letter-waits")


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_known_otherwise_by_now_is_said(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    named = CasePerson(number=0, role=PersonRole.AUTHOR, name="Ms Dunn", address="9 High Street")
    letters.revise(week.desk("clerk"), week.refs["Dunn"], 1, {"request": "remove it, please"})
    cases.add_person(week.desk("clerk"), week.refs["Dunn"], named)
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await letter(pilot, week)
        await shows(pilot, "letter-changed")


@pytest.mark.parametrize("size", SIZES)
async def test_an_approved_letter_can_be_printed(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    approved(week)
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await letter(pilot, week)
        await shows(pilot, "letter-approved")
        await press(pilot, "p")
        await shows(pilot, "letter-print")


@pytest.mark.parametrize("size", SIZES)
async def test_a_printed_letter_is_signed_and_sent(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    ref = printed(week)
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await letter(pilot, week)
        await shows(pilot, "letter-printed")
        await press(pilot, "n")
        await press(pilot, "enter")
        await press(pilot, "n")
        assert "How? by post" in seen(pilot.app)  # its strip still counts down, or has ended
    signed = week.case(ref).letters[1].state

    assert signed == "signed"


@pytest.mark.parametrize("size", SIZES)
async def test_a_case_without_letters_says_so(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await letter(pilot, week, case="Cole")
        await shows(pilot, "letter-none")


@pytest.mark.parametrize("size", SIZES)
async def test_a_fact_of_its_writer_is_written_and_any_other_says_where_it_lives(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await letter(pilot, week)
        await press(pilot, "enter")
        lives = seen(app)
        facts = app.screen.query_one("#facts")
        rows = letterview.view(app._desk, week.refs["Dunn"], 1).rows  # type: ignore[arg-type]
        facts.highlighted = [row.opens for row in rows].index("request")  # type: ignore[attr-defined]
        await press(pilot, "enter")
        await shows(pilot, "letter-fact")

    assert "It is corrected where it lives: People" in " ".join(lives.split())


@pytest.mark.parametrize("size", SIZES)
async def test_who_signs_is_chosen(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await letter(pilot, week)
        await press(pilot, "s")
        await shows(pilot, "letter-signs")


async def test_each_refused_key_says_why(week: Week, opened: Callable[..., CaseworkApp]) -> None:
    app = opened(week, "clerk")
    said = []
    async with app.run_test(size=(120, 30)) as pilot:
        await letter(pilot, week)
        for key in ("p", "k", "n"):
            await press(pilot, key)
            said.append(seen(app).splitlines()[-4:-1])
            assert isinstance(app.screen, LetterPage)
        await press(pilot, "w")
        why = " ".join(seen(app).split())
    words = [" ".join(" ".join(lines).split()) for lines in said]

    assert "It cannot be printed yet. Not approved yet." in words[0]
    assert "waits for the headteacher or a senior leader" in words[1]
    assert "Not approved yet." in words[2]
    assert "Policy on Social Networking" in why


async def test_tab_goes_to_the_page_to_read_on(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await letter(pilot, week)
        first = seen(app)
        await press(pilot, "tab")
        await press(pilot, "end")
        last = seen(app)

    assert "Yours sincerely" not in first
    assert "Yours sincerely" in last


async def test_the_page_is_set_anew_when_something_changed(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(120, 60)) as pilot:
        await letter(pilot, week)
        before = seen(app)
        letters.revise(week.desk("deputy"), week.refs["Dunn"], 1, {"request": "take it down"})
        app.screen.look_again()  # type: ignore[attr-defined]
        await settled(pilot)
        after = seen(app)

    assert "remove it" in before
    assert "take it down" in after
    assert "Changed since draft 1" in after


def test_a_letter_that_was_asked_about_is_withheld_from_the_printer_until_it_is_answered(
    week: Week,
) -> None:
    """A letter changed after its approval was asked can be granted only for its new words."""
    ref = week.refs["Dunn"]
    letters.revise(week.desk("clerk"), ref, 1, {"request": "take it down"})
    case = week.case(ref)

    assert case.approvals[1].standing == "lapsed"
    assert case.approvals[2].standing == "asked"
    assert letterview.view(week.desk("clerk"), ref, 1).printable == "Not approved yet."


# --- the words ------------------------------------------------------------------------------------


def test_page_and_pdf_carry_the_same_words(week: Week) -> None:
    ref = approved(week)
    desk = week.desk("clerk")
    shown = set(" ".join(letterview.page(desk, ref, 1).lines).split())
    read = PdfReader(io.BytesIO(letterview.pdf(desk, ref, 1)))
    paper = set(" ".join(page.extract_text() for page in read.pages).split())

    assert sorted(shown - paper) == []
    assert sorted(paper - shown - {"Case", ref, "Page", "of", "1"}) == []  # the foot of each page
    assert letterview.page(desk, ref, 1).pages == len(read.pages)


def test_a_letter_is_set_within_a_tenth_of_a_second(week: Week) -> None:
    desk, ref = week.desk("clerk"), week.refs["Dunn"]
    letterview.page(desk, ref, 1)  # fonts are loaded once
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        letterview.page(desk, ref, 1)
        times.append(time.perf_counter() - begun)

    assert min(times) < 0.1


def test_every_fact_says_where_it_is_known_from_and_what_to_do_about_it(week: Week) -> None:
    rows = letterview.view(week.desk("clerk"), week.refs["Dunn"], 1).rows

    assert all(row.source and row.where for row in rows)
    assert {row.source for row in rows} >= {"People", "Evidence", "Policy", "Settings", "Letter"}
    assert all("casework " not in row.where for row in rows)


def test_what_is_lacking_is_named_with_who_can_supply_it(week: Week) -> None:
    facts = sheet(week.desk("clerk"), week.refs["Dunn"], 1).facts
    lacking = {fact.name: fact for fact in facts if not fact.there}

    assert not any(fact.required for fact in lacking.values())
    assert lacking["post_address"].who.startswith("Whoever can enter a capture sheet")


# --- the forms, as the numbered dialogue uses them ------------------------------------------------


def test_a_paragraph_of_ones_own_is_added_and_asked_about_again(week: Week) -> None:
    ref = week.refs["Dunn"]
    job = letterjobs.JOBS["paragraph"](week.desk("clerk"), ref, 1)
    job.keep({"words": "We wish you well."}, "mark")
    shown = approvals.shown(week.desk("head"), f"{ref}.2").letter

    assert shown is not None
    assert shown.own == ("We wish you well.",)


def test_the_letters_life_is_taken_to_its_end_by_its_forms(week: Week) -> None:
    ref, desk = printed(week), week.desk("clerk")
    for name, given in (
        ("signed", {}),
        ("sent", {"how": "by post"}),
        ("received", {"how": "she rang"}),
    ):
        assert letterview.view(desk, ref, 1).next == name
        letterjobs.JOBS[name](desk, ref, 1).keep(given, f"mark-{name}")
    view = letterview.view(desk, ref, 1)

    assert (view.next, view.stands) == ("", "received: she rang")


def test_somebody_else_signs_when_chosen_and_the_page_says_so(week: Week) -> None:
    ref, desk = week.refs["Dunn"], week.desk("clerk")
    view = letterview.view(desk, ref, 1)
    letterjobs.JOBS["signs"](desk, ref, 1).keep({"who": view.may_sign[0]}, "mark")
    page = "\n".join(letterview.page(desk, ref, 1).lines)

    assert f"{view.may_sign[0]}\nHeadteacher" in page
    assert week.case(ref).letters[1].values["signs"] == f"{view.may_sign[0]}, Headteacher"


def test_the_first_letter_shown_is_the_one_that_is_not_done_with(week: Week) -> None:
    ref = approved(week)

    assert letterview.view(week.desk("clerk"), ref, 1).of == (1,)
    assert letterview.first_open(week.desk("clerk"), ref) == 1
    assert letterview.first_open(week.desk("clerk"), week.refs["Cole"]) == 0
