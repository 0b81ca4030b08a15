"""The program line by line: the same jobs as on the screens, for whoever hears it read out."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import MachineFault, NotPermitted
from casework.office import cases, drafts
from casework.office.cases import NewCase
from casework.tui import keyback, talked
from casework.tui.doors import Doors, Entered, FirstTimeError
from casework.tui.sheet import Job, Kept, line
from casework.tui.talk import Leaves, Talk
from casework.tui.talkform import fill
from tests.tui.talk_kit import Script, later, talked_at
from tests.tui.talk_kit import talked as talks

if TYPE_CHECKING:
    from tests.tui.week_kit import Week

HOSTILE = ("[/foo]", "[@click=app.quit]x[/]", "\x1b[2J", "\u202eabc", "a" * 300, "emoji 😀 王小明")


def test_it_needs_no_screen() -> None:
    words = "import sys, casework.tui.talked; sys.exit('textual' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", words], check=False).returncode == 0


# --- choosing -------------------------------------------------------------------------------------


@given(st.lists(st.text("abc ", min_size=1, max_size=8), min_size=1, max_size=40), st.data())
def test_a_word_narrows_and_a_number_takes_what_was_read_out(
    choices: list[str], data: st.DataObject
) -> None:
    word = data.draw(st.sampled_from(["a", "b", "c", "ab", "q"]))
    script = Script(word, "1")
    chosen = Talk(script).choose("Which?", choices)
    matching = [at for at, one in enumerate(choices) if word in one]

    assert chosen == (matching[0] if matching else 0)


def test_a_number_that_is_not_there_is_said_to_be_none() -> None:
    script = Script("7", "0")

    assert Talk(script).choose("Which?", ["one", "two"]) is None
    assert "There is no number 7 here." in script.said


def test_of_many_the_rest_is_told_and_found_by_a_word() -> None:
    many = [f"case {number}" for number in range(100)]
    script = Script("case 99", "1")

    assert Talk(script).choose("Which?", many) == 99
    assert "70 more: type a word to narrow" in script.said


@pytest.mark.parametrize("words", HOSTILE)
def test_what_comes_from_data_is_literal_and_harmless(words: str) -> None:
    script = Script("0")
    Talk(script).choose(words, [words])

    assert not [c for c in script.text if c != "\n" and unicodedata.category(c) in {"Cc", "Cf"}]
    assert "[2J" not in script.text or "\x1b" not in script.text


# --- lists and cases ------------------------------------------------------------------------------


def test_my_list_tells_each_case_in_one_line_with_its_labels(week: Week) -> None:
    said = talks(week, "clerk", "=My list", "0", "0").said
    lines = [one for one in said if "Case: Hart" in one]

    assert len(lines) == 1
    assert all(word in lines[0] for word in ("Due: ", "Next: "))


def test_a_case_is_read_with_what_is_next_what_not_yet_and_why(week: Week) -> None:
    text = talks(week, "clerk", "=My list", "=Hart", "0", "0").text

    assert "Next: " in text
    assert "Not yet: " in text
    assert "Action: " in text


@pytest.mark.parametrize("page", ["History", "Time limits", "Why", "Letters", "People"])
def test_every_page_of_a_case_can_be_read(week: Week, page: str) -> None:
    text = talks(week, "clerk", "=My list", "=Dunn", f"={page}", "0", "0", "0").text

    assert "Not done:" not in text


def test_a_note_is_kept_and_can_be_taken_back(week: Week) -> None:
    told = ("=My list", "=Cole", "=Note", "Rang; nobody there.", "", "", "=Keep", "0", "0")
    text = talks(week, "clerk", *told, "=Undo", "0").text

    assert "Done: the note is kept; to take it back, type U" in text
    assert "Taken back." in text


def test_today_leads_to_the_case_that_is_due(week: Week) -> None:
    script = talks(week, "clerk", "=Today")
    first = next(one for one in script.said if one.startswith("1. ") and "Case: CW-" in one)
    ref = first.split("Case: ")[1].split(".")[0]
    text = talks(week, "clerk", "=Today", "1", "0", "0").text

    assert f"Case: {ref}" in text


# --- forms ----------------------------------------------------------------------------------------


def test_a_form_put_away_keeps_what_was_typed(week: Week) -> None:
    desk = week.desk("clerk")
    ref = week.refs["Cole"]
    talked_at(week, desk, "=My list", "=Cole", "=Note", "Half of a sen", "", "0", "0", "0")
    text = talked_at(week, desk, "=My list", "=Cole", "=Note", "!").text

    assert "What you typed earlier stands there still." in text
    assert [one.ref for one in drafts.waiting(desk)] == [ref]


def test_a_question_that_is_wanted_is_asked_again(week: Week) -> None:
    text = talks(week, "clerk", "=My list", "=Cole", "=Note", "", "!").text

    assert "This one is wanted." in text


def test_one_can_go_back_to_the_question_before(week: Week) -> None:
    told = ("=My list", "=Cole", "=Note", "A slip", "", "<", "A note", "", "", "=Keep", "0")
    text = talks(week, "clerk", *told).text

    assert "Done: the note is kept; to take it back, type U" in text


def test_what_the_office_refuses_is_said_and_the_answers_stay(week: Week) -> None:
    desk = week.desk("head")
    told = ("=Calendar", "=Set a stretch", "Late", "6/8/2027", "2/8/2027", "A slip.")
    text = talked_at(week, desk, *told, "=Change the calendar", "!").text

    assert "Not done: " in text
    assert "What to do: " in text


def test_a_snow_day_is_put_into_the_calendar(week: Week) -> None:
    told = ("=Calendar", "=shut", "12/11/2026", "Snow", "The head decided.", "=Change")
    text = talks(week, "head", *told, "0", "0").text

    assert "Done: School shut on Thu 12 Nov 2026." in text


# --- the headteacher ------------------------------------------------------------------------------


def test_the_head_reads_the_letter_and_says_yes(week: Week) -> None:
    week.clock.tick = timedelta(seconds=1)
    script = talks(week, "head", "=Decisions", "1", "=Yes", "A.E.", "", "=Yes, agreed", "!", "0")

    assert "If you say Yes: " in script.text
    assert "Dear " in script.text
    assert "Done: " in script.text


# --- signing in -----------------------------------------------------------------------------------


def doors_of(week: Week) -> Doors:
    def enter(name: str, password: str, own: str) -> Entered:
        if password == "first" and not own:
            raise FirstTimeError
        if password not in {"first", "right"}:
            raise NotPermitted("Name or password is wrong.", advice="Try again.")
        return Entered(desk=week.desk(name), recovery_key="ABCD" if own else "")

    return Doors(sign_in=enter, ring=(("Chair", "01632 960120"),), clock=week.clock)


def test_a_wrong_password_is_told_and_asked_again(week: Week) -> None:
    script = Script("clerk", "wrong", "clerk", "right", "0")
    code = talked.run(doors_of(week), script)

    assert code == 0
    assert "Not done: Name or password is wrong." in script.said
    assert "You are clerk, office." in script.said


def test_wrong_passwords_make_one_wait_longer_and_longer(week: Week) -> None:
    slip = ("clerk", "wrong")
    script = Script(*slip * 2, "clerk", "right", later(week, 2), "clerk", "wrong", "0")
    code = talked.run(doors_of(week), script)

    assert code == 0
    assert "Wait 2 s, then try again: nothing is tried before." in script.said
    assert "Wait 5 s, then try again: nothing is tried before." in script.said
    assert "You are clerk, office." not in script.said


def test_the_right_password_ends_the_wait(week: Week) -> None:
    again = (".switch", "head", "wrong", "head", "right", "0")
    script = Script(*("clerk", "wrong") * 2, later(week, 2), "clerk", "right", *again)
    talked.run(doors_of(week), script)

    assert [line for line in script.said if line.startswith("You are head, ")]


def test_a_machine_in_the_way_is_no_wrong_password(week: Week) -> None:
    def away(*_words: str) -> Entered:
        raise MachineFault("The records are in use.", advice="Wait, then try again.")

    doors = Doors(sign_in=away, ring=(), clock=week.clock)
    script = Script(*("clerk", "right", "") * 5, "0")
    talked.run(doors, script)

    assert "Not done: The records are in use." in script.said
    assert not [line for line in script.said if line.startswith("Wait ")]


def test_the_first_sign_in_asks_for_a_password_of_ones_own(week: Week) -> None:
    script = Script("head", "first", "one of my own", "", "wxyz", "abcd", "0")
    talked.run(doors_of(week), script)

    assert " 1. ABCD" in script.said
    assert keyback.WRONG in script.said
    assert keyback.RIGHT in script.said


def test_whom_to_ring_needs_no_sign_in(week: Week) -> None:
    script = Script("?")
    talked.run(doors_of(week), script)

    assert "Chair: 01632 960120" in script.said


def test_another_person_signs_in_after_one(week: Week) -> None:
    script = Script("clerk", "right", "=Another person")
    talked.run(doors_of(week), script)

    assert script.said.count("Casework, line by line.") == 2
    assert script.watched[-1] == 0


def test_the_end_of_the_input_closes_it(week: Week) -> None:
    assert talked.run(doors_of(week), Script()) == 0


def test_a_sealed_case_is_in_no_list_of_whoever_is_not_named(week: Week) -> None:
    hidden = cases.open_case(
        week.desk("dsl"),
        NewCase(case_type="staff-allegation", summary="canary-plover"),
        cases.Answers(),
    ).ref
    text = talks(week, "clerk", "=All cases", "0", "=Today", "0", "=My list", "0").text

    assert hidden not in text
    assert "canary-plover" not in text


def test_leaves_is_no_fault() -> None:
    with pytest.raises(Leaves):
        Script().ask("?")


def test_a_recovery_key_made_anew_is_read_back(week: Week) -> None:
    key = "-".join(f"{at:04d}" for at in range(1, 17))
    asked = keyback.asked(key)
    right = [keyback.groups(key)[number - 1] for number in asked]
    script = Script("", "1", "", "nope", *right)
    job = Job(
        desk=week.desk("chair"),
        draft="sample-key",
        title="A key",
        button="Make it",
        asked=lambda _given: (line("why", "Why"),),
        keep=lambda _given, _mark: Kept(words="Made.", told=keyback.shown(key), key=key),
    )
    done: list[Kept] = []
    fill(Talk(script), job, done.append)

    assert [one.told for one in done] == [()]
    assert script.said.count(keyback.WRONG) == 1
    assert all(f"{keyback.question(number)}: " in script.said for number in asked)
    assert script.said[-1] == keyback.RIGHT
