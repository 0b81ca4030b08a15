"""Boards: calendar, settings, people, policies, figures; what they say and what is done there."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.dates import day_words
from casework.domain.periods import Span
from casework.errors import CaseworkError, NotPermitted, UsageFault
from casework.office import drafts, schools, terms
from casework.settings import SchoolSettings, Settings, save, settings_of
from casework.tui import (
    calendarboard,
    countsboard,
    peopleboard,
    policyboard,
    settingsboard,
    settingwords,
)
from casework.tui.asking import Form
from casework.tui.boards import Board, Row, heading, narrowed
from casework.tui.sheet import Job

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casework.office.desk import Desk
    from tests.tui.week_kit import Week

BOARDS = {
    "calendar": calendarboard.board,
    "settings": settingsboard.board,
    "people": peopleboard.board,
    "policies": policyboard.board,
    "figures": countsboard.board,
}


def row(board: Board, starts: str) -> Row:
    """Return the first row whose words begin so."""
    return next(one for one in board.rows if one.left.startswith(starts))


def form(board: Board, starts: str) -> Job:
    """Return the form to which that row leads."""
    led = row(board, starts)
    assert led.leads is not None
    to = led.leads()
    assert isinstance(to, Job)
    return to


def beneath(board: Board, starts: str) -> Board:
    """Return the board to which that row leads."""
    led = row(board, starts)
    assert led.leads is not None
    to = led.leads()
    assert isinstance(to, Board)
    return to


@pytest.fixture
def head(week: Week) -> Desk:
    return week.desk("head")


words = st.text("abc ", max_size=6)
rows = st.lists(
    st.builds(Row, left=words, beside=words, heading=st.booleans(), also=words), max_size=12
).map(tuple)


@given(rows, words)
def test_what_is_found_holds_every_word_and_stands_under_its_heading(
    all_of_them: tuple[Row, ...], typed: str
) -> None:
    found = narrowed(all_of_them, typed)

    assert set(found) <= set(all_of_them)
    for one in found:
        if typed.split() and not one.heading:
            text = f"{one.left} {one.beside} {one.also}"
            assert all(word in text for word in typed.split())


def test_a_heading_without_lines_is_not_shown() -> None:
    found = narrowed((heading("Terms"), Row(left="Autumn"), heading("Closed")), "aut")

    assert [one.left for one in found] == ["Terms", "Autumn"]


@pytest.mark.parametrize("name", BOARDS)
def test_every_line_that_leads_on_leads_to_a_board_a_form_or_a_reason(
    head: Desk, name: str
) -> None:
    def walk(board: Board, depth: int) -> None:
        for one in board.rows:
            if one.leads is not None and depth:
                try:
                    to = one.leads()
                except CaseworkError:  # refused, with the reason that every such error has
                    continue
                if isinstance(to, Board):
                    walk(to, depth - 1)
                else:
                    to.asked({})
                    assert to.button

    walk(BOARDS[name](head), 2)


# --- the calendar ---------------------------------------------------------------------------------


def test_a_day_shut_is_in_the_calendar_with_its_reason(head: Desk) -> None:
    job = form(calendarboard.board(head), "Record a day on which")
    kept = job.keep({"day": "12/11/2026", "because": "Snow", "why": "The head decided."}, "")
    board = calendarboard.board(head)

    assert kept.words.startswith("Done: School shut on Thu 12 Nov 2026. Version")
    assert row(board, "Thu 12 Nov 2026").beside == "Snow"
    assert "The head decided." in row(board, f"{terms.versions(head)[-1].version}  ").beside


@pytest.mark.parametrize(
    ("starts", "told"),
    [
        ("Put a day down as INSET", {"day": "13/11/2026"}),
        ("Add a bank holiday", {"day": "13/11/2026", "name": "Day of joy"}),
        ("Set a stretch", {"name": "Late term", "first": "2/8/2027", "last": "6/8/2027"}),
    ],
)
def test_a_change_is_a_new_version_of_the_calendar(
    head: Desk, starts: str, told: dict[str, str]
) -> None:
    before = head.calendar("").version if "" in head.ledger.calendars else 0
    kept = form(calendarboard.board(head), starts).keep({**told, "why": "Told by the office."}, "")

    assert terms.versions(head)[-1].version > before
    assert kept.words.startswith(f"Done: {starts}")


def test_what_makes_no_sense_is_refused_and_nothing_is_changed(head: Desk) -> None:
    before = terms.versions(head)
    job = form(calendarboard.board(head), "Set a stretch")
    told = {"name": "Late", "first": "6/8/2027", "last": "2/8/2027", "why": "A slip."}

    with pytest.raises(UsageFault):
        job.keep(told, "")
    assert terms.versions(head) == before


def test_a_year_is_confirmed_with_its_days_in_view(head: Desk) -> None:
    job = form(calendarboard.board(head), "Confirm the bank holidays of")
    year = int(job.title[-4:])
    job.keep({"right": "yes"}, "")

    assert [line.split("  ")[0] for line in job.says] == [
        day_words(day) for day in sorted(terms.proposal(year))
    ]
    assert year in head.calendar(head.school_slug("")).loaded_years


def test_term_dates_come_from_a_file(head: Desk, tmp_path: Path) -> None:
    file = tmp_path / "terms.csv"
    file.write_text("kind,first,last,name\nterm,2027-09-02,2027-10-20,Autumn\n", encoding="utf-8")
    form(calendarboard.board(head), "Take in").keep({"file": str(file), "why": "New year."}, "")

    found = [one.beside for one in calendarboard.board(head).rows if one.left == "Autumn"]

    assert "Thu 2 Sep 2027 to Wed 20 Oct 2027" in found


# --- settings -------------------------------------------------------------------------------------


def test_a_question_answered_moves_from_open_to_answered(head: Desk) -> None:
    slug = head.school_slug("")
    unanswered = replace(head.settings.schools[slug], answered=frozenset(), complaints_route="")
    head.settings = replace(head.settings, schools={slug: unanswered})
    save(head.folder, head.settings)
    asks = "Where do parents find the complaints procedure?"
    before = settingsboard.board(head)
    form(before, asks).keep({"value": "On our website"}, "")
    after = settingsboard.board(head)

    assert asks in [one.left for one in _under(before, "Still to answer")]
    assert asks not in [one.left for one in _under(after, "Still to answer")]
    assert row(after, asks).beside == "On our website"


def test_a_default_length_becomes_the_schools_own_with_its_reason(head: Desk) -> None:
    board = settingsboard.board(head)
    policy = _under(board, "Lengths of time")[0]
    lengths = beneath(board, policy.left)
    first = next(one for one in lengths.rows if one.leads)
    form(lengths, first.left).keep({"length": "9 school days", "why": "Half of us work away."}, "")
    again = beneath(settingsboard.board(head), policy.left)

    assert row(again, first.left).beside.startswith("9 school days, instead of")


def test_every_setting_has_words_of_its_own(head: Desk) -> None:
    plain = [
        one.name
        for table in (Settings, SchoolSettings)
        for one in settings_of(table)
        if not one.metadata["ask"] and one.name not in {"adopted", "answers"}
    ]
    board = settingsboard.board(head)
    told = "\n".join(f"{one.left} {one.beside}" for one in board.rows)

    assert set(plain) == set(settingwords.NAMES)
    assert row(board, "Window of").beside == "DL: the page is folded twice"
    assert "milnthorpe" not in told
    assert row(board, "Policies the").place == "policies"
    assert not re.search(r"\b[a-z]+_[a-z]+\b", told)


def test_a_policy_whose_day_is_not_known_is_named_by_its_title(head: Desk) -> None:
    slug = head.school_slug("")
    told = replace(head.settings.schools[slug], adopted={}, policies=("milnthorpe", "community"))
    head.settings = replace(head.settings, schools={slug: told})
    asked = [one.left for one in _under(settingsboard.board(head), "Still to answer")]
    days = [one for one in asked if one.startswith("When did the school adopt")]

    assert len(days) == 2
    assert not [one for one in days if "milnthorpe" in one or "“community”" in one]


def test_an_answer_that_is_one_of_a_few_is_chosen_in_words(head: Desk) -> None:
    job = form(settingsboard.board(head), "Window of")
    kept = job.keep({"value": "c5"}, "")

    assert ("C5: the page is folded once", "c5") in job.asked({})[0].answers
    assert job.begins == {"value": "dl"}
    assert kept.words == "Done: Window of the envelopes C5: the page is folded once"


def test_what_stands_in_meanwhile_is_not_taken_for_an_answer(head: Desk) -> None:
    slug = head.school_slug("")
    told = replace(head.settings.schools[slug], answered=frozenset(), hide_under=5)
    head.settings = replace(head.settings, schools={slug: told})
    asks = "Under what number"
    led = row(settingsboard.board(head), asks)

    assert led.beside == "until then: 5"
    assert form(settingsboard.board(head), asks).begins == {}


def test_an_answer_that_cannot_be_is_refused_without_the_name_of_a_field(head: Desk) -> None:
    job = form(settingsboard.board(head), "Under what number")
    with pytest.raises(UsageFault) as fault:
        job.keep({"value": "1000"}, "")

    assert fault.value.message == "This answer takes a whole number from 1 to 100."


def _under(board: Board, starts: str) -> list[Row]:
    found: list[Row] = []
    inside = False
    for one in board.rows:
        if one.heading:
            inside = one.left.startswith(starts)
        elif inside:
            found.append(one)
    return found


# --- people ---------------------------------------------------------------------------------------


def test_a_newcomers_password_is_told_once(week: Week) -> None:
    desk = week.desk("head")
    job = form(peopleboard.board(desk), "Add somebody")
    kept = job.keep({"name": "new clerk", "role-1": "office"}, "")

    assert kept.words == "Done: new clerk is added."
    assert len(kept.told[0]) > 10
    assert row(peopleboard.board(desk), "new clerk").beside == "office, invited"


def test_who_is_no_administrator_is_not_offered_to_add_anybody(week: Week) -> None:
    board = peopleboard.board(week.desk("clerk"))

    assert not [one for one in board.rows if one.left == "Add somebody"]


# --- policies -------------------------------------------------------------------------------------


def test_every_clause_says_what_carries_it_out_or_why_nothing_does(head: Desk) -> None:
    board = beneath(policyboard.board(head), _under(policyboard.board(head), "What the")[0].left)
    clauses = _under(board, "What it asks")

    assert clauses
    assert all(one.beside.split("\n")[1] for one in clauses)


def test_the_drawing_is_written_as_a_picture(head: Desk, tmp_path: Path) -> None:
    board = beneath(policyboard.board(head), _under(policyboard.board(head), "What the")[0].left)
    file = tmp_path / "drawing.svg"
    form(board, "Write its drawing").keep({"file": str(file)}, "")

    assert file.read_text(encoding="utf-8").startswith("<svg")
    with pytest.raises(CaseworkError):
        form(board, "Write its drawing").keep({"file": str(file)}, "")


def test_adopting_a_policy_asks_nothing_that_is_not_kept(head: Desk) -> None:
    board = beneath(policyboard.board(head), _under(policyboard.board(head), "Others")[0].left)
    job = form(board, "Adopt it")

    assert [one.form for one in job.asked({})] == [Form.CHOICE]
    assert not [one for one in job.asked({}) if "Who" in one.words or "short name" in one.words]


def test_what_every_school_goes_by_already_is_not_offered_to_be_adopted(head: Desk) -> None:
    ours = _under(policyboard.board(head), "What the school goes by")[0].left
    offered = [row.left for row in beneath(policyboard.board(head), ours).rows]
    schools.add_school(head, "St Mary’s")
    then = [row.left for row in beneath(policyboard.board(head), ours).rows]

    assert "Adopt it for the school" not in offered
    assert "Adopt it for the school" in then


def test_of_several_schools_one_is_chosen_by_its_name(head: Desk) -> None:
    schools.add_school(head, "St Mary’s")
    board = beneath(policyboard.board(head), _under(policyboard.board(head), "Others")[0].left)
    which = form(board, "Adopt it").asked({})[0]

    assert ("St Mary’s", "st-marys") in which.answers


def test_a_button_says_what_it_does(head: Desk) -> None:
    board = beneath(peopleboard.board(head), "clerk")
    says = {
        one.left: form(board, one.left).button
        for one in board.rows
        if one.leads is not None and not one.heading
    }

    assert "Do it" not in says.values()
    assert says["Give a new one-time password"] == "Give the password"


# --- figures --------------------------------------------------------------------------------------


def test_the_office_sees_exact_figures_of_the_year(head: Desk) -> None:
    board = beneath(countsboard.board(head), "This school year, by term")

    assert row(board, "Every case").beside == "Cases: 7, Incidents: 0, Posts: 0"


def test_figures_are_for_those_who_may_count(week: Week) -> None:
    clerk, guest = week.desk("clerk"), week.desk("ict")

    assert (countsboard.may(clerk), countsboard.may(guest)) == (True, False)


def test_a_report_is_written_as_a_file_and_never_over_another(head: Desk, tmp_path: Path) -> None:
    board = beneath(countsboard.board(head), "This school year, by term")
    file = tmp_path / "figures.txt"
    write: Callable[[], object] = lambda: form(board, "Write it").keep(  # noqa: E731 - said twice
        {"form": "txt", "file": str(file)}, ""
    )
    write()

    assert "figures" in file.read_text(encoding="utf-8").casefold()
    with pytest.raises(UsageFault):
        write()


def test_who_may_not_count_is_refused_with_the_reason(week: Week) -> None:
    with pytest.raises(NotPermitted):
        countsboard._monitored(week.desk("ict"), Span.TERM, "")


def test_what_is_typed_into_a_boards_form_is_there_after_the_next_sign_in(week: Week) -> None:
    desk = week.desk("head")
    job = form(calendarboard.board(desk), "Record a day on which")
    pen = drafts.pen(desk, job.draft, job.ref)
    pen.write(pen.prepare({"because": "Snow"}))
    drafts.keep_up(desk)

    assert drafts.pen(week.fresh("head"), job.draft, job.ref).fields == {"because": "Snow"}


def test_referrals_are_listed_for_whoever_holds_a_key_and_for_nobody_else(week: Week) -> None:
    def offered(who: str) -> list[str]:
        return [one.left for one in countsboard.board(week.desk(who)).rows if "LADO" in one.left]

    (words,) = offered("dsl")
    report = beneath(countsboard.board(week.desk("dsl")), words)

    assert offered("clerk") == []
    assert "No name stands here. Each case is listed by its reference alone." in [
        one.left for one in report.rows
    ]
