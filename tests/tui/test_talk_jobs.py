"""Jobs done line by line: the clock, the ten minutes, drafts, finding, Today's page, a letter."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING

import pytest

from casework.cli import output
from casework.cli.lines import Lines
from casework.office import approvals, cases, drafts, proofs, tenminutes, todays
from casework.office.letterprints import Way
from casework.tui import commands, letterjobs, listed, unfinished
from casework.tui.doors import Doors, Entered
from casework.tui.sitting import Sitting
from casework.tui.talk import Leaves, Talk
from casework.tui.talked import Menu
from casework.tui.waits import Waits
from tests.tui.talk_kit import Script, later, talked_at
from tests.tui.talk_kit import talked as talks

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tui.week_kit import Week


# --- a practice school's clock --------------------------------------------------------------------


def moved(week: Week, *answers: str) -> Script:
    return talked_at(week, week.desk("clerk"), *answers, practice=True, move=week.clock.move)


def test_the_clock_is_moved_to_one_of_the_moments_that_are_told(week: Week) -> None:
    text = moved(week, "=Move the clock", "=The next school day").text

    assert "The next school day: Wed 11 Nov 2026, 09:00" in text
    assert "Done: it is now Wed 11 Nov 2026, 09:00 in the practice school." in text
    assert week.clock.instant == datetime(2026, 11, 11, 9, tzinfo=UTC)


def test_what_falls_due_by_then_is_looked_for(week: Week) -> None:
    looked = []

    def look() -> str:
        looked.append(week.clock.instant)
        return "The clock has not run for a while."

    script = talked_at(
        week, week.desk("clerk"), ".m", "1", look=look, practice=True, move=week.clock.move
    )

    assert looked[1] - looked[0] == timedelta(hours=1)
    assert "Note: The clock has not run for a while." in script.said


def test_the_clock_is_moved_to_the_morning_of_a_day(week: Week) -> None:
    moved(week, "=Move the clock", "=The morning of a day", "1/12/2026")

    assert week.clock.instant == datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["1/9/2026", "soon", "0"])
def test_a_day_that_cannot_be_gone_to_moves_nothing(week: Week, typed: str) -> None:
    before = week.clock.instant
    text = moved(week, "=Move the clock", "=The morning of a day", typed).text

    assert week.clock.instant == before
    assert ("Not done: " in text) == (typed != "0")


def test_a_real_schools_clock_is_not_offered(week: Week) -> None:
    text = talks(week, "clerk", ".m", ".move the clock").text

    assert "Move the clock" not in text.replace("“move the clock”", "")
    assert week.clock.instant.hour == 9


# --- the ten minutes ------------------------------------------------------------------------------


def arrived(week: Week, *answers: str, offered: bool = False) -> Script:
    desk, script = week.desk("clerk"), Script(*answers)
    doors = Doors(
        sign_in=lambda *_: Entered(desk=desk), ring=(), clock=week.clock, practice=True, offers=True
    )
    try:
        Menu(Sitting(talk=Talk(script), desk=desk, doors=doors, waits=Waits())).arrive(
            None, offered=offered
        )
    except Leaves:
        script.say("left")
    return script


def test_the_case_of_ten_minutes_is_offered_and_opened(week: Week) -> None:
    text = arrived(week, "=Take it").text

    assert "A case of about ten minutes" in text
    assert f"Case: {tenminutes.taken_up(week.desk('clerk'))}." in text


def test_once_begun_it_is_gone_on_with(week: Week) -> None:
    ref = tenminutes.taken_up(week.desk("clerk"))
    text = arrived(week, "=Go on with it", offered=True).text

    assert "It is under way." in text
    assert f"Case: {ref}." in text


def test_it_is_offered_to_nobody_a_second_time_and_stands_in_the_menu(week: Week) -> None:
    text = arrived(week, offered=True).text
    known = commands.anywhere(week.desk("clerk"), practice=True)

    assert "A case of about ten minutes" not in text
    assert [one.action for one in commands.found(known, "tutorial")] == ["app.ten_minutes"]


def test_whoever_looks_round_first_opens_nothing(week: Week) -> None:
    rows = len(week.desk("clerk").cards.rows)
    arrived(week, "0")

    assert len(week.desk("clerk").cards.rows) == rows


# --- what was not finished ------------------------------------------------------------------------


def test_a_form_that_was_put_away_is_told_of_and_taken_up_again(week: Week) -> None:
    desk = week.desk("clerk")
    talked_at(week, desk, "=Hand in", "1", "Something", "!", "0")
    text = talked_at(week, desk, "=Go on with", "1", "", "!", "0").text

    assert "Not finished yet: a concern (C). What you typed is still there." in text
    assert "Now: Something." in text


def test_with_nothing_unfinished_nothing_is_offered(week: Week) -> None:
    assert "Go on with what is not finished" not in talks(week, "clerk").text


def begun(week: Week, form: str, ref: str = "") -> unfinished.Left:
    desk = week.desk("head")
    pen = drafts.pen(desk, form, ref)
    pen.write(pen.prepare({"words": "begun"}))
    (found,) = unfinished.left(desk)
    return found


@pytest.mark.parametrize("form", ["note", "person", "evidence", "answer-police-asked"])
def test_a_form_about_a_case_opens_as_what_it_is(week: Week, form: str) -> None:
    found = begun(week, form, week.refs["Hart"])
    known = found.job is not None and (found.job.draft, found.job.ref) == (form, week.refs["Hart"])

    assert known or (form.startswith("answer") and found.ref == week.refs["Hart"])


def test_every_form_of_a_letter_is_taken_up_again(week: Week) -> None:
    ref = week.refs["Dunn"]
    jobs = [make(week.desk("head"), ref, 1) for make in letterjobs.JOBS.values()]
    jobs.append(letterjobs.fact_job(week.desk("head"), ref, 1, "request"))
    opened = []
    for one in jobs:
        found = begun(week, one.draft, ref)
        opened.append(found.job.draft if found.job else "")
        drafts.pen(week.desk("head"), one.draft, ref).done()

    assert opened == [one.draft for one in jobs]


def test_a_form_whose_step_is_gone_leads_to_its_case(week: Week) -> None:
    found = begun(week, "step-nothing-like-it", week.refs["Hart"])

    assert (found.job, found.ref) == (None, week.refs["Hart"])


def test_a_form_of_a_board_leads_to_its_place(week: Week) -> None:
    assert begun(week, "setting school-a closes_at").place == "settings"


# --- lists ----------------------------------------------------------------------------------------


def test_a_list_shows_only_what_is_chosen_and_says_so(week: Week) -> None:
    script = talks(week, "clerk", "=My list", "=Show only", "=Late", "0", "0")
    titles = [one for one in script.said if one.startswith("My list")]

    assert titles[1].startswith("My list: 7 open")
    assert titles[2].startswith("My list (Late): 3 open, 3 late")
    assert any(one.endswith("Now: Late") for one in script.said)


def test_each_choice_says_how_many_it_shows(week: Week) -> None:
    text = talks(week, "clerk", "=My list", "=Show only", "0").text

    assert "Late: 3\n" in text
    assert "Everything open: 7\n" in text


def test_a_case_is_found_by_whoever_is_in_it_though_another_is_told(week: Week) -> None:
    desk = week.desk("clerk")
    cases.add_incident(desk, week.refs["Hart"], "Another post", "facebook")
    row = next(one.find for one in _rows(week) if one.ref == week.refs["Hart"])
    word = next(one for one in row.split() if len(one) > 4 and one not in _told(week))
    script = talked_at(week, desk, "=All cases", word, "1", "0")

    assert f"{week.refs['Hart']}: what to do" in script.said


def _rows(week: Week) -> tuple[listed.Row, ...]:
    return listed.listing(week.desk("clerk")).rows()


def _told(week: Week) -> str:
    return talks(week, "clerk", "=All cases").text.casefold()


def test_a_list_is_there_again_after_its_case(week: Week) -> None:
    script = talks(week, "clerk", "=My list", "=Hart", "0", "0")

    assert len([one for one in script.said if one.startswith("My list: 7 open") and one[-1] != "."])


# --- today ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("how", "way"), [("1", Way.PRINTER), ("2", Way.OPENED)])
def test_the_page_of_today_is_printed_or_opened(
    week: Week, monkeypatch: pytest.MonkeyPatch, how: str, way: Way
) -> None:
    printed = []

    def took(pdf: bytes, _command: tuple[str, ...], to: Way) -> str:
        printed.append((pdf[:5], to))
        return ""

    monkeypatch.setattr(todays, "print_sheet", took)
    text = talks(week, "clerk", "=Today", "=Print the page", how).text

    assert printed == [(b"%PDF-", way)]
    assert "Done: the sheet was handed over." in text


def test_a_printer_that_takes_nothing_is_said_to(week: Week) -> None:
    desk = week.desk("clerk")
    desk.settings = replace(desk.settings, print_command=("/nowhere/at/all",))
    text = talked_at(week, desk, "=Today", "=Print the page", "1").text

    assert "Not done: " in text
    assert "What to do: " in text


def test_each_heading_of_today_is_said_once(week: Week) -> None:
    said = talks(week, "clerk", "=Today").said
    heads = [one for one in said if one.startswith(("Late", "Before school", "To sign", "Later"))]

    assert heads
    assert len(heads) == len(set(heads))


# --- letters --------------------------------------------------------------------------------------


def lettered(week: Week, who: str, *answers: str | Callable[[], object]) -> str:
    return talks(week, who, "=My list", "=Dunn", "=Letters", "=Letter 1", *answers).text


def test_a_letter_says_why_it_is_there_and_for_whom_it_waits(week: Week) -> None:
    text = lettered(week, "clerk", "=Why: what", "=Ask for")

    assert "\nWhy: " in text
    assert "It was asked when it was written, and waits for " in text


def test_its_pdf_is_opened(week: Week, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    monkeypatch.setattr(proofs, "shown", lambda pdf, _folder: opened.append(pdf[:5]))
    text = lettered(week, "clerk", "=Open the PDF")

    assert opened == [b"%PDF-"]
    assert "The PDF is open." in text


@pytest.mark.parametrize("does", ["=Print it", "=What it waits for"])
def test_what_cannot_be_done_with_a_letter_yet_has_its_reason(week: Week, does: str) -> None:
    text = lettered(week, "clerk", does)
    after = text.rpartition("0. Back")[0].rpartition("Number, or a word to find")[2]

    assert "decides" in after or "decision" in after or "waits for" in after


def test_an_approved_letter_is_opened_to_print_and_asked_about(
    week: Week, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = []

    def run(_page: object, way: Way, _command: object) -> str:
        handed.append(way)
        return ""

    monkeypatch.setattr("casework.letters.printing._run", run)
    approvals.grant(week.desk("head"), f"{week.refs['Dunn']}.1")
    week.clock.tick = timedelta(seconds=1)
    text = lettered(
        week, "clerk", "=Print it", "2", "=Print it", later(week, 11), "", "=Yes, it came out"
    )

    assert handed == [Way.OPENED]
    assert "Did the paper come out, whole and readable?" in text
    assert "is printed. Next: sign it." in text


def test_words_of_a_letter_that_is_no_draft_stand(week: Week) -> None:
    approvals.grant(week.desk("head"), f"{week.refs['Dunn']}.1")
    text = lettered(week, "clerk", "=Who signs")

    assert "It is no draft any more, so its words stand." in text


def test_a_fact_that_lives_elsewhere_says_where(week: Week) -> None:
    assert "It is corrected where it lives: " in lettered(week, "clerk", "=Where it is corrected")


def test_records_to_read_only_say_so_and_nothing_is_asked(week: Week) -> None:
    desk = week.desk("clerk")
    desk.read_only = True
    text = talked_at(week, desk, "=My list", "=Dunn", "=Letters", "=Letter 1", "=Who signs").text

    assert "The records were opened to read only, so nothing can be changed." in text


# --- the terminal ---------------------------------------------------------------------------------


def test_nothing_that_is_said_holds_a_control_byte(week: Week) -> None:
    cases.add_note(week.desk("clerk"), week.refs["Hart"], "A \x1b[2J note \u202eback\x07")
    told = ("=My list", "=Hart", "=History", "0", "=Why", "=Time limits", "0", "=Letters", "0")
    text = talks(week, "clerk", *told, "=Today", "0", ".help", "0").text

    assert not [c for c in text if c != "\n" and unicodedata.category(c) in {"Cc", "Cf"}]


class Stdin:
    """A terminal at which nobody types until something was hidden."""

    def __init__(self, until: Event) -> None:
        self._until = until

    def readline(self) -> str:
        return "late\n" if self._until.wait(10) else ""

    def isatty(self) -> bool:
        return True


def test_a_terminal_that_is_left_alone_hides_what_was_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    down, lines = Event(), Lines()
    said = output.say

    def say(*words: str) -> None:
        said(*words)
        if words == ("Hidden.",):
            down.set()

    monkeypatch.setattr(output, "say", say)
    monkeypatch.setattr("sys.stdin", Stdin(down))
    lines.watch(0.01, "Hidden.")
    typed = lines.ask("Number")

    assert typed == "late\n"
    assert capsys.readouterr().out.endswith("\n" * 24 + "Hidden.\n")


def test_a_terminal_where_nobody_is_signed_in_hides_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ready = Event()
    ready.set()
    monkeypatch.setattr("sys.stdin", Stdin(ready))
    lines = Lines()
    lines.watch(0, "")
    lines.ask("Your name")

    assert capsys.readouterr().out == ""


def test_the_end_of_the_input_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", type("End", (Stdin,), {"readline": lambda _self: ""})(Event()))

    with pytest.raises(Leaves):
        Lines().ask("Number")
