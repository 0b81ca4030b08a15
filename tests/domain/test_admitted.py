"""Circles that were brought into a case, and letters that know whom they go to."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from casework.domain import events as e
from casework.domain.events import Entry
from casework.domain.fold import fold, follow
from casework.domain.people import Actor
from casework.domain.written import read_entry, write_entry

NOW = datetime(2026, 9, 14, 9, tzinfo=UTC)
OPENED = Entry(
    seq=1,
    at=NOW,
    actor=Actor(user="ann", name="Ann", roles=frozenset({"office"})),
    policy="d",
    command="OpenCase",
    key="k",
    events=(
        e.CaseOpened(
            ref="CW-7F3K",
            case_type="concern",
            policy="p",
            digest="d",
            school="s",
            summary="",
            tracks={"case": "received"},
        ),
    ),
)
TOLD = replace(OPENED, seq=2, command="TakeStep", events=(e.Admitted(circle="chair", why="step"),))
DRAFTED = e.LetterDrafted(
    number=1, letter="warning", title="", to="author", values={}, text="", digest="", person=2
)


def test_a_circle_that_was_brought_in_stays_in() -> None:
    again = replace(TOLD, seq=3, events=(e.Admitted(circle="office", why="stand-in"),))

    assert fold([OPENED]).admitted == frozenset()
    assert fold([OPENED, TOLD, again]).admitted == frozenset({"chair", "office"})


def test_one_entry_more_brings_in_the_same() -> None:
    assert follow(fold([OPENED]), TOLD) == fold([OPENED, TOLD])


def test_it_is_written_down_and_read_back() -> None:
    assert read_entry(2, NOW, write_entry(TOLD)) == TOLD


def test_a_letter_keeps_whom_it_goes_to() -> None:
    entry = replace(OPENED, seq=2, command="TakeStep", events=(DRAFTED,))
    read = read_entry(2, NOW, write_entry(entry))

    assert fold([OPENED, read]).letters[1].person == 2


def test_a_letter_written_down_before_letters_knew_that_is_read_as_ever() -> None:
    entry = replace(OPENED, seq=2, command="TakeStep", events=(DRAFTED,))
    written = json.loads(write_entry(entry))
    del written["events"][0]["person"]
    read = read_entry(2, NOW, json.dumps(written).encode())

    assert fold([OPENED, read]).letters[1].person == 0
