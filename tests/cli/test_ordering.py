"""Shared options go to the front; values, and all after ``--``, stay where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
import typer.main
from hypothesis import given
from hypothesis import strategies as st

from casework.cli.main import app
from casework.cli.ordering import in_order, wants_json
from casework.errors import UsageFault

if TYPE_CHECKING:
    from typer.core import TyperGroup

ROOT = cast("TyperGroup", typer.main.get_command(app))
WORDS = st.sampled_from(
    [
        "case",
        "list",
        "show",
        "note",
        "--json",
        "--book",
        "--user",
        "--find",
        "--",
        "-",
        "x",
        "--x=y",
    ]
)
ROWS: dict[str, tuple[list[str], list[str]]] = {
    "at the end": (["case", "list", "--json"], ["--json", "case", "list"]),
    "with a value": (["case", "list", "--book", "b"], ["--book", "b", "case", "list"]),
    "with an equals sign": (["case", "list", "--book=b"], ["--book=b", "case", "list"]),
    "a value that looks like one": (
        ["case", "list", "--find", "--json"],
        ["case", "list", "--find", "--json"],
    ),
    "a command's own": (
        ["case", "person", "R", "author=x", "--user", "u"],
        ["case", "person", "R", "author=x", "--user", "u"],
    ),
    "after the end of options": (
        ["case", "note", "R", "--", "--json"],
        ["case", "note", "R", "--", "--json"],
    ),
    "in the order given": (
        ["--user", "a", "case", "list", "--user", "b"],
        ["--user", "a", "--user", "b", "case", "list"],
    ),
    "unknown, left to be told": (["case", "list", "--nil"], ["case", "list", "--nil"]),
}


@pytest.mark.parametrize(("words", "expected"), ROWS.values(), ids=ROWS)
def test_words_are_put_in_order(words: list[str], expected: list[str]) -> None:
    assert in_order(ROOT, words).words == expected


@given(st.lists(WORDS, max_size=8))
def test_no_word_is_lost_or_made(words: list[str]) -> None:
    try:
        line = in_order(ROOT, words)
    except UsageFault:
        return

    assert sorted(line.words) == sorted(words)
    assert line.front == line.words[: len(line.front)]


@given(st.lists(st.text(max_size=8), max_size=6))
def test_any_words_at_all_are_ordered_or_refused_in_a_sentence(words: list[str]) -> None:
    fault = refusal(words)

    assert fault is None or (fault.advice and "\n" not in fault.message)


def refusal(words: list[str]) -> UsageFault | None:
    try:
        in_order(ROOT, words)
    except UsageFault as fault:
        return fault
    return None


def test_json_is_wanted_unless_it_stands_after_the_end_of_options() -> None:
    assert wants_json(["cas", "list", "--json"])
    assert not wants_json(["case", "note", "--", "--json"])
