"""The palette finds by office words; help shows what one can do here; both run what is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input, OptionList

from casework.tui import casekeys, commands, helptopics, places
from casework.tui.commands import Command, Group
from tests.tui.golden_kit import SIZES, shows
from tests.tui.screen_kit import entered, press, seen, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week


def test_an_office_word_finds_what_the_program_calls_otherwise() -> None:
    known = (*commands.anywhere(None, practice=False),)

    assert [one.words for one in commands.found(known, "log out")] == ["Another person"]
    assert [one.words for one in commands.found(known, "EMERG")] == ["Who to ring"]


def test_a_commands_own_words_come_before_synonyms() -> None:
    def named(words: str, *synonyms: str) -> Command:
        return Command(words=words, key="", action="", group=Group.ALL, synonyms=synonyms)

    known = (named("Letters", "post"), named("Post a letter"))

    assert [one.words for one in commands.found(known, "post")] == ["Post a letter", "Letters"]


def test_nobody_signed_in_finds_only_what_needs_nobody() -> None:
    known = {one.action for one in commands.anywhere(None, practice=True)}

    assert known == {"app.help", "app.switch", "app.ring", "app.leave"}


def test_keys_are_written_as_people_call_them() -> None:
    assert commands.written("f1,question_mark") == "f1 ?"
    assert commands.written("ctrl+l") == "^l"
    assert commands.written("") == ""


def test_no_key_means_two_things() -> None:
    keys = [key for one in places.PLACES for key in one.key.split(",") if key]
    keys += [key for deed in places.DEEDS for key in deed.key.split(",") if key]
    keys += [key for act in casekeys.CASE_ACTIONS for key in act.key.split(",") if key]

    assert len(keys) == len(set(keys))


def test_ids_and_questions_are_told_apart() -> None:
    ids = [one.id for one in places.PLACES] + [one.id for one in places.DEEDS]
    questions = [one.id for one in helptopics.TOPICS]

    assert len(ids) == len(set(ids))
    assert [helptopics.topic(one).id for one in questions] == questions
    assert [places.place(one.id) for one in places.PLACES] == list(places.PLACES)
    assert [casekeys.case_action(one.id) for one in casekeys.CASE_ACTIONS] == [
        *casekeys.CASE_ACTIONS
    ]


async def test_typing_a_word_and_enter_runs_what_was_found(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await press(pilot, "ctrl+p")
        app.screen.query_one("#find", Input).value = "numbers"
        await settled(pilot)
        await press(pilot, "enter")
        await settled(pilot)
        screen = seen(app)

    assert "Anyone in danger now" in screen


async def test_a_word_that_nothing_is_called_says_so(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await press(pilot, "ctrl+p")
        app.screen.query_one("#find", Input).value = "zzz[/foo]"
        await settled(pilot)
        screen = seen(app)
        await press(pilot, "enter")

    assert "Nothing is called “zzz[/foo]”" in screen


async def test_a_mouse_click_runs_a_command(week: Week, opened: Callable[..., CaseworkApp]) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await press(pilot, "ctrl+p")
        app.screen.query_one("#find", Input).value = "ring"
        await settled(pilot)
        await pilot.click("#found", offset=(6, 0))
        await settled(pilot)
        screen = seen(app)

    assert "Anyone in danger now" in screen


async def test_help_runs_what_the_screen_below_offers(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(120, 30)) as pilot:
        await entered(pilot)
        await press(pilot, "f1")
        app.screen.query_one("#find", Input).value = "note"
        await settled(pilot)
        await press(pilot, "enter")
        await settled(pilot)
        screen = seen(app)

    assert "Keep the note" in screen


@pytest.mark.parametrize("size", SIZES)
async def test_palette_and_help_look_as_they_are_kept(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await press(pilot, "f1")
        await shows(pilot, "help-nobody")
        await press(pilot, "escape")
        await entered(pilot)
        await press(pilot, "ctrl+p")
        app.screen.query_one("#find", Input).value = "numbers"
        await shows(pilot, "palette-found")
        await press(pilot, "escape")
        await press(pilot, "f1")
        app.screen.query_one("#find", Input).value = "undo"
        await settled(pilot)
        await press(pilot, "down")
        await press(pilot, "enter")
        await shows(pilot, "help-undo")


async def test_arrows_go_through_what_was_found(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await press(pilot, "ctrl+p")
        found = app.screen.query_one("#found", OptionList)
        first = found.highlighted
        await press(pilot, "down")
        second = found.highlighted
        await press(pilot, "up")

    assert (first, second, found.highlighted) == (1, 2, 1)
