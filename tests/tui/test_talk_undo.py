"""The undo window line by line: U takes it back, or it goes once and is asked about."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casework.clock import SetClock
from casework.errors import MachineFault
from casework.office import approvals, cases, effects, letters, schools
from casework.office.effects import Standing, What
from casework.tui.doors import Doors, Entered
from casework.tui.talked import run
from tests.tui.talk_kit import Script, later, talked, talked_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(90)
COUNTING = "import pathlib, sys; pathlib.Path(sys.argv[1]).open('a').write('page\\n')"
OFFER = "; to take it back, type U and Enter within ten seconds."
NOTHING = "There is nothing to undo. To correct a mistake, add an entry."
ASKED = "Did the paper come out, whole and readable?"
#: From the main menu to a note that is kept, one that asks for a decision, a page that is ordered.
NOTES = ("=Note", "Rang; nobody there.", "", "", "=Keep")
ASKS = ("=Write the parent a note", "a post about Class 4", "", "", "", "remove it", *[""] * 5, "1")
PRINTS = ("=My list", "=Dunn", "=Letters", "=Letter 1", "=Print it", "1", "=Print it")


@pytest.fixture
def paper(week: Week, tmp_path: Path) -> Path:
    """A printer that counts its pages, and an approved letter."""
    paper = tmp_path / "paper"
    (tmp_path / "printer.py").write_text(COUNTING, encoding="utf-8")
    command = ";".join((sys.executable, str(tmp_path / "printer.py"), str(paper)))
    schools.change_settings(week.desk("head"), [("print_command", command)])
    approvals.grant(week.desk("head"), f"{week.refs['Dunn']}.1")
    return paper


def pages(paper: Path) -> int:
    return len(paper.read_text().splitlines()) if paper.exists() else 0


def copies(week: Week) -> int:
    return week.case(week.refs["Dunn"]).letters[1].copies


def waits(week: Week, who: str = "deputy") -> list[tuple[What, Standing]]:
    return [(one.what, one.standing) for one in effects.effects(week.desk(who))]


# --- taking back ----------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["U", "u", ".u", ".undo"])
def test_u_takes_back_what_was_done_and_the_case_is_read_anew(week: Week, typed: str) -> None:
    said = talked(week, "clerk", "=My list", "=Cole", *NOTES, typed, "0").said
    done = said.index("Done: the note is kept" + OFFER)
    back = said.index("Taken back. It stays in the history, marked so.")

    assert sum(OFFER in line for line in said) == 1
    assert done < back
    assert any(line.endswith(": what to do") for line in said[back:])


def test_when_the_time_is_over_u_says_so_once_and_is_a_word_to_find_then(week: Week) -> None:
    text = talked(
        week, "clerk", "=My list", "=Cole", *NOTES, later(week, 11), "U", "U"
    ).text.partition(OFFER)[2]

    assert text.count(NOTHING) == 1
    assert "Taken back" not in text


def test_u_takes_back_once_and_nothing_that_was_done_before_it(week: Week) -> None:
    text = talked(week, "clerk", "=My list", "=Cole", *NOTES, *NOTES, "U", ".u").text

    assert text.count("Taken back.") == 1
    assert text.endswith("left")
    assert NOTHING in text.partition("Taken back.")[2]


def test_with_nothing_done_u_is_a_word_to_find(week: Week) -> None:
    text = talked(week, "clerk", "=My list", "u").text

    assert NOTHING not in text


def test_in_a_form_u_is_a_word(week: Week) -> None:
    text = talked(week, "clerk", "=My list", "=Cole", *NOTES, "=Note", "U", "", "", "=Keep").text

    assert "Taken back" not in text
    assert text.count("Done: the note is kept") == 2


def test_where_a_form_wants_a_number_u_takes_back_and_puts_the_form_away(week: Week) -> None:
    kind = "=Say what kind of thing it is"
    text = talked(week, "clerk", "=My list", "=Cole", *NOTES, kind, "U").text
    after = text.partition("Taken back. It stays")[2]

    assert "Put away." in after
    assert ": what to do" in after


def test_what_the_office_refuses_to_take_back_is_said(week: Week) -> None:
    def follows() -> None:
        cases.add_note(week.desk("head"), week.refs["Cole"], "I rang too.")

    text = talked(week, "clerk", "=My list", "=Cole", *NOTES, follows, "U").text

    assert "Not done:" in text.partition(OFFER)[2]


# --- what leaves the building ---------------------------------------------------------------------


def test_a_request_that_is_taken_back_never_stood_on_the_heads_list(week: Week) -> None:
    ref, seen = week.refs["Hart"], []
    look = lambda: seen.append(f"{ref}.1" in week.waiting("head"))  # noqa: E731 - an answer
    text = talked(week, "clerk", "=My list", "=Hart", *ASKS, look, "U", later(week, 60), "").text

    assert OFFER in text
    assert seen == [False]
    assert f"{ref}.1" not in week.waiting("head")
    assert waits(week) == []


def test_a_request_comes_on_the_heads_list_once_its_time_is_over(week: Week) -> None:
    ref = week.refs["Hart"]
    talked(week, "clerk", "=My list", "=Hart", *ASKS, later(week, 11), "")

    assert f"{ref}.1" in week.waiting("head")
    assert waits(week) == []


def test_the_next_thing_done_lets_a_request_go(week: Week) -> None:
    ref, seen = week.refs["Hart"], []
    look = lambda: seen.append(f"{ref}.1" in week.waiting("head"))  # noqa: E731 - an answer
    talked(week, "clerk", "=My list", "=Hart", *ASKS, look, *NOTES, look)

    assert seen == [False, True]


def test_a_page_waits_then_goes_with_the_next_line_and_is_asked_about(
    week: Week, paper: Path
) -> None:
    seen: list[int] = []
    look = lambda: seen.append(pages(paper))  # noqa: E731 - an answer
    text = talked(
        week, "clerk", *PRINTS, look, later(week, 11), look, "", look, "=Yes, it came out"
    ).text

    assert f"goes to the printer{OFFER}" in text
    assert "The page goes when that time is over: press Enter then, or go on." in text
    assert seen == [0, 0, 1]
    assert "is printed. Next: sign it." in text.partition(ASKED)[2]
    assert (pages(paper), copies(week), waits(week)) == (1, 1, [])


def test_a_page_that_is_taken_back_comes_out_of_no_printer(week: Week, paper: Path) -> None:
    text = talked(week, "clerk", *PRINTS, "U", later(week, 60), "", "0", "0", "0").text

    assert "Taken back: the letter goes to no printer." in text
    assert ASKED not in text
    assert (pages(paper), waits(week)) == (0, [])


def test_the_next_thing_done_in_another_case_lets_a_page_go(week: Week, paper: Path) -> None:
    way = ("0", "0", "=Cole")
    text = talked(week, "clerk", *PRINTS, *way, *NOTES, "=Yes, it came out", "U").text

    assert text.index("Done: the note is kept") < text.index(ASKED)
    assert (pages(paper), copies(week)) == (1, 1)
    assert "Taken back. It stays" in text


def test_a_page_does_not_stand_in_the_way_of_taking_back_what_was_done_in_its_case_since(
    week: Week, paper: Path
) -> None:
    way = (*PRINTS, later(week, 6), "0", *NOTES, later(week, 6), "")
    text = talked(week, "clerk", *way, "U", later(week, 1), "", "=Yes, it came out").text

    assert text.index("Taken back. It stays") < text.index(ASKED)
    assert (pages(paper), copies(week)) == (1, 1)


def test_no_page_is_asked_about_in_a_form(week: Week, paper: Path) -> None:
    way = (*PRINTS, "0", "=Note", later(week, 11), "Rang; nobody there.", "", "")
    text = talked(week, "clerk", *way, "=Keep", later(week, 11), "", "=Yes, it came out").text

    assert text.index("Done: the note is kept") < text.index(ASKED)
    assert pages(paper) == 1


def test_print_again_records_the_first_and_holds_the_copy_back(week: Week, paper: Path) -> None:
    text = talked(week, "clerk", *PRINTS, later(week, 11), "", "=Print again", "U").text

    assert f"goes to the printer, marked COPY 2{OFFER}" in text
    assert "Taken back: the letter goes to no printer." in text
    assert (pages(paper), copies(week)) == (1, 1)


def test_nothing_came_out_is_no_print(week: Week, paper: Path) -> None:
    text = talked(week, "clerk", *PRINTS, later(week, 11), "", "=No, nothing").text

    assert "Nothing is recorded as printed." in text
    assert (pages(paper), copies(week)) == (1, 0)


def test_a_question_put_off_is_asked_from_the_main_menu_and_nothing_prints_again(
    week: Week, paper: Path
) -> None:
    way = (*PRINTS, later(week, 11), "", "=Ask me later", "0", "0", "0")
    text = talked(week, "clerk", *way, "=Yes, it came out").text

    assert "was cut off before anybody said" in text
    assert (pages(paper), copies(week)) == (1, 1)


def test_a_fault_that_passes_is_said_and_the_page_goes_once_later(week: Week, paper: Path) -> None:
    patch = pytest.MonkeyPatch()

    def locked(*_words: object) -> None:
        raise MachineFault("The records are in use.", advice="It is tried again.")

    breaks = lambda: patch.setattr(letters, "rehearse", locked)  # noqa: E731 - an answer
    way = (*PRINTS, breaks, later(week, 11), "", "", patch.undo, later(week, 31), "")
    text = talked(week, "clerk", *way, "=Yes, it came out").text

    assert text.count("The records are in use.") == 1
    assert (pages(paper), copies(week)) == (1, 1)


def test_a_clock_of_the_records_that_stands_still_holds_nothing_for_ever(
    week: Week, paper: Path
) -> None:
    machine = SetClock(week.clock.now())  # as in a practice school whose clock nobody moves
    passes = lambda: machine.move(timedelta(seconds=11))  # noqa: E731 - an answer
    way = (*PRINTS, passes, "", "=Yes, it came out")
    text = talked_at(week, week.desk("clerk"), *way, machine=machine).text

    assert ASKED in text
    assert pages(paper) == 1


def test_records_opened_to_read_alone_hold_and_let_go_nothing(week: Week, paper: Path) -> None:
    desk = week.desk("clerk")
    desk.read_only = True
    talked_at(week, desk, "0")

    assert not desk.holds_back
    assert pages(paper) == 0


# --- leaving, and being killed --------------------------------------------------------------------


def sat(week: Week, *answers: str | Callable[[], object]) -> Script:
    """Sign in as the office by name and password, and talk until the answers end."""
    script = Script("clerk", "password", *answers)
    enter = lambda name, *_: Entered(desk=week.fresh(name))  # noqa: E731 - a door
    run(Doors(sign_in=enter, ring=(), clock=week.clock), script)
    return script


def test_who_leaves_hears_what_has_not_been_printed_and_the_next_prints_it(
    week: Week, paper: Path
) -> None:
    text = sat(week, *PRINTS, "0", "0", "0", "0", "=Leave").text
    left = (pages(paper), waits(week))
    week.clock.move(timedelta(seconds=6))
    talked(week, "deputy", "=Yes, it came out")

    assert "1 letter has not been printed." in text
    assert left == (0, [(What.PRINT, Standing.DUE)])
    assert (pages(paper), copies(week)) == (1, 1)


def test_who_leaves_takes_nothing_back_so_a_request_is_told(week: Week) -> None:
    sat(week, "=My list", "=Hart", *ASKS)

    assert f"{week.refs['Hart']}.1" in week.waiting("head")


def killed(week: Week, *answers: str) -> None:
    """Let somebody answer, at a program that is killed then."""
    died = subprocess.run(
        [sys.executable, "-m", "tests.tui.killed_talk", str(week.folder), *answers],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=80,
        check=False,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    week.clock.move(timedelta(seconds=30))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_kill_in_the_window_lets_a_page_go_once_at_the_next_sign_in(
    week: Week, paper: Path
) -> None:
    killed(week, *PRINTS)
    before = pages(paper)
    text = talked_at(week, week.fresh("deputy"), "=Yes, it came out", "").text
    again = talked_at(week, week.fresh("clerk"), "").text

    assert (before, pages(paper), copies(week)) == (0, 1, 1)
    assert text.count(ASKED) == 1
    assert "come out" not in again


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_kill_at_the_printer_prints_nothing_twice_and_is_asked_about(
    week: Week, paper: Path
) -> None:
    killed(week, *PRINTS, "later", "")
    before = pages(paper)
    text = talked_at(week, week.fresh("deputy"), "=Yes, it came out", "").text
    how = week.case(week.refs["Dunn"]).letters[1].how

    assert (before, pages(paper), copies(week)) == (1, 1, 1)
    assert "was cut off before anybody said what became of it" in text
    assert "earlier" in how


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_kill_in_the_window_keeps_a_request_which_is_told_afterwards(week: Week) -> None:
    week.desk("deputy")  # who was there before, and lets nothing go that others hold
    killed(week, "=My list", "=Hart", *ASKS)
    waited = waits(week)
    week.fresh("deputy")

    assert waited == [(What.TELL, Standing.DUE)]
    assert f"{week.refs['Hart']}.1" in week.waiting("head")
    assert waits(week) == []


# --- each thing once ------------------------------------------------------------------------------


def test_a_case_names_each_thing_once(week: Week) -> None:
    said = talked(week, "clerk", "=My list", "=Dunn").said
    menu = said[max(at for at, line in enumerate(said) if line.endswith(": what to do")) :]
    words = [line.partition(". ")[2].rstrip(" 0123456789") for line in menu if line[:1].isdecimal()]

    assert sorted(set(words)) == sorted(words)
    assert {"History", "Letters", "Evidence", "People", "Incidents"} <= set(words)


def test_opened_to_read_alone_the_evidence_can_still_be_read(week: Week) -> None:
    desk = week.desk("clerk")
    desk.read_only = True
    text = talked_at(week, desk, "=My list", "=Dunn", "=Evidence", "0").text

    assert "\nEvidence" in text
    assert "Not done:" not in text
