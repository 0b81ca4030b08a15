"""Line by line nothing is left out: every place, deed, key and action of the screens is there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from textual.binding import Binding

from casework.errors import NotPermitted
from casework.tui import app as app_module
from casework.tui import (
    casejobs,
    casekeys,
    commands,
    helptopics,
    intake,
    places,
    talkcase,
    talked,
    talkin,
    talkkeys,
    talkletter,
)
from casework.tui.decisions import Decisions
from casework.tui.doors import Doors, Entered
from casework.tui.letterpage import LetterPage
from casework.tui.mylist import MyList
from casework.tui.sitting import Sitting
from casework.tui.talk import Talk
from casework.tui.talkkeys import Anywhere
from casework.tui.today import Today
from casework.tui.waits import Waits
from tests.tui.talk_kit import Script, later, talked_at
from tests.tui.talk_kit import talked as talks

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from tests.tui.week_kit import Week

#: Every key of the three tables, with what it does.
KEYS = (
    *((key, ("go", one.id)) for one in places.PLACES for key in one.key.split(",") if key),
    *((key, (one.action, "")) for one in places.DEEDS for key in one.key.split(",") if key),
    *((one.key, ("about", one.id)) for one in casekeys.CASE_ACTIONS if one.key),
)
#: What only moves about on a screen: a list that is read out needs none of it.
MOVES = {"app.pop_screen", "turn", "let_go", "find", "read", "to_the_list"}


class Noting(Anywhere):
    """Notes what it would do."""

    done: tuple[str, str] = ("", "")

    def do(self, command: commands.Command) -> None:
        """Note it."""
        self.done = commands.name_of(command)


def noting(week: Week, who: str, ref: str = "") -> Noting:
    return Noting(sitting(week, week.desk(who), ref), lambda _: None, lambda _: None)


def sitting(week: Week, desk: Desk, ref: str = "") -> Sitting:
    doors = Doors(
        sign_in=lambda *_: Entered(desk=desk), ring=(), clock=week.clock, move=week.clock.move
    )
    return Sitting(talk=Talk(Script()), desk=desk, doors=doors, waits=Waits(), ref=ref)


def actions(bindings: object) -> set[str]:
    """Return the actions of a screen's own keys."""
    assert isinstance(bindings, list)
    told = (one.action if isinstance(one, Binding) else one[1] for one in bindings)
    return {re.sub(r"\(.*", "", one) for one in told} - MOVES


# --- nothing is left out --------------------------------------------------------------------------


def test_every_place_of_the_table_is_there_line_by_line() -> None:
    assert set(talked.ROOMS) == {one.id for one in places.PLACES}


def test_every_deed_of_the_table_is_there_line_by_line() -> None:
    assert set(talkkeys.DEEDS) == {one.action for one in places.DEEDS} - talkkeys.OF_SCREENS


def test_everything_one_does_about_a_case_is_there_line_by_line() -> None:
    there = {*casejobs.JOBS, *intake.JOBS, *talkcase.OTHERS, "next"}

    assert {one.id for one in casekeys.CASE_ACTIONS} <= there


@pytest.mark.parametrize("who", ["head", "clerk", "dsl", "chair"])
def test_the_main_menu_offers_everything_there_is_to_do_from_anywhere(week: Week, who: str) -> None:
    text = talks(week, who).text
    known = commands.anywhere(week.desk(who), practice=False)

    missing = [one.words for one in known if f". {one.words}\n" not in text]

    assert missing == ["Light screen, or dark screen", "Quit"]  # colours are a screen's
    assert "0. Leave" in text


def test_a_case_offers_everything_that_its_keys_do(week: Week) -> None:
    possible = casekeys.possible(week.desk("head"), week.refs["Hart"])
    words = [one.words for one in possible if one.id != "next"]
    text = talks(week, "head", "=My list", "=Hart", *words, "0").text

    assert [one for one in words if not re.search(rf"\d+\. {re.escape(one)}\n", text)] == []


@pytest.mark.parametrize(("key", "does"), KEYS)
def test_every_key_of_the_screens_works_behind_a_dot(
    week: Week, key: str, does: tuple[str, str]
) -> None:
    sits = noting(week, "head", week.refs["Hart"])
    there = {commands.name_of(one) for one in sits.known()}
    typed = {"question_mark": "?"}.get(key, key)

    assert sits.leads(typed, False)
    assert sits.done == does or does not in there


@pytest.mark.parametrize(
    "words", ["Today", "today", "move the clock", "who to ring", "daily sheet"]
)
def test_words_and_what_people_call_it_lead_there_too(week: Week, words: str) -> None:
    sits = noting(week, "clerk")

    assert sits.leads(words, False)
    assert sits.done in {("go", "today"), ("move_clock", ""), ("ring", "")}


@pytest.mark.parametrize("key", ["note", "today", "u", "f5", "a", "help"])
def test_in_a_form_most_lines_are_words(week: Week, key: str) -> None:
    assert not noting(week, "clerk", week.refs["Hart"]).leads(key, True)


@pytest.mark.parametrize("key", ["lock", "ctrl+l", "^l", "switch", "f9", "ring", "f10", "quit"])
def test_in_a_form_what_is_for_safety_leads_on(week: Week, key: str) -> None:
    sits = noting(week, "clerk", week.refs["Hart"])

    assert sits.leads(key, True)
    assert sits.done[0] in places.ALWAYS


def test_what_a_letters_screen_does_is_there_line_by_line() -> None:
    offered = {"next", "signs", "paragraph", "print", *talkletter.READS}

    assert actions(LetterPage.BINDINGS) - {"do"} <= offered
    assert {"signs", "print", "paragraph"} <= offered


def test_what_the_lists_do_is_there_line_by_line(week: Week) -> None:
    assert actions(MyList.BINDINGS) == {"choose"}
    assert "Show only some" in talks(week, "clerk", "=My list").text
    assert actions(Today.BINDINGS) == {"print"}
    assert "Print the page of today" in talks(week, "clerk", "=Today").text
    assert actions(Decisions.BINDINGS) == {"answer"}
    assert "Send back" in talks(week, "head", "=Decisions", "1").text


def test_help_answers_every_question_and_does_what_it_finds(week: Week) -> None:
    text = talks(week, "clerk", ".help", "school day", "1", "0", ".help", "=Today", "0", "0").text

    assert "A school day is a day on which the school is open to pupils." in text
    assert all(one.words in text for one in helptopics.TOPICS)
    assert "Today, Tuesday 10 November 2026" in text


def test_a_line_that_leads_nowhere_is_said_to(week: Week) -> None:
    text = talks(week, "clerk", ".nonsense", "0").text

    assert "Nothing is called “nonsense” here." in text


def test_several_that_fit_are_read_out(week: Week) -> None:
    text = talks(week, "clerk", ".case", "0", "0").text

    assert "Which?" in text
    assert "All cases (f3)" in text


def test_a_place_opens_over_the_case_one_is_in_and_leads_back(week: Week) -> None:
    script = talks(week, "clerk", "=My list", "=Hart", ".today", "0", "0", "0", "0")
    titles = [line for line in script.said if line.endswith(": what to do")]

    assert "Today, Tuesday 10 November 2026" in script.said
    assert len(titles) == 2


def test_a_case_that_is_as_it_was_is_not_told_again(week: Week) -> None:
    read = ("=My list", "=Cole", "=Time limits", "0")
    noted = ("=Note", "Rang.", "", "", "=Keep")
    said = talks(week, "clerk", *read, *noted).said
    told = [at for at, line in enumerate(said) if line.startswith("Case: CW-")]
    titles = [at for at, line in enumerate(said) if line.endswith(": what to do")]

    assert (len(told), len(titles)) == (2, 3)


def test_a_key_of_a_case_works_while_one_is_in_it(week: Week) -> None:
    text = talks(week, "clerk", "=My list", "=Hart", ".w", "0", "0", ".w", "0").text

    assert "\nWhy\n" in text
    assert "Nothing is called “w” here." in text


# --- the lock, the blank screen, another person ---------------------------------------------------


def test_after_five_idle_minutes_it_locks_and_what_was_typed_is_not_taken(week: Week) -> None:
    desk = week.desk("clerk")
    away = later(week, talkin.IDLE)
    script = talked_at(week, desk, "=My list", away, "1", "=Leave")
    said = [line for line in script.said if line.startswith("Locked.")]

    assert said == ["Locked. It is 09:10."]
    assert script.hidden == 1
    assert not [line for line in script.said if line.endswith(": what to do")]


def test_just_before_it_does_not(week: Week) -> None:
    script = talked_at(week, week.desk("clerk"), "=My list", later(week, talkin.IDLE - 1), "0")

    assert script.hidden == 0


def test_it_locks_after_as_long_as_the_screens_do() -> None:
    assert talkin.IDLE == app_module.IDLE


@pytest.mark.parametrize("before", [(), ("=My list",), ("=My list", "=Hart"), ("=Hand in",)])
def test_one_line_hides_and_locks_from_everywhere(week: Week, before: tuple[str, ...]) -> None:
    script = talked_at(week, week.desk("clerk"), *before, ".lock", "=Leave")

    assert script.hidden == 1
    assert [one for one in script.said if one][-7:-1] == [
        "Locked. It is 09:05.",
        "1. Your password",
        "2. Another person",
        "3. Who to ring",
        "0. Leave",
        "Number, or a word to find: ",
    ]


def test_only_the_password_of_the_same_person_opens_it_and_they_are_where_they_were(
    week: Week, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = week.desk("clerk")
    monkeypatch.setattr(type(desk.session), "check_password", lambda _self, word: word == "right")
    wrong = ("=Your password", "wrong")
    script = talked_at(
        week, desk, "=My list", ".lock", *wrong, ".today", *wrong, later(week, 9), "1", "right", "0"
    )

    assert script.said.count("That was not it.") == 2
    assert "Open again." in script.said
    assert "Nothing matches “.today”." in script.said
    assert len([one for one in script.said if one.startswith("My list: ")]) == 4


def test_wrong_passwords_at_the_lock_make_one_wait(week: Week) -> None:
    answers = ("=Your password", "wrong") * 2
    script = talked_at(week, week.desk("clerk"), ".lock", *answers, "=Your password", "0")

    assert "Wait 2 s, then try again: nothing is tried before." in script.said


def test_whom_to_ring_can_be_read_at_the_lock(week: Week) -> None:
    text = talked_at(week, week.desk("clerk"), ".lock", "=Who to ring", "=Leave").text

    assert "Anyone in danger now: 999" in text


def test_in_a_practice_school_the_lock_asks_who_one_is(week: Week) -> None:
    script = Script("1", ".lock", "=head", "0")
    people = (("clerk", "office"), ("head", "headteacher"))
    doors = Doors(
        sign_in=lambda name, *_: Entered(desk=week.desk(name)),
        ring=(),
        clock=week.clock,
        people=people,
    )
    talked.run(doors, script)

    assert script.hidden == 1
    assert [one for one in script.said if one.startswith("You are head, ")]


def enters(week: Week) -> Doors:
    def enter(name: str, password: str, _own: str) -> Entered:
        if password != "right":
            raise NotPermitted("Name or password is wrong.", advice="Try again.")
        return Entered(desk=week.desk(name))

    return Doors(sign_in=enter, ring=(), clock=week.clock)


def test_another_person_by_one_line_in_the_midst_of_a_form_and_the_draft_stays(
    week: Week,
) -> None:
    typed = ("=My list", "=Cole", "=Note", "Half of a sen", ".switch")
    script = Script("clerk", "right", *typed[:-1], "", ".switch", "head", "right", ".switch")
    talked.run(enters(week), script)
    between = script.text
    week.desks.clear()
    back = Script("clerk", "right", "=Go on", "=A note", "!", "0")
    talked.run(enters(week), back)

    assert "Half of a sen" not in between.split("You are head")[1]
    assert "Now: Half of a sen." in back.text


def test_who_comes_back_is_offered_what_they_left_at_once(week: Week) -> None:
    left = ("=My list", "=Cole", "=Note", "Half of a sen", "", ".f9")
    script = Script("clerk", "right", *left, "head", "right", ".f9", "clerk", "right", "1", "!")
    talked.run(signing_anew(week), script)

    assert "Now: Half of a sen." in script.text


def test_who_was_only_reading_is_back_in_their_case(week: Week) -> None:
    left = ("=My list", "=Cole", ".f9")
    script = Script("clerk", "right", *left, "clerk", "right")
    talked.run(signing_anew(week), script)
    titles = [line for line in script.said if line == f"{week.refs['Cole']}: what to do"]

    assert len(titles) == 2


def signing_anew(week: Week) -> Doors:
    """Return doors whose desks are opened anew each time, as they were closed."""

    def enter(name: str, _password: str, _own: str) -> Entered:
        week.desks.pop(name, None)
        return Entered(desk=week.desk(name))

    return Doors(sign_in=enter, ring=(), clock=week.clock)
