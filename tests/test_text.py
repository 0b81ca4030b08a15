"""Cleaning, plurals and lists in words."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import casework
from casework.text import (
    clean_line,
    clean_text,
    in_quotes,
    in_words,
    large,
    made_harmless,
    nearest,
    of_name,
    plural,
    small,
)

HOSTILE = [
    "\x1b[2J",
    "\x1b]0;title\x07",
    "\x1b]52;c;ZXZpbA==\x07",
    "\x1b]52;c;ZXZpbA==\x1b\\",
    "\x1bPpayload\x1b\\",
    "\x1b_payload\x1b\\",
    "\x9b31m",
    "\x9d0;title\x9c",
    "\x1b[6n",
    "\x1bc",
    "\u202e",
    "\u2066",
    "\u200b",
    "\ufeff",
    "\ue000",
    "\x00",
    "\x07",
    "\x7f",
    "\x85",
    "\u2028",
]


@pytest.mark.parametrize("payload", HOSTILE, ids=ascii)
def test_a_control_sequence_is_taken_out_with_its_payload(payload: str) -> None:
    actual = clean_text(f"Jane{payload}Smith")

    assert actual == "JaneSmith"


@pytest.mark.parametrize("unfinished", ["\x1b]0;", "\x1bP", "\x1b[", "\x1b", "\x9b"], ids=ascii)
def test_an_unfinished_sequence_leaves_no_control_character(unfinished: str) -> None:
    actual = clean_text(f"Jane{unfinished}")

    assert actual == "Jane"


@pytest.mark.parametrize(
    "name", ["O’Brien-Ní Dhómhnaill", "王小明", "👩\u200d🏫", "نور", "क्\u200dष"]
)
def test_a_name_in_any_script_is_kept(name: str) -> None:
    assert clean_text(name) == unicodedata.normalize("NFC", name)


def test_two_ways_to_write_an_accent_become_one() -> None:
    assert clean_text("e\u0301") == "\u00e9"


def test_a_line_break_of_windows_becomes_a_plain_one() -> None:
    assert clean_text(" first\r\nsecond ") == "first\nsecond"


def test_a_line_has_no_breaks_and_single_spaces() -> None:
    assert clean_line("  one\n two\t three ") == "one two three"


@given(st.text())
def test_cleaned_text_holds_nothing_a_terminal_obeys(value: str) -> None:
    actual = clean_text(value)

    assert not {c for c in actual if c != "\n" and unicodedata.category(c) in {"Cc", "Cs", "Co"}}


@given(st.text())
def test_cleaning_twice_changes_nothing_more(value: str) -> None:
    once = clean_text(value)

    assert clean_text(once) == once


@given(st.text())
def test_harmless_text_loses_no_character(value: str) -> None:
    shown = made_harmless(value)

    assert len(shown) >= len(value)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("\x1b[2J", "␛[2J"),
        ("a\x00b", "a␀b"),
        ("\u202egpj.exe", "⟨U+202E⟩gpj.exe"),
        ("\x9b31m", "⟨U+009B⟩31m"),
        ("line\nline", "line\nline"),
    ],
)
def test_a_verbatim_control_character_is_shown_as_a_symbol(value: str, shown: str) -> None:
    assert made_harmless(value) == shown


@pytest.mark.parametrize(("count", "words"), [(0, "0 letters"), (1, "1 letter"), (2, "2 letters")])
def test_a_count_takes_its_word(count: int, words: str) -> None:
    assert plural(count, "letter") == words


def test_a_word_without_an_s_has_its_own_plural() -> None:
    assert plural(3, "child", "children") == "3 children"


@pytest.mark.parametrize(
    ("items", "words"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_a_list_is_said_in_words(items: list[str], words: str) -> None:
    assert in_words(items) == words


def test_a_list_of_choices_ends_in_or() -> None:
    assert in_words(["yes", "no"], last="or") == "yes or no"


def test_a_misspelt_word_finds_the_nearest() -> None:
    assert nearest("adress", ["name", "address"]) == "address"


def test_a_word_like_no_other_finds_none() -> None:
    assert nearest("zzz", ["name", "address"]) is None


@pytest.mark.parametrize("word", ["refused", "send-warning", "x" * 60, "4b"])
def test_a_plain_short_name_may_be_repeated(word: str) -> None:
    assert of_name(word) == f"“{word}”"


@pytest.mark.parametrize(
    "word", ["", "Hart", "ms hart", "x" * 61, "-", "a\n", "\x1b[2J", "[b]x[/b]", "é"]
)
def test_what_may_be_somebody_s_words_is_not_repeated(word: str) -> None:
    assert of_name(word) == "of that name"


@pytest.mark.parametrize(
    ("words", "on"),
    [
        ("Today", "today"),
        ("A letter", "a letter"),
        ("Wed 9 Dec", "Wed 9 Dec"),
        ("LADO told", "LADO told"),
        ("2 days late", "2 days late"),
        ("", ""),
    ],
)
def test_words_go_on_in_a_sentence_but_abbreviations_and_weekdays_stay(words: str, on: str) -> None:
    assert small(words) == on


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        ("Rude", "“Rude”"),
        ("“Rude”", "“Rude”"),
        ("He wrote “rude”.", "“He wrote ‘rude’.”"),
        ("“Rude” and “ruder”", "“‘Rude’ and ‘ruder’”"),
        ("", "“”"),
    ],
)
def test_words_stand_in_one_pair_of_quotation_marks(words: str, quoted: str) -> None:
    assert in_quotes(words) == quoted
    assert in_quotes(in_quotes(words)) == in_quotes(words)


@given(st.text(max_size=20))
def test_only_the_first_letter_of_words_becomes_large(words: str) -> None:
    assert large(words) == words[:1].upper() + words[1:]


def test_the_program_has_one_way_to_begin_a_sentence() -> None:
    room = Path(casework.__file__).parent
    own = [one.name for one in room.rglob("*.py") if "[:1].upper()" in one.read_text("utf-8")]

    assert own == ["text.py"]
